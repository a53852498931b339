"""Our scalar decoders give what ruamel.yaml gives, and know where each character of the value stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from agentlint.syntax.nodes import Scalar, ScalarStyle
from agentlint.syntax.scalars import decode
from agentlint.syntax.schema import plain_value
from agentlint.syntax.yaml_events import HeaderError, TooDeepError, parse_events

STYLES = {
    None: ScalarStyle.PLAIN,
    "": ScalarStyle.PLAIN,
    "'": ScalarStyle.SINGLE,
    '"': ScalarStyle.DOUBLE,
    "|": ScalarStyle.LITERAL,
    ">": ScalarStyle.FOLDED,
}
OPENINGS = [
    "",
    '"',
    "'",
    "|\n  ",
    "|-\n  ",
    "|+\n  ",
    ">\n  ",
    ">-\n  ",
    ">+\n  ",
    "|2\n  ",
    ">1-\n ",
    "|+3\n   ",
    "| # c\n  ",
]
PIECES = [
    " ",
    "  ",
    "\n",
    "\n  ",
    "\n   ",
    "\n\n  ",
    "\n \n  ",
    "\r\n  ",
    "\r\n\r\n  ",
    "a",
    "b c",
    "x: y",
    "#",
    " #",
    "-",
    "''",
    "'",
    '"',
    "\\n",
    "\\t",
    '\\"',
    "\\\\",
    "\\/",
    "\\u00e9",
    "\\x41",
    "\\U0001F680",
    "\\\n  ",
    "\\\n\n  ",
    "\\ ",
    "\t",
    "é",
    "漢",
    "\U0001f680",
    "e\u0301",
    "\xa0",
    "<example>",
    "---",
    "...",
    "\\_",
    "\\N",
    "\\q",
]
CLOSINGS = ["", '"', "'", "\n", "\n\n", "\nz: 1\n", "\n\n\nz: 1\n", '"\n', "'\n", " # c\n", "\n# c\n", "\n  \n"]
TEXTS = st.builds(
    lambda opening, pieces, closing: "k: " + opening + "".join(pieces) + closing,
    st.sampled_from(OPENINGS),
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(CLOSINGS),
)


def scalars(text: str) -> list[Any]:
    """Scalar events of the text, none where ruamel.yaml refuses it."""
    try:
        events = list(YAML(typ="safe", pure=True).parse(text))
    except (YAMLError, ValueError):
        return []
    return [e for e in events if type(e).__name__ == "ScalarEvent" and e.value]


@settings(deadline=None, max_examples=1500)
@given(TEXTS)
@example('k: "a\\\n  b"\n')
@example("k: >\n  a\n   b\n\n  c\n\n")
@example("k: |+\n  a\n\n\n")
@example("k: |2\n   a\n  b\n")
@example("k: a\n  b\n\n  c\nz: 1\n")
def test_decoded_as_by_ruamel(text: str) -> None:
    for event in scalars(text):
        start, end = event.start_mark.index, event.end_mark.index
        value, offsets = decode(text, start, end, STYLES[event.style], 0)
        assert value == event.value
        assert len(offsets) == len(value) + 1
        assert offsets == sorted(offsets)
        assert start <= offsets[0]
        assert offsets[-1] <= end


@settings(deadline=None, max_examples=800)
@given(TEXTS)
@example('k: "a \\u0062 c"\n')
@example("k: 'it''s'\n")
def test_every_letter_maps_to_itself(text: str) -> None:
    try:
        entries = parse_events(text, int).entries
    except (HeaderError, TooDeepError):
        return
    for entry in entries:
        node = entry.value
        if not isinstance(node, Scalar):
            continue
        for index, char in enumerate(node.value):
            at = node.source_offset(index)
            if char.isalnum():
                assert text[at] in (char, "\\")
            span = node.source_span(index, index + 1)
            assert span.start == at
            assert span.end > at
        assert node.source_offset(len(node.value)) >= node.source_offset(max(len(node.value) - 1, 0))


@pytest.mark.parametrize(
    ("style", "text", "value", "offsets"),
    [
        (ScalarStyle.PLAIN, "a b", "a b", [0, 1, 2, 3]),
        (ScalarStyle.PLAIN, "a  \n\n  b", "a\nb", [0, 4, 7, 8]),
        (ScalarStyle.PLAIN, "a\r\n  b", "a b", [0, 1, 5, 6]),
        (ScalarStyle.SINGLE, "'it''s'", "it's", [1, 2, 3, 5, 6]),
        (ScalarStyle.DOUBLE, '"a\\nb"', "a\nb", [1, 2, 4, 5]),
        (ScalarStyle.DOUBLE, '"\\u00e9x"', "éx", [1, 7, 8]),
        (ScalarStyle.DOUBLE, '"a \\\n  b"', "a b", [1, 2, 7, 8]),
        (ScalarStyle.DOUBLE, '"a\\ \n b"', "a  b", [1, 2, 4, 6, 7]),
        (ScalarStyle.LITERAL, "|-\n  a\n   b", "a\n b", [5, 6, 9, 10, 11]),
        (ScalarStyle.LITERAL, "|\n  a\n\n", "a\n", [4, 5, 7]),
        (ScalarStyle.FOLDED, ">-\n  a\n  b", "a b", [5, 6, 9, 10]),
    ],
)
def test_offsets_by_hand(style: ScalarStyle, text: str, value: str, offsets: list[int]) -> None:
    assert decode(text, 0, len(text), style, 0) == (value, offsets)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (ScalarStyle.DOUBLE, '"'),
        (ScalarStyle.DOUBLE, '"a"b"'),
        (ScalarStyle.DOUBLE, '"\\q"'),
        (ScalarStyle.DOUBLE, '"\\u12"'),
        (ScalarStyle.DOUBLE, '"\\UFFFFFFFF"'),
        (ScalarStyle.DOUBLE, '"\\"'),
        (ScalarStyle.SINGLE, "'a'b'"),
        (ScalarStyle.LITERAL, "a"),
        (ScalarStyle.LITERAL, "|\n    a\n  b"),
    ],
)
def test_what_is_no_scalar_is_refused(style: ScalarStyle, text: str) -> None:
    with pytest.raises(ValueError):
        decode(text, 0, len(text), style, 0)


WORDS = [
    "~",
    "null",
    "Null",
    "NULL",
    "nUll",
    "true",
    "True",
    "TRUE",
    "tRue",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "0",
    "-0",
    "+7",
    "010",
    "08",
    "0o17",
    "0o8",
    "0x1F",
    "0xg",
    "0b101",
    "0b2",
    "1_000",
    "_1",
    "+",
    ".",
    "..",
    "1.5",
    ".5",
    "1.",
    "-.5e3",
    "1e3",
    "1e+3",
    "1.5e",
    ".inf",
    "-.Inf",
    "+.INF",
    ".nan",
    ".NaN",
    "1:30",
    "190:20:30",
    "1.0.0",
    "v1",
    "-a",
    "0.",
    "1__0",
    "0x",
    "0b",
    "0o",
    "1_.5",
    "12e03",
    "0777",
    "9" * 30,
    "1e400",
    "+.nan",
    "-.nan",
    "0_1",
    "--1",
    "+-1",
    "1e",
    "e3",
    ".e3",
    "0_",
    "+1.0",
    "0b_1",
]


@pytest.mark.parametrize("word", WORDS)
def test_plain_words_have_ruamels_type(word: str) -> None:
    theirs = YAML(typ="safe", pure=True).load(f"k: {word}\n")["k"]
    ours = plain_value(word)
    assert type(ours) is type(theirs)
    assert ours == theirs or (ours != ours and theirs != theirs)


@settings(deadline=None, max_examples=600)
@given(st.text("0123456789+-._eExXoObBnNaAfFiI:T~ ", min_size=1, max_size=8))
def test_number_like_words_have_ruamels_type(word: str) -> None:
    try:
        theirs = YAML(typ="safe", pure=True).load(f"k: {word}\n")
    except (YAMLError, ValueError, IndexError, AttributeError):
        return
    if not isinstance(theirs, dict) or not isinstance(theirs["k"], str | int | float | None):
        return
    ours = plain_value(word.strip())
    assert type(ours) is type(theirs["k"]), (ours, theirs["k"])
    assert ours == theirs["k"] or ours != ours
