"""The terms of many claims as numbers in arrays: small, and side by side, which is what counts in a large fleet."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from math import sqrt
from typing import TYPE_CHECKING

from .mentions import Mentions
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from .claim import Claim
    from .fleet import Fleet


class Texts:
    """A text of each claim, as numbers of terms."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.sizes = array("d")
        """Lengths: roots of the squared weights, those of terms without a number counted too."""
        self.parts = array("Q")
        """Squared weights of the common ones among the terms: two claims share no more than the smaller of theirs."""

    def most_cosine(self, at: int) -> float:
        """How alike a claim can be with one with which it shares only common terms."""
        return sqrt(self.parts[at]) / (self.sizes[at] or 1)


class Coded:
    """Claims as numbers; terms that only one of them has or that weigh nothing are left out.

    Numbers of terms go by falling frequency, a text and a name counted each; more than `rare` have one below `common`.
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
        self.terms, self.lead = Texts(), Texts()
        self.core = Rows()
        self.core_weights = array("Q")
        self.unsaid = array("Q")
        """Squared weights of the terms of the name that the description does not have."""
        self.mentions = Mentions(claims, fleet.frequency, shared)
        numbers = {term: number for number, term in enumerate(shared)}
        for claim in claims:
            self._add(fleet, claim, numbers)
        self.mentions.sort(rare)

    def _add(self, fleet: Fleet, claim: Claim, numbers: dict[str, int]) -> None:
        start, lone = _split(claim.distinct[: claim.first], numbers)
        rest, more_lone = _split(claim.distinct[claim.first :], numbers)
        core, lone_core = _split(claim.core, numbers)
        terms, lead = {*start, *rest}, {*start, *core}
        of_lone = fleet.squares(lone)
        self._append(self.terms, terms, of_lone + fleet.squares(more_lone))
        self._append(self.lead, lead, of_lone + fleet.squares(lone_core))
        self.core.append(core)
        self.core_weights.append(sum([self.weights[number] for number in core]) + fleet.total(lone_core))
        self.unsaid.append(self._squares(set(core) - terms))
        self.mentions.append(claim, terms, lone + more_lone)

    def _append(self, texts: Texts, numbers: set[int], squares: int) -> None:
        texts.rows.append(numbers)
        texts.sizes.append(sqrt(self._squares(numbers) + squares))
        texts.parts.append(self._squares([number for number in numbers if number < self.common]))

    def _squares(self, numbers: Iterable[int]) -> int:
        return sum([self.squares[number] for number in numbers])


def _split(found: Collection[str], numbers: dict[str, int]) -> tuple[list[int], list[str]]:
    """The numbers of the terms that have one, and the other terms."""
    return [numbers[term] for term in found if term in numbers], [term for term in found if term not in numbers]
