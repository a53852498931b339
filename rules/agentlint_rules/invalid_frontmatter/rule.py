"""invalid-frontmatter: a header that its host cannot read, reads only in part, or reads only on a second try."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Cause, Edit, Fix, Outcome, Rule, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Frontmatter, Reading, Repair

_LOSSES = (Outcome.CUT, Outcome.NO_HEADER, Outcome.DROPPED)
_HEADER_REASONS = frozenset(("yaml-error", "cut-by-dashes", "stray-keys", "unclosed", "recovered"))
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
_DOES = {
    Outcome.LOADED: "reads it as it stands",
    Outcome.RECOVERED: "recovers it",
    Outcome.CUT: "loses a part of it",
    Outcome.NO_HEADER: "goes on without the header",
    Outcome.DROPPED: "does not load the file",
}


_AT_FIRST_EDIT = frozenset(
    (Cause.BAD_ESCAPE, Cause.TEXT_AFTER_QUOTE, Cause.CONTROL_CHARACTER, Cause.TAB, Cause.BAD_INDENTATION)
)


class InvalidFrontmatter(Rule):
    """Broken, cut and unclosed headers, judged by what the owning host makes of them."""

    name = "invalid-frontmatter"
    summary = "Header that its host cannot read, cuts, or reads only on a second try"
    severity = Severity.ERROR
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding a file: the header is one thing, and mending half of it helps nobody."""
        header = file.frontmatter
        if header is None or header.too_large or file.kind.frontmatter == "none":
            return
        if not header.closed:
            yield self._unclosed(file, header)
        elif header.status != "valid":
            yield from self._broken(file, header)
        elif any(r.code == "cut-by-dashes" for r in file.reading.reasons):
            yield self._cut(file, file.reading)

    def _unclosed(self, file: File, header: Frontmatter) -> Diagnostic:
        opener = Span(header.span.start, header.span.start + 3)
        newline = file.source.preferred_newline
        content = file.source.slice(header.content)
        lead = "" if content.endswith(("\n", "\r")) or not content else newline
        fix = Fix("Close the header", (Edit.insert(header.content.end, f"{lead}---{newline}"),), Applicability.UNSAFE)
        reading = file.reading
        known = reading.outcome is not Outcome.UNKNOWN
        return self.report(
            opener,
            f"the header is not closed by a --- line; {_owner(reading)} {_DOES[reading.outcome]}"
            if known
            else "the header is not closed by a --- line",
            severity=Severity.ERROR if known else Severity.WARNING,
            help="Put a line with only --- after the last key." + _others(file),
            fixes=(fix,),
        )

    def _cut(self, file: File, reading: Reading) -> Diagnostic:
        cut = next(r for r in reading.reasons if r.code == "cut-by-dashes")
        header = file.frontmatter
        assert header is not None
        assert cut.span is not None
        lost = [e.key for e in header.entries if e.key_span.start > cut.span.start]
        at = next((e.key for e in header.entries if e.line_span.covers(cut.span)), None)
        where = f"inside {at}" if at else "in a comment"
        message = f"--- {where} ends the header in {_owner(reading)}"
        if lost:
            message += f"; {_listed(lost)} {'is' if len(lost) == 1 else 'are'} lost"
        return self.report(
            cut.span,
            message,
            help=f"{_owner(reading)} ends the header at the first --- wherever it stands, even inside a word or quotes. "
            "Write a dash or other words there." + _others(file),
        )

    def _broken(self, file: File, header: Frontmatter) -> Iterator[Diagnostic]:
        reading = file.reading
        if reading.outcome is Outcome.LOADED and reading.assumed:
            return
        if reading.outcome is Outcome.UNKNOWN and file.kind.parser is not None:
            return
        lost = reading.outcome in _LOSSES and any(r.code in _HEADER_REASONS for r in reading.reasons)
        severity = Severity.ERROR if lost and not _only_required(reading) else Severity.WARNING
        span, what = _place(file, header)
        end = _DOES.get(reading.outcome)
        if reading.outcome is Outcome.DROPPED and _only_required(reading):
            end = _DOES[Outcome.RECOVERED]
        if reading.outcome is Outcome.CUT:
            stray = [r.text for r in reading.reasons if r.code in ("stray-keys", "cut-by-dashes")]
            message = f"{what}; in {_owner(reading)} {stray[0]}" if stray else f"{what}; {_owner(reading)} {end}"
        elif end is None:
            message = f"not valid YAML: {what}"
        elif reading.outcome is Outcome.LOADED and header.duplicates:
            message = f"{what}; {_owner(reading)} keeps the last"
        else:
            message = f"{'' if lost else 'not valid YAML: '}{what}; {_owner(reading)} {end}"
        more = len({r.key for r in header.repairs}) - 1
        yield self.report(
            span,
            message,
            severity=severity,
            help=_advice(file, header) + (f" {more} more value{'s' * (more > 1)} need it too." if more > 0 else "")
            + _others(file),
            fixes=_fixes(header, reading),
        )  # fmt: skip


