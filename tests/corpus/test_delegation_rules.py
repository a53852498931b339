"""Rules that hardly anything in the corpus breaks, held against real files into which the fault is put."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from agentlint.api import Source, find_examples
from agentlint.hosts.catalog import KINDS
from agentlint.lint.engine import lint_source
from agentlint.lint.registry import load_rules
from agentlint.project.settings import Settings
from agentlint.syntax.document import Document
from tools.corpus import markdown_files, repositories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentlint.api import Diagnostic, Example

KIND = KINDS["claude-code/agent"]
PATH = ".claude/agents/zzq.md"
OTHERS = ("cheese-ripener", "zeppelin-pilot", "moss-gatherer")


def check(rule: str, text: str) -> tuple[Diagnostic, ...]:
    result = lint_source(Source(PATH, text), (KIND,), Settings(), [load_rules().rules[rule]()])
    assert result.tracebacks == ()
    return result.diagnostics


@pytest.fixture(scope="module")
def texts(corpus: Path) -> list[str]:
    paths = [path for repository in repositories(corpus) for path in markdown_files(repository)]
    return [path.read_bytes().decode("utf-8", "replace") for path in paths]


def launching_blocks(texts: list[str]) -> Iterator[tuple[str, str, Example]]:
    """Text, name and block for every example of a description whose assistant names the agent by its full name."""
    for text in texts:
        if "<example" not in text:
            continue
        document = Document(Source(PATH, text))
        entry = document.frontmatter.get("name") if document.frontmatter is not None else None
        name = entry.text if entry is not None else None
        if not name or not re.fullmatch(r"[a-z]+(?:-[a-z]+)+", name):
            continue
        for examples in find_examples(document):
            if examples.place == "description":
                for block in examples.blocks:
                    speech = [text[t.span.start : t.span.end] for t in block.turns if t.role == "assistant"]
                    if any(re.search(rf"{name}[`'\"\\*]*\s+agent", words) for words in speech):
                        yield text, name, block


def test_another_agent_in_an_example_is_found(texts: list[str]) -> None:
    asked = found = 0
    for text, name, block in launching_blocks(texts):
        other = OTHERS[asked % len(OTHERS)]
        inside = text[block.span.start : block.span.end].replace(name, other)
        changed = text[: block.span.start] + inside + text[block.span.end :]
        reports = check("example-names-other-agent", changed)
        asked += 1
        found += any(
            block.span.start <= d.span.start < block.span.start + len(inside)
            and changed[d.span.start : d.span.end] == other
            for d in reports
        )
    assert asked > 250
    assert found / asked > 0.95, f"{found} of {asked}"


def test_examples_that_name_their_own_agent_are_left_alone(texts: list[str]) -> None:
    blocks = list(launching_blocks(texts))
    assert blocks
    assert [name for text, name, _ in blocks if check("example-names-other-agent", text)] == []


def test_a_tool_taken_from_the_list_is_missed(texts: list[str]) -> None:
    """Of each agent whose list has a tool that its text says to use, with these words, the tool is taken away."""
    asked = found = 0
    for text in texts:
        header = re.match(r"---\n(?:.*\n)*?tools: ([A-Za-z, ]+)\n(?:.*\n)*?---\n", text)
        if header is None or check("undeclared-tool", text):
            continue
        listed = [name.strip() for name in header[1].split(",")]
        told = [
            n for n in listed if re.search(rf"(?:^|[.:*] |- )Use (?:the )?`?{n}`?(?: tool)? to ", text, re.MULTILINE)
        ]
        for name in told:
            rest = ", ".join(other for other in listed if other != name) or "NotebookEdit"
            changed = text[: header.start(1)] + rest + text[header.end(1) :]
            asked += 1
            found += any(changed[d.span.start : d.span.end] == name for d in check("undeclared-tool", changed))
    assert asked > 40
    assert found / asked > 0.9, f"{found} of {asked}"
