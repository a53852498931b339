"""Counting for many descriptions at once: whole numbers as rows of bits, one for each description."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PLANES = 5
ENOUGH = (1 << PLANES) - 1
"""What is needed, in the units that are counted."""
FEW, PIECE = 8, 128
"""Taking a bit out copies the number: where more than a few are set it is cut into pieces of so many bytes first."""
SPARE = 0.4
"""The lightest parts, up to this share of what is needed, are not counted: most work for least weight."""


class Counters:
    """One small counter per description, as numbers of which each holds one digit of all of them.

    They add up the values of `parts`, one for each part in which a description's bit is set. Sums of `least` and more
    can be told apart.
    """

    def __init__(self, parts: Iterable[tuple[float, int]], least: float) -> None:
        self._planes = [0] * PLANES
        self._over = 0
        self._unit = least / ENOUGH
        self._passed_over = 0.0
        for value, bits in sorted(parts, key=itemgetter(0)):
            if self._passed_over + value <= SPARE * least:
                self._passed_over += value
            else:
                self._add(bits, min(ENOUGH + 1, int(value / self._unit) + 1))

    def reaching(self, needed: float) -> int:
        """The bits of those whose values come to what is needed, `least` or more, and of some with less."""
        count = min(ENOUGH, int((needed - self._passed_over) / self._unit))
        above, equal = 0, -1
        for level in reversed(range(PLANES)):
            if count >> level & 1:
                equal &= self._planes[level]
            else:
                above |= equal & self._planes[level]
        return self._over | above | equal

    def _add(self, bits: int, count: int) -> None:
        for level in range(PLANES):
            if count >> level & 1:
                carry = bits
                for at in range(level, PLANES):
                    plane = self._planes[at]
                    self._planes[at] = plane ^ carry
                    carry &= plane
                    if not carry:
                        break
                self._over |= carry
        if count >> PLANES:
            self._over |= bits


def from_the_top(bits: int) -> Iterator[int]:
    """Places of the bits that are set, highest first."""
    if bits.bit_count() <= FEW:
        yield from _one_by_one(bits)
    else:
        data = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
        for start in reversed(range(0, len(data), PIECE)):
            for place in _one_by_one(int.from_bytes(data[start : start + PIECE], "little")):
                yield 8 * start + place


def _one_by_one(bits: int) -> Iterator[int]:
    while bits:
        place = bits.bit_length() - 1
        yield place
        bits ^= 1 << place


def add_bits(bits: dict[int, int], sets: Sequence[Sequence[int]], start: int) -> None:
    """Set the bits from `start` on of the terms that the sets hold."""
    added: defaultdict[int, int] = defaultdict(int)
    for at, found in enumerate(sets):
        bit = 1 << at
        for term in found:
            added[term] |= bit
    for term, block in added.items():
        bits[term] = bits.get(term, 0) | block << start
