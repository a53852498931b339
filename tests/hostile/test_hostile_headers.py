"""Headers that somebody made to hurt, through the parser, the readers and the proof, without the command around them.

Only the ends matter: nothing raises, every span lies in the text, and time is bounded. The limit detects quadratic
work; it is far above what any of these takes on an idle machine.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from agentlint.diagnostic import Applicability
from agentlint.hosts.catalog import KINDS
from agentlint.hosts.reader import read
from agentlint.proof import prove
from agentlint.source import Source, Span
from agentlint.syntax.document import Document
from agentlint.syntax.frontmatter import parse_frontmatter
from agentlint.syntax.nodes import Scalar
from agentlint.syntax.repairs import MAX_CHUNKS
from agentlint.syntax.schema import Value, entries_value

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 30
SIZE = 63_000
READERS = [
    "claude-code/agent",
    "agentskills/skill",
    "opencode/agent",
    "gemini-cli/skill",
    "qwen-code/agent",
    "codex/skill",
]


def fill(piece: str, size: int = SIZE) -> str:
    return piece * (size // len(piece))


def bomb(levels: int, width: int) -> str:
    rows = ["a0: &a0 [x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


HEADERS: dict[str, Callable[[], str]] = {
    "10,000 brackets": lambda: "a: " + "[" * 10_000 + "\n",
    "10,000 brackets, closed": lambda: "a: " + "[" * 10_000 + "]" * 10_000 + "\n",
    "10,000 braces": lambda: "a: " + "{b: " * 10_000 + "\n",
    "60 KiB of dashes": lambda: "a:\n  " + fill("- ") + "x\n",
    "60 KiB of dashes at the margin": lambda: fill("- ") + "\n",
    "60 KiB of question marks": lambda: fill("? ") + "a\n",
    "explicit keys": lambda: fill("? a\n"),
    "alias bomb": lambda: bomb(40, 9),
    "alias bomb, broken": lambda: bomb(40, 9) + "z: a: b\n",
    "alias to itself": lambda: "a: &a [*a, *a]\nb: *a\n",
    "merge bomb": lambda: (
        "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 45))
    ),
    "ladder of maps": lambda: "".join(" " * n + f"k{n}:\n" for n in range(340)),
    "ladder of lists": lambda: "".join(" " * n + "-\n" for n in range(340)),
    "ladder of literal text": lambda: "d: |\n" + "".join(" " * n + "x\n" for n in range(340)),
    "a key of 50,000 characters": lambda: "k" * 50_000 + ": a: b\n",
    "50,000 characters without a colon": lambda: "k" * 50_000 + "\n",
    "thousands of keys": lambda: "".join(f"k{n}: v\n" for n in range(5_500)),
    "thousands of broken keys": lambda: "".join(f"k{n}: a: b\n" for n in range(4_000)),
    "400 broken keys": lambda: "".join(f"k{n}: a: b {'x' * 130}\n" for n in range(MAX_CHUNKS - 2)),
    "thousands of unclosed quotes": lambda: "".join(f"k{n}: 'a\n" for n in range(5_000)),
    "unclosed double quotes": lambda: "".join(f'k{n}: "a\n' for n in range(380)),
    "one key thousands of times": lambda: fill("a: b\n"),
    "one broken key thousands of times": lambda: fill("a: b: c\n"),
    "keys with a blank before the colon": lambda: "".join(f"k{n} : v\n" for n in range(5_000)) + "z: a: b\n",
    "thousands of anchors": lambda: "".join(f"k{n}: &x{n} y\n" for n in range(3_500)) + "z: a: b\n",
    "items that do not parse": lambda: "a:\n" + fill("  - [\n"),
    "items with a colon": lambda: "a:\n" + fill("  - x: y: z\n"),
    "items that are aliases": lambda: "a:\n" + fill("  - *x\n"),
    "items indented by tabs": lambda: "a:\n" + fill("\t- b\n"),
    "one map key thousands of times": lambda: "a:\n" + fill("  b: c\n"),
    "levels that do not fit": lambda: "a:\n" + fill("    b: c\n  d: e\n   f: g\n"),
    "speech at the margin": lambda: "description: a\n" + fill("user: b: c\n"),
    "words at the margin": lambda: "description: a\n" + fill("<b>\n"),
    "a description full of colons": lambda: "description: " + fill("word: ") + "\n",
    "a description over many lines": lambda: "description: a\n" + fill("  b c\n") + "x: y: z\n",
    "only double quotes": lambda: "d: " + fill('"') + "\n",
    "only single quotes": lambda: "d: " + fill("'") + "'\n",
    "backslashes": lambda: 'd: "' + fill("\\") + "\n",
    "bad escapes": lambda: 'd: "' + fill("\\q") + '"\n',
    "blanks in a value": lambda: "description: a" + fill(" ") + "b: c\n",
    "blanks in an item": lambda: "a:\n  - b" + fill(" ") + "c: d: e\n",
    "blanks before a separator": lambda: "description:" + fill(" ") + "a\u2028b: c\n",
    "blank lines": lambda: "a: b: c\n" + fill("\n"),
    "keys without a value": lambda: fill("a:\n\n\n\n"),
    "comments": lambda: "a: b: c\n" + fill("# c\n"),
    "control characters": lambda: "d: " + fill("\x01 ") + "\n",
    "control characters over lines": lambda: "d: |\n" + fill("  \x01\n"),
    "NUL": lambda: fill("\0") + "\n",
    "NUL in keys": lambda: fill("a\0: b\n"),
    "lone CR": lambda: fill("a: b\r"),
    "CR and CRLF": lambda: fill("a: b\r\r\n"),
    "line separators": lambda: fill("a: b\u2028"),
    "next line characters": lambda: fill("a: b\x85c"),
    "a list of 60 KiB": lambda: "tools: [" + fill("Read, ") + "Grep]\n",
    "a broken list of 60 KiB": lambda: "tools: [" + fill("b: *, ") + "c]\n",
    "maps in a list of 60 KiB": lambda: "tools: [" + fill("{a: b},") + "c]\n",
    "a list that is not closed": lambda: "tools: [" + fill("a,") + "b\n",
    "a string of tools": lambda: "description: a: b\ntools: " + fill("Read, ", 60_000) + "Grep\n",
    "parentheses": lambda: "tools: " + fill("Bash(a, ") + "\n",
    "tags": lambda: fill("!a ") + "\n",
    "directives": lambda: fill("%YAML 1.2\n"),
    "document ends": lambda: fill("...\n"),
    "documents": lambda: "".join(f"k{n}: v\n...\n" for n in range(3_000)),
}


def bounded(value: Value) -> int:
    """How many values there are in all."""
    count = 0
    stack = [value]
    while stack:
        one = stack.pop()
        count += 1
        stack += one if isinstance(one, list) else list(one.values()) if isinstance(one, dict) else []
    return count


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("name", HEADERS)
def test_a_header_made_to_hurt(name: str, newline: str) -> None:
    text = HEADERS[name]().replace("\n", newline)[:64_000]
    source = Source("a.md", f"---{newline}name: tester{newline}{text}{newline}---{newline}Body.{newline}")
    start = time.process_time()
    document = Document(source)
    header = document.frontmatter
    assert header is not None
    for entry in header.entries:
        assert Span(0, len(source.text)).covers(entry.line_span)
        assert entry.line_span.covers(entry.key_span)
    for entry in header.entries[:50]:
        if isinstance(entry.value, Scalar):
            assert entry.value.source_offset(len(entry.value.value)) <= len(source.text)
    assert bounded(dict(entries_value(header.entries))) < 50_000
    for kind in READERS:
        read(document, KINDS[kind])
    edits = sorted((e for r in header.repairs for e in r.edits), key=lambda e: e.span)
    pieces, at = [], 0
    for edit in edits:
        pieces += [source.text[at : edit.span.start], edit.text]
        at = edit.span.end
    after = Source("a.md", "".join([*pieces, source.text[at:]]))
    prove(source, after, [KINDS["claude-code/agent"]], edits, Applicability.SAFE)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "a: b\n" * 100_000 + "---\n",
        "---\n" + "a: b\n" * 100_000,
        "---\na: " + "x" * 10_000_000 + "\n---\n",
        "---\na: " + "x" * 10_000_000,
        "---\n" + "a: " * 3_000_000,
        "---\n" + "\n" * 5_000_000,
        "-" * 10_000_000,
        "---" + " " * 5_000_000,
        "---\n" + "---" * 2_000_000,
        "\ufeff" * 100_000,
    ],
    ids=range(10),
)
def test_what_is_too_large_is_not_parsed(text: str) -> None:
    start = time.process_time()
    source = Source("a.md", text)
    header = parse_frontmatter(source)
    assert header is None or header.too_large is not None or len(header.content) <= 64 * 1024
    for kind in READERS:
        read(Document(source), KINDS[kind])
    assert time.process_time() - start < SECONDS


def test_the_search_for_repairs_grows_with_the_header_not_with_its_square() -> None:
    def seconds(count: int) -> float:
        rows = "".join(f"k{n}: 'a' b{'x' * 20}\n" for n in range(count))
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            parse_frontmatter(Source("a.md", f"---\n{rows}---\n"))
            best = min(best, time.process_time() - start)
        return best

    assert seconds(380) < 40 * seconds(38) + 1
