"""Text as a reader sees it, with the way back to the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.nodes import Broken, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ESCAPED_BREAK = lazy_pattern(r"(?:\\r)?\\{1,2}n")


class TextView:
    """A text and, for each code point of it, its place in the source.

    `text` is what is looked at. `offsets` has one source offset per code point and one more for the end; without it
    the text stands in the source as it is, from `start` on.
    """

    __slots__ = ("_offsets", "start", "text")

    def __init__(self, text: str, start: int = 0, offsets: Callable[[], Sequence[int]] | None = None) -> None:
        self.text = text
        self.start = start
        self._offsets = offsets

    def offset(self, index: int) -> int:
        """Source offset of the code point at `index`; `len(text)` gives the end. Raises `IndexError` beyond it."""
        if not 0 <= index <= len(self.text):
            raise IndexError(index)
        return self.start + index if self._offsets is None else self._offsets()[index]

    def offsets(self) -> Sequence[int]:
        """All source offsets, one per code point and one for the end."""
        return range(self.start, self.start + len(self.text) + 1) if self._offsets is None else self._offsets()

    def span(self, start: int, end: int) -> Span:
        """Source span of `text[start:end]`."""
        first = self.offset(start)
        return Span(first, max(self.offset(end), first))


def with_line_breaks(text: str) -> str:
    r"""The text with each literal `\n` (`\\n` and `\r\n` too) as a line break."""
    return _ESCAPED_BREAK.sub("\n", text) if "\\" in text else text


def description_view(value: Scalar | Broken) -> TextView:
    r"""A description as the model reads it: YAML undone, and the two characters `\n` taken as a line break.

    One-line descriptions are written with a literal `\n` where a line should end, in whatever scalar style; every such
    pair becomes one line break of `text`, and spans still point at the characters in the file.
    """
    if isinstance(value, Broken):
        raw, base = value.text, TextView(value.text, value.span.start)
    else:
        raw, base = value.value, TextView(value.value, value.span.start, value.offset_map)
    if "\\" not in raw:
        return base
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for match in _ESCAPED_BREAK.finditer(raw):
        pieces.append(raw[at : match.start()])
        kept.extend(range(at, match.start()))
        pieces.append("\n")
        kept.append(match.start())
        at = match.end()
    pieces.append(raw[at:])
    kept.extend(range(at, len(raw) + 1))

    cache: list[list[int]] = []

    def offsets() -> Sequence[int]:
        if not cache:
            table = base.offsets()
            cache.append([table[index] for index in kept])
        return cache[0]

    return TextView("".join(pieces), 0, offsets)
