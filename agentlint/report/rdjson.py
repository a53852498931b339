"""Reviewdog's diagnostic format: columns count bytes of UTF-8, fixes become suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentlint.report.concealed import concealed_spans, shows
from agentlint.report.full import MAX_RELATED
from agentlint.report.json import dumps
from agentlint.source import ColumnUnit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.diagnostic import Diagnostic, Fix
    from agentlint.report import Findings
    from agentlint.report.look import Look
    from agentlint.source import Location, Source


def render(findings: Findings, look: Look) -> Iterator[str]:
    """The whole object in one piece."""
    concealed = concealed_spans(findings.diagnostics)
    yield dumps(
        {
            "source": {"name": "agentlint"},
            "diagnostics": [_diagnostic(d, findings, look, concealed.get(d.path, ())) for d in findings.diagnostics],
        }
    )


def _diagnostic(diagnostic: Diagnostic, findings: Findings, look: Look, concealed: Sequence[Span]) -> dict[str, Any]:
    source = findings.sources.get(diagnostic.path)
    # Related places are in the text: readers refuse keys that came to the format after them.
    lines = [diagnostic.message, *([diagnostic.help] if diagnostic.help else [])]
    for related in diagnostic.related[:MAX_RELATED]:
        at = related.location.range.start
        lines.append(f"See {look.from_root(related.location.path)}:{at.line}: {related.message}")
    code = {"value": diagnostic.rule}
    if diagnostic.url:
        code["url"] = diagnostic.url
    found: dict[str, Any] = {
        "message": "\n".join(lines),
        "location": {
            "path": look.from_root(diagnostic.path),
            "range": _place(diagnostic.location, source),
        },
        "severity": diagnostic.severity.value.upper(),
        "code": code,
    }
    if source is not None:
        texts = [_suggestion(fix, source, concealed) for fix in diagnostic.fixes]
        suggestions = [suggestion for suggestion in texts if suggestion is not None]
        if suggestions:
            found["suggestions"] = suggestions
    return found


def _place(location: Location, source: Source | None) -> dict[str, Any]:
    """A range. Without the text there is no telling its columns in bytes, so the lines are named alone."""
    if source is not None and location.span.end <= len(source.text):
        return _range(location.span, source)
    return {"start": {"line": location.range.start.line}, "end": {"line": location.range.end.line}}


def _range(span: Span, source: Source) -> dict[str, Any]:
    ends = (source.position(offset, ColumnUnit.UTF8) for offset in (span.start, span.end))
    start, end = ({"line": position.line, "column": position.column} for position in ends)
    return {"start": start, "end": end}


def _suggestion(fix: Fix, source: Source, concealed: Sequence[Span]) -> dict[str, Any] | None:
    """One replacement that does what all edits of the fix do together, since readers take suggestions singly.

    None where it would show what is concealed, or where the fix has no edits.
    """
    if not fix.edits or fix.edits[-1].span.end > len(source.text):
        return None
    whole = Span(fix.edits[0].span.start, fix.edits[-1].span.end)
    if shows(fix, source, concealed) or (len(fix.edits) > 1 and any(whole.overlaps(span) for span in concealed)):
        return None
    parts: list[str] = []
    at = whole.start
    for edit in fix.edits:
        parts += (source.text[at : edit.span.start], edit.text)
        at = edit.span.end
    return {"range": _range(whole, source), "text": "".join(parts)}
