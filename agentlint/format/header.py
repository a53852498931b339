"""Edits in the header: quotes where a reader needs them, order of keys, spacing of tool lists, blanks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from agentlint.diagnostic import Edit
from agentlint.format.edits import Proposal, Reason
from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.nodes import (
    Alias,
    Cause,
    Entry,
    Frontmatter,
    Node,
    Scalar,
    ScalarStyle,
    YamlMapping,
    YamlSequence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.hosts.model import FileKind
    from agentlint.source import Source

_QUOTING = frozenset((
    Cause.UNQUOTED_COLON, Cause.RESERVED_START, Cause.UNDEFINED_ALIAS, Cause.TEXT_AFTER_FLOW, Cause.TEXT_AFTER_QUOTE,
    Cause.PLACEHOLDER, Cause.BAD_ESCAPE,
))  # fmt: skip
_COMMA = lazy_pattern(r"(?<![ \t])[ \t]*,[ \t]*")
_BLANKS = lazy_pattern(r"(?<![ \t])[ \t]+")
_BLOCK = (ScalarStyle.LITERAL, ScalarStyle.FOLDED)


def quotes(header: Frontmatter, kind: FileKind) -> Iterator[Proposal]:
    """Quotes around values that some reader of the file cannot parse without them; globs of Cursor stay as they are."""
    if header.status != "repaired" or not header.closed or kind.host == "cursor":
        return
    if all(r.cause in _QUOTING and r.keeps_keys for r in header.repairs):
        yield Proposal(Reason.QUOTE, tuple(e for r in header.repairs for e in r.edits))


def header_edits(source: Source, header: Frontmatter, kind: FileKind) -> Iterator[Proposal]:
    """Proposals that leave the lines in their order: fence lines, tool lists, blanks. None for an open header."""
    if not header.closed or header.status == "broken":
        return
    yield from _fence_lines(source, header)
    if header.status == "valid":
        for field in kind.tool_fields:
            entry = header.get(field)
            if entry is not None and entry.value is not None:
                yield from _tool_spacing(source, entry.value)
    yield from _blanks(source, header)


def _fence_lines(source: Source, header: Frontmatter) -> Iterator[Proposal]:
    for at in (header.span.start, header.content.end):
        line = source.line_span(source.line_at(at))
        if line.end > at + 3:
            yield Proposal(Reason.FENCE_LINE, (Edit.delete(Span(at + 3, line.end)),))


def key_order(source: Source, header: Frontmatter, order: Sequence[str]) -> Iterator[Proposal]:
    """One move at a time: the first key that is not where it belongs goes there with the comments above it."""
    entries = header.entries
    order = tuple(dict.fromkeys(order))
    if (
        header.status != "valid"
        or not header.closed
        or header.duplicates
        or any(_has_alias(e.value) or e.key == "<<" for e in entries)
    ):
        return
    wanted = [key for key in order if header.get(key) is not None]
    for index, key in enumerate(wanted):
        if entries[index].key == key:
            continue
        entry = header.get(key)
        assert entry is not None
        if any(e.key_span.start != e.line_span.start for e in (entry, entries[index])):
            return
        block = _with_comments(source, header, entry)
        target = _with_comments(source, header, entries[index]).start
        text = source.slice(block)
        if not text.endswith(("\n", "\r")) or not target < block.start:
            return
        yield Proposal(Reason.KEY_ORDER, (Edit.insert(target, text), Edit.delete(block)))
        return


def _has_alias(node: Node | None) -> bool:
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Alias) or (isinstance(one, Scalar) and one.anchor):
            return True
        if isinstance(one, YamlSequence):
            stack.extend(one.items)
        elif isinstance(one, YamlMapping):
            stack.extend(e.value for e in one.entries)
    return False


def _with_comments(source: Source, header: Frontmatter, entry: Entry) -> Span:
    """The entry's lines and the comment lines right above it."""
    start = entry.line_span.start
    line = source.line_at(start)
    while line > 1:
        above = source.line_span(line - 1)
        if above.start < header.content.start or not source.slice(above).lstrip(" \t").startswith("#"):
            break
        line -= 1
        start = above.start
    return Span(start, entry.line_span.end)


