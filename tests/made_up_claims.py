"""Fleets of made-up claims, of which some are near each other in every way."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from agentlint_rules.overlapping_descriptions.claim import Claim
from agentlint_rules.overlapping_descriptions.fleet import Fleet
from agentlint_rules.overlapping_descriptions.words import split_items

if TYPE_CHECKING:
    import random

SYLLABLES = "bart cemi dong fusk gral hilm jork kesp lant mulf norb pidd rast sorv tulk".split()  # noqa: SIM905


def claim(name: str, text: str) -> Claim:
    return Claim(name, tuple(split_items(text)))


def fleet_of(*claims: Claim) -> Fleet:
    return Fleet(c.terms for c in claims)


def vocabulary(size: int) -> list[str]:
    """Words, and some that others begin with."""
    words = [a + b for a in SYLLABLES for b in SYLLABLES][:size]
    return words + [word[:length] for word in words[::20] for length in (4, 5, 6, 7)]


def made_up(rng: random.Random, size: int, words: list[str]) -> list[Claim]:
    """Claims that take up each other's words more or less, many of them with names that share some."""
    claims: dict[tuple[str, ...], Claim] = {}
    while len(claims) < size:
        if claims and rng.random() < 0.5:
            before = rng.choice(list(claims.values()))
            kept = [item for item in before.items if rng.random() < 0.7]
            name = rng.choice([before.name, f"senior-{before.name}", f"{rng.choice(words)}-{before.name}"])
        else:
            kept, name = [], "-".join(rng.sample(words, rng.randint(1, 3)))
        items = kept + [" ".join(rng.sample(words, rng.randint(1, 3))) for _ in range(rng.randint(0 if kept else 1, 6))]
        rng.shuffle(items)
        made = claim(name, ", ".join(items))
        claims.setdefault(made.items, made)
    return list(claims.values())


def parts_of_each_other(rng: random.Random, size: int, words: list[str]) -> list[Claim]:
    """Claims of which many say a part of what another one says, or more than that in words that nobody else has; and
    many that take up all words of each other's names.
    """
    claims: dict[tuple[str, ...], Claim] = {}
    fresh = (f"zu{number}x" for number in itertools.count())
    while len(claims) < size:
        if claims and rng.random() < 0.7:
            before = rng.choice(list(claims.values()))
            kept = [item for item in before.items if rng.random() < 0.8]
            first = before.name.split("-")[0]
            name = rng.choice([before.name, f"senior-{before.name}", f"{first}-{next(fresh)}", first])
            items = kept + [next(fresh) for _ in range(rng.choice([0, 0, 1, 3]))]
            items += [before.name.replace("-", " ")] if rng.random() < 0.7 else []
            items += [name.replace("-", " ")] if rng.random() < 0.7 else []
        else:
            name = "-".join(rng.sample(words, rng.randint(1, 3)))
            items = [" ".join(rng.sample(words, rng.randint(1, 3))) for _ in range(rng.randint(2, 6))]
        rng.shuffle(items)
        made = claim(name, ", ".join(items))
        if made.items:
            claims.setdefault(made.items, made)
    return list(claims.values())
