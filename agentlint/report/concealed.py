"""Places whose text is a secret that no report may show."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic, Fix
    from agentlint.source import Source, Span


def concealed_spans(diagnostics: Iterable[Diagnostic]) -> Mapping[str, Sequence[Span]]:
    """Path to the spans of the findings there that conceal their text."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for diagnostic in diagnostics:
        if diagnostic.conceal:
            spans[diagnostic.path].append(diagnostic.span)
    return spans


def shows(fix: Fix, source: Source, concealed: Sequence[Span]) -> bool:
    """Whether the text that a fix puts in says again what is concealed in the file."""
    secrets = [source.slice(span) for span in concealed]
    return any(secret in edit.text for edit in fix.edits for secret in secrets if secret)
