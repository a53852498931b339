"""The search for pairs that are near each other: none is lost, and few are looked at in vain."""

from __future__ import annotations

import itertools
import random
from array import array
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlint_rules.overlapping_descriptions import candidates as candidates_module
from agentlint_rules.overlapping_descriptions import common_terms, counters
from agentlint_rules.overlapping_descriptions.candidates import LIMIT, LIMIT_OF_ALL, candidates
from agentlint_rules.overlapping_descriptions.coded import Coded
from agentlint_rules.overlapping_descriptions.common_terms import Common, needed_mean
from agentlint_rules.overlapping_descriptions.counters import Counters, from_the_bottom, in_bits
from agentlint_rules.overlapping_descriptions.likeness import CLOSE_NAMES, score
from tests.made_up_claims import claim, fleet_of, made_up, parts_of_each_other, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentlint_rules.overlapping_descriptions.claim import Claim
    from agentlint_rules.overlapping_descriptions.coded import Texts

    Maker = Callable[[random.Random, int, list[str]], list[Claim]]

MAKERS = pytest.mark.parametrize("maker", [made_up, parts_of_each_other], ids=["mixed", "parts"])
SIZES = pytest.mark.parametrize(
    ("size", "words"), [(60, 60), (120, 100), (150, 225)], ids=["few words", "some words", "many words"]
)


@MAKERS
@SIZES
def test_no_pair_is_lost(maker: Maker, size: int, words: int) -> None:
    """Compared with all pairs, whatever share of the terms is rare or common to the index."""
    for seed in range(3):
        rng = random.Random(seed)
        claims = maker(rng, size, vocabulary(words))
        weights = fleet_of(*claims)
        scores = {
            (left, right): score(weights, claims[left], claims[right])
            for left, right in itertools.combinations(range(len(claims)), 2)
        }
        near = [pair for pair, found in scores.items() if found > 0.05]
        # The limit that a pair just reaches is the one at which it is lost most easily.
        for threshold in (0.1, 0.3, 0.6, *(scores[pair] for pair in rng.sample(near, 10))):
            wanted = {pair for pair in near if scores[pair] >= threshold}
            for rare in (0, 2, 1000):
                with (
                    patch.object(candidates_module, "RARE", rare),
                    patch.object(counters, "BLOCK", 48),
                    patch.object(counters, "WINDOW", 50),
                ):
                    found = list(candidates(weights, claims, threshold))
                assert found == sorted(set(found))
                assert wanted <= set(found)
            assert wanted


@pytest.mark.parametrize("threshold", [0.05, 0.3])
def test_they_are_few_and_their_number_is_bounded(threshold: float) -> None:
    claims = made_up(random.Random(1), 400, vocabulary(225)[:225])
    found = list(candidates(fleet_of(*claims), claims, threshold))
    assert 100 < len(found) < 400 * 399 / 2 / (10 if threshold > 0.1 else 1)
    with patch.object(candidates_module, "LIMIT_OF_ALL", 0), patch.object(candidates_module, "RARE", 4):
        bounded = set(candidates(fleet_of(*claims), claims, threshold))
    assert 100 < len(bounded) <= LIMIT * len(claims)
    assert bounded < set(found)
    assert LIMIT_OF_ALL // 300 > 300, "up to so many descriptions nothing is bounded"


def ceiling_of_common(coded: Coded, at: int, other: int) -> float | None:
    """The mean of both cosines and what names add, or what is left where they are apart; None where a rare term, or a
    rare word of a name, leads to the pair.
    """
    mean = 0.0
    for texts in (coded.terms, coded.lead):
        both = {*texts.rows[at]} & {*texts.rows[other]}
        if max(both, default=0) >= coded.common:
            return None
        if both:
            mean += sum(coded.squares[number] for number in both) / texts.sizes[at] / texts.sizes[other] / 2
    left = coded.mentions.most_left(at, other)
    if left < 1:
        return mean * left
    if any(max(coded.mentions.core_keys[one], default=-1) >= coded.mentions.common for one in (at, other)):
        return None
    both = {*coded.core[at]} & {*coded.core[other]}
    weight = sum(coded.weights[number] for number in both)
    return mean + (CLOSE_NAMES * weight / (coded.core_weights[at] + coded.core_weights[other] - weight) if both else 0)


