"""Code actions: a quick fix for each fix of a finding, all safe fixes at once, and comments that silence a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from agentlint.diagnostic import Applicability, Edit
from agentlint.server.edits import edits_between
from agentlint.server.fixing import fix_edits, mended, silencing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.judging import Checked, Judge
    from agentlint.source import Source, Span

FIX_ALL = "source.fixAll.agentlint"
KINDS = (types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll, FIX_ALL)
_MOST = 20
"""Findings at one place for which actions are worked out."""


def actions(
    source: Source,
    checked: Checked,
    judge: Judge,
    findings: Sequence[tuple[Diagnostic, types.Diagnostic]],
    wanted: Span,
    only: Sequence[str] | None,
    change: Callable[[Sequence[Edit]], types.WorkspaceEdit],
) -> Iterator[types.CodeAction]:
    """The actions for a part of a document. `findings` are all of the document, as we and as the client have them;
    `only` names the kinds that the client asks for, None for all; `change` makes edits the client's.
    """
    if _asked(types.CodeActionKind.QuickFix, only):
        here = [pair for pair in findings if pair[0].span.overlaps(wanted)][:_MOST]
        for diagnostic, shown in here:
            yield from _quick_fixes(source, checked, diagnostic, shown, change)
        for diagnostic, shown in here:
            yield from _silences(source, checked, judge, diagnostic, shown, change)
    if _asked(FIX_ALL, only) and any(diagnostic.fixes for diagnostic, _ in findings):
        edits = edits_between(source, mended(source, checked, judge))
        if edits:
            # A client that asks for the plain kind by its name may look for just that.
            plain = only is not None and types.CodeActionKind.SourceFixAll in only and FIX_ALL not in only
            kind = types.CodeActionKind.SourceFixAll if plain else FIX_ALL
            yield types.CodeAction("Fix all safe problems (agentlint)", kind=kind, edit=change(edits))


def _asked(kind: str, only: Sequence[str] | None) -> bool:
    """Whether the client wants actions of a kind; to ask for a kind is to ask for those below it."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") or one == "" for one in only)


def _quick_fixes(
    source: Source,
    checked: Checked,
    diagnostic: Diagnostic,
    shown: types.Diagnostic,
    change: Callable[[Sequence[Edit]], types.WorkspaceEdit],
) -> Iterator[types.CodeAction]:
    for number, fix in enumerate(diagnostic.fixes):
        edits = fix_edits(source, checked.seen.detection.kinds, diagnostic, fix)
        if edits:
            safe = fix.applicability is Applicability.SAFE
            yield types.CodeAction(
                fix.title if safe else f"{fix.title} (unsafe: may change what a host reads)",
                kind=types.CodeActionKind.QuickFix, diagnostics=[shown], edit=change(edits),
                is_preferred=True if safe and not number else None,
            )  # fmt: skip


def _silences(
    source: Source,
    checked: Checked,
    judge: Judge,
    diagnostic: Diagnostic,
    shown: types.Diagnostic,
    change: Callable[[Sequence[Edit]], types.WorkspaceEdit],
) -> Iterator[types.CodeAction]:
    for everywhere, where in ((False, "here"), (True, "in this file")):
        edit = silencing(source, checked, judge, diagnostic, everywhere=everywhere)
        if edit is not None:
            yield types.CodeAction(
                f"Ignore {diagnostic.rule} {where}",
                kind=types.CodeActionKind.QuickFix, diagnostics=[shown], edit=change([edit]),
            )  # fmt: skip
