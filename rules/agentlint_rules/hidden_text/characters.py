"""Runs of characters that nobody sees and a model reads, and what they are there for."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal

from agentlint.api import lazy_pattern, record

if TYPE_CHECKING:
    from collections.abc import Iterator

Sort = Literal["tags", "direction", "invisible", "selectors"]

_ANY = lazy_pattern(
    "(?P<tags>[\U000e0000-\U000e007f]+)"
    "|(?P<direction>[\u202a-\u202e\u2066-\u2069]+)"
    "|(?P<selectors>[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,})"
    "|(?P<invisible>[\u200b-\u200d\u2060-\u2064\ufeff\u180e\u034f\u115f\u1160\u3164\uffa0]+)"
)
DIRECTION_MARKS = lazy_pattern("[\u202a-\u202e\u2066-\u2069]+")
_PROBES = "\u200b\u200c\u200d\u202a\u202b\u202d\u202e\u2060\u2066\u2067\u2068\ufeff\u3164"
"""What a file is looked through for first; the other characters come along with these."""
_MOST = 1000
_FLAG = "\U0001f3f4"
# Scripts that join letters with U+200C and U+200D, or part words with U+200B, as far as their blocks go.
_JOINING = lazy_pattern(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff\u1800-\u18af\u1950-\u1aff\u1b00-\u1bff\ufb1d-\ufdff\ufe70-\ufefe"
    "\u1100-\u11ff\u3131-\u318e\uac00-\ud7af]"
)
_OVERRIDES = frozenset("\u202d\u202e")
_JOINER = "\u200d"


@record()
class Hidden:
    """A run, `start` to `end` in the text, and for tag characters the text that they spell."""

    sort: Sort
    start: int
    end: int
    spelt: str = ""


def hidden_runs(text: str) -> Iterator[Hidden]:
    """All runs that no script, flag or emoji needs, in order."""
    if text.isascii() or not _may_hide(text):
        return
    told = -1
    for match in _ANY.finditer(text):
        start, end = match.span()
        sort = match.lastgroup
        if sort == "tags":
            if not (text[start - 1 : start] == _FLAG and text[end - 1] == "\U000e007f" and end - start <= 8):
                spelt = "".join(chr(ord(c) - 0xE0000) for c in match[0][:_MOST] if 0xE0020 <= ord(c) < 0xE007F)
                yield Hidden("tags", start, end, spelt)
        elif sort == "selectors":
            yield Hidden("selectors", start, end)
        elif sort == "direction":
            if start < told:
                continue
            line_end = text.find("\n", end)
            line = text[max(text.rfind("\n", 0, start) + 1, start - _MOST) : end + _MOST].split("\n", 1)[0]
            if not _OVERRIDES.isdisjoint(match[0]) or not _right_to_left(line):
                told = len(text) if line_end < 0 else line_end
                yield Hidden("direction", start, end)
        elif not _needed(text, start, end):
            yield Hidden("invisible", start, end)


def _may_hide(text: str) -> bool:
    """A quick look for any character of `_ANY`; selectors below U+E0100 alone carry too little to look for them."""
    # Only characters from U+C0000 on begin with this byte.
    return any(probe in text for probe in _PROBES) or b"\xf3" in text.encode("utf-8", "surrogatepass")


def _right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def _needed(text: str, start: int, end: int) -> bool:
    """Whether a run of one or two joins what stands beside it: letters of joining scripts, or the parts of an emoji."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start > 2:
        return False
    if start == 0 and text[0] == "\ufeff" and end == 1:
        return True
    if _JOINING.match(before) or _JOINING.match(after):
        return True
    return text[start:end] == _JOINER and _is_emoji_part(before) and _is_emoji_part(after)


def _is_emoji_part(character: str) -> bool:
    if not character:
        return False
    return unicodedata.category(character) in ("So", "Sk", "Sm", "Po") or character == "\ufe0f"
