"""From one text to another in few, small edits: whole lines that are equal are left alone."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise

from agentlint.diagnostic import Edit
from agentlint.source import Source, Span

_MAX_LINES = 5_000
"""Changed lines beyond which they are replaced as one: matching them would take longer than anybody waits."""


def edits_between(before: Source, after: str) -> list[Edit]:
    """Edits that turn one text into another, in order, none touching the next; none where they are equal.

    Each covers whole lines, cut to what differs at its two ends.
    """
    if before.text == after:
        return []
    old, new = _lines(before), _lines(Source(before.path, after))
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    blocks = [(0, len(inner_old), 0, len(inner_new))]
    if max(len(inner_old), len(inner_new)) <= _MAX_LINES:
        # Blank lines are everywhere; taken for anchors they would make it slow and tear blocks apart.
        matcher = SequenceMatcher(lambda line: not line.strip(), inner_old, inner_new, autojunk=True)
        blocks = [(a, b, c, d) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    edits = []
    starts = before.line_starts
    for old_start, old_end, new_start, new_end in blocks:
        start = starts[head + old_start] if head + old_start < len(starts) else len(before.text)
        replaced = "".join(inner_old[old_start:old_end])
        edits.append(_trimmed(start, replaced, "".join(inner_new[new_start:new_end])))
    return edits


def common_ends(old: str, new: str) -> tuple[int, int]:
    """How many code points two texts begin with in common, and how many of the rest they end with in common."""
    head = _common_start(old, new)
    return head, _common_start(old[head:][::-1], new[head:][::-1])


def _common_start(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _lines(source: Source) -> list[str]:
    """The lines with their line breaks; the last may be empty."""
    starts = [*source.line_starts, len(source.text)]
    return [source.text[a:b] for a, b in pairwise(starts)]


def _trimmed(start: int, old: str, new: str) -> Edit:
    """The replacement without what both texts begin and end with; a CRLF is never cut in two."""
    head, tail = common_ends(old, new)
    if head and old[head - 1] == "\r" and "\n" in (old[head : head + 1], new[head : head + 1]):
        head -= 1
    old_end, new_end = len(old) - tail, len(new) - tail
    if old[old_end : old_end + 1] == "\n" and "\r" in (old[old_end - 1 : old_end], new[new_end - 1 : new_end]):
        old_end, new_end = old_end + 1, new_end + 1
    return Edit(Span(start + head, start + old_end), new[head:new_end])
