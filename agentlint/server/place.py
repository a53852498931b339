"""Where in a header somebody is typing: found by its lines, since what is half typed parses badly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Span

if TYPE_CHECKING:
    from agentlint.source import Source
    from agentlint.syntax.document import Document

Form = Literal["plain", "string", "flow", "block", "map"]

_OPENER = lazy_pattern(r"\ufeff?---[ \t]*\Z")
_ENDS = lazy_pattern(r"---[ \t]*\Z|#{1,6} ")
_KEY = lazy_pattern(r"([A-Za-z_][\w.-]*)[ \t]*:(?=\s|\Z)")
_NESTED = lazy_pattern(r"[ \t]*(?:-[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*:(?=[ \t]|\Z)")
_ITEM = lazy_pattern(r"[ \t]*-(?:[ \t]+|\Z)")
_WORD_KEY = lazy_pattern(r"[\w.-]*\Z")
_REST_OF_KEY = lazy_pattern(r"[\w.-]*")
_REST = lazy_pattern(r"[^\s,()\[\]{}\"'#]*")
_WORD = lazy_pattern(r"[^\s,()\[\]{}\"']*\Z")
_LONGEST = 8000
"""Code points of a value that are looked at before the cursor."""
_MAX_LINES = 400
"""Lines of a value that are looked at above the cursor."""


@record()
class KeyPlace:
    """A key is being typed at the margin. `span` is what there is of it; `has_colon`: its colon stands there."""

    span: Span
    has_colon: bool


@record()
class ValuePlace:
    """A value, or a word in a list of them, is being typed.

    `key` is the key at the margin, `inner` the one of a map inside its value, if the cursor stands behind one. `span`
    is what there is of the word. `form`: it is the whole value (`plain`), or stands in a text of several (`string`), in
    brackets (`flow`), in an item of a list by lines (`block`), or where a key of a map would (`map`). `quote` is the
    mark that is open before it, else "". `caller` is the name before the open parenthesis that the cursor is in.
    `glued`: the colon or dash stands right before it, where YAML wants a blank.
    """

    key: str
    inner: str | None
    span: Span
    form: Form
    quote: str
    caller: str | None
    glued: bool


def place_at(document: Document, offset: int) -> KeyPlace | ValuePlace | None:
    """What is being typed at the offset; None outside of the header, on its fences and in comments."""
    source = document.source
    line = source.line_at(offset)
    if not _in_header(document, line):
        return None
    span = source.line_span(line)
    before = source.text[span.start : offset]
    if before.lstrip().startswith("#"):
        return None
    if _WORD_KEY.match(before) and not before.startswith("-"):
        return _key_place(source.text, span, offset)
    for at in range(line, max(1, line - _MAX_LINES), -1):
        start = source.line_span(at).start
        found = _KEY.match(source.text, start, offset)
        if found is not None:
            return _value_place(source, found[1], Span(found.end(), offset), same_line=at == line)
    return None


def _in_header(document: Document, line: int) -> bool:
    """Whether a line lies between the fences, or below the first where nothing closes it yet."""
    source = document.source
    if line < 2 or not _OPENER.match(source.line_text(1)):
        return False
    header = document.frontmatter
    if header is not None and header.closed:
        return line < source.line_at(header.content.end)
    above = (source.line_text(at) for at in range(2, min(line, _MAX_LINES)))
    return line <= _MAX_LINES and not any(not text.strip() or _ENDS.match(text) for text in above)


def _key_place(text: str, line: Span, offset: int) -> KeyPlace | None:
    rest = _REST_OF_KEY.match(text, offset, line.end)
    end = rest.end() if rest is not None else offset
    behind = text[end : line.end].lstrip(" \t")
    if behind and not behind.startswith(":"):
        return None
    return KeyPlace(Span(line.start, end), bool(behind))


def _value_place(source: Source, key: str, typed: Span, *, same_line: bool) -> ValuePlace:
    """The place at the end of `typed`, which is what is written of the value so far."""
    text, offset = source.slice(typed), typed.end
    head = text.lstrip()
    inner: str | None = None
    form: Form = "plain"
    if head.startswith("["):
        form, current = "flow", head[1:]
    elif same_line:
        current = text
    else:
        current = source.text[source.line_span(source.line_at(offset)).start : offset]
        nested, item = _NESTED.match(current), _ITEM.match(current)
        if nested is not None:
            inner, current = nested[1], current[nested.end() :]
        elif item is not None:
            form, current = "block", current[item.end() :]
        else:
            form = "string" if _first_line(text).strip() else "map"
    current = current[-_LONGEST:]
    quote, caller = _open_marks(current, flow=form == "flow")
    word = _WORD.search(current)
    start = offset - (len(word[0]) if word is not None else 0)
    if form in ("plain", "block") and current[: len(current) - (offset - start)].strip(" \t\r\n\"'"):
        form = "string"
    rest = _REST.match(source.text, offset)
    mark = source.text[start - 1]
    glued = mark == ":" or (mark == "-" and form == "block")
    return ValuePlace(key, inner, Span(start, rest.end() if rest else offset), form, quote, caller, glued)


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


def _open_marks(text: str, *, flow: bool) -> tuple[str, str | None]:
    """The quotation mark that is open at the end of the text, and the name before an open parenthesis."""
    quote, fresh = "", True
    calls: list[int] = []
    for at, mark in enumerate(text):
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "\"'" and fresh:
            quote = mark
        if mark == "(":
            calls.append(at)
        elif mark == ")" and calls:
            calls.pop()
        fresh = (flow and mark in ",[") or (fresh and mark in " \t\r\n")
    name = re.search(r"[\w.-]+\Z", text[max(0, calls[-1] - 64) : calls[-1]]) if calls else None
    return quote, name[0] if name is not None else None
