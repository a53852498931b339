"""Decode YAML scalars and keep, for every code point of the value, where it stands in the text.

Each decoder returns the value and its offsets: one per code point and one for the end. They implement YAML 1.2 chapters
7.3 (flow scalars) and 8.1 (block scalars) and raise `ValueError` on what those do not allow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern
from agentlint.syntax.nodes import ScalarStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Decoded = tuple[str, "Sequence[int]"]

_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEX_LENGTH = {"x": 2, "u": 4, "U": 8}
_BREAK = lazy_pattern(r"\r\n?|\n")
_FOLD = lazy_pattern(r"[ \t]*(?:\r\n?|\n)(?:[ \t]*(?:\r\n?|\n))*[ \t]*")
_BLOCK_HEADER = lazy_pattern(r"[|>](?:([1-9])([+-])?|([+-])([1-9])?)?[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n|$)")


class Shift:
    """The place of an offset where a text stands in the file as it is: a number further on."""

    __slots__ = ("by",)

    def __init__(self, by: int) -> None:
        self.by = by

    def __call__(self, offset: int) -> int:
        """The place of `offset`."""
        return offset + self.by


class OffsetMap:
    """Decodes on first call; scalars carry one, and most are never asked."""

    __slots__ = ("_decode", "_offsets")

    def __init__(self, decode: Callable[[], Decoded]) -> None:
        self._decode = decode
        self._offsets: Sequence[int] | None = None

    def __call__(self) -> Sequence[int]:
        """Offsets for each code point of the value, and for its end."""
        if self._offsets is None:
            self._offsets = self._decode()[1]
        return self._offsets


def decode(text: str, start: int, end: int, style: ScalarStyle, indent: int = 0) -> Decoded:
    """Decode the scalar at `text[start:end]`, quotes or block indicator included.

    `indent` is the indentation, in columns, of the node that holds a block scalar (-1 at the top level). Raises
    `ValueError` where the text is no such scalar.
    """
    match style:
        case ScalarStyle.PLAIN:
            return _flow(text, start, end, ScalarStyle.PLAIN)
        case ScalarStyle.SINGLE | ScalarStyle.DOUBLE:
            if end - start < 2:
                raise ValueError("unclosed quote")
            value, offsets = _flow(text, start + 1, end - 1, style)
            return value, offsets
        case _:
            return _block(text, start, end, indent)


def _flow(text: str, start: int, end: int, style: ScalarStyle) -> Decoded:
    """Plain or quoted content, without the quotes."""
    special = _SPECIAL[style]
    out: list[str] = []
    offsets: list[int] = []
    at = start
    while at < end:
        found = special.search(text, at, end)
        if found is None:
            out.append(text[at:end])
            offsets.extend(range(at, end))
            break
        stop = found.start()
        char = text[stop]
        if char in "\r\n":
            # Blanks before the break belong to the fold, unless an escape made them.
            keep = stop
            while keep > at and text[keep - 1] in " \t":
                keep -= 1
            out.append(text[at:keep])
            offsets.extend(range(at, keep))
            at = _fold(text, stop, end, out, offsets)
            continue
        out.append(text[at:stop])
        offsets.extend(range(at, stop))
        if style is ScalarStyle.SINGLE:
            if text[stop : stop + 2] != "''" or stop + 1 >= end:
                raise ValueError("bare quote")
            out.append("'")
            offsets.append(stop)
            at = stop + 2
        elif char == "\\":
            at = _escape(text, stop, end, out, offsets)
        else:
            raise ValueError("bare quote")
    offsets.append(end)
    return "".join(out), offsets


_SINGLE_SPECIAL = lazy_pattern(r"'|[\r\n]")
_DOUBLE_SPECIAL = lazy_pattern(r'["\\]|[\r\n]')
_SPECIAL = {ScalarStyle.PLAIN: _BREAK, ScalarStyle.SINGLE: _SINGLE_SPECIAL, ScalarStyle.DOUBLE: _DOUBLE_SPECIAL}


def _fold(text: str, at: int, end: int, out: list[str], offsets: list[int]) -> int:
    """Fold the line breaks at `at`: one becomes a space, n become n - 1 breaks. Returns where text goes on."""
    found = _FOLD.match(text, at, end)
    if found is None:  # pragma: no cover  (only called at a line break)
        raise ValueError("no line break")
    breaks = [m.start() for m in _BREAK.finditer(text, at, found.end())]
    if len(breaks) == 1:
        out.append(" ")
        offsets.append(at)
    else:
        for where in breaks[1:]:
            out.append("\n")
            offsets.append(where)
    return found.end()


def _escape(text: str, at: int, end: int, out: list[str], offsets: list[int]) -> int:
    if at + 1 >= end:
        raise ValueError("escape at the end")
    char = text[at + 1]
    if char in _ESCAPES:
        out.append(_ESCAPES[char])
        offsets.append(at)
        return at + 2
    if char in _HEX_LENGTH:
        length = _HEX_LENGTH[char]
        digits = text[at + 2 : at + 2 + length]
        if at + 2 + length > end or not re.fullmatch(r"[0-9A-Fa-f]+", digits) or len(digits) != length:
            raise ValueError("bad escape")
        try:
            out.append(chr(int(digits, 16)))
        except (ValueError, OverflowError):
            raise ValueError("bad escape") from None
        offsets.append(at)
        return at + 2 + length
    if char in "\r\n":
        found = _FOLD.match(text, at + 1, end)
        if found is None:  # pragma: no cover
            raise ValueError("no line break")
        breaks = [m.start() for m in _BREAK.finditer(text, at + 1, found.end())]
        for where in breaks[1:]:
            out.append("\n")
            offsets.append(where)
        return found.end()
    raise ValueError("bad escape")


def _block(text: str, start: int, end: int, indent: int) -> Decoded:
    header = _BLOCK_HEADER.match(text, start)
    if header is None:
        raise ValueError("not a block scalar")
    folded = text[start] == ">"
    chomp = header[2] or header[3] or ""
    digit = header[1] or header[4]
    lines = _lines(text, min(header.end(), end), end)
    width = max(indent, 0) + int(digit) if digit else _detect_indent(text, lines)
    content: list[tuple[int, int, int]] = []
    for first, last, after in lines:
        lead = 0
        while lead < width and first + lead < last and text[first + lead] == " ":
            lead += 1
        if lead < width and first + lead < last:
            raise ValueError("line less indented than the block")
        content.append((first + lead, last, after))
    body = len(content)
    while body and content[body - 1][0] == content[body - 1][1]:
        body -= 1
    out: list[str] = []
    offsets: list[int] = []
    _join_lines(text, content[:body], folded, out, offsets)
    if body and chomp != "-" and content[body - 1][2] > content[body - 1][1]:
        out.append("\n")
        offsets.append(content[body - 1][1])
    if chomp == "+":
        for _, last, after in content[body:]:
            if after > last:
                out.append("\n")
                offsets.append(last)
    offsets.append(content[body - 1][1] if body and chomp == "-" else end)
    return "".join(out), offsets


def _lines(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """Each line as first offset, offset of its break, offset after its break."""
    lines = []
    at = start
    while at < end:
        found = _BREAK.search(text, at, end)
        if found is None:
            lines.append((at, end, end))
            break
        lines.append((at, found.start(), found.end()))
        at = found.end()
    return lines


def _detect_indent(text: str, lines: list[tuple[int, int, int]]) -> int:
    for first, last, _ in lines:
        lead = first
        while lead < last and text[lead] == " ":
            lead += 1
        if lead < last:
            return lead - first
    return max((last - first for first, last, _ in lines), default=0)


def _join_lines(text: str, lines: list[tuple[int, int, int]], folded: bool, out: list[str], offsets: list[int]) -> None:
    previous_starts_blank = False
    pending: list[int] = []
    seen = False
    for first, last, _ in lines:
        if first == last:
            pending.append(last)
            continue
        starts_blank = text[first] in " \t"
        if seen:
            join_at = offsets[-1] + 1 if offsets else first
            if not folded or starts_blank or previous_starts_blank:
                out.append("\n")
                offsets.append(join_at)
            elif not pending:
                out.append(" ")
                offsets.append(join_at)
        for where in pending:
            out.append("\n")
            offsets.append(where)
        pending = []
        out.append(text[first:last])
        offsets.extend(range(first, last))
        previous_starts_blank = starts_blank
        seen = True
