"""Each finding with the source it is about, what to do, the other places it concerns, and its fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability
from agentlint.report.cells import clip, visible, width_of, wrap
from agentlint.report.concise import label, place
from agentlint.report.excerpt import excerpt
from agentlint.report.look import SEVERITY_STYLE
from agentlint.report.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.report import Findings
    from agentlint.report.look import Look, Style
    from agentlint.source import Source

MAX_TEXT = 600
"""Cells of a message or help beyond which it is cut: a hostile file must not flood the screen through its values."""
MAX_RELATED = 6


def render(findings: Findings, look: Look) -> Iterator[str]:
    """The findings with a blank line after each, then the summary."""
    for diagnostic in findings.diagnostics:
        yield "".join(f"{line}\n" for line in _finding(diagnostic, findings.sources.get(diagnostic.path), look)) + "\n"
    if look.summary:
        yield from summary(findings, look)


def _finding(diagnostic: Diagnostic, source: Source | None, look: Look) -> Iterator[str]:
    start = diagnostic.location.range.start
    head = f"{visible(diagnostic.path)}:{start.line}:{start.column}: {diagnostic.severity}[{diagnostic.rule}]"
    message = clip(diagnostic.message, MAX_TEXT)
    beside = width_of(head) + 1 + width_of(message) <= look.width
    lines = [message] if beside else ["", *("    " + line for line in wrap(message, look.width - 4))]
    yield f"{place(diagnostic, look)} {label(diagnostic, look)} {lines[0]}".rstrip()
    yield from lines[1:]
    gutter = 1
    if source is not None:
        shown = excerpt(source, diagnostic.span, look, SEVERITY_STYLE[diagnostic.severity])
        yield from shown
        gutter = len(str(start.line)) if shown else 1
    help = _beyond_fixes(diagnostic)
    if help:
        yield from _note("help", help, gutter, look, "cyan")
    for related in diagnostic.related[:MAX_RELATED]:
        at = related.location.range.start
        where = f"{related.location.path}:{at.line}:{at.column}"
        yield from _note("see", f"{where}: {related.message}", gutter, look, "magenta")
    if len(diagnostic.related) > MAX_RELATED:
        yield from _note("see", f"{len(diagnostic.related) - MAX_RELATED} more places", gutter, look, "magenta")
    for fix in diagnostic.fixes:
        how = "--fix" if fix.applicability is Applicability.SAFE else "unsafe: --fix --unsafe-fixes"
        yield from _note("fix", f"{fix.title} ({how})", gutter, look, "green")


def _beyond_fixes(diagnostic: Diagnostic) -> str:
    """The help without a first sentence that a fix below says again."""
    help = diagnostic.help or ""
    for fix in diagnostic.fixes:
        rest = help.removeprefix(fix.title)
        if rest != help and rest[:2] in ("", ".", ". "):
            return rest[2:]
    return help


def _note(word: str, text: str, gutter: int, look: Look, style: Style) -> Iterator[str]:
    """`= word: text`, wrapped under itself."""
    head = f"{' ' * gutter} = {word}: "
    first, *more = wrap(clip(text, MAX_TEXT), look.width, first=len(head), indent=len(head))
    yield f"{' ' * gutter} {look.paint('=', 'blue')} {look.paint(word, style, 'bold')}: {first}".rstrip()
    yield from more
