"""Counting for many descriptions at once: whole numbers as rows of bits, one for each description."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PLANES = 5
ENOUGH = (1 << PLANES) - 1
"""What is needed, in the units that are counted."""
WINDOW = 4096
"""Taking a bit out copies the number: it is done on parts of so many bits."""
BLOCK = 2048
"""Sets that are added to the numbers of terms at once."""
SPARE = 0.4
"""The lightest parts, up to this share of what is needed, are not counted: most work for least weight."""


class Counters:
    """One small counter per description, as numbers of which each holds one digit of all of them.

    They add up values, rising ones, each given with the bits of the descriptions that it is added to. It can be told
    where they come to `least`.
    """

    def __init__(self, least: float) -> None:
        self._planes = [0] * PLANES
        self._over = 0
        self._least, self._unit = least, least / ENOUGH
        self._spare = SPARE * least
        self._passed_over = 0.0

    def passes_over(self, value: float) -> bool:
        """Whether the next value need not be added; it then counts for all."""
        if self._passed_over + value > self._spare:
            return False
        self._passed_over += value
        return True

    def add(self, value: float, bits: int) -> None:
        """Add a value, rounded up."""
        self._add(bits, int(min(ENOUGH, value / self._unit)) + 1)

    @property
    def reached(self) -> int:
        """The bits of those whose values come to `least`, and of some with less."""
        count = min(ENOUGH, int((self._least - self._passed_over) / self._unit))
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


def from_the_bottom(bits: int) -> Iterator[int]:
    """Places of the bits that are set, lowest first."""
    start = 0
    while bits:
        window = bits & (1 << WINDOW) - 1
        while window:
            lowest = window & -window
            yield start + lowest.bit_length() - 1
            window ^= lowest
        bits >>= WINDOW
        start += WINDOW


def in_bits(sets: Sequence[Iterable[int]]) -> dict[int, int]:
    """For each member of the sets a number with a bit for each set that has it: the first set's is the lowest."""
    data: defaultdict[int, bytearray] = defaultdict(lambda: bytearray(-(-len(sets) // BLOCK) * BLOCK // 8))
    for start in range(0, len(sets), BLOCK):
        added: defaultdict[int, int] = defaultdict(int)
        for at, found in enumerate(sets[start : start + BLOCK]):
            bit = 1 << at
            for member in found:
                added[member] |= bit
        for member, block in added.items():
            data[member][start // 8 : (start + BLOCK) // 8] = block.to_bytes(BLOCK // 8, "little")
    return {member: int.from_bytes(found, "little") for member, found in data.items()}
