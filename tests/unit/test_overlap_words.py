"""Descriptions and names as items, words and terms."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlint_rules.overlapping_descriptions.words import (
    MAX_CHARACTERS,
    MAX_ITEMS,
    MAX_WORD,
    common_part,
    core_words,
    normalise,
    split_items,
    split_name,
    terms,
    without_words,
)


def all_terms(text: str) -> set[str]:
    return {term for item in split_items(text) for term in terms(item)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("optimizing", "optimization"),
        ("plans", "planner"),
        ("reviews", "reviewer"),
        ("deploy", "deployments"),
        ("libraries", "library"),
        ("docs", "documentation"),
        ("infra", "infrastructure"),
        ("csharp", "C#"),
        ("dotnet", ".NET"),
        ("front end", "frontend"),
        ("Node.js", "nodejs"),
        ("k8s", "Kubernetes"),
        ("ＡＰＩｓ", "api"),
        ("data\u200bbase", "database"),
    ],
)
def test_one_word_in_two_spellings_is_one_term(one: str, other: str) -> None:
    assert all_terms(one) == all_terms(other) != set()


@pytest.mark.parametrize(
    ("one", "other"), [("service", "server"), ("integrity", "integration"), ("c", "c#"), ("c#", "c++")]
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert all_terms(one).isdisjoint(all_terms(other))


def test_items_end_at_commas_conjunctions_and_sentences() -> None:
    text = "Use PROACTIVELY when building REST APIs, database schemas or login flows. Also: load tests; CI/CD."
    assert split_items(text) == ["building rest apis", "database schemas", "login flows", "load tests", "ci/cd"]


def test_a_version_does_not_end_an_item() -> None:
    assert split_items("Ports Python 3.11 code.") == ["ports python 3 .11 code"]


def test_what_the_agent_is_not_for_is_left_out() -> None:
    assert split_items("Writes letters. Do not use for parcels, stamps or customs. Signs them.") == [
        "writes letters",
        "signs",
    ]
    assert split_items("审查合同。不用于翻译。") == ["审查合同"]


def test_literal_line_breaks_end_items() -> None:
    assert split_items(r"paints walls\nhangs lamps") == ["paints walls", "hangs lamps"]


def test_scripts_without_blanks_become_pairs_of_characters() -> None:
    assert terms("数据库设计") == ["数据", "据库", "库设", "设计"]
    assert terms("데이터 무결성") == ["데이", "이터", "무결", "결성"]
    assert terms("図") == ["図"]
    assert split_items("Go言語のAPIを書く") == ["go 言語の api を書く"]


def test_common_part_of_a_run() -> None:
    assert common_part("世界级后端工程师", frozenset(terms("高级后端工程师"))) == "级后端工程师"
    assert common_part("世界", frozenset()) == ""


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("senior-backend-developer", ["backend"]),
        ("Staff Backend Engineer", ["backend"]),
        ("OpenCodebaseAgent", ["open", "codebase"]),
        ("build-agent-12", ["build", "12"]),
        ("pro-agent", []),
        ("agent-builder", ["agent", "builder"]),
        ("go_expert", ["go"]),
        ("C#/.NET Janitor", ["c#", ".net", "janitor"]),
        ("senior-engineer", []),
    ],
)
def test_core_of_a_name(name: str, core: list[str]) -> None:
    assert core_words(split_name(name)) == core


def test_words_can_be_ignored() -> None:
    unwanted = frozenset(terms("acme"))
    assert without_words(["acme billing", "acme", "refunds"], unwanted) == ["billing", "refunds"]
    assert without_words(["acme billing"], frozenset()) == ["acme billing"]


def test_long_runs_are_data() -> None:
    assert split_items("x" * (MAX_WORD + 1)) == []
    assert split_items("x" * MAX_WORD) == ["x" * MAX_WORD]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "\u200b" * 1_000_000,
        "word " * 200_000,
        "a-" * 500_000,
        "a/" * 500_000,
        ", " * 500_000,
        "do not use for " * 60_000,
        "ﷺ" * 300_000,
        "字" * 1_000_000,
        "e\u0301" * 500_000,
        "aA" * 500_000,
        " - " * 300_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_a_huge_description_costs_nothing(text: str) -> None:
    start = time.process_time()
    items = split_items(text)
    split_name(text)
    assert time.process_time() - start < 5
    assert len(items) <= MAX_ITEMS
    assert len(normalise(text)) <= 2 * MAX_CHARACTERS


@given(st.text(max_size=300))
def test_items_hold_clean_words(text: str) -> None:
    for item in split_items(text):
        assert item == " ".join(item.split()) != ""
        assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in item)
        assert all(terms(item))


@given(st.text(max_size=300))
def test_white_space_and_case_do_not_matter(text: str) -> None:
    assert split_items(text) == split_items(f"  {text} ")
