"""A small project whose files give findings of every sort, and what two runs must have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentlint.project.errors import UsageError
from agentlint.report import FORMATS, render
from agentlint.report.look import Look
from agentlint.session import Request, run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def agent(
    name: str, description: str = "Use this agent to paint walls.", more: str = "", body: str = "Paint.\n"
) -> str:
    """The text of an agent."""
    return f"---\nname: {name}\ndescription: {description}\n{more}---\n\n{body}"


TEXTS: tuple[bytes, ...] = tuple(
    text if isinstance(text, bytes) else text.encode()
    for text in (
        agent("painter"),
        agent("printer"),  # of the same size
        agent("painter", more="tools: Read, Wrte, mcp__shop__buy\n"),
        agent("käufer", "Kauft “Farbe”: und Pinsel 🖌️.", more="tools: Raed\n"),
        agent("buyer", "Use this agent to buy paint: red, green and blue.", more="colour: red\n"),
        agent("sweeper", "Use this agent to paint walls and doors.", body="Ask the painter agent, see `notes/a.md`.\n"),
        agent("teller", more="# agentlint-ignore[unknown-tool] it is ours\ntools: Wrte\n"),
        agent("idler", more="# agentlint-ignore[unknown-tool] it is idle\ntools: Read\n"),
        agent("waiter", body="<example>\nuser: a\n\nText.\n\n## A\n\n#### B\n"),
        agent("keeper", body="The key is AKIAQWERTYUIOP234567 and no other.\n"),
        agent("crlf", more="tools: Wrte\n").replace("\n", "\r\n"),
        "\ufeff" + agent("bom"),
        "---\nname: open\ndescription: it never closes\n",
        "Prose without a header.\n",
        "",
        b"---\nname: latin\ndescription: caf\xe9\n---\n\nx\n",
    )
)

CONFIGURATIONS = (
    None,
    'select = ["ALL"]\n',
    'select = ["preset:strict"]\n',
    'select = ["preset:portable"]\n',
    '[severity]\nunknown-tool = "info"\nduplicate-name = "off"\n',
    '[tools]\nclaude-code = ["Wrte"]\n',
    'mcp-servers = ["shop"]\n',
    '[per-file-ignores]\n"agents/a.md" = ["unknown-tool", "duplicate-name"]\n',
    'exclude = ["agents/b.md"]\n',
    "[rules.vague-description]\nmax-words = 30\n",
    '[file-kinds]\n"notes/*.md" = "claude-code/agent"\n',
    'default-host = "opencode"\n',
    '[host-versions]\nclaude-code = "1.0"\n',
    'select = ["no-such-rule"]\n',
    "[rules.unknown-tool]\nno-such-option = 1\n",
)

REQUESTS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"paths": (".claude/agents/a.md",)},
    {"paths": ("agents/b.md", "agents/a.md")},
    {"paths": ("agents",)},
    {"paths": (".claude/agents/a.md",), "no_project": True},
    {"select": ("unknown-tool", "duplicate-name")},
    {"select": ("ALL",), "preview": True},
    {"ignore": ("unknown-tool",)},
    {"isolated": True},
    {"diff": True, "unsafe_fixes": True},
    {"baseline": "known.json"},
    {"stdin": TEXTS[2], "stdin_filename": "agents/a.md"},
)


def outcome(root: Path, request: dict[str, Any], *, cache: bool, formats: Iterable[str] = FORMATS) -> list[str]:
    """All that a user can see of a run: the report in these formats, what is said beside it, or the error."""
    try:
        report = run(Request(cwd=root, cache=cache, **request))
    except UsageError as error:
        return [f"error: {error}"]
    said = [*report.notes, *report.failures, *(f"{c.path}\n{c.after}" for c in report.changes)]
    return [*said, f"{report.files} files", *("".join(render(name, report, Look())) for name in formats)]
