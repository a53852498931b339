"""Repairs: minimal edits under which a header that strict YAML rejects parses, each with its cause.

The header is cut into chunks, one per key; a chunk that does not parse by itself is tried with one repair after the
other, the most likely first, and the first under which it parses to that one key is kept. Text is never dropped: a
repair quotes, escapes, indents or closes. Only the repeated key is taken out, and that repair says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.diagnostic import Edit
from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.chunks import KEY_LINE, OPEN_TEXT_KEYS, TEXT_KEYS, Chunk, Line, split_chunks, split_lines
from agentlint.syntax.nodes import Cause, Repair
from agentlint.syntax.simple_header import parse_simple
from agentlint.syntax.yaml_events import UNPRINTABLE, HeaderError, TooDeepError, parse_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agentlint.syntax.nodes import Entry

_BAD_ESCAPE = lazy_pattern(r'\\(?!["\\/0abtnvfre N_LP\t\r\n]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_ITEM = lazy_pattern(r"([ \t]*(?:- +)?(?:[A-Za-z_][\w.-]*:[ \t]+)?)(\S.*)$")
_COLLECTION = lazy_pattern(r"[ \t]*(?:- |-$|[\w.-]+:(?:[ \t]|$))")
_FILLED_KEY = lazy_pattern(r"[ ]*[A-Za-z_][\w.-]*:[ \t]+[^\s|>&!#]")
_ANCHOR = lazy_pattern(r"(?:[:,-][ \t]+|[\[{][ \t]*)&([^\s,\[\]{}]+)")
_BLANKS = " \t\r\n"
_MAX_WORK = 100_000
_START_COST = 25
"""Work is counted in characters; setting ruamel.yaml up costs as much as so many."""
MAX_CHUNKS = 400


class Trials:
    """Parses pieces of one header, as strictly as the whole will be.

    Bounded: ruamel.yaml costs some 20 microseconds a character at worst. Past the bound nothing parses any more, so
    nothing is repaired. Aliases may refer to the anchors before the chunk that was entered last.
    """

    def __init__(self, text: str) -> None:
        self.left = _MAX_WORK
        self.anchors: set[str] = set()
        self._ahead = [(m.start(), m[1]) for m in _ANCHOR.finditer(text)][::-1]

    def enter(self, chunk: Chunk) -> None:
        """Go on to a chunk; they are entered in order."""
        while self._ahead and self._ahead[-1][0] < chunk.start:
            self.anchors.add(self._ahead.pop()[1])

    def parse(self, piece: str, place: Callable[[int], int] = int) -> list[Entry] | None:
        """The entries of a piece, or None where strict YAML rejects it. `place` maps offsets in it to the file's."""
        simple = parse_simple(piece, place)
        if simple is not None:
            return simple.entries
        if self.left < 0:
            return None
        self.left -= _START_COST
        try:
            entries = parse_events(piece, place, anchors=self.anchors).entries
        except HeaderError as error:
            self.left -= error.offset
            return None
        except TooDeepError:
            return None
        self.left -= len(piece)
        return entries


def find_repairs(text: str, base: int) -> list[Repair]:
    """Repairs of a header's text, in order of position; spans and edits are shifted by `base` into the file.

    A chunk that no repair explains has none: the header then stays broken. Never raises.
    """
    chunks = split_chunks(text)
    if len(chunks) > MAX_CHUNKS:
        return []
    trials = Trials(text)
    last = {chunk.key: chunk for chunk in chunks}
    out: list[Repair] = []
    for chunk in chunks:
        if chunk.key is None:
            continue
        found = repair_chunk(text, base, chunk, trials) if last[chunk.key] is chunk else _repeated(text, base, chunk)
        if found is not None:
            out.append(found)
    return out


def _repeated(text: str, base: int, chunk: Chunk) -> Repair:
    rest = split_lines(text, chunk.stop, chunk.end)
    span = Span(base + chunk.start, base + (rest[0].after if rest else chunk.end))
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


