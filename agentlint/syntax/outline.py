"""Headings and fences of a body by one look at its lines, without the cost of a block parse.

What it finds at the top level is what CommonMark finds there, but for HTML blocks other than comments, in which it sees
headings and fences as a model does. Headings underlined with `===` and those inside of lists and quotes it leaves out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Span

_LOOK_BACK = 200
_MOST_ITEMS = 20
# The line break at its start is a literal that the search can leap to, unlike a `^`.
_CANDIDATE = lazy_pattern(
    r"\n([ \t]*+)((?:[-+*]|[0-9]{1,9}[.)])[ \t]++)?+"
    r"(?:(`{3,}|~{3,})([^\r\n]*)|(#{1,6})(?![^ \t\r\n])([^\r\n]*)|(<!--))"
)
_NO_FENCE = lazy_pattern(r"\n([ \t]*+)(?:(?!)()()())?(?:(#{1,6})(?![^ \t\r\n])([^\r\n]*)|(<!--))")
_PLAIN_HEAD = lazy_pattern(r"\n(#[^\r\n]*)")
_LINE = lazy_pattern(r"([ \t]*)(?:((?:[-+*]|[0-9]{1,9}[.)]))([ \t]+|(?=[\r\n]|\Z)))?([^\r\n]?)")
_CLOSING_MARKS = lazy_pattern(r"(?:^|[ \t])#+[ \t]*\Z")

Ending = Literal["closed", "container", "open"]


@record()
class Fence:
    """A fenced block.

    `marker` is the run of backticks or tildes that opens it, `closer` the one that closes it, if any. `span` runs from
    `marker` to the end of the last line inside or of `closer`. `ending` is `container` where the list item around it
    ends first, `open` where only the end of the text ends it. `inner` are runs inside that look like openers: as long
    as `marker` or longer, with a word behind them.
    """

    marker: Span
    info: str
    indent: int
    span: Span
    closer: Span | None
    ending: Ending
    inner: tuple[Span, ...] = ()


@record()
class OutlineHeading:
    """A heading at the top level. `span` is the line without its indentation, `text` what stands behind the marks."""

    level: int
    text: str
    span: Span


class Outline:
    """Headings, fences and comments in order. `sure` is False where tabs or lone CRs make a line scan a guess.

    `heads` has the level, start and end of each heading's line: all that most files need, and cheap.
    """

    def __init__(
        self, text: str, heads: list[tuple[int, int, int]], fences: list[Fence], comments: list[Span], sure: bool
    ) -> None:
        self._text = text
        self.heads = heads
        self.fences = tuple(fences)
        self.comments = tuple(comments)
        self.sure = sure

    @cached_property
    def headings(self) -> tuple[OutlineHeading, ...]:
        """The headings with their texts."""
        return tuple(map(self.heading, self.heads))

    def heading(self, head: tuple[int, int, int]) -> OutlineHeading:
        """One of `heads` with its text."""
        level, start, end = head
        text = _CLOSING_MARKS.sub("", self._text[start + level : end]).strip(" \t")
        return OutlineHeading(level, text, Span(start, end))

    def sound_until(self, end: int) -> int:
        """Where the first fence begins that may end elsewhere than meant, else `end`: behind it code is a guess."""
        for fence in self.fences:
            if fence.inner or fence.ending != "closed":
                return fence.span.start
        return end

    def in_fence(self, offset: int) -> bool:
        """Whether an offset lies in a fenced block."""
        place = bisect_right(self.fences, offset, key=lambda fence: fence.span.start) - 1
        return place >= 0 and offset < self.fences[place].span.end


def outline(text: str, start: int = 0, resume: int | None = None) -> Outline:
    """Scan a text from `start` on; spans are offsets of it. Linear but for a bounded look back from indented fences.

    With `resume` only what begins at or behind it is looked for; lines before it tell what list items are open.
    """
    return _Scan("\n" + text[start:], start - 1, text).run(0 if resume is None else max(resume - start, 0))


def text_outside(text: str, start: int = 0) -> str | None:
    """What of a body stands outside of its fences, a line break before it, where that is plain to see; else None.

    Plain are fences of three backticks at the start of a line, opened and closed in turn, and none at all. A few times
    faster than an outline, and enough to tell that most bodies have nothing wrong with their headings and fences.
    """
    body = "\n" + text[start:]
    if "~" in body and "~~~" in body:
        return None
    if "`" in body:
        parts = body.split("\n```")
        if not len(parts) % 2 or body.count("```") != len(parts) - 1:
            return None
        for index in range(1, len(parts), 2):
            opened, closed = parts[index], parts[index + 1]
            if "`" in opened[: opened.find("\n")] or closed[: closed.find("\n") + 1 or None].strip():
                return None
        body = "\n".join(parts[::2])
    return body


def head_lines(text: str) -> list[str]:
    """The lines that begin with `#`, of a text with a line break before it."""
    return _PLAIN_HEAD.findall(text)


class _Scan:
    """Works on the text with a line break before it; `shift` leads from there to the offsets that are given back."""

    def __init__(self, text: str, shift: int, whole: str) -> None:
        self.text = text
        self.shift = shift
        self.whole = whole
        self.sure = text.count("\r") == text.count("\r\n")
        self.heads: list[tuple[int, int, int]] = []
        self.fences: list[Fence] = []
        self.comments: list[Span] = []
        self.ends: dict[int, tuple[int, int]] = {}
        """Line break behind a fence to the one before it and the fence's container, for leaps in looking back."""

    def run(self, at: int) -> Outline:
        text = self.text
        pattern = _CANDIDATE if "```" in text or "~~~" in text else _NO_FENCE
        while match := pattern.search(text, at):
            at = match.end()
            run, mark, marks = match[3], match[2], match[5]
            if run is not None:
                at = self.fence(match)
            elif marks is not None:
                if mark is None and (not match[1] or self.at_top(match)):
                    start = match.start(5) + self.shift
                    self.heads.append((len(marks), start, start + len(marks) + len(match[6].rstrip(" \t"))))
            elif mark is None and len(match[1]) <= 3:
                end = text.find("-->", at)
                end = len(text) if end < 0 else end + 3
                self.comments.append(self.span(match.start(7), end))
                at = end
                if end < len(text):  # nothing else begins on the line on which a comment ends
                    line_break = text.find("\n", end)
                    at = len(text) if line_break < 0 else line_break
        return Outline(self.whole, self.heads, self.fences, self.comments, self.sure)

    def at_top(self, match: re.Match[str]) -> bool:
        """Whether an indented heading is one, and in no list item."""
        indent = match[1]
        return "\t" not in indent and len(indent) <= 3 and not self.container(match.start(), len(indent))

    def span(self, start: int, end: int) -> Span:
        return Span(start + self.shift, end + self.shift)

    def fence(self, match: re.Match[str]) -> int:
        """Note the fence that begins here; the place to go on from."""
        indent, mark, run, info = match[1], match[2] or "", match[3], match[4]
        if run[0] == "`" and "`" in info:
            return match.end()
        if "\t" in indent or "\t" in mark:
            self.sure = False
        column = len(indent)
        if mark:
            outer = self.container(match.start(), column)
            if column - outer > 3:
                return match.end()
            # Five blanks or more behind the mark: the item begins one blank behind it, and with indented code.
            if len(mark) - len(mark.rstrip()) > 4:
                return match.end()
            base = column = column + len(mark)
        else:
            base = self.container(match.start(), column) if column else 0
        if column - base > 3:
            return match.end()
        return self.inside(match, run, info, column, base)

    def inside(self, match: re.Match[str], run: str, info: str, column: int, base: int) -> int:
        text, start = self.text, match.start(3)
        limit = len(text)
        ending: Ending = "open"
        if base:
            out = _less_indented(base).search(text, match.end())
            if out is not None:
                limit, ending = out.start(), "container"
        inner: list[Span] = []
        closer: Span | None = None
        at = match.end()
        for found in _runs(run[0], len(run)).finditer(text, match.end(), limit):
            if "\t" in found[1]:
                self.sure = False
            if len(found[1]) - base > 3:
                continue
            if found[3].strip(" \t\r"):
                inner.append(self.span(found.start(2), found.end(2)))
                continue
            closer, ending, at = self.span(found.start(2), found.end(2)), "closed", found.end(2)
            break
        else:
            at = limit
        end = at if closer is not None else limit
        self.fences.append(
            Fence(self.span(start, match.end(3)), info.strip(), column, self.span(start, end), closer, ending,
                  tuple(inner))
        )  # fmt: skip
        line_break = text.find("\n", at)
        self.ends[line_break if line_break >= 0 else len(text)] = (match.start(), base)
        return at

    def container(self, line_break: int, indent: int, depth: int = 0) -> int:
        """Column at which the content of the list item begins that the line at `line_break` belongs to; 0 for none."""
        text = self.text
        limit = ceiling = above = indent
        at = line_break
        for _ in range(_LOOK_BACK):
            if at <= 0:
                return 0
            begin = text.rfind("\n", 0, at)
            found = _LINE.match(text, begin + 1)
            if found is None or not (found[4] or found[2]):
                ceiling = min(ceiling, above)
                at = begin
                continue
            jump = self.ends.get(at)
            if jump is not None:
                at, base = jump
                if base == 0:
                    return 0
                limit = min(limit, base)
                ceiling = min(ceiling, above)
                # The opener's own line is looked at next: it may carry the list mark.
                at = text.find("\n", at + 1)
                begin = text.rfind("\n", 0, at)
                found = _LINE.match(text, begin + 1)
                if found is None:
                    return 0
            column = len(found[1])
            if "\t" in found[1] or "\t" in (found[3] or ""):
                self.sure = False
            if column < limit:
                if found[2] is not None:
                    blanks = len(found[3]) or 1
                    content = column + len(found[2]) + (blanks if blanks <= 4 else 1)
                    if content <= ceiling:
                        # Four columns beyond the item around it, the mark is indented code itself.
                        deep = column > 3 and depth < _MOST_ITEMS
                        if not deep or column - self.container(begin, column, depth + 1) <= 3:
                            return content
                        limit = column
                        above = column
                        at = begin
                        continue
                limit = column
            if limit == 0:
                return 0
            # Behind a blank line or a fence no line is a lazy part of the item above: less indented, it ends the item.
            above = column
            at = begin
        self.sure = False
        return 0


@lru_cache(maxsize=64)
def _less_indented(column: int) -> re.Pattern[str]:
    return re.compile(rf"\n {{0,{column - 1}}}(?=[^ \t\r\n])")


@lru_cache(maxsize=64)
def _runs(character: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"\n([ \t]*)({character}{{{length},}})([^\n{'`' if character == '`' else ''}]*)(?=\n|\Z)")
