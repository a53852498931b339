"""Which claims share enough of the terms that many have.

Claims come in order of their length (in weight), shortest first, and each looks among those behind it: with a longer
one it must share the threshold's part of its own length. How much that is depends on what the other may mention: all
words of its name, those that its own description claims, or not even these.

A term, or key, is a whole number with a bit for each claim that has it. Adding up what many claims share with one is a
few operations on such numbers, bit by bit: they are counters, one per claim.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from .counters import Counters, from_the_bottom, in_bits
from .likeness import APART, CLOSE_NAMES, UNCLAIMED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .coded import Coded, Texts


FEW = 16
"""So many are looked at one by one rather than counted what they share."""


class Common:
    """Finds claims that may be near enough and share no rare term; for each at most `most`.

    `here` are the texts that are looked at, `there` the same claims' other texts, which add their part to the score.
    `needed` says of each claim which mean of both cosines it needs where names help, see `needed_mean`.
    """

    def __init__(self, coded: Coded, here: Texts, there: Texts, needed: array[float], enough: float, most: int) -> None:
        self.coded, self.mentions, self.here, self.there = coded, coded.mentions, here, there
        self.needed, self.enough, self.most = needed, enough, most
        sizes = here.sizes
        # Whatever others may be like: of most claims common terms are too small a part.
        able = [at for at, mean in enumerate(needed) if here.most_cosine(at) + there.most_cosine(at) >= 2 * mean]
        self.order = sorted(filter(sizes.__getitem__, able), key=sizes.__getitem__)
        self.places = {at: place for place, at in enumerate(self.order)}
        self.rising = array("d", [sizes[at] for at in self.order])
        self.bits = in_bits([_below(here.rows[at], coded.common) for at in self.order])
        self.key_bits = in_bits([_below(self.mentions.keys[at], self.mentions.common) for at in self.order])

    def find(self, wanted: Callable[[int], bool]) -> Iterator[tuple[int, list[int]]]:
        """For each wanted claim the longer ones that seem to share enough, the shortest of them first."""
        for behind, at in enumerate(self.order, 1):
            if wanted(at):
                found = self._seen(at, behind)
                if found:
                    others = [self.order[behind + place] for place in islice(from_the_bottom(found), self.most)]
                    # Where each claims a word of its name that the other never mentions, nothing else helps.
                    yield at, self.mentions.without_strangers(at, others) if self.enough > UNCLAIMED**2 else others

    def _seen(self, at: int, behind: int) -> int:
        """Places of longer ones that seem to share enough, from `behind` on, as bits."""
        square, elsewhere = self.here.sizes[at] ** 2, self.there.most_cosine(at)
        found = 0
        for mean, keys in self._groups(at):
            needed = max(mean, 2 * mean - elsewhere) * square
            if self.here.parts[at] < needed:
                break
            group = self._having(keys) >> behind if keys or needed <= 0 else -1
            if needed > 0 and (group < 0 or group.bit_count() > FEW):
                group &= self._counted(at, behind, needed)
            found |= group
        return found

    def _groups(self, at: int) -> Iterator[tuple[float, Sequence[int]]]:
        """Means of both cosines that are needed, rising ones, each with the keys of those for whom it is enough."""
        apart = self.enough / APART
        if self.needed[at] < apart:
            yield self.needed[at], self.mentions.core_keys[at]
        claimed = self.mentions.claimed[at]
        yield apart, claimed
        if claimed:
            yield self.enough / UNCLAIMED, ()

    def _counted(self, at: int, behind: int, least: float) -> int:
        """Places of longer ones that share so much, and of some that share less, from `behind` on, as bits."""
        # One that is longer than this would have to share more than there is.
        end = bisect_right(self.rising, self.here.parts[at] * self.here.sizes[at] / least * (1 + 1e-9), behind)
        within = (1 << end) - 1
        counters, squares = Counters(least), self.coded.squares
        row = _below(self.here.rows[at], self.coded.common)
        for value, number in sorted([(squares[number], number) for number in row]):
            if not counters.passes_over(value):
                counters.add(value, (self.bits[number] & within) >> behind)
        return counters.reached

    def _having(self, keys: Sequence[int]) -> int:
        """Places of those that have all the keys, as bits."""
        found = (1 << len(self.order)) - 1
        for key in reversed(keys):
            if key < self.mentions.common:
                found &= self.key_bits.get(key, 0)
            else:
                places = [self.places[other] for other in self.mentions.having.get(key, ()) if other in self.places]
                found &= sum([1 << place for place in places])
        return found


def needed_mean(coded: Coded, at: int, enough: float) -> float:
    """The mean of both cosines that a claim needs with another that shares only common terms: less where names help.

    Namesakes, and those that a rare word of a name leads to, are found elsewhere.
    """
    keys = coded.mentions.core_keys[at]
    if keys and keys[-1] >= coded.mentions.common:
        return enough / APART
    weight = sum([coded.weights[number] for number in _below(coded.core[at], coded.common)])
    return enough - CLOSE_NAMES * weight / (coded.core_weights[at] or 1)


def _below(row: array[int], end: int) -> array[int]:
    return row[: bisect_left(row, end)]
