"""leftover-placeholder: words of a template that were never replaced."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from agentlint.api import Rule, Scalar, Severity, Span, lazy_pattern, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File

_AT_START = lazy_pattern(
    r"[\[<(]?(?:TODO|TBD|FIXME|XXX)\b[\])>]?(?=[:\s]|\Z)"
    r"|(?i:[\[<](?:your|insert|enter|add|describe|placeholder|brief|short|agent|skill|command|description"
    r"|one[- ]line)\b[^\]>\n]{0,80}[\]>])"
    r"|(?i:(?:enter|insert|add|put|write|describe|your)\b[^.\n]{0,60}\bhere\b)"
    r"|(?i:replace with (?:a |the )?description\b|description of the custom chat mode\b"
    r"|describe what this (?:custom )?(?:agent|skill|chat ?mode|prompt|command) does(?: and when to use it)?\.?\Z"
    r"|your[- ](?:agent|skill|command)[- ](?:name|description)\b)"
)
_INSIDE = lazy_pattern(r"\[(?:TODO|TBD|FIXME)\b[^\]\n]{0,200}\]|\b(?:TODO|TBD|FIXME):(?=\s|\Z)|(?i:\blorem ipsum\b)")
_INSIDE_HINTS = ("TODO", "TBD", "FIXME", "orem ipsum")
_IN_BODY = lazy_pattern(
    r"(?im:^[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+|#{1,6}[ \t]+|<!--[ \t]*)?"
    r"(?P<line>\[?(?-i:TODO)(?:\]|:[ \t][^\n]*|[ \t]*(?=-->)|[ \t]*$)|\[(?-i:TODO)\b[^\]\n]*\]))"
    r"|(?P<latin>\b[Ll]orem ipsum\b)"
    r"|(?i:(?P<here>\[(?:your|insert|enter|add|put|describe|write|fill in)\b[^\]\n]{0,80}\bhere\]))"
)
_MOST = 100
_LONGEST_BODY = 10_000
"""Where somebody wrote that much, the template is long gone."""
_HINTS = ("TODO", "orem ipsum", "here]")
_SENTENCES = {
    "agent": (
        "Define what this custom agent accomplishes for the user",
        "Define the purpose of this chat mode and how AI should behave",
        "Describe what your agent does here",
    ),
    "prompt": ("Define the task to achieve, including specific requirements, constraints, and success criteria",),
    "instructions": ("Provide project context and coding guidelines that AI should follow when generating code",),
    "skill": ("# Insert instructions below",),
}
"""Kind of file to what hosts and generators write into a new one of it; of agents those of Copilot alone."""
_TEMPLATE = lazy_pattern(
    r"template|example|sample|scaffold|boilerplate|skeleton|starter|generator|creator", re.IGNORECASE
)
_QUOTED = frozenset("\"'`“‘«")


@record()
class Options:
    """Where placeholders are looked for."""

    body: bool = True
    """Look into bodies too."""


class LeftoverPlaceholder(Rule):
    """`TODO` and its like, `<your name here>`, lorem ipsum, sentences that hosts put into new files."""

    name = "leftover-placeholder"
    summary = "Placeholder of a template that was never replaced"
    severity = Severity.WARNING
    tags = ("description", "body")
    since = "0.1.0"
    options_type = Options

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Name and description first, then the body. Silent in files whose path says that they are templates."""
        if _TEMPLATE.search(file.path):
            return
        for entry in file.frontmatter or ():
            if entry.key in ("name", "description") and isinstance(entry.value, Scalar):
                match = _in_header(entry.value.value)
                if match is not None:
                    yield self.report(
                        entry.value.source_span(match.start(), match.end()),
                        f"`{_shortened(match[0])}` in `{entry.key}` is a placeholder",
                        help=f"Write the {entry.key} that the model is to be shown.",
                    )
        if self.options.body:
            yield from self._body(file)

    def _body(self, file: File) -> Iterator[Diagnostic]:
        text, body = file.source.text, file.document.body
        start = body.span.start
        if len(body.span) > _LONGEST_BODY:
            return
        for span in islice(self._spans(file, text, start), _MOST):
            if body.is_code(span.start) or (span.start and text[span.start - 1] in _QUOTED):
                continue
            written = file.source.slice(span).rstrip()
            yield self.report(
                Span(span.start, span.start + len(written)),
                f"`{_shortened(written)}` is a placeholder",
                severity=Severity.INFO,
                help="Write what belongs here, or delete it.",
            )

    def _spans(self, file: File, text: str, start: int) -> Iterator[Span]:
        if any(text.find(hint, start) >= 0 for hint in _HINTS):
            for match in _IN_BODY.finditer(text, start):
                group = match.lastgroup or "line"
                yield Span(match.start(group), match.end(group))
        kind = file.kind
        if kind.kind != "agent" or kind.host.startswith(("copilot", "vscode")):
            for sentence in _SENTENCES.get(kind.kind, ()):
                at = text.find(sentence, start)
                if at >= 0:
                    yield Span(at, at + len(sentence))


def _in_header(text: str) -> re.Match[str] | None:
    match = _INSIDE.search(text) if any(hint in text for hint in _INSIDE_HINTS) else None
    return match or _AT_START.match(text)


def _shortened(text: str, width: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
