"""Findings and the edits that mend them."""

from __future__ import annotations

from dataclasses import field, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from agentlint.records import record
from agentlint.source import Location, Range, Span

if TYPE_CHECKING:
    from agentlint.source import Source


class Severity(StrEnum):
    """`error`: the owning host loses something; `warning`: it loads other than written; `info`: nothing is lost."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error: for comparing with a threshold."""
        return {"info": 0, "warning": 1, "error": 2}[self.value]


class Applicability(StrEnum):
    """`safe` fixes change nothing that a host reads rightly; `unsafe` ones may, and are applied on request."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@record()
class Edit:
    """Replace the text of `span` by `text`. `range` is filled in by the engine."""

    span: Span
    text: str
    range: Range | None = field(default=None, compare=False)

    @staticmethod
    def insert(offset: int, text: str) -> Edit:
        """Insert text before the code point at `offset`."""
        return Edit(Span(offset, offset), text)

    @staticmethod
    def delete(span: Span) -> Edit:
        """Take the span out."""
        return Edit(span, "")


@record()
class Fix:
    """Edits that belong together: all are applied or none. They must not overlap; kept sorted by span."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE

    def __post_init__(self) -> None:
        edits = tuple(sorted(self.edits, key=lambda e: (e.span.start, e.span.end)))
        for left, right in pairwise(edits):
            if left.span.end > right.span.start:
                raise ValueError(f"edits of one fix overlap: {left.span} and {right.span}")
        object.__setattr__(self, "edits", edits)


@record()
class Related:
    """Another place that the finding is about, usually in another file."""

    location: Location
    message: str


@record()
class Diagnostic:
    """One finding.

    `message` says what is wrong with the concrete value, without advice; `help` says what to do. `path`, `range` and
    `kind` are filled in by the engine for file rules, and come from a `Location` for cross-file rules. `group` joins
    the diagnostics of one cross-file finding. `fixes`: the first is the preferred one. `conceal`: the text of `span` is
    a secret, which no report may show.
    """

    rule: str
    severity: Severity
    message: str
    span: Span
    help: str | None = None
    path: str = ""
    range: Range | None = None
    kind: str | None = None
    hosts: tuple[str, ...] = ()
    group: str | None = None
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    fingerprint: str = ""
    url: str | None = None
    conceal: bool = False

    @property
    def location(self) -> Location:
        """Where it is. Raises `ValueError` before the engine has resolved it."""
        if self.range is None:
            raise ValueError("unresolved diagnostic")
        return Location(self.path, self.span, self.range)

    def resolve(self, source: Source) -> Diagnostic:
        """Fill in `path` and every range from the text that the spans point into."""
        fixes = tuple(
            replace(fix, edits=tuple(replace(edit, range=source.range(edit.span)) for edit in fix.edits))
            for fix in self.fixes
        )
        return replace(self, path=source.path, range=source.range(self.span), fixes=fixes)
