"""Document and file kind to `Reading`: imitates each host's header parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from agentlint.hosts.header_parsers import ASSUMED, PARSERS, HeaderParser
from agentlint.hosts.reading import Outcome, Reading, Reason, Value
from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.frontmatter import MAX_HEADER, parse_header_text
from agentlint.syntax.nodes import Alias, Cause, Entry, Scalar, YamlMapping, YamlSequence
from agentlint.syntax.schema import entries_value
from agentlint.syntax.simple_header import parse_simple
from agentlint.syntax.yaml_events import HeaderError, TooDeepError, parse_events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentlint.hosts.model import FileKind
    from agentlint.syntax.document import Document
    from agentlint.syntax.nodes import Node

_CLOSERS = {
    "whole-line": lazy_pattern(r"(?:(?<=\n)|(?<=\r))---[ \t]*(?=\r|\n|\Z)"),
    "broken-line": lazy_pattern(r"(?:(?<=\n)|(?<=\r))---[ \t]*(?=\r|\n)"),
    "line-start": lazy_pattern(r"(?<=\n)---"),
    "anywhere": lazy_pattern(r"---"),
}
_BREAK = lazy_pattern(r"[ \t]*(?:\r\n?|\n|\Z)")
_ODD = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
"""Characters that a reader by lines may take for the end of one, or refuse; nobody tried."""
_TABS = lazy_pattern(r"(?m)^[ \t]+")
_LENIENT_LINE = lazy_pattern(r"([A-Za-z_][\w.-]*)[ \t]*:(.*)")
_WORSE = {
    Outcome.LOADED: 0, Outcome.RECOVERED: 1, Outcome.CUT: 2, Outcome.NO_HEADER: 3, Outcome.DROPPED: 4,
    Outcome.UNKNOWN: 5,
}  # fmt: skip


@dataclass
class _Header:
    """What one host takes for the header: offsets into the file; `cut` where a `---` inside ended it."""

    start: int
    end: int
    body_start: int
    cut: Span | None = None
    reasons: list[Reason] = field(default_factory=list)


def read(document: Document, kind: FileKind) -> Reading:
    """What the host of `kind` gets out of the file. Never raises."""
    return _HostReader(document, kind).read()


class _HostReader:
    def __init__(self, document: Document, kind: FileKind) -> None:
        self.document = document
        self.source = document.source
        self.text = document.source.text
        self.kind = kind
        self.parser = parser_of(kind)
        self.reasons: list[Reason] = []

    def read(self) -> Reading:
        if self.kind.frontmatter == "none" or self.kind.format != "markdown":
            return self._reading(Outcome.LOADED, {}, int(self.source.has_bom))
        if len(self.text) > 4 * MAX_HEADER and self.document.too_large:
            return self._because("too-large", self.document.too_large, Outcome.UNKNOWN)
        header = self._locate()
        if isinstance(header, Reading):
            return header
        if header.end - header.start > MAX_HEADER:
            return self._because("too-large", "the header is too large to be read here", Outcome.UNKNOWN)
        self.reasons += header.reasons
        return self._values(header)

    def _reading(self, outcome: Outcome, values: dict[str, Value], body_start: int) -> Reading:
        return Reading(
            self.kind.host, self.kind.id, outcome, self.parser.assumed, values, tuple(self.reasons), body_start
        )

    def _because(self, code: str, text: str, outcome: Outcome, span: Span | None = None, body: int = 0) -> Reading:
        self.reasons.append(Reason(code, text, span))
        return self._reading(outcome, {}, body)

    # Where the header is

    def _locate(self) -> _Header | Reading:
        parser, text = self.parser, self.text
        at = 0
        if self.source.has_bom:
            span = Span(0, 1)
            match parser.bom:
                case "no-header":
                    return self._headless("bom", "a byte order mark hides the header", span)
                case "dropped":
                    return self._because("bom", "a byte order mark stops the file from loading", Outcome.DROPPED, span)
                case "unknown":
                    return self._because("bom", "not established what a byte order mark does", Outcome.UNKNOWN, span)
                case _:
                    at = 1
        opener = re.compile(parser.opener).match(text, at)
        if opener is None:
            return self._headless("no-header", "no header", None)
        start = opener.end()
        closer = _CLOSERS[parser.closer].search(text, start)
        if closer is None:
            return self._unclosed(start)
        line_break = _BREAK.match(text, closer.end())
        body = line_break.end() if line_break else closer.end()
        header = _Header(start, closer.start(), body)
        if not self._at_margin(closer.start()) or (line_break is None and self._goes_on(closer.end())):
            header.cut = Span(closer.start(), closer.end())
            header.reasons.append(
                Reason(
                    "cut-by-dashes", f"--- inside the header ends it on line {self._line(closer.start())}", header.cut
                )
            )
        return header

    def _line(self, offset: int) -> int:
        return self.source.line_at(offset)

    def _at_margin(self, offset: int) -> bool:
        return offset == 0 or self.text[offset - 1] in "\r\n"

    def _goes_on(self, offset: int) -> bool:
        """Whether the header, as its author closed it, has keys past the offset."""
        ours = self.document.frontmatter
        return ours is not None and ours.closed and any(e.key_span.start >= offset for e in ours.entries)

    def _unclosed(self, start: int) -> _Header | Reading:
        span = Span(max(start - 4, 0), start)
        match self.parser.unclosed:
            case "to-end":
                header = _Header(start, len(self.text), len(self.text))
                header.reasons.append(
                    Reason("unclosed", "no closing ---: the header runs to the end of the file", span)
                )
                return header
            case "dropped":
                return self._because("unclosed", "the header is not closed", Outcome.DROPPED, span)
            case "unknown":
                return self._because(
                    "unclosed", "not established how an unclosed header is read", Outcome.UNKNOWN, span
                )
            case _:
                return self._headless("unclosed", "without a closing --- there is no header", span)

    def _headless(self, code: str, text: str, span: Span | None) -> Reading:
        """No header where the host looks for one: normal for some kinds, fatal for others."""
        body = 0 if code == "unclosed" else int(self.source.has_bom)
        if self.kind.frontmatter == "required":
            return self._because(code, text, self._required_outcome(), span, body)
        if code == "no-header":
            return self._reading(Outcome.LOADED, {}, body)
        return self._because(code, text, Outcome.NO_HEADER, span, body)

    def _required_outcome(self) -> Outcome:
        if self.kind.confidence == "low" or self.parser.assumed:
            return Outcome.UNKNOWN
        return Outcome.DROPPED

    # What stands in it

    def _values(self, header: _Header) -> Reading:
        parser = self.parser
        outcome = Outcome.CUT if header.cut else Outcome.LOADED
        entries, error = self._parse(header)
        if entries is None and error is not None:
            entries, step = self._second_try(header, error)
            if entries is None:
                return self._unreadable(header, error, step)
            outcome = max(outcome, Outcome.RECOVERED, key=_WORSE.__getitem__) if step == "retry" else outcome
        entries = entries or []
        problem = self._strings_only(entries) if parser.strings_only else None
        if problem is not None:
            return self._because("yaml-error", problem, Outcome.DROPPED, None, header.body_start)
        values = typed_values(self.kind, entries)
        if error is not None and self._lost_text(entries):
            outcome = Outcome.CUT
        if any(r.code in ("unclosed", "lost-word") for r in self.reasons):
            outcome = Outcome.CUT
        dropped = self._missing(values)
        if dropped is not None:
            self.reasons.append(dropped)
            outcome = Outcome.DROPPED
        return self._reading(outcome, values, header.body_start)

    def _parse(self, header: _Header) -> tuple[list[Entry] | None, HeaderError | None]:
        if self.parser.strings_only and "\t" in self.text[header.start : header.end]:
            # strictyaml has ruamel.yaml's scanner, which takes no tab around a value.
            try:
                return parse_events(self.text[header.start : header.end], int).entries, None
            except HeaderError as error:
                return None, error
            except TooDeepError:
                return None, HeaderError("nested too deep", 0)
        ours = self.document.frontmatter
        if ours is not None and ours.status == "valid" and ours.content == Span(header.start, header.end):
            return list(ours.entries), None
        return _strict_entries(self.text[header.start : header.end])

    def _second_try(self, header: _Header, error: HeaderError) -> tuple[list[Entry] | None, str]:
        """Entries after what the host lets through or mends, and how: `lenient`, `retry`, `unknown` or `failed`."""
        parser = self.parser
        text = self.text[header.start : header.end]
        entries, step = self._let_through(text, error)
        if step != "failed":
            return entries, step
        again = parser.retry(text) if parser.retry is not None else None
        if again is not None and again != text:
            entries, problem = _strict_entries(again)
            if problem is not None:
                entries, step = self._let_through(again, problem)
                if step == "unknown":
                    return None, step
            if entries is not None:
                self.reasons.append(Reason("recovered", "not valid YAML; a second try quotes the values", None))
                return entries, "retry"
        if parser.line_reader == "all" or (parser.line_reader == "skills" and self.kind.kind == "skill"):
            return self._by_line(text)
        return None, "failed"

    def _let_through(self, text: str, error: HeaderError) -> tuple[list[Entry] | None, str]:
        """Entries where the host does not mind the error: `lenient`, `unknown` or `failed`."""
        parser = self.parser
        entries = None
        if error.cause is Cause.CONTROL_CHARACTER:
            return None, "failed" if "\0" in text else "unknown"
        if error.cause in (Cause.DUPLICATE_KEY, Cause.UNKNOWN_TAG):
            policies = (parser.duplicate_keys, parser.unknown_tags)
            policy = policies[error.cause is Cause.UNKNOWN_TAG]
            if policy == "unknown":
                return None, "unknown"
            if policy != "error":
                # One pass lets both through; what the host does not take of them is an error all the same.
                entries = _lenient_entries(text)
                if entries is not None and error.cause is Cause.UNKNOWN_TAG:
                    self.reasons.append(Reason("lost-word", "a word that begins with ! is taken for a tag and lost"))
        elif parser.tab_indentation and "\t" in text:
            entries = _lenient_entries(_TABS.sub(lambda m: m[0].replace("\t", "  "), text))
        return entries, "lenient" if entries is not None else "failed"

    def _by_line(self, text: str) -> tuple[list[Entry] | None, str]:
        """Key up to the colon, the rest of the line as text: how lenient readers see a header."""
        if (self.parser.assumed and not self._only_globs()) or _ODD.search(text):
            return None, "unknown"
        entries: list[Entry] = []
        for line in text.split("\n"):
            found = _LENIENT_LINE.fullmatch(line)
            if found is None or (self.parser.line_reader == "skills" and found[1] not in ("name", "description")):
                continue
            as_text = f"{found[1]}: '" + found[2].strip(" \t\r").replace("'", "''") + "'"
            simple = parse_simple(line, int) or parse_simple(as_text, int)
            entries += simple.entries if simple is not None else []
        if not entries:
            return None, "failed"
        if not self.parser.assumed:
            self.reasons.append(Reason("recovered", "not valid YAML; read line by line", None))
            return entries, "retry"
        return entries, "lenient"

    def _only_globs(self) -> bool:
        """Whether all that is wrong with the header is unquoted globs, which Cursor reads as they stand."""
        ours = self.document.frontmatter
        return (
            ours is not None and ours.status == "repaired"
            and all(r.key in ("globs", "paths") and r.cause is Cause.RESERVED_START for r in ours.repairs)
        )  # fmt: skip

    def _unreadable(self, header: _Header, error: HeaderError, step: str) -> Reading:
        span = Span(header.start, header.end)
        text = "the header cannot be read"
        if step == "unknown" or self.parser.error == "unknown":
            return self._because("yaml-error", text, Outcome.UNKNOWN, span, header.body_start)
        return self._because("yaml-error", text, self._error_outcome(), span, header.body_start)

    def _error_outcome(self) -> Outcome:
        if self.parser.error == "no-header":
            return Outcome.NO_HEADER
        if self.parser.error == "by-kind":
            return Outcome.DROPPED if self.kind.id == "claude-code/agent" else Outcome.NO_HEADER
        return Outcome.DROPPED

    def _strings_only(self, entries: list[Entry]) -> str | None:
        stack: list[Node] = [e.value for e in entries if e.value is not None]
        while stack:
            node = stack.pop()
            if isinstance(node, Alias):
                return "anchors and aliases are refused"
            if isinstance(node, Scalar):
                if node.tag or node.anchor:
                    return "tags and anchors are refused"
                continue
            if isinstance(node, YamlSequence | YamlMapping):
                if node.flow:
                    return "flow style ([a, b] or {a: b}) is refused"
                stack += (
                    list(node.items)
                    if isinstance(node, YamlSequence)
                    else [e.value for e in node.entries if e.value is not None]
                )
        return None

    def _lost_text(self, entries: list[Entry]) -> bool:
        """After a second try: whether lines of a description became keys of their own."""
        ours = self.document.frontmatter
        if ours is None or ours.status != "repaired":
            return False
        joined = {r.key for r in ours.repairs if not r.keeps_keys and r.cause is not Cause.DUPLICATE_KEY}
        if not joined:
            return False
        known = {e.key for e in ours.entries}
        stray = [e.key for e in entries if e.key not in known]
        if stray:
            self.reasons.append(
                Reason(
                    "stray-keys", f"{', '.join(sorted(k for k in joined if k))} ends where {stray[0]!r} became a key"
                )
            )
        return bool(stray)

    def _missing(self, values: dict[str, Value]) -> Reason | None:
        """A key without which the host drops the file."""
        kind = self.kind
        if kind.confidence == "low" or self.parser.assumed or kind.parser is None:
            return None
        for wanted in kind.fields:
            if wanted.required != "yes":
                continue
            value = values.get(wanted.name)
            if value is None or value == "":
                return Reason("missing-field", f"{wanted.name} is missing")
            if kind.id == "claude-code/agent" and not isinstance(value, str):
                return Reason("wrong-type", f"{wanted.name} is not text")
        hooks = values.get("hooks")
        if kind.id == "claude-code/agent" and hooks is not None and not isinstance(hooks, dict):
            return Reason("wrong-type", "hooks is not a map")
        name = values.get("name")
        if kind.id == "claude-code/agent" and isinstance(name, str) and (":" in name or name.startswith("-")):
            return Reason("forbidden-name", "a name may not hold ':' or begin with '-'")
        return None


@lru_cache(maxsize=16)
def _parsed(text: str, lenient: bool) -> tuple[tuple[Entry, ...] | None, HeaderError | None]:
    """Remembered, since several hosts take the same text for the header."""
    try:
        return tuple((parse_events(text, int, lenient=True) if lenient else parse_header_text(text, int)).entries), None
    except HeaderError as error:
        return None, error.with_traceback(None)
    except TooDeepError:
        return None, HeaderError("nested too deep", 0)


def _strict_entries(text: str) -> tuple[list[Entry] | None, HeaderError | None]:
    entries, error = _parsed(text, False)
    return (list(entries) if entries is not None else None), error


def _lenient_entries(text: str) -> list[Entry] | None:
    entries, _ = _parsed(text, True)
    return list(entries) if entries is not None else None


def _texts(node: Node | None) -> Value:
    """The view of strictyaml: every scalar is text, nothing is null."""
    if isinstance(node, YamlSequence):
        return [_texts(i) for i in node.items]
    if isinstance(node, YamlMapping):
        return {e.key: _texts(e.value) for e in node.entries}
    return node.value if isinstance(node, Scalar) else ""


def parser_of(kind: FileKind) -> HeaderParser:
    """The header parser that is assumed or established for a file kind."""
    return PARSERS[kind.parser] if kind.parser is not None else ASSUMED


def typed_values(kind: FileKind, entries: Iterable[Entry]) -> dict[str, Value]:
    """Entries as the host of `kind` types them, the description as its model is shown it."""
    if parser_of(kind).strings_only:
        return {e.key: _texts(e.value) for e in entries}
    values = entries_value(entries)
    description = values.get("description")
    if isinstance(description, str):
        values["description"] = _shown(kind, description)
    return values


def _shown(kind: FileKind, text: str) -> str:
    if kind.host == "claude-code" and kind.kind == "agent":
        return text.replace("\\n", "\n")
    if kind.kind == "skill" and kind.host in ("claude-code", "codex"):
        text = " ".join(filter(None, (line.strip() for line in text.split("\n"))))
        return text.replace("<", "&lt;").replace(">", "&gt;") if kind.host == "claude-code" else text
    return text
