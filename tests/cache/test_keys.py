"""One thing changes that a finding depends on: the file that it is about has not, and its findings have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cache.project import agent, outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Step = Callable[[Path], None]

FILES = {
    ".claude/agents/painter.md": agent("painter", more="tools: Read, Wrte, mcp__bank__pay\n"),
    ".claude/agents/reader.md": agent("reader", body="Read [the notes](notes/a.md).\n"),
    "agents/plain.md": agent("plain", "Wooden quay and floating pier engineer", more="author: me\ncolor: orange\n"),
    "templates/agents/blank.md": agent("blank", body="TODO: say what it does\n"),
    "notes/b.md": "# Notes\n",
    "other.toml": '[severity]\nunknown-tool = "info"\n',
    ".mcp.json": '{"mcpServers": {"shop": {}}}',
    "agentlint.toml": 'select = ["ALL"]\n',
}


def write(path: str, text: str) -> Step:
    def step(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return step


def configure(more: str) -> Step:
    return write("agentlint.toml", FILES["agentlint.toml"] + more)


def rename(root: Path) -> None:
    (root / ".claude/agents/painter.md").rename(root / ".claude/agents/sprayer.md")


def nothing(root: Path) -> None:
    pass


STABLE = {"preview": False}
"""For what would else be told by something beside it: a preview rule wants to know all paths."""
CHANGES: dict[str, tuple[Step, dict[str, Any]]] = {
    "servers of the project": (write(".mcp.json", '{"mcpServers": {"bank": {}}}'), {}),
    "servers in the settings": (configure('mcp-servers = ["bank"]\n'), {}),
    "known tools": (configure('[tools]\nclaude-code = ["Wrte"]\n'), {}),
    "severity": (configure('[severity]\nunknown-tool = "info"\n'), {}),
    "options": (configure("[rules.vague-description]\nmax-words = 6\n"), {}),
    "options of a preset": (
        nothing,
        {"first": {**STABLE, "select": ("ALL",)}, **STABLE, "select": ("ALL", "preset:strict")},
    ),
    "version of a host": (configure('[host-versions]\nclaude-code = "1.0"\n'), {}),
    "host of plain folders": (configure('default-host = "opencode"\n'), {}),
    "kinds of files": (configure('[file-kinds]\n"agents/*.md" = "opencode/agent"\n'), {}),
    "hosts that judge": (write("agentlint.toml", 'select = ["preset:portable"]\n'), {}),
    "selection": (nothing, {"first": STABLE, **STABLE, "select": ("unknown-tool",)}),
    "preview": (nothing, {"preview": False}),
    "configuration": (nothing, {"config": "other.toml"}),
    "files that there are": (write("notes/a.md", "# More\n"), {}),
    "other files": (write(".claude/agents/other.md", agent("painter")), {}),
    "what a folder is": (write(".claude-plugin/plugin.json", '{"name": "plain"}'), {"first": STABLE, **STABLE}),
    "what is in other files": (write(".claude/agents/reader.md", agent("painter")), {}),
    "name of a file": (rename, {}),
    "focus": (nothing, {"paths": ("agents",)}),
    "project": (nothing, {"no_project": True, "paths": (".claude/agents/reader.md",)}),
    "place of the run": (nothing, {"below": "templates"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_it_counts(tmp_path: Path, name: str) -> None:
    root = tmp_path / "project"
    for path, text in FILES.items():
        write(path, text)(root)
    change, request = CHANGES[name]
    request = {"preview": True, **request}
    there = root / request.pop("below", "")
    first = request.pop("first", {"preview": True})
    before = outcome(root, first, cache=True, formats=("json",))
    assert before == outcome(root, first, cache=True, formats=("json",))
    change(root)
    after = outcome(there, request, cache=True, formats=("json",))
    assert after == outcome(there, request, cache=False, formats=("json",))
    assert after != before
