"""Text exactly as on disk, spans in it, and positions at the border.

Inside agentlint a place is always a `Span` of code-point offsets into `Source.text`. Lines and columns exist only where
text leaves the program; `Source.position` and `Source.offset` are the one pair of converters.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable

BOM = "\ufeff"
NewlineStyle = Literal["\n", "\r\n", "\r", "mixed", ""]

_NEAR = 4096
_LINE_BREAK = lazy_pattern(r"\r\n?|\n")


class SourceError(ValueError):
    """The bytes of a file are not UTF-8 text. `offset` is the first bad byte, 0-based."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class ColumnUnit(StrEnum):
    """What a column counts: text, JSON and SARIF use code points, editors negotiate, rdjson wants UTF-8 bytes."""

    CODE_POINT = "code-point"
    UTF16 = "utf-16"
    UTF8 = "utf-8"


@record(order=True)
class Span:
    """A half-open range of code-point offsets, 0-based, into the text as on disk."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return True

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a code point, or touch where one of them is an insertion point."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


@record(order=True)
class Position:
    """A place as people and editors name it: `line` and `column` are 1-based."""

    line: int
    column: int


@record(order=True)
class Range:
    """Two positions in code points, the end exclusive."""

    start: Position
    end: Position


@record(order=True)
class Location:
    """A range in a named file. What cross-file rules keep of a place, since they never see the text."""

    path: str
    span: Span
    range: Range

    def to_json(self) -> list[int]:
        """Six integers: span start and end, then line, column, line, column. The path is kept by the roster."""
        r = self.range
        return [self.span.start, self.span.end, r.start.line, r.start.column, r.end.line, r.end.column]

    @staticmethod
    def from_json(path: str, data: list[int]) -> Location:
        """Undo `to_json`."""
        start, end, *rest = data
        return Location(path, Span(start, end), Range(Position(rest[0], rest[1]), Position(rest[2], rest[3])))


class Source:
    """One file's text. `path` is the POSIX path under which findings are reported; `text` keeps BOM, CR and tabs."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._fetch: Callable[[], str] | None = None

    @classmethod
    def later(cls, path: str, fetch: Callable[[], str]) -> Source:
        """A source whose text is fetched when it is first asked for, and again after `let_go`."""
        source = cls(path, "")
        source._fetch = fetch
        source.let_go()
        return source

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """Decode UTF-8, byte order mark kept. Raises `SourceError`, which names UTF-16 for what it is."""
        try:
            source = cls(path, data.decode("utf-8"))
            source._fetch = partial(str, data, "utf-8")
            return source
        except UnicodeDecodeError as error:
            if data.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise SourceError("the file is UTF-16, not UTF-8", 0) from error
            raise SourceError(f"byte {error.start + 1} is not valid UTF-8", error.start) from error

    @cached_property
    def text(self) -> str:
        """The text, fetched anew after `let_go`."""
        return self._fetch() if self._fetch is not None else ""

    def let_go(self) -> None:
        """Hold no more than what everything else can be fetched or worked out from again: a run has many sources."""
        if self._fetch is not None:
            self.__dict__ = {"path": self.path, "_fetch": self._fetch}

    def __getstate__(self) -> dict[str, object]:
        state: dict[str, object] = {"path": self.path, "_fetch": self._fetch}
        return state if self._fetch is not None else {**state, "text": self.text}

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.text)} code points)"

    @property
    def has_bom(self) -> bool:
        """Whether the text begins with a byte order mark (kept in `text`, at offset 0)."""
        return self.text.startswith(BOM)

    @cached_property
    def newline(self) -> NewlineStyle:
        """The line ending in use; `mixed` where there is more than one, empty where there is none."""
        text = self.text
        crlf = text.count("\r\n")
        kinds: list[NewlineStyle] = []
        if text.count("\n") > crlf:
            kinds.append("\n")
        if crlf:
            kinds.append("\r\n")
        if text.count("\r") > crlf:
            kinds.append("\r")
        return kinds[0] if len(kinds) == 1 else "mixed" if kinds else ""

    @property
    def preferred_newline(self) -> str:
        """The line ending to insert: the one in use, LF where there is none or several."""
        return "\n" if self.newline in ("mixed", "") else self.newline

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset at which each line begins. LF, CRLF and a lone CR end a line, as in CommonMark."""
        text = self.text
        if "\r" not in text:
            starts = [0]
            at = text.find("\n")
            while at != -1:
                starts.append(at + 1)
                at = text.find("\n", at + 1)
            return starts
        return [0, *(m.end() for m in _LINE_BREAK.finditer(text))]

    @property
    def line_count(self) -> int:
        """Number of lines; a final line break opens one more, empty line."""
        return len(self.line_starts)

    def line_at(self, offset: int) -> int:
        """1-based line that holds the offset."""
        return bisect_right(self.line_starts, offset)

    def line_span(self, line: int) -> Span:
        """Span of a 1-based line without its line break. Raises `IndexError` for a line that is not there."""
        starts = self.line_starts
        if not 1 <= line <= len(starts):
            raise IndexError(line)
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        text = self.text
        if end > start and line < len(starts):
            end -= 2 if text[end - 1] == "\n" and end - 2 >= start and text[end - 2] == "\r" else 1
        return Span(start, end)

    def line_text(self, line: int) -> str:
        """Text of a 1-based line without its line break."""
        span = self.line_span(line)
        return self.text[span.start : span.end]

    def slice(self, span: Span) -> str:
        """Text of a span."""
        return self.text[span.start : span.end]

    def position(self, offset: int, unit: ColumnUnit = ColumnUnit.CODE_POINT) -> Position:
        """Position of an offset between 0 and the length of the text, columns in `unit`."""
        text = self.text
        if not 0 <= offset <= len(text):
            raise IndexError(offset)
        if offset < _NEAR and "line_starts" not in self.__dict__ and text.find("\r", 0, offset) < 0:
            # Most places that are asked for stand in the header: no need to look for all lines of the file.
            line, start = text.count("\n", 0, offset) + 1, text.rfind("\n", 0, offset) + 1
        else:
            line = self.line_at(offset)
            start = self.line_starts[line - 1]
        if unit is ColumnUnit.CODE_POINT:
            return Position(line, 1 + offset - start)
        return Position(line, 1 + _width(self.text[start:offset], unit))

    def offset(self, position: Position, unit: ColumnUnit = ColumnUnit.CODE_POINT) -> int:
        """Offset of a position.

        A column past the end of its line counts as the end, before the line break; a column inside a character counts
        as the start of that character. Raises `IndexError` for a line that is not there.
        """
        span = self.line_span(position.line)
        wanted = max(position.column - 1, 0)
        if unit is ColumnUnit.CODE_POINT:
            return min(span.start + wanted, span.end)
        return span.start + _points(self.text[span.start : span.end], wanted, unit)

    def range(self, span: Span) -> Range:
        """Both ends of a span as positions in code points."""
        return Range(self.position(span.start), self.position(span.end))

    def locate(self, span: Span) -> Location:
        """The span as a location that can leave the file."""
        return Location(self.path, span, self.range(span))


def _width(text: str, unit: ColumnUnit) -> int:
    if unit is ColumnUnit.CODE_POINT or text.isascii():
        return len(text)
    if unit is ColumnUnit.UTF16:
        return len(text) + sum(c > "\uffff" for c in text)
    return len(text.encode("utf-8", "surrogatepass"))


def _points(text: str, width: int, unit: ColumnUnit) -> int:
    """How many code points of a line fit into `width` units: the whole encoded text is cut, not counted through."""
    if text.isascii():
        return min(width, len(text))
    if unit is ColumnUnit.UTF16:
        data, cut = text.encode("utf-16-le", "surrogatepass"), 2 * width
        if cut < len(data) and 0xDC <= data[cut + 1] <= 0xDF and cut >= 2 and 0xD8 <= data[cut - 1] <= 0xDB:
            cut -= 2
        return len(data[:cut].decode("utf-16-le", "surrogatepass"))
    data, cut = text.encode("utf-8", "surrogatepass"), width
    while 0 < cut < len(data) and data[cut] & 0xC0 == 0x80:
        cut -= 1
    return len(data[:cut].decode("utf-8", "surrogatepass"))
