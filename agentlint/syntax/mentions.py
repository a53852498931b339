"""Which example and commentary tags are meant as tags, and which are only named in prose or in code."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.syntax.turns import leading_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.syntax.tags import Tag

Pair = tuple[int, int]
"""Start and end offset in the text that is searched."""

_MARKS = lazy_pattern(r"[ \t]*(?:>[ \t]?)*(?:(?:[-*+•]|\d{1,3}[.)])[ \t]*)?[*_]{0,3}")
_NAMES_THE_TAG = lazy_pattern(
    r"[ \t]*(?:-?(?:blocks?|tags?|sections?|elements?|markers?|pairs?|wrappers?|syntax|entries)\b|[:：–—=])",
    re.IGNORECASE,
)
_CLOSES_BLOCK = lazy_pattern(r"\s*</example>", re.IGNORECASE)
_OPENING_QUOTES = "\"'`“‘«「(["
_CLOSING_QUOTES = "\"'`”’»」)]"
_SENTENCE_ENDS = ":.!?;…。：！？\"'”’)]*_"


@record(frozen=False)
class TagEvent:
    """An opening or closing tag in the text, `start` to `end`; `closes` tells which."""

    closes: bool
    example: bool
    """An example tag, else a commentary tag."""
    start: int
    end: int
    real: bool
    """Whether it is meant as a tag, as far as its surroundings show, and not only named in prose."""
    named: bool = False
    """Whether it is beyond doubt only named: in quotes, in code, or as in `<example> blocks`."""


def tag_events(text: str, tags: Sequence[Tag], description: bool, code: Sequence[Pair]) -> list[TagEvent]:
    """The tags of examples and commentaries, in order; `code` are sorted spans of code.

    Tags in code are only named. Those without a partner in code, however, come along: they may be what a tag outside
    lacks, since what is code in loose Markdown is often doubtful.
    """
    starts = [span[0] for span in code]
    events: list[TagEvent] = []
    weak: list[TagEvent] = []
    for tag in tags:
        if tag.name not in ("example", "commentary") or tag.kind == "empty":
            continue
        start, end = tag.span.start, tag.span.end
        event = TagEvent(tag.kind == "close", tag.name == "example", start, end, real=True)
        place = bisect_right(starts, start) - 1
        if place >= 0 and start < code[place][1]:
            event.real, event.named = False, True
            weak.append(event)
        else:
            event.named = _is_named(text, start, end)
            event.real = not event.named and _is_meant(text, event, description)
            events.append(event)
    if not weak:
        return events
    return _with_needed(events, weak)


def _with_needed(events: list[TagEvent], weak: list[TagEvent]) -> list[TagEvent]:
    """Add the tags in code that have no partner in code and that a tag outside lacks."""
    single: list[TagEvent] = []
    for example in (True, False):
        open_: TagEvent | None = None
        for event in weak:
            if event.example is not example:
                continue
            if event.closes:
                if open_ is None:
                    single.append(event)
                open_ = None
            else:
                if open_ is not None:
                    single.append(open_)
                open_ = event
        if open_ is not None:
            single.append(open_)
    return sorted([*events, *single], key=lambda event: event.start) if single else events


def _is_named(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    place = _OPENING_QUOTES.find(before)
    return (place >= 0 and after == _CLOSING_QUOTES[place]) or _NAMES_THE_TAG.match(text, end) is not None


def _is_meant(text: str, event: TagEvent, description: bool) -> bool:
    start, end = event.start, event.end
    head = _line_head(text, start)
    if _MARKS.fullmatch(head):
        return True
    tail_ends = _blank_tail(text, end)
    if event.closes:
        if description:
            return True
        if not event.example and head[-1:] not in " \t" and _CLOSES_BLOCK.match(text, end):
            # Between a word and the end of a block, with no blank: nobody writes so about a tag. Behind an opener that
            # is itself only named, though, the pair is.
            at = start - len(head)
            return text[max(0, at - 12) : at].lower() != "<commentary>"
        return head.rstrip()[-1:] in _SENTENCE_ENDS and tail_ends
    if leading_part(text, end) is not None:
        return True
    return head.rstrip()[-1:] in _SENTENCE_ENDS and (tail_ends or description)


def _line_head(text: str, start: int) -> str:
    """What stands on the line before `start`, from the last tag on: at most 200 characters matter."""
    head = text[max(0, start - 200) : start]
    head = head[max(head.rfind("\n"), head.rfind("\r")) + 1 :]
    return head if _MARKS.fullmatch(head) else head[head.rfind(">") + 1 :]


def _blank_tail(text: str, end: int) -> bool:
    at = end
    while at < len(text) and text[at] in " \t":
        at += 1
    return at == len(text) or text[at] in "\r\n<"
