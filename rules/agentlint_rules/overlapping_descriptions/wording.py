"""What to tell the user about a pair: the claims that both make and the words that only one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .words import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .fleet import Claim, Fleet

LEAST_ITEM = 0.4
"""Share of weight that two items must have in common to be named as one claim."""
MAX_PHRASE = 40
"""Length of a phrase in characters; longer ones are named by their words."""


def shared(fleet: Fleet, a: Claim, b: Claim) -> list[str]:
    """Claims that both make as `a` words them, the weightiest first; single words where no phrase is common."""
    found: list[tuple[float, int, str]] = []
    for at, (item, mine) in enumerate(zip(a.items, a.item_terms, strict=True)):
        best, theirs = max(
            ((_common(fleet, mine, theirs), theirs) for theirs in b.item_terms), key=lambda pair: pair[0]
        )
        phrase = " ".join(_words(item, theirs))
        if best >= LEAST_ITEM and len(phrase) <= MAX_PHRASE:
            found.append((-fleet.total(mine & theirs), at, phrase))
    phrases = list(dict.fromkeys(phrase for weight, _, phrase in sorted(found) if weight < 0))
    # A phrase that another one holds in full says nothing more.
    phrases = [p for p in phrases if not any(p != q and p in q for q in phrases)]
    spoken = {term for phrase in phrases for term in terms(phrase)}
    words = _spelled(fleet, a, (a.terms | a.name_terms) & (b.terms | b.name_terms))
    return phrases + [word for word in words if spoken.isdisjoint(terms(word))]


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
    """Words of an item that the other has too; of a run without blanks half must be common."""
    counted = [(word, terms(word)) for word in item.split(" ")]
    return [word for word, mine in counted if 0 < len(mine) <= 2 * len(theirs.intersection(mine))]


def _spelled(fleet: Fleet, claim: Claim, wanted: Iterable[str]) -> list[str]:
    """The terms as the description spells them, the weightiest first, numbers left out."""
    spelled: dict[str, str] = {}
    for text in (*claim.items, claim.name.lower().replace("-", " ").replace("_", " ")):
        for word in text.split(" "):
            for term in terms(word):
                spelled.setdefault(term, word)
    words = [spelled[term] for term in fleet.heaviest(wanted) if term in spelled]
    return list(dict.fromkeys(word for word in words if len(word) <= MAX_PHRASE and not word.strip(".-").isdigit()))
