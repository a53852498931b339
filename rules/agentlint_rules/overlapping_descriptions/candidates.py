"""Which pairs are worth a closer look: those whose score can reach the threshold, found without comparing all pairs.

A score is at most the mean of two cosines, that of whole descriptions and that of their beginnings, and a bonus for
close names. So a pair is one of three: one of its cosines reaches the threshold; one reaches it less the bonus, and the
names share a word; or the names are equal. Each cosine has an index of its own, which works like this:

- Descriptions come in order of their length (in weight), longest first, and each looks among those before it. With a
  longer one it must share the threshold's part of its own length.
- What shares a *rare* term is looked at: a rare term stands in few descriptions.
- For all else, a *common* term is a whole number with a bit for each description that has it, and adding up what many
  descriptions share with one is a few operations on such numbers, bit by bit: they are counters, one per description.

No pair is missed as long as no description has more than `limit` partners (see `LIMIT`; up to 300 descriptions that
cannot be). Of more than that about the nearest are kept, so that the work for one description is bounded.
"""

from __future__ import annotations

from collections import Counter
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING

from .counters import ENOUGH, Counters, add_bits, from_the_top
from .likeness import CLOSE_NAMES, ceiling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .claim import Claim
    from .fleet import Fleet

RARE = 64
RARE_SHARE = 1024
"""A term is rare that stands in so many descriptions, or in one of so many."""
BLOCK = 4096
"""Descriptions that are added to the numbers of common terms at once."""
LIMIT = 5
LIMIT_OF_ALL = 100_000
"""Partners kept per description: `LIMIT`, and its part of so many."""
NAMESAKES = 32
"""Of so many descriptions with the same core of the name all pairs are looked at, or of as many as are kept."""
LOOKED_AT = 2
"""Times the limit that are looked at to choose from."""
SPARE = 0.4
"""The lightest common terms, up to this part of what must be shared, are not counted: most work for least weight."""


def candidates(fleet: Fleet, claims: Sequence[Claim], threshold: float) -> Iterator[tuple[int, int]]:
    """Places of the pairs whose score may reach the threshold, each once, in order."""
    limit = LIMIT + LIMIT_OF_ALL // (len(claims) or 1)
    cores = [claim.core for claim in claims]
    partners = _namesakes(cores, max(NAMESAKES, limit))
    for sets in ([claim.terms for claim in claims], [claim.lead for claim in claims]):
        _Index(fleet, sets, cores, threshold, limit).find(partners)
    size = len(claims)
    pairs: set[int] = set()
    for at, found in enumerate(partners):
        rated = [(ceiling(fleet, claims[at], claims[other], threshold), -other) for other in found]
        best = sorted((pair for pair in rated if pair[0]), reverse=True)[:limit]
        pairs.update(min(at, -other) * size + max(at, -other) for _, other in best)
    partners.clear()
    for pair in sorted(pairs):
        yield divmod(pair, size)


def _namesakes(cores: Sequence[frozenset[str]], most: int) -> list[set[int]]:
    """For each place up to so many places before it with the same core of the name."""
    groups: dict[frozenset[str], list[int]] = {}
    partners: list[set[int]] = []
    for at, core in enumerate(cores):
        group = groups.setdefault(core, [])
        partners.append(set(group[-most:]) if core else set())
        group.append(at)
    return partners


