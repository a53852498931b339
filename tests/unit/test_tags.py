"""What is an XML-like tag and what only looks like one."""

from __future__ import annotations

import pytest

from agentlint.source import Span
from agentlint.syntax.tags import find_tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("<a>b</a>", [("open", "a"), ("close", "a")]),
        ("<Example>", [("open", "example")]),
        ("<br/> <br />", [("empty", "br"), ("empty", "br")]),
        ('<step n="1" x=y>', [("open", "step")]),
        ("<step n='a b'\n  m=\"c\">", [("open", "step")]),
        ("<details open>", [("open", "details")]),
        ("<user_request>x</user_request>", [("open", "user_request"), ("close", "user_request")]),
        ("a<b>c</b>", [("open", "b"), ("close", "b")]),
        ("</a >", [("close", "a")]),
        ("<<a>>", [("open", "a")]),
        ("例<a>", [("open", "a")]),
    ],
)
def test_tags(text: str, tags: list[tuple[str, str]]) -> None:
    assert [(tag.kind, tag.name) for tag in find_tags(text)] == tags


@pytest.mark.parametrize(
    "text",
    [
        "<your name>", "list<string>", "Map<string, int>", "a < b > c", "x<y", "<https://x.y>", "<me@x.y>",
        "<mailto:a>", "<!-- <a> -->", "<!DOCTYPE html>",
        "<?xml?>", "<1>", "< a>", "</a b>", "<a", "<>", "</>", "<-", "<a <",
        "<a 'b'>",
    ],
)  # fmt: skip
def test_no_tags(text: str) -> None:
    assert find_tags(text) == ()


def test_spans_run_from_bracket_to_bracket_and_protected_text_is_passed_over() -> None:
    text = "<a> `<b>` <c/>"
    assert [text[t.span.start : t.span.end] for t in find_tags(text, [Span(4, 9)])] == ["<a>", "<c/>"]


def test_a_comment_that_never_ends_hides_nothing() -> None:
    assert [tag.name for tag in find_tags("<!-- <a> <!-- <b>")] == ["a", "b"]
