"""One pass of fixes over one text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability, Edit, Fix
from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import BOM, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.source import Source

_WHOLE = frozenset({BOM, "\r\n", "\r", "\n"})
_LINE_BREAK = lazy_pattern(r"\r\n?|\n")


@record()
class RuleFix:
    """A fix and the rule that proposes it."""

    rule: str
    fix: Fix

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of the fix."""
        return self.fix.edits


@record()
class Applied:
    """The text after one pass, the fixes that are in it and the edits that made it, sorted, each once."""

    text: str
    fixes: tuple[RuleFix, ...]
    edits: tuple[Edit, ...]


def apply_fixes(source: Source, diagnostics: Iterable[Diagnostic], *, unsafe: bool = False) -> Applied:
    """Apply the preferred fix of each diagnostic, in order of position and rule; overlapping ones wait.

    Only `safe` fixes, or with `unsafe` all. Raises nothing; a fix out of the text's bounds is left out.
    """
    return splice(source, choose(candidates(source, diagnostics, unsafe=unsafe)))


def candidates(source: Source, diagnostics: Iterable[Diagnostic], *, unsafe: bool) -> list[RuleFix]:
    """The preferred fix of each diagnostic where it may be applied and changes something, in order.

    Their edits keep the text's newline style and stay behind a byte order mark, unless they replace just that.
    """
    found: list[RuleFix] = []
    for diagnostic in diagnostics:
        if not diagnostic.fixes:
            continue
        fix = diagnostic.fixes[0]
        if fix.applicability is Applicability.UNSAFE and not unsafe:
            continue
        if any(edit.span.end > len(source.text) for edit in fix.edits):
            continue
        edits = tuple(e for edit in fix.edits if source.slice((e := _fitting(source, edit)).span) != e.text)
        if edits:
            found.append(RuleFix(diagnostic.rule, Fix(fix.title, edits, fix.applicability)))
    return sorted(found, key=lambda f: (f.edits[0].span, f.rule, f.fix.title))


def choose(fixes: Iterable[RuleFix]) -> list[RuleFix]:
    """The fixes that can be applied together, earlier ones first. Identical edits are no conflict."""
    chosen: list[RuleFix] = []
    taken: list[Span] = []
    texts: dict[Span, str] = {}
    for fix in fixes:
        if all(texts.get(edit.span) == edit.text or _free(taken, edit.span) for edit in fix.edits):
            chosen.append(fix)
            for edit in fix.edits:
                if edit.span not in texts:
                    texts[edit.span] = edit.text
                    taken.insert(bisect_left(taken, edit.span), edit.span)
    return chosen


def splice(source: Source, fixes: Sequence[RuleFix]) -> Applied:
    """Apply fixes that `choose` found compatible."""
    edits = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda e: (e.span.start, e.span.end))
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts.append(source.text[at : edit.span.start])
        parts.append(edit.text)
        at = edit.span.end
    parts.append(source.text[at:])
    return Applied("".join(parts), tuple(fixes), tuple(edits))


def _free(taken: Sequence[Span], span: Span) -> bool:
    """Whether no span of `taken` (sorted, disjoint) overlaps; touching an insertion counts as such."""
    index = bisect_right(taken, span)
    return not any(other.overlaps(span) for other in taken[max(index - 2, 0) : index + 2])


def _fitting(source: Source, edit: Edit) -> Edit:
    span, text = edit.span, edit.text
    if source.slice(span) in _WHOLE:
        return edit  # it is about the mark or the line end itself
    if source.newline in ("\n", "\r\n", "\r") and ("\n" in text or "\r" in text):
        text = _LINE_BREAK.sub(lambda _: source.newline, text)
    if source.has_bom and span.start == 0:
        span = Span(1, max(span.end, 1))
    return Edit(span, text)
