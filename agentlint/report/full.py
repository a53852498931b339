"""Each finding with the source it is about, what to do, the other places it concerns, and its fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability
from agentlint.report.cells import clip, visible, width_of, wrap
from agentlint.report.concise import MAX_TEXT, label, place
from agentlint.report.excerpt import excerpt
from agentlint.report.look import SEVERITY_STYLE
from agentlint.report.summary import summary
from agentlint.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agentlint.diagnostic import Diagnostic, Related
    from agentlint.report import Findings
    from agentlint.report.look import Look, Style

MAX_RELATED = 6


def render(findings: Findings, look: Look) -> Iterator[str]:
    """The findings with a blank line after each, then the summary."""
    sources = _concealed(findings)
    for diagnostic in findings.diagnostics:
        yield "".join(f"{line}\n" for line in _finding(diagnostic, sources.get(diagnostic.path), look)) + "\n"
    if look.summary:
        yield from summary(findings, look)


def _concealed(findings: Findings) -> Mapping[str, Source]:
    """The sources, with dots for what no report may show."""
    hidden: dict[str, str] = {}
    for diagnostic in findings.diagnostics:
        source = findings.sources.get(diagnostic.path)
        if diagnostic.conceal and source is not None:
            text, span = hidden.get(diagnostic.path, source.text), diagnostic.span
            hidden[diagnostic.path] = text[: span.start] + "•" * len(span) + text[span.end :]
    return (
        {**findings.sources, **{path: Source(path, text) for path, text in hidden.items()}}
        if hidden
        else findings.sources
    )


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
        yield from _see(related, diagnostic.path, gutter, look)
    if len(diagnostic.related) > MAX_RELATED:
        yield from _note("see", f"{len(diagnostic.related) - MAX_RELATED} more places", gutter, look, "magenta")
    for fix in diagnostic.fixes:
        if fix.applicability is Applicability.SAFE:
            yield from _note("fix", f"{fix.title} (--fix)", gutter, look, "green")
        else:
            yield from _note("unsafe fix", fix.title, gutter, look, "green")


def _see(related: Related, path: str, gutter: int, look: Look) -> Iterator[str]:
    """Another place and what is there. A path is never broken: people click on it."""
    at = related.location.range.start
    head = f"{' ' * gutter} = see: "
    where = f"{visible(related.location.path)}:{at.line}:{at.column}:"
    if related.location.path == path:
        where = f"line {at.line}, column {at.column}:"
    message = clip(related.message, MAX_TEXT)
    line = f"{' ' * gutter} {look.paint('=', 'blue')} {look.paint('see', 'magenta', 'bold')}: {where}"
    if len(head) + width_of(where) + 1 + width_of(message) <= look.width:
        yield f"{line} {message}"
        return
    yield line
    yield from (" " * len(head) + part for part in wrap(message, look.width - len(head)))


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
