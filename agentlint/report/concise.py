"""One line per finding: `path:line:column: severity[rule] message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability
from agentlint.report.cells import clip, visible
from agentlint.report.look import SEVERITY_STYLE
from agentlint.report.summary import best_fix, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.report import Findings
    from agentlint.report.look import Look

MAX_TEXT = 600
"""Cells of a message or help beyond which it is cut: a hostile file must not flood the screen through its values."""


def place(diagnostic: Diagnostic, look: Look) -> str:
    """`path:line:column:`, the path made visible."""
    start = diagnostic.location.range.start
    colon = look.paint(":", "cyan")
    return f"{look.paint(visible(diagnostic.path), 'bold')}{colon}{start.line}{colon}{start.column}{colon}"


def label(diagnostic: Diagnostic, look: Look) -> str:
    """`severity[rule]`."""
    return look.paint(f"{diagnostic.severity}[{diagnostic.rule}]", SEVERITY_STYLE[diagnostic.severity], "bold")


def render(findings: Findings, look: Look) -> Iterator[str]:
    """The findings, `[*]` before the message of those that `--fix` mends, then the summary."""
    for diagnostic in findings.diagnostics:
        fix = best_fix(diagnostic)
        fixable = fix is Applicability.SAFE or (fix is not None and look.unsafe_fixes)
        mark = f"[{look.paint('*', 'cyan')}] " if fixable else ""
        yield f"{place(diagnostic, look)} {label(diagnostic, look)} {mark}{clip(diagnostic.message, MAX_TEXT)}\n"
    if look.summary:
        yield from summary(findings, look)
