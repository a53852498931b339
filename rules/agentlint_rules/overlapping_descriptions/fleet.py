"""The descriptions of one scope and what each term weighs among them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .background import FLOOR, PER, rate
from .words import core_words, split_name, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BACKGROUND_SIZE = 50
"""The background counts like this many agents beside those of the scope."""
UNKNOWN_SIZE = 20
"""And like this many for a term that it does not know: what all siblings say and nobody else is the project's name."""
COMMON = 0.15
"""A term that stands in this share of descriptions, or more, weighs nothing."""
START = 4
"""Terms of so many letters, one of which begins with the other, are taken for one."""
LEAD_ITEMS = 4
"""The first items of a description say what the agent is; what follows are details."""


@dataclass(eq=False)
class Claim:
    """What one agent claims: its name and the items of its description."""

    key: int
    name: str
    items: tuple[str, ...]

    @cached_property
    def item_terms(self) -> tuple[frozenset[str], ...]:
        """Terms of each item."""
        return tuple(frozenset(terms(item)) for item in self.items)

    @cached_property
    def terms(self) -> frozenset[str]:
        """All terms of the description."""
        return frozenset().union(*self.item_terms)

    @cached_property
    def sequence(self) -> tuple[tuple[str, int], ...]:
        """Terms of the description in order, each with the place of its item."""
        return tuple((term, at) for at, item in enumerate(self.items) for term in terms(item))

    @cached_property
    def core(self) -> frozenset[str]:
        """Terms of the name, rank and kind left out."""
        return frozenset(t for word in core_words(split_name(self.name)) for t in terms(word))

    @cached_property
    def name_terms(self) -> frozenset[str]:
        """All terms of the name."""
        return frozenset(t for word in split_name(self.name) for t in terms(word))

    def names(self, other: Claim) -> bool:
        """Whether the description speaks of the other agent by its name of two words or more."""
        return other.spoken_name in self._text if other.spoken_name else False

    @cached_property
    def spoken_name(self) -> str:
        """The name as a description would write it, with blanks around; empty for a name of one word."""
        words = split_name(self.name)
        return f" {'-'.join(words)} " if len(words) > 1 else ""

    @cached_property
    def _text(self) -> str:
        return f" {' '.join(self.items).replace('_', '-')} "

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset(term[:START] for term in self.terms)

    @cached_property
    def _name_starts(self) -> frozenset[str]:
        return frozenset(term[:START] for term in self.name_terms)

    def takes_up(self, term: str) -> bool:
        """Whether the description has the term or one that begins alike: "nuxt" and "nuxtjs", but not "react19"."""
        return term in self.terms or _begun(term, self._starts, self.terms)

    def mentions(self, term: str) -> bool:
        """The same for name and description."""
        return term in self.name_terms or self.takes_up(term) or _begun(term, self._name_starts, self.name_terms)

    @cached_property
    def lead(self) -> frozenset[str]:
        """Terms of the first items and of the name's core."""
        return frozenset().union(*self.item_terms[:LEAD_ITEMS]) | self.core


def _begun(term: str, starts: frozenset[str], found: frozenset[str]) -> bool:
    return len(term) >= START and term[:START] in starts and any(_begin_alike(term, other) for other in found)


def _begin_alike(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) >= START and long.startswith(short) and not long[len(short) :].isdigit()


class Fleet:
    """Weights of terms in one scope: rare at large and rare here weighs most, what all siblings say least."""

    def __init__(self, descriptions: Iterable[frozenset[str]]) -> None:
        self.frequency: Counter[str] = Counter()
        self.size = 0
        for found in descriptions:
            self.frequency.update(found)
            self.size += 1
        self._weights: dict[str, float] = {}
        self._norms: dict[frozenset[str], float] = {}

    def weight(self, term: str) -> float:
        """0 for a common term, up to about 4 for one that is rare at large and here."""
        weight = self._weights.get(term)
        if weight is None:
            known = rate(term)
            size = UNKNOWN_SIZE if known is None else BACKGROUND_SIZE
            expected = size * (FLOOR / PER if known is None else known)
            # Two agents that share a term are what is asked about; only a third one makes it a habit of the fleet.
            share = (max(0, self.frequency[term] - 2) + expected) / (max(0, self.size - 2) + size)
            weight = self._weights[term] = max(0.0, math.log(COMMON / share))
        return weight

    def total(self, found: Iterable[str]) -> float:
        """Sum of the weights, the same in whatever order the terms come."""
        return math.fsum(map(self.weight, found))

    def square(self, found: Iterable[str]) -> float:
        """Sum of the squared weights, likewise."""
        return math.fsum(self.weight(term) ** 2 for term in found)

    def cosine(self, left: frozenset[str], right: frozenset[str]) -> float:
        """How alike two sets of terms are, 0 to 1."""
        size = self._norm(left) * self._norm(right)
        return min(1.0, self.square(left & right) / size) if size else 0.0

    def _norm(self, found: frozenset[str]) -> float:
        norm = self._norms.get(found)
        if norm is None:
            norm = self._norms[found] = math.sqrt(self.square(found))
        return norm

    def heaviest(self, found: Iterable[str]) -> list[str]:
        """Terms by falling weight, equal ones by name; those that weigh nothing left out."""
        weighed: Sequence[tuple[float, str]] = sorted((-self.weight(term), term) for term in found)
        return [term for weight, term in weighed if weight < 0]
