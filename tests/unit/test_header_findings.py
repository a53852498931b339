"""What invalid-frontmatter says about every cause: short words, a place that can be seen, fixes that pass the proof."""

from __future__ import annotations

import pytest

from agentlint.diagnostic import Applicability
from agentlint.hosts.catalog import KINDS
from agentlint.lint.engine import lint_source
from agentlint.project.settings import Settings
from agentlint.proof import prove
from agentlint.source import Source
from agentlint_rules.invalid_frontmatter.rule import InvalidFrontmatter
from tests.unit.test_repairs import CASES

LONGEST = 115
"""Most stay below 80: names of keys and hosts make the rest."""
OTHERS = [
    "---\nname: a\n  description: b\ntools: c\n---\n",
    "---\n name: a\ndescription: b\n---\n",
    "---\nname:tester\ndescription: d\n---\n",
    "---\nname: a\ndescription: b\nmodel: a\n# c\nmodel: b\n---\n",
    "---\njust text\n---\n",
    "---\n- a\n- b\n---\n",
    "---\nname: a\n...\nmodel: b\n---\n",
    "---\nname: a\ndescription: b\nhooks:\n  a: b: c\n  and more\n---\n",
    "---\nname: a\ndescription: b\n\n# Title\n",
    "---\nname: a\ndescription: b---c\ntools: d\n---\n",
    "---\nname: a\n# --- c\ndescription: d\n---\n",
    "---\nname: a\ndescription: 'b --- c'\n---\n",
    "\ufeff---\nname: a\ndescription: b: c\n---\n",
    "---\r\nname: a\r\ndescription: b: c\r\n---\r\n",
    '---\nname: a\ndescription: b: c\nuser: "d"\nassistant: "e"\ntools: Read\n---\n',
    "---\nname: a\ndescription: 'b\nc: d\n---\n",
    "---\nname: a\ndescription: >-\n  b\n c: d\n---\n",
    "---\nname: a\ndescription: [b\n---\n",
    "---\nname: a\n{b}\n---\n",
    "---\n\x01\n---\n",
    "---\nname: a\n\tb\n---\n",
    "---\nname: a\n? [b]: c\n---\n",
    "---\nname: a\ndescription: b\n!c\n---\n",
]
TEXTS = [
    f"---\nname: tester\n{key}:{'' if value[0] == chr(10) else ' '}{value}\nmodel: opus\n---\nBody.\n"
    for _, key, value, _, _ in CASES
]
KIND_SETS = [
    ["claude-code/agent", "copilot-cli/agent", "cursor/agent"],
    ["claude-code/skill"],
    ["claude-code/command"],
    ["opencode/agent"],
    ["gemini-cli/agent"],
    ["copilot-cli/agent"],
    ["codex/skill"],
    ["agentskills/skill"],
]


@pytest.mark.parametrize("kinds", KIND_SETS, ids=lambda kinds: kinds[0])
@pytest.mark.parametrize("text", [*TEXTS, *OTHERS])
def test_findings_are_short_and_stand_where_they_say(text: str, kinds: list[str]) -> None:
    source = Source("a.md", text)
    chosen = tuple(KINDS[k] for k in kinds)
    found = lint_source(source, chosen, Settings(), [InvalidFrontmatter()]).diagnostics
    assert len(found) <= 1
    for finding in found:
        assert finding.rule == "invalid-frontmatter"
        assert 10 < len(finding.message) <= LONGEST, finding.message
        assert "None" not in finding.message
        assert "None" not in (finding.help or "")
        assert (finding.help or "x.").endswith(".")
        assert len(finding.span) > 0
        assert source.slice(finding.span).strip("\r\n"), finding.message
        for fix in finding.fixes:
            after, shift = text, 0
            for edit in fix.edits:
                after = after[: edit.span.start + shift] + edit.text + after[edit.span.end + shift :]
                shift += len(edit.text) - len(edit.span)
            mended = Source("a.md", after)
            if fix.applicability is Applicability.SAFE:
                assert prove(source, mended, chosen, fix.edits, fix.applicability) is None
            again = lint_source(mended, chosen, Settings(), [InvalidFrontmatter()]).diagnostics
            assert again == () or again[0].message != finding.message
