"""Headers and names made to slow down the rules about lost text and names."""

from __future__ import annotations

import time

import pytest

from agentlint.hosts.detect import detect
from agentlint.lint.engine import check_project, lint_source
from agentlint.lint.registry import load_rules
from agentlint.lint.result import INTERNAL_ERROR
from agentlint.lint.selection import select_rules
from agentlint.project.roster import Roster, RosterEntry
from agentlint.project.settings import Settings
from agentlint.source import Source

NAMES = (
    "unwanted-bom", "line-endings", "name-mismatch", "invalid-name", "description-length", "description-budget",
    "escaped-newlines", "value-cut", "shadowed-name",
)  # fmt: skip
RULES = select_rules(load_rules(), Settings(), select=NAMES).rules
SECONDS = 20.0
"""Of processor time: it detects loops in loops, and is far above what a run takes."""
HEAD = "---\nname: tester\ndescription: "
TAIL = "\n---\n\nBody.\n"

TEXTS = {
    "keys with comments": HEAD + "x\n" + "".join(f"k{i}: v # {i}\n" for i in range(4000)) + TAIL,
    "descriptions of comments": "---\n" + "description: #1\n" * 4000 + TAIL,
    "tags": "---\nname: tester\n" + "".join(f"k{i}: !t v\n" for i in range(4000)) + TAIL,
    "anchors": "---\nname: tester\n" + "".join(f"k{i}: &a{i} v\n" for i in range(4000)) + TAIL,
    "speakers": HEAD + "x\n" + "".join(f'{"user" if i % 2 else "assistant"}: "v"\n' for i in range(4000)) + TAIL,
    "escapes without a blank": HEAD + "\\na" * 20_000 + TAIL,
    "a path of escapes": HEAD + "C:" + "\\new" * 15_000 + TAIL,
    "backslashes": HEAD + "\\" * 60_000 + TAIL,
    "a name of 60,000 letters": "---\nname: " + "A" * 60_000 + "\ndescription: x" + TAIL,
    "a name of marks": "---\nname: '" + "\u0301\u202e\u200b:" * 5_000 + "'\ndescription: x" + TAIL,
    "line ends of every kind": HEAD + "x" + TAIL + "a\r\nb\rc\n" * 100_000,
    "marks": "\ufeff" * 1000 + HEAD + "x" + TAIL,
    "a placeholder that never ends": HEAD + "<" * 30_000 + " # x" + TAIL,
    "a comment of signs": HEAD + "x " + "#" * 60_000 + TAIL,
}
PATHS = (".claude/agents/a.md", ".agents/skills/a/SKILL.md", ".qwen/agents/a.md", ".opencode/agents/a.md")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("path", PATHS)
def test_no_rule_fails_or_takes_long(name: str, path: str) -> None:
    source = Source(path, TEXTS[name])
    start = time.process_time()
    found = lint_source(source, detect(path, source.text).kinds, Settings(), RULES).diagnostics
    assert time.process_time() - start < SECONDS
    assert [d.message for d in found if d.rule == INTERNAL_ERROR] == []


def test_thousands_of_namesakes_in_nested_folders_are_told_in_time() -> None:
    entries = []
    for index in range(3000):
        folder = "/".join(f"f{i}" for i in range(index % 60))
        path = f"{folder}/.claude/agents/{index}.md".lstrip("/")
        source = Source(path, f"---\nname: n{index % 50}\ndescription: Does {index}.\n---\n")
        kinds = detect(path, source.text).kinds
        facts = lint_source(source, kinds, Settings(), RULES).facts
        scope = f"claude-code:{folder}/.claude:agents".replace(":/", ":")
        entries.append(RosterEntry(path, kinds[0].id, scope, True, facts))
    start = time.process_time()
    result = check_project(Roster(entries), RULES, Settings())
    assert time.process_time() - start < SECONDS
    assert result.tracebacks == ()
    assert any(d.rule == "shadowed-name" for d in result.diagnostics)
