"""Do two descriptions claim the same job? A score from 0 to 1, made of few parts that can be named."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from .fleet import SCALE

if TYPE_CHECKING:
    from .claim import Claim
    from .fleet import Fleet

SAME_CORE = 0.25
"""Added where the names are equal once rank and kind are taken off: senior-backend-dev, staff-backend-engineer."""
CLOSE_NAMES = 0.2
"""Added, times the share of the names that is common, where each takes up every word of the other's name."""
ENOUGH_COSINE = 0.1
"""Names alone prove nothing: below this likeness of the texts what names add shrinks in proportion."""
UNCLAIMED = 0.4
"""Factor for each side whose name has a word that its own description takes up and the other agent never mentions."""
UNEXPLAINED = 0.75
"""The same where its own description does not take the word up either."""
APART = max(UNCLAIMED, UNEXPLAINED)
"""What is left at most where a word of either name is mentioned by its bearer alone; close names then add nothing."""
NAMED = 0.25
"""Factor where one description names the other agent: then its author has drawn the line ("runs after plan-writer")."""
SUBSTITUTED = 0.25
"""Factor where one text is the other with a word replaced: the same template for another language or platform."""
TEMPLATE_RATIO = 0.5
"""From this share of equal terms in equal order two texts are taken for one template."""
TEMPLATE_TERMS = 80
SLOT_TERMS = 3
SLOT_WEIGHT = 1 * SCALE
"""A template's slot is up to so many terms, and on both sides one of them weighs more than this."""
STRICT_RATIO = 0.75
LIGHT_WEIGHT = SCALE // 10
"""Where the texts are equal to such a share, a word that weighs this little tells them apart: "build" and "test"."""
LEAST_CONTENT = 2 * SCALE
"""A description that weighs less beyond its name ("x-builder agent") is compared word for word only."""

TELLING = SCALE // 2
"""Two terms that both use must weigh more than this each: one word is no job, however rare ("takes a task")."""


def score(fleet: Fleet, a: Claim, b: Claim, least: float = 0.0) -> float:
    """How surely both claim one job, 0 to 1: 1 for equal texts, less than 1 else. The same whichever comes first.

    0 where that is less than `least`, the smallest score that matters to the caller.
    """
    if a.items == b.items:
        return 1.0
    if sum(fleet.weight(term) > TELLING for term in a.terms & b.terms) < 2:
        return 0.0
    names = a.name_terms | b.name_terms
    if min(fleet.total(a.terms - names), fleet.total(b.terms - names)) < LEAST_CONTENT:
        return 0.0
    factor = name_factor(a, b) * name_factor(b, a)
    cosine = fleet.cosine(a.terms, b.terms)
    result = (cosine + fleet.cosine(a.lead, b.lead)) / 2 + _bonus(fleet, a, b, cosine, close=factor == 1.0)
    result = min(result, 0.99) * factor
    if result >= least and (a.names(b) or b.names(a)):
        result *= NAMED
    # The last look costs most and only ever lowers the score.
    if result >= least and result > SUBSTITUTED / 2 and substituted(fleet, a, b):
        result *= SUBSTITUTED
    return result if result >= least else 0.0


def name_bonus(both: int, either: int, cosine: float, *, same: bool) -> float:
    """What names add whose common words weigh `both`, and all their words `either`; the cosine is that of the texts."""
    bonus = CLOSE_NAMES * both / either if both else 0.0
    return (bonus + SAME_CORE if same else bonus) * min(1.0, cosine / ENOUGH_COSINE)


def _bonus(fleet: Fleet, a: Claim, b: Claim, cosine: float, *, close: bool) -> float:
    both = fleet.total(a.core & b.core) if close else 0
    return name_bonus(both, fleet.total(a.core | b.core), cosine, same=a.core == b.core and bool(a.core))


def name_factor(one: Claim, other: Claim) -> float:
    """What the words of one name that the other agent mentions nowhere leave of the score."""
    apart = [term for term in one.core if not other.mentions(term)]
    explained = [one.takes_up(term) for term in apart]
    factor = UNCLAIMED if any(explained) else 1.0
    return factor if all(explained) else factor * UNEXPLAINED


def substituted(fleet: Fleet, a: Claim, b: Claim) -> bool:
    """Whether the texts run alike but for a place where each has a telling word that the other never uses.

    The place lies inside an item that is alike else: a whole item of its own is another task in the list, no template.
    """
    if b.sequence < a.sequence:
        a, b = b, a
    left, right = ([term for term, _ in claim.sequence[:TEMPLATE_TERMS]] for claim in (a, b))
    # Most pairs have too few words in common, in whatever order.
    both = (a.terms & b.terms).__contains__
    if 2 * min(sum(map(both, left)), sum(map(both, right))) <= TEMPLATE_RATIO * (len(left) + len(right)):
        return False
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    ratio = matcher.ratio()
    if ratio <= TEMPLATE_RATIO:
        return False
    least = LIGHT_WEIGHT if ratio >= STRICT_RATIO else SLOT_WEIGHT
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "replace" or j - i > SLOT_TERMS or m - k > SLOT_TERMS:
            continue
        here = max((fleet.weight(t) for t in left[i:j] if t not in b.terms), default=0)
        there = max((fleet.weight(t) for t in right[k:m] if t not in a.terms), default=0)
        items = a.item_terms[a.sequence[i][1]], b.item_terms[b.sequence[k][1]]
        if min(here, there) > least and not items[0].isdisjoint(items[1]):
            return True
    return False
