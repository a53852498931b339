from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlint.report.cells import clip, pad, visible, width_of, wrap

ODD = "a\t\x00\x1b\u200b\u200d\ufe0f\u202e\ufeff\u0301é你好👩💻🏽🇩한\u1161\u3000\u00a0\u2028\x85"
texts = st.text() | st.text(alphabet=ODD, max_size=40)


@pytest.mark.parametrize(
    ("text", "shown", "width"),
    [
        ("plain", "plain", 5),
        ("a\tb", "a    b", 6),
        ("你好", "你好", 4),
        ("e\u0301", "e\u0301", 1),
        ("a\u200bb", "a<U+200B>b", 10),
        ("\u202eabc", "<U+202E>abc", 11),
        ("\x1b[31m", "<U+001B>[31m", 12),
        ("a\nb", "a<U+000A>b", 10),
        ("👩\u200d💻", "👩💻", 4),
        ("👍🏽", "👍", 2),
        ("⚠\ufe0f x", "⚠ x", 3),
        ("\ufeffname", "<U+FEFF>name", 12),
    ],
)
def test_shows_what_a_terminal_would_swallow(text: str, shown: str, width: int) -> None:
    assert visible(text) == shown
    assert width_of(text) == width


@given(texts)
def test_what_is_shown_is_as_wide_as_promised_and_has_no_controls(text: str) -> None:
    shown = visible(text)
    assert width_of(shown) == width_of(text)
    assert not any(ord(c) < 32 or c in "\u200b\u202e\u2028\x85" for c in shown)


@given(texts, st.integers(1, 60))
def test_clipped_text_keeps_to_its_width(text: str, width: int) -> None:
    clipped = clip(text, width)
    assert width_of(clipped) <= width
    assert clipped == visible(text) or clipped.endswith("…")


@given(texts, st.integers(20, 90), st.integers(0, 15), st.integers(0, 8))
def test_wrapped_text_keeps_to_its_width_and_loses_no_word(text: str, width: int, first: int, indent: int) -> None:
    lines = wrap(text, width, first=first, indent=indent)
    assert first + width_of(lines[0]) <= width or lines[0] == ""
    assert all(width_of(line) <= width for line in lines[1:])
    assert "".join("".join(lines).split()) == "".join(visible(text).split())


def test_pads_by_cells() -> None:
    assert pad("你", 4) == "你  "
    assert pad("longer", 3) == "longer"


def test_clipping_a_huge_line_looks_at_its_beginning_only() -> None:
    class Counted(str):
        seen = 0

        def __iter__(self):  # type: ignore[no-untyped-def]
            for char in str.__str__(self):
                Counted.seen += 1
                yield char

    assert width_of(clip(Counted("é" * 1_000_000), 80)) == 80
    assert Counted.seen < 100
