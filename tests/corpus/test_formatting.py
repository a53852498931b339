"""The formatter on every file of the corpus, judged by `tools.formatting`, which has nothing of the formatter."""

from __future__ import annotations

from difflib import SequenceMatcher
from statistics import median
from typing import TYPE_CHECKING

import pytest

from agentlint.format.formatter import format_source
from agentlint.hosts.detect import HEAD_BYTES, detect
from agentlint.source import Source
from tests.property.test_format import rest
from tools.formatting import judge

if TYPE_CHECKING:
    from pathlib import Path

SHARDS = 8


@pytest.mark.parametrize("shard", range(SHARDS))
def test_nothing_that_is_read_changes_and_all_is_tidy(corpus: Path, shard: int) -> None:
    paths = sorted(p for p in corpus.rglob("*") if p.is_file())[shard::SHARDS]
    assert len(paths) > 3000 // SHARDS
    wrong, changed = judge(corpus, paths)
    assert wrong == []
    assert changed > len(paths) // 3


def test_changes_are_few_and_none_is_refused(corpus: Path) -> None:
    shares = []
    refused = []
    for path in sorted(corpus.rglob("*.md"))[::3]:
        name = path.relative_to(corpus).as_posix()
        source = Source.from_bytes(name.partition("/")[2], path.read_bytes())
        kinds = detect(source.path, source.text[:HEAD_BYTES], named=True).kinds
        done = format_source(source, kinds)
        refused += [f"{name}: {reason.value}: {refusal.reason}" for reason, refusal in done.refused]
        old, new = source.text.split("\n"), done.text.split("\n")
        # Old and new lines that have no equal on the other side, of all old and new lines.
        same = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
        shares.append(1 - 2 * same / (len(old) + len(new)))
    assert refused == []
    assert median(shares) < 0.03


@pytest.mark.parametrize("shard", range(4))
def test_fixer_and_formatter_come_to_the_same_text(corpus: Path, shard: int) -> None:
    fought = []
    looked = 0
    for path in sorted(p for p in corpus.rglob("*") if p.suffix in (".md", ".mdc"))[shard::20]:
        name = path.relative_to(corpus).as_posix()
        text = path.read_bytes().decode()
        kinds = detect(name.partition("/")[2], text[:HEAD_BYTES], named=True).kinds
        if kinds:
            looked += 1
            if rest(text, kinds, format_first=True) != rest(text, kinds, format_first=False):
                fought.append(name)
    assert looked > 100
    assert fought == []
