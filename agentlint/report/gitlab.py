"""GitLab's code quality report: a JSON array that merge requests show."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Severity
from agentlint.report.json import dumps, range_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.report import Findings
    from agentlint.report.look import Look

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(findings: Findings, look: Look) -> Iterator[str]:
    """The whole array in one piece."""
    seen: Counter[str] = Counter()
    yield dumps([_entry(diagnostic, seen, look) for diagnostic in findings.diagnostics])


def _entry(diagnostic: Diagnostic, seen: Counter[str], look: Look) -> dict[str, Any]:
    at = diagnostic.location.range
    path = look.from_root(diagnostic.path)
    last = at.end.line - 1 if at.end.column == 1 and at.end.line > at.start.line else at.end.line
    return {
        "description": diagnostic.message,
        "check_name": diagnostic.rule,
        "fingerprint": _fingerprint(diagnostic, path, seen),
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": path,
            "lines": {"begin": at.start.line, "end": last},
            "positions": {"begin": range_object(at)["start"], "end": range_object(at)["end"]},
        },
    }


def _fingerprint(diagnostic: Diagnostic, path: str, seen: Counter[str]) -> str:
    """32 hexadecimal digits that no other entry has: GitLab drops entries whose fingerprint it has seen."""
    identity = "\0".join((diagnostic.rule, path, diagnostic.fingerprint or diagnostic.message))
    seen[identity] += 1
    data = f"{identity}\0{seen[identity]}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()
