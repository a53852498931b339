"""Edits from one text to another: they lead there, and they leave alone what is equal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from agentlint.server.documents import Documents
from agentlint.server.edits import edits_between
from agentlint.server.positions import Positions
from agentlint.source import Source

LINES = st.lists(st.text(st.sampled_from("ab \u00e9\U0001f6a2"), max_size=4), max_size=12)
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


def spliced(before: str, after: str) -> str:
    text, end = [], 0
    for edit in edits_between(Source("a.md", before), after):
        assert edit.span.start >= end
        text += [before[end : edit.span.start], edit.text]
        end = edit.span.end
    return "".join([*text, before[end:]])


@given(LINES, LINES, BREAKS, BREAKS)
def test_the_edits_lead_from_one_text_to_the_other(before: list[str], after: list[str], one: str, other: str) -> None:
    assert spliced(one.join(before), other.join(after)) == other.join(after)


@given(LINES, LINES, BREAKS, st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_a_client_that_applies_them_has_the_other_text(
    before: list[str], after: list[str], end: str, encoding: str
) -> None:
    """All ranges are those of the text before; applied from the last to the first they do not move each other."""
    positions, documents = Positions(encoding), Documents()
    documents.open(types.TextDocumentItem("file:///a.md", "markdown", 1, end.join(before)))
    source = Source("/a.md", end.join(before))
    changes = [
        types.TextDocumentContentChangePartial(range=positions.range(source, edit.span), text=edit.text)
        for edit in reversed(edits_between(source, end.join(after)))
    ]
    changed = documents.change("file:///a.md", 2, changes, positions)
    assert changed is not None
    assert (changed.text, changed.version) == (end.join(after), 2)


def test_equal_texts_need_no_edit() -> None:
    assert edits_between(Source("a.md", "a\nb\n"), "a\nb\n") == []


def test_lines_between_two_changes_are_left_alone() -> None:
    before = "a  \n" + "same\n" * 50 + "b  \n"
    edits = edits_between(Source("a.md", before), before.replace("  \n", "\n"))
    assert [(edit.span.start, edit.span.end, edit.text) for edit in edits] == [(1, 3, ""), (255, 257, "")]


def test_a_line_break_of_two_characters_is_never_cut() -> None:
    edits = edits_between(Source("a.md", "a\r\nb\r\n"), "a\nb\r\n")
    assert [(edit.span.start, edit.span.end, edit.text) for edit in edits] == [(1, 3, "\n")]


def test_a_hundred_thousand_changed_lines_come_back_at_once() -> None:
    before = "".join(f"{n}\n" for n in range(100_000))
    after = before.replace("\n", " \n")
    assert spliced(before, after) == after
