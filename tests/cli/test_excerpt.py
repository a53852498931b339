from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from agentlint.report import excerpt as excerpts
from agentlint.report.cells import cells, width_of
from agentlint.report.excerpt import excerpt
from agentlint.report.look import Look
from agentlint.source import Source, Span

if TYPE_CHECKING:
    import pytest


def shown(text: str, start: int, end: int, width: int = 80) -> list[str]:
    return excerpt(Source("a.md", text), Span(start, end), Look(width=width), "red")


def under(lines: list[str]) -> str:
    """The characters of the source line that stand above the marker."""
    line, marker = lines[1], lines[2]
    first, last = marker.index("^"), marker.rindex("^") + 1
    at = 0
    above = ""
    for char in line:
        if first <= at < last:
            above += char
        at += width_of(char)
    return above


def test_marks_the_span_in_its_line() -> None:
    assert shown("one\ntools: Read, Edit\n", 17, 21) == ["  |", "2 | tools: Read, Edit", "  |              ^^^^"]


def test_an_insertion_point_has_one_mark() -> None:
    assert shown("", 0, 0) == ["  |", "1 |", "  | ^"]
    assert shown("ab", 2, 2)[2] == "  |   ^"


def test_a_span_over_lines_is_marked_on_the_first_and_says_where_it_ends() -> None:
    assert shown("one two\nthree\nfour\n", 4, 16) == ["  |", "1 | one two", "  |     ^^^ to line 3"]


def test_a_long_line_is_cut_around_the_marker() -> None:
    text = "x" * 1000 + " the word " + "y" * 900
    lines = shown(text, 1005, 1009)
    assert under(lines) == "word"
    assert all(width_of(line) <= 80 for line in lines)
    assert lines[1].startswith("1 | …xxx")
    assert lines[1].endswith("yyy…")


def test_a_long_span_is_marked_as_far_as_it_is_seen() -> None:
    lines = shown("description: " + "words and " * 200, 13, 2000)
    assert len(lines[1]) == len(lines[2]) == 80
    assert lines[1].endswith("…")
    assert lines[2] == "  |              " + "^" * 63


def test_wide_and_invisible_characters_keep_the_marker_in_place() -> None:
    text = "说明: 👩\u200d💻 a\u200bb\tword 好"
    start = text.index("word")
    assert under(shown(text, start, start + 4)) == "word"
    hidden = text.index("\u200b")
    assert under(shown(text, hidden, hidden + 1)) == "<U+200B>"


def test_a_span_that_the_text_no_longer_has_gives_no_excerpt() -> None:
    assert shown("short", 3, 99) == []


def test_a_line_of_ten_megabytes_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("a.md", "\u0301x" * 5_000_000)
    assert source.line_count == 1
    looked_at: list[int] = []
    monkeypatch.setattr(excerpts, "cells", lambda text: looked_at.append(len(text)) or cells(text))
    lines = excerpt(source, Span(4_000_000, 9_000_000), Look(), "red")
    assert 80 < sum(looked_at) < 2000
    assert all(width_of(line) <= 80 for line in lines)


@given(st.text(alphabet="ab \t\n\r你👩\u200d\u200b\u0301\x1b", max_size=200), st.data(), st.integers(40, 90))
def test_never_wider_than_asked_and_the_marker_is_there(text: str, data: st.DataObject, width: int) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = shown(text, start, end, width)
    assert len(lines) == 3
    assert all(width_of(line) <= width for line in lines)
    assert "^" in lines[2]


def test_the_note_on_further_lines_gives_way_where_there_is_no_room_for_it() -> None:
    lines = shown("aaaa\u200b\u200b\u200ba\ra", 7, 10, 40)
    assert all(width_of(line) <= 40 for line in lines)
    assert lines[2].endswith("^")


@given(st.integers(0, 600), st.integers(1, 30), st.integers(40, 120))
def test_the_marker_stands_below_the_text_it_means(before: int, length: int, width: int) -> None:
    mark = "0123456789" * 3
    text = "é你 x" * (before // 4) + mark[:length] + " z你" * 200
    start = text.index("0")
    assert mark[:length].startswith(under(shown(text, start, start + length, width)).rstrip("…"))
    assert under(shown(text, start, start + length, width)).startswith("0")
