"""How far two short words are apart, and which known word a misspelt one was meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 64
"""Code points; nobody misspells a longer word of a host."""


def plain(word: str) -> str:
    """The word without case, hyphens, underscores and blanks."""
    return "".join(c for c in word.casefold() if c not in "-_ ")


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one known word that is a slip of the keyboard away, else None.

    A slip is one edit where the longer word has four letters or more, two from eight; case and separators do not count.
    None where two words are equally near.
    """
    if len(word) > _LONGEST:
        return None
    written = plain(word)
    best: dict[int, list[str]] = {}
    for other in known:
        letters = plain(other)
        longer = max(len(letters), len(written))
        allowed = 0 if longer < 4 else 1 if longer < 8 else 2
        if abs(len(letters) - len(written)) > allowed:
            continue
        distance = edit_distance(written, letters, allowed)
        if distance <= allowed:
            best.setdefault(distance, []).append(other)
    nearest = best[min(best)] if best else []
    return nearest[0] if len(nearest) == 1 else None


def edit_distance(left: str, right: str, most: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours between two short words; `most` + 1 if more."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        last, before2 = row, before
        row = [i] + [0] * len(right)
        for j, b in enumerate(right, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                row[j] = min(row[j], before2[j - 2] + 1)
        before = last
        if min(row) > most:
            return most + 1
    return row[-1]
