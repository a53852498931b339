"""empty-body: a file without instructions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Outcome, Rule, Severity, Span, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, FileKind

_COMMENT = lazy_pattern(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NEEDS_BODY = frozenset({"factory/agent"})
_NOUNS = {"agent": "agent", "skill": "skill", "command": "command", "prompt": "prompt", "mode": "mode"}
_LONGEST = 400


class EmptyBody(Rule):
    """Nothing behind the header, or less than the host asks for."""

    name = "empty-body"
    summary = "File with a header and no instructions"
    severity = Severity.WARNING
    tags = ("body",)
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding, at the line that closes the header."""
        header = file.frontmatter
        body = file.document.body_span
        if header is None or not header.closed or len(body) > _LONGEST:
            return
        written = file.source.slice(body).strip()
        text = _COMMENT.sub("", written).strip() if "<!--" in written else written
        for kind in file.judges:
            least = _least(kind)
            if len(text) >= max(least, 1) or file.readings[kind.id].outcome in (Outcome.DROPPED, Outcome.UNKNOWN):
                continue
            yield self._finding(file, kind, written if least else text, least)
            return

    def _finding(self, file: File, kind: FileKind, text: str, least: int) -> Diagnostic:
        host = HOSTS[kind.host].name
        noun = _NOUNS.get(kind.kind, "file")
        severity: Severity | None = None
        if text and least:
            severity, what = Severity.ERROR, f"the body has {len(text)} characters: {host} asks for at least {least}"
        elif least or kind.id in _NEEDS_BODY:
            severity, what = Severity.ERROR, f"the body is empty: {host} refuses the {noun}"
        elif noun == "file" or kind.confidence == "low":
            severity, what = Severity.INFO, "the body is empty: the model is told nothing"
        else:
            what = f"the body is empty: the {noun} has no instructions"
        return self.report(
            _closing_line(file), what, severity=severity, hosts=(kind.host,),
            help="Write below the header what the model is to do.",
        )  # fmt: skip


def _least(kind: FileKind) -> int:
    """The fewest characters of a body that the host takes."""
    for limit in kind.limits:
        if limit.what == "body" and limit.effect == "less is refused" and isinstance(limit.value, int):
            return limit.value
    return 0


def _closing_line(file: File) -> Span:
    source = file.source
    header = file.frontmatter
    assert header is not None
    line = source.line_span(source.line_at(max(header.content.end, header.span.start)))
    end = source.line_span(source.line_at(max(header.span.end - 1, 0)))
    return end if end.start >= line.start else line
