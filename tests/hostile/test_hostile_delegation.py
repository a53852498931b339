"""Text that somebody made to hurt, through the rules about who is called, with which tools, and why.

Only the ends matter: nothing raises, every span lies in the text, and time is bounded. The limit detects quadratic
work; it is far above what any of these takes on an idle machine.
"""

from __future__ import annotations

import time

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.lint.engine import lint_source
from agentlint.lint.file import File
from agentlint.lint.references import find_known_references
from agentlint.lint.registry import load_rules
from agentlint.project.facts import ProjectFacts
from agentlint.project.settings import Settings
from agentlint.source import Source
from agentlint.syntax.document import Document

SECONDS = 30
RULES = (
    "example-names-other-agent", "unenforced-tool-pattern", "conflicting-tools", "unknown-mcp-server",
    "undeclared-tool", "vague-description", "unknown-agent-reference",
)  # fmt: skip
BODIES = {
    "one verb after another": "use the " * 120_000,
    "one name after another": "use Read, " + "Grep, " * 150_000,
    "blanks behind a verb": "use" + " " * 900_000 + "Grep",
    "items without end": "\n## Tools\n" + "- **Bash**: x\n" * 60_000,
    "words with dots": "use the " + "a." * 400_000 + " agent",
    "words with hyphens": "use the " + "a-" * 400_000 + " agent",
    "agents without end": "use the a-reviewer agent " * 30_000,
    "calls without end": 'subagent_type="abc" ' * 40_000,
    "a call that goes on": 'subagent_type="' + "a:" * 400_000,
    "at signs": "@agent-" * 120_000,
    "marks": "use `" + '`*"' * 250_000,
    "controls and odd characters": "use \0Grep\u202e the \ufeffBash\u200b tool\r" * 20_000,
    "one line": "x" * 1_500_000 + " use the WebSearch tool",
}
BLOCK = '<example>\nuser: "x"\nassistant: "{}"\n</example>\n'
DESCRIPTIONS = {
    "words with dots": BLOCK.format("I'll use the " + "a." * 20_000 + " agent"),
    "words with hyphens": BLOCK.format("I'll launch " + "a-b" * 15_000 + "er now"),
    "quotes": BLOCK.format("I'll use the " + "'\"`" * 15_000 + " agent"),
    "agents without end": BLOCK.format("use the b-tester agent " * 2_000),
    "blocks without end": BLOCK.format("I'll use the b-tester agent") * 700,
    "one verb after another": BLOCK.format("use " * 12_000),
    "a role of many words": "very " * 11_000 + "expert",
    "odd characters": BLOCK.format("I'll use the \u202eb-tester\u200b agent\0"),
}


def lint(text: str, kind: str = "claude-code/agent") -> None:
    rules = load_rules().rules
    source = Source(".claude/agents/a.md", text)
    began = time.process_time()
    result = lint_source(
        source, (KINDS[kind],), Settings(), [rules[name]() for name in RULES], ProjectFacts(frozenset({"known"}))
    )
    assert time.process_time() - began < SECONDS
    assert result.tracebacks == ()
    assert all(d.span.end <= len(text) for d in result.diagnostics)


@pytest.mark.parametrize("name", BODIES)
def test_bodies(name: str) -> None:
    lint(f"---\nname: a\ndescription: b\ntools: Read, Agent(x, y)\n---\n{BODIES[name]}\n")


@pytest.mark.parametrize("kind", ["claude-code/agent", "opencode/agent"])
@pytest.mark.parametrize("name", [*BODIES, "typed marks", "open brackets"])
def test_references_to_names_that_are_known(name: str, kind: str) -> None:
    more = {"typed marks": '@"a (agent' * 100_000, "open brackets": "Task(" * 200_000 + "Agent( a" * 100_000}
    source = Source("a.md", f"---\nname: a\ndescription: b\n---\n{(BODIES | more)[name]}\n")
    began = time.process_time()
    file = File(Document(source), KINDS[kind], (KINDS[kind],), Settings())
    found = list(find_known_references(file, {"a", "a-reviewer", "b-tester", "x"}))
    assert time.process_time() - began < SECONDS
    assert all(source.slice(ref.span) == ref.name for ref in found)


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_descriptions(name: str) -> None:
    lines = "".join(f"  {line}\n" for line in DESCRIPTIONS[name].splitlines())
    lint(f"---\nname: a\ndescription: |\n{lines}---\nx\n")


@pytest.mark.parametrize(
    "tools",
    [
        "mcp__" + "a__" * 15_000,
        ", ".join(f"mcp__server{n}__tool" for n in range(2_500)),
        ", ".join(f"Bash(git{n}:*)" for n in range(3_500)),
        "Agent(" + "a, " * 15_000 + ")",
        "*, " * 15_000,
    ],
    ids=["one long name", "many servers", "many patterns", "many agents", "many stars"],
)
def test_tool_lists(tools: str) -> None:
    lint(f'---\nname: a\ndescription: b\ntools: "{tools}"\ndisallowedTools: Bash, mcp__x\n---\nx\n')


def test_many_names_in_both_lists() -> None:
    names = ", ".join(f"mcp__s{n}__t" for n in range(2_000))
    lint(f'---\nname: a\ndescription: b\ntools: "{names}"\ndisallowedTools: "{names}"\n---\nx\n')
