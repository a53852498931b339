"""Files and headers over the bounds, which are not read any further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File


class TooLarge(Rule):
    """The one rule that runs on such a file."""

    name = "too-large"
    summary = "A file or header is too large to be judged"
    severity = Severity.WARNING
    tags = ("engine",)
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding at the start of the file."""
        reason = file.document.too_large
        if reason is not None:
            first = file.source.line_span(1)
            start = first.start + file.source.has_bom
            yield self.report(
                Span(start, max(start, min(first.end, start + 80))),
                f"not checked: {reason}",
                help="Split the file, or list it under `exclude` if it is no prompt file.",
            )
