"""Files other than the open documents that findings depend on, and how the client is asked to watch them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types

from agentlint.project.mcp import NAMES as MCP_NAMES
from agentlint.project.root import CONFIGURATION_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

GLOBS = ("**/*.{md,mdc}", "**/*.{toml,json,jsonc}", "**/.gitignore", "**/.{cursorrules,windsurfrules,clinerules}")
FOLDERS = types.FileOperationRegistrationOptions([
    types.FileOperationFilter(types.FileOperationPattern("**/*", matches=types.FileOperationPatternKind.Folder), "file")
])  # fmt: skip
"""What the client is asked to tell of besides: watchers of files are not told that a folder of them was moved."""
_NAMES = frozenset((*CONFIGURATION_NAMES, *MCP_NAMES, ".gitignore"))
_ENDINGS = (".md", ".mdc", "rules")


def registration() -> types.Registration:
    """What the client is asked to watch."""
    watchers = [types.FileSystemWatcher(glob) for glob in GLOBS]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    return types.Registration("agentlint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)


def matters(path: str, change: types.FileChangeType, opened: Iterable[str]) -> bool:
    """Whether findings may be others after this change: that of a file whose text is open counts only for its being
    there or not.
    """
    name = os.path.basename(path)
    if change is types.FileChangeType.Changed and path in opened:
        return False
    return name in _NAMES or name.endswith(_ENDINGS)