def common_pairs(coded: Coded, size: int, threshold: float, most: int) -> set[tuple[int, int]]:
    enough = threshold * (1 - 1e-9)
    needed = array("d", [needed_mean(coded, at, enough) for at in range(size)])
    texts: list[tuple[Texts, Texts]] = [(coded.terms, coded.lead), (coded.lead, coded.terms)]
    return {
        (min(at, other), max(at, other))
        for here, there in texts
        for at, others in Common(coded, here, there, needed, enough, most).find(lambda at: True)
        for other in others
    }


@MAKERS
@SIZES
@pytest.mark.parametrize("rare", [0, 4])
def test_pairs_that_share_common_terms_alone_are_found(maker: Maker, size: int, words: int, rare: int) -> None:
    rng = random.Random(size)
    claims = maker(rng, size, vocabulary(words))
    coded = Coded(fleet_of(*claims), claims, rare)
    ceilings: dict[tuple[int, int], float] = {}
    for left, right in itertools.combinations(range(size), 2):
        ceiling = ceiling_of_common(coded, left, right)
        if ceiling is not None and ceiling > 0.05:
            ceilings[left, right] = ceiling
    helped = [pair for pair in ceilings if coded.mentions.most_left(*pair) == 1]
    tried = [*rng.sample(helped, min(10, len(helped))), *rng.sample(sorted(ceilings), min(10, len(ceilings)))]
    for threshold in sorted({0.1, 0.3, *(ceilings[pair] for pair in tried)}):
        wanted = {pair for pair, ceiling in ceilings.items() if ceiling >= threshold}
        for few in (0, 16, size):
            with patch.object(common_terms, "FEW", few):
                assert wanted <= common_pairs(coded, size, threshold, size)
    assert len(tried) >= 10
    assert rare or helped


def values() -> st.SearchStrategy[list[tuple[float, int]]]:
    """Values with the bits of those that have them."""
    one = st.tuples(st.floats(0.01, 5), st.integers(0, 2**40 - 1))
    return st.lists(one, max_size=12).map(lambda found: sorted(found, key=lambda item: item[0]))


@given(values(), st.floats(0.5, 12))
def test_counters_miss_nobody(parts: list[tuple[float, int]], least: float) -> None:
    counted = Counters(least)
    for value, bits in parts:
        if not counted.passes_over(value):
            counted.add(value, bits)
    for place in range(40):
        found = sum(value for value, bits in parts if bits >> place & 1)
        if found >= least * (1 + 1e-9):
            assert counted.reached >> place & 1
        # Of what is needed two fifths are passed over, and each value is rounded up by one part in 31 at most.
        if found < least * (0.6 - (len(parts) + 1) / 31):
            assert not counted.reached >> place & 1


@given(st.sets(st.integers(0, 9000)), st.sampled_from([1, 7, 64, 4096]))
def test_bits_are_taken_out_from_the_bottom(places: set[int], window: int) -> None:
    with patch.object(counters, "WINDOW", window):
        assert list(from_the_bottom(sum(1 << place for place in places))) == sorted(places)


@given(st.lists(st.sets(st.integers(0, 9)), max_size=60), st.sampled_from([8, 24, 2048]))
def test_sets_are_turned_into_bits(sets: list[set[int]], block: int) -> None:
    with patch.object(counters, "BLOCK", block):
        found = in_bits(sets)
    wanted = {member: [at for at, of in enumerate(sets) if member in of] for member in set().union(*sets)}
    assert {member: list(from_the_bottom(bits)) for member, bits in found.items()} == wanted


@pytest.mark.parametrize("places", [(0, 1), (1, 0)], ids=["before", "behind"])
@pytest.mark.parametrize(
    "name", ["kelpjs-expert", "letter-expert", "tuna-expert"], ids=["both names", "one name", "one way"]
)
def test_a_rare_word_of_a_name_leads_to_a_pair(name: str, places: tuple[int, int]) -> None:
    """One mentions the other's name by a word that begins alike, which the other claims; they share nothing rare."""
    a = claim("kelp-expert", "Sorts letters, folds maps, kelp.")
    b = claim(name, "Kelpjs, mows lawns, folds maps, sorts letters.")
    claims = [(a, b)[place] for place in places]
    claims += [claim(f"{word}-clerk", f"Sorts {word} letters, folds maps.") for word in vocabulary(2)[:2]]
    claims += [claim(f"{word}-clerk", f"Calls {word}s, paints {word} doors.") for word in vocabulary(99)[9:99]]
    weights = fleet_of(*claims)
    found = score(weights, a, b)
    assert found > 0.1
    with patch.object(candidates_module, "RARE", 3), patch.object(common_terms, "FEW", 0):
        assert (0, 1) in set(candidates(weights, claims, found))
