"""What two descriptions are taken to have in common, and how that is said."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import pytest

from agentlint_rules.overlapping_descriptions import background
from agentlint_rules.overlapping_descriptions.fleet import SCALE
from agentlint_rules.overlapping_descriptions.likeness import SUBSTITUTED, score, substituted
from agentlint_rules.overlapping_descriptions.wording import differing, shared
from agentlint_rules.overlapping_descriptions.words import terms
from tests.made_up_claims import SYLLABLES, claim, fleet_of

if TYPE_CHECKING:
    from agentlint_rules.overlapping_descriptions.claim import Claim

TEMPLATE = "Ports old modules to {}, keeps their public interface and measures the speed before and after."


def scored(a: Claim, b: Claim, *others: Claim) -> float:
    return score(fleet_of(a, b, *others), a, b)


def test_the_table_is_small_and_sane() -> None:
    rates = background.rates()
    assert 500 < len(rates) < 5000
    assert all(background.FLOOR < rate <= background.PER for rate in rates.values())
    assert rates["implement"] > rates["kubernet"]


def test_common_words_weigh_nothing_and_rare_ones_much() -> None:
    fleet = fleet_of(claim("a", "Designs tide tables."), claim("b", "Designs harbour walls."))
    assert fleet.weight("design") < SCALE / 10
    assert fleet.weight("tide") > 3 * SCALE


def test_what_all_siblings_say_weighs_nothing() -> None:
    siblings = [claim(f"acme-{n}", f"Acme dream squad, floor {n * 7}.") for n in range(12)]
    assert fleet_of(*siblings).weight("acme") == 0
    assert fleet_of(*siblings[:2]).weight("acme") > 3 * SCALE, "two agents are no fleet"


def test_a_known_word_keeps_its_weight_in_a_fleet_of_five() -> None:
    five = [claim(f"backend-{n}", f"Backend work number {n}.") for n in range(5)]
    assert 0 < fleet_of(*five).weight("backend") < fleet_of(five[0]).weight("backend")


def test_equal_texts_are_sure() -> None:
    assert scored(claim("left", "Feeds the fish."), claim("right", "feeds  the fish")) == 1.0


def test_the_order_of_items_does_not_matter_much() -> None:
    a = claim("fish-keeper", "Feeds the fish, cleans the tank and logs the temperature.")
    b = claim("senior-fish-keeper", "Logs the temperature, feeds the fish, cleans the tank.")
    assert 0.8 < scored(a, b) < 1.0


@pytest.mark.parametrize(("one", "other"), [("Kotlin", "Rust"), ("Bicep", "Terraform"), ("Berlin", "Oslo")])
def test_template_siblings_are_told_apart(one: str, other: str) -> None:
    a, b = (claim(f"{word.lower()}-porter", TEMPLATE.format(word)) for word in (one, other))
    assert substituted(fleet_of(a, b), a, b)
    assert scored(a, b) < 0.15
    same_name = [claim("porter", TEMPLATE.format(word)) for word in (one, other)]
    assert scored(*same_name) <= SUBSTITUTED


def test_a_fleet_of_siblings_has_no_pair() -> None:
    words = [
        "Ada",
        "Basic",
        "Cobol",
        "Delphi",
        "Elixir",
        "Forth",
        "Groovy",
        "Haskell",
        "Idris",
        "Julia",
        "Kotlin",
        "Lua",
    ]
    fleet = [claim(f"{word.lower()}-expert", TEMPLATE.format(word)) for word in words]
    weights = fleet_of(*fleet)
    assert max(score(weights, a, b) for a, b in itertools.combinations(fleet, 2)) < 0.15


def test_a_near_copy_is_no_template() -> None:
    a = claim("docs-auditor", "Audits documentation, finds outdated pages and missing features, keeps the style even.")
    b = claim("documentation-auditor", "Auditing docs: finds outdated pages, missing features and keeps style even.")
    assert not substituted(fleet_of(a, b), a, b)
    assert scored(a, b) > 0.8


def test_special_case_and_general_agent_are_told_apart() -> None:
    general = claim("web-interfaces", "Builds web interfaces with forms, routing and accessible widgets.")
    special = claim("svelte-interfaces", "Builds web interfaces in Svelte with forms, stores and accessible widgets.")
    assert scored(general, special) < 0.3


def test_naming_the_other_draws_a_line() -> None:
    text = "Checks tide tables against harbour gauges every night."
    plain = scored(claim("tide-checker", text), claim("gauge-checker", text + " Reports gaps."))
    drawn = scored(claim("tide-checker", text), claim("gauge-checker", text + " Runs after tide-checker."))
    assert drawn < 0.3 < plain


def test_numbered_workers_are_not_namesakes() -> None:
    a, b = (
        claim("stage-8", "Eighth stage, takes over from the one before."),
        claim("stage-9", "Ninth stage, last of all."),
    )
    assert scored(a, b) < 0.3


def test_names_prove_nothing_without_the_text() -> None:
    a = claim("garden-expert", "Prunes roses, grafts apple trees and mows lawns.")
    b = claim("senior-garden-specialist", "Plans irrigation, drains and paving.")
    assert scored(a, b) < 0.3


def test_empty_descriptions_are_not_compared() -> None:
    assert (
        scored(claim("parcel-builder", "parcel-builder agent"), claim("letter-builder", "letter-builder agent")) == 0.0
    )


def test_score_is_symmetric_and_bounded() -> None:
    rng = random.Random(7)
    words = SYLLABLES
    claims = [
        claim("-".join(rng.sample(words, 2)), ", ".join(" ".join(rng.sample(words, 2)) for _ in range(4)))
        for _ in range(40)
    ]
    weights = fleet_of(*claims)
    for a, b in itertools.combinations(claims, 2):
        assert score(weights, a, b) == score(weights, b, a)
        assert 0 <= score(weights, a, b) <= 1


def test_a_low_score_is_none() -> None:
    a = claim("fish-keeper", "Feeds the fish, cleans the tank and logs the temperature.")
    b = claim("tank-keeper", "Cleans the tank, orders sand and lamps.")
    weights = fleet_of(a, b)
    exact = score(weights, a, b)
    assert 0.1 < exact < 0.9
    assert score(weights, a, b, exact) == exact
    assert score(weights, a, b, exact + 0.01) == 0.0


def test_wording_names_the_claim_and_the_difference() -> None:
    a = claim("senior-payments-engineer", "Refunds, card tokens, invoice reconciliation.")
    b = claim("payments-developer", "Invoice reconciliation for payments, payout reports.")
    weights = fleet_of(a, b)
    assert list(shared(weights, a, b)) == ["payments", "invoice reconciliation"]
    assert set(differing(weights, a, b)) == {"refunds", "card", "tokens", "payout", "reports"}
    assert not list(differing(weights, a, a))


def test_wording_begins_with_what_both_names_say() -> None:
    a = claim("fish-keeper", "Keeps fish, cleans tanks.")
    b = claim("fish-warden", "Cleans tanks of fish.")
    assert next(shared(fleet_of(a, b), a, b)) == "fish"


def test_wording_cuts_runs_without_blanks() -> None:
    a, b = claim("a", "世界级后端工程师"), claim("b", "高级后端工程师")
    assert list(shared(fleet_of(a, b), a, b)) == ["级后端工程师"]
    assert all(len(terms(word)) <= 4 for word in differing(fleet_of(a, b), a, b))
