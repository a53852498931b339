"""One pass of fixes over one text."""

from __future__ import annotations

from agentlint.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from agentlint.fix.apply import apply_fixes
from agentlint.source import Source, Span


def found(rule: str, *edits: Edit, unsafe: bool = False) -> Diagnostic:
    fix = Fix("mend", edits, Applicability.UNSAFE if unsafe else Applicability.SAFE)
    return Diagnostic(rule, Severity.WARNING, "m", edits[0].span, fixes=(fix,))


def replaced(start: int, end: int, text: str) -> Edit:
    return Edit(Span(start, end), text)


def test_fixes_apart_are_applied_together() -> None:
    source = Source("a.md", "one two three")
    applied = apply_fixes(source, [found("b", replaced(8, 13, "3")), found("a", replaced(0, 3, "1"))])
    assert applied.text == "1 two 3"
    assert [f.rule for f in applied.fixes] == ["a", "b"]


def test_the_later_of_two_that_overlap_waits() -> None:
    source = Source("a.md", "one two three")
    applied = apply_fixes(source, [found("late", replaced(2, 9, "!")), found("early", replaced(0, 3, "1"))])
    assert applied.text == "1 two three"
    assert [f.rule for f in applied.fixes] == ["early"]


def test_at_the_same_place_the_rule_name_decides() -> None:
    applied = apply_fixes(Source("a.md", "x"), [found("b", replaced(0, 1, "B")), found("a", replaced(0, 1, "A"))])
    assert applied.text == "A"


def test_a_fix_is_whole_or_not_at_all() -> None:
    source = Source("a.md", "one two three")
    two = found("two", replaced(1, 2, "N"), replaced(8, 13, "3"))
    applied = apply_fixes(source, [found("one", replaced(0, 3, "1")), two])
    assert applied.text == "1 two three"


def test_identical_edits_count_once_and_do_not_conflict() -> None:
    same = Edit.insert(3, "!")
    applied = apply_fixes(Source("a.md", "one two"), [found("a", same), found("b", same), found("a", same)])
    assert applied.text == "one! two"
    assert [f.rule for f in applied.fixes] == ["a", "a", "b"]
    assert applied.edits == (same,)


def test_fixes_that_share_an_edit_are_both_applied() -> None:
    shared = Edit.delete(Span(0, 1))
    applied = apply_fixes(Source("a.md", "xabc"), [found("a", shared), found("b", shared, replaced(2, 3, "B"))])
    assert applied.text == "aBc"


def test_two_insertions_at_one_place_are_not_applied_in_one_pass() -> None:
    applied = apply_fixes(Source("a.md", "ab"), [found("a", Edit.insert(1, "1")), found("b", Edit.insert(1, "2"))])
    assert applied.text == "a1b"


def test_neighbours_that_only_touch_are_applied_together() -> None:
    applied = apply_fixes(Source("a.md", "abcd"), [found("a", replaced(0, 2, "1")), found("b", replaced(2, 4, "2"))])
    assert applied.text == "12"


def test_unsafe_fixes_need_to_be_asked_for() -> None:
    source = Source("a.md", "x")
    assert apply_fixes(source, [found("a", replaced(0, 1, "y"), unsafe=True)]).text == "x"
    assert apply_fixes(source, [found("a", replaced(0, 1, "y"), unsafe=True)], unsafe=True).text == "y"


def test_only_the_preferred_fix_is_applied() -> None:
    fixes = (Fix("first", (replaced(0, 1, "1"),)), Fix("second", (replaced(0, 1, "2"),)))
    finding = Diagnostic("a", Severity.INFO, "m", Span(0, 1), fixes=fixes)
    assert apply_fixes(Source("a.md", "x"), [finding]).text == "1"


def test_a_fix_that_changes_nothing_is_none() -> None:
    applied = apply_fixes(Source("a.md", "same"), [found("a", replaced(0, 4, "same"))])
    assert applied.fixes == ()


def test_a_fix_outside_the_text_is_left_out() -> None:
    assert apply_fixes(Source("a.md", "x"), [found("a", replaced(0, 9, ""))]).text == "x"


def test_inserted_lines_end_as_those_of_the_file() -> None:
    finding = found("a", Edit.insert(5, "b\nc\r\n"))
    assert apply_fixes(Source("a.md", "one\r\ntwo\r\n"), [finding]).text == "one\r\nb\r\nc\r\ntwo\r\n"
    assert apply_fixes(Source("a.md", "\r\ntwo\n"), [found("a", Edit.insert(0, "b\n"))]).text == "b\n\r\ntwo\n"


def test_a_byte_order_mark_stays_first() -> None:
    source = Source("a.md", "\ufeffabc")
    assert apply_fixes(source, [found("a", Edit.insert(0, "x"))]).text == "\ufeffxabc"
    assert apply_fixes(source, [found("a", replaced(0, 2, "x"))]).text == "\ufeffxbc"


def test_many_overlapping_fixes_take_no_quadratic_time() -> None:
    source = Source("a.md", "x" * 20_000)
    findings = [found("a", replaced(i, min(i + 3, 20_000), "y")) for i in range(20_000 - 3)]
    applied = apply_fixes(source, findings)
    assert len(applied.fixes) == 6_666


def test_an_edit_of_the_mark_or_of_a_line_end_itself_stays_as_it_is() -> None:
    source = Source("a.md", "\ufeffa\rb\r")
    edits = (Edit(Span(0, 1), ""), Edit(Span(2, 3), "\n"), Edit(Span(4, 5), "\n"))
    assert apply_fixes(source, [found("a", edits[0]), found("b", *edits[1:])]).text == "a\nb\n"
