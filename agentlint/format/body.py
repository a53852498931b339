"""Edits in the body, by line. What is not understood stays byte for byte."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from agentlint.diagnostic import Edit
from agentlint.format.edits import Proposal, Reason
from agentlint.source import Span
from agentlint.syntax.markdown import inline_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.format.options import FormatOptions
    from agentlint.source import Source
    from agentlint.syntax.document import Document
    from agentlint.syntax.markdown import Block

_TRAILING = re.compile(r"[ \t]+$")
_SPACED = frozenset(("heading", "list", "code", "table"))
_NEIGHBOURS = frozenset(("paragraph", "heading", "list", "code", "table", "blockquote", "thematicBreak"))
_MULTI_LINE_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_CONTAINERS = frozenset(("list", "listItem", "blockquote"))
_BULLET = re.compile(r"[-+*](?=[ \t\r\n]|$)")


def body_edits(document: Document, options: FormatOptions) -> Iterator[Proposal]:
    """Proposals for everything behind the header."""
    yield from _Body(document, options).proposals()


class _Body:
    def __init__(self, document: Document, options: FormatOptions) -> None:
        self.source: Source = document.source
        self.document = document
        self.options = options
        self.span = document.body_span
        self.newline = self.source.preferred_newline
        self.first = self.source.line_at(self.span.start)
        self.last = self.source.line_count
        self.free = self._free_lines()

    def proposals(self) -> Iterator[Proposal]:
        yield from self._trailing_blanks()
        yield from self._blank_runs()
        yield from self._around()
        if self.options.bullet != "keep":
            yield from self._bullets(self.options.bullet)

    def _lines(self, span: Span) -> range:
        return range(self.source.line_at(span.start), self.source.line_at(span.end) + 1)

    def _free_lines(self) -> dict[int, bool]:
        """Lines whose blanks may be judged; the value says whether a trailing double blank is a hard break."""
        free: dict[int, bool] = {}
        kept: set[int] = set()
        for block in self.document.body.walk():
            lines = self._lines(block.span)
            if block.type in _CONTAINERS:
                free.update((n, False) for n in lines if n not in free)
            elif block.type == "paragraph" or (block.type == "heading" and len(lines) > 1):
                free.update((n, n != lines[-1]) for n in lines)
                kept |= self._inside_inline(block)
            elif block.type in ("heading", "table", "thematicBreak"):
                free.update((n, False) for n in lines)
            else:
                kept.update(lines)
        for number in range(self.first, self.last + 1):
            if number not in free and number not in kept and not self._text(number).strip(" \t"):
                free[number] = False
        return {n: hard for n, hard in free.items() if n not in kept and self.first <= n <= self.last}

    def _text(self, number: int) -> str:
        span = self.source.line_span(number)
        return self.source.text[max(span.start, self.span.start) : span.end]

    def _inside_inline(self, block: Block) -> set[int]:
        """Lines that end inside a code span or a tag: their blanks are content."""
        text = self.source.slice(block.span)
        kept: set[int] = set()
        for span in inline_code(text):
            self._cross(block, span, kept)
        if "<" in text:
            for match in _MULTI_LINE_TAG.finditer(text):
                self._cross(block, Span(match.start(), match.end()), kept)
        return kept

    def _cross(self, block: Block, span: Span, kept: set[int]) -> None:
        lines = self._lines(Span(block.span.start + span.start, block.span.start + span.end))
        kept.update(lines[:-1])

    def _trailing_blanks(self) -> Iterator[Proposal]:
        for number, hard in sorted(self.free.items()):
            text = self._text(number)
            trailing = _TRAILING.search(text)
            if trailing is None or (hard and text.endswith("  ")):
                continue
            end = self.source.line_span(number).end
            start = end - (len(text) - trailing.start())
            yield Proposal(Reason.TRAILING_BLANK, (Edit.delete(Span(start, end)),))

    def _blank(self, number: int) -> bool:
        return number in self.free and not self._text(number).strip(" \t")

    def _blank_runs(self) -> Iterator[Proposal]:
        """Runs of blank lines to one: one behind the header, none at the end, one line break after the last line."""
        header = self.document.frontmatter
        starts = self.source.line_starts
        end = len(self.source.text)
        last = self.last
        while last >= self.first and self._blank(last):
            last -= 1
        number = self.first
        leading = 0
        while number <= last and self._blank(number):
            leading += 1
            number += 1
        if header is not None and number <= last:
            if leading == 0:
                yield Proposal(Reason.BLANK_AFTER_HEADER, (Edit.insert(self.span.start, self.newline),))
            elif leading > 1:
                span = Span(starts[self.first], starts[number - 1])
                yield Proposal(Reason.BLANK_AFTER_HEADER, (Edit.delete(span),))
        elif header is None and leading > 1:
            yield Proposal(Reason.BLANK_RUN, (Edit.delete(Span(starts[self.first], starts[number - 1])),))
        while number <= last:
            if self._blank(number) and self._blank(number - 1) and number > self.first:
                yield Proposal(Reason.BLANK_RUN, (Edit.delete(Span(starts[number - 1], starts[number])),))
            number += 1
        yield from self._end(last, end)

    def _end(self, last: int, end: int) -> Iterator[Proposal]:
        if last < self.first:
            # Nothing but blank lines behind the header, or nothing at all.
            if self.span.start < end:
                yield Proposal(Reason.FINAL_NEWLINE, (Edit.delete(Span(self.span.start, end)),))
            elif end and not self.source.text.endswith(("\n", "\r")):
                yield Proposal(Reason.FINAL_NEWLINE, (Edit.insert(end, self.newline),))
            return
        if last == self.last:
            yield Proposal(Reason.FINAL_NEWLINE, (Edit.insert(end, self.newline),))
        elif self.source.line_starts[last] < end:
            yield Proposal(Reason.FINAL_NEWLINE, (Edit.delete(Span(self.source.line_starts[last], end)),))

    def _around(self) -> Iterator[Proposal]:
        """One blank line between a heading, list, fence or table and its neighbour, at the top level only."""
        blocks = self.document.body.blocks
        for above, below in pairwise(blocks):
            if not {above.type, below.type} & _SPACED or not {above.type, below.type} <= _NEIGHBOURS:
                continue
            if {above.type, below.type} == {"table", "paragraph"}:
                # A reader that knows no tables takes both for one paragraph.
                continue
            line = self.source.line_at(below.span.start)
            if line == self.source.line_at(above.span.end) + 1:
                at = self.source.line_starts[line - 1]
                yield Proposal(Reason.BLANK_AROUND, (Edit.insert(at, self.newline),))

    def _bullets(self, mark: str) -> Iterator[Proposal]:
        for block in self.document.body.walk():
            if block.type != "list" or block.ordered:
                continue
            edits = []
            for item in block.children:
                at = self._bullet_at(item)
                if at is not None and self.source.text[at] != mark:
                    edits.append(Edit(Span(at, at + 1), mark))
            if edits:
                yield Proposal(Reason.BULLET, tuple(edits))

    def _bullet_at(self, item: Block) -> int | None:
        found = _BULLET.match(self.source.text, item.span.start)
        return found.start() if found is not None else None