def _tool_spacing(source: Source, value: Node) -> Iterator[Proposal]:
    text = source.text
    if isinstance(value, Scalar):
        raw = source.slice(value.span)
        if value.style in _BLOCK or any(c in raw for c in "\r\n\\[{"):
            return
        inner = value.span.start + (value.style is not ScalarStyle.PLAIN)
        end = value.span.end - (value.style is not ScalarStyle.PLAIN)
        commas = [m for m in _COMMA.finditer(text, inner, end) if not _in_parentheses(text, inner, m.start())]
        edits = []
        for match in commas:
            last = match.end() == end
            edits += _replace(text, match.start(), match.end(), "," if last else ", ")
        if not commas:
            for match in _BLANKS.finditer(text, inner, end):
                if not _in_parentheses(text, inner, match.start()) and inner < match.start() and match.end() < end:
                    edits += _replace(text, match.start(), match.end(), " ")
        if edits:
            yield Proposal(Reason.TOOL_SPACING, tuple(edits))
    elif isinstance(value, YamlSequence) and value.flow and value.items:
        raw = source.slice(value.span)
        if "\n" in raw or "\r" in raw or "#" in raw or not all(isinstance(i, Scalar) for i in value.items):
            return
        edits = _replace(text, value.span.start + 1, value.items[0].span.start, "")
        for left, right in pairwise(value.items):
            between = text[left.span.end : right.span.start]
            if between.strip() == ",":
                edits += _replace(text, left.span.end, right.span.start, ", ")
        tail = text[value.items[-1].span.end : value.span.end - 1]
        if not tail.strip():
            edits += _replace(text, value.items[-1].span.end, value.span.end - 1, "")
        if edits:
            yield Proposal(Reason.TOOL_SPACING, tuple(edits))


def _in_parentheses(text: str, start: int, at: int) -> bool:
    return text.count("(", start, at) > text.count(")", start, at)


def _replace(text: str, start: int, end: int, new: str) -> list[Edit]:
    return [Edit(Span(start, end), new)] if start <= end and text[start:end] != new else []


def _blanks(source: Source, header: Frontmatter) -> Iterator[Proposal]:
    """Blanks at the ends of lines and runs of blank lines, outside values that go on over several lines."""
    kept = _multi_line(source, header)
    first = source.line_at(header.content.start)
    last = source.line_at(header.content.end)
    previous_blank = False
    for number in range(first, last):
        if number in kept:
            previous_blank = False
            continue
        text = source.line_text(number)
        bare = text.rstrip(" \t")
        start = source.line_starts[number - 1]
        if not bare and previous_blank:
            yield Proposal(Reason.BLANK_RUN, (Edit.delete(Span(start, source.line_starts[number])),))
            continue
        previous_blank = not bare
        if len(bare) < len(text):
            yield Proposal(Reason.TRAILING_BLANK, (Edit.delete(Span(start + len(bare), start + len(text))),))


def _multi_line(source: Source, header: Frontmatter) -> set[int]:
    """Lines of values over several lines, with the blank lines that a block scalar may count as its own."""
    kept: set[int] = set()
    end = source.line_at(header.content.end)
    stack: list[Node] = [e.value for e in header.entries if e.value is not None]
    while stack:
        node = stack.pop()
        if isinstance(node, YamlSequence):
            stack.extend(node.items)
        elif isinstance(node, YamlMapping):
            stack.extend(e.value for e in node.entries if e.value is not None)
        elif not isinstance(node, Alias):
            first, last = source.line_at(node.span.start), source.line_at(node.span.end)
            block = isinstance(node, Scalar) and node.style in _BLOCK
            if first == last and not block:
                continue
            kept.update(range(first + block, last + 1))
            indicator = source.slice(node.span)[:3].splitlines()[:1] if block else []
            while indicator and "+" in indicator[0] and last + 1 < end and not source.line_text(last + 1).strip():
                last += 1
                kept.add(last)
    return kept
