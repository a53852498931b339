"""What each term weighs among the descriptions of one scope.

Weights are whole numbers, so that their sums are the same in whatever order a set hands out its terms.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from .background import FLOOR, PER, rates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

SCALE = 1000
"""Weights are thousandths of a natural logarithm."""
BACKGROUND_SIZE = 50
"""The background counts like this many agents beside those of the scope."""
UNKNOWN_SIZE = 20
"""And like this many for a term that it does not know: what all siblings say and nobody else is the project's name."""
COMMON = 0.15
"""A term that stands in this share of descriptions, or more, weighs nothing."""


class Fleet:
    """Weights of terms in one scope: rare at large and rare here weighs most, what all siblings say least.

    A description is given as its terms, each once. `background` gives the rates of terms at large, per `PER`
    descriptions; those that the rule ships where it is None.
    """

    def __init__(self, descriptions: Iterable[Collection[str]], background: Mapping[str, int] | None = None) -> None:
        frequency: Counter[str] = Counter()
        size = 0
        for found in descriptions:
            frequency.update(found)
            size += 1
        self.frequency = frequency
        """Term to the number of descriptions that have it."""
        self.weight = _Weights(frequency, size, rates() if background is None else background).__getitem__
        """Weight of a term in thousandths: 0 for a common one, above 4000 for one that is rare at large and here."""
        self._sizes: dict[frozenset[str], float] = {}

    def total(self, found: Iterable[str]) -> int:
        """Sum of the weights."""
        return sum(map(self.weight, found))

    def squares(self, found: Iterable[str]) -> int:
        """Sum of the squared weights."""
        return sum([weight * weight for weight in map(self.weight, found)])

    def size(self, found: frozenset[str]) -> float:
        """The length of a whole set, the root of the squared weights; remembered."""
        size = self._sizes.get(found)
        if size is None:
            size = self._sizes[found] = math.sqrt(self.squares(found))
        return size

    def cosine(self, left: frozenset[str], right: frozenset[str]) -> float:
        """How alike two sets of terms are, 0 to 1."""
        common = self.squares(left & right)
        return common / (self.size(left) * self.size(right)) if common else 0.0

    def heaviest(self, found: Iterable[str]) -> list[str]:
        """Terms by falling weight, equal ones by name; those that weigh nothing left out."""
        return sorted(sorted(filter(self.weight, found)), key=self.weight, reverse=True)


class _Weights(dict[str, int]):
    """Weight by term, worked out when first asked for."""

    def __init__(self, frequency: Mapping[str, int], size: int, background: Mapping[str, int]) -> None:
        super().__init__()
        self._frequency, self._size, self._background = frequency, size, background
        self._known: dict[tuple[int, int | None], int] = {}

    def __missing__(self, term: str) -> int:
        # Two agents that share a term are what is asked about; only a third one makes it a habit of the fleet.
        count = self._frequency.get(term, 0)
        key = (max(0, count - 2), self._background.get(term))
        weight = self._known.get(key)
        if weight is None:
            others, rate = key
            size = UNKNOWN_SIZE if rate is None else BACKGROUND_SIZE
            expected = size * (FLOOR if rate is None else rate) / PER
            share = (others + expected) / (max(0, self._size - 2) + size)
            weight = self._known[key] = max(0, round(SCALE * math.log(COMMON / share)))
        if count > 1:  # those of one description are most, and seldom asked for again
            self[term] = weight
        return weight
