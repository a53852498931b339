"""Example blocks and their parts, speakers, and what is left of a description without them."""

from __future__ import annotations

import pytest

from agentlint.source import Source
from agentlint.syntax.document import Document
from agentlint.syntax.examples import find_examples, without_examples
from agentlint.syntax.turns import find_labels

TEXT = """---
name: potter
description: |
  Use this agent for pots. Examples:

  <example>
  Context: The kiln has cooled.
  user: "Can I open it?
  It is warm."
  assistant: "Let me ask the potter agent."
  <commentary>
  The user: is named here, not heard.
  </commentary>
  assistant: "It says yes."
  </example>
---
Body.

<example name="few">
Input: clay
</example>
"""


def parts(text: str) -> tuple[Source, list]:
    source = Source("a.md", text)
    return source, [block for found in find_examples(Document(source)) for block in found.blocks]


def test_parts_of_a_block_have_their_own_spans() -> None:
    source, (block, few) = parts(TEXT)
    assert source.slice(block.open) == "<example>"
    assert source.slice(block.close) == "</example>"
    assert source.slice(block.context) == "Context: The kiln has cooled."
    assert [(turn.role, source.slice(turn.span)) for turn in block.turns] == [
        ("user", 'user: "Can I open it?\n  It is warm."'),
        ("assistant", 'assistant: "Let me ask the potter agent."'),
        ("assistant", 'assistant: "It says yes."'),
    ]
    assert source.slice(block.commentary).startswith("<commentary>\n")
    assert source.slice(block.commentary).endswith("</commentary>")
    assert (block.place, few.place, few.turns, few.context) == ("description", "body", (), None)
    assert source.slice(few.open) == '<example name="few">'
    assert source.slice(few.span) == '<example name="few">\nInput: clay\n</example>'


@pytest.mark.parametrize(
    "value",
    [
        "Pots. <example>\\nuser: 'a'\\nassistant: \"b\"\\n</example>",
        "'Pots. <example>\\nuser: ''a''\\nassistant: \"b\"\\n</example>'",
        '"Pots. <example>\\nuser: \'a\'\\nassistant: \\"b\\"\\n</example>"',
        '"Pots. <example>\\\\nuser: \'a\'\\\\nassistant: \\"b\\"\\\\n</example>"',
        "|\n  Pots. <example>\n  user: 'a'\n  assistant: \"b\"\n  </example>",
        ">\n  Pots. <example>\n  user: 'a'\n  assistant: \"b\"\n  </example>",
    ],
)
def test_spans_point_into_the_file_in_every_scalar_style(value: str) -> None:
    source, (block,) = parts(f"---\nname: a\ndescription: {value}\n---\nx\n")
    assert source.slice(block.open) == "<example>"
    assert source.slice(block.close) == "</example>"
    user, assistant = (source.slice(turn.span) for turn in block.turns)
    assert user.startswith("user: '")
    assert "a" in user
    assert "assistant" not in user
    assert assistant.startswith("assistant: ")
    assert assistant.rstrip('"').endswith(("b", "b\\"))


def test_a_value_that_no_repair_explains_is_read_as_it_stands() -> None:
    from agentlint.source import Span
    from agentlint.syntax.examples import scan_description
    from agentlint.syntax.nodes import Broken

    raw = '"Pots. <example>\\nuser: x\\n</example>'
    found = scan_description(Broken(Span(40, 40 + len(raw)), raw))
    assert [block.open for block in found.blocks] == [Span(40 + raw.index("<"), 40 + raw.index("<") + 9)]


@pytest.mark.parametrize(
    ("text", "role", "speaker"),
    [
        ("user: x", "user", "user"),
        ("  - **User:** x", "user", "User"),
        ("**Assistant**: x", "assistant", "Assistant"),
        ('Mara: "x"', "other", "Mara"),
        ("agent: x", "other", "agent"),
        ("ユーザー：x", "user", "ユーザー"),
        ("User (in a hurry): x", "user", "User"),
        ("Context: x", "context", "Context"),
        ("1. Human: x", "user", "Human"),
    ],
)
def test_labels_name_the_speaker(text: str, role: str, speaker: str) -> None:
    assert [(label.role, label.speaker) for label in find_labels(text)] == [(role, speaker)]


@pytest.mark.parametrize(
    "text", ["Note: x", "ask the user: now", "superuser: x", "http://user:pw@x", 'Trigger: "x"', "uſer: x"]
)
def test_other_colons_are_no_labels(text: str) -> None:
    assert find_labels(text) == []


@pytest.mark.parametrize(
    ("description", "claim"),
    [
        ("Makes pots.", "Makes pots."),
        ("Makes pots. Examples:\\n\\n<example>\\nuser: a\\n</example>", "Makes pots."),
        (
            "Makes pots. Here are some examples: <example>a</example> <example>b</example> Not cups.",
            "Makes pots.\nNot cups.",
        ),
        ("Makes pots.\n\n<examples>\n<example>a</example>\n</examples>", "Makes pots."),
        ("Makes pots.\n\n- <example>a</example>\n- <example>b</example>", "Makes pots."),
        ("Makes pots. Namely: <example>a</example>", "Makes pots."),
        ("Makes these pots: <example>a</example>", "Makes these pots:"),
        ("Makes pots. <example>\nuser: a\nassistant: b", "Makes pots."),
        ("Makes pots. Examples: user: 'a' assistant: 'b'", "Makes pots."),
        ('Makes pots.\n\n**Example 1 - Bowls:**\nUser: "a"\nAssistant: "b"', "Makes pots."),
        ("Writes <example> blocks for agents.", "Writes <example> blocks for agents."),
        ("Asks the user: which pot? For example: a bowl.", "Asks the user: which pot? For example: a bowl."),
        ("", ""),
    ],
)
def test_the_claim_is_what_stands_outside_the_examples(description: str, claim: str) -> None:
    assert without_examples(description) == claim
    assert without_examples(claim) == claim


def test_a_transcript_is_found_with_its_first_label() -> None:
    source = Source("a.md", '---\ndescription: Pots. Examples:\\nUser: "a"\\nAssistant: "b"\n---\n')
    (found,) = find_examples(Document(source))
    assert found.transcript is not None
    assert source.slice(found.transcript.span).endswith('Assistant: "b"')
    assert source.slice(found.transcript.first).strip() == "User:"


def test_files_without_examples_cost_no_parse_of_the_body() -> None:
    document = Document(Source("a.md", "# A\n\nlist<string> <b>x</b>\n"))
    assert find_examples(document) == ()
    assert "blocks" not in vars(document.body)
