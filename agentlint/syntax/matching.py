"""Which example tag closes which: one pass with a short look ahead, naming each mistake once and going on."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from agentlint.syntax.turns import find_labels, starts_with_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.syntax.tags import Tag

Pair = tuple[int, int]
"""Start and end offset in the text that is searched."""
ProblemKind = Literal[
    "unclosed", "stray-closer", "typed-as-opener", "mismatched", "nested", "empty",
    "commentary-unclosed", "commentary-stray", "commentary-typed-as-opener",
]  # fmt: skip

_LINE_BREAK = re.compile(r"\r\n?|\n")
_NAME = re.compile(r"[A-Za-z]+")
_MARKS = re.compile(r"[ \t]*(?:>[ \t]?)*(?:(?:[-*+•]|\d{1,3}[.)])[ \t]*)?[*_]{0,3}")
_NAMES_THE_TAG = re.compile(
    r"[ \t]*-?(?:blocks?|tags?|sections?|elements?|markers?|pairs?|wrappers?|syntax|entries)\b", re.IGNORECASE
)
_OPENING_QUOTES = "\"'`“‘«「(["
_CLOSING_QUOTES = "\"'`”’»」)]"
_SENTENCE_ENDS = ":.!?;…。：！？\"'”’)]*_"


@dataclass(slots=True)
class _Event:
    closes: bool
    example: bool
    """An example tag, else a commentary tag."""
    start: int
    end: int
    real: bool
    """Whether it is meant as a tag, as far as its surroundings show, and not only named in prose."""


@dataclass(slots=True)
class Replacement:
    """Put `text` in place of `span`; before it the characters that stand in the source at `like`, if given."""

    span: Pair
    text: str
    like: Pair | None = None


@dataclass(slots=True)
class Mismatch:
    """A mistake at a tag. `other` is the tag that it belongs to."""

    kind: ProblemKind
    span: Pair
    name: str
    other: Pair | None = None
    repair: list[Replacement] = field(default_factory=list)


@dataclass(slots=True)
class MatchedBlock:
    """A block: its tags, where its content ends, its commentary with both tags."""

    open: Pair
    close: Pair | None
    content_end: int
    commentary: Pair | None = None
    commentary_closed: bool = True
    parent: Pair | None = None


def match_tags(
    text: str, tags: Sequence[Tag], description: bool, code: Sequence[Pair] = ()
) -> tuple[list[MatchedBlock], list[Mismatch]]:
    """Blocks in the order of their openers, and mistakes in the order of their places.

    `code` are sorted spans of code. Tags in there are only named, never meant; but one that a tag outside lacks is
    taken as its partner, since what is code in loose Markdown is often doubtful.
    """
    events = _events(text, tags, description, code)
    matcher = _Matcher(text, events, description)
    matcher.run()
    matcher.blocks.sort(key=lambda block: block.open)
    matcher.mismatches.sort(key=lambda mismatch: mismatch.span)
    return matcher.blocks, matcher.mismatches


def _events(text: str, tags: Sequence[Tag], description: bool, code: Sequence[Pair]) -> list[_Event]:
    starts = [span[0] for span in code]
    events: list[_Event] = []
    weak: list[_Event] = []
    for tag in tags:
        if tag.name not in ("example", "commentary") or tag.kind == "empty":
            continue
        start, end = tag.span.start, tag.span.end
        event = _Event(tag.kind == "close", tag.name == "example", start, end, real=True)
        place = bisect_right(starts, start) - 1
        if place >= 0 and start < code[place][1]:
            event.real = False
            weak.append(event)
        else:
            event.real = _is_meant(text, event, description)
            events.append(event)
    if not weak:
        return events
    return _with_needed(events, weak)


def _with_needed(events: list[_Event], weak: list[_Event]) -> list[_Event]:
    """Add the tags in code that have no partner in code and that a tag outside lacks."""
    single: list[_Event] = []
    for example in (True, False):
        open_: _Event | None = None
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


def _is_meant(text: str, event: _Event, description: bool) -> bool:
    start, end = event.start, event.end
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    place = _OPENING_QUOTES.find(before)
    if place >= 0 and after == _CLOSING_QUOTES[place]:
        return False
    if _NAMES_THE_TAG.match(text, end):
        return False
    head = _line_head(text, start)
    if _MARKS.fullmatch(head):
        return True
    tail_ends = _blank_tail(text, end)
    if event.closes:
        if description:
            return True
        return head.rstrip()[-1:] in _SENTENCE_ENDS and tail_ends
    if starts_with_label(text, end):
        return True
    return head.rstrip()[-1:] in _SENTENCE_ENDS and (tail_ends or description)


def _line_head(text: str, start: int) -> str:
    """What stands on the line before `start`, from the last tag on: at most 200 characters matter."""
    low = max(0, start - 200)
    head = text[low:start]
    cut = max(head.rfind("\n"), head.rfind("\r"), head.rfind(">") if not head.lstrip().startswith(">") else -1)
    return head[cut + 1 :] if cut >= 0 else head


def _blank_tail(text: str, end: int) -> bool:
    at = end
    while at < len(text) and text[at] in " \t":
        at += 1
    return at == len(text) or text[at] in "\r\n<"


class _Matcher:
    def __init__(self, text: str, events: list[_Event], description: bool) -> None:
        self.text = text
        self.events = events
        self.description = description
        self.blocks: list[MatchedBlock] = []
        self.mismatches: list[Mismatch] = []
        self.block: MatchedBlock | None = None
        self.around: list[MatchedBlock] = []
        self.commentary: _Event | None = None
        self.at = 0

    def run(self) -> None:
        while self.at < len(self.events):
            event = self.events[self.at]
            self.at += 1
            if event.example:
                if event.closes:
                    self.close(event)
                else:
                    self.open(event)
            elif event.closes:
                self.close_commentary(event)
            else:
                self.open_commentary(event)
        if self.block is not None:
            self.leave_open(len(self.text))
        if self.commentary is not None:
            self.drop_commentary(len(self.text))

    # What comes next

    def peek(self, example: bool | None = None, skip: int = 0) -> _Event | None:
        """The next event, or the next one of example tags (`True`)."""
        for index in range(self.at, len(self.events)):
            event = self.events[index]
            if example is None or event.example is example:
                if not skip:
                    return event
                skip -= 1
        return None

    def blank(self, start: int, end: int) -> bool:
        return not self.text[start:end].strip()

    def closer(self, opener: Pair | _Event) -> str:
        """The closing tag of an opener, its name in the same letters."""
        start = opener.start if isinstance(opener, _Event) else opener[0]
        name = _NAME.match(self.text, start + 1)
        return f"</{name[0] if name else 'example'}>"

    # Example tags

    def open(self, event: _Event) -> None:
        block = self.block
        if block is None:
            following = self.peek(example=True)
            if not event.real and (following is None or not following.closes):
                return
            self.start(event)
            return
        following = self.peek(example=True)
        if following is not None and following.closes:
            second = self.peek(example=True, skip=1)
            if second is not None and second.closes and (second.real or event.real):
                if event.real:
                    self.report("nested", event, other=block.open)
                    self.around.append(block)
                    self.start(event, parent=block.open)
                else:
                    self.at = self.events.index(following, self.at) + 1
                return
        elif self.is_typed_closer(event, block, following):
            self.report(
                "typed-as-opener",
                event,
                other=block.open,
                repair=[Replacement((event.start, event.end), self.closer(block.open))],
            )
            self.finish(event)
            return
        if not event.real:
            return
        self.leave_open(event.start)
        self.start(event)

    def is_typed_closer(self, event: _Event, block: MatchedBlock, following: _Event | None) -> bool:
        """Whether an opener inside a block, with no closer to come before the next opener, was meant to close it."""
        if self.blank(block.open[1], event.start) or starts_with_label(self.text, event.end):
            return False
        if self.blank(event.end, following.start if following is not None else len(self.text)):
            return True
        return event.real

    def close(self, event: _Event) -> None:
        block = self.block
        if block is None:
            if event.real:
                self.report("stray-closer", event, repair=self.without_repeated(event))
            return
        following = self.peek()
        if not event.real and following is not None and following.example and following.closes and following.real:
            return
        opener = self.commentary
        if opener is not None and following is not None and following.closes:
            if not following.example:
                repair = []
                if self.blank(event.end, following.start):
                    repair = [
                        Replacement((event.start, event.end), self.closer(opener)),
                        Replacement((following.start, following.end), self.closer(block.open)),
                    ]
                self.report("mismatched", event, other=(opener.start, opener.end), repair=repair)
                block.commentary = (opener.start, event.end)
                self.commentary = None
                self.at += 1
                self.finish(following)
                return
            if following.real:
                self.report(
                    "mismatched", event, other=(opener.start, opener.end),
                    repair=[Replacement((event.start, event.end), self.closer(opener))],
                )  # fmt: skip
                block.commentary = (opener.start, event.end)
                self.commentary = None
                return
        if opener is not None:
            self.drop_commentary(event.start)
        self.finish(event)

    def without_repeated(self, event: _Event) -> list[Replacement]:
        """Take a closer out that only repeats the one before it; elsewhere an opener may be what is missing."""
        before = self.events[self.at - 2] if self.at >= 2 else None
        if before is None or not before.closes or before.example is not event.example:
            return []
        return [Replacement((before.end, event.end), "")] if self.blank(before.end, event.start) else []

    def start(self, event: _Event, parent: Pair | None = None) -> None:
        self.block = MatchedBlock((event.start, event.end), None, event.end, parent=parent)

    def finish(self, event: _Event) -> None:
        block = self.block
        if block is None:
            return
        block.close = (event.start, event.end)
        block.content_end = event.start
        if self.commentary is not None:
            self.drop_commentary(event.start)
        if self.blank(block.open[1], event.start):
            self.mismatches.append(Mismatch("empty", (block.open[0], event.end), "example"))
        self.blocks.append(block)
        self.block = self.around.pop() if self.around else None

    def leave_open(self, end: int) -> None:
        """The open block ends without a closer, at the latest at `end`."""
        block = self.block
        if block is None:
            return
        if self.commentary is not None:
            self.drop_commentary(end)
        content_end, place = self.end_of_open(block, end)
        repair = []
        if place is not None:
            inner = block.open[1]
            while inner < len(self.text) and self.text[inner].isspace():
                inner += 1
            repair = [Replacement((place, place), self.closer(block.open), like=(block.open[1], inner))]
        block.content_end = content_end
        self.mismatches.append(Mismatch("unclosed", block.open, "example", repair=repair))
        self.blocks.append(block)
        self.block = None
        while self.around:
            outer = self.around.pop()
            outer.content_end = end
            self.mismatches.append(Mismatch("unclosed", outer.open, "example"))
            self.blocks.append(outer)

    def end_of_open(self, block: MatchedBlock, end: int) -> tuple[int, int | None]:
        """Where the content of an unclosed block ends, and where its closer belongs if there is one place only."""
        start = block.open[1]
        labels = find_labels(self.text, start, end)
        last = max([label.end for label in labels] + ([block.commentary[1]] if block.commentary else []), default=None)
        if last is None:
            return end, None
        if block.commentary is not None and last == block.commentary[1]:
            place = last
        else:
            line_break = _LINE_BREAK.search(self.text, last, end)
            place = line_break.start() if line_break else len(self.text[:end].rstrip())
        rest = self.text[place:end]
        if rest.strip(" \t\r\n-*+•>"):
            return (end if not self.description else place), None
        while place > start and self.text[place - 1].isspace():
            place -= 1
        return place, place

    # Commentary tags

    def open_commentary(self, event: _Event) -> None:
        if not event.real:
            return
        opener = self.commentary
        if opener is None:
            self.commentary = event
            return
        following = self.peek()
        if following is not None and following.closes and not following.example:
            self.drop_commentary(event.start)
            self.commentary = event
            return
        self.report(
            "commentary-typed-as-opener", event, other=(opener.start, opener.end),
            repair=[Replacement((event.start, event.end), self.closer(opener))],
        )  # fmt: skip
        if self.block is not None:
            self.block.commentary = (opener.start, event.end)
        self.commentary = None

    def close_commentary(self, event: _Event) -> None:
        opener, block = self.commentary, self.block
        if opener is not None:
            if block is not None:
                block.commentary = (opener.start, event.end)
            self.commentary = None
            return
        if not event.real:
            return
        if block is not None:
            following = self.peek(example=True)
            if following is None or not following.closes:
                self.report(
                    "mismatched",
                    event,
                    other=block.open,
                    repair=[Replacement((event.start, event.end), self.closer(block.open))],
                )
                self.finish(event)
                return
        self.report("commentary-stray", event, repair=self.without_repeated(event))

    def drop_commentary(self, end: int) -> None:
        """The open commentary ends without a closer before `end`."""
        opener = self.commentary
        if opener is None:
            return
        self.commentary = None
        block = self.block
        if block is None and not self.description:
            return
        repair = []
        stop = end
        while stop > opener.end and self.text[stop - 1].isspace():
            stop -= 1
        if block is not None:
            block.commentary, block.commentary_closed = (opener.start, stop), False
            speech = find_labels(self.text, opener.end, stop)
            if stop > opener.end and not speech and "\n\n" not in self.text[opener.end : stop]:
                inner = opener.end
                while inner < stop and self.text[inner].isspace():
                    inner += 1
                repair = [Replacement((stop, stop), self.closer(opener), like=(opener.end, inner))]
        self.mismatches.append(Mismatch("commentary-unclosed", (opener.start, opener.end), "commentary", repair=repair))

    def report(
        self, kind: ProblemKind, event: _Event, other: Pair | None = None, repair: list[Replacement] | None = None
    ) -> None:
        name = "example" if event.example else "commentary"
        self.mismatches.append(Mismatch(kind, (event.start, event.end), name, other, repair or []))