def repair_chunk(text: str, base: int, chunk: Chunk, trials: Trials) -> Repair | None:
    """The first repair under which a chunk with a key parses; None where none does, or none is needed."""
    found = _first_that_parses(text, chunk, trials)
    if found is None:
        return None
    cause, edits, keeps_keys = found
    texts: dict[Span, str] = {}
    for edit in edits:
        span = Span(base + edit.span.start, base + edit.span.end)
        texts[span] = texts.get(span, "") + edit.text
    shifted = tuple(Edit(span, new) for span, new in texts.items())
    start = chunk.start_of_text(text)
    stop = max(chunk.stop, start)
    if start == stop:  # nothing is written: the key stands for it
        start, stop = chunk.key_start, chunk.key_start + len(chunk.key or "")
    span = Span(base + start, base + stop)
    return Repair(cause, chunk.key, span, shifted, _TITLES[cause].format(key=chunk.key), keeps_keys)


def _first_that_parses(text: str, chunk: Chunk, trials: Trials) -> _Found | None:
    trials.enter(chunk)
    if _parses(text, chunk, chunk.edits, trials):
        return (chunk.cause, chunk.edits, True) if chunk.cause is not None else None
    for cause, edits, keeps_keys in _candidates(text, chunk, trials):
        joined = [*chunk.edits, *edits]
        if _parses(text, chunk, joined, trials):
            return chunk.cause or cause, joined, keeps_keys
    return None


def _parses(text: str, chunk: Chunk, edits: list[Edit], trials: Trials) -> bool:
    pieces = []
    at = chunk.start
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        pieces += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    entries = trials.parse("".join([*pieces, text[at : chunk.end]]))
    return entries is not None and [e.key for e in entries] == [chunk.key]


def _candidates(text: str, chunk: Chunk, trials: Trials) -> Iterator[_Found]:
    start, stop = chunk.value_start, chunk.stop
    first, *below = split_lines(text, chunk.start, stop)
    head = text[start : first.end].rstrip(_BLANKS)
    if below:
        yield from _several_lines(text, chunk, head, below, trials)
    elif head:
        yield from _one_line(text, start, start + len(head), is_text=chunk.key in TEXT_KEYS)


def _one_line(text: str, start: int, stop: int, *, is_text: bool = False) -> Iterator[_Found]:
    value = text[start:stop]
    if UNPRINTABLE.search(value):
        yield Cause.CONTROL_CHARACTER, _escape(text, start, stop), True
        return
    first, last = value[0], value[-1]
    if first in "\"'":
        yield from _quoted(text, start, stop)
        return
    if first == "[" and not is_text:
        if "]" not in value:
            yield Cause.BROKEN_FLOW, [Edit.insert(stop, "]")], True
        elif last == "]" and value.count("[") == value.count("]") == 1:
            items = _flow_items(text, start + 1, stop - 1)
            if items:
                yield Cause.BROKEN_FLOW, items, True
    if first == "{" and not is_text and "}" not in value and ": " in value:
        yield Cause.BROKEN_FLOW, [Edit.insert(stop, "}")], True
    yield _plain_cause(value), _single_quotes(text, start, stop), True


def _plain_cause(value: str) -> Cause:
    first = value[0]
    if value.startswith("{{"):
        return Cause.PLACEHOLDER
    if first in "[{":
        closer = "]" if first == "[" else "}"
        return Cause.TEXT_AFTER_FLOW if closer in value[:-1] else Cause.BROKEN_FLOW
    if first == "!":
        return Cause.UNKNOWN_TAG
    if first in "*@`%&|>," or value[:2] in ("- ", "? "):
        return Cause.RESERVED_START
    if ": " in value or value.endswith(":") or ":\t" in value:
        return Cause.UNQUOTED_COLON
    return Cause.TAB if "\t" in value else Cause.OTHER


def _quoted(text: str, start: int, stop: int) -> Iterator[_Found]:
    value = text[start:stop]
    quote = value[0]
    if re.match(rf"{quote}[^{quote}]*{quote}[ \t,|/]", value):
        yield Cause.TEXT_AFTER_QUOTE, _single_quotes(text, start, stop), True
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
        return [Edit.insert(m.start(), "'") for m in doubled.finditer(text, start, stop) if m[0] == "'"]
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
    """Write the value in double quotes, its control characters as escapes."""
    quote = text[start] if stop - start > 1 and text[start] == text[stop - 1] and text[start] in "\"'" else ""
    inner = (start + len(quote), stop - len(quote))
    edits = [Edit(Span(start, inner[0]), '"'), Edit(Span(inner[1], stop), '"')] if quote != '"' else []
    for found in re.finditer(UNPRINTABLE.pattern + _TO_ESCAPE[quote], text[inner[0] : inner[1]]):
        span = Span(inner[0] + found.start(), inner[0] + found.end())
        edits.append(Edit(span, _escaped(found[0])))
    return sorted(edits, key=lambda e: (e.span.start, e.span.end))


