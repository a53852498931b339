"""Names of the MCP servers that a project configures, for the rules that look at tool names."""

from __future__ import annotations

import json
import os
import re
import tomllib
from typing import Any

from agentlint.patterns import lazy_pattern

_MAX_BYTES = 1024 * 1024
_MANIFEST = ".claude-plugin/plugin.json"

_ANYWHERE = ((".mcp.json", "mcpServers"), ("mcp.json", "mcpServers"))
"""Looked for in every folder from the file's up to the root: name, and the key of the table of servers."""
_AT_ROOT = (
    (".vscode/mcp.json", "servers"), (".cursor/mcp.json", "mcpServers"), (".gemini/settings.json", "mcpServers"),
    (".qwen/settings.json", "mcpServers"), (".factory/mcp.json", "mcpServers"),
    (".kiro/settings/mcp.json", "mcpServers"), (".roo/mcp.json", "mcpServers"),
    (".junie/mcp/mcp.json", "mcpServers"), (".amazonq/mcp.json", "mcpServers"),
    (".claude/settings.json", "mcpServers"), (".claude/settings.local.json", "mcpServers"),
    (".codex/config.toml", "mcp_servers"), ("opencode.json", "mcp"), ("opencode.jsonc", "mcp"),
    (".opencode/opencode.json", "mcp"), (_MANIFEST, "mcpServers"),
    (".copilot/mcp-config.json", "mcpServers"), (".github/mcp.json", "mcpServers"),
)  # fmt: skip
NAMES = frozenset(path.rsplit("/", 1)[-1] for path, _ in (*_ANYWHERE, *_AT_ROOT))
"""Names of the files that may be read."""
_COMMENT_OR_STRING = lazy_pattern(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_TRAILING_COMMA = lazy_pattern(r'("(?:[^"\\]|\\.)*(?:"|\\?\Z))|,(\s*[}\]])', re.DOTALL)


class Servers:
    """Collects server names folder by folder; every folder is looked at once in a run."""

    def __init__(self) -> None:
        self._folders: dict[tuple[str, str], frozenset[str] | None] = {}
        self._broken: set[str] = set()

    def of(self, folder: str, root: str, plugin: str | None) -> frozenset[str] | None:
        """Servers configured for the files in a folder; None where nothing configures any, or where a file that would
        say so cannot be read.
        """
        names = self._climb(folder, root)
        if plugin is not None and plugin != root:
            names = _union(names, self._in(plugin, (_MANIFEST, "mcpServers")))
        return None if root in self._broken else names

    def _climb(self, folder: str, root: str) -> frozenset[str] | None:
        """Names in the folder and all those above it up to the root."""
        passed = []
        at = folder
        while (root, at) not in self._folders:
            passed.append(at)
            above = os.path.dirname(at)
            if at == root or above == at:
                break
            at = above
        names = self._folders.get((root, at))
        for one in reversed(passed):
            for place in (*_ANYWHERE, *(_AT_ROOT if one == root else ())):
                names = _union(names, self._in(one, place, root))
            self._folders[root, one] = names
        return names

    def _in(self, folder: str, place: tuple[str, str], root: str | None = None) -> frozenset[str] | None:
        """Names in one file, None where there is none."""
        path = os.path.join(folder, place[0])
        try:
            with open(path, "rb") as file:
                text = file.read(_MAX_BYTES).decode("utf-8-sig")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except (OSError, UnicodeDecodeError):
            self._broken.add(root or folder)
            return None
        try:
            data = tomllib.loads(text) if path.endswith(".toml") else _json(text)
        except (ValueError, RecursionError):
            self._broken.add(root or folder)
            return None
        table = data.get(place[1]) if isinstance(data, dict) else None
        if isinstance(table, str) and place[0] == _MANIFEST:  # it may name a file of the plugin
            other = os.path.normpath(os.path.join(folder, table))
            if not other.startswith(folder.rstrip(os.sep) + os.sep):
                return None
            return self._in(os.path.dirname(other), (os.path.basename(other), place[1]), root)
        if isinstance(table, dict):
            return frozenset(str(name) for name in table)
        if place[0] == ".mcp.json" and isinstance(data, dict) and data and _all_tables(data):
            return frozenset(data)  # a plugin's file may leave the outer table away
        return None


def _all_tables(data: dict[str, Any]) -> bool:
    return all(isinstance(value, dict) for value in data.values())


def _union(left: frozenset[str] | None, right: frozenset[str] | None) -> frozenset[str] | None:
    if left is None or right is None:
        return right if left is None else left
    return left | right


def _json(text: str) -> Any:
    """JSON as editors write it: with comments and trailing commas. Raises `ValueError`."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        plain = _COMMENT_OR_STRING.sub(lambda m: m[0] if m[0].startswith('"') else " ", text)
        return json.loads(_TRAILING_COMMA.sub(lambda m: m[1] or m[2], plain))
