"""The rules about lost text and names over real files: what a reader labelled is found, and errors are rare."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from agentlint.diagnostic import Severity
from agentlint.hosts.detect import detect
from agentlint.lint.engine import lint_source
from agentlint.lint.registry import load_rules
from agentlint.lint.selection import select_rules
from agentlint.project.settings import Settings
from agentlint.source import Source
from tools.corpus import markdown_files

if TYPE_CHECKING:
    from pathlib import Path

    from agentlint.diagnostic import Diagnostic

NAMES = (
    "unwanted-bom", "line-endings", "name-mismatch", "invalid-name", "description-length", "escaped-newlines",
    "value-cut",
)  # fmt: skip
RULES = select_rules(load_rules(), Settings(), select=NAMES).rules


def found_in(path: Path, name: str, newline: str = "\n") -> list[Diagnostic]:
    text = path.read_bytes().decode("utf-8", "replace").replace("\n", newline)
    source = Source(name, text)
    return [d for d in lint_source(source, detect(name, text).kinds, Settings(), RULES).diagnostics if d.rule in NAMES]


@pytest.fixture(scope="module")
def everything(corpus: Path) -> dict[str, list[Diagnostic]]:
    return {
        (name := path.relative_to(corpus).as_posix()): found_in(path, name.split("/", 1)[1])
        for path in markdown_files(corpus)
    }


def test_typed_line_breaks_are_found_where_a_reader_saw_them(
    shared: Path, everything: dict[str, list[Diagnostic]]
) -> None:
    judged = 0
    for record in map(json.loads, (shared / "corpus" / "examples-dev.jsonl").read_text("utf-8").splitlines()):
        labels = Counter(d["line"] for d in record["defects"] if d["defect"].startswith("escaped-newlines"))
        found = [d for d in everything[record["path"]] if d.rule == "escaped-newlines"]
        assert Counter(d.range.start.line for d in found if d.range is not None) == labels, record["path"]
        judged += sum(labels.values())
    assert judged > 30


def test_real_comments_and_names_give_no_error(everything: dict[str, list[Diagnostic]]) -> None:
    """Nothing in the corpus is lost in these ways: a reader looked."""
    assert len(everything) > 2500
    assert [d for found in everything.values() for d in found if d.severity is Severity.ERROR] == []


def test_other_line_ends_give_nothing_new(corpus: Path, everything: dict[str, list[Diagnostic]]) -> None:
    for path in markdown_files(corpus)[::40]:
        name = path.relative_to(corpus).as_posix()
        if b"\r" not in path.read_bytes():
            crlf = found_in(path, name.split("/", 1)[1], newline="\r\n")
            assert [(d.rule, d.message) for d in crlf] == [(d.rule, d.message) for d in everything[name]], name
