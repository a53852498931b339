"""The rules about tools over the corpus and the seeds: where they report, and that their fixes hold."""

from __future__ import annotations

import json
import time
from functools import cache
from typing import TYPE_CHECKING

import pytest

from agentlint.api import Applicability, Document, Edit, File, Severity, Source
from agentlint.hosts.detect import HEAD_BYTES, detect
from agentlint.lint.registry import load_rules
from agentlint.project.settings import Settings
from agentlint.proof import prove

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentlint.api import Diagnostic, Rule

NAMES = ("unknown-tool", "renamed-tool", "gated-tool", "duplicate-tool", "empty-tools")


def rules() -> list[Rule]:
    known = load_rules().rules
    return [known[name]() for name in NAMES]


def load(path: str, data: bytes, *, named: bool = False) -> File | None:
    found = detect(path, data[:HEAD_BYTES].decode("utf-8", "ignore"), named=named)
    if found.owner is None or found.owner.format != "markdown":
        return None
    return File(Document(Source.from_bytes(path, data)), found.owner, found.kinds, Settings())


@cache
def corpus_files(corpus: Path, manifest: Path) -> tuple[File, ...]:
    paths = [json.loads(line)["path"] for line in manifest.read_text("utf-8").splitlines()]
    files = (load(path.split("/", 1)[1], (corpus / path).read_bytes()) for path in paths)
    return tuple(file for file in files if file is not None)


@pytest.fixture(scope="module")
def files(corpus: Path, shared: Path) -> tuple[File, ...]:
    return corpus_files(corpus, shared / "corpus" / "manifest.jsonl")


def findings(file: File) -> Iterator[Diagnostic]:
    for rule in rules():
        yield from rule.check(file)


def test_every_span_is_the_name_that_is_reported(files: tuple[File, ...]) -> None:
    count = 0
    for file in files:
        for judged in file.tool_lists:
            for ref, _ in judged.resolved:
                assert file.source.slice(ref.span) == ref.name, file.path
                count += 1
    assert count > 5_000


def test_findings_are_short_and_point_into_the_header(files: tuple[File, ...]) -> None:
    count = 0
    for file in files:
        for found in findings(file):
            count += 1
            assert len(found.message) <= 84, found.message
            assert file.frontmatter is not None
            assert file.frontmatter.span.covers(found.span)
    assert count > 500


def test_every_fix_is_proven(files: tuple[File, ...]) -> None:
    seen = set()
    for file in files:
        for found in findings(file):
            for fix in found.fixes:
                after = Source(file.path, apply(file.source.text, fix.edits))
                assert prove(file.source, after, file.kinds, fix.edits, fix.applicability) is None, (file.path, fix)
                seen.add((found.rule, fix.applicability))
    assert ("renamed-tool", Applicability.SAFE) in seen
    assert ("unknown-tool", Applicability.UNSAFE) in seen
    assert ("unknown-tool", Applicability.SAFE) not in seen


def apply(text: str, edits: tuple[Edit, ...]) -> str:
    for edit in reversed(edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize("folder", [".claude/agents/", ""])
def test_seeds(seeds: Path, folder: str) -> None:
    errors = {}
    for path in sorted(seeds.glob("*.txt")):
        name = f"{folder}{path.stem}.md" if folder else path.name
        file = load(name, path.read_bytes(), named=not folder)
        assert file is not None
        errors[path.name[:3]] = [
            (d.message, d.help, file.source.slice(d.span), str(file.source.range(d.span).start))
            for d in findings(file)
            if d.severity is Severity.ERROR
        ]
    assert {k for k, v in errors.items() if v} == {"000", "001"}
    for number in ("000", "001"):
        ((message, advice, text, place),) = errors[number]
        assert "MultiEdit" in message
        assert advice is not None
        assert "Edit" in advice.replace("MultiEdit", "")
        assert text == "MultiEdit"
        assert place == "Position(line=4, column=28)"


@pytest.mark.parametrize(
    "value",
    [
        "(" * 30_000,
        "Read," * 10_000,
        "[" + "Read, " * 8_000 + "]",
        "'" + "a;" * 20_000 + "'",
        '"' + "\\u0041" * 8_000 + '"',
        "\u202eRead\u200b, \ufeffGrep",
        "{a: {b: [c, {d: e}]}}",
        "[[Read], [Grep]]",
        "*undefined",
        "&a [Read, *a]",
        "!!python/object x",
        "|\n  Read\n  Grep",
        "\x00Read",
        "- - -",
    ],
)
@pytest.mark.parametrize("path", [".claude/agents/a.md", ".opencode/agents/a.md", ".gemini/agents/a.md", "agents/a.md"])
def test_hostile_lists_do_no_harm(path: str, value: str) -> None:
    start = time.process_time()
    file = load(path, f"---\nname: a\ndescription: b\ntools: {value}\n---\n".encode())
    if file is not None:
        for found in findings(file):
            found.resolve(file.source)
    assert time.process_time() - start < 10