_TO_ESCAPE = {"": r'|["\\]', "'": r"""|["\\]|''""", '"': ""}


def _escaped(text: str) -> str:
    if text == "''":
        return "'"
    if text in '"\\':
        return "\\" + text
    code = ord(text)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}"


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


def _several_lines(text: str, chunk: Chunk, head: str, below: list[Line], trials: Trials) -> Iterator[_Found]:
    stop = chunk.stop
    rows = [text[line.start : line.end] for line in below]
    filled = [(line, row) for line, row in zip(below, rows, strict=True) if row.strip()]
    tabs = [line for line, row in filled if "\t" in row[: len(row) - len(row.lstrip())]]
    if tabs:
        yield Cause.TAB, [e for line in tabs for e in _untab(text, line)], True
    if UNPRINTABLE.search(text, chunk.value_start, stop):
        yield (
            Cause.CONTROL_CHARACTER,
            [Edit(Span(m.start(), m.end()), "\ufffd") for m in UNPRINTABLE.finditer(text, chunk.value_start, stop)],
            True,
        )
    at_margin = [row for _, row in filled if row[0] not in " \t"]
    keys_joined = any(KEY_LINE.match(row) for row in at_margin)
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
            yield from _levelled(text, filled)
            yield from _items(text, filled, trials)
            if chunk.key not in OPEN_TEXT_KEYS and _COLLECTION.match(filled[0][1]):
                return
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


def _untab(text: str, line: Line) -> list[Edit]:
    row = text[line.start : line.end]
    lead = row[: len(row) - len(row.lstrip())]
    return [Edit(Span(line.start, line.start + len(lead)), lead.replace("\t", "  "))]


def _indent(text: str, line: Line) -> Edit:
    row = text[line.start : line.end]
    lead = len(row) - len(row.lstrip(" "))
    return Edit.insert(line.start, " " * (2 - min(lead, 2)))


def _levelled(text: str, filled: list[tuple[Line, str]]) -> Iterator[_Found]:
    """Move lines of nested lists and maps that stand between two levels to that of their mates."""
    edits = []
    levels: list[int] = []
    previous = ""
    for line, row in filled:
        indent = len(row) - len(row.lstrip(" "))
        wanted = indent
        if levels and indent < levels[-1]:
            while levels and levels[-1] > indent:
                wanted = levels.pop()
            wanted = indent if levels and levels[-1] == indent else wanted
            levels += [wanted] if not levels or levels[-1] != wanted else []
        elif not levels or indent > levels[-1]:
            if levels and _FILLED_KEY.match(previous) and KEY_LINE.match(row.lstrip(" ")):
                wanted = levels[-1]
            else:
                levels.append(indent)
        previous = row
        if wanted != indent:
            edits.append(Edit(Span(line.start, line.start + indent), " " * wanted))
    if edits:
        yield Cause.BAD_INDENTATION, edits, True


def _items(text: str, filled: list[tuple[Line, str]], trials: Trials) -> Iterator[_Found]:
    """Quote, below an empty key, the items or nested values that do not parse by themselves."""
    edits: list[Edit] = []
    causes: list[Cause] = []
    for line, row in filled:
        found = _ITEM.match(row)
        if found is None or not found[1].strip() or row.lstrip().startswith("#"):
            continue
        value = found[2].rstrip(_BLANKS)
        start = line.start + found.start(2)
        stop = start + len(value)
        if _value_parses(value, trials):
            continue
        for cause, one, _ in _one_line(text, start, stop):
            edits += one
            causes.append(cause)
            break
    if edits:
        yield causes[0], edits, True
    first, last = filled[0][0], filled[-1]
    start = first.start + len(filled[0][1]) - len(filled[0][1].lstrip())
    if text[start] not in "\"'[{#|>" and not _COLLECTION.match(filled[0][1]):
        stop = last[0].start + len(last[1].rstrip())
        yield Cause.UNQUOTED_COLON, _single_quotes(text, start, stop), True


def _value_parses(value: str, trials: Trials) -> bool:
    entries = trials.parse(f"k: {value}\n")
    if entries is None:
        return value[:1] in "|>" and len(value) <= 3
    return len(entries) == 1
