"""Text as a terminal shows it: how many cells a character takes, and escapes for what cannot be seen."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TAB_CELLS = 4
_WORTH_FILLING = 10
ELLIPSIS = "…"

_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_PICTURES = range(0x1F300, 0x1FB00)
_JAMO_MEDIAL_AND_FINAL = range(0x1160, 0x1200)


@lru_cache(maxsize=4096)
def cell(char: str) -> tuple[str, int]:
    """What is shown for one code point, and its width in cells.

    Control, format and other invisible characters come out as `<U+200B>`: a reader must see what a model reads.
    """
    if " " <= char <= "~":
        return char, 1
    if char == "\t":
        return " " * TAB_CELLS, TAB_CELLS
    code = ord(char)
    if code in _VARIATION_SELECTORS:
        return "", 0
    category = unicodedata.category(char)
    if category in ("Mn", "Me") or code in _JAMO_MEDIAL_AND_FINAL:
        return char, 0
    if category == "Co":
        return char, 1
    if category == "Cn" and code in _PICTURES:
        return char, 2  # newer than this Python's tables
    if category[0] == "C" or category in ("Zl", "Zp"):
        shown = f"<U+{code:04X}>"
        return shown, len(shown)
    return char, 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cells(text: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each code point of `text` as shown, with its width.

    Terminals disagree on joined emoji, so joiners and skin tones after a wide character are left out: the parts stand
    side by side, and what is written below them stays in line.
    """
    after_wide = False
    for char in text:
        if after_wide and (char == _ZERO_WIDTH_JOINER or ord(char) in _SKIN_TONES):
            yield "", 0
            continue
        shown, width = cell(char)
        yield shown, width
        if width:
            after_wide = width == 2
        elif not shown:
            # A variation selector: the emoji before it still counts as the one to join to.
            after_wide = True


def visible(text: str) -> str:
    """The text on one line, with everything that a terminal would swallow or act on made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown for shown, _ in cells(text))


def width_of(text: str) -> int:
    """Cells that `visible(text)` takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(width for _, width in cells(text))


def clip(text: str, width: int) -> str:
    """`visible(text)`, cut to `width` cells with an ellipsis. Reads no further into the text than it must."""
    if len(text) <= width and text.isascii() and text.isprintable():
        return text
    parts: list[tuple[str, int]] = []
    total = 0
    for shown, size in cells(text):
        if total + size > width:
            while parts and total + 1 > width:
                total -= parts.pop()[1]
            return "".join(part for part, _ in parts) + ELLIPSIS
        parts.append((shown, size))
        total += size
    return "".join(part for part, _ in parts)


def pad(text: str, width: int) -> str:
    """The text, already visible, followed by blanks up to `width` cells."""
    return text + " " * max(width - width_of(text), 0)


def wrap(text: str, width: int, *, first: int = 0, indent: int = 0) -> list[str]:
    """Break text into lines of at most `width` cells.

    `first` cells of the first line are taken already; later lines are indented by `indent` blanks. Words longer than a
    line are broken. Returns at least one line; the first one may be empty where no word fits beside what is there.
    """
    lines: list[str] = []
    line = ""
    used = first
    fresh = True
    room = max(width - indent, 10)
    for word in visible(text).split():
        size = width_of(word)
        gap = 0 if fresh else 1
        if used + gap + size <= width:
            line += " " * gap + word
            used += gap + size
            fresh = False
            continue
        if size > room and width - used - gap >= _WORTH_FILLING:
            head = _head(word, width - used - gap)
            line += " " * gap + head
            word = word[len(head) :]
            size = width_of(word)
        lines.append(line)
        while size > room:
            head = _head(word, room)
            lines.append(" " * indent + head)
            word = word[len(head) :]
            size = width_of(word)
        line = " " * indent + word
        used = indent + size
        fresh = False
    return [*lines, line]


def _head(word: str, room: int) -> str:
    total = 0
    for at, (_, size) in enumerate(cells(word)):
        if total + size > room and at:
            return word[:at]
        total += size
    return word
