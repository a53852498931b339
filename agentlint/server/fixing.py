"""What may be done to an open document: format it, mend it, silence a finding. Every change is proven first."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability, Edit
from agentlint.fix.apply import apply_fixes
from agentlint.format.formatter import format_source
from agentlint.lint.suppression import UNSUPPRESSIBLE, find_suppressions
from agentlint.proof import prove
from agentlint.source import Source, Span
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.diagnostic import Diagnostic, Fix
    from agentlint.hosts.model import FileKind
    from agentlint.judging import Checked, Judge
    from agentlint.lint.suppression import Suppression

_HERE = "agentlint-ignore"
_FILE = "agentlint-ignore-file"


def formatted(source: Source, checked: Checked) -> str:
    """The text as the formatter leaves it."""
    seen = checked.seen
    return format_source(source, seen.detection.kinds, seen.configuration.settings.format_options).text


def mended(source: Source, checked: Checked, judge: Judge) -> str:
    """The text after all safe fixes, applied until none is left."""
    copy = replace(checked)
    outcome = judge.fix(copy, source, unsafe=False)
    return source.text if outcome is None else outcome.text


def fix_edits(source: Source, kinds: Sequence[FileKind], diagnostic: Diagnostic, fix: Fix) -> Sequence[Edit]:
    """The edits of one fix; none where it changes nothing or the proof refuses it."""
    applied = apply_fixes(source, [replace(diagnostic, fixes=(fix,))], unsafe=True)
    if not applied.edits:
        return ()
    after = Source(source.path, applied.text)
    refusal = prove(source, after, kinds, applied.edits, fix.applicability)
    return applied.edits if refusal is None else ()


def silencing(
    source: Source, checked: Checked, judge: Judge, diagnostic: Diagnostic, *, everywhere: bool
) -> Edit | None:
    """The edit that makes a comment silence a finding where it is, or its rule in the whole file; None for none.

    In the header it is a line of its own, in the body a comment that the model reads, so that a place in the header is
    taken where there is one.
    """
    if diagnostic.rule in UNSUPPRESSIBLE:
        return None
    document = Document.of(source)
    for edit in _comments(document, diagnostic, everywhere=everywhere):
        if _silences(source, checked, judge, diagnostic, edit):
            return edit
    return None


def _comments(document: Document, diagnostic: Diagnostic, *, everywhere: bool) -> Iterator[Edit]:
    """Edits to try, the best first."""
    source, header, at = document.source, document.frontmatter, diagnostic.span.start
    for item in find_suppressions(document).items:
        if (item.target is None) if everywhere else (item.target is not None and at in item.target):
            yield _one_more(item, diagnostic.rule)
    line_end = source.preferred_newline
    if everywhere:
        if header is not None and header.closed:
            yield Edit.insert(header.content.start, f"# {_FILE}[{diagnostic.rule}]{line_end}")
    elif header is not None and header.span.start <= at < header.span.end:
        entry = next((e for e in header.entries if at in e.line_span or at in e.span), None)
        for place in (at, entry.key_span.start) if entry is not None else ():
            line = source.line_span(source.line_at(place))
            text = source.slice(line)
            indent = text[: len(text) - len(text.lstrip(" "))]
            yield Edit.insert(line.start, f"{indent}# {_HERE}[{diagnostic.rule}]{line_end}")
    else:
        block = next((b for b in reversed(document.body.blocks) if b.span.start <= at), None)
        if block is not None:
            start = source.line_span(source.line_at(block.span.start)).start
            yield Edit.insert(start, f"<!-- {_HERE}[{diagnostic.rule}] -->{line_end}")


def _one_more(item: Suppression, rule: str) -> Edit:
    """Name one more rule in a comment that is there."""
    return Edit.insert(item.names[-1].span.end, f", {rule}")


def _silences(source: Source, checked: Checked, judge: Judge, diagnostic: Diagnostic, edit: Edit) -> bool:
    """Whether the comment does what it should: the text is judged with it."""
    at, length = edit.span.start, len(edit.text)
    after = Source(source.path, source.text[:at] + edit.text + source.text[at:])
    claim = Applicability.SAFE if at < Document.of(source).body_span.start else Applicability.UNSAFE
    if prove(source, after, checked.seen.detection.kinds, (edit,), claim) is not None:
        return False
    new = replace(checked, source=after, result=judge.lint(checked.seen, after))
    across = [diagnostic] if diagnostic.rule in {rule.name for rule in checked.plan.project_rules} else []
    moved = [_behind(one, at, length) for one in across]
    before = judge.settle(checked, [*checked.result.diagnostics, *across], frozenset())
    left = judge.settle(new, [*new.result.diagnostics, *moved], frozenset())
    counts = Counter((one.rule, one.message) for one in before)
    counts.subtract((one.rule, one.message) for one in left)
    return counts[diagnostic.rule, diagnostic.message] > 0 and min(counts.values()) >= 0


def _behind(diagnostic: Diagnostic, at: int, length: int) -> Diagnostic:
    """A finding where it is after an insertion."""
    shift = length if diagnostic.span.start >= at else 0
    return replace(diagnostic, span=Span(diagnostic.span.start + shift, diagnostic.span.end + shift))
