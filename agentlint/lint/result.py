"""What comes out of checking a file or a roster, and the findings that something went wrong."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from agentlint.diagnostic import Diagnostic, Severity
from agentlint.lint.suppression import Suppressions
from agentlint.records import record
from agentlint.source import Position, Range, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.project.roster import Json
    from agentlint.source import SourceError

UNREADABLE = "unreadable-file"
INTERNAL_ERROR = "internal-error"


@record()
class FileResult:
    """What one file gave: resolved diagnostics in text order, facts by rule name, and suppressions still to apply.

    `tracebacks` has the text of each exception behind an `internal-error`, for `-v`.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    facts: Mapping[str, Json] = field(default_factory=dict)
    suppressions: Suppressions = field(default_factory=Suppressions)
    tracebacks: tuple[str, ...] = ()


@record()
class ProjectResult:
    """What the cross-file rules found, for all files, in path order; `tracebacks` as in `FileResult`."""

    diagnostics: tuple[Diagnostic, ...] = ()
    tracebacks: tuple[str, ...] = ()


def internal_error(path: str, rule: str, error: BaseException) -> Diagnostic:
    """The finding that a rule raised on a file: `rule` is its name, or the part of the program that failed."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    if len(text) > 160:
        text = text[:157] + "..."
    culprit = f"the rule set `{rule.partition('/')[0]}`" if "/" in rule else "agentlint"
    return _at_start(
        INTERNAL_ERROR, Severity.ERROR, path, f"`{rule}` failed on this file: {text}",
        f"This is a fault of {culprit}, not of the file; the other rules went on.",
    )  # fmt: skip


def unreadable(path: str, error: SourceError | OSError) -> Diagnostic:
    """The finding that a file could not be read, or is not UTF-8 text."""
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        message, help_ = f"cannot read the file: {reason}", "Check the permissions of the file and of its folders."
    else:
        message, help_ = f"cannot read the file: {error.reason}", "Save the file as UTF-8."
    return _at_start(UNREADABLE, Severity.ERROR, path, message, help_)


def _at_start(rule: str, severity: Severity, path: str, message: str, help_: str) -> Diagnostic:
    start = Position(1, 1)
    return Diagnostic(rule, severity, message, Span(0, 0), help=help_, path=path, range=Range(start, start))
