"""Tags, blocks and examples on arbitrary text: spans lie inside, in order, nested, and point at what they say."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agentlint.source import Source, Span
from agentlint.syntax.document import Document
from agentlint.syntax.examples import Examples, find_examples, scan_description, without_examples
from agentlint.syntax.markdown import Body, inline_code
from agentlint.syntax.nodes import Broken, Scalar, ScalarStyle
from agentlint.syntax.tags import find_tags
from agentlint.syntax.turns import find_labels
from agentlint.syntax.views import description_view

TAGS = [
    "<example>", "</example>", "<commentary>", "</commentary>", "<EXAMPLE>", "<example/>", "<user>", "</user>", "<!--",
    "<examples>", "-->", "<", ">", "<user_request>x</user_request>", "Context:", "user:", "assistant:", "Mara:", "`",
    '"hello"', "'x'", "```", "-", "|", "word", "Examples:", "[a]:", "~~~", ".",
]  # fmt: skip
PIECES = st.sampled_from(
    [
        *TAGS, "\n", "\n\n", "\r\n", "\r", "\\n", "\\\\n", "    ", "- ", "> ", "# h\n", "---\n", ". ", "1. ", "\\",
        "~~~\n",
        " ",
        "<Task tool call>", "<example id='1'>", "**Example 1:**", "\t", "\0", "é", "🌿", "\u200f", "[a]: b\n",
    ]
)  # fmt: skip
CLOSERS = {"</example>", "</commentary>", "<example>", "<example id='1'>"}
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def spans_of(found: Examples) -> list[Span]:
    spans = [problem.span for problem in found.problems] + list(found.pseudo_tags)
    for problem in found.problems:
        spans += [problem.other] if problem.other else []
        spans += [replacement.span for replacement in problem.repair]
    for block in found.blocks:
        parts = [block.open, block.close, block.content, block.context, block.commentary, block.parent]
        spans += [block.span, *(part for part in parts if part is not None), *(turn.span for turn in block.turns)]
    return spans + ([found.transcript.span, found.transcript.first] if found.transcript else [])


@given(TEXTS)
def test_example_blocks_of_any_text_lie_inside_it_in_order_and_nest(text: str) -> None:
    source = Source("a.md", text)
    for found in find_examples(Document(source)):
        assert all(span.end <= len(text) for span in spans_of(found))
        opens = [block.open for block in found.blocks]
        assert opens == sorted(set(opens))
        inner = [block for block in found.blocks if block.parent]
        outer = [block for block in found.blocks if not block.parent]
        assert all(left.span.end <= right.span.start for left, right in pairwise(outer))
        assert all(
            any(block.span.covers(child.span) and block.open == child.parent for block in outer) for child in inner
        )
        for block in found.blocks:
            assert source.slice(block.open).lower().startswith("<example")
            assert block.close is None or source.slice(block.close).lower() in CLOSERS
            assert block.span.covers(block.content)
            assert all(block.content.covers(turn.span) for turn in block.turns)
            assert block.context is None or block.content.covers(block.context)
            assert block.commentary is None or block.content.covers(block.commentary)
            starts = [turn.span.start for turn in block.turns]
            assert starts == sorted(starts)


@given(TEXTS, st.integers(0, 50))
def test_a_description_view_points_back_at_its_characters(text: str, start: int) -> None:
    padded = "x" * start + text
    view = description_view(Broken(Span(start, start + len(text)), text))
    at = [view.offset(index) for index in range(len(view.text) + 1)]
    assert at == sorted(at) == list(view.offsets()) == list(view.offsets()[:])
    assert at[-1] == view.offsets()[-1] == len(padded)
    for index, character in enumerate(view.text):
        assert padded[at[index]] == character or padded.startswith("\\", at[index])
    assert "\\n" not in view.text


@given(TEXTS)
def test_a_scalar_with_a_map_gives_the_spans_of_its_own_text(text: str) -> None:
    """Every second character of the file belongs to the value: spans must follow the map and nothing else."""
    file = "".join(f"{character}\x7f" for character in text)
    scalar = Scalar(Span(0, len(file)), ScalarStyle.DOUBLE, text, offset_map=lambda: range(0, 2 * len(text) + 1, 2))
    plain = scan_description(Broken(Span(0, len(text)), text))
    mapped = scan_description(scalar)
    assert [(s.start * 2, s.end * 2) for s in spans_of(plain)] == [(s.start, s.end) for s in spans_of(mapped)]
    assert [problem.kind for problem in plain.problems] == [problem.kind for problem in mapped.problems]


@given(TEXTS)
def test_the_claim_is_made_of_words_of_the_description(text: str) -> None:
    claim = without_examples(text)
    read = iter(text)
    assert all(character in read for character in claim if not character.isspace())


@given(TEXTS)
def test_tags_and_labels_are_apart_and_in_order(text: str) -> None:
    tags = find_tags(text)
    assert all(left.span.end <= right.span.start for left, right in pairwise(tags))
    assert all(text[tag.span.start] == "<" and text[tag.span.end - 1] == ">" for tag in tags)
    labels = find_labels(text)
    assert [label.start for label in labels] == sorted({label.start for label in labels})
    assert all(0 <= label.start < label.end <= len(text) for label in labels)


@given(TEXTS, TEXTS)
def test_blocks_lie_inside_the_body_and_their_parents(before: str, text: str) -> None:
    body = Body(Source("a.md", before + "\n" + text), Span(len(before) + 1, len(before) + 1 + len(text)))
    if before.endswith("\r"):
        return
    for block in body.walk():
        assert body.span.covers(block.span)
        assert all(block.span.covers(child.span) for child in block.children)
        assert block.value is None or body.span.covers(block.value)
    starts = [block.span.start for block in body.blocks]
    assert starts == sorted(starts)
    code = body.code_spans
    assert all(left.end <= right.start for left, right in pairwise(code))
    assert all(section.span.start < section.span.end or not text for section in body.sections)


@given(st.lists(st.sampled_from(["`", "``", "```", "a", " ", "\\", "\n"]), max_size=30).map("".join))
def test_inline_code_agrees_with_the_reference_parser(text: str) -> None:
    from markdown_it import MarkdownIt

    text = f"x{text}x"
    tokens = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "inline"]
    if len(tokens) != 1 or tokens[0].content != text:
        return
    expected = [child.markup for child in tokens[0].children or () if child.type == "code_inline"]
    found = [text[span.start : span.end] for span in inline_code(text)]
    assert [code[: len(code) - len(code.lstrip("`"))] for code in found] == expected
