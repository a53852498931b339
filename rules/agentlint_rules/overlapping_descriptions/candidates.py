"""Which pairs are worth a closer look: those whose score can reach the threshold, found without comparing all pairs.

A score is at most its *ceiling*: the mean of two cosines, that of whole descriptions and that of their beginnings; and
what the names add where each side mentions all words of the other's name, or else a part of the mean
(`Mentions.most_left`). So a pair is one of four, and each kind is found in a way of its own:

- Its claims share a *rare* term, which few have: whoever has it is looked at.
- One's name has a word that few mention: they are looked at.
- They share none but *common* terms, and then one of the two cosines is high, or high enough with what the names can
  add: `common_terms.py`.
- Their names are equal.

No pair is missed where no more descriptions are than `limit` (see `LIMIT`; up to 300). Else, of those that may be near
one description, about the nearest are kept, so that the work for each is bounded.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING

from .coded import Coded
from .common_terms import Common, needed_mean
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
    _share_rare(near)
    needed = array("d", [needed_mean(coded, at, near.enough) for at in range(len(claims))])
    for here, there in ((coded.terms, coded.lead), (coded.lead, coded.terms)):
        common = Common(coded, here, there, needed, near.enough, 2 * LOOKED_AT * limit)
        for at, others in common.find(near.wants_more):
            near.add(at, _hopeful(near, at, dict.fromkeys(others, 0)))
    yield from near.pairs()


class _Near:
    """The pairs that have been found, by the claim that they were found for."""

    def __init__(self, coded: Coded, claims: Sequence[Claim], threshold: float, limit: int) -> None:
        self.coded, self.claims, self.limit = coded, claims, limit
        self.enough = threshold * (1 - 1e-9)
        """Less by what rounding can do."""
        self.factors = [
            array("d", [1 / size if size else 0.0 for size in texts.sizes]) for texts in (coded.terms, coded.lead)
        ]
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
        coded, (by_terms, by_lead) = self.coded, self.factors
        terms = set(coded.terms.rows[at])
        square, weight = coded.squares.__getitem__, coded.weights.__getitem__
        for other in others:
            shared = sum(map(square, terms.intersection(coded.terms.rows[other])))
            cosine = shared * by_terms[at] * by_terms[other]
            left = coded.mentions.most_left(at, other)
            close = left == 1
            # What both leads have is in both descriptions, or a word of a name that is not in the one that bears it.
            of_lead = by_lead[at] * by_lead[other]
            most = (cosine + of_lead * (shared + coded.unsaid[at] + coded.unsaid[other])) / 2
            if not cosine or most < (self.enough - SAME_CORE - CLOSE_NAMES if close else self.enough / left):
                continue
            shared_lead = {*coded.lead.rows[at]}.intersection(coded.lead.rows[other])
            found = (cosine + of_lead * sum(map(square, shared_lead))) / 2
            if close:
                both = sum(map(weight, {*coded.core[at]}.intersection(coded.core[other])))
                either = coded.core_weights[at] + coded.core_weights[other] - both
                yield other, found + name_bonus(both, either, cosine, same=self._namesakes(at, other))
            else:
                yield other, found * left

    def _namesakes(self, at: int, other: int) -> bool:
        core = self.claims[at].core
        return bool(core) and core == self.claims[other].core


def _share_rare(near: _Near) -> None:
    """Find the pairs that share a rare term or word of a name, and namesakes: each claim looks at those before it."""
    having: defaultdict[int, array[int]] = defaultdict(lambda: array("L"))
    named: defaultdict[frozenset[str], array[int]] = defaultdict(lambda: array("L"))
    coded, mentions, most = near.coded, near.coded.mentions, LOOKED_AT * near.limit
    for at, claim in enumerate(near.claims):
        touched: dict[int, int] = {}
        for number in {*coded.terms.rows[at], *coded.lead.rows[at]}:
            if number >= coded.common:
                square = coded.squares[number]
                for other in having[number]:
                    touched[other] = touched.get(other, 0) + square
                having[number].append(at)
        others = _hopeful(near, at, touched)
        if len(others) > most:
            others = nlargest(most, others, key=lambda other: (touched[other], other))
        keys = mentions.core_keys[at]
        rarest = mentions.having.get(keys[-1], ()) if keys else ()
        others += [other for other in rarest if other != at and mentions.most_left(at, other) == 1]
        if claim.core:
            namesakes = named[claim.core]
            others += namesakes[-max(NAMESAKES, near.limit) :]
            namesakes.append(at)
        near.add(at, others)


def _hopeful(near: _Near, at: int, touched: dict[int, int]) -> list[int]:
    """Those whose score may reach the threshold, of others with the squared weights of the rare terms that both have.

    The common terms of one are taken for shared up to what the other has of them. Namesakes are found elsewhere.
    """
    coded, mentions = near.coded, near.coded.mentions
    (terms, lead), parts, lead_parts = near.factors, coded.terms.parts, coded.lead.parts
    by_terms, by_lead, rest, lead_rest = terms[at] / 2, lead[at] / 2, parts[at], lead_parts[at]
    enough, least = near.enough / APART, near.enough - CLOSE_NAMES
    cores, marks = mentions.core_marks, mentions.marks
    core, lacking = cores[at], ~marks[at]
    found: list[int] = []
    for other, weight in touched.items():
        of_terms, of_lead = by_terms * terms[other], by_lead * lead[other]
        most = (weight + rest) * of_terms + (weight + lead_rest) * of_lead
        if most < least or (most < enough and (core & ~marks[other] or cores[other] & lacking)):
            continue
        most = (weight + min(rest, parts[other])) * of_terms + (weight + min(lead_rest, lead_parts[other])) * of_lead
        if most < least:
            continue
        left = mentions.most_left(at, other)
        if left == 1 or most >= near.enough / left:
            found.append(other)
    return found
