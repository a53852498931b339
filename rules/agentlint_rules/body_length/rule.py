"""body-length: a body beyond what its host takes, or advises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Rule, Severity, Span, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, FileKind, Limit

_WHOLE = frozenset({"body", "a rule", "length that the documents advise", "size of a large file"})
_CHARACTERS_PER_TOKEN = 4


@record()
class Options:
    """From where on a skill is called long. 0 switches the check off."""

    skill_lines: int = 500
    """Lines of a skill's body from which on it is long: what the open specification advises. 0 for no limit."""
    skill_tokens: int = 5000
    """The same in tokens, four characters counted as one."""
    memory_lines: int = 200
    """Lines of a CLAUDE.md from which on it is long: what Claude Code's documents advise. 0 for no limit."""


class BodyLength(Rule):
    """More text than the host takes or warns of (warnings), or than its documents advise (info)."""

    name = "body-length"
    summary = "Body longer than the host takes or advises"
    severity = Severity.INFO
    tags = ("body", "size")
    since = "0.1.0"
    options_type = Options

    def check(self, file: File) -> Iterator[Diagnostic]:
        """The worst finding of each host, at the first line of the body."""
        body = file.document.body_span
        for kind in _kinds(file):
            found = self._limits(file, kind, body) or self._advice(file, kind, body)
            if found is not None:
                yield found

    def _limits(self, file: File, kind: FileKind, body: Span) -> Diagnostic | None:
        host = HOSTS[kind.host].name
        for limit in sorted(kind.limits, key=lambda limit: limit.unit):
            if limit.what not in _WHOLE or not isinstance(limit.value, int) or limit.effect == "less is refused":
                continue
            length = len(body) if limit.unit == "characters" else _lines(file, body)
            wanted = self.options.memory_lines if kind.kind == "memory" and limit.unit == "lines" else limit.value
            if wanted and length > wanted:
                return self.report(
                    _first_line(file, body), _said(host, limit, length, wanted), hosts=(kind.host,),
                    severity=None if limit.effect == "advice" or kind.kind == "memory" else Severity.WARNING,
                    help="Move what is not always needed into files that the model reads when it needs them.",
                )  # fmt: skip
        return None

    def _advice(self, file: File, kind: FileKind, body: Span) -> Diagnostic | None:
        if kind.kind != "skill":
            return None
        lines, tokens = self.options.skill_lines, self.options.skill_tokens
        said = ""
        if tokens and len(body) > tokens * _CHARACTERS_PER_TOKEN:
            about = _number(len(body) // _CHARACTERS_PER_TOKEN)
            said = f"the body is about {about} tokens; fewer than {_number(tokens)} are advised"
        elif lines and len(body) > lines and (count := _lines(file, body)) > lines:
            said = f"the body has {_number(count)} lines; fewer than {_number(lines)} are advised"
        if not said:
            return None
        return self.report(
            _first_line(file, body), said, hosts=(kind.host,),
            help="Keep the steps here and move details into files beside it that the body points to.",
        )  # fmt: skip


def _kinds(file: File) -> Iterator[FileKind]:
    """The kinds that judge; an agent of Copilot is one in the cloud and in the terminal, whoever owns its folder."""
    yield from file.judges
    if file.kind.host.startswith("copilot") or file.kind.host == "vscode":
        for kind in file.kinds:
            if kind.host == "copilot-cloud" and kind not in file.judges:
                yield kind


def _said(host: str, limit: Limit, length: int, wanted: int) -> str:
    has = f"the body has {_number(length)} {limit.unit}"
    if limit.effect == "advice":
        return f"{has}; {host} advises no more than {_number(wanted)}"
    if limit.effect.startswith("maximum"):
        return f"{has}; {host} takes {_number(wanted)} at most"
    return f"{has}; {host} warns above {_number(wanted)}"


def _number(value: int) -> str:
    return f"{value:,}"


def _lines(file: File, body: Span) -> int:
    """Lines from the first to the last that hold something."""
    source = file.source
    text = source.slice(body).rstrip()
    return source.line_at(body.start + len(text)) - source.line_at(_first_line(file, body).start) + 1


def _first_line(file: File, body: Span) -> Span:
    text = file.source.text
    at = body.start
    while at < body.end and text[at].isspace():
        at += 1
    return Span(at, max(at, file.source.line_span(file.source.line_at(at)).end))
