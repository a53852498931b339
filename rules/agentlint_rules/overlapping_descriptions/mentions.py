"""Which claims may mention the words of whose name, told by numbers and at a glance."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from agentlint_rules._marks import mark

from .claim import START
from .likeness import APART, UNCLAIMED
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .claim import Claim

LONGEST_KEY = 7
MARKS = 64
"""Bits by which it is told at a glance that a claim lacks a key."""


class Mentions:
    """The *keys* of claims that are keys of names too. A key is how a term begins: who mentions a word has a term with
    its key, see `key_of`. Keys are numbers by falling frequency; more than `rare` claims have one below `common`.

    `terms` are all in use, `shared` those with a number of their own. To be filled, claim by claim, and sorted.
    """

    def __init__(self, claims: Sequence[Claim], terms: Iterable[str], shared: Sequence[str]) -> None:
        names = frozenset().union(*(claim.name_terms for claim in claims))
        cores = frozenset().union(*(claim.core for claim in claims))
        self._stems = frozenset([term for term in chain(terms, names) if START <= len(term) < LONGEST_KEY])
        self._places = {key: at for at, key in enumerate(sorted({key_of(term, self._stems) for term in cores}))}
        self._of_names = {term: self._place(term) for term in names}
        self._of_numbers = list(map(self._place, shared))
        self.keys, self.core_keys = Rows(), Rows()
        """Of a claim, and of its name."""
        self.claimed = Rows()
        """Of those words of its name that its own description has."""

    def append(self, claim: Claim, numbers: Iterable[int], lone: Iterable[str]) -> None:
        """Add the next claim, with the numbers of its terms and those without a number."""
        found = {self._of_numbers[number] for number in numbers}
        found.update([self._of_names[term] for term in claim.name_terms])
        found.update(map(self._place, lone))
        found.discard(-1)
        self.keys.append(found)
        self.core_keys.append({self._of_names[term] for term in claim.core})
        self.claimed.append({self._of_names[term] for term in claim.core.intersection(claim.distinct)})

    def sort(self, rare: int) -> None:
        """Number the keys, when all claims are there."""
        held = Counter(self.keys.numbers)
        order = sorted(sorted(held), key=held.__getitem__, reverse=True)
        numbers = dict(zip(order, range(len(order)), strict=True))
        self.keys, self.core_keys, self.claimed = (
            rows.renumbered(numbers) for rows in (self.keys, self.core_keys, self.claimed)
        )
        self.common = bisect_left(order, -rare, key=lambda key: -held[key])
        lone = bisect_left(order, -1, key=lambda key: -held[key])
        self.having: defaultdict[int, list[int]] = defaultdict(list)
        """Key that few claims have, but more than one, to these."""
        for at, keys in enumerate(self.keys):
            for key in keys[bisect_left(keys, self.common) : bisect_left(keys, lone)]:
                self.having[key].append(at)
        self.marks = _marks(self.keys)
        """For each claim a bit or more for its keys, by which it is seen at a glance that one is lacking."""
        self.core_marks = _marks(self.core_keys)
        """The same for the keys of its name."""
        self._claimed_marks = _marks(self.claimed)

    def most_left(self, at: int, other: int) -> float:
        """The factor for a pair's score at most; 1 where each may mention all words of the other's name."""
        left = 1.0
        for one, lacking in ((at, ~self.marks[other]), (other, ~self.marks[at])):
            if self.core_marks[one] & lacking:
                left *= UNCLAIMED if self._claimed_marks[one] & lacking else APART
        return left

    def without_strangers(self, at: int, others: Iterable[int]) -> list[int]:
        """The others but those where each side claims a word of its name that the other never mentions."""
        claimed, marks = self._claimed_marks, self.marks
        own, lacking = claimed[at], ~marks[at]
        return [other for other in others if not (claimed[other] & lacking and own & ~marks[other])]

    def _place(self, term: str) -> int:
        return self._places.get(key_of(term, self._stems), -1)


def key_of(term: str, stems: frozenset[str]) -> str:
    """The same for two terms of which one mentions the other, being equal or a beginning of it.

    `stems` are all terms in use of `START` letters or more that are shorter than `LONGEST_KEY`.
    """
    for end in range(START, LONGEST_KEY):
        if term[:end] in stems:
            return term[:end]
    return term[:LONGEST_KEY]


def _marks(rows: Rows) -> array[int]:
    return array("Q", [mark(keys, MARKS) for keys in rows])
