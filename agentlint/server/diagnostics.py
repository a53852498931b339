"""Findings as the protocol has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from agentlint.diagnostic import Severity
from agentlint.lint.suppression import UNUSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agentlint.diagnostic import Diagnostic
    from agentlint.server.client import Client
    from agentlint.server.positions import Positions
    from agentlint.source import Location, Source

SOURCE = "agentlint"
_MAX_RELATED = 20
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_NEEDLESS = frozenset({UNUSED, "duplicate-tool"})
"""Rules whose findings mark what could as well not be there."""
_OUTDATED = frozenset({"deprecated-field", "renamed-tool"})


def as_protocol(
    diagnostics: Iterable[Diagnostic],
    source: Source,
    positions: Positions,
    client: Client,
    locate: Callable[[Location], types.Location | None],
) -> list[types.Diagnostic]:
    """The findings of one text. `locate` finds places in other files; None for one that cannot be told any more."""
    return [_diagnostic(diagnostic, source, positions, client, locate) for diagnostic in diagnostics]


def _diagnostic(
    diagnostic: Diagnostic,
    source: Source,
    positions: Positions,
    client: Client,
    locate: Callable[[Location], types.Location | None],
) -> types.Diagnostic:
    related = None
    if client.links and diagnostic.related:
        places = [(locate(r.location), r.message) for r in diagnostic.related[:_MAX_RELATED]]
        related = [types.DiagnosticRelatedInformation(at, text) for at, text in places if at is not None]
    tags = []
    if diagnostic.rule in _NEEDLESS:
        tags.append(types.DiagnosticTag.Unnecessary)
    if diagnostic.rule in _OUTDATED:
        tags.append(types.DiagnosticTag.Deprecated)
    url = types.CodeDescription(diagnostic.url) if diagnostic.url and client.explains else None
    message = f"{diagnostic.message}\n{diagnostic.help}" if diagnostic.help else diagnostic.message
    return types.Diagnostic(
        range=positions.range(source, diagnostic.span), message=message, severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.rule, code_description=url, source=SOURCE, tags=tags or None, related_information=related,
    )  # fmt: skip
