"""unclosed-fence: code fences that end elsewhere than their author meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Applicability, Edit, Fix, Related, Rule, Severity, Span, outline
from agentlint_rules.unclosed_fence.nesting import first_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Fence, File
    from agentlint_rules.unclosed_fence.nesting import Fault

_MOST_FINDINGS = 20
_SCANNED = 1_000_000
"""Characters that may be looked at for all findings of a file, about."""


class UnclosedFence(Rule):
    """A fence that only the end of the text closes, or the first fence inside of it."""

    name = "unclosed-fence"
    summary = "Code fence that is not closed where it was meant to be"
    severity = Severity.WARNING
    tags = ("body", "structure")
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Findings in order; what follows a fault is read as if the fence had been closed where it was meant to be."""
        text = file.source.text
        body = file.document.body
        if text.find("```", body.span.start) < 0 and text.find("~~~", body.span.start) < 0:
            return
        if body.text_outside is not None:
            return
        scan = body.outline
        for _ in range(min(_MOST_FINDINGS, 1 + _SCANNED // len(text))):
            if not scan.sure:
                return
            fault = first_fault(file, scan)
            if fault is None:
                return
            yield self._finding(file, fault)
            if fault.go_on >= len(text):
                return
            scan = outline(text, body.span.start, fault.go_on)

    def _finding(self, file: File, fault: Fault) -> Diagnostic:
        source, fence = file.source, fault.fence
        line_end = source.line_span(source.line_at(fence.marker.start)).end
        span = Span(fence.marker.start, fence.marker.start + len(source.text[fence.marker.start : line_end].rstrip()))
        written = _shortened(source.slice(span))
        line = source.line_at(fault.other.start) if fault.other is not None else 0
        related: list[Related] = []
        fixes: tuple[Fix, ...] = ()
        severity: Severity | None = None
        if fault.verdict == "nested" and fault.other is not None and fault.meant is not None:
            message = f"the block of {written} ends at line {line} already, by a fence inside it"
            help_ = "Open and close the outer block with one mark more."
            related = [Related(source.locate(fault.other), "it ends here"),
                       Related(source.locate(fault.meant), "it was meant to end here")]  # fmt: skip
            fixes = (_longer(file, fence, fault.meant),)
        elif fault.verdict == "next-begins" and fault.other is not None:
            message = f"the fence {written} is not closed before the next block begins at line {line}"
            help_ = "Close the block where its last line ends."
            related = [Related(source.locate(fault.other), "the next block begins")]
        elif fault.verdict == "item-ends":
            message = f"the block of {written} ends with its list item, before its closing fence"
            help_ = "Indent the closing fence, and all lines of the block, as far as the opening one."
            if fault.other is not None:
                related = [Related(source.locate(fault.other), "this fence opens a block of its own")]
        elif fault.verdict == "stray":
            message, help_ = (
                f"the fence {written} closes nothing and opens a block",
                "Delete it: no block is open there.",
            )
            if not source.text[fence.marker.end : fence.span.end].strip():
                severity = Severity.INFO
        else:
            message = f"the fence {written} is never closed"
            help_ = "Close the block where its last line ends."
        return self.report(span, message, severity=severity, help=help_, related=tuple(related), fixes=fixes)


def _longer(file: File, fence: Fence, meant: Span) -> Fix:
    text = file.source.text
    character = text[fence.marker.start]
    edits = (Edit.insert(fence.marker.end, character), Edit.insert(meant.end, character))
    mark = "backtick" if character == "`" else "tilde"
    return Fix(f"Open and close the outer block with one {mark} more", edits, Applicability.UNSAFE)


def _shortened(text: str, width: int = 24) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
