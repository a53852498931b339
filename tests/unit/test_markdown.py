"""Blocks, sections and code of a body."""

from __future__ import annotations

import pytest

from agentlint.source import Source, Span
from agentlint.syntax.document import Document
from agentlint.syntax.markdown import Block, Body, inline_code


def body_of(text: str, start: int = 0) -> Body:
    return Body(Source("a.md", text), Span(start, len(text)))


def outline(body: Body) -> list[tuple[str, str]]:
    return [(block.type, body.source.slice(block.span)) for block in body.walk()]


TEXT = """# Title `x`

Para one
goes on.

> quoted
> - inner

1. first
   more

   - nested

---

```py  title
code

```

    indented

| a | b |
|---|---|
| c | d |

<div>
html
</div>

[ref]: https://x.y "t"
Setext
------
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_blocks_and_their_spans(newline: str) -> None:
    body = body_of(TEXT.replace("\n", newline))
    assert [(kind, text.replace(newline, "\n")) for kind, text in outline(body)] == [
        ("heading", "# Title `x`"),
        ("paragraph", "Para one\ngoes on."),
        ("blockquote", "> quoted\n> - inner"),
        ("paragraph", "quoted"),
        ("list", "- inner"),
        ("listItem", "- inner"),
        ("paragraph", "inner"),
        ("list", "1. first\n   more\n\n   - nested"),
        ("listItem", "1. first\n   more\n\n   - nested"),
        ("paragraph", "first\n   more"),
        ("list", "- nested"),
        ("listItem", "- nested"),
        ("paragraph", "nested"),
        ("thematicBreak", "---"),
        ("code", "```py  title\ncode\n\n```"),
        ("code", "indented"),
        ("table", "| a | b |\n|---|---|\n| c | d |"),
        ("html", "<div>\nhtml\n</div>"),
        ("definition", '[ref]: https://x.y "t"'),
        ("heading", "Setext\n------"),
    ]


def only(text: str) -> tuple[Body, Block]:
    body = body_of(text)
    (block,) = (block for block in body.walk() if block.type in ("code", "heading"))
    return body, block


@pytest.mark.parametrize(
    ("text", "value", "closed"),
    [
        ("```py title\na\nb\n```\n", "a\nb\n", True),
        ("```py title\na\nb\n```", "a\nb\n", True),
        ("```py title\na\n", "a\n", False),
        ("```py title\na\n\n\n", "a\n\n\n", False),
        ("```py title\na", "a", False),
        ("```py title\n```", "", True),
        ("```py title", "", False),
        ("```py title\n\n```\n", "\n", True),
        ("~~~~py title\n~~~\n~~~~\n", "~~~\n", True),
    ],
)
def test_fences(text: str, value: str, closed: bool) -> None:
    body, block = only(text)
    assert block.value is not None
    assert (body.source.slice(block.value), block.closed, block.fenced) == (value, closed, True)
    assert (block.lang, block.info) == ("py", "py title")


def test_a_fence_in_a_list_and_an_indented_block() -> None:
    body, block = only("- a\n\n  ```\n  x\n  ```\n")
    assert body.source.slice(block.span) == "```\n  x\n  ```"
    assert block.closed
    body, block = only("a\n\n    x\n\n    y\n\nb\n")
    assert (body.source.slice(block.span), block.fenced, block.closed) == ("x\n\n    y", False, True)


@pytest.mark.parametrize(
    ("text", "depth", "title"), [("### A *b* ###\n", 3, "A *b*"), ("A\n===\n", 1, "A"), ("#\n", 1, "")]
)
def test_headings(text: str, depth: int, title: str) -> None:
    _, block = only(text)
    assert (block.depth, block.text) == (depth, title)


def test_sections_nest_by_level() -> None:
    body = body_of("x\n# A\na\n### B\nb\n## C\nc\n# D\n> # no section\n")
    found = [
        (s.heading.text, s.level, s.parent.heading.text if s.parent else None, body.source.slice(s.span))
        for s in body.sections
    ]
    assert found == [
        ("A", 1, None, "# A\na\n### B\nb\n## C\nc\n"),
        ("B", 3, "A", "### B\nb\n"),
        ("C", 2, "A", "## C\nc\n"),
        ("D", 1, None, "# D\n> # no section\n"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a `b` c", ["`b`"]),
        ("`` a`b `` c", ["`` a`b ``"]),
        ("`a", []),
        ("`a``b`", ["`a``b`"]),
        (r"\`a` b`", ["` b`"]),
        (r"`a\`", [r"`a\`"]),
        ("``a` `b``", ["``a` `b``"]),
        ("`a\nb`", ["`a\nb`"]),
    ],
)
def test_inline_code_pairs_runs_of_one_length(text: str, code: list[str]) -> None:
    assert [text[s.start : s.end] for s in inline_code(text)] == code


def test_code_is_what_tags_are_not_looked_for_in() -> None:
    body = body_of("<a> `<b>`\n\n```\n<c>\n```\n\n    <d>\n\n| `<e>` | <f> |\n|---|---|\n\n- `<g>` <h>\n")
    assert [tag.name for tag in body.tags] == ["a", "f", "h"]


def test_the_header_is_no_part_of_the_body() -> None:
    document = Document(Source("a.md", "---\nname: a\n---\n# A\n"))
    assert outline(document.body) == [("heading", "# A")]
    assert outline(Document(Source("a.md", "\ufeff# A\n")).body) == [("heading", "# A")]


def test_nothing_is_parsed_before_it_is_asked_for() -> None:
    body = body_of("# A\n\ntext\n")
    assert body.tags == ()
    assert "blocks" not in vars(body)
    assert body.sections
    assert "blocks" in vars(body)


def test_empty_bodies() -> None:
    for text in ("", "\n", "\n\n \n", "\r"):
        assert body_of(text).blocks == ()
        assert body_of(text).sections == ()
