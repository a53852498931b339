from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from agentlint.report.line_hash import line_hashes
from agentlint.source import Source

TEXTS = st.lists(st.sampled_from(["a", "b", " ", "\t", "\n", "\r", "\r\n", "🎻", "ä", "x" * 40, "\ufeff"]), max_size=60)


def slowly(text: str) -> list[str]:
    """What the uploading action computes, line by line and character by character."""
    data = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "").encode("utf-16-le")
    units = [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)] + [0xFFFF]
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == 10)]
    counts: Counter[int] = Counter()
    found = []
    for start in starts:
        window = (units[start:] + [0] * 100)[:100]
        value = 0
        for unit in window:
            value = (value * 37 + unit) % 2**64
        counts[value] += 1
        found.append(f"{value:x}:{counts[value]}")
    return found


def quickly(text: str) -> list[str]:
    lines = range(1, Source("a.md", text).line_count + 1)
    return list(line_hashes(text, lines).values())


def test_values_that_code_scanning_has_too() -> None:
    assert quickly("") == ["c129715d7a2bc9a3:1"]
    assert quickly("Lorem ipsum dolor sit amet.\n" * 10)[5:8] == [
        "a7f2ff13bc495cf2:6",
        "a7f2ff1481e87703:1",
        "a9cf91f7bbf1862b:1",
    ]


@given(TEXTS)
def test_every_line_has_the_hash_that_it_would_get_on_upload(parts: list[str]) -> None:
    text = "".join(parts)
    # A blank between CR and LF parts them there, as it does here.
    if not any(blank in text for blank in ("\r ", "\r\t")):
        assert quickly(text) == slowly(text)


@given(TEXTS, st.integers(1, 70))
def test_a_line_asked_for_alone_has_the_same_hash(parts: list[str], line: int) -> None:
    text = "".join(parts)
    all_of_them = line_hashes(text, range(1, 100))
    assert line_hashes(text, [line]) == {k: v for k, v in all_of_them.items() if k == line}


def test_lines_are_known_again_when_others_move() -> None:
    text = "".join(f"line {n} says something of its own, long enough to fill a window\n" for n in range(20))
    before, after = line_hashes(text, [15])[15], line_hashes("new\r\n\n" + text, [17])[17]
    assert before == after


def test_blanks_and_line_ends_do_not_count() -> None:
    assert quickly("a b\tc\n\n  d") == quickly("abc\r\r d\t") == quickly("ab c\r\n\r\nd")


def test_nothing_asked_nothing_done() -> None:
    assert line_hashes("x" * 10, []) == {}
    assert line_hashes("x", [2]) == {}
