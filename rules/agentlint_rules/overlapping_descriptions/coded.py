"""The terms of many claims as numbers in arrays: small, and side by side, which is what counts in a large fleet."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from functools import reduce
from itertools import chain
from operator import or_
from typing import TYPE_CHECKING

from .claim import START

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .claim import Claim
    from .fleet import Fleet

LONGEST_KEY = 7
MARKS = 64
"""Bits by which it is told at a glance that a claim lacks a key."""


class Rows:
    """A set of numbers per claim, each in rising order, one behind the other in a single array."""

    def __init__(self) -> None:
        self._data = array("I")
        self._starts = array("I", [0])

    def append(self, numbers: Iterable[int]) -> None:
        """Add the next claim's."""
        self._data.extend(sorted(numbers))
        self._starts.append(len(self._data))

    def __iter__(self) -> Iterator[array[int]]:
        return map(self.__getitem__, range(len(self._starts) - 1))

    def __getitem__(self, at: int) -> array[int]:
        return self._data[self._starts[at] : self._starts[at + 1]]


class Coded:
    """Claims as numbers; terms that only one of them has or that weigh nothing are left out.

    Numbers of terms go by falling frequency. Those below `common` are of terms that more than `rare` claims have.
    A *key* is how a term begins: an agent that mentions a word has a term with its key. See `key_of`.
    """

    def __init__(self, fleet: Fleet, claims: Sequence[Claim], rare: int) -> None:
        held = Counter(fleet.frequency)
        for claim in claims:
            held.update(claim.core)
        shared = [term for term, count in held.items() if count > 1 and fleet.weight(term)]
        # By name where the counts are equal: sets hand out their terms in another order in every process.
        shared.sort(key=lambda term: (-held[term], term))
        self.common = bisect_left(shared, -rare, key=lambda term: -held[term])
        self.weights = [fleet.weight(term) for term in shared]
        self.squares = [weight**2 for weight in self.weights]
        self.terms, self.lead, self.core = Rows(), Rows(), Rows()
        self.sizes = array("d"), array("d")
        """Lengths of terms and of lead: roots of their squared weights, what is left out here counted too."""
        self.core_weights = array("Q")
        self.unsaid = array("Q")
        """Squared weights of the terms of the name that the description does not have."""
        self.keys, self.core_keys = Rows(), Rows()
        numbers = {term: number for number, term in enumerate(shared)}
        known = numbers.keys()
        for claim in claims:
            lead = claim.distinct_lead
            for rows, found in ((self.terms, claim.distinct), (self.lead, lead), (self.core, claim.core)):
                rows.append([numbers[term] for term in found if term in numbers])
            self.sizes[0].append(fleet.length(claim.distinct))
            self.sizes[1].append(fleet.length(lead))
            self.core_weights.append(fleet.total(claim.core))
            unsaid = known & lead.difference(claim.distinct)
            self.unsaid.append(sum([self.squares[numbers[term]] for term in unsaid]))
        self._code_keys(fleet, claims, rare)

    def _code_keys(self, fleet: Fleet, claims: Sequence[Claim], rare: int) -> None:
        names = frozenset().union(*(claim.name_terms for claim in claims))
        stems = frozenset([term for term in chain(fleet.frequency, names) if START <= len(term) < LONGEST_KEY])
        cores = [[key_of(term, stems) for term in claim.core] for claim in claims]
        named = frozenset(chain.from_iterable(cores))
        having = [
            named.intersection([key_of(term, stems) for term in (*claim.distinct, *claim.name_terms)])
            for claim in claims
        ]
        held = Counter(chain.from_iterable(having))
        keys = sorted(sorted(held), key=held.__getitem__, reverse=True)
        self.common_keys = bisect_left(keys, -rare, key=lambda key: -held[key])
        self._lone_keys = bisect_left(keys, -1, key=lambda key: -held[key])
        numbers = {key: number for number, key in enumerate(keys)}
        for found, core in zip(having, cores, strict=True):
            self.keys.append(map(numbers.__getitem__, found))
            self.core_keys.append({numbers[key] for key in core})
        self.marks = array("Q", map(_mark, self.keys))
        """For each claim a bit or more for its keys, by which it is seen at a glance that one is lacking."""
        self.core_marks = array("Q", map(_mark, self.core_keys))
        """The same for the keys of its name."""

    def is_mentioned(self, at: int) -> bool:
        """Whether there may be others that mention all words of this one's name."""
        return max(self.core_keys[at], default=-1) < self._lone_keys

    def may_mention(self, at: int, other: int) -> bool:
        """Whether each of two may mention all words of the other's name."""
        marks, core = self.marks, self.core_marks
        return not (core[at] & ~marks[other] or core[other] & ~marks[at])


def key_of(term: str, stems: frozenset[str]) -> str:
    """The same for two terms of which one mentions the other, being equal or a beginning of it.

    `stems` are all terms in use of `START` letters or more that are shorter than `LONGEST_KEY`.
    """
    for end in range(START, LONGEST_KEY):
        if term[:end] in stems:
            return term[:end]
    return term[:LONGEST_KEY]


def _mark(keys: Iterable[int]) -> int:
    return reduce(or_, [1 << key % MARKS for key in keys], 0)
