"""Whatever the file: formatting changes nothing that a host or a reader of Markdown sees, and twice is once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlint.fix.converge import fix_source
from agentlint.format.formatter import format_source
from agentlint.hosts.catalog import KINDS
from agentlint.hosts.reader import read
from agentlint.hosts.reading import Outcome
from agentlint.lint.engine import lint_source
from agentlint.lint.registry import load_rules
from agentlint.lint.rule import ProjectRule
from agentlint.project.settings import FormatOptions, Settings
from agentlint.proof import prove
from agentlint.source import Source
from agentlint.syntax.document import Document
from tests.property.bodies import bodies
from tests.property.headers import headers, mutated
from tools.formatting import faults, untidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.diagnostic import Applicability, Diagnostic, Edit
    from agentlint.hosts.model import FileKind
    from agentlint.proof import Refusal

OWNERS = [
    "claude-code/agent",
    "claude-code/skill",
    "claude-code/command",
    "cursor/rule",
    "opencode/agent",
    "copilot-cli/agent",
]
NEWLINES = ["\n", "\n", "\n", "\r\n", "\r"]


@st.composite
def files(draw: st.DrawFn) -> str:
    """Whole files: with a good header, a damaged one or none; in one style of newlines or in several."""
    body = draw(bodies())
    header = draw(st.one_of(headers(newlines=("\n",)).map(lambda h: h.text), mutated(), st.none()))
    text = body
    if header is not None:
        fence = draw(st.sampled_from(["---", "---", "--- "]))
        if not header.endswith("\n"):
            header += "\n"
        text = f"{fence}\n{header}{draw(st.sampled_from(['---', '---', '---  ', '']))}\n{body}"
    style = draw(st.sampled_from([*NEWLINES, "mixed"]))
    if style == "mixed":
        lines = text.split("\n")
        text = "".join(line + draw(st.sampled_from(["\n", "\r\n", "\r"])) for line in lines[:-1]) + lines[-1]
    else:
        text = text.replace("\n", style)
    return draw(st.sampled_from(["", "", "", "\ufeff"])) + text


def kinds_of(owner: str) -> tuple[FileKind, ...]:
    kind = KINDS[owner]
    return (kind, KINDS["agentskills/skill"]) if kind.kind == "skill" else (kind,)


@settings(max_examples=250, deadline=None)
@given(files(), st.sampled_from(OWNERS))
def test_nothing_that_is_read_changes_and_twice_is_once(text: str, owner: str) -> None:
    kinds = kinds_of(owner)
    once = format_source(Source("a.md", text), kinds).text
    assert format_source(Source("a.md", once), kinds).text == once
    assert faults(text, once) == []
    ranks = list(Outcome)
    before, after = Document.of(Source("a.md", text)), Document.of(Source("a.md", once))
    for kind in kinds:
        was, now = read(before, kind), read(after, kind)
        assert ranks.index(now.outcome) <= ranks.index(was.outcome)
        if was.outcome is Outcome.LOADED:
            assert list(now.values) == list(was.values) or sorted(now.values) == sorted(was.values)


@settings(max_examples=150, deadline=None)
@given(bodies())
def test_a_formatted_body_is_tidy(body: str) -> None:
    text = format_source(
        Source("a.md", "---\nname: a\ndescription: b\n---\n" + body), kinds_of("claude-code/agent")
    ).text
    assert untidy(text) == []


@settings(max_examples=100, deadline=None)
@given(
    files(),
    st.sampled_from(["-", "*", "+"]),
    st.sampled_from(["lf", "crlf", "auto"]),
    st.sampled_from([(), ("tools", "name")]),
)
def test_options_keep_what_is_read_too(text: str, bullet: str, ending: str, order: tuple[str, ...]) -> None:
    options = FormatOptions(line_ending=ending, key_order=order, bullet=bullet)  # type: ignore[arg-type]
    kinds = kinds_of("claude-code/agent")
    once = format_source(Source("a.md", text), kinds, options).text
    assert format_source(Source("a.md", once), kinds, options).text == once
    changed = [fault for fault in faults(text, once) if fault != "other letters"]
    assert changed == []


RULES = tuple(rule() for rule in load_rules().rules.values() if rule.default and not issubclass(rule, ProjectRule))


def fixed(text: str, kinds: tuple[FileKind, ...]) -> str:
    def lint(source: Source) -> Sequence[Diagnostic]:
        return lint_source(source, kinds, Settings(), RULES).diagnostics

    def proof(before: Source, after: Source, edits: Sequence[Edit], claim: Applicability) -> Refusal | None:
        return prove(before, after, kinds, edits, claim)

    return fix_source(Source("a.md", text), lint, proof).text


def rest(text: str, kinds: tuple[FileKind, ...], *, format_first: bool) -> str:
    """The text when neither fixer nor formatter has anything left to do, taking turns."""
    for turn in range(8):
        before = text
        if (turn % 2 == 0) is format_first:
            text = format_source(Source("a.md", text), kinds).text
        else:
            text = fixed(text, kinds)
        if turn > 1 and text == before:
            return text
    pytest.fail("fixer and formatter do not come to rest")


@settings(max_examples=80, deadline=None)
@given(files(), st.sampled_from(OWNERS))
def test_fixer_and_formatter_do_not_fight(text: str, owner: str) -> None:
    kinds = kinds_of(owner)
    assert rest(text, kinds, format_first=True) == rest(text, kinds, format_first=False)
