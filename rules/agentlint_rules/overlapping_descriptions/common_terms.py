"""Which claims share enough of the terms that many have.

Claims come in order of their length (in weight), longest first, and each looks among those before it: with a longer one
it must share the threshold's part of its own length. Where its name has to help, only those count that may mention all
words of it.

A term, or key, is a whole number with a bit for each claim that has it. Adding up what many claims share with one is a
few operations on such numbers, bit by bit: they are counters, one per claim.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from .counters import Counters, add_bits, from_the_top
from .likeness import APART, CLOSE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .coded import Coded, Rows

BLOCK = 2048
"""Claims that are added to the numbers of terms at once."""


class Common:
    """Finds claims that may be near enough and share no rare term; for each at most `most`."""

    def __init__(self, coded: Coded, rows: Rows, sizes: array[float], enough: float, most: int) -> None:
        self.coded, self.rows, self.sizes, self.enough, self.most = coded, rows, sizes, enough, most
        self.order = sorted(filter(sizes.__getitem__, range(len(sizes))), key=lambda at: (-sizes[at], at))
        self.falling = array("d", [-sizes[at] for at in self.order])
        self.bits: dict[int, int] = {}
        self.key_bits: dict[int, int] = {}

    def find(self, wanted: Callable[[int], bool]) -> Iterator[tuple[int, list[int]]]:
        """For each wanted claim the longer ones that seem to share enough."""
        coded = self.coded
        for start in range(0, len(self.order), BLOCK):
            block = self.order[start : start + BLOCK]
            rows = [_below(self.rows[at], coded.common) for at in block]
            add_bits(self.bits, rows, start)
            add_bits(self.key_bits, [_below(coded.keys[at], coded.common_keys) for at in block], start)
            for rank, (at, row) in enumerate(zip(block, rows, strict=True), start):
                if wanted(at):
                    found = self._seen(rank, at, row)
                    if found:
                        yield at, [self.order[other] for other in islice(from_the_top(found), self.most)]

    def _seen(self, rank: int, at: int, row: array[int]) -> int:
        """Ranks of longer ones that seem to share enough, as bits."""
        coded, size = self.coded, self.sizes[at]
        values = [coded.squares[number] for number in row]
        most, enough = sum(values), self.enough * size * size
        apart = enough / APART
        # What is needed where the names share all words that they can.
        common = sum([coded.weights[number] for number in _below(coded.core[at], coded.common)])
        close = enough - CLOSE_NAMES * common / (coded.core_weights[at] or 1) * size * size
        mentioning = self._mentioning(rank, at) if most >= close and coded.is_mentioned(at) else 0
        found = 0
        if close <= 0 or mentioning.bit_count() <= self.most:
            found, close = mentioning, apart
        if most < close:
            return found
        # One that is longer by more than this would have to share more than there is.
        longest = most * size / close
        first = bisect_left(self.falling, -longest * (1 + 1e-9), 0, rank)
        parts = [(value, self.bits[number] >> first) for value, number in zip(values, row, strict=True)]
        counters = Counters(parts, close)
        if close < apart:
            found |= counters.reaching(close) << first & mentioning
        if most >= apart:
            found |= (counters.reaching(apart) & (1 << rank - first) - 1) << first
        return found

    def _mentioning(self, rank: int, at: int) -> int:
        """Ranks of longer ones that may mention all words of the name; none where one is rare."""
        found = (1 << rank) - 1
        for key in self.coded.core_keys[at]:
            found &= self.key_bits.get(key, 0)
        return found


def _below(row: array[int], end: int) -> array[int]:
    return row[: bisect_left(row, end)]
