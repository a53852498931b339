"""A short run of the fuzzer; `make fuzz` runs it for longer."""

from __future__ import annotations

import random

from tools.fuzz import OWNERS, damaged, fuzz, problems, seeds, smallest


def test_nothing_is_found() -> None:
    count, found = fuzz(seeds([]), seed=20, tries=800)
    assert count == 800
    assert found == []


def test_the_same_seed_tries_the_same_texts() -> None:
    texts = seeds([])
    assert len(texts) > 25
    assert [damaged(texts, random.Random(3)) for _ in range(9)] == [damaged(texts, random.Random(3)) for _ in range(9)]


def test_a_failure_is_told_and_made_small() -> None:
    text = "---\nname: a\n---\n\nkept\n\nbad one\n\nkept\n"
    assert smallest(text, lambda t: "bad" in t) == "bad"
    assert problems(text, OWNERS[0]) == []
