"""Edits in the body, by line. What is not understood stays byte for byte."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from agentlint.diagnostic import Edit
from agentlint.format.edits import Proposal, Reason
from agentlint.format.regions import ambiguous_fences, tag_sections
from agentlint.patterns import lazy_pattern
from agentlint.rendered import DEEP
from agentlint.source import Span
from agentlint.syntax.markdown import inline_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentlint.project.settings import FormatOptions
    from agentlint.source import Source
    from agentlint.syntax.document import Document
    from agentlint.syntax.markdown import Block

_SPACED = frozenset(("heading", "list", "code", "table"))
_NEIGHBOURS = frozenset(("paragraph", "heading", "list", "code", "table", "blockquote", "thematicBreak"))
_CONTAINERS = frozenset(("list", "listItem", "blockquote"))
_MULTI_LINE_TAG = lazy_pattern(r"<[A-Za-z/!?][^<>]*>")
_VERBATIM_TAG = lazy_pattern(r"<(?:pre|code|textarea|script|style)\b", re.IGNORECASE)
_DRAWING = lazy_pattern("[\u2500-\u257f]")
_BULLET = lazy_pattern(r"[-+*](?=[ \t\r\n]|$)")
_WRAPPED = 50
"""Characters of a heading that its author may have gone on with on the next line."""
_OPEN, _KEPT, _PLAIN, _BREAKS = range(4)
"""What is known of a line: nothing; it stays; blanks at its end are nobody's; two of them may be a hard break."""


def body_edits(document: Document, options: FormatOptions) -> Iterator[Proposal]:
    """Proposals for everything behind the header."""
    if any(token.level > DEEP for token in document.body.tokens[0]):
        return
    body = _Body(document)
    yield from body.lines_proposals()
    yield from body.around()
    if options.bullet != "keep":
        yield from body.bullets(options.bullet)


