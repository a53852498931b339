"""`format_source`: proposals, proof, and a fixed point."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability, Edit
from agentlint.format.body import body_edits
from agentlint.format.edits import Proposal, Reason
from agentlint.format.header import header_edits
from agentlint.format.options import FormatOptions
from agentlint.proof import Refusal, prove
from agentlint.source import Source, Span
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.hosts.model import FileKind

_MAX_PASSES = 20
_BREAK = re.compile(r"\r\n?|\n")
_IGNORE = re.compile(r"^[ \t]*#[ \t]*agentlint-ignore-file\[[^\]\n]*\bformat\b[^\]\n]*\]", re.MULTILINE)


@dataclass(frozen=True)
class Formatted:
    """The formatted text, how often each reason changed something, and what the proof refused."""

    text: str
    reasons: Counter[Reason] = field(default_factory=Counter)
    refused: tuple[tuple[Reason, Refusal], ...] = ()


def format_source(source: Source, kinds: Sequence[FileKind], options: FormatOptions | None = None) -> Formatted:
    """Format one file as its claiming kinds allow, the owner's first. Never raises; pure.

    Every step is proven before it counts; an edit that the proof refuses is dropped, the others are kept. A file that is
    too large, whose header is not closed, or that says `agentlint-ignore-file[format]` comes back as it is.
    """
    options = options or FormatOptions()
    document = Document.of(source)
    if not kinds or kinds[0].format != "markdown" or document.too_large or _left_alone(document):
        return Formatted(source.text)
    reasons: Counter[Reason] = Counter()
    refused: list[tuple[Reason, Refusal]] = []
    never: set[tuple[Reason, str]] = set()
    current = source
    for _ in range(_MAX_PASSES):
        proposals = [p for p in _proposals(current, kinds[0], options) if (p.reason, _key(current, p)) not in never]
        if not proposals:
            break
        applied, after = _accept(current, proposals, kinds, refused)
        never.update((p.reason, _key(current, p)) for p in proposals if p not in applied)
        if not applied:
            break
        reasons.update(p.reason for p in applied)
        current = after
    return Formatted(current.text, reasons, tuple(refused))


def _left_alone(document: Document) -> bool:
    header = document.frontmatter
    if header is None:
        return False
    if not header.closed:
        return True
    return any(_IGNORE.match(document.source.slice(c)) for c in header.comments)


def _key(source: Source, proposal: Proposal) -> str:
    """Tells a refused proposal again in a text that other edits have moved."""
    edit = proposal.edits[0]
    around = source.text[max(edit.span.start - 40, 0) : edit.span.end + 40]
    return f"{around}\0{edit.text}"


def _proposals(source: Source, owner: FileKind, options: FormatOptions) -> list[Proposal]:
    """The proposals of one pass. Each kind of change has a pass of its own where spans could meet."""
    endings = _line_endings(source, options)
    if endings is not None:
        return [endings]
    document = Document.of(source)
    header = document.frontmatter
    if header is not None:
        found = list(header_edits(source, header, owner, options))
        for alone in (Reason.QUOTE, Reason.KEY_ORDER):
            chosen = [p for p in found if p.reason is alone]
            if chosen:
                return chosen
    else:
        found = []
    return [*found, *body_edits(document, options)]


def _line_endings(source: Source, options: FormatOptions) -> Proposal | None:
    wanted = {"lf": "\n", "crlf": "\r\n"}.get(options.line_ending)
    if wanted is None:
        if source.newline != "mixed":
            return None
        wanted = "\n"
    edits = tuple(
        Edit(Span(m.start(), m.end()), wanted) for m in _BREAK.finditer(source.text) if m[0] != wanted
    )
    return Proposal(Reason.LINE_ENDING, edits) if edits else None


def _accept(
    source: Source, proposals: list[Proposal], kinds: Sequence[FileKind], refused: list[tuple[Reason, Refusal]]
) -> tuple[list[Proposal], Source]:
    """The proposals that can be proven together: all at once where that holds, else by halves."""
    applied: list[Proposal] = []
    current = source
    stack = [proposals]
    while stack:
        group = stack.pop()
        after, edits = _apply(source, [*applied, *group])
        refusal = prove(source, after, kinds, edits, Applicability.SAFE, "format")
        if refusal is None:
            applied += group
            current = after
        elif len(group) == 1:
            refused.append((group[0].reason, refusal))
        else:
            middle = len(group) // 2
            stack += [group[middle:], group[:middle]]
    return applied, current


def _apply(source: Source, proposals: list[Proposal]) -> tuple[Source, list[Edit]]:
    edits: list[Edit] = []
    for edit in sorted((e for p in proposals for e in p.edits), key=lambda e: (e.span.start, e.span.end)):
        if edits and edit == edits[-1]:
            continue
        if edits and edits[-1].span.end > edit.span.start:
            # A longer deletion swallows what lies in it.
            continue
        edits.append(edit)
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [source.text[at : edit.span.start], edit.text]
        at = edit.span.end
    return Source(source.path, "".join([*pieces, source.text[at:]])), edits
