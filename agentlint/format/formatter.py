"""`format_source`: proposals, proof, and a fixed point."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from agentlint.diagnostic import Applicability, Edit
from agentlint.format.body import body_edits
from agentlint.format.edits import Proposal, Reason
from agentlint.format.header import header_edits, key_order, quotes
from agentlint.patterns import lazy_pattern
from agentlint.project.settings import FormatOptions
from agentlint.proof import Refusal, prove
from agentlint.source import Source, Span
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from agentlint.hosts.model import FileKind

_MAX_PASSES = 20
_MAX_STEPS = 40
"""Rounds of one phase: a key that moves is a round."""
_PROOFS = 4_000_000
"""Characters that may be proven again in search of the edits that do not hold, in one phase."""
_BREAK = lazy_pattern(r"\r\n?|\n")
_IGNORE = lazy_pattern(r"[ \t]*#[ \t]*agentlint-ignore-file\[([^\[\]\r\n]*)\]")


class Formatted(NamedTuple):
    """The formatted text, how often each reason changed something, and what the proof refused."""

    text: str
    reasons: Mapping[Reason, int] = MappingProxyType({})
    refused: tuple[tuple[Reason, Refusal], ...] = ()


def format_source(source: Source, kinds: Sequence[FileKind], options: FormatOptions | None = None) -> Formatted:
    """Format one file as its claiming kinds allow, the owner's first. Never raises; pure.

    Every step is proven before it counts; an edit that the proof refuses is dropped, the others are kept. The last pass
    is one that changes nothing, so that formatting the result changes nothing either. A file that is too large or that
    says `agentlint-ignore-file[format]` comes back as it is, and so does one that comes to no rest.
    """
    options = options or FormatOptions()
    document = Document.of(source)
    if not kinds or kinds[0].format != "markdown" or document.too_large or _left_alone(document):
        return Formatted(source.text)
    reasons: Counter[Reason] = Counter()
    current = source
    for _ in range(_MAX_PASSES):
        work = _Pass(current, kinds, options)
        work.run()
        if work.source is current:
            return Formatted(current.text, reasons, tuple(work.refused))
        reasons += work.reasons
        current = work.source
    return Formatted(source.text)


def _left_alone(document: Document) -> bool:
    """Whether a comment on a line of its own says so."""
    header = document.frontmatter
    for comment in header.comments if header is not None else ():
        found = _IGNORE.match(document.source.line_text(document.source.line_at(comment.start)))
        if found is not None and "format" in map(str.strip, found[1].split(",")):
            return True
    return False


class _Pass:
    """Each kind of change once, one after the other, since what they touch may overlap."""

    def __init__(self, source: Source, kinds: Sequence[FileKind], options: FormatOptions) -> None:
        self.source = source
        self.kinds = kinds
        self.options = options
        self.reasons: Counter[Reason] = Counter()
        self.refused: list[tuple[Reason, Refusal]] = []
        self.reads_header = kinds[0].frontmatter != "none"

    def run(self) -> None:
        for phase in (self.line_endings, self.quotes, self.key_order, self.lines):
            self.repeat(phase)

    def repeat(self, phase: Callable[[], Iterable[Proposal]]) -> None:
        rounds = _MAX_STEPS if phase == self.key_order else 1
        for _ in range(rounds):
            proposals = list(phase())
            if not proposals or not self.accept(proposals):
                return

    def line_endings(self) -> Iterable[Proposal]:
        wanted = {"lf": "\n", "crlf": "\r\n"}.get(self.options.line_ending)
        if wanted is None:
            if self.source.newline != "mixed":
                return
            wanted = "\n"
        elif self.source.newline in (wanted, ""):
            return
        found = _BREAK.finditer(self.source.text)
        yield Proposal(
            Reason.LINE_ENDING, tuple(Edit(Span(m.start(), m.end()), wanted) for m in found if m[0] != wanted)
        )

    def quotes(self) -> Iterable[Proposal]:
        header = Document.of(self.source).frontmatter
        return quotes(header, self.kinds[0]) if header is not None and self.reads_header else ()

    def key_order(self) -> Iterable[Proposal]:
        header = Document.of(self.source).frontmatter
        if header is None or not self.reads_header:
            return ()
        return key_order(self.source, header, self.options.key_order)

    def lines(self) -> Iterable[Proposal]:
        document = Document.of(self.source)
        header = document.frontmatter
        if header is not None and self.reads_header:
            yield from header_edits(self.source, header, self.kinds[0])
        yield from body_edits(document, self.options)

    def accept(self, proposals: list[Proposal]) -> bool:
        """Apply the proposals that can be proven together: all at once where that holds, else by halves."""
        before = self.source
        applied: list[Proposal] = []
        left = max(_PROOFS // (len(before.text) + 1), 8)
        stack = [proposals]
        while stack and left:
            group = stack.pop()
            left -= 1
            after, edits = _apply(before, [*applied, *group])
            refusal = prove(before, after, self.kinds, edits, Applicability.SAFE, "format")
            if refusal is None:
                applied += group
                self.source = after
            elif len(group) == 1:
                self.refused.append((group[0].reason, refusal))
            else:
                middle = len(group) // 2
                stack += [group[middle:], group[:middle]]
        self.reasons.update(p.reason for p in applied)
        return bool(applied)


def _apply(source: Source, proposals: list[Proposal]) -> tuple[Source, list[Edit]]:
    edits: list[Edit] = []
    for edit in sorted((e for p in proposals for e in p.edits), key=lambda e: (e.span.start, e.span.end)):
        if not edits or edits[-1].span.end <= edit.span.start:
            edits.append(edit)
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [source.text[at : edit.span.start], edit.text]
        at = edit.span.end
    return Source(source.path, "".join([*pieces, source.text[at:]])), edits
