"""Headings and fences from a scan of the lines: what CommonMark sees, on hand-made texts and on the corpus."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from agentlint.source import Source, SourceError
from agentlint.syntax.document import Document
from agentlint.syntax.outline import head_lines, outline, text_outside
from tools.corpus import markdown_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from agentlint.syntax.markdown import Block


def fences(text: str) -> list[tuple[str, str]]:
    found = outline(text)
    return [(text[f.span.start : f.span.end], f.ending) for f in found.fences]


def headings(text: str) -> list[tuple[int, str]]:
    return [(h.level, h.text) for h in outline(text).headings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```\na\n```\nb", [("```\na\n```", "closed")]),
        ("```\na\n", [("```\na\n", "open")]),
        ("````md\n```\n```\n````", [("````md\n```\n```\n````", "closed")]),
        ("~~~\n```\n~~~", [("~~~\n```\n~~~", "closed")]),
        ("``` `x`\n", []),
        ("    ```\n", []),
        ("- a\n\n  ```\n  b\n  ```\n", [("```\n  b\n  ```", "closed")]),
        ("- a\n  ```\n  b\n\nc\n", [("```\n  b\n", "container")]),
        ("1. a\n   - b\n     ```\n     c\n     ```\n", [("```\n     c\n     ```", "closed")]),
        ("- ```\n  a\n  ```\n", [("```\n  a\n  ```", "closed")]),
        ("```\r\na\r\n```\r\n", [("```\r\na\r\n```", "closed")]),
        ("<!--\n```\n-->\n", []),
    ],
)
def test_fences(text: str, found: list[tuple[str, str]]) -> None:
    assert fences(text) == found


def test_runs_inside_that_look_like_openers_are_noted() -> None:
    text = "```md\n```py\nx\n```\ny\n```\n"
    first, second = outline(text).fences
    assert [text[i.start : i.end] for i in first.inner] == ["```"]
    assert first.inner[0].start == 6
    assert second.ending == "open"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# a\n## b ##\n", [(1, "a"), (2, "b")]),
        ("#a\n#\n####### x\n", [(1, "")]),
        ("```\n# no\n```\n# yes", [(1, "yes")]),
        ("- x\n  # inside\n# out\n", [(1, "out")]),
        ("> # quoted\n", []),
        ("  # indented\n    # code\n", [(1, "indented")]),
        ("<!-- a\n# b\n--> # c\n# d\r\n", [(1, "d")]),
    ],
)
def test_headings(text: str, found: list[tuple[int, str]]) -> None:
    assert headings(text) == found


def test_spans_count_from_the_start_of_the_file() -> None:
    text = "---\nname: x\n---\n# A\n```\nb\n```\n"
    found = outline(text, 16)
    assert text[found.headings[0].span.start : found.headings[0].span.end] == "# A"
    assert found.in_fence(text.index("b\n"))
    assert not found.in_fence(text.index("# A"))


PIECES = ("```\n", "~~~~\n", "```py\n", "  ```\n", "   ```\n", "- a\n", "  b\n", "\n", "# h\n", "1. c\n", "      ```\n")


def test_every_short_text_of_such_lines_is_read_as_commonmark_reads_it() -> None:
    astray = []
    for parts in product(PIECES, repeat=4):
        text = "".join(parts)
        if differs(Source("x.md", text)):
            astray.append(text)
    assert astray == []


def test_the_corpus_is_read_as_commonmark_reads_it(corpus: Path) -> None:
    total, astray = 0, []
    for path in markdown_files(corpus):
        try:
            source = Source.from_bytes(path.name, path.read_bytes())
        except SourceError:
            continue
        total += 1
        if differs(source):
            astray.append(str(path))
    # HTML blocks, in which CommonMark sees no fence and no heading, and some tabs.
    assert len(astray) <= total * 0.01, astray


def differs(source: Source) -> bool:
    body = Document(source).body
    found = body.outline
    wanted = [(block.span.start, block.depth) for block in body.blocks if block.type == "heading"]
    runs = [(block.span.start, block.closed) for block in unquoted(body.blocks)]
    return bool(
        wanted != [(heading.span.start, heading.level) for heading in found.headings]
        or runs != [(fence.span.start, fence.closer is not None) for fence in found.fences]
    )


def unquoted(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.type == "code" and block.fenced:
            yield block
        elif block.type != "blockquote":
            yield from unquoted(block.children)


@pytest.mark.parametrize(
    "text",
    [
        "`" * 200_000,
        "```\n" * 50_000,
        "- " * 50_000 + "```\n",
        " " * 200_000 + "```",
        "  ```\n" * 30_000,
        "x\n  ```a\n" * 20_000,
        "#" * 200_000,
        "\n" * 200_000,
        "<!--" * 50_000,
        "\r```\r" * 20_000,
    ],
)
def test_hostile_texts_take_no_long(text: str) -> None:
    found = outline(text)
    assert len(found.fences) <= text.count("```")


def test_the_quick_look_never_calls_a_torn_fence_plain() -> None:
    for parts in product(PIECES, repeat=4):
        text = "".join(parts)
        outside = text_outside(text)
        found = outline(text)
        if outside is not None:
            assert found.sound_until(len(text)) == len(text), text
            assert head_lines(outside) == [text[start:end] for _, start, end in found.heads], text


def test_the_quick_look_agrees_on_the_corpus(corpus: Path) -> None:
    plain = total = 0
    for path in markdown_files(corpus):
        try:
            body = Document(Source.from_bytes(path.name, path.read_bytes())).body
        except SourceError:
            continue
        total += 1
        if body.plain_heads is not None:
            plain += 1
            assert body.outline.sound_until(body.span.end) == body.span.end, path
    assert plain > total * 0.7
