"""Which pairs are worth a closer look: those whose score can reach the threshold, found without comparing all pairs.

A score is at most its *ceiling*: the mean of two cosines, that of whole descriptions and that of their beginnings; and
what the names add where each side mentions all words of the other's name, or else a part of the mean (`APART`). So a
pair is one of four, and each kind is found in a way of its own:

- Its claims share a *rare* term, which few have: whoever has it is looked at.
- One's name has a word that few mention: they are looked at.
- They share none but *common* terms, and then one of the two cosines is high, or high enough with what the names can
  add: `common_terms.py`.
- Their names are equal.

No pair is missed as long as no description has more than `limit` partners (see `LIMIT`; up to 300 descriptions that
cannot be). Of more than that about the nearest are kept, so that the work for one description is bounded.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING

from .coded import Coded
from .common_terms import Common
from .likeness import APART, CLOSE_NAMES, SAME_CORE, name_bonus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .claim import Claim
    from .fleet import Fleet

RARE = 64
RARE_SHARE = 1024
"""A term is rare that so many claims have, or one of so many."""
LIMIT = 5
LIMIT_OF_ALL = 100_000
"""Partners kept per description: `LIMIT`, and its part of so many."""
NAMESAKES = 32
"""Of so many descriptions with the same core of the name all pairs are looked at, or of as many as are kept."""
LOOKED_AT = 2
"""Times the limit that are looked at to choose from."""


def candidates(fleet: Fleet, claims: Sequence[Claim], threshold: float) -> Iterator[tuple[int, int]]:
    """Places of the pairs whose score may reach the threshold, each once, in order; `fleet` is that of the claims."""
    limit = LIMIT + LIMIT_OF_ALL // (len(claims) or 1)
    coded = Coded(fleet, claims, max(RARE, len(claims) // RARE_SHARE))
    near = _Near(coded, claims, threshold, limit)
    _share_rare(coded, claims, near)
    for rows, sizes in zip((coded.terms, coded.lead), coded.sizes, strict=True):
        common = Common(coded, rows, sizes, near.enough, 2 * LOOKED_AT * limit)
        for at, others in common.find(near.wants_more):
            near.add(at, others)
    yield from near.pairs()


class _Near:
    """The pairs that have been found, by the claim that they were found for."""

    def __init__(self, coded: Coded, claims: Sequence[Claim], threshold: float, limit: int) -> None:
        self.coded, self.claims, self.limit = coded, claims, limit
        self.enough = threshold * (1 - 1e-9)
        """Less by what rounding can do."""
        self.parts = [array("d", [1 / size if size else 0.0 for size in sizes]) for sizes in coded.sizes]
        """By what a sum of squares is multiplied, for either claim, to make a cosine."""
        self._found: dict[int, dict[int, float]] = {}

    def wants_more(self, at: int) -> bool:
        """Whether fewer than the limit have been found for a claim."""
        return len(self._found.get(at, ())) < self.limit

    def add(self, at: int, others: Sequence[int]) -> None:
        """Look at the others and keep, for the claim at this place, those whose score may reach the threshold."""
        if not others:
            return
        found = {other: ceiling for other, ceiling in self._ceilings(at, others) if ceiling >= self.enough}
        if found:
            self._found.setdefault(at, {}).update(found)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Of each claim's the nearest, up to the limit."""
        pairs: set[tuple[int, int]] = set()
        for at, found in self._found.items():
            kept = nlargest(self.limit, found, key=lambda o: (found[o], -o)) if len(found) > self.limit else found
            pairs.update([(other, at) if other < at else (at, other) for other in kept])
        self._found.clear()
        yield from sorted(pairs)

    def _ceilings(self, at: int, others: Iterable[int]) -> Iterator[tuple[int, float]]:
        coded, (by_terms, by_lead) = self.coded, self.parts
        terms = set(coded.terms[at])
        square, weight = coded.squares.__getitem__, coded.weights.__getitem__
        for other in others:
            shared = sum(map(square, terms.intersection(coded.terms[other])))
            cosine = shared * by_terms[at] * by_terms[other]
            close = coded.may_mention(at, other)
            # What both leads have is in both descriptions, or a word of a name that is not in the one that bears it.
            of_lead = by_lead[at] * by_lead[other]
            most = (cosine + of_lead * (shared + coded.unsaid[at] + coded.unsaid[other])) / 2
            if not cosine or most < (self.enough - SAME_CORE - CLOSE_NAMES if close else self.enough / APART):
                continue
            found = (cosine + of_lead * sum(map(square, {*coded.lead[at]}.intersection(coded.lead[other])))) / 2
            if close:
                both = sum(map(weight, {*coded.core[at]}.intersection(coded.core[other])))
                either = coded.core_weights[at] + coded.core_weights[other] - both
                yield other, found + name_bonus(both, either, cosine, same=self._namesakes(at, other))
            else:
                yield other, found * APART

    def _namesakes(self, at: int, other: int) -> bool:
        core = self.claims[at].core
        return bool(core) and core == self.claims[other].core


def _share_rare(coded: Coded, claims: Sequence[Claim], near: _Near) -> None:
    """Find the pairs that share a rare term or word of a name, and namesakes: each claim looks at those before it."""
    having: defaultdict[int, array[int]] = defaultdict(lambda: array("L"))
    named: defaultdict[frozenset[str], array[int]] = defaultdict(lambda: array("L"))
    mentioning = _rare_keys(coded)
    most = LOOKED_AT * near.limit
    for at, claim in enumerate(claims):
        touched: dict[int, int] = {}
        for number in {*coded.terms[at], *coded.lead[at]}:
            if number >= coded.common:
                square = coded.squares[number]
                for other in having[number]:
                    touched[other] = touched.get(other, 0) + square
                having[number].append(at)
        others = _hopeful(coded, near, at, touched)
        if len(others) > most:
            others = nlargest(most, others, key=lambda other: (touched[other], other))
        keys = coded.core_keys[at]
        if keys and coded.is_mentioned(at) and keys[-1] >= coded.common_keys:
            others += [other for other in mentioning[keys[-1]] if coded.may_mention(at, other) and other != at]
        if claim.core:
            namesakes = named[claim.core]
            others += namesakes[-max(NAMESAKES, near.limit) :]
            namesakes.append(at)
        near.add(at, others)


def _rare_keys(coded: Coded) -> dict[int, list[int]]:
    """Key that few claims have, but more than one, to these."""
    having: defaultdict[int, list[int]] = defaultdict(list)
    for at, keys in enumerate(coded.keys):
        for key in keys[bisect_left(keys, coded.common_keys) :]:
            having[key].append(at)
    return having


def _hopeful(coded: Coded, near: _Near, at: int, touched: dict[int, int]) -> list[int]:
    """Of those with which a claim shares rare terms of such weight, those whose score may reach the threshold."""
    (terms, lead), common = near.parts, coded.common
    by_terms, by_lead = terms[at] / 2, lead[at] / 2
    rest = sum([coded.squares[number] for number in coded.terms[at] if number < common])
    rest_of_lead = sum([coded.squares[number] for number in coded.lead[at] if number < common])
    enough, least = near.enough / APART, near.enough - CLOSE_NAMES
    core, marks = coded.core_marks[at], coded.marks
    found: list[int] = []
    for other, weight in touched.items():
        most = (weight + rest) * by_terms * terms[other] + (weight + rest_of_lead) * by_lead * lead[other]
        if most >= enough or (most >= least and not core & ~marks[other] and coded.may_mention(at, other)):
            found.append(other)
    return found
