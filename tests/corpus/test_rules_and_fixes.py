"""Every rule over every file of the corpus: nothing fails, every fix settles, every finding can be silenced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest

from agentlint.fix.converge import FixResult, fix_source
from agentlint.hosts.detect import detect
from agentlint.hosts.reader import read
from agentlint.lint.engine import lint_source
from agentlint.lint.registry import load_rules
from agentlint.lint.result import INTERNAL_ERROR, FileResult
from agentlint.lint.selection import select_rules
from agentlint.lint.suppression import apply
from agentlint.project.settings import Settings
from agentlint.proof import prove
from agentlint.source import Source, SourceError
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from pathlib import Path

    from agentlint.diagnostic import Diagnostic
    from agentlint.hosts.model import FileKind
    from agentlint.syntax.nodes import Entry

REGISTRY = load_rules()
RULES = select_rules(REGISTRY, Settings(), select=("ALL",)).rules


class Judged(NamedTuple):
    source: Source
    kinds: tuple[FileKind, ...]
    result: FileResult


@pytest.fixture(scope="module")
def judged(corpus: Path) -> list[Judged]:
    found = []
    for path in sorted(corpus.rglob("*.md")):
        name = path.relative_to(corpus).as_posix().split("/", 1)[1]
        try:
            source = Source.from_bytes(name, path.read_bytes())
        except SourceError:
            continue
        kinds = detect(name, source.text).kinds
        if kinds:
            found.append(Judged(source, kinds, lint_source(source, kinds, Settings(), RULES)))
    return found


def fixed(source: Source, kinds: tuple[FileKind, ...], *, unsafe: bool) -> FixResult:
    return fix_source(
        source,
        lambda text: lint_source(text, kinds, Settings(), RULES).diagnostics,
        lambda before, after, edits, applicability: prove(before, after, kinds, edits, applicability),
        unsafe=unsafe,
    )


def test_no_rule_fails(judged: list[Judged]) -> None:
    assert len(judged) > 2000
    failures = [d.message for one in judged for d in one.result.diagnostics if d.rule == INTERNAL_ERROR]
    assert failures == []


def test_facts_survive_json(judged: list[Judged]) -> None:
    for one in judged:
        assert json.loads(json.dumps(one.result.facts)) == one.result.facts


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_fixes_are_proven_and_settle(judged: list[Judged], unsafe: bool) -> None:
    changed = 0
    for source, kinds, result in judged:
        if not any(diagnostic.fixes for diagnostic in result.diagnostics):
            continue
        outcome = fixed(source, kinds, unsafe=unsafe)
        assert outcome.cycle == (), source
        assert outcome.refused == (), source
        if outcome.changed:
            changed += 1
            again = fixed(Source(source.path, outcome.text), kinds, unsafe=unsafe)
            assert not again.changed, source
    assert changed > 100


def test_a_comment_silences_and_changes_no_reading(judged: list[Judged]) -> None:
    """Above the entry with the finding, as the documents advise, also where the header is not valid YAML."""
    silenced = 0
    for source, kinds, result in judged:
        header = Document(source).frontmatter
        if header is None or not result.diagnostics:
            continue
        for entry in header.entries:
            mine = [d for d in result.diagnostics if d.span.start in entry.line_span]
            if mine:
                check_silenced(source, kinds, entry, mine[0])
                silenced += 1
    assert silenced > 300


def check_silenced(source: Source, kinds: tuple[FileKind, ...], entry: Entry, diagnostic: Diagnostic) -> None:
    at = source.line_span(source.line_at(entry.key_span.start)).start
    comment = f"# agentlint-ignore[{diagnostic.rule}] for a reason{source.preferred_newline}"
    after = Source(source.path, source.text[:at] + comment + source.text[at:])
    result = lint_source(after, kinds, Settings(), RULES)
    assert result.suppressions.wrong == ()
    kept = apply(result.suppressions, result.diagnostics, REGISTRY).kept
    place = diagnostic.span.start + len(comment)
    assert [d.message for d in kept if d.rule == diagnostic.rule and d.span.start == place] == [], source
    old, new = Document(source), Document(after)
    for kind in kinds:
        was, now = read(old, kind), read(new, kind)
        assert (was.outcome, was.values) == (now.outcome, now.values), source