def _only_required(reading: Reading) -> bool:
    """Whether the header itself was read and the file is dropped for what it lacks: another rule's finding."""
    codes = {r.code for r in reading.reasons}
    return "recovered" in codes and not codes & {"yaml-error", "cut-by-dashes", "stray-keys", "unclosed"}


def _owner(reading: Reading) -> str:
    return HOSTS[reading.host].name


def _others(file: File) -> str:
    """What the other hosts that read this file do with its header, as sentences."""
    by_outcome: dict[Outcome, list[str]] = {}
    for kind in file.kinds:
        if kind is file.kind or kind.host == file.kind.host or kind.frontmatter == "none":
            continue
        reading = file.readings[kind.id]
        if reading.outcome in _DOES and reading.outcome is not Outcome.LOADED:
            names = by_outcome.setdefault(reading.outcome, [])
            if HOSTS[kind.host].name not in names:
                names.append(HOSTS[kind.host].name)
    return "".join(f" {_listed(names)} {_plural(outcome, names)}." for outcome, names in by_outcome.items())


def _plural(outcome: Outcome, names: list[str]) -> str:
    if len(names) == 1:
        return _DOES[outcome]
    return re.sub(r"^(read|recover|lose)s|^goes|^does", lambda m: {"goes": "go", "does": "do"}.get(m[0], m[1]), _DOES[outcome])


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def _place(file: File, header: Frontmatter) -> tuple[Span, str]:
    """Where the header goes wrong first, and what is wrong there."""
    error = header.error
    assert error is not None
    repair = _first(header)
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


def _first(header: Frontmatter) -> Repair | None:
    others = [r for r in header.repairs if r.cause is not Cause.DUPLICATE_KEY]
    repairs = others or list(header.repairs)
    return repairs[0] if repairs else None


def _advice(file: File, header: Frontmatter) -> str:
    repair = _first(header)
    if repair is None:
        return "Quote values that hold a colon, and indent text that goes on over several lines."
    advice = f"{repair.title}."
    if "\r" in file.source.slice(header.content) and file.kind.parser == "claude-code":
        advice += " Claude Code's second try does not work on CRLF line ends."
    return advice


def _fixes(header: Frontmatter, reading: Reading) -> tuple[Fix, ...]:
    if header.status != "repaired" or not header.repairs:
        return ()
    dropped = reading.outcome in (Outcome.DROPPED, Outcome.NO_HEADER, Outcome.UNKNOWN)
    safe = all(
        r.cause not in (Cause.DUPLICATE_KEY, Cause.UNKNOWN_TAG) and (r.keeps_keys or dropped) for r in header.repairs
    )
    if any("\ufffd" in e.text for r in header.repairs for e in r.edits):
        safe = False
    edits = tuple(e for r in header.repairs for e in r.edits)
    title = header.repairs[0].title if len(header.repairs) == 1 else "Make the header valid YAML"
    return (Fix(title, edits, Applicability.SAFE if safe else Applicability.UNSAFE),)
