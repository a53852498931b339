"""Which files an editor hands to the language server: globs from the host data, for the extension of VS Code.

`served` are the files that are sent to the server. All Markdown is among them, since any of it may be an agent by its
header. `prompts` are those whose folder and name alone tell that they are prompts: for these the extension starts the
server, and offers itself as the formatter; other Markdown is left to other formatters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

from agentlint.hosts.catalog import KINDS
from tools.hooks import PLAIN_FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def patterns() -> str:
    """The text of the extension's `src/files.json`: globs for absolute paths, as VS Code reads them."""
    prompts = _without_covered(_prompts())
    content = {
        "$comment": "Written by `make docs` from what is known of the hosts (tools/editors.py); do not edit by hand.",
        "served": _without_covered(["**/*.md", *prompts]),
        "prompts": prompts,
    }
    return json.dumps(content, indent=2) + "\n"


def _prompts() -> Iterator[str]:
    for kind in KINDS.values():
        if kind.format == "markdown":
            for glob in (*kind.globs, *kind.user_globs, *kind.foreign_globs):
                below = glob.removeprefix("**/")
                if below.startswith(".") or "/" not in below:
                    yield f"**/{below}"
    yield from (f"**/{folder}/**/*.md" for folder in PLAIN_FOLDERS)
    yield from ("**/*.agent.md", "**/*.mdc")


def _without_covered(globs: Iterable[str]) -> list[str]:
    """Those that no other one covers, sorted. The text of a glob is itself a path that a wider one matches."""
    every = sorted(set(globs))
    specs = {glob: GitIgnoreSpec.from_lines([glob]) for glob in every}
    return [glob for glob in every if not any(specs[other].match_file(glob) for other in every if other != glob)]
