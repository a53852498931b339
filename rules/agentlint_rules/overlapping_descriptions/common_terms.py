"""Which claims share enough of the terms that many have.

Claims come in order of their length (in weight), shortest first, and each looks among those behind it: with a longer
one it must share the threshold's part of its own length. Where its name has to help, only those count that may mention
all words of it.

A term, or key, is a whole number with a bit for each claim that has it. Adding up what many claims share with one is a
few operations on such numbers, bit by bit: they are counters, one per claim.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from .counters import Counters, from_the_bottom, in_bits
from .likeness import APART, CLOSE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .coded import Coded, Texts


class Common:
    """Finds claims that may be near enough and share no rare term; for each at most `most`.

    `here` are the texts that are looked at, `there` the same claims' other texts, which add their part to the score.
    `needed` says of each claim which mean of both cosines it needs, see `needed_mean`, and `apart` which where names do
    not help.
    """

    def __init__(self, coded: Coded, here: Texts, there: Texts, needed: array[float], apart: float, most: int) -> None:
        self.coded, self.mentions, self.here, self.there = coded, coded.mentions, here, there
        self.needed, self.apart, self.most = needed, apart, most
        sizes = here.sizes
        # Whatever others may be like: of most claims common terms are too small a part.
        able = [at for at, mean in enumerate(needed) if here.most_cosine(at) + there.most_cosine(at) >= 2 * mean]
        self.order = sorted(filter(sizes.__getitem__, able), key=sizes.__getitem__)
        self.rising = array("d", [sizes[at] for at in self.order])
        self.bits = in_bits([_below(here.rows[at], coded.common) for at in self.order])
        self.key_bits = in_bits([_below(self.mentions.keys[at], self.mentions.common) for at in self.order])

    def find(self, wanted: Callable[[int], bool]) -> Iterator[tuple[int, list[int]]]:
        """For each wanted claim the longer ones that seem to share enough, the shortest of them first."""
        for behind, at in enumerate(self.order, 1):
            if wanted(at):
                found = self._seen(at, behind)
                if found:
                    yield at, [self.order[behind + place] for place in islice(from_the_bottom(found), self.most)]

    def _seen(self, at: int, behind: int) -> int:
        """Places of longer ones that seem to share enough, from `behind` on, as bits."""
        size, most, elsewhere = self.here.sizes[at], self.here.parts[at], self.there.most_cosine(at)
        square = size * size
        needed = self.needed[at]
        close = max(needed, 2 * needed - elsewhere) * square
        if most < close:
            return 0
        apart = max(self.apart, 2 * self.apart - elsewhere) * square
        found = 0
        if needed < self.apart:
            mentioning = self._mentioning(at, behind)
            if close <= 0 or mentioning.bit_count() <= self.most:
                found, close = mentioning, apart
                if most < close:
                    return found
        # One that is longer than this would have to share more than there is.
        end = bisect_right(self.rising, most * size / close * (1 + 1e-9), behind)
        within = (1 << end) - 1
        counters = Counters(close)
        squares = self.coded.squares
        row = _below(self.here.rows[at], self.coded.common)
        for value, number in sorted([(squares[number], number) for number in row]):
            if not counters.passes_over(value):
                counters.add(value, (self.bits[number] & within) >> behind)
        if close < apart:
            found |= counters.reaching(close) & mentioning
        if most >= apart:
            found |= counters.reaching(apart)
        return found

    def _mentioning(self, at: int, behind: int) -> int:
        """Places of longer ones that may mention all words of the name, as bits; none where one is rare."""
        keys = self.mentions.core_keys[at]
        found = self.key_bits.get(keys[-1], 0) if keys else (1 << len(self.order)) - 1
        for key in keys[:-1]:
            found &= self.key_bits.get(key, 0)
        return found >> behind


def needed_mean(coded: Coded, at: int, enough: float) -> float:
    """The mean of both cosines that a claim needs with another that shares only common terms: less where names help."""
    keys = coded.mentions.core_keys[at]
    if keys and keys[-1] >= coded.mentions.common:
        return enough / APART
    weight = sum([coded.weights[number] for number in _below(coded.core[at], coded.common)])
    return enough - CLOSE_NAMES * weight / (coded.core_weights[at] or 1)


def _below(row: array[int], end: int) -> array[int]:
    return row[: bisect_left(row, end)]
