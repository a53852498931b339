"""Positions and offsets are one another's inverse in every unit; lines are those that markdown-it sees."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agentlint.source import ColumnUnit, Position, Source, SourceError, Span

PIECES = [
    "a",
    "Z",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\ufeff",
    "é",
    "e\u0301",
    "\U0001f680",
    "\U0001f468\u200d\U0001f469",
    "\u2028",
    "\x85",
    "\x0b",
    "\0",
    "漢",
    "\u202e",
    "\U0010ffff",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
UNITS = st.sampled_from(list(ColumnUnit))
EDGES = ["", "\n", "\r", "\r\n", "\n\r", "\ufeff", "\ufeffa\r\nb\rc\n\U0001f680d", "no final newline", "\r\r\n\n"]


def width(text: str, unit: ColumnUnit) -> int:
    """Length of a text in a unit, by Python's own encoders."""
    match unit:
        case ColumnUnit.CODE_POINT:
            return len(text)
        case ColumnUnit.UTF16:
            return len(text.encode("utf-16-le")) // 2
        case _:
            return len(text.encode())


def inside_break(text: str, offset: int) -> bool:
    """Whether an offset lies between the CR and the LF of one line break."""
    return text[offset - 1 : offset + 1] == "\r\n" and offset > 0


@settings(deadline=None, max_examples=300)
@given(TEXTS, UNITS)
@example("\ufeffa\r\n\U0001f680b\rc", ColumnUnit.UTF16)
def test_every_offset_comes_back(text: str, unit: ColumnUnit) -> None:
    source = Source("a.md", text)
    for offset in range(len(text) + 1):
        if inside_break(text, offset):
            continue
        position = source.position(offset, unit)
        line = source.line_span(position.line)
        assert source.offset(position, unit) == offset
        assert position.column == 1 + width(text[line.start : offset], unit)


@settings(deadline=None, max_examples=200)
@given(TEXTS, UNITS, st.integers(1, 40), st.integers(0, 90))
def test_every_position_gives_a_place_in_its_line(text: str, unit: ColumnUnit, line: int, column: int) -> None:
    source = Source("a.md", text)
    if line > source.line_count:
        with pytest.raises(IndexError):
            source.offset(Position(line, column), unit)
        return
    span = source.line_span(line)
    offset = source.offset(Position(line, column), unit)
    assert span.start <= offset <= span.end
    before = width(text[span.start : offset], unit)
    assert before <= max(column - 1, 0)
    if offset < span.end:
        assert width(text[span.start : offset + 1], unit) > column - 1


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_lines_are_those_of_markdown_it(text: str) -> None:
    source = Source("a.md", text)
    normalized = text.replace("\r\n", "\n").replace("\r", "\n")
    assert [source.line_text(n + 1) for n in range(source.line_count)] == normalized.split("\n")
    assert source.line_starts[0] == 0
    assert all(source.line_at(start) == n for n, start in enumerate(source.line_starts, 1))
    for token in MarkdownIt().parse(text):
        if token.map is not None:
            assert token.map[1] <= source.line_count


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(["word", "# head", "---", "> q", "- i", ""]), min_size=1, max_size=12), st.data())
def test_a_heading_is_on_the_line_that_markdown_it_names(rows: list[str], data: st.DataObject) -> None:
    breaks = [data.draw(st.sampled_from(["\n", "\r\n", "\r"])) for _ in rows]
    text = "".join(row + end for row, end in zip(rows, breaks, strict=True))
    source = Source("a.md", text)
    for token in MarkdownIt().parse(text):
        if token.type == "heading_open" and token.markup == "#" and token.map is not None and token.level == 0:
            assert source.line_text(token.map[0] + 1) == "# head"


@pytest.mark.parametrize("text", EDGES)
def test_the_lines_make_up_the_text(text: str) -> None:
    source = Source("a.md", text)
    starts = [*source.line_starts, len(text)]
    assert "".join(text[a:b] for a, b in pairwise(starts)) == text
    assert source.position(len(text)).line == source.line_count


@pytest.mark.parametrize(
    ("text", "newline", "inserted"),
    [
        ("", "", "\n"),
        ("a", "", "\n"),
        ("a\nb", "\n", "\n"),
        ("a\r\nb\r\n", "\r\n", "\r\n"),
        ("a\rb", "\r", "\r"),
        ("a\nb\r\n", "mixed", "\n"),
        ("a\r\r\n", "mixed", "\n"),
        ("a\n\rb", "mixed", "\n"),
    ],
)
def test_the_newline_style(text: str, newline: str, inserted: str) -> None:
    source = Source("a.md", text)
    assert (source.newline, source.preferred_newline) == (newline, inserted)


@given(st.binary(max_size=40))
def test_bytes_come_back_or_are_refused(data: bytes) -> None:
    try:
        text, bad = data.decode(), None
    except UnicodeDecodeError as error:
        text, bad = "", error.start
    if bad is None:
        assert Source.from_bytes("a.md", data).text == text
        return
    with pytest.raises(SourceError) as caught:
        Source.from_bytes("a.md", data)
    assert caught.value.offset in (bad, 0)


@pytest.mark.parametrize("text", ["\0a", "a\ufffeb", "\ufeff", "\ufeff\ufeffa"])
def test_odd_but_valid_text_is_kept(text: str) -> None:
    source = Source.from_bytes("a.md", text.encode())
    assert source.text == text
    assert source.has_bom is text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("data", "words", "offset"),
    [
        (b"abc\xff", "byte 4", 3),
        (b"\xff\xfea\0", "UTF-16", 0),
        (b"\xfe\xff\0a", "UTF-16", 0),
        (b"a\xed\xa0\x80", "byte 2", 1),
        (b"a\xf0\x9f", "byte 2", 1),
        (b"\xc0\xaf", "byte 1", 0),
    ],
)
def test_what_is_not_utf8_is_named(data: bytes, words: str, offset: int) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        Source.from_bytes("a.md", data)
    assert caught.value.offset == offset


def test_spans_that_cannot_be_are_refused() -> None:
    for start, end in ((2, 1), (-1, 0)):
        with pytest.raises(ValueError, match="not a span"):
            Span(start, end)


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_spans_overlap_where_they_share_a_place(a: int, b: int, c: int, d: int) -> None:
    one, two = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    assert one.overlaps(two) is two.overlaps(one)
    shared = set(range(one.start, one.end)) & set(range(two.start, two.end))
    if shared:
        assert one.overlaps(two)
    elif len(one) and len(two):
        assert not one.overlaps(two)
    if len(two):
        assert one.covers(two) is (set(range(two.start, two.end)) <= set(range(one.start, one.end)))
