"""acme/old-wiki: a link to a wiki that was switched off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentlint.api import Applicability, Edit, Fix, Rule, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File


@dataclass(frozen=True)
class Options:
    """What the configuration may say under `[rules."acme/old-wiki"]`."""

    old: tuple[str, ...] = ("wiki.acme.example",)
    """Host names that nobody answers to any more."""
    new: str = "handbook.acme.example"
    """The host name that has the same pages."""


class OldWiki(Rule):
    """A file rule with options and a fix."""

    name = "acme/old-wiki"
    summary = "Link to a wiki that was switched off"
    severity = Severity.WARNING
    tags = ("acme", "body")
    since = "1.0.0"
    fix = "always"
    options_type = Options

    def check(self, file: File) -> Iterator[Diagnostic]:
        """A finding for each mention in the body."""
        text, body = file.source.text, file.document.body_span
        for old in self.options.old:
            at = text.find(old, body.start, body.end)
            while at != -1:
                span = Span(at, at + len(old))
                yield self.report(
                    span,
                    f"`{old}` was switched off",
                    help=f"The pages are at {self.options.new} now.",
                    # It changes what the model reads, so it is not for `--fix` alone.
                    fixes=(Fix(f"Use {self.options.new}", (Edit(span, self.options.new),), Applicability.UNSAFE),),
                )
                at = text.find(old, span.end, body.end)
