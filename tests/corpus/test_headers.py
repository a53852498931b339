"""The headers of real files: read as ruamel.yaml reads them, and mended as their authors wrote them."""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from agentlint.diagnostic import Applicability
from agentlint.hosts.catalog import KINDS
from agentlint.hosts.detect import detect
from agentlint.hosts.reader import read
from agentlint.hosts.reading import Outcome
from agentlint.proof import prove
from agentlint.source import Source
from agentlint.syntax.document import Document
from agentlint.syntax.nodes import Scalar, YamlMapping, YamlSequence
from agentlint.syntax.schema import entries_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentlint.diagnostic import Edit
    from agentlint.syntax.nodes import Frontmatter, Node

HEADER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


class Prompt(NamedTuple):
    path: str
    host: str
    source: Source
    header: Frontmatter | None

    @property
    def strict(self) -> Any:
        """What the safe loader makes of the header as it stands, found here without our parser."""
        return load(self.raw or "")

    @property
    def raw(self) -> str | None:
        found = HEADER.match(self.source.text)
        return found[1] if found is not None else None


def load(text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return None


@pytest.fixture(scope="module")
def prompts(corpus: Path, shared: Path) -> list[Prompt]:
    rows = map(json.loads, (shared / "corpus/manifest.jsonl").read_text(encoding="utf-8").splitlines())
    found = []
    for row in rows:
        if row["path"].endswith((".md", ".mdc")):
            source = Source.from_bytes(row["path"], (corpus / row["path"]).read_bytes())
            found.append(Prompt(row["path"], row["host"], source, Document(source).frontmatter))
    assert len(found) > 2_900
    return found


@pytest.fixture(scope="module")
def broken(prompts: list[Prompt]) -> list[Prompt]:
    """The headers that strict YAML rejects, or that are not closed where they should be."""
    return [
        p
        for p in prompts
        if (p.header is not None and p.raw is not None and not isinstance(p.strict, dict | None))
        or (p.header is not None and p.header.status != "valid")
    ]


def plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return str(value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def scalars(header: Frontmatter) -> Iterator[Scalar]:
    stack: list[Node] = [e.value for e in header.entries if e.value is not None]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, YamlSequence):
            stack += node.items
        elif isinstance(node, YamlMapping):
            stack += [e.value for e in node.entries if e.value is not None]


def test_valid_headers_are_read_as_by_ruamel(prompts: list[Prompt]) -> None:
    compared = 0
    for prompt in prompts:
        theirs = prompt.strict
        if not isinstance(theirs, dict):
            continue
        compared += 1
        assert prompt.header is not None, prompt.path
        assert prompt.header.status == "valid", prompt.path
        assert entries_value(prompt.header.entries) == plain(theirs), prompt.path
    assert compared > 2_300


def test_every_offset_points_at_its_character(prompts: list[Prompt]) -> None:
    for prompt in prompts:
        text = prompt.source.text
        for scalar in scalars(prompt.header) if prompt.header is not None else ():
            offsets = [scalar.source_offset(i) for i in range(len(scalar.value) + 1)]
            assert offsets == sorted(offsets), prompt.path
            assert scalar.span.start <= offsets[0] <= offsets[-1], prompt.path
            wrong = [i for i, c in enumerate(scalar.value) if c.isalnum() and text[offsets[i]] not in (c, "\\")]
            assert not wrong, (prompt.path, wrong[:3])


def test_every_key_stands_where_its_span_says(prompts: list[Prompt]) -> None:
    for prompt in prompts:
        if prompt.header is None:
            continue
        at = prompt.header.content.start
        for entry in prompt.header.entries:
            assert prompt.source.slice(entry.key_span).strip("'\"") == entry.key, prompt.path
            assert entry.line_span.start >= at, prompt.path
            at = entry.line_span.end


def as_written(raw: str, key: str) -> str | None:
    """The text after a key on its line, without quotes around it, where nothing of it goes on below."""
    found = re.search(
        rf"^{re.escape(key)}:[ \t]*(.*?)[ \t]*\r?\n(?=(?!user|assistant)[a-z][A-Za-z_-]*:|---|#|\Z)",
        raw + "---",
        re.MULTILINE,
    )
    if found is None or found[1][:1] in "|>[" or not found[1]:
        return None
    return found[1][1:-1] if re.fullmatch(r"'[^']*'|\"[^\"\\]*\"", found[1]) else found[1]


def applied(text: str, edits: list[Edit]) -> str:
    for edit in sorted(edits, key=lambda e: e.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_broken_headers_outside_cursor_are_mended_as_written(broken: list[Prompt]) -> None:
    ours = [p for p in broken if p.host != "cursor"]
    assert len(ours) == 184
    mended, lines = 0, 0
    for prompt in ours:
        assert prompt.header is not None
        edits = sorted((e for r in prompt.header.repairs for e in r.edits), key=lambda e: e.span)
        after = Source(prompt.path, applied(prompt.source.text, edits))
        found = HEADER.match(after.text)
        data = load(found[1]) if found is not None and edits else None
        if not isinstance(data, dict):
            continue
        raw = prompt.raw or ""
        for key in ("name", "description", "tools"):
            wanted = as_written(raw, key)
            if wanted is not None:
                lines += 1
                assert str(data.get(key)) == wanted, (prompt.path, key)
        kinds = detect(prompt.path.partition("/")[2], prompt.source.text[:8192], named=True).kinds
        refusal = prove(prompt.source, after, kinds, edits, Applicability.SAFE)
        if refusal is None:
            mended += 1
        assert prove(prompt.source, after, kinds, edits, Applicability.UNSAFE) is None, prompt.path
        body = Document(prompt.source).body_span
        assert after.text.endswith(prompt.source.text[body.start :]), prompt.path
    assert mended >= 176
    assert lines > 300


def test_globs_of_cursor_rules_are_read_and_need_no_mending(broken: list[Prompt]) -> None:
    ours = [p for p in broken if p.host == "cursor"]
    assert len(ours) == 95
    for prompt in ours:
        reading = read(Document(prompt.source), KINDS["cursor/rule"])
        assert reading.outcome is Outcome.LOADED, prompt.path
        assert reading.values["globs"] == as_written(prompt.raw or "", "globs"), prompt.path


@pytest.mark.parametrize(
    ("folder", "within", "expected"),
    [
        ("contains-studio+agents", "", {Outcome.RECOVERED: 16, Outcome.CUT: 5, Outcome.DROPPED: 11}),
        ("anthropics+claude-code", "/agents/", {Outcome.LOADED: 5, Outcome.RECOVERED: 6, Outcome.DROPPED: 4}),
        ("VoltAgent+awesome-claude-code-subagents", "", {Outcome.LOADED: 121, Outcome.RECOVERED: 8}),
    ],
)
def test_claude_code_reads_known_collections_as_observed(
    folder: str, within: str, expected: dict[Outcome, int], prompts: list[Prompt]
) -> None:
    counts: dict[Outcome, int] = {}
    for prompt in prompts:
        if prompt.path.startswith(folder + "/") and within in prompt.path and prompt.header is not None:
            outcome = read(Document(prompt.source), KINDS["claude-code/agent"]).outcome
            counts[outcome] = counts.get(outcome, 0) + 1
    assert counts == expected


def test_no_reader_raises_on_any_file(prompts: list[Prompt]) -> None:
    kinds = [
        KINDS[k]
        for k in (
            "claude-code/agent",
            "agentskills/skill",
            "opencode/agent",
            "copilot-cli/agent",
            "gemini-cli/skill",
            "qwen-code/agent",
            "codex/skill",
            "vscode/agent",
            "cursor/rule",
        )
    ]
    for prompt in prompts:
        document = Document(prompt.source)
        for kind in kinds:
            found = read(document, kind)
            assert 0 <= found.body_start <= len(prompt.source.text), prompt.path
