"""unwanted-bom: a byte order mark, which no host needs and some do not get past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Rule, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, FileKind


class UnwantedBom(Rule):
    """The first character of the file is U+FEFF."""

    name = "unwanted-bom"
    summary = "Byte order mark at the start of the file"
    severity = Severity.INFO
    tags = ("encoding",)
    since = "0.1.0"
    fix = "always"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding."""
        if not file.source.has_bom:
            return
        span = Span(0, 1)
        stopped = [kind for kind in file.kinds if self._stops(file, kind)]
        severity, message = Severity.INFO, "the file begins with a byte order mark"
        if file.kind in stopped:
            severity = Severity.ERROR
            message = f"a byte order mark hides the header from {_reader(file.kind)}"
        elif any(kind in stopped for kind in file.judges):
            judge = next(kind for kind in file.judges if kind in stopped)
            severity = Severity.WARNING
            message = f"a byte order mark hides the header from {_reader(judge)}"
        help_ = "Save the file as UTF-8 without a byte order mark; no host needs one."
        others = sorted({_reader(k) for k in stopped if k.host != file.kind.host})
        if others:
            help_ += f" It hides the header from {', '.join(others)}."
        elif file.kind.bom_since is not None:
            help_ += f" Claude Code before {file.kind.bom_since} skips such a file."
        fix = Fix("Remove the byte order mark", (Edit.delete(span),), Applicability.SAFE)
        yield self.report(span, message, severity=severity, help=help_, fixes=(fix,))

    def _stops(self, file: File, kind: FileKind) -> bool:
        if file.is_before(kind.host, kind.bom_since):
            return True
        return any(reason.code == "bom" for reason in file.readings[kind.id].reasons) and (
            file.readings[kind.id].outcome.value != "unknown"
        )


def _reader(kind: FileKind) -> str:
    return "skills-ref" if kind.host == "agentskills" else HOSTS[kind.host].name
