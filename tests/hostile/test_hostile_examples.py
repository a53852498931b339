"""Text made to hurt the readers of bodies, tags and examples: it must end, in time that grows with its length.

The limit only tells a hang from slowness: what is linear takes a second here, what is quadratic takes minutes.
"""

from __future__ import annotations

import time

import pytest

from agentlint.source import Source, Span
from agentlint.syntax.document import Document
from agentlint.syntax.examples import scan_description, without_examples
from agentlint.syntax.markdown import Body
from agentlint.syntax.nodes import Broken
from tests.example_shapes import check

LIMIT = 60.0
COUNT = 20_000

BODIES = {
    "one long line": "a" * 10_000_000,
    "quotes in quotes": ">" * 100_000,
    "lists in lists": "- " * 10_000,
    "lists by indentation": "".join("  " * depth + "- a\n" for depth in range(1_500)),
    "backtick runs of every length": " ".join("`" * count for count in range(1, 1_500)),
    "many backtick runs": "``a`" * 200_000,
    "backslashes": "\\" * 200_000 + "`",
    "lone carriage returns": "\r" * 100_000,
    "open brackets": "<" * 500_000,
    "half tags": "<a b=c " * 100_000,
    "open comments": "<!-- " * 100_000,
    "link definitions": "[a]: b\n" * 10_000,
    "NUL, RTL and no width": "\0\u202e\u200b<example>\u200f" * COUNT,
    "a lone surrogate": "\ud800<example>\n\udfff",
}

UNITS = {
    "openers": "<example>\n",
    "closers": "</example>\n",
    "pairs": "<example></example>",
    "named tags": "word <example> word ",
    "commentary openers": "<commentary>",
    "commentary closers": "</commentary>",
    "crossed": "<example>\n</commentary>\n",
    "dialogues": '<example>\nuser: "a"\nassistant: "b"\n</example>\n',
    "closed early": '</example>assistant: "a" ',
    "blanks": "<example>" + " " * 50,
    "code": "`<example>` ",
    "labels": 'user: "a" assistant: "b" ',
    "escapes": "\\n\\n",
    "comments": "<!-- <example> ",
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_end(name: str) -> None:
    text = BODIES[name]
    began = time.process_time()
    body = Body(Source("a.md", text), Span(0, len(text)))
    assert all(span.end <= len(text) for span in body.code_spans)
    assert all(tag.span.end <= len(text) for tag in body.tags)
    assert len(body.sections) <= text.count("\n") + 1
    assert time.process_time() - began < LIMIT


@pytest.mark.parametrize("before", ["", "<example>" + " " * 100_000])
@pytest.mark.parametrize("name", UNITS)
def test_examples_end(name: str, before: str) -> None:
    text = before + UNITS[name] * min(COUNT, 300_000 // len(UNITS[name]))
    began = time.process_time()
    check("\n" + text)
    scan_description(Broken(Span(0, len(text)), text))
    assert len(without_examples(text)) <= len(text)
    assert time.process_time() - began < LIMIT


def test_blocks_nested_beyond_reason_are_left_out() -> None:
    body = Document(Source("a.md", "> " * 10_000 + "a\n\nb\n")).body
    depth = 0
    level = body.blocks[:1]
    while level:
        depth += 1
        level = level[0].children[:1]
    assert 1 < depth < 100
    assert body.blocks[-1].type == "paragraph"
