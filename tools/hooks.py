"""Write `.pre-commit-hooks.yaml`: what pre-commit hands over follows from the host data.

Two patterns. The linter looks into all Markdown, since any of it may be an agent by its header; what is none it passes
over, as it does when it walks through folders. The formatter gets what is a prompt by its folder and name: it leaves
the rest alone in a walk too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.hosts.catalog import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PLAIN_FOLDERS = ("agents", "commands", "output-styles", "rules", "skills")
"""Folders of any project and plugin that belong to the default host. A test holds them against `detect`."""

_ANY_DEPTH = "(?:.*/)?"
_HOOKS = """\
# Written by `make docs` from what is known of the hosts (tools/hooks.py); do not edit by hand.
# `--force-exclude` stands in `entry`, where no user's `args` can lose it: pre-commit does not know what the
# configuration excludes, and with it a file that is handed over is judged as if it was found in its folder.
# The whole project is looked at for files that conflict with a changed one, so one process is enough.

- id: agentlint
  name: agentlint
  description: Lint agent prompt files (agents, skills, commands, rules)
  entry: agentlint check --force-exclude
  language: python
  types: [text]
  require_serial: true
  files: |
{lint}

- id: agentlint-format
  name: agentlint format
  description: Format agent prompt files, without a change to what their hosts read
  entry: agentlint format --force-exclude
  language: python
  types: [text]
  require_serial: true
  files: |
{format}

- id: agentlint-project
  name: agentlint (whole project)
  description: Lint all agent prompt files of the project when one of them, or a setting, has changed
  entry: agentlint check
  language: python
  pass_filenames: false
  require_serial: true
  files: |
{project}
"""


def manifest() -> str:
    """The text of the manifest."""
    paths = [*_by_folder(), *_by_name()]
    markdown = [r"[^/]+\.md"]
    settings = [r"\.?agentlint\.toml", r"pyproject\.toml", r"\.mcp\.json", r"\.claude-plugin/[^/]+\.json"]
    return _HOOKS.format(
        lint=_pattern([*markdown, *(p for p in paths if not _is_markdown(p))]),
        format=_pattern([p for p in paths if not p.endswith(("toml", "yaml", "yml", "roomodes"))]),
        project=_pattern([*markdown, *(p for p in paths if not _is_markdown(p)), *settings]),
    )


def _is_markdown(pattern: str) -> bool:
    return pattern.endswith(r"\.md")


def _pattern(alternatives: Iterable[str]) -> str:
    lines = [f"        {alternative}" for alternative in dict.fromkeys(alternatives)]
    return "    (?xs)^(?:.*/)?(?:\n" + " |\n".join(lines) + "\n    )$"


def _by_folder() -> Iterator[str]:
    """Of the globs of all kinds those below a host folder, host folders with the same ones in a single line."""
    folders: dict[str, set[str]] = {}
    for kind in KINDS.values():
        for glob in (*kind.globs, *kind.user_globs, *kind.foreign_globs):
            folder, slash, below = glob.removeprefix("**/").partition("/")
            if slash and folder.startswith("."):
                folders.setdefault(_below(below), set()).add(re.escape(folder.removeprefix(".")))
    by_folders: dict[tuple[str, ...], list[str]] = {}
    for below, names in folders.items():
        by_folders.setdefault(tuple(sorted(names)), []).append(below)
    for owners, belows in sorted(by_folders.items()):
        for ending in sorted({below.rpartition(r"\.")[2] for below in belows}):
            some = sorted(below for below in belows if below.rpartition(r"\.")[2] == ending)
            tails = [below.removesuffix(rf"\.{ending}") for below in some]
            yield rf"\.{_one_of(owners)}/{_one_of(tails)}\.{ending}"
    yield rf"{_one_of(PLAIN_FOLDERS)}/{_ANY_DEPTH}[^/]+\.md"


def _by_name() -> Iterator[str]:
    """Names and endings that tell a file's kind in any folder."""
    yield r"[^/]+\.mdc"
    names = {re.escape(name) for name in _single() if not name.startswith("*")}
    endings = {re.escape(name.removeprefix("*")) for name in _single() if name.startswith("*")} | {r"\.agent\.md"}
    for suffix in (r"\.md", ""):
        some = sorted(n for n in names if n.endswith(r"\.md") == bool(suffix))
        if some:
            yield _one_of([n.removesuffix(suffix) for n in some]) + suffix
    dot_md = r"\.md"
    yield rf"[^/]+{_one_of(sorted(e.removesuffix(dot_md) for e in endings if e.endswith(dot_md)))}\.md"


def _single() -> set[str]:
    globs = (g for k in KINDS.values() for g in (*k.globs, *k.user_globs, *k.foreign_globs))
    return {g.removeprefix("**/") for g in globs if "/" not in g.removeprefix("**/")}


def _below(glob: str) -> str:
    """A glob below a host folder as a regular expression."""
    *folders, name = glob.split("/")
    parts = [_ANY_DEPTH if f == "**" else re.escape(f).replace(r"\*", "[^/]*") + "/" for f in folders]
    return "".join(parts) + re.escape(name).replace(r"\*", "[^/]+", 1).replace(r"\*", "[^/]*")


def _one_of(patterns: Iterable[str]) -> str:
    patterns = list(patterns)
    return patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"
