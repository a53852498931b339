"""description-length: a description that the host refuses, cuts or complains about because it is too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Rule, Scalar, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Entry, Field, File, FileKind

_COUNTED_TOGETHER = {"claude-code/skill": "when_to_use"}
"""Kinds whose listing has another key behind the description, counted with it."""


class DescriptionLength(Rule):
    """Counts the characters of the description as the host's own limit does."""

    name = "description-length"
    summary = "Description longer than the host takes"
    severity = Severity.ERROR
    tags = ("description",)
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each host that judges the file and has a limit."""
        header = file.frontmatter
        entry = header.get("description") if header is not None else None
        if entry is None or header is None or entry.text is None:
            return
        for kind in file.judges:
            field = kind.field("description")
            if field is None or field.max_length is None or field.limit_kind in (None, "guidance"):
                continue
            if kind.confidence == "low":
                continue
            second = header.get(_COUNTED_TOGETHER.get(kind.id, ""))
            yield from self._measure(file, kind, field, entry, second)

    def _measure(
        self, file: File, kind: FileKind, field: Field, entry: Entry, second: Entry | None
    ) -> Iterator[Diagnostic]:
        assert field.max_length is not None
        assert field.limit_kind is not None
        limit, first = field.max_length, _length(entry)
        more = _length(second)
        if first + more <= limit:
            return
        stray = file.assumed and kind.host == "agentskills"
        severity = Severity.WARNING if field.limit_kind == "warns" or stray else Severity.ERROR
        host = "skills-ref" if kind.host == "agentskills" else HOSTS[kind.host].name
        cuts = field.limit_kind == "truncates"
        what = "description and `when_to_use` have" if more else "description has"
        yield self.report(
            _place(entry, second, limit) if cuts else entry.key_span,
            f"{what} {first + more:,} characters; {host} {_does(field)}",
            severity=severity if kind is file.kind else Severity.WARNING,
            help=f"Stay within {limit:,} characters"
            + (": say first when it is to be used." if cuts else "; details belong in the body."),
            hosts=(kind.host,),
        )


def _does(field: Field) -> str:
    if field.limit_kind == "truncates":
        return f"cuts after {field.max_length:,}"
    return f"{'refuses' if field.limit_kind == 'hard' else 'warns'} above {field.max_length:,}"


def _place(entry: Entry, second: Entry | None, limit: int) -> Span:
    """From the first character that is lost to the end of the value."""
    length = _length(entry)
    if length <= limit and second is not None:
        entry, limit = second, limit - length
    if not isinstance(entry.value, Scalar):
        return entry.key_span
    return entry.value.source_span(limit, len(entry.value.value.rstrip()))


def _length(entry: Entry | None) -> int:
    """Characters of a text, blanks and line breaks around it left out."""
    return len((entry.text or "").strip()) if entry is not None else 0
