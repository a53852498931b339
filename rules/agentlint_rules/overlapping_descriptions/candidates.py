"""Which pairs are worth a closer look: near-linear in the number of descriptions, never all pairs.

Every description looks up its terms in an inverted index, rare ones first, until it has touched `BUDGET` entries; the
few that share most weight with it are compared. So the work for one description is bounded whatever the fleet.
"""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .fleet import Claim, Fleet

BUDGET = 500
"""Index entries touched for one description."""
PARTNERS = 12
"""Closest descriptions that are compared with one."""
LEAST_COSINE = 0.15
"""Descriptions of different names that share less weight than this are not compared."""
LEAST_COSINE_OF_NAMESAKES = 0.02


def candidates(fleet: Fleet, claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims to compare, each once, sorted by their places in `claims`."""
    index = _Index(fleet, claims)
    size = len(claims)
    pairs: set[int] = set()
    for at in range(size):
        pairs.update(min(at, other) * size + max(at, other) for other in index.closest(at))
    for pair in sorted(pairs):
        yield claims[pair // size], claims[pair % size]


class _Index:
    def __init__(self, fleet: Fleet, claims: Sequence[Claim]) -> None:
        numbers: dict[str, int] = {}
        self.squares: list[float] = []
        self.postings: list[list[int]] = []
        self.documents: list[list[int]] = []
        self.norms: list[float] = []
        self.namesakes: dict[frozenset[str], list[int]] = {}
        self.cores = [claim.core for claim in claims]
        for at, claim in enumerate(claims):
            document = []
            for term in fleet.heaviest(claim.terms):
                number = numbers.setdefault(term, len(numbers))
                if number == len(self.postings):
                    self.postings.append([])
                    self.squares.append(fleet.weight(term) ** 2)
                self.postings[number].append(at)
                document.append(number)
            self.documents.append(document)
            self.norms.append(sum(self.squares[number] for number in document) ** 0.5)
            if claim.core:
                self.namesakes.setdefault(claim.core, []).append(at)
        for document in self.documents:
            document.sort(key=lambda number: (len(self.postings[number]), number))

    def closest(self, at: int) -> list[int]:
        """Places of the claims that share most weight with the one at `at`."""
        shared: dict[int, float] = {}
        budget = BUDGET
        for number in self.documents[at]:
            square = self.squares[number]
            for other in self.postings[number][:budget]:
                shared[other] = shared.get(other, 0.0) + square
            budget -= len(self.postings[number])
            if budget <= 0:
                break
        shared.pop(at, None)
        norms = self.norms
        norm = norms[at] or 1.0
        near = {other: weight / norms[other] for other, weight in shared.items()}
        namesakes = frozenset(self.namesakes.get(self.cores[at], ())[:BUDGET])
        enough = [
            (-weight, other)
            for other, weight in near.items()
            if weight >= LEAST_COSINE * norm or (other in namesakes and weight >= LEAST_COSINE_OF_NAMESAKES * norm)
        ]
        return [other for _, other in nsmallest(PARTNERS, enough)]
