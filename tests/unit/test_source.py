"""A source fetches its text when asked, lets go of it, and finds the same positions whichever way it goes."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlint.source import ColumnUnit, Source


def test_a_text_is_fetched_when_it_is_asked_for_and_again_after_letting_go() -> None:
    asked = []
    source = Source.later("a.md", lambda: asked.append("") or "knot\n")  # type: ignore[func-returns-value]
    assert asked == []
    assert (source.text, source.line_starts, source.text) == ("knot\n", [0, 5], "knot\n")
    assert len(asked) == 1
    source.let_go()
    assert source.__dict__.keys() == {"path", "_fetch"}
    assert (source.text, source.path, source.newline) == ("knot\n", "a.md", "\n")
    assert len(asked) == 2


def test_bytes_are_held_and_the_text_is_made_from_them() -> None:
    source = Source.from_bytes("a.md", "\ufeffknöt 🪢".encode())
    source.let_go()
    assert "text" not in source.__dict__
    assert (source.text, source.has_bom) == ("\ufeffknöt 🪢", True)


def test_a_text_that_came_as_text_is_kept() -> None:
    source = Source("a.md", "knot")
    source.let_go()
    assert source.text == "knot"


@pytest.mark.parametrize("source", [Source("a.md", "knöt\n"), Source.from_bytes("a.md", "knöt\n".encode())])
def test_what_is_sent_to_another_process_is_the_text_alone(source: Source) -> None:
    assert source.line_count == 2
    sent = pickle.dumps(source)
    twin = pickle.loads(sent)
    assert "line_starts" not in twin.__dict__
    assert (twin.path, twin.text, twin.line_starts) == (source.path, source.text, source.line_starts)


@given(st.text("a\n\r🪢", max_size=30), st.data())
def test_positions_are_the_same_with_and_without_the_lines_known(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    known, fresh = Source("a.md", text), Source("a.md", text)
    assert known.line_count >= 1
    for unit in ColumnUnit:
        assert fresh.position(offset, unit) == known.position(offset, unit)
