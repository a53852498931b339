"""Text as a reader sees it, with the way back to the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.nodes import Broken, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable

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
    runs: list[int] = []
    origins: list[int] = []
    at = size = 0
    for match in _ESCAPED_BREAK.finditer(raw):
        runs.append(size)
        origins.append(at)
        pieces.append(raw[at : match.start()])
        size += match.start() - at + 1
        at = match.end()
    runs.append(size)
    origins.append(at)
    pieces.append(raw[at:])
    kept = _Runs(base, runs, origins, size + len(raw) - at + 1)
    return TextView("\n".join(pieces), 0, lambda: kept)


class _Runs(Sequence[int]):
    """The source offset for each index of a text made of runs of `base`: run k begins at `runs[k]`, in `base` at
    `origins[k]`, and takes in the line break behind it.
    """

    __slots__ = ("base", "origins", "runs", "size")

    def __init__(self, base: TextView, runs: list[int], origins: list[int], size: int) -> None:
        self.base = base
        self.runs = runs
        self.origins = origins
        self.size = size

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> list[int]: ...

    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self.size))]
        if index < 0:
            index += self.size
        run = bisect_right(self.runs, index) - 1
        return self.base.offset(self.origins[run] + index - self.runs[run])
