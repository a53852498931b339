"""What is kept comes back as it was, whatever characters are in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agentlint.cache.encoding import (
    dump_diagnostics,
    dump_facts,
    dump_result,
    join_facts,
    load_diagnostics,
    load_facts,
    load_result,
)
from agentlint.cache.results import Facts
from agentlint.diagnostic import Applicability, Diagnostic, Edit, Fix, Related, Severity
from agentlint.lint.suppression import SuppressedName, Suppression, Suppressions, WrongForm
from agentlint.source import Location, Position, Range, Span

texts = st.text(st.characters(exclude_categories=()), max_size=8)
spans = st.tuples(st.integers(0, 99), st.integers(0, 9)).map(lambda at: Span(at[0], at[0] + at[1]))
positions = st.builds(Position, st.integers(1, 99), st.integers(1, 99))
ranges = st.builds(Range, positions, positions)
edits = st.builds(Edit, spans, texts, ranges)
fixes = st.builds(Fix, texts, st.tuples(edits) | st.just(()), st.sampled_from(Applicability))
related = st.builds(Related, st.builds(Location, texts, spans, ranges), texts)
maybe = st.none() | texts
diagnostics = st.builds(
    Diagnostic, texts, st.sampled_from(Severity), texts, spans, maybe, texts | st.just("own.md"), ranges, maybe,
    st.lists(texts, max_size=2).map(tuple), maybe, st.lists(related, max_size=2).map(tuple),
    st.lists(fixes, max_size=2).map(tuple), st.just(""), maybe, st.booleans(),
)  # fmt: skip
names = st.builds(SuppressedName, texts, spans, ranges, edits)
suppressions = st.builds(
    Suppressions,
    st.just("own.md"),
    st.lists(st.builds(Suppression, st.tuples(names), st.none() | spans, edits), max_size=2).map(tuple),
    st.lists(st.builds(WrongForm, spans, ranges, texts, texts), max_size=2).map(tuple),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3) | st.tuples(inner),
    max_leaves=5,
)


def exact(one: Diagnostic) -> list[object]:
    """All of a finding, with what its comparison leaves out."""
    return [one, [edit.range for fix in one.fixes for edit in fix.edits]]


@settings(max_examples=60)
@given(found=st.lists(diagnostics, max_size=3), comments=suppressions)
def test_findings_and_comments(found: list[Diagnostic], comments: Suppressions) -> None:
    back, again = load_result(dump_result(found, comments, "own.md"), "own.md")
    assert list(map(exact, back)) == list(map(exact, found))
    assert (again or Suppressions("own.md")) == comments


@settings(max_examples=40)
@given(found=st.lists(diagnostics, max_size=3))
def test_findings_of_many_files(found: list[Diagnostic]) -> None:
    assert list(map(exact, load_diagnostics(dump_diagnostics(found)))) == list(map(exact, found))


def test_own_paths_follow_the_file() -> None:
    one = Diagnostic("a", Severity.INFO, "m", Span(0, 1), path="old.md", range=Range(Position(1, 1), Position(1, 2)))
    ((found,), _) = load_result(dump_result([one], Suppressions(), "old.md"), "new.md")
    assert found.path == "new.md"


@settings(max_examples=80)
@given(facts=st.dictionaries(texts, values, max_size=3))
def test_facts_come_back_or_are_not_kept(facts: dict[str, object]) -> None:
    data = dump_facts(facts)
    if data is not None:
        assert load_facts(join_facts(data)) == facts


def test_what_json_changes_is_not_kept() -> None:
    for value in ((1, 2), {1: 2}, {"a": (1,)}, float("nan"), {1}, b"x"):
        assert dump_facts({"rule": value}) is None
        assert Facts.of({"rule": value}, ["rule"]).digest is None
    assert Facts.of({"rule": [1, 2]}, ["rule"]).digest is not None


def test_each_rule_has_its_own_digest() -> None:
    one, other = (Facts.of({"a": 1, "b": value}, ["b", "a", "c"]) for value in (2, 3))
    assert [one.digest_of(at) == other.digest_of(at) for at in range(3)] == [True, False, True]
    assert one.digest_of(-1) != other.digest_of(-1)
