"""The rules about bodies and security on text that nobody writes: no traceback, no hang."""

from __future__ import annotations

from time import process_time

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.lint.engine import lint_source
from agentlint.lint.registry import load_rules
from agentlint.project.facts import ProjectFacts
from agentlint.project.paths import ProjectPaths
from agentlint.project.settings import Settings
from agentlint.source import Source

NAMES = (
    "empty-body", "body-length", "duplicate-heading", "skipped-heading-level", "unclosed-fence", "unbalanced-tag",
    "broken-reference", "leftover-placeholder", "hidden-text", "secret-in-prompt",
)  # fmt: skip
HEADER = "---\nname: keeper\ndescription: Keeps the log.\n---\n"
SECONDS = 60
BODIES = {
    "fences": "```\n" * 60_000,
    "labelled fences": "```a\n" * 60_000,
    "fences in turn": "```md\n```a\n```\n" * 20_000,
    "deep list": "".join(" " * (2 * i) + "- x\n" for i in range(400)) * 3 + "   ```\nx\n```\n",
    "long line": "a" * 1_500_000,
    "backticks": "`" * 300_000 + "<!--",
    "open tags": "<rule>\n" * 80_000 + "</x>\n",
    "closing tags": "</rule>\n" * 80_000,
    "near tags": "".join(f"<rule{i}>\n</rule{i}s>\n" for i in range(8_000)),
    "angle brackets": "<" * 300_000 + "</",
    "links": "](" * 300_000,
    "long links": "](" + "a/" * 100_000 + "b.md)",
    "at signs": " @a/" * 100_000,
    "headings": "# a\n" * 80_000,
    "headings of all levels": "".join("#" * (1 + i % 6) + f" {i % 7}\n" for i in range(60_000)),
    "headings in tags": "<a>\n# x\n</a>\n" * 20_000,
    "comments": "<!-- ignore -->\n" * 60_000,
    "open comments": "<!--" * 200_000,
    "long comment": "<!-- " + "ignore the " * 80_000 + "-->",
    "to do": "TODO" * 200_000,
    "to dos": "- TODO: x\n" * 80_000,
    "blanks before to do": "\n" + " \t" * 200_000 + "TODO:",
    "here": "[insert " * 80_000 + "here]",
    "invisible": "\u200b" * 300_000,
    "invisible here and there": "a\u200b" * 150_000,
    "joiners": "\u200d👩" * 80_000,
    "direction marks": "\u202e\u202c" * 100_000,
    "direction marks on lines": "\u202ea\u202c\n" * 40_000,
    "tag characters": "\U000e0041" * 200_000,
    "selectors": "\ufe0f" * 200_000 + "\U000e0100" * 1000,
    "key beginnings": "AKIA" * 200_000,
    "token beginnings": "xoxb-" + "1" * 300_000,
    "digits": "1" * 600_000 + ":AA",
    "key block": "-----BEGIN PRIVATE KEY-----\n" + "a: b\n" * 60_000 + "A" * 100_000,
    "surrogates": "\ud800" * 100_000 + "AKIA1",
    "NUL and CR": "\0\r```\r# a\r\0" * 20_000,
    "right to left": "\u05d0\u2067\u05d1\u2069 " * 60_000,
}


@pytest.mark.parametrize("name", BODIES)
def test_no_rule_raises_or_hangs(name: str) -> None:
    rules = [load_rules().rules[rule]() for rule in NAMES]
    source = Source("CLAUDE.md" if name == "at signs" else ".claude/agents/keeper.md", HEADER + BODIES[name])
    kind = KINDS["claude-code/memory" if name == "at signs" else "claude-code/agent"]
    facts = ProjectFacts(folder=".claude/agents", paths=ProjectPaths("", ("/.claude/agents/keeper.md",), separator="/"))
    start = process_time()
    result = lint_source(source, (kind,), Settings(), rules, facts)
    assert process_time() - start < SECONDS
    assert [d.message for d in result.diagnostics if d.rule == "internal-error"] == []
