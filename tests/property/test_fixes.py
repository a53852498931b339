"""Edits by the thousand: one pass is naive splicing, and what overlaps is never applied together."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from agentlint.diagnostic import Diagnostic, Edit, Fix, Severity
from agentlint.fix.apply import apply_fixes
from agentlint.fix.converge import fix_source
from agentlint.source import Source, Span

TEXTS = st.text(alphabet="ab\n\r\U0001f98a\ufeff é", max_size=40)
NEW = st.text(alphabet="xy\U0001f98a", max_size=4)


def finding(rule: str, *edits: Edit) -> Diagnostic:
    return Diagnostic(rule, Severity.INFO, "m", edits[0].span, fixes=(Fix("f", edits),))


@st.composite
def apart(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits that neither overlap nor touch."""
    text = draw(TEXTS.filter(lambda t: not t.startswith("\ufeff")))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(Span(a, b), draw(NEW)) for a, b in pairs]


@st.composite
def anywhere(draw: st.DrawFn) -> tuple[str, list[Diagnostic]]:
    """A text and single-edit findings wherever they fall."""
    text = draw(TEXTS)
    count = draw(st.integers(0, 10))
    found = []
    for number in range(count):
        a = draw(st.integers(0, len(text)))
        b = draw(st.integers(a, len(text)))
        found.append(finding(f"r{number}", Edit(Span(a, b), draw(NEW))))
    return text, found


def spliced(text: str, edits: list[Edit]) -> str:
    for edit in sorted(edits, key=lambda e: e.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@given(apart(), st.randoms())
def test_edits_apart_equal_naive_splicing_in_any_order(case: tuple[str, list[Edit]], random: object) -> None:
    text, edits = case
    findings = [finding(f"r{n}", e) for n, e in enumerate(edits)]
    random.shuffle(findings)  # type: ignore[attr-defined]
    applied = apply_fixes(Source("a.md", text), findings)
    assert applied.text == spliced(text, edits)


@given(apart())
def test_one_fix_of_many_edits_equals_naive_splicing(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    if edits:
        assert apply_fixes(Source("a.md", text), [finding("r", *edits)]).text == spliced(text, edits)


@given(anywhere())
def test_overlapping_edits_are_never_both_applied(case: tuple[str, list[Diagnostic]]) -> None:
    text, found = case
    source = Source("a.md", text)
    applied = apply_fixes(source, found)
    edits = list(applied.edits)
    for left, right in itertools.pairwise(edits):
        assert not left.span.overlaps(right.span)
    assert applied.text == spliced(text, edits)
    changing = [d for d in found if source.slice(d.fixes[0].edits[0].span) != d.fixes[0].edits[0].text]
    if changing and not source.has_bom:
        assert applied.fixes, "the first fix in order never has to wait"
    about_the_mark = source.has_bom and any(edit.span == Span(0, 1) for edit in edits)
    assert Source("a.md", applied.text).has_bom or not source.has_bom or about_the_mark


@given(anywhere())
def test_text_between_the_edits_is_untouched(case: tuple[str, list[Diagnostic]]) -> None:
    text, found = case
    applied = apply_fixes(Source("a.md", text), found)
    old, new = 0, 0
    for edit in applied.edits:
        gap = edit.span.start - old
        assert applied.text[new : new + gap] == text[old : edit.span.start]
        old, new = edit.span.end, new + gap + len(edit.text)
    assert applied.text[new:] == text[old:]


@given(TEXTS, st.sampled_from("ab\n "), st.sampled_from(["", "x", "xy"]))
def test_fixing_twice_is_fixing_once(text: str, target: str, new: str) -> None:
    def lint(source: Source) -> list[Diagnostic]:
        places = [i for i, c in enumerate(source.text) if c == target]
        return [finding("r", Edit(Span(i, i + 1), new)) for i in places]

    once = fix_source(Source("a.md", text), lint, lambda *_: None)
    assert once.text == text.replace(target, new)
    assert not fix_source(Source("a.md", once.text), lint, lambda *_: None).changed
