"""The outline of a file, and what hosts read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agentlint.hosts.reading import Outcome
from agentlint.server.readings import answer, losses, summary
from agentlint.server.symbols import symbols
from tests.server.fleet import AGENT, Fleet, agent

if TYPE_CHECKING:
    from agentlint.server.symbols import Symbol
    from agentlint.server.view import FileView

TEXT = """---
name: reviewer
description: |
  Reads code. Examples:

  <example>
  Context: A change is ready.
  user: "Look at it"
  assistant: "I look at it"
  </example>
tools: [Read, Grep]
hooks:
  Stop:
    - matcher: x
---

Intro.

# One

## One and a half

<example>
user: "Hi"
assistant: "Hello"
</example>

# Two

#
"""


def view_of(text: str, path: str = AGENT) -> FileView:
    view = Fleet({path: text}, lint=False).view(path)
    assert view is not None
    return view


def drawn(found: tuple[Symbol, ...], indent: str = "") -> list[str]:
    lines = []
    for symbol in found:
        lines.append(f"{indent}{symbol.type} {symbol.name}" + (f" = {symbol.detail}" if symbol.detail else ""))
        lines += drawn(symbol.children, indent + "  ")
    return lines


def test_the_outline() -> None:
    assert drawn(symbols(view_of(TEXT))) == [
        "key name = reviewer",
        f"key description = {' '.join(TEXT[TEXT.index('Reads') : TEXT.index('tools:')].split())}",
        "  example example = Context: A change is ready.",
        "key tools = Read, Grep",
        "key hooks",
        "  key Stop",
        "    key matcher = x",
        "section One",
        "  section One and a half",
        "    example example = user · assistant",
        "section Two",
        "section #",
    ]  # fmt: skip


def check(found: tuple[Symbol, ...], around: tuple[int, int]) -> None:
    for symbol in found:
        assert around[0] <= symbol.span.start <= symbol.span.end <= around[1]
        assert symbol.span.covers(symbol.selection)
        assert symbol.name.strip()
        check(symbol.children, (symbol.span.start, symbol.span.end))


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        "---\n: x\n? y\n---\n#\n",
        "---\nname: a: b\ndescription: c: d\n---\n",
        "# No header\n\n## Sub\n",
        "",
        "---\nname: x\n",
        "---\na: &x [1, *x]\n---\n",
        "---\n" + "a: [" * 60 + "\n---\n",
        "---\nname: x\ndescription: x\n---\n" + "# h\n<example>\n" * 300,
    ],
    ids=range(11),
)
def test_every_name_lies_in_its_entry_and_every_entry_in_the_one_around(text: str) -> None:
    check(symbols(view_of(text)), (0, len(text)))


def test_a_body_of_nothing_but_headings_and_examples_is_outlined_in_time() -> None:
    text = "---\nname: x\ndescription: x\n---\n" + "###### h\n<example>\nuser: a\nassistant: b\n</example>\n" * 8000
    assert len(symbols(view_of(text))) <= 10_000


def test_a_sound_file_loses_nothing() -> None:
    view = view_of(agent("reviewer"))
    assert losses(view.file) == ()
    assert "- Claude Code (agent): reads it as written" in summary(view.file).splitlines()


@pytest.mark.parametrize(
    ("text", "title", "outcome"),
    [
        ("---\nname: x\n---\n", "Claude Code does not load this file: description is missing", Outcome.DROPPED),
        ("No header.\n", "Claude Code does not load this file: no header", Outcome.DROPPED),
        (
            "---\nname: x\ndescription: a --- b\ntools: Read\n---\n",
            "Claude Code loads this file, but part of the header is lost: --- inside the header ends it on line 3",
            Outcome.CUT,
        ),
    ],
)
def test_what_the_owner_drops_or_cuts_is_told(text: str, title: str, outcome: Outcome) -> None:
    (lost,) = losses(view_of(text).file)
    assert (lost.title, lost.outcome) == (title, outcome)


def test_what_is_recovered_is_no_loss() -> None:
    assert losses(view_of("---\nname: x\ndescription: a: b\n---\n").file) == ()


def test_the_whole_answer() -> None:
    found = answer(view_of("---\nname: x\n---\n").file)
    assert found["text"].splitlines()[1] == "✗ Claude Code (the owner), Copilot CLI"
    assert found["readings"][0]["outcome"] == "dropped"
    assert found["readings"][0]["reasons"][0]["code"] == "missing-field"


def test_texts_too_large_to_parse() -> None:
    view = view_of("---\nname: x\ndescription: x\n---\n" + "x" * 3_000_000)
    assert symbols(view) == ()
    assert losses(view.file) == ()
    assert summary(view.file) == "Not parsed: the file is larger than 2 MiB."
    assert answer(view.file)["text"] == "Not parsed: the file is larger than 2 MiB.\n"
