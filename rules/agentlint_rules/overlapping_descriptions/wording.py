"""What to tell the user about a pair: the claims that both make and the words that only one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .words import common_part, is_continuous, split_name, terms

if TYPE_CHECKING:
    from .fleet import Claim, Fleet

LEAST_ITEM = 0.4
"""Share of weight that two items must have in common to be named as one claim."""
LEAST_PART = 4
"""Characters of a run without blanks that are worth showing by themselves."""
MAX_PHRASE = 40
"""Length of a phrase in characters; longer ones are named by their words."""


def shared(fleet: Fleet, a: Claim, b: Claim) -> list[str]:
    """Claims that both make, in the words of `a`: what both names say, then common items, then single common words."""
    found: list[tuple[float, int, str]] = []
    for at, (item, mine) in enumerate(zip(a.items, a.item_terms, strict=True)):
        theirs = max(b.item_terms, key=lambda other, mine=mine: _common(fleet, mine, other))  # type: ignore[misc]
        phrase = " ".join(_words(item, theirs))
        if _common(fleet, mine, theirs) >= LEAST_ITEM and len(phrase) <= MAX_PHRASE:
            found.append((-fleet.total(mine & theirs), at, phrase))
    phrases = [phrase for weight, _, phrase in sorted(found) if weight < 0]
    subject = " ".join(word for word in split_name(a.name) if not (a.core & b.core).isdisjoint(terms(word)))
    said: set[str] = set()
    named: list[str] = []
    for phrase in [subject, *phrases, *_spelled(fleet, a, a.terms & b.terms)]:
        if not said.issuperset(terms(phrase)):
            named.append(phrase)
            said.update(terms(phrase))
    return named


def differing(fleet: Fleet, a: Claim, b: Claim) -> list[str]:
    """Words that one of the two has and the other lacks: by turns, each side's weightiest first, `a` beginning."""
    mine = _spelled(fleet, a, a.terms - b.terms - b.name_terms)
    theirs = _spelled(fleet, b, b.terms - a.terms - a.name_terms)
    width = max(len(mine), len(theirs))
    turns = [word for at in range(width) for word in (mine[at : at + 1] + theirs[at : at + 1])]
    return list(dict.fromkeys(turns))


def _common(fleet: Fleet, mine: frozenset[str], theirs: frozenset[str]) -> float:
    return fleet.total(mine & theirs) / (fleet.total(mine | theirs) or 1.0)


def _words(item: str, theirs: frozenset[str]) -> list[str]:
    """Words of an item that the other has too, of a run without blanks the part that is common."""
    return [part for word in item.split() if (part := _part(word, theirs))]


def _part(word: str, wanted: frozenset[str]) -> str:
    if is_continuous(word):
        return common_part(word, wanted)
    return word if not wanted.isdisjoint(terms(word)) else ""


def _spelled(fleet: Fleet, claim: Claim, wanted: frozenset[str]) -> list[str]:
    """The terms as the description spells them, those of its name first, then the weightiest; no numbers or adverbs."""
    spelled: dict[str, str] = {}
    for item in claim.items:
        for word in item.split():
            part = _part(word, wanted)
            if is_continuous(word) and part != word and len(part) < LEAST_PART:
                continue
            for term in terms(part):
                spelled.setdefault(term, part)
    ordered = sorted(fleet.heaviest(wanted), key=lambda term: term not in claim.core)
    words = dict.fromkeys(spelled[term] for term in ordered if term in spelled)
    return [w for w in words if len(w) <= MAX_PHRASE and not w.strip(".-").isdigit() and not w.endswith("ly")]
