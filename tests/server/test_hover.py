"""Hover: what hosts do with keys, tools, models and colours, and what the page of a rule says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agentlint.hosts.catalog import COLOURS, KINDS, MODELS
from agentlint.server.facts import choice_facts, code, colour_facts, key_facts, model_facts, plain
from agentlint.server.hover import hover
from tests.server.fleet import Fleet, agent, one

if TYPE_CHECKING:
    from agentlint.hosts.model import FileKind

HEAD = "---\nname: reviewer\ndescription: Reads code.\n"


def said(text: str, path: str = ".claude/agents/reviewer.md") -> tuple[str, str]:
    """Markdown and the text that it is about."""
    view, offset = one(text, path)
    found = hover(view, offset)
    return (found.markdown, view.source.slice(found.span)) if found is not None else ("", "")


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("to‸ols: Read", "tools", ["text or list", "every tool that a subagent can have", "Since 1.0.60", "Source:"]),
        ("allowed‸-tools: Read", "allowed-tools", ["no key of a Claude Code agent", "Its own key is `tools`"]),
        ("mode‸: x", "mode", ["It is a key of OpenCode", "Claude Code ignores it"]),
        ("tools: Read, Ta‸sk", "Task", ["The old name still works", "`Agent`", "Called so until 2.1.63"]),
        ("tools: LSP‸", "LSP", ["a tool of Claude Code", "Not everybody has it", "2.0.74"]),
        ("tools: [Read, Gre‸pp]", "Grepp", ["no tool of Claude Code", "leaves it out", "`Grep`"]),
        ("tools:\n  - read_file‸", "read_file", ["a tool of Gemini CLI", "not of Claude Code", "`Read`"]),
        ("tools: mcp__hub__ask‸", "mcp__hub__ask", ["tools of an MCP server"]),
        ("tools: AskUserQuestion‸", "AskUserQuestion", ["Subagents are never given it"]),
        ("tools: Bash(git *)‸, Read", "Bash(git *)", ["a tool of Claude Code", "does not enforce the pattern"]),
        ("model: son‸net", "sonnet", ["An alias: `claude-sonnet", "Aliases:"]),
        ("model: gpt‸-9", "gpt-9", ["goes to the provider unchanged"]),
        ("color: teal‸", "teal", ["does not know a colour", "leaves it out", "`pink`"]),
        ("memory: us‸er", "user", ["value of `memory`", "`project`"]),
        ("memory: us‸er # mine", "user", ["value of `memory`"]),
    ],
)
def test_words_of_the_header(line: str, place: str, words: list[str]) -> None:
    markdown, about = said(f"{HEAD}{line}\n---\n\nBody.\n")
    assert about == place
    for word in words:
        assert word in markdown


def test_other_hosts_that_read_the_key_too() -> None:
    assert "Also read by Copilot CLI" in said(f"{HEAD}to‸ols: Read\n---\n\nBody.\n")[0]


def test_findings_bring_the_page_of_their_rule() -> None:
    markdown, _ = said(f"{HEAD}tools: Gre‸pp\n---\n\nBody.\n")
    assert "**unknown-tool** · error" in markdown
    assert "for which the owning host gives no tool" in markdown


def test_the_opening_line_says_who_reads_the_file() -> None:
    markdown, about = said("-‸--\nname: reviewer\n---\n\nBody.\n")
    assert about == "---"
    assert "Claude Code (agent): does not load it – description is missing" in markdown


def test_nothing_is_said_of_the_body_and_of_plain_words() -> None:
    assert said(f"{HEAD}---\n\nBo‸dy.\n") == ("", "")
    assert said("---\nname: review‸er\ndescription: Reads code.\n---\n\nBody.\n") == ("", "")
    assert said("No header at ‸all.\n", "CLAUDE.md") == ("", "")


def test_references_show_what_the_agent_does() -> None:
    fleet = Fleet(
        {
            ".claude/agents/lead.md": agent("lead", "Leads.", body="Ask @agent-look‸out first."),
            ".claude/agents/lookout.md": agent("lookout", "Watches the *sea*."),
        }
    )
    found = hover(*fleet.at_cursor())
    assert found is not None
    assert "Watches the \\*sea\\*." in found.markdown


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_every_key_model_and_colour_on_record_can_be_told(kind: FileKind) -> None:
    for field in kind.fields:
        for name in (field.name, *field.aliases):
            text = key_facts(kind, name)
            assert text.startswith(f"**`{name}`**")
            assert "None" not in text
        for value in field.enum:
            assert f"value of `{field.name}`" in choice_facts(kind, field, value)
    if kind.host in MODELS:
        assert all(model_facts(kind, alias) for alias in (*MODELS[kind.host].aliases, "other"))
    if kind.host in COLOURS:
        assert all(colour_facts(kind, value) for value in (*COLOURS[kind.host].values, "other"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a\nb", "`a b`"),
        ("", "(nothing)"),
        ("x" * 99, f"`{'x' * 59}…`"),
    ],
)
def test_words_from_the_file_cannot_break_out_of_their_marks(text: str, shown: str) -> None:
    assert code(text) == shown


def test_text_from_the_file_is_shown_as_it_stands() -> None:
    assert plain("<b>*x*</b> [a](b)") == "\\<b\\>\\*x\\*\\</b\\> \\[a\\](b)"
    assert len(plain("a" * 5000)) == 600
