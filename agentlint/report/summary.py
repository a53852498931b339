"""Counts, and the lines for people that follow the findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability, Severity
from agentlint.report.look import SEVERITY_STYLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.report import Findings
    from agentlint.report.look import Look


def plural(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counts(diagnostics: Sequence[Diagnostic]) -> dict[Severity, int]:
    """Number of findings per severity, worst first, zeros included."""
    found = Counter(d.severity for d in diagnostics)
    return {severity: found[severity] for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)}


def best_fix(diagnostic: Diagnostic) -> Applicability | None:
    """`safe` where some fix is safe, `unsafe` where all are unsafe, None where there is none."""
    if not diagnostic.fixes:
        return None
    if any(fix.applicability is Applicability.SAFE for fix in diagnostic.fixes):
        return Applicability.SAFE
    return Applicability.UNSAFE


def found(diagnostics: Sequence[Diagnostic], look: Look | None = None) -> str:
    """`3 errors, 1 info`: what there is, worst first."""
    parts = []
    for severity, count in counts(diagnostics).items():
        if count:
            part = f"{count} info" if severity is Severity.INFO else plural(count, severity.value)
            parts.append(look.paint(part, SEVERITY_STYLE[severity], "bold") if look is not None else part)
    return ", ".join(parts)


def summary(findings: Findings, look: Look) -> Iterator[str]:
    """The closing lines: what was found, what was mended, what `--fix` could mend."""
    diagnostics = findings.diagnostics
    files = plural(findings.files, "file")
    fixed = f"Fixed {plural(findings.fixed, 'finding')}. " if findings.fixed else ""
    if not diagnostics:
        if findings.files:
            verdict = look.paint("Nothing left to report" if fixed else "All checks passed", "green", "bold")
            yield f"{fixed}{verdict} in {files}.\n"
        return
    yield f"{fixed}Found {found(diagnostics, look)} in {files}.\n"
    safe = sum(best_fix(d) is Applicability.SAFE for d in diagnostics)
    unsafe = sum(best_fix(d) is Applicability.UNSAFE for d in diagnostics)
    mark = f"[{look.paint('*', 'cyan')}]"
    if look.unsafe_fixes and safe + unsafe:
        yield f"{mark} {safe + unsafe} fixable with --fix --unsafe-fixes.\n"
    elif safe:
        more = f" ({unsafe} more with --unsafe-fixes)" if unsafe else ""
        yield f"{mark} {safe} fixable with --fix{more}.\n"
    elif unsafe:
        one = "fix is" if unsafe == 1 else "fixes are"
        yield f"No safe fixes; {unsafe} unsafe {one} available with --fix --unsafe-fixes.\n"
