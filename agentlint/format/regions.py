"""Parts of a body that CommonMark reads in one way and their author may have meant in another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from agentlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_FENCE = lazy_pattern(r"[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})(.*)", re.DOTALL)
_OPENER = lazy_pattern(r"<([A-Za-z][\w:.-]*)(?:[ \t][^<>]*)?>")
_CLOSER = lazy_pattern(r"</([A-Za-z][\w:.-]*)[ \t]*>$")
_EXAMPLES = frozenset(("example", "examples"))


class TagSection(NamedTuple):
    """Lines from that of an opening tag to that of its closing tag, `stop` exclusive. `examples`: what the tag says."""

    start: int
    stop: int
    examples: bool


def ambiguous_fences(lines: Sequence[str], fences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges of lines in which fences nest for whoever reads them as brackets, and do not for CommonMark.

    `fences` are the ranges that CommonMark takes for code, the closing line left out, in order. A range ends where both
    ways of reading have closed all fences, or with the text.
    """
    inside = bytearray(len(lines))
    for start, stop in fences:
        inside[start:stop] = b"\1" * (stop - start)
    open_: list[str] = []
    start = -1
    ambiguous = False
    for number, line in enumerate(lines):
        if "```" not in line and "~~~" not in line:
            continue
        found = _FENCE.match(line)
        if found is None:
            continue
        if start < 0:
            start = number
        mark, bare = found[1], not found[2].strip()
        if open_ and bare and mark.startswith(open_[-1]):
            open_.pop()
        elif not (open_ and (bare or mark[0] != open_[-1][0] or len(mark) < len(open_[-1]))):
            open_.append(mark)
        ambiguous = ambiguous or bool(open_) != bool(inside[number])
        if not open_ and not inside[number]:
            if ambiguous:
                yield start, number + 1
            start = -1
            ambiguous = False
    if ambiguous:
        yield start, len(lines)


def tag_sections(lines: Sequence[str], code: Collection[int]) -> Iterator[TagSection]:
    """Sections between tags that stand at the beginning and at the end of lines, lines of code passed over."""
    open_: list[tuple[str, int]] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(lines):
        if "<" not in line or number in code:
            continue
        bare = line.strip(" \t")
        opener, closer = _OPENER.match(bare), _CLOSER.search(bare)
        if opener is not None and not opener[0].endswith("/>") and (closer is None or closer[1] != opener[1]):
            name = opener[1].lower()
            open_.append((name, number))
            counts[name] = counts.get(name, 0) + 1
        elif closer is not None and counts.get(closer[1].lower()):
            name = closer[1].lower()
            while True:
                top, start = open_.pop()
                counts[top] -= 1
                if top == name:
                    break
            yield TagSection(start, number + 1, name in _EXAMPLES)
