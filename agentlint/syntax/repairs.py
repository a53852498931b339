"""Repairs: minimal edits under which a header that strict YAML rejects parses, each with its cause.

The header is cut into chunks, one per key; a chunk that does not parse by itself is tried with one repair after the
other, the most likely first, and the first under which it parses to that one key is kept. Text is never dropped: a
repair quotes, escapes, indents or closes. Only the repeated key is taken out, and that repair says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agentlint.diagnostic import Edit
from agentlint.source import Span
from agentlint.syntax.nodes import Cause, Repair
from agentlint.syntax.simple_header import parse_simple
from agentlint.syntax.yaml_events import HeaderError, TooDeepError, parse_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEADER_KEYS = frozenset(
    """
    name description tools model color allowed-tools disallowed-tools allowedTools disallowedTools disallowed_tools
    allowed_tools permissionMode permission-mode maxTurns max-turns max_turns skills mcpServers mcp-servers mcp_servers
    hooks memory background effort isolation initialPrompt observer omitClaudeMd argument-hint arguments when_to_use
    whenToUse when-to-use disable-model-invocation user-invocable user-invokable paths shell metadata license
    compatibility globs alwaysApply applyTo excludeAgent target infer handoffs agents agent mode temperature top_p
    permission permissions steps maxSteps disable hidden options prompt variant display_name kind timeout_mins
    agent_card_url agent_card_json auth approvalMode runConfig executor executionBackend priority reasoningEffort
    reasoning-effort reasoningLevel inclusion fileMatchPattern resources welcomeMessage includeMcpJson includePowers
    trigger max-nesting readonly is_background keep-coding-instructions force-for-plugin version author category tags
    emoji vibe title type id role subtask template slug roleDefinition groups customInstructions providerId modelId
    maxIterations disabled_tools allowPromptArgument github advancedOptions hide-from-slash-command-tool args usage
    dependencies origin source risk date_added skill-type platforms namespace context
    """.split()
)
"""Keys that start an entry even after text that ran to the margin. All fields of all hosts are here (a test says so)."""

_OPEN_TEXT_KEYS = frozenset(("description", "when_to_use", "whenToUse", "prompt"))
_DIALOGUE = frozenset(
    "user assistant human agent context system commentary example examples note response claude output input".split()
)
_KEY_LINE = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:(?=[ \t\r\n]|$)")
_TIGHT_KEY = re.compile(r"([A-Za-z_][\w.-]*):(?=[^\s/])")
_INDENTED_KEY = re.compile(r"[ \t]+([A-Za-z_][\w.-]*):(?=[ \t\r\n]|$)")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/0abtnvfre N_LP\t\r\n]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_ITEM = re.compile(r"([ \t]*(?:- +)?(?:[A-Za-z_][\w.-]*:[ \t]+)?)(\S.*?)[ \t]*\r?$")
_MAX_CHUNKS = 400


@dataclass(slots=True)
class Chunk:
    """One entry's lines. Offsets are into the header's text; `value_start` is after the colon and blanks."""

    start: int
    end: int
    key: str | None
    key_start: int
    value_start: int
    cause: Cause | None = None
    edits: list[Edit] = field(default_factory=list)
    """What has to be done to make the key line one: taking out its indentation, a blank after its colon."""


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    after: int


def _split_lines(text: str) -> list[_Line]:
    lines = []
    at = 0
    for found in re.finditer(r"\r\n?|\n", text):
        lines.append(_Line(at, found.start(), found.end()))
        at = found.end()
    if at < len(text):
        lines.append(_Line(at, len(text), len(text)))
    return lines


def split_chunks(text: str) -> list[Chunk]:
    """Cut a header that does not parse into entries.

    A line at column 0 of the form `key:` starts one, unless it stands below a description and its word is a speaker or
    unknown (`user:`, `assistant:`, `Context:`): then it is text that ran to the margin.
    """
    chunks: list[Chunk] = []
    open_text = False
    for line in _split_lines(text):
        row = text[line.start : line.end]
        found = _key_on(text, line, row, chunks, open_text)
        if found is not None:
            chunks.append(found)
            open_text = False
            continue
        if chunks:
            chunk = chunks[-1]
            chunk.end = line.after
            if row.strip() and row[0] not in " \t#":
                open_text = True
        elif row.strip() and not row.lstrip().startswith("#"):
            chunks.append(Chunk(line.start, line.after, None, line.start, line.start))
            open_text = True
    return chunks


def _key_on(text: str, line: _Line, row: str, chunks: list[Chunk], open_text: bool) -> Chunk | None:
    above = chunks[-1] if chunks else None
    match = _KEY_LINE.match(row)
    if match is not None:
        key = match[1]
        if key not in HEADER_KEYS and above is not None:
            if key.lower() in _DIALOGUE and above.key in _OPEN_TEXT_KEYS:
                return None
            if open_text:
                return None
        start = line.start + match.end()
        return Chunk(line.start, line.after, key, line.start, _skip_blanks(text, start))
    match = _TIGHT_KEY.match(row)
    if match is not None and match[1] in HEADER_KEYS and not open_text:
        start = line.start + match.end()
        chunk = Chunk(line.start, line.after, match[1], line.start, start, Cause.MISSING_SPACE)
        chunk.edits = [Edit.insert(start, " ")]
        return chunk
    match = _INDENTED_KEY.match(row)
    if match is not None and match[1] in HEADER_KEYS and above is not None and not open_text:
        value = text[above.value_start : above.end].strip()
        if above.key is None or not value or value[0] in "|>[{" or "\n" in value:
            return None
        indent = match.start(1)
        start = line.start + match.end()
        cause = Cause.TAB if "\t" in row[:indent] else Cause.BAD_INDENTATION
        chunk = Chunk(line.start, line.after, match[1], line.start + indent, _skip_blanks(text, start), cause)
        chunk.edits = [Edit.delete(Span(line.start, line.start + indent))]
        return chunk
    return None


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def find_repairs(text: str, base: int) -> list[Repair]:
    """Repairs of a header's text, in order of position; spans and edits are shifted by `base` into the file.

    A chunk that no repair explains has none: the header then stays broken. Never raises.
    """
    chunks = split_chunks(text)
    if len(chunks) > _MAX_CHUNKS:
        return []
    out: list[Repair] = []
    last: dict[str, Chunk] = {}
    for chunk in chunks:
        if chunk.key is None:
            continue
        if chunk.key in last:
            out.append(_repeated(last[chunk.key], base))
        last[chunk.key] = chunk
        found = _repair(text, chunk)
        if found is None:
            continue
        cause, edits, keeps_keys = found
        shifted = tuple(Edit(Span(base + e.span.start, base + e.span.end), e.text) for e in edits)
        end = chunk.start + len(text[chunk.start : chunk.end].rstrip())
        span = Span(base + chunk.value_start, base + max(end, chunk.value_start))
        out.append(Repair(cause, chunk.key, span, shifted, _TITLES[cause].format(key=chunk.key), keeps_keys))
    taken = {r.span.start for r in out if r.cause is Cause.DUPLICATE_KEY}
    return [
        r for r in sorted(out, key=lambda r: r.span.start)
        if r.cause is Cause.DUPLICATE_KEY or not any(d.span.covers(r.span) for d in out if d.span.start in taken and d is not r and d.cause is Cause.DUPLICATE_KEY)
    ]  # fmt: skip


def _repeated(chunk: Chunk, base: int) -> Repair:
    span = Span(base + chunk.start, base + chunk.end)
    title = _TITLES[Cause.DUPLICATE_KEY].format(key=chunk.key)
    return Repair(Cause.DUPLICATE_KEY, chunk.key, span, (Edit.delete(span),), title, keeps_keys=False)


_TITLES = {
    Cause.UNQUOTED_COLON: "Quote the value of {key}",
    Cause.RESERVED_START: "Quote the value of {key}",
    Cause.TEXT_AFTER_FLOW: "Quote the value of {key}",
    Cause.TEXT_AFTER_QUOTE: "Quote the whole value of {key}",
    Cause.UNCLOSED_QUOTE: "Close the quote of {key}",
    Cause.UNINDENTED_CONTINUATION: "Indent the text of {key} as a block",
    Cause.BAD_INDENTATION: "Mend the indentation of {key}",
    Cause.TAB: "Indent {key} with spaces",
    Cause.PLACEHOLDER: "Quote the placeholder in {key}",
    Cause.CONTROL_CHARACTER: "Escape the control character in {key}",
    Cause.DUPLICATE_KEY: "Remove the first of the repeated {key}",
    Cause.BAD_ESCAPE: "Double the backslash in {key}",
    Cause.BROKEN_FLOW: "Mend the list in {key}",
    Cause.UNDEFINED_ALIAS: "Quote the value of {key}",
    Cause.UNKNOWN_TAG: "Quote the value of {key}",
    Cause.MISSING_SPACE: "Put a space after {key}:",
    Cause.COMPLEX_KEY: "Quote the value of {key}",
    Cause.OTHER: "Quote the value of {key}",
}

_Found = tuple[Cause, list[Edit], bool]


def _repair(text: str, chunk: Chunk) -> _Found | None:
    """The first repair under which the chunk parses; None where none does, or none is needed."""
    if chunk.cause is None and _parses(text, chunk, []):
        return None
    if chunk.cause is not None and _parses(text, chunk, chunk.edits):
        return chunk.cause, chunk.edits, True
    for cause, edits, keeps_keys in _candidates(text, chunk):
        joined = [*chunk.edits, *edits]
        if _parses(text, chunk, joined):
            return chunk.cause or cause, joined, keeps_keys
    return None


def _parses(text: str, chunk: Chunk, edits: list[Edit]) -> bool:
    pieces = []
    at = chunk.start
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        pieces += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    piece = "".join([*pieces, text[at : chunk.end]])
    try:
        parsed = parse_simple(piece, int) or parse_events(piece, int)
    except (HeaderError, TooDeepError):
        return False
    return [e.key for e in parsed.entries] == [chunk.key]


def _candidates(text: str, chunk: Chunk) -> Iterator[_Found]:
    start = chunk.value_start
    stop = start + len(text[start : chunk.end].rstrip())
    lines = [line for line in _split_lines(text[: chunk.end]) if line.after > chunk.start]
    below = [line for line in lines[1:] if line.start < stop]
    first_stop = min(stop, lines[0].end) if lines else stop
    head = text[start:first_stop].rstrip()
    if not below:
        if head:
            yield from _one_line(text, start, start + len(head))
        return
    yield from _several_lines(text, chunk, head, below, stop)


def _one_line(text: str, start: int, stop: int) -> Iterator[_Found]:
    value = text[start:stop]
    if _UNPRINTABLE.search(value):
        yield Cause.CONTROL_CHARACTER, _escape(text, start, stop), True
        return
    first, last = value[0], value[-1]
    if first in "\"'":
        yield from _quoted(text, start, stop)
        return
    if first == "[":
        if "]" not in value:
            yield Cause.BROKEN_FLOW, [Edit.insert(stop, "]")], True
        elif last == "]" and value.count("[") == value.count("]") == 1:
            items = _flow_items(text, start + 1, stop - 1)
            if items:
                yield Cause.BROKEN_FLOW, items, True
    yield _plain_cause(value), _single_quotes(text, start, stop), True


def _plain_cause(value: str) -> Cause:
    first = value[0]
    if value.startswith("{{"):
        return Cause.PLACEHOLDER
    if first in "[{":
        closer = "]" if first == "[" else "}"
        return Cause.TEXT_AFTER_FLOW if closer in value[:-1] or first == "{" else Cause.BROKEN_FLOW
    if first in "*@`%&!|>," or value[:2] in ("- ", "? "):
        return Cause.RESERVED_START
    if ": " in value or value.endswith(":") or ":\t" in value:
        return Cause.UNQUOTED_COLON
    return Cause.TAB if "\t" in value else Cause.OTHER


def _quoted(text: str, start: int, stop: int) -> Iterator[_Found]:
    value = text[start:stop]
    quote = value[0]
    if len(value) > 1 and value[-1] == quote:
        inner = _escape_inner(text, start + 1, stop - 1, quote)
        bare = any(e.text != "\\\\" for e in inner)
        yield (Cause.TEXT_AFTER_QUOTE if bare else Cause.BAD_ESCAPE), inner, True
    elif value.count(quote) == 1 and quote == '"':
        escapes = _escape_inner(text, start + 1, stop, quote)
        yield Cause.UNCLOSED_QUOTE, [*escapes, Edit.insert(stop, quote)], True
    if value.count(quote) == 1:
        yield Cause.UNCLOSED_QUOTE, _single_quotes(text, start, stop), True
    yield Cause.TEXT_AFTER_QUOTE, _single_quotes(text, start, stop), True


def _escape_inner(text: str, start: int, stop: int, quote: str) -> list[Edit]:
    """Escape bare quotes and wrong backslashes between two quotes."""
    edits = []
    if quote == "'":
        doubled = re.compile("''|'")
        for found in doubled.finditer(text, start, stop):
            if found[0] == "'":
                edits.append(Edit.insert(found.start(), "'"))
        return edits
    at = start
    while at < stop:
        char = text[at]
        if char == "\\":
            if _BAD_ESCAPE.match(text, at) or at + 1 >= stop:
                edits.append(Edit(Span(at, at + 1), "\\\\"))
                at += 1
            else:
                at += 2
            continue
        if char == '"':
            edits.append(Edit.insert(at, "\\"))
        at += 1
    return edits


def _single_quotes(text: str, start: int, stop: int) -> list[Edit]:
    inner = [Edit.insert(m.start(), "'") for m in re.finditer("'", text[start:stop])]
    shifted = [Edit.insert(start + e.span.start, "'") for e in inner]
    if shifted and shifted[0].span.start == start:
        shifted[0] = Edit.insert(start, "''")
        return [*shifted, Edit.insert(stop, "'")]
    return [Edit.insert(start, "'"), *shifted, Edit.insert(stop, "'")]


def _escape(text: str, start: int, stop: int) -> list[Edit]:
    """Double-quote the value with control characters written as escapes."""
    edits = []
    value = text[start:stop]
    quoted = len(value) > 1 and value[0] == value[-1] == '"'
    pattern = _UNPRINTABLE if quoted else re.compile(_UNPRINTABLE.pattern + r'|["\\]')
    for found in pattern.finditer(text, start, stop):
        char = found[0]
        code = ord(char)
        if char in '"\\':
            escaped = "\\" + char
        elif code <= 0xFF:
            escaped = f"\\x{code:02X}"
        else:
            escaped = f"\\u{code:04X}"
        edits.append(Edit(Span(found.start(), found.end()), escaped))
    return edits if quoted else [Edit.insert(start, '"'), *edits, Edit.insert(stop, '"')]


def _flow_items(text: str, start: int, stop: int) -> list[Edit]:
    """Quote the items of a one-line list that YAML would not read as a word."""
    edits = []
    at = start
    for piece in text[start:stop].split(","):
        word = piece.strip()
        if word and not re.fullmatch(r"[A-Za-z0-9_./(][^:#\[\]{}\"'*&!|>%@`]*|\"[^\"\\]*\"|'[^']*'", word):
            first = at + piece.index(word)
            edits += _single_quotes(text, first, first + len(word))
        at += len(piece) + 1
    return edits


def _several_lines(text: str, chunk: Chunk, head: str, below: list[_Line], stop: int) -> Iterator[_Found]:
    rows = [text[line.start : line.end] for line in below]
    filled = [(line, row) for line, row in zip(below, rows, strict=True) if row.strip()]
    tabs = [line for line, row in filled if "\t" in row[: len(row) - len(row.lstrip())]]
    if tabs:
        yield Cause.TAB, [e for line in tabs for e in _untab(text, line)], True
    if _UNPRINTABLE.search(text, chunk.value_start, stop):
        yield Cause.CONTROL_CHARACTER, [
            Edit(Span(m.start(), m.end()), "\ufffd") for m in _UNPRINTABLE.finditer(text, chunk.value_start, stop)
        ], True
    at_margin = [row for _, row in filled if row[0] not in " \t"]
    keys_joined = any(_KEY_LINE.match(row) for row in at_margin)
    start = chunk.value_start
    indicator = re.fullmatch(r"[|>][+-]?[1-9]?[+-]?", head)
    if indicator and head:
        lacking = [line for line, row in filled if row[:2] != "  "]
        if lacking:
            cause = Cause.UNINDENTED_CONTINUATION if at_margin else Cause.BAD_INDENTATION
            yield cause, [_indent(text, line) for line in lacking], not keys_joined
        yield Cause.BAD_INDENTATION, [Edit.insert(line.start, "  ") for line, _ in filled], not keys_joined
        return
    if not at_margin:
        if not head:
            yield from _items(text, filled)
        elif head[0] not in "\"'[{" and not any(row.lstrip().startswith("#") for row in rows):
            yield Cause.UNQUOTED_COLON, _single_quotes(text, start, stop), True
        elif head[0] in "\"'":
            yield from _quoted(text, start, stop)
    elif len(head) > 1 and head[0] in "\"'" and text[stop - 1] == head[0]:
        indents = [Edit.insert(line.start, "  ") for line, row in filled if row[0] not in " \t"]
        yield Cause.UNINDENTED_CONTINUATION, indents, not keys_joined
        yield Cause.UNINDENTED_CONTINUATION, [
            *indents, *_escape_inner(text, start + 1, stop - 1, head[0]),
        ], not keys_joined  # fmt: skip
    cause = Cause.UNINDENTED_CONTINUATION if at_margin else Cause.BAD_INDENTATION
    break_ = text[below[0].start - 1]
    newline = "\r\n" if text[max(below[0].start - 2, 0) : below[0].start] == "\r\n" else break_
    opening = Edit.insert(start, f"|-{newline}  ") if head else Edit.insert(_after_colon(text, chunk), " |-")
    yield cause, [opening, *(Edit.insert(line.start, "  ") for line, _ in filled)], not keys_joined


def _after_colon(text: str, chunk: Chunk) -> int:
    return text.index(":", chunk.key_start) + 1


def _untab(text: str, line: _Line) -> list[Edit]:
    row = text[line.start : line.end]
    lead = row[: len(row) - len(row.lstrip())]
    return [Edit(Span(line.start, line.start + len(lead)), lead.replace("\t", "  "))]


def _indent(text: str, line: _Line) -> Edit:
    row = text[line.start : line.end]
    lead = len(row) - len(row.lstrip(" "))
    return Edit.insert(line.start, " " * (2 - min(lead, 2)))


def _items(text: str, filled: list[tuple[_Line, str]]) -> Iterator[_Found]:
    """Quote, below an empty key, the items or nested values that do not parse by themselves."""
    edits: list[Edit] = []
    causes: list[Cause] = []
    for line, row in filled:
        found = _ITEM.match(row)
        if found is None or not found[1].strip() or row.lstrip().startswith("#"):
            continue
        start = line.start + found.start(2)
        stop = line.start + found.end(2)
        if _value_parses(found[2]):
            continue
        for cause, one, _ in _one_line(text, start, stop):
            edits += one
            causes.append(cause)
            break
    if edits:
        yield causes[0], edits, True
    first, last = filled[0][0], filled[-1]
    start = first.start + len(filled[0][1]) - len(filled[0][1].lstrip())
    if not re.match(r"- |[\"'\[{#|>]", text[start : start + 2]):
        stop = last[0].start + len(last[1].rstrip())
        yield Cause.UNQUOTED_COLON, _single_quotes(text, start, stop), True


def _value_parses(value: str) -> bool:
    piece = f"k: {value}\n"
    try:
        parsed = parse_simple(piece, int) or parse_events(piece, int)
    except (HeaderError, TooDeepError):
        return value[:1] in "|>" and len(value) <= 3
    return len(parsed.entries) == 1


