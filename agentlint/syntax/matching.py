"""Which example tag closes which: one pass with a short look ahead, naming each mistake once and going on."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.syntax.mentions import Pair, TagEvent, tag_events
from agentlint.syntax.turns import find_labels, leading_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.syntax.tags import Tag

ProblemKind = Literal[
    "unclosed", "stray-closer", "early-closer", "typed-as-opener", "mismatched", "nested", "empty",
    "commentary-unclosed", "commentary-stray", "commentary-typed-as-opener",
]  # fmt: skip

_LINE_BREAK = lazy_pattern(r"\r\n?|\n")
_NAME = lazy_pattern(r"[A-Za-z]+")
_NOT_BLANK = lazy_pattern(r"\S")
_SPEECH_TAG = lazy_pattern(r"<(?:user|human|assistant|agent)", re.IGNORECASE)


@record(frozen=False)
class Substitution:
    """Put `text` in place of `span`; before it the characters that stand in the source at `like`, if given."""

    span: Pair
    text: str
    like: Pair | None = None


@record(frozen=False)
class Mismatch:
    """A mistake at a tag. `other` is the tag that it belongs to."""

    kind: ProblemKind
    span: Pair
    name: str
    other: Pair | None = None
    repair: list[Substitution] = field(default_factory=list)


@record(frozen=False)
class MatchedBlock:
    """A block: its tags, where its content ends, its commentary with both tags."""

    open: Pair
    close: Pair | None
    content_end: int
    commentary: Pair | None = None
    commentary_closed: bool = True
    parent: Pair | None = None
    meant: bool = True
    """Whether the opener is meant as a tag; in a sentence such as `between <example></example>` it is not."""
    first: int = 0
    """Where the first character that is no blank stands behind the opener."""

    @property
    def end(self) -> int:
        """Where the block ends, its closing tag included."""
        return self.content_end if self.close is None else self.close[1]


def match_tags(
    text: str, tags: Sequence[Tag], description: bool, code: Sequence[Pair] = ()
) -> tuple[list[MatchedBlock], list[Mismatch]]:
    """Blocks in the order of their openers, and mistakes in the order of their places.

    `code` are sorted spans of code. Tags in there are only named, never meant; but one that a tag outside lacks is
    taken as its partner, since what is code in loose Markdown is often doubtful.
    """
    events = tag_events(text, tags, description, code)
    matcher = _Matcher(text, events, description)
    matcher.run()
    matcher.blocks.sort(key=lambda block: block.open)
    matcher.mismatches.sort(key=lambda mismatch: mismatch.span)
    return matcher.blocks, matcher.mismatches


class _Matcher:
    def __init__(self, text: str, events: list[TagEvent], description: bool) -> None:
        self.text = text
        self.events = events
        self.description = description
        self.blocks: list[MatchedBlock] = []
        self.mismatches: list[Mismatch] = []
        self.block: MatchedBlock | None = None
        self.around: list[MatchedBlock] = []
        self.commentary: TagEvent | None = None
        self.loose_commentary: Pair | None = None
        self.last_example: TagEvent | None = None
        self.at = 0
        # Per index, the index of the next example tag from there on, so that no look ahead walks far.
        self.following: list[int | None] = [None] * (len(events) + 1)
        for index in range(len(events) - 1, -1, -1):
            self.following[index] = index if events[index].example else self.following[index + 1]

    def run(self) -> None:
        while self.at < len(self.events):
            event = self.events[self.at]
            self.at += 1
            if event.example:
                if event.closes:
                    self.close(event)
                else:
                    self.open(event)
                self.last_example = event
            elif event.closes:
                self.close_commentary(event)
            else:
                self.open_commentary(event)
        if self.block is not None:
            self.leave_open(len(self.text))
        if self.commentary is not None:
            self.drop_commentary(len(self.text))

    # What comes next

    def peek(self) -> TagEvent | None:
        """The next event."""
        return self.events[self.at] if self.at < len(self.events) else None

    def next_example(self) -> int | None:
        """Index of the next event of an example tag."""
        return self.following[self.at]

    def blank(self, start: int, end: int) -> bool:
        return _NOT_BLANK.search(self.text, start, end) is None

    def closer(self, opener: Pair | TagEvent) -> str:
        """The closing tag of an opener, its name in the same letters."""
        start = opener.start if isinstance(opener, TagEvent) else opener[0]
        name = _NAME.match(self.text, start + 1)
        return f"</{name[0] if name else 'example'}>"

    # Example tags

    def open(self, event: TagEvent) -> None:
        block = self.block
        index = self.next_example()
        following = None if index is None else self.events[index]
        if block is None:
            if event.real or (following is not None and following.closes):
                self.start(event)
            return
        if index is not None and following is not None and following.closes:
            behind = self.following[index + 1]
            second = None if behind is None else self.events[behind]
            if second is not None and second.closes and (second.real or event.real):
                if event.real:
                    self.report("nested", event, other=block.open)
                    self.around.append(block)
                    self.start(event, parent=block.open)
                else:
                    self.at = index + 1
                return
        elif self.is_typed_closer(event, block, following):
            edit = Substitution((event.start, event.end), self.closer(block.open))
            self.report("typed-as-opener", event, other=block.open, repair=[edit])
            self.finish(event)
            return
        if event.real:
            self.leave_open(event.start)
            self.start(event)

    def is_typed_closer(self, event: TagEvent, block: MatchedBlock, following: TagEvent | None) -> bool:
        """Whether an opener inside a block, with no closer to come before the next opener, was meant to close it."""
        if block.first >= event.start or leading_part(self.text, event.end) is not None:
            return False
        if self.blank(event.end, following.start if following is not None else len(self.text)):
            return True
        return event.real

    def close(self, event: TagEvent) -> None:
        block = self.block
        if block is None:
            if event.real and not self.was_closed_early(event):
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
                        Substitution((event.start, event.end), self.closer(opener)),
                        Substitution((following.start, following.end), self.closer(block.open)),
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
                    repair=[Substitution((event.start, event.end), self.closer(opener))],
                )  # fmt: skip
                block.commentary = (opener.start, event.end)
                self.commentary = None
                return
        if opener is not None:
            self.drop_commentary(event.start)
        self.finish(event)

    def was_closed_early(self, event: TagEvent) -> bool:
        """Whether the last block goes on behind its closer up to this one; then that closer is the stray one."""
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.close is None or block.parent is not None:
            return False
        early = block.close
        before = self.last_example
        if before is None or before.end != early[1]:
            return False
        part = leading_part(self.text, early[1])
        loose = self.loose_commentary if self.loose_commentary and self.loose_commentary[0] >= early[1] else None
        if part is None or part == "context" or (part == "commentary" and (loose is None or block.commentary)):
            return False
        if part in ("user", "other") and self.has_speech(block.open[1], early[0]):
            return False
        following = early[1]
        while self.text[following].isspace():
            following += 1
        self.mismatches.append(
            Mismatch("early-closer", early, "example", block.open, [Substitution((early[0], following), "")])
        )
        block.close, block.content_end = (event.start, event.end), event.start
        block.commentary = block.commentary or loose
        return True

    def has_speech(self, start: int, end: int) -> bool:
        labels = find_labels(self.text, start, end)
        return any(label.role != "context" for label in labels) or bool(_SPEECH_TAG.search(self.text, start, end))

    def without_repeated(self, event: TagEvent) -> list[Substitution]:
        """Take a closer out that only repeats the one before it; elsewhere an opener may be what is missing."""
        before = self.events[self.at - 2] if self.at >= 2 else None
        if before is None or not before.closes or before.example is not event.example:
            return []
        return [Substitution((before.end, event.end), "")] if self.blank(before.end, event.start) else []

    def start(self, event: TagEvent, parent: Pair | None = None) -> None:
        if self.commentary is not None:
            self.drop_commentary(event.start)
        first = _NOT_BLANK.search(self.text, event.end)
        self.block = MatchedBlock(
            (event.start, event.end),
            None,
            event.end,
            parent=parent,
            meant=event.real,
            first=first.start() if first else len(self.text),
        )

    def finish(self, event: TagEvent) -> None:
        block = self.block
        if block is None:
            return
        block.close = (event.start, event.end)
        block.content_end = event.start
        if self.commentary is not None:
            self.drop_commentary(event.start)
        empty = block.first >= event.start
        if empty and block.meant:
            self.mismatches.append(Mismatch("empty", (block.open[0], event.end), "example"))
        if block.meant or not empty:
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
            repair = [Substitution((place, place), self.closer(block.open), like=(block.open[1], block.first))]
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

    def open_commentary(self, event: TagEvent) -> None:
        if event.named or (self.block is None and not event.real):
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
            repair=[Substitution((event.start, event.end), self.closer(opener))],
        )  # fmt: skip
        if self.block is not None:
            self.block.commentary = (opener.start, event.end)
        self.commentary = None

    def close_commentary(self, event: TagEvent) -> None:
        opener, block = self.commentary, self.block
        if opener is not None:
            if block is not None:
                block.commentary = (opener.start, event.end)
            else:
                self.loose_commentary = (opener.start, event.end)
            self.commentary = None
            return
        if not event.real:
            return
        if block is not None:
            index = self.next_example()
            if index is None or not self.events[index].closes:
                self.report(
                    "mismatched",
                    event,
                    other=block.open,
                    repair=[Substitution((event.start, event.end), self.closer(block.open))],
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
                repair = [Substitution((stop, stop), self.closer(opener), like=(opener.end, inner))]
        self.mismatches.append(Mismatch("commentary-unclosed", (opener.start, opener.end), "commentary", repair=repair))

    def report(
        self, kind: ProblemKind, event: TagEvent, other: Pair | None = None, repair: list[Substitution] | None = None
    ) -> None:
        name = "example" if event.example else "commentary"
        self.mismatches.append(Mismatch(kind, (event.start, event.end), name, other, repair or []))
