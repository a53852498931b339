"""Positions that go out to a client lead back to where they came from, whatever it counts in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from agentlint.server.positions import Positions
from agentlint.source import Source, Span

ENCODINGS = ("utf-8", "utf-16", "utf-32")
TEXTS = st.text(st.sampled_from("ab \t\n\r\u00e9\u20ac\U0001f6a2\u2028\x0c\u0301"), max_size=60)


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_every_place_survives_the_way_there_and_back(text: str, encoding: str) -> None:
    source, positions = Source("a.md", text), Positions(encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n" and offset:
            continue  # inside a line break there is no position
        assert positions.offset(source, positions.position(source, offset)) == offset


@given(
    TEXTS, st.sampled_from(ENCODINGS), st.integers(0, 20), st.integers(0, 80), st.integers(0, 20), st.integers(0, 80)
)
def test_every_range_that_a_client_sends_is_a_span(text: str, encoding: str, a: int, b: int, c: int, d: int) -> None:
    source = Source("a.md", text)
    span = Positions(encoding).span(source, types.Range(types.Position(a, b), types.Position(c, d)))
    assert span.end <= len(text)


@given(TEXTS)
def test_columns_are_those_of_the_encoding(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    source = Source("a.md", text)
    for encoding, codec, width in (("utf-8", "utf-8", 1), ("utf-16", "utf-16-le", 2), ("utf-32", "utf-32-le", 4)):
        end = Positions(encoding).position(source, len(text))
        assert (end.line, end.character) == (len(lines) - 1, len(lines[-1].encode(codec)) // width)


def test_only_line_feeds_and_carriage_returns_end_a_line() -> None:
    source = Source("a.md", "a\x0cb\u2028c\x85d\ne")
    assert Positions().position(source, 8) == types.Position(1, 0)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_column_inside_a_character_is_its_start(encoding: str) -> None:
    source = Source("a.md", "x\U0001f6a2y")
    found = {Positions(encoding).offset(source, types.Position(0, column)) for column in range(9)}
    assert found == {0, 1, 2, 3}


def test_ends_in_the_wrong_order_are_put_right() -> None:
    source = Source("a.md", "abcdef")
    assert Positions().span(source, types.Range(types.Position(0, 5), types.Position(0, 2))) == Span(2, 5)
