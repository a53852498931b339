"""One JSON object: the contract with editors, scripts and CI."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Severity
from agentlint.report.summary import counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic, Fix, Related
    from agentlint.report import Findings
    from agentlint.report.look import Look
    from agentlint.source import Range

VERSION = 1


def range_object(at: Range) -> dict[str, Any]:
    """A range as the contract writes it: lines and columns 1-based, columns in code points, the end exclusive."""
    return {
        "start": {"line": at.start.line, "column": at.start.column},
        "end": {"line": at.end.line, "column": at.end.column},
    }


def _related(related: Related) -> dict[str, Any]:
    location = related.location
    return {"path": location.path, "range": range_object(location.range), "message": related.message}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": fix.applicability.value,
        "edits": [{"range": range_object(edit.range) if edit.range else None, "text": edit.text} for edit in fix.edits],
    }


def diagnostic_object(diagnostic: Diagnostic) -> dict[str, Any]:
    """One finding as the contract writes it."""
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "path": diagnostic.path,
        "range": range_object(diagnostic.location.range),
        "kind": diagnostic.kind,
        "hosts": list(diagnostic.hosts),
        "group": diagnostic.group,
        "fingerprint": diagnostic.fingerprint,
        "related": [_related(r) for r in diagnostic.related],
        "fixes": [_fix(f) for f in diagnostic.fixes],
        "url": diagnostic.url,
    }


def dumps(data: Any) -> str:
    """JSON text, indented, every character as it is except lone surrogates, which no encoder takes."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(data, indent=2)
    return text + "\n"


def render(findings: Findings, look: Look) -> Iterator[str]:
    """The whole object in one piece: a reader never sees half of it. `look.statistics` adds counts per rule."""
    number = counts(findings.diagnostics)
    whole: dict[str, Any] = {
        "version": VERSION,
        "diagnostics": [diagnostic_object(d) for d in findings.diagnostics],
        "summary": {
            "files": findings.files,
            "errors": number[Severity.ERROR],
            "warnings": number[Severity.WARNING],
            "infos": number[Severity.INFO],
            "fixed": findings.fixed,
        },
    }
    if look.statistics:
        from agentlint.report.statistics import count_rules

        whole["statistics"] = [row.to_json() for row in count_rules(findings.diagnostics)]
    yield dumps(whole)
