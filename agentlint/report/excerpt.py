"""The source line of a finding with a marker under its span, cut to the width around the marker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.report.cells import ELLIPSIS, cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.report.look import Look, Style
    from agentlint.source import Source, Span


def excerpt(source: Source, span: Span, look: Look, style: Style) -> list[str]:
    """Lines of the excerpt: a bar, the source line with its number, the marker.

    A span over several lines is marked on its first one. Returns nothing for a span outside the text, which a file that
    changed since it was linted may have.
    """
    if span.end > len(source.text):
        return []
    line = source.line_at(span.start)
    within = source.line_span(line)
    number = str(line)
    gutter = " " * len(number)
    bar = look.paint("|", "blue")
    last = source.line_at(max(span.end - 1, span.start))
    end = min(span.end, within.end)
    note = f" to line {last}" if last > line else ""
    room = max(look.width - len(number) - 3, 20)
    text, before, marked = _window(source.text, (within.start, within.end), (span.start, max(end, span.start)), room)
    if before + len(note) >= room:
        note = ""
    caret = look.paint("^" * min(marked, max(room - before - len(note), 1)), style, "bold")
    return [
        f"{gutter} {bar}",
        f"{look.paint(number, 'blue')} {bar} {text}".rstrip(),
        f"{gutter} {bar} {' ' * before}{caret}{look.paint(note, 'dim')}",
    ]


def _window(text: str, line: tuple[int, int], mark: tuple[int, int], room: int) -> tuple[str, int, int]:
    """The part of the line to show, the cells before the mark, and the cells of the mark (at least one).

    Looks at no more of the line than can be shown, however long it is.
    """
    low = max(line[0], mark[0] - 2 * room)
    high = min(line[1], max(mark[0], min(mark[1], mark[0] + room)) + 2 * room)
    shown = list(cells(text[low:high]))
    at = mark[0] - low
    marked = sum(width for _, width in shown[at : mark[1] - low]) or 1
    start, stop = 0, len(shown)
    if low > line[0] or high < line[1] or sum(width for _, width in shown) > room:
        start = _first(shown, at, marked, room, cut=low > line[0])
        stop = _last(shown, start, room - (start > 0 or low > line[0]), more=high < line[1])
    head = ELLIPSIS if start > 0 or low > line[0] else ""
    tail = ELLIPSIS if stop < len(shown) or high < line[1] else ""
    before = len(head) + sum(width for _, width in shown[start:at])
    visible_end = min(mark[1] - low, stop)
    marked = sum(width for _, width in shown[at:visible_end]) or 1
    if tail and mark[1] - low > stop:
        marked += 1
    return head + "".join(part for part, _ in shown[start:stop]) + tail, before, marked


def _first(shown: Sequence[tuple[str, int]], at: int, marked: int, room: int, *, cut: bool) -> int:
    """Index of the first character to show: the line's own start if the mark is in sight from there."""
    before = sum(width for _, width in shown[:at])
    if not cut and before + min(marked, room // 2) + 2 <= room:
        return 0
    wanted = max((room - min(marked, room // 2)) // 2, room // 4)
    total = 0
    start = at
    while start > 0 and total + shown[start - 1][1] <= wanted:
        start -= 1
        total += shown[start][1]
    while start < at and shown[start][1] == 0:
        start += 1
    return start


def _last(shown: Sequence[tuple[str, int]], start: int, room: int, *, more: bool) -> int:
    """Index after the last character to show, one cell kept for the ellipsis where the line goes on."""
    total = 0
    for stop in range(start, len(shown)):
        total += shown[stop][1]
        if total > room:
            break
    else:
        if not more:
            return len(shown)
        stop = len(shown)
        total += 1
    while stop > start and sum(width for _, width in shown[start:stop]) > room - 1:
        stop -= 1
    return stop
