"""The rules about keys and values over the corpus: spans, damage done on purpose, and fixes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from agentlint.fix.converge import fix_source
from agentlint.hosts.catalog import KINDS
from agentlint.hosts.detect import detect
from agentlint.lint.engine import lint_source
from agentlint.lint.registry import load_rules
from agentlint.lint.result import INTERNAL_ERROR
from agentlint.lint.selection import select_rules
from agentlint.project.settings import Settings
from agentlint.proof import prove
from agentlint.source import Source, SourceError
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from agentlint.diagnostic import Diagnostic
    from agentlint.hosts.model import FileKind

NAMES = (
    "missing-frontmatter", "missing-field", "unknown-field", "invalid-field-value", "deprecated-field", "duplicate-key",
    "invalid-frontmatter",
)  # fmt: skip
RULES = select_rules(load_rules(), Settings(), select=NAMES).rules
AGENT = KINDS["claude-code/agent"]


def lint(source: Source, kinds: tuple[FileKind, ...]) -> tuple[Diagnostic, ...]:
    return lint_source(source, kinds, Settings(), RULES).diagnostics


@pytest.fixture(scope="module")
def files(corpus: Path) -> list[tuple[Source, tuple[FileKind, ...]]]:
    found = []
    for path in sorted(p for p in corpus.rglob("*") if p.suffix in (".md", ".mdc")):
        name = path.relative_to(corpus).as_posix().split("/", 1)[1]
        try:
            source = Source.from_bytes(name, path.read_bytes())
        except SourceError:
            continue
        kinds = detect(name, source.text[:8192]).kinds
        if kinds:
            found.append((source, kinds))
    return found


@pytest.fixture(scope="module")
def sound(files: list[tuple[Source, tuple[FileKind, ...]]]) -> list[Source]:
    """Agents with one-line values and without findings, as if they lay in Claude Code's folder."""
    found = []
    for source, kinds in files:
        header = Document.of(source).frontmatter
        if kinds[0] is not AGENT or header is None or header.status != "valid" or not header.get("model"):
            continue
        moved = Source(".claude/agents/" + source.path.rpartition("/")[2], source.text)
        one_line = all(source.text.count("\n", e.line_span.start, e.line_span.end) == 1 for e in header.entries)
        if one_line and not lint(moved, (AGENT,)):
            found.append(moved)
    return found


def test_no_rule_fails_and_every_span_is_a_key_or_a_value(files: list[tuple[Source, tuple[FileKind, ...]]]) -> None:
    seen = 0
    for source, kinds in files:
        header = Document.of(source).frontmatter
        for found in lint(source, kinds):
            assert found.rule != INTERNAL_ERROR, found.message
            if found.rule in ("unknown-field", "deprecated-field", "duplicate-key"):
                assert header is not None
                keys = [e.key_span for e in (*header.entries, *header.duplicates)]
                assert found.span in keys, (source, found.message)
                seen += 1
            elif found.rule == "invalid-field-value":
                assert header is not None
                assert any(e.span.covers(found.span) for e in header.entries), (source, found.message)
                seen += 1
    assert seen > 300


def _slip(key: str, draw: random.Random) -> str:
    """The key with a letter left out, doubled, or swapped with its neighbour."""
    at = draw.randrange(1, len(key) - 1)
    swapped = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
    options = [key[:at] + key[at + 1 :], key[:at] + key[at] + key[at:], swapped if swapped != key else key + key[-1]]
    return draw.choice(options)


def _misspell(text: str, key: str, draw: random.Random) -> str:
    return text.replace(f"\n{key}:", f"\n{_slip(key, draw)}:", 1)


def _repeat(text: str, key: str, draw: random.Random) -> str:
    end = text.index("\n---", 4)
    return text[:end] + f"\n{key}: {draw.choice(('again', 'other', '1'))}" + text[end:]


def _model(text: str, key: str, draw: random.Random) -> str:
    line = text[text.index(f"\n{key}:") + 1 :].split("\n", 1)[0]
    return text.replace(line, f"{key}: {draw.choice(('gpt-4', 'gemini-2.5-pro', 'o3', 'Claude Opus 4'))}", 1)


def _empty(text: str, key: str, draw: random.Random) -> str:
    line = text[text.index(f"\n{key}:") + 1 :].split("\n", 1)[0]
    return text.replace(line, f"{key}: {draw.choice(('', '~', chr(34) * 2))}", 1)


@pytest.mark.parametrize(
    ("damage", "keys", "rule"),
    [
        (_misspell, ("name", "description", "tools", "model", "color"), "unknown-field"),
        (_misspell, ("name", "description"), "missing-field"),
        (_repeat, ("name", "description", "model"), "duplicate-key"),
        (_model, ("model",), "invalid-field-value"),
        (_empty, ("name", "description"), "missing-field"),
    ],
    ids=["misspelt", "missing", "repeated", "model", "empty"],
)
def test_damage_is_found_on_its_line(
    sound: list[Source], damage: Callable[[str, str, random.Random], str], keys: tuple[str, ...], rule: str
) -> None:
    draw = random.Random(7)
    tried, missed = 0, []
    for source in sound:
        key = draw.choice(keys)
        if f"\n{key}:" not in source.text or "\r" in source.text:
            continue
        after = Source(source.path, damage(source.text, key, draw))
        changed = next(i for i, (a, b) in enumerate(zip(source.text, after.text, strict=False)) if a != b)
        line = after.line_at(changed)
        if rule == "duplicate-key":
            line = after.line_at(after.text.index("\n---", 4))
        found = [d for d in lint(after, (AGENT,)) if d.rule == rule]
        tried += 1
        wanted = 1 if damage is _misspell and rule == "missing-field" else line
        if not any(d.range is not None and d.range.start.line == wanted for d in found):
            missed.append((source.path, key, after.line_text(line)))
        if rule == "duplicate-key":
            assert not [d for d in lint(after, (AGENT,)) if d.rule == "invalid-frontmatter"], source
    assert tried > 100
    assert len(missed) <= tried * 0.02, missed


def test_a_suggestion_undoes_the_slip(sound: list[Source]) -> None:
    draw = random.Random(11)
    undone = tried = 0
    for source in sound:
        if "\nmodel:" not in source.text:
            continue
        text = _misspell(source.text, "model", draw)
        result = fix_source(
            Source(source.path, text),
            lambda one: lint(one, (AGENT,)),
            lambda before, after, edits, how: prove(before, after, (AGENT,), edits, how),
            unsafe=True,
        )
        tried += 1
        undone += result.text == source.text
    assert tried > 100
    assert undone >= tried * 0.98
