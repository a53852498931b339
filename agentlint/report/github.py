"""GitHub Actions workflow commands: annotations beside the changed lines.

GitHub keeps ten errors, ten warnings and ten notices of a step and drops what comes after them. So the worst come
first, ten of a kind, and what is left is listed in a folded part of the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.diagnostic import Severity
from agentlint.patterns import lazy_pattern
from agentlint.report.cells import cell, clip
from agentlint.report.concise import MAX_TEXT, label, place
from agentlint.report.look import Look
from agentlint.report.summary import found, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.report import Findings

SHOWN_OF_A_KIND = 10

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_PLAIN = Look()
_CONTROL = lazy_pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def render(findings: Findings, look: Look) -> Iterator[str]:
    """One command a line, then what GitHub would not show, as plain lines in a group of their own."""
    rest: list[Diagnostic] = []
    for severity, command in _COMMANDS.items():
        of_a_kind = [d for d in findings.diagnostics if d.severity is severity]
        for diagnostic in of_a_kind[:SHOWN_OF_A_KIND]:
            yield _annotation(command, diagnostic, look)
        rest += of_a_kind[SHOWN_OF_A_KIND:]
    if rest:
        yield f"::group::{plural(len(rest), 'more finding')} without an annotation: {found(rest)}\n"
        for diagnostic in rest:
            yield _plain(diagnostic)
        yield "::endgroup::\n"


def _annotation(command: str, diagnostic: Diagnostic, look: Look) -> str:
    start, end = diagnostic.location.range.start, diagnostic.location.range.end
    last = end.line
    if end.column == 1 and last > start.line:
        last -= 1  # the end is exclusive: nothing of the line that it stands at is meant
    properties = {"file": look.from_root(diagnostic.path), "line": str(start.line), "endLine": str(last)}
    if end.line == start.line:
        # The runner takes columns within one line only.
        properties |= {"col": str(start.column), "endColumn": str(end.column)}
    properties["title"] = f"agentlint ({diagnostic.rule})"
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = diagnostic.message if not diagnostic.help else f"{diagnostic.message}\n{diagnostic.help}"
    return f"::{command} {listed}::{_data(text)}\n"


def _data(text: str) -> str:
    """The message of a command: what would end it is escaped, what a terminal would act on is made visible."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return _CONTROL.sub(lambda match: cell(match.group())[0], text)


def _property(text: str) -> str:
    """The value of a property, where colons and commas part."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(diagnostic: Diagnostic) -> str:
    """A line that the runner takes for text, whatever the file or its name holds."""
    line = f"{place(diagnostic, _PLAIN)} {label(diagnostic, _PLAIN)} {clip(diagnostic.message, MAX_TEXT)}"
    line = line.replace("##[", "## [")
    return f"./{line}\n" if line.lstrip().startswith("::") else f"{line}\n"
