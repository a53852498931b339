"""Spans of a text to the positions that a client counts in, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from agentlint.source import ColumnUnit, Position, Span

if TYPE_CHECKING:
    from agentlint.source import Source

_UNITS = {
    types.PositionEncodingKind.Utf8.value: ColumnUnit.UTF8,
    types.PositionEncodingKind.Utf16.value: ColumnUnit.UTF16,
    types.PositionEncodingKind.Utf32.value: ColumnUnit.CODE_POINT,
}


class Positions:
    """The converter for one client. Lines and columns of the protocol are 0-based, ours 1-based."""

    def __init__(self, encoding: str = types.PositionEncodingKind.Utf16.value) -> None:
        """`encoding` is the one agreed upon with the client: `utf-8`, `utf-16` or `utf-32`."""
        self.unit = _UNITS[encoding]

    def position(self, source: Source, offset: int) -> types.Position:
        """The position of an offset. Raises `IndexError` for one outside the text."""
        found = source.position(offset, self.unit)
        return types.Position(found.line - 1, found.column - 1)

    def range(self, source: Source, span: Span) -> types.Range:
        """The range of a span. Raises `IndexError` for one that goes past the text."""
        return types.Range(self.position(source, span.start), self.position(source, span.end))

    def offset(self, source: Source, position: types.Position) -> int:
        """The offset of a position, whatever a client sends: a line past the text counts as its end, a column past a
        line as the end of that line, and one inside a character as its start.
        """
        if position.line >= source.line_count:
            return len(source.text)
        return source.offset(Position(max(position.line, 0) + 1, max(position.character, 0) + 1), self.unit)

    def span(self, source: Source, range_: types.Range) -> Span:
        """The span of a range; ends in the wrong order are put right."""
        start, end = self.offset(source, range_.start), self.offset(source, range_.end)
        return Span(min(start, end), max(start, end))
