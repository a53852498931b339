"""JUnit XML: a test suite for each file, a failed test for each finding, a passed one for a file without any.

There are no attributes `file` and `line`: the schemas that Jenkins checks reports with have none.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from agentlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.report import Findings
    from agentlint.report.look import Look

_FORBIDDEN = lazy_pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference."""


def render(findings: Findings, look: Look) -> Iterator[str]:
    """The document, a suite at a time. Files without findings are known by their sources."""
    found = {path: list(group) for path, group in groupby(findings.diagnostics, lambda d: d.path)}
    clean = findings.sources.keys() - found.keys()
    failures = len(findings.diagnostics)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="agentlint" tests="{failures + len(clean)}" failures="{failures}" errors="0">\n'
    for path in sorted({*found, *clean}):
        yield from _suite(look.from_root(path), found.get(path, []))
    yield "</testsuites>\n"


def _suite(path: str, diagnostics: list[Diagnostic]) -> Iterator[str]:
    name = _attribute(path)
    tests = max(len(diagnostics), 1)
    yield f'  <testsuite name={name} tests="{tests}" failures="{len(diagnostics)}" errors="0" skipped="0">\n'
    if not diagnostics:
        yield f'    <testcase name="agentlint" classname={name}/>\n'
    for diagnostic in diagnostics:
        yield from _case(path, name, diagnostic)
    yield "  </testsuite>\n"


def _case(path: str, name: str, diagnostic: Diagnostic) -> Iterator[str]:
    # Readers that count tests by name would take two findings of a rule for one, so the place is part of it.
    start = diagnostic.location.range.start
    title = _attribute(f"{diagnostic.rule} ({start.line}:{start.column})")
    lines = [f"{path}:{start.line}:{start.column}: {diagnostic.severity}[{diagnostic.rule}] {diagnostic.message}"]
    if diagnostic.help:
        lines.append(f"help: {diagnostic.help}")
    for related in diagnostic.related:
        at = related.location.range.start
        lines.append(f"see: {related.location.path}:{at.line}:{at.column}: {related.message}")
    yield f"    <testcase name={title} classname={name}>\n"
    yield f"      <failure type={_attribute(diagnostic.severity)} message={_attribute(diagnostic.message)}>"
    yield f"{_text(chr(10).join(lines))}</failure>\n    </testcase>\n"


def _legal(text: str) -> str:
    return _FORBIDDEN.sub(lambda match: f"<U+{ord(match.group()):04X}>", text)


def _attribute(text: str) -> str:
    """A quoted attribute value from which a reader gets every line break back."""
    return quoteattr(_legal(text))


def _text(text: str) -> str:
    return escape(_legal(text), {"\r": "&#13;"})
