"""Counting for many descriptions at once: whole numbers as rows of bits, one for each description."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PLANES = 6
ENOUGH = (1 << PLANES) - 1
"""What a description must share, in the units that are counted."""


class Counters:
    """One small counter per description, as numbers of which each holds one digit of all of them."""

    def __init__(self) -> None:
        self.planes = [0] * PLANES
        self.over = 0

    def add(self, bits: int, count: int) -> None:
        """Add `count` to the counters of the bits that are set."""
        for level in range(PLANES):
            if count >> level & 1:
                carry = bits
                for at in range(level, PLANES):
                    plane = self.planes[at]
                    self.planes[at] = plane ^ carry
                    carry &= plane
                    if not carry:
                        break
                self.over |= carry
        if count >> PLANES:
            self.over |= bits

    def at_least(self, count: int) -> int:
        """The bits of the counters that have reached `count`."""
        above, equal = 0, -1
        for level in reversed(range(PLANES)):
            if count >> level & 1:
                equal &= self.planes[level]
            else:
                above |= equal & self.planes[level]
        return self.over | above | equal


def from_the_top(bits: int) -> Iterator[int]:
    """Places of the bits that are set, highest first."""
    while bits:
        place = bits.bit_length() - 1
        yield place
        bits ^= 1 << place


def add_bits(bits: dict[str, int], sets: Sequence[frozenset[str]], start: int) -> None:
    """Set the bits from `start` on of the terms that the sets hold."""
    added: dict[str, int] = {}
    for at, found in enumerate(sets):
        for term in found:
            added[term] = added.get(term, 0) | 1 << at
    for term, block in added.items():
        bits[term] = bits.get(term, 0) | block << start
