"""What to tell the user about a pair: the claims that both make and the words that only one has."""

from __future__ import annotations

from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from .words import common_part, is_continuous, split_name, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .claim import Claim
    from .fleet import Fleet

LEAST_ITEM = 0.4
"""Share of weight that two items must have in common to be named as one claim."""
LEAST_PART = 4
"""Characters of a run without blanks that are worth showing by themselves."""
MAX_PHRASE = 40
"""Length of a phrase in characters; longer ones are named by their words."""


def shared(fleet: Fleet, a: Claim, b: Claim) -> Iterator[str]:
    """Claims that both make, in the words of `a`: what both names say, then common items, then single common words."""
    both = a.terms & b.terms
    said: set[str] = set()
    for phrase in _phrases(fleet, a, b, both):
        new = set(terms(phrase))
        if not said.issuperset(new):
            yield phrase
            said |= new


def _phrases(fleet: Fleet, a: Claim, b: Claim, both: frozenset[str]) -> Iterator[str]:
    yield " ".join(word for word in split_name(a.name) if not (a.core & b.core).isdisjoint(terms(word)))
    theirs = [found for found in b.item_terms if not found.isdisjoint(both)]
    found: list[tuple[int, int, str]] = []
    for at, (item, mine) in enumerate(zip(a.items, a.item_terms, strict=True)):
        if mine.isdisjoint(both):
            continue
        nearest = max(theirs, key=lambda other, mine=mine: _common(fleet, mine, other))  # type: ignore[misc]
        weight = fleet.total(mine & nearest)
        if weight and _common(fleet, mine, nearest) >= LEAST_ITEM:
            phrase = " ".join(_words(item, nearest))
            if len(phrase) <= MAX_PHRASE:
                found.append((-weight, at, phrase))
    yield from (phrase for _, _, phrase in sorted(found))
    yield from _spelled(fleet, a, both)


def differing(fleet: Fleet, a: Claim, b: Claim) -> Iterator[str]:
    """Words that one of the two has and the other lacks: by turns, each side's weightiest first, `a` beginning."""
    sides = _spelled(fleet, a, a.terms - b.terms - b.name_terms), _spelled(fleet, b, b.terms - a.terms - a.name_terms)
    said: set[str] = set()
    for turn in zip_longest(*sides):
        for word in turn:
            if word is not None and word not in said:
                yield word
                said.add(word)


def _common(fleet: Fleet, mine: frozenset[str], theirs: frozenset[str]) -> float:
    common = fleet.total(mine & theirs)
    return common / fleet.total(mine | theirs) if common else 0.0


def _words(item: str, theirs: frozenset[str]) -> list[str]:
    """Words of an item that the other has too, of a run without blanks the part that is common."""
    return [part for word in item.split() if (part := _part(word, theirs))]


def _part(word: str, wanted: frozenset[str]) -> str:
    if is_continuous(word):
        return common_part(word, wanted)
    return word if not wanted.isdisjoint(terms(word)) else ""


def _spelled(fleet: Fleet, claim: Claim, wanted: frozenset[str]) -> Iterator[str]:
    """The terms as the description spells them, those of its name first, then the weightiest; no numbers or adverbs."""
    spelled = _spelling(claim)
    parts: dict[str, str] = {}
    said: set[str] = set()
    for term in sorted(fleet.heaviest(wanted), key=lambda term: term not in claim.core):
        word = spelled.get(term)
        if word is not None and is_continuous(word):
            if word not in parts:
                part = common_part(word, wanted)
                parts[word] = part if part == word or len(part) >= LEAST_PART else "0"
            word = parts[word]
        if word is None or word in said or len(word) > MAX_PHRASE:
            continue
        if not word.strip(".-").isdigit() and not word.endswith("ly"):
            yield word
            said.add(word)


@lru_cache(maxsize=1024)
def _spelling(claim: Claim) -> dict[str, str]:
    """Term to the first word of the description that has it."""
    return {term: word for item in reversed(claim.items) for word in reversed(item.split()) for term in terms(word)}
