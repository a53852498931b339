"""Which bodies of one scope are equal or nearly so."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .names import are_one, begins_alike, own_words
from .sketch import near, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_TWINS = 8


def pairs(facts: Sequence[Any], similarity: float) -> Iterator[tuple[int, int, float]]:
    """Places of two files with one body, and the share of it that they have in common, 1 for equal texts."""
    equal: dict[str, list[int]] = defaultdict(list)
    for at, data in enumerate(facts):
        equal[data["digest"]].append(at)
    for group in equal.values():
        for at, left in enumerate(group):
            for right in group[at + 1 : at + MAX_TWINS]:
                if not are_one(facts[left]["name"], facts[right]["name"]):
                    yield left, right, 1.0
    if similarity >= 1:
        return
    firsts = [group[0] for group in equal.values()]
    sketches = [unpack(facts[at]["phrases"]) for at in firsts]
    for one, other, share in near(sketches, similarity):
        left, right = firsts[one], firsts[other]
        if not are_one(facts[left]["name"], facts[right]["name"]) and not _templates(facts[left], facts[right]):
            yield left, right, min(share, 0.99)


def _templates(left: Any, right: Any) -> bool:
    """Whether each body says what tells its name from the other's: one template for two languages or platforms."""
    return _says_more(left, right["name"]) and _says_more(right, left["name"])


def _says_more(data: Any, other: str) -> bool:
    words = own_words(other)
    return any(not any(begins_alike(word, known) for known in words) for word in data["said"])