class _Index:
    """Finds sets of terms whose cosine reaches the threshold, or that less the bonus where the names share a word."""

    def __init__(
        self,
        fleet: Fleet,
        sets: Sequence[frozenset[str]],
        cores: Sequence[frozenset[str]],
        threshold: float,
        limit: int,
    ) -> None:
        self.fleet, self.limit, self.most = fleet, limit, LOOKED_AT * limit
        self.enough = threshold * (1 - 1e-9)
        """Less by what rounding can do."""
        sizes = list(map(fleet.size, sets))
        self.order = sorted(filter(sizes.__getitem__, range(len(sets))), key=lambda at: (-sizes[at], at))
        self.sets = [sets[at] for at in self.order]
        self.cores = [cores[at] for at in self.order]
        self.sizes = [sizes[at] for at in self.order]
        """Lengths, longest first; all that follows goes by the rank in this order."""
        self.shared = _above(sets, 1)
        self.common = _above(sets, _rare(len(sets)))
        self.common_names = _above(cores, _rare(len(sets)))
        self.rare: dict[str, list[int]] = {}
        self.rare_names: dict[str, list[int]] = {}
        self.bits: dict[str, int] = {}
        self.name_bits: dict[str, int] = {}

    def find(self, partners: Sequence[set[int]]) -> None:
        """Add to each place's partners the places of longer sets that are near enough."""
        for start in range(0, len(self.order), BLOCK):
            ranks = range(start, min(start + BLOCK, len(self.order)))
            add_bits(self.bits, [self.sets[rank] & self.common for rank in ranks], start)
            add_bits(self.name_bits, [self.cores[rank] & self.common_names for rank in ranks], start)
            for rank in ranks:
                partners[self.order[rank]].update(self.order[other] for other in self._near(rank))

    def _near(self, rank: int) -> list[int]:
        known = self.sets[rank] & self.shared
        common = known & self.common
        weight_of_common = self.fleet.squares(common)
        touched: dict[int, int] = {}
        for term in known - common:
            square = self.fleet.square(term)
            if square:
                posting = self.rare.setdefault(term, [])
                for other in posting:
                    touched[other] = touched.get(other, 0) + square
                posting.append(rank)
        near = self._near_enough(rank, self._hopeful(rank, touched, weight_of_common))
        if len(near) < self.limit:
            near |= self._near_enough(rank, dict(self._by_common(rank, common, weight_of_common)))
        nearest = near if len(near) <= self.limit else nlargest(self.limit, near, key=lambda o: (near[o], o))
        return list(nearest)

    def _near_enough(self, rank: int, hopeful: dict[int, float]) -> dict[int, float]:
        """Those of the hopeful that are near enough, with what they share as a factor of the other's size."""
        mine, sets, sizes, squares = self.sets[rank], self.sets, self.sizes, self.fleet.squares
        near = {other: squares(mine & sets[other]) / sizes[other] for other in hopeful}
        return {other: share for other, share in near.items() if share >= hopeful[other]}

    def _hopeful(self, rank: int, touched: dict[int, int], more: int) -> dict[int, float]:
        """Of those touched, with the weight of it, the ones that can be near enough, and how much is.

        `more` is what any of them may share with the set besides; how much is enough is a factor of the other's size.
        """
        sizes = self.sizes
        least = self.enough * sizes[rank]
        hopeful = {other: least for other, weight in touched.items() if weight + more >= least * sizes[other]}
        worth = CLOSE_NAMES * sizes[rank] / (self.fleet.total(self.cores[rank]) or 1)
        for other, weight in self._close(rank, touched).items():
            less = least - worth * weight
            if touched.get(other, 0) + more >= less * sizes[other]:
                hopeful[other] = less
        if len(hopeful) > self.most:
            best = nlargest(self.most, hopeful, key=lambda other: (touched.get(other, 0), other))
            hopeful = {other: hopeful[other] for other in best}
        return hopeful

    def _close(self, rank: int, touched: dict[int, int]) -> dict[int, int]:
        """Ranks whose names share a rare word with this one's, or any and they are touched: what these words weigh."""
        close: dict[int, int] = {}
        core = self.cores[rank]
        for term in core - self.common_names:
            posting = self.rare_names.setdefault(term, [])
            for other in posting:
                close[other] = close.get(other, 0) + self.fleet.weight(term)
            posting.append(rank)
        common = core & self.common_names
        if self.fleet.total(common):
            cores, disjoint = self.cores, common.isdisjoint
            for other in [o for o in touched if not disjoint(cores[o])]:
                close.setdefault(other, 0)
            for other in [o for o in close if not disjoint(cores[o])]:
                close[other] += self.fleet.total(common & cores[other])
        return close

    def _by_common(self, rank: int, common: frozenset[str], weight: int) -> Iterator[tuple[int, float]]:
        """Ranks of longer sets that seem to share enough common terms, which together weigh so much; as `_hopeful`."""
        norm = self.sizes[rank] ** 2
        names = self.cores[rank] & self.common_names
        share = self.fleet.total(names) / (self.fleet.total(self.cores[rank]) or 1)
        needed = self.enough * norm
        less = max(0.0, self.enough - CLOSE_NAMES * share) * norm
        if weight < less:
            return
        named = 0
        for term in names:
            named |= self.name_bits[term]
        counted = Counters()
        unit = needed / ENOUGH
        spare = SPARE * less
        for square, term in sorted([(self.fleet.square(term), term) for term in common]):
            if square <= spare:
                spare -= square
            else:
                counted.add(self.bits[term], min(ENOUGH + 1, int(square / unit) + 1))
        passed_over = SPARE * less - spare
        longer = (1 << rank) - 1
        found = counted.at_least(int(max(0.0, less - passed_over) / unit)) & named & longer
        yield from ((other, less / self.sizes[rank]) for other in islice(from_the_top(found), self.most))
        found = counted.at_least(int((needed - passed_over) / unit)) & longer & ~found
        yield from ((other, needed / self.sizes[rank]) for other in islice(from_the_top(found), self.most))


def _rare(size: int) -> int:
    return max(RARE, size // RARE_SHARE)


def _above(sets: Iterable[frozenset[str]], count: int) -> frozenset[str]:
    """Terms that more than so many sets hold."""
    frequency: Counter[str] = Counter()
    for found in sets:
        frequency.update(found)
    return frozenset([term for term, held in frequency.items() if held > count])
