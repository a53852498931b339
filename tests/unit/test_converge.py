"""Fixes until nothing changes, each step proven."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agentlint.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from agentlint.fix.converge import MAX_PROOFS_PER_PASS, fix_source
from agentlint.proof import Refusal
from agentlint.source import Source, Span

Lint = Callable[[Source], list[Diagnostic]]


def replacing(rule: str, pattern: str, text: str, *, unsafe: bool = False) -> Lint:
    """A rule that finds a pattern and proposes a text in its place."""

    def lint(source: Source) -> list[Diagnostic]:
        applicability = Applicability.UNSAFE if unsafe else Applicability.SAFE
        return [
            Diagnostic(
                rule, Severity.WARNING, m[0], Span(*m.span()),
                fixes=(Fix("mend", (Edit(Span(*m.span()), text),), applicability),),
            )
            for m in re.finditer(pattern, source.text)
        ]  # fmt: skip

    return lint


def together(*lints: Lint) -> Lint:
    return lambda source: [d for lint in lints for d in lint(source)]


class Prover:
    """Refuses texts that a pattern matches; keeps what it was asked."""

    def __init__(self, bad: str = r"(?!)") -> None:
        self.bad = re.compile(bad)
        self.asked: list[tuple[str, str, Applicability]] = []

    def __call__(
        self, before: Source, after: Source, edits: Sequence[Edit], applicability: Applicability
    ) -> Refusal | None:
        self.asked.append((before.text, after.text, applicability))
        text = before.text
        for edit in reversed(edits):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        assert text == after.text
        return Refusal("bad", "a bad text") if self.bad.search(after.text) else None


def test_nothing_to_fix_asks_for_no_proof() -> None:
    prover = Prover()
    result = fix_source(Source("a.md", "fine"), replacing("r", "bad", "good"), prover)
    assert result.text == "fine"
    assert not result.changed
    assert prover.asked == []


def test_one_pass_is_one_proof() -> None:
    prover = Prover()
    result = fix_source(Source("a.md", "bad bad"), replacing("r", "bad", "good"), prover)
    assert result.text == "good good"
    assert len(result.applied) == 2
    assert len(prover.asked) == 1
    assert result.remaining == ()
    assert result.cycle == ()


def test_a_fix_that_makes_another_possible() -> None:
    lint = together(replacing("a", "one", "two"), replacing("b", "two", "three"))
    result = fix_source(Source("a.md", "one"), lint, Prover())
    assert result.text == "three"
    assert [f.rule for f in result.applied] == ["a", "b"]


def test_overlapping_fixes_have_their_turn_in_the_next_pass() -> None:
    lint = together(replacing("a", "xy", "x-y"), replacing("b", "yz", "y-z"), replacing("b", "-yz", "-y-z"))
    assert fix_source(Source("a.md", "xyz"), lint, Prover()).text == "x-y-z"


def test_only_the_refused_fix_is_dropped() -> None:
    prover = Prover("BAD")
    lint = together(replacing("good", "[abde]", "."), replacing("evil", "c", "BAD"))
    result = fix_source(Source("a.md", "abcde"), lint, prover)
    assert result.text == "..c.."
    assert [(r.fix.rule, r.reason) for r in result.refused] == [("evil", "a bad text")]
    assert [d.rule for d in result.remaining] == ["evil"]


def test_fixes_that_are_bad_together_only() -> None:
    lint = together(replacing("a", "a", "1"), replacing("b", "b", "2"))
    result = fix_source(Source("a.md", "ab"), lint, Prover("12"))
    assert result.text == "1b"
    assert [r.fix.rule for r in result.refused] == ["b"]


def test_a_refused_fix_does_not_keep_the_one_it_overlaps_waiting() -> None:
    lint = together(replacing("a", "xy", "BAD"), replacing("b", "yz", "ok"))
    result = fix_source(Source("a.md", "xyz"), lint, Prover("BAD"))
    assert result.text == "xok"


def test_all_refused_leaves_the_text_and_names_them() -> None:
    result = fix_source(Source("a.md", "aa"), replacing("a", "a", "BAD"), Prover("BAD"))
    assert result.text == "aa"
    assert not result.changed
    assert len(result.refused) == 2
    assert len(result.remaining) == 2


def test_safe_fixes_go_first_and_are_proven_as_safe() -> None:
    prover = Prover()
    lint = together(replacing("u", "u", "U", unsafe=True), replacing("s", "s", "S"))
    result = fix_source(Source("a.md", "us"), lint, prover, unsafe=True)
    assert result.text == "US"
    assert [(after, kind) for _, after, kind in prover.asked] == [
        ("uS", Applicability.SAFE), ("US", Applicability.UNSAFE),
    ]  # fmt: skip


def test_unsafe_fixes_are_not_applied_unasked() -> None:
    result = fix_source(Source("a.md", "u"), replacing("u", "u", "U", unsafe=True), Prover())
    assert result.text == "u"
    assert [d.rule for d in result.remaining] == ["u"]


def test_rules_that_undo_each_other_are_named_and_leave_the_text() -> None:
    lint = together(replacing("to-b", "a", "b"), replacing("to-a", "b", "a"), replacing("once", "x", "y"))
    result = fix_source(Source("a.md", "xa"), lint, Prover())
    assert result.cycle == ("to-a", "to-b")
    again = fix_source(Source("a.md", result.text), lint, Prover())
    assert again.text == result.text
    assert "x" not in result.text


def test_a_rule_that_never_ends_is_named() -> None:
    result = fix_source(Source("a.md", "a"), replacing("grow", "$", "a"), Prover())
    assert result.cycle == ("grow",)
    assert len(result.text) == 101


def test_text_that_is_not_utf8_is_refused() -> None:
    result = fix_source(Source("a.md", "a"), replacing("r", "a", "\ud800"), Prover())
    assert result.text == "a"
    assert "UTF-8" in result.refused[0].reason


def test_proofs_are_bounded() -> None:
    prover = Prover("BAD")
    result = fix_source(Source("a.md", "a" * 3000), replacing("r", "a", "BAD"), prover)
    assert len(prover.asked) <= MAX_PROOFS_PER_PASS
    assert len(result.refused) == 3000
