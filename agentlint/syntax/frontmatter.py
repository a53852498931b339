"""The header: where it stands, its entries with exact spans, and the repairs that make broken YAML parse."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.nodes import (
    Broken,
    Cause,
    Entry,
    Frontmatter,
    Scalar,
    ScalarStyle,
    YamlError,
    YamlMapping,
    YamlSequence,
)
from agentlint.syntax.scalars import Shift
from agentlint.syntax.simple_header import parse_simple
from agentlint.syntax.yaml_events import HeaderError, ParsedHeader, TooDeepError, parse_events

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentlint.diagnostic import Edit
    from agentlint.source import Source
    from agentlint.syntax.chunks import Chunk
    from agentlint.syntax.nodes import Node, Repair
    from agentlint.syntax.repairs import Trials

MAX_HEADER = 64 * 1024
"""Code points; a longer header is a finding and is not parsed."""

_OPENER = lazy_pattern(r"\ufeff?---[ \t]*(?:\r\n?|\n|$)")
_CLOSER = lazy_pattern(r"^---[ \t]*$", re.MULTILINE)
_CLOSER_CR = lazy_pattern(r"(?:(?<=\n)|(?<=\r))---[ \t]*(?=\r|\n|\Z)")
_BREAK = lazy_pattern(r"\r\n?|\n")
_TAB_AS_BLANK = lazy_pattern(
    r"^([A-Za-z_][\w.-]*:)([ \t]*)((?:[^\s](?:[^\r\n]*[^\s])?)?)([ \t]*)(?=\r?$)", re.MULTILINE
)
_KEY_LINE = lazy_pattern(r"[A-Za-z_][\w.-]*:(?:[ \t]|$)")
_KEY_END = lazy_pattern(r"[\w.-]:(?:[ \t]|$)")
_MARGIN_KEY = lazy_pattern(r"^([A-Za-z_][\w.-]*):(?=[ \t\r\n]|$)", re.MULTILINE)
_HEADER_LINE = lazy_pattern(r"[A-Za-z_][\w.-]*:(?:[ \t\r\n]|$)|[ \t]+\S|- |#|$")


def parse_header_text(text: str, place: Callable[[int], int]) -> ParsedHeader:
    """Entries of a header's text, strict. Raises `HeaderError` and `TooDeepError` as `parse_events` does.

    A tab before or behind the value of a key is white space (YAML 1.2.2, 6.2), though ruamel.yaml refuses it.
    """
    simple = parse_simple(text, place)
    if simple is not None:
        return simple
    try:
        return parse_events(text, place)
    except HeaderError:
        if "\t" not in text:
            raise
        spaced = _TAB_AS_BLANK.sub(lambda m: m[1] + " " * len(m[2]) + m[3] + " " * len(m[4]), text)
        if spaced == text:
            raise
        return parse_events(spaced, place)


def parse_frontmatter(source: Source) -> Frontmatter | None:
    """The frontmatter of a file, or None where it does not begin with a `---` line. Never raises."""
    text = source.text
    opener = _OPENER.match(text)
    if opener is None:
        return None
    start = opener.end()
    closer = (_CLOSER_CR if "\r" in text else _CLOSER).search(text, start)
    if closer is None:
        return _unclosed(source, start)
    content = Span(start, closer.start())
    line_break = _BREAK.match(text, closer.end())
    span = Span(int(source.has_bom), line_break.end() if line_break else closer.end())
    header = _parse(source, span, content, closed=True)
    joined = any(r.cause is Cause.UNINDENTED_CONTINUATION for r in header.repairs)
    if (header.status == "broken" or joined) and header.too_large is None:
        early = _missing_close(source, content, only_at_heading=joined)
        if early is not None:
            return early
    return header


def _unclosed(source: Source, start: int) -> Frontmatter | None:
    """A header whose closing line is missing: it seems to end at the first blank line or line of another shape."""
    end = _apparent_end(source.text, start)
    if end is None:
        return None
    return _unclosed_at(source, start, end)


def _unclosed_at(source: Source, start: int, end: int) -> Frontmatter:
    header = _parse(source, Span(int(source.has_bom), end), Span(start, end), closed=False)
    error = YamlError("the header has no closing --- line", Span(start - 1, start), Cause.MISSING_CLOSE)
    return replace(header, error=error)


def _apparent_end(text: str, start: int) -> int | None:
    at = start
    keys = 0
    while at < len(text):
        found = _BREAK.search(text, at)
        end = found.start() if found else len(text)
        line = text[at:end]
        if not line.strip() or not _HEADER_LINE.match(line) or (keys and re.match(r"#{1,6} ", line)):
            break
        keys += bool(_KEY_LINE.match(line))
        at = found.end() if found else len(text)
        if keys == 0 and at - start > 2000:
            return None
    return at if keys else None


def _missing_close(source: Source, content: Span, *, only_at_heading: bool) -> Frontmatter | None:
    """Where a broken header runs into the body up to a thematic break, the header without its closing line.

    What a repair can take for the text of a key is body only if it begins with a heading and no known key follows.
    """
    end = _apparent_end(source.text, content.start)
    if end is None or end >= content.end:
        return None
    rest = source.text[end : content.end].strip()
    if not rest or _KEY_END.search(rest.split("\n", 1)[0]):
        return None
    if not re.match(r"(?:#{1,6} |[A-Z*>`\d]|<(?!/?example))", rest) or "\n\n" not in rest.replace("\r\n", "\n"):
        return None
    from agentlint.syntax.chunks import HEADER_KEYS

    if only_at_heading and (rest[0] != "#" or any(m[1] in HEADER_KEYS for m in _MARGIN_KEY.finditer(rest))):
        return None
    header = _unclosed_at(source, content.start, end)
    return header if header.status != "broken" and header.get("name") else None


def _parse(source: Source, span: Span, content: Span, *, closed: bool) -> Frontmatter:
    if len(content) > MAX_HEADER:
        reason = f"the header is larger than 64 KiB ({len(content):,} characters)"
        return Frontmatter(span, content, closed, "yaml", "broken", (), too_large=reason)
    text = source.slice(content)
    try:
        parsed = parse_header_text(text, Shift(content.start))
    except TooDeepError:
        reason = "the header nests lists or maps more than 50 deep"
        return Frontmatter(span, content, closed, "yaml", "broken", (), too_large=reason)
    except HeaderError as error:
        return _repaired(source, span, content, closed, text, error)
    return Frontmatter(span, content, closed, "yaml", "valid", tuple(parsed.entries), comments=tuple(parsed.comments))


def _repaired(source: Source, span: Span, content: Span, closed: bool, text: str, error: HeaderError) -> Frontmatter:
    from agentlint.syntax.repairs import find_repairs

    repairs = find_repairs(text, content.start)
    edits = sorted((e for r in repairs for e in r.edits), key=lambda e: (e.span.start, e.span.end))
    cause, key = _cause(error, repairs, content.start)
    problem = YamlError(error.message, _spot(source.text, content, error.offset), cause, key)
    if edits:
        fixed, place = _apply(source, content, edits)
        try:
            parsed = parse_header_text(fixed, place)
        except (HeaderError, TooDeepError):
            pass
        else:
            entries = tuple(_as_written(e, source.text) for e in parsed.entries)
            duplicates = tuple(_duplicates(source, text, content, repairs))
            comments = tuple(c for c in parsed.comments if source.text[c.start : c.start + 1] == "#")
            return Frontmatter(
                span, content, closed, "yaml", "repaired", entries, problem, tuple(repairs), comments, duplicates
            )
    entries = tuple(_piecewise(source, text, content))
    return Frontmatter(span, content, closed, "yaml", "broken", entries, problem, (), _comment_lines(text, content))


def _spot(text: str, content: Span, offset: int) -> Span:
    """One code point where the parser stopped, or the last before it that is no line break."""
    at = min(content.start + offset, content.end)
    if at < content.end and text[at] not in "\r\n":
        return Span(at, at + 1)
    while at > 0 and text[at - 1] in "\r\n":
        at -= 1
    return Span(max(at - 1, 0), at)


def _comment_lines(text: str, content: Span) -> tuple[Span, ...]:
    found = re.finditer(r"(?:^|(?<=[\r\n]))[ \t]*(#[^\r\n]*)", text)
    return tuple(Span(content.start + m.start(1), content.start + m.end(1)) for m in found)


def _cause(error: HeaderError, repairs: list[Repair], base: int) -> tuple[Cause, str | None]:
    """The cause and key to name: those of the repair nearest to where the parser stopped."""
    near = [r for r in repairs if r.cause is error.cause] or repairs
    if not near:
        return error.cause, None
    at = base + error.offset
    best = min(near, key=lambda r: 0 if r.span.start <= at <= r.span.end else abs(r.span.start - at))
    return best.cause, best.key


def _apply(source: Source, content: Span, edits: list[Edit]) -> tuple[str, Callable[[int], int]]:
    """The repaired text and the map from offsets in it to offsets in the file."""
    pieces: list[str] = []
    anchors: list[tuple[int, int, int]] = []
    """(offset in the repaired text, offset in the file, length) of each kept run."""
    at = content.start
    size = 0
    for edit in [*edits, None]:
        stop = edit.span.start if edit is not None else content.end
        if stop > at:
            pieces.append(source.text[at:stop])
            anchors.append((size, at, stop - at))
            size += stop - at
        if edit is not None:
            pieces.append(edit.text)
            size += len(edit.text)
            at = edit.span.end
    starts = [a[0] for a in anchors]

    def place(offset: int) -> int:
        index = bisect_right(starts, offset) - 1
        if index < 0:
            return anchors[0][1] if anchors else content.start
        begin, origin, length = anchors[index]
        if offset - begin <= length:
            return origin + offset - begin
        # Inside inserted text: the place where it was put.
        return origin + length

    return "".join(pieces), place


def _as_written(entry: Entry, text: str) -> Entry:
    """Give the scalars that a repair quoted the style that the author wrote."""
    return replace(entry, value=_written(entry.value, text)) if entry.value is not None else entry


def _written(node: Node, text: str) -> Node:
    if isinstance(node, Scalar):
        first = text[node.span.start : node.span.start + 1]
        style = {
            "'": ScalarStyle.SINGLE, '"': ScalarStyle.DOUBLE, "|": ScalarStyle.LITERAL, ">": ScalarStyle.FOLDED,
        }.get(first, ScalarStyle.PLAIN)  # fmt: skip
        return node if style is node.style else replace(node, style=style)
    if isinstance(node, YamlSequence):
        return replace(node, items=tuple(_written(i, text) for i in node.items))
    if isinstance(node, YamlMapping):
        return replace(node, entries=tuple(_as_written(e, text) for e in node.entries))
    return node


def _duplicates(source: Source, text: str, content: Span, repairs: list[Repair]) -> list[Entry]:
    gone = {r.span.start - content.start for r in repairs if r.cause is Cause.DUPLICATE_KEY}
    if not gone:
        return []
    from agentlint.syntax.chunks import split_chunks
    from agentlint.syntax.repairs import Trials

    trials = Trials(text)
    chunks = [c for c in split_chunks(text) if c.start in gone]
    return [entry for chunk in chunks for entry in _entries_of(source, text, content, chunk, trials)]


def _piecewise(source: Source, text: str, content: Span) -> list[Entry]:
    """Entries chunk by chunk, for a header that stays broken: repaired where one can be, raw where not."""
    from agentlint.syntax.chunks import split_chunks
    from agentlint.syntax.repairs import MAX_CHUNKS, Trials

    trials = Trials(text)
    chunks = [chunk for chunk in split_chunks(text) if chunk.key is not None]
    if len(chunks) > MAX_CHUNKS:
        trials.left = 0
    return [entry for chunk in chunks for entry in _entries_of(source, text, content, chunk, trials)]


def _entries_of(source: Source, text: str, content: Span, chunk: Chunk, trials: Trials) -> list[Entry]:
    from agentlint.syntax.repairs import repair_chunk

    repair = repair_chunk(text, content.start, chunk, trials)
    piece = Span(content.start + chunk.start, content.start + chunk.end)
    edits = sorted(repair.edits, key=lambda e: (e.span.start, e.span.end)) if repair is not None else []
    fixed, place = _apply(source, piece, edits)
    entries = trials.parse(fixed, place)
    if entries is None or [e.key for e in entries] != [chunk.key]:
        return [_broken(chunk, text, content.start)]
    return [_as_written(e, source.text) for e in entries]


def _broken(chunk: Chunk, text: str, base: int) -> Entry:
    start = chunk.start_of_text(text)
    raw = text[start : max(chunk.stop, start)]
    value = Span(base + start, base + start + len(raw))
    key = Span(base + chunk.key_start, base + chunk.key_start + len(chunk.key or ""))
    return Entry(
        chunk.key or "", key, Broken(value, raw), Span(key.start, max(value.end, key.end)),
        Span(base + chunk.start, base + chunk.end),
    )  # fmt: skip
