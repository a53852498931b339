"""value-cut: text that YAML takes for a comment, a tag, an anchor or a key of its own, and the host never sees."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from agentlint.api import (
    HOSTS,
    Alias,
    Applicability,
    Cause,
    Edit,
    Fix,
    Rule,
    Scalar,
    ScalarStyle,
    Severity,
    Span,
    lazy_pattern,
)
from agentlint_rules.value_cut.comments import Meaning, meaning_of
from agentlint_rules.value_cut.turns import first_turn, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Entry, File, Frontmatter, Repair

_PROSE = ("description", "when_to_use", "argument-hint")
_TAG = lazy_pattern(r"![^\s]*")
_ANCHOR = lazy_pattern(r"&[^\s]*")


class ValueCut(Rule):
    """Valid YAML that is not what its author meant."""

    name = "value-cut"
    summary = "Text lost to a ` #` comment, a leading `!` or `&`, or a `user:` line that became a key"
    severity = Severity.ERROR
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each text that is lost."""
        header = file.frontmatter
        if header is None or header.too_large or not header.closed or not header.entries:
            return
        if header.comments and (header.status == "valid" or file.reading.loads):
            yield from self._comments(file, header)
        if header.status == "valid":
            yield from self._anchors(file, header)
            yield from self._turns(file, header)
        elif header.repairs and all(r.cause is Cause.UNKNOWN_TAG for r in header.repairs):
            yield from self._tags(file, header)

    def _severity(self, file: File) -> Severity:
        return Severity.WARNING if file.reading.assumed else Severity.ERROR

    def _comments(self, file: File, header: Frontmatter) -> Iterator[Diagnostic]:
        text = file.source.text
        entries = sorted(header.entries, key=lambda e: e.key_span.start)
        starts = [e.key_span.start for e in entries]
        for comment in header.comments:
            entry = entries[max(bisect_right(starts, comment.start) - 1, 0)]
            if not entry.key_span.end <= comment.start < entry.line_span.end:
                continue
            value = entry.value
            if isinstance(value, Scalar) and value.style is not ScalarStyle.PLAIN:
                continue
            if value is not None and (not isinstance(value, Scalar) or value.span.end > comment.start):
                continue
            before = text[max(entry.key_span.end, comment.start - 300) : comment.start]
            if "\n" in before or "\r" in before:
                before = re.split(r"[\r\n]", before)[-1]
                if not before.strip():
                    continue
            written = value.value if isinstance(value, Scalar) else ""
            told = text[comment.start : comment.end].rstrip()
            field = file.kind.field(entry.key)
            meaning = meaning_of(entry.key, written, before, told, field.pattern if field is not None else None)
            read = file.reading.values.get(entry.key)
            if meaning is Meaning.COMMENT or (isinstance(read, str) and told in read):
                continue
            severity = self._severity(file) if meaning is Meaning.TEXT else Severity.WARNING
            what = "ends before" if written else "is empty without"
            yield self.report(
                Span(comment.start, comment.start + len(told)),
                f"` #` begins a comment: `{entry.key}` {what} `{_short(told)}`",
                severity=severity,
                help="Put the value in quotes, or the comment on a line of its own.",
                fixes=_quoted(file, entry, comment),
            )

    def _anchors(self, file: File, header: Frontmatter) -> Iterator[Diagnostic]:
        for entry in header.entries:
            value = entry.value
            if entry.key not in _PROSE or not isinstance(value, Scalar) or not value.anchor:
                continue
            if value.style is not ScalarStyle.PLAIN or any(isinstance(e.value, Alias) for e in header.entries):
                continue
            start = file.source.text.find("&", entry.key_span.end, value.span.end + 1)
            written = _ANCHOR.match(file.source.text, start) if start != -1 else None
            if written is None:
                continue
            yield self._swallowed(
                file, entry, Span(start, written.end()), "an anchor", max(value.span.end, written.end())
            )

    def _tags(self, file: File, header: Frontmatter) -> Iterator[Diagnostic]:
        if not any(reason.code == "lost-word" for reason in file.reading.reasons):
            return
        entries = {entry.key: entry for entry in header.entries}
        for repair in header.repairs:
            entry = entries.get(repair.key or "")
            start = file.source.text.find("!", repair.span.start, repair.span.end + 1)
            written = _TAG.match(file.source.text, start) if start != -1 else None
            if entry is not None and written is not None:
                yield self._swallowed(file, entry, Span(start, written.end()), "a tag", 0, repair)

    def _swallowed(
        self, file: File, entry: Entry, span: Span, what: str, end: int, repair: Repair | None = None
    ) -> Diagnostic:
        edits = repair.edits if repair is not None else (_single(file, Span(span.start, end)),)
        fix = Fix(f"Quote the value of {entry.key}", edits, Applicability.UNSAFE)
        host = HOSTS[file.kind.host].name
        return self.report(
            span,
            f"`{_short(file.source.slice(span))}` is {what} in YAML: `{entry.key}` begins behind it",
            severity=self._severity(file),
            help=f"Put the value in quotes; {host} drops that word" + (", other readers the file." if repair else "."),
            fixes=(fix,),
        )

    def _turns(self, file: File, header: Frontmatter) -> Iterator[Diagnostic]:
        found = first_turn(header, file.kind)
        if found is None:
            return
        first, last = found
        yield self.report(
            header.entries[first].key_span,
            f"`{_short(header.entries[first].key)}:` at the margin is a key of its own: description ends before it",
            severity=self._severity(file),
            help="Write `description: |` and indent all of its text.",
            fixes=joined(file, header, first, last),
        )


def _quoted(file: File, entry: Entry, comment: Span) -> tuple[Fix, ...]:
    if entry.key not in (*_PROSE, "color", "colour"):
        return ()  # a name with the text in it may be none that the host takes
    start = entry.value.span.start if entry.value is not None else comment.start
    edit = _single(file, Span(start, comment.end))
    if "\n" in edit.text or "\r" in edit.text:
        return ()
    return (Fix(f"Quote the value of {entry.key}", (edit,), Applicability.UNSAFE),)


def _single(file: File, span: Span) -> Edit:
    text = file.source.slice(span).rstrip()
    return Edit(span, "'" + text.replace("'", "''") + "'")


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:27] + "..."
