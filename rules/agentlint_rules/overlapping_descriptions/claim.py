"""What one agent claims: its name and what its description says it is for, as sets of terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from .words import core_words, split_name, terms

START = 4
"""Terms of so many letters, one of which begins with the other, are taken for one."""
LEAD_ITEMS = 4
"""The first items of a description say what the agent is; what follows are details."""
REMEMBERED = 4096
"""Claims of so many agents."""


@lru_cache(maxsize=REMEMBERED)
def claim_of(name: str, items: tuple[str, ...]) -> Claim:
    """The claim, kept for the next look at the same fleet: an editor asks again whenever one description changes."""
    return Claim(name, items)


@dataclass(eq=False)
class Claim:
    """A name and the items of a description; what is derived from them is counted when first asked for."""

    name: str
    items: tuple[str, ...]

    @property
    def distinct(self) -> tuple[str, ...]:
        """All terms of the description, each once, in order of appearance. A fifth of the size of `terms`."""
        return self._in_order[0]

    @cached_property
    def terms(self) -> frozenset[str]:
        """All terms of the description."""
        return frozenset(self.distinct)

    @property
    def first(self) -> int:
        """How many of `distinct` stand in the first items."""
        return self._in_order[1]

    @cached_property
    def lead(self) -> frozenset[str]:
        """Terms of the first items and of the name's core."""
        return self.core.union(self.distinct[: self.first])

    @cached_property
    def core(self) -> frozenset[str]:
        """Terms of the name, rank and kind left out."""
        return frozenset([t for word in core_words(self._name_words) for t in terms(word)])

    @cached_property
    def name_terms(self) -> frozenset[str]:
        """All terms of the name."""
        return frozenset([t for word in self._name_words for t in terms(word)])

    @cached_property
    def item_terms(self) -> tuple[frozenset[str], ...]:
        """Terms of each item."""
        return tuple(frozenset(terms(item)) for item in self.items)

    @cached_property
    def sequence(self) -> tuple[tuple[str, int], ...]:
        """Terms of the description in order, each with the place of its item."""
        return tuple((term, at) for at, item in enumerate(self.items) for term in terms(item))

    def names(self, other: Claim) -> bool:
        """Whether the description speaks of the other agent by its name of two words or more."""
        return other.spoken_name in self._text if other.spoken_name else False

    @cached_property
    def spoken_name(self) -> str:
        """The name as a description would write it, with blanks around; empty for a name of one word."""
        words = self._name_words
        return f" {'-'.join(words)} " if len(words) > 1 else ""

    def takes_up(self, term: str) -> bool:
        """Whether the description has the term or one that begins alike: "nuxt" and "nuxtjs", but not "react19"."""
        return term in self.terms or _begun(term, self._starts, self.terms)

    def mentions(self, term: str) -> bool:
        """The same for name and description."""
        return term in self.name_terms or self.takes_up(term) or _begun(term, self._name_starts, self.name_terms)

    @cached_property
    def _name_words(self) -> list[str]:
        return split_name(self.name)

    @cached_property
    def _in_order(self) -> tuple[tuple[str, ...], int]:
        """Terms of the description, each once, and how many of them stand in the first items."""
        found = dict.fromkeys(terms(" ".join(self.items[:LEAD_ITEMS])))
        first = len(found)
        found.update(dict.fromkeys(terms(" ".join(self.items[LEAD_ITEMS:]))))
        return tuple(found), first

    @cached_property
    def _text(self) -> str:
        return f" {' '.join(self.items).replace('_', '-')} "

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset([term[:START] for term in self.terms])

    @cached_property
    def _name_starts(self) -> frozenset[str]:
        return frozenset([term[:START] for term in self.name_terms])


def _begun(term: str, starts: frozenset[str], found: frozenset[str]) -> bool:
    return len(term) >= START and term[:START] in starts and any(_begin_alike(term, other) for other in found)


def _begin_alike(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) >= START and long.startswith(short) and not long[len(short) :].isdigit()
