"""Where a header goes wrong first, and what is wrong there, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import Cause, Span

if TYPE_CHECKING:
    from agentlint.api import File, Frontmatter, Repair

_WHAT = {
    Cause.UNQUOTED_COLON: "unquoted ': ' in {key}",
    Cause.RESERVED_START: "{key} starts with {first!r}, which YAML reserves",
    Cause.UNDEFINED_ALIAS: "{key} starts with {first!r}, which YAML reserves",
    Cause.TEXT_AFTER_FLOW: "text after the closing {closer!r} in {key}",
    Cause.TEXT_AFTER_QUOTE: "text after the closing quote in {key}",
    Cause.UNCLOSED_QUOTE: "unclosed quote in {key}",
    Cause.UNINDENTED_CONTINUATION: "the text of {key} runs on at the left margin",
    Cause.BAD_INDENTATION: "wrong indentation at {key}",
    Cause.TAB: "a tab indents {key}",
    Cause.PLACEHOLDER: "{key} starts with a placeholder in braces",
    Cause.CONTROL_CHARACTER: "control character in {key}",
    Cause.DUPLICATE_KEY: "{key} is there twice",
    Cause.BAD_ESCAPE: "unknown escape in the double-quoted {key}",
    Cause.BROKEN_FLOW: "the list in {key} is broken",
    Cause.UNKNOWN_TAG: "{key} starts with {first!r}, which YAML takes for a tag",
    Cause.MISSING_SPACE: "no blank after '{key}:'",
    Cause.MULTIPLE_DOCUMENTS: "a second YAML document begins",
    Cause.NOT_A_MAPPING: "it holds no keys",
    Cause.COMPLEX_KEY: "braces or brackets where a key should be",
}
_AT_FIRST_EDIT = frozenset(
    (Cause.BAD_ESCAPE, Cause.TEXT_AFTER_QUOTE, Cause.CONTROL_CHARACTER, Cause.TAB, Cause.BAD_INDENTATION)
)


def first_repair(header: Frontmatter) -> Repair | None:
    """The repair to speak of: a repeated key only where nothing else is wrong. None where nothing can be repaired."""
    others = [r for r in header.repairs if r.cause is not Cause.DUPLICATE_KEY]
    repairs = others or list(header.repairs)
    return repairs[0] if repairs else None


def wrong_place(file: File, header: Frontmatter) -> tuple[Span, str]:
    """The span of the first thing that is wrong with a header that does not parse, and a phrase that names it."""
    error = header.error
    assert error is not None
    repair = first_repair(header)
    if repair is None:
        what = _WHAT.get(error.cause, "it cannot be parsed")
        return error.span, what.format(key=error.key or "a value", first="", closer="")
    text = file.source.text
    value = file.source.slice(repair.span)
    span = repair.span
    found = None
    if repair.cause is Cause.UNQUOTED_COLON:
        found = re.search(r":(?=\s|$)", value)
    elif repair.cause is Cause.TEXT_AFTER_FLOW:
        found = re.search(r"(?<=[\]}])\s*\S", value)
    elif repair.cause is Cause.UNINDENTED_CONTINUATION:
        found = re.search(r"(?<=\n)(?=\S)[^\r\n]+", value)
    if found is not None:
        span = Span(repair.span.start + found.start(), repair.span.start + found.end())
    elif repair.cause is Cause.DUPLICATE_KEY:
        last = header.get(repair.key or "")
        span = last.key_span if last is not None else span
    else:
        start = repair.edits[0].span.start if repair.cause in _AT_FIRST_EDIT else span.start
        span = Span(start, max(min(start + 1, span.end), start))
    first = text[repair.span.start : repair.span.start + 1]
    closer = "]" if first == "[" else "}"
    return span, _WHAT.get(repair.cause, "{key} cannot be parsed").format(key=repair.key, first=first, closer=closer)