class _Body:
    def __init__(self, document: Document) -> None:
        source: Source = document.source
        self.source = source
        self.document = document
        self.span = document.body_span
        self.newline = source.preferred_newline
        self.first = source.line_at(self.span.start)
        starts = [self.span.start, *source.line_starts[self.first :], len(source.text)]
        self.starts = starts
        self.lines = [source.text[a:b].rstrip("\r\n") for a, b in pairwise(starts)]
        self.blank = [not line.strip(" \t") for line in self.lines]
        self.quiet = bytearray(len(self.lines))
        self.state = bytearray(len(self.lines))
        self._judge_lines()

    def _range(self, span: Span) -> range:
        at = self.source.line_at
        return range(at(span.start) - self.first, at(span.end) - self.first + 1)

    def _set(self, lines: range, state: int) -> None:
        if len(lines) == 1:
            self.state[lines.start] = state
        else:
            self.state[lines.start : lines.stop] = bytes([state]) * len(lines)

    def _judge_lines(self) -> None:
        fences: list[tuple[int, int]] = []
        for block in self.document.body.walk():
            lines = self._range(block.span)
            if block.type in _CONTAINERS:
                self._set(lines, _PLAIN)
            elif block.type == "paragraph" or (block.type == "heading" and len(lines) > 1):
                self._set(lines, _BREAKS)
                ends = 1 + (block.type == "heading")
                self._set(lines[-ends:], _PLAIN)
                self._keep_inline(block, lines)
            elif block.type in ("heading", "thematicBreak"):
                self._set(lines, _PLAIN)
            else:
                self._set(lines, _KEPT)
                if block.fenced:
                    fences.append((lines.start, lines.stop - block.closed))
        for number, blank in enumerate(self.blank):
            if self.state[number] == _OPEN:
                self.state[number] = _PLAIN if blank else _KEPT
        for start, stop in ambiguous_fences(self.lines, fences):
            kept = stop
            while stop == len(self.lines) and self.blank[kept - 1] and self.state[kept - 1] == _PLAIN:
                kept -= 1  # blank lines at the end of the file are nobody's code
            self._set(range(start, kept), _KEPT)
            self.quiet[start + 1 : stop] = b"\1" * (stop - start - 1)
        if "<" in self.document.body.text:
            code = {n for start, stop in fences for n in range(start, stop)}
            for section in tag_sections(self.lines, code):
                inside = range(section.start + 1, section.stop)
                self.quiet[inside.start : inside.stop] = b"\1" * len(inside)
                if section.examples:
                    self._set(range(section.start, section.stop), _KEPT)

    def _keep_inline(self, block: Block, lines: range) -> None:
        """Lines that end inside a code span or a tag: their blanks are content. Drawings stay whole."""
        text = self.source.slice(block.span)
        if _DRAWING.search(text) or ("<" in text and _VERBATIM_TAG.search(text)):
            self._set(lines[:-1] if block.type == "heading" and len(lines) > 1 else lines, _KEPT)
            return
        if len(lines) == 1:
            return
        crossing: list[Span] = inline_code(text)
        if "<" in text:
            crossing += [Span(m.start(), m.end()) for m in _MULTI_LINE_TAG.finditer(text)]
        for span in crossing:
            inside = self._range(Span(block.span.start + span.start, block.span.start + span.end))
            self._set(inside[:-1], _KEPT)

    def lines_proposals(self) -> Iterator[Proposal]:
        """Blanks at the ends of lines; runs of blank lines to one; one behind the header; one newline at the end."""
        count = len(self.lines)
        stop = count
        while stop and self.blank[stop - 1] and self.state[stop - 1] != _KEPT:
            stop -= 1
        begin = 0
        while begin < stop and self.blank[begin] and self.state[begin] != _KEPT:
            begin += 1
        yield from self._top(begin, stop)
        previous = False
        for number in range(begin, stop):
            if self.state[number] == _KEPT:
                previous = False
            elif self.blank[number] and previous:
                yield self._delete(Reason.BLANK_RUN, number, number + 1)
            else:
                previous = self.blank[number]
                yield from self._trailing(number)
        yield from self._end(stop)

    def _trailing(self, number: int) -> Iterator[Proposal]:
        line = self.lines[number]
        bare = line.rstrip(" \t")
        if len(bare) == len(line):
            return
        if self.state[number] == _BREAKS and (line.endswith("  ") or bare.endswith("\\")):
            # A hard break, or what would become one.
            return
        start = self.starts[number]
        yield Proposal(Reason.TRAILING_BLANK, (Edit.delete(Span(start + len(bare), start + len(line))),))

    def _delete(self, reason: Reason, first: int, stop: int) -> Proposal:
        return Proposal(reason, (Edit.delete(Span(self.starts[first], self.starts[stop])),))

    def _top(self, begin: int, stop: int) -> Iterator[Proposal]:
        header = self.document.frontmatter
        if begin == stop:
            return
        if header is not None:
            if begin == 0 and header.closed:
                yield Proposal(Reason.BLANK_AFTER_HEADER, (Edit.insert(self.span.start, self.newline),))
            elif begin > 1:
                yield self._delete(Reason.BLANK_AFTER_HEADER, 0, begin - 1)
        elif begin > 1:
            yield self._delete(Reason.BLANK_RUN, 0, begin - 1)
        if begin:
            yield from self._trailing(begin - 1)

    def _end(self, stop: int) -> Iterator[Proposal]:
        text = self.source.text
        if not stop:
            # Nothing but blank lines behind the header, or nothing at all.
            if self.span.start < len(text):
                yield Proposal(Reason.FINAL_NEWLINE, (Edit.delete(Span(self.span.start, len(text))),))
            elif len(text) > self.source.has_bom and not text.endswith(("\n", "\r")):
                yield Proposal(Reason.FINAL_NEWLINE, (Edit.insert(len(text), self.newline),))
        elif stop == len(self.lines):
            if self.lines[-1]:
                yield Proposal(Reason.FINAL_NEWLINE, (Edit.insert(len(text), self.newline),))
        elif self.starts[stop] < len(text):
            yield Proposal(Reason.FINAL_NEWLINE, (Edit.delete(Span(self.starts[stop], len(text))),))

    def around(self) -> Iterator[Proposal]:
        """One blank line between a heading, list, fence or table and its neighbour, at the top level only."""
        for above, below in pairwise(self.document.body.blocks):
            pair = {above.type, below.type}
            if not pair & _SPACED or not pair <= _NEIGHBOURS or pair == {"table", "paragraph"} or pair == {"list"}:
                # A reader that knows no tables takes a table and the paragraph that it touches for one paragraph.
                # Bullets right below a numbered step belong to it for their author.
                continue
            number = self.source.line_at(below.span.start) - self.first
            if self.quiet[number] or self.source.line_at(above.span.end) - self.first != number - 1:
                continue
            if (below.type == "paragraph" and self._goes_on(above, number)) or _ends_open(above):
                continue
            yield Proposal(Reason.BLANK_AROUND, (Edit.insert(self.starts[number], self.newline),))

    def _goes_on(self, above: Block, number: int) -> bool:
        """Whether a paragraph may be the rest of a heading that was wrapped, or is a drawing."""
        line = self.lines[number].lstrip()
        wrapped = above.type == "heading" and len(above.text) > _WRAPPED and line[:1].islower()
        return wrapped or _DRAWING.search(line) is not None

    def bullets(self, mark: str) -> Iterator[Proposal]:
        """Another mark for the items of bullet lists, where no list would run into its neighbour."""
        for siblings in self._siblings():
            for index, block in enumerate(siblings):
                if block.type != "list" or block.ordered or self.quiet[self._range(block.span).start]:
                    continue
                if any(
                    s.type == "list" and not s.ordered for s in siblings[max(index - 1, 0) : index + 2] if s != block
                ):
                    continue
                found = (_BULLET.match(self.source.text, item.span.start) for item in block.children)
                edits = [Edit(Span(m.start(), m.end()), mark) for m in found if m is not None and m[0] != mark]
                if edits:
                    yield Proposal(Reason.BULLET, tuple(edits))

    def _siblings(self) -> Iterable[tuple[Block, ...]]:
        yield self.document.body.blocks
        for block in self.document.body.walk():
            if block.children:
                yield block.children


def _ends_open(block: Block) -> bool:
    """Whether a block ends in a fence that only the end of its list or quote closes: a blank line would be code."""
    while block.children:
        block = block.children[-1]
    return not block.closed
