"""malformed-example over real files: silent on what a reader found whole, and it finds damage done to it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from agentlint.source import Source
from agentlint.syntax.document import Document
from agentlint.syntax.examples import find_examples
from tests.corpus.example_mutations import BLOCK, is_found, mutations
from tests.example_shapes import check, warnings
from tools.corpus import markdown_files

if TYPE_CHECKING:
    from pathlib import Path

STRUCTURE = {"unclosed-example", "stray-close", "unclosed-commentary", "empty"}
TURNS = {"missing-user-turn", "missing-assistant-turn"}


@pytest.fixture(scope="module")
def texts(corpus: Path) -> dict[str, str]:
    """Path to text of every Markdown file that names an example tag."""
    found = {}
    for path in markdown_files(corpus):
        data = path.read_bytes()
        if b"<example" in data.lower():
            found[path.relative_to(corpus).as_posix()] = data.decode("utf-8")
    return found


def test_the_labelled_files_give_the_warnings_that_a_reader_gave(shared: Path, corpus: Path) -> None:
    lines = (shared / "corpus" / "examples-dev.jsonl").read_text("utf-8").splitlines()
    judged = 0
    for record in map(json.loads, lines):
        labels = [d for d in record["defects"] if d["defect"] in STRUCTURE | TURNS]
        _, loud = warnings((corpus / record["path"]).read_bytes().decode("utf-8"), record["path"])
        hard = [d for d in labels if not d.get("soft")]
        assert bool(loud) == bool(hard), record["path"]
        judged += 1
    assert judged >= 75


def test_soft_labels_are_info_on_their_lines(shared: Path, corpus: Path) -> None:
    lines = (shared / "corpus" / "examples-dev.jsonl").read_text("utf-8").splitlines()
    seen = 0
    for record in map(json.loads, lines):
        soft = {d["line"] for d in record["defects"] if d.get("soft")}
        if soft:
            source, found = check((corpus / record["path"]).read_bytes().decode("utf-8"), record["path"])
            turns = {source.line_at(d.span.start) for d in found if d.message.endswith(" turn")}
            assert turns == soft, record["path"]
            seen += 1
    assert seen == 2


def test_no_real_file_raises_or_warns(corpus: Path) -> None:
    """Every warning on the corpus was read: there is none left, since no file of this half has a hard defect."""
    loud: dict[str, list[str]] = {}
    count = 0
    for path in markdown_files(corpus):
        count += 1
        _, found = warnings(path.read_bytes().decode("utf-8"), path.relative_to(corpus).as_posix())
        if found:
            loud[path.relative_to(corpus).as_posix()] = [d.message for d in found]
    assert count > 2_900
    assert loud == {}


def test_remarks_come_at_most_once_a_kind_and_file(texts: dict[str, str]) -> None:
    for path, text in texts.items():
        _, found = check(text, path)
        remarks = [d.message for d in found if "commentary" in d.message or "looks like a tag" in d.message]
        assert len(remarks) <= 2, path


def test_damage_to_real_blocks_is_found_where_it_is(texts: dict[str, str]) -> None:
    """Two blocks of each file, every kind of damage: at least 98 in 100 on the right line, kind by kind."""
    total: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for path, text in texts.items():
        whole = {
            (block.span.start, block.span.end)
            for found in find_examples(Document(Source(path, text)))
            for block in found.blocks
        }
        matches = [match for match in BLOCK.finditer(text) if match.span() in whole]
        for match in matches[:1] + matches[1:][-1:]:
            for mutation in mutations(text, *match.span()):
                total[mutation.kind] += 1
                if not is_found(mutation, *warnings(mutation.text, path)):
                    missed[mutation.kind] += 1
    assert len(total) == 15
    assert min(total.values()) > 350
    assert all(missed[kind] <= 0.02 * count for kind, count in total.items()), missed


def test_the_seeds_give_remarks_only(seeds: Path) -> None:
    found = {}
    for path in sorted(seeds.glob("*.txt")):
        found[path.name[:3]] = [
            (str(d.severity), d.message) for d in check(path.read_bytes().decode("utf-8"), path.name)[1]
        ]
    assert {severity for messages in found.values() for severity, _ in messages} == {"info"}
    assert [len(messages) for messages in found.values()] == [0, 0, 0, 1, 2]
    assert "transcript" in found["003"][0][1]
    assert "commentary" in found["004"][0][1]
    assert "looks like a tag" in found["004"][1][1]
