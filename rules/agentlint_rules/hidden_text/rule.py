"""hidden-text: what a person who reads the file does not see, and the model does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import Applicability, Edit, Fix, Rule, Severity, Span, lazy_pattern, record
from agentlint_rules.hidden_text.characters import DIRECTION_MARKS, hidden_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File
    from agentlint_rules.hidden_text.characters import Hidden

_ORDERS = lazy_pattern(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:instructions?|rules|prompts?|guidelines|above)\b"
    r"|\b(?:do not|don't|never)\s+(?:tell|inform|mention|reveal|show|disclose|alert|notify)\b[^.\n]{0,40}"
    r"\b(?:users?|humans?|anyone|them|this)\b"
    r"|\bwithout (?:telling|informing|asking|notifying)\b[^.\n]{0,20}\b(?:users?|humans?)\b"
    r"|\b(?:you (?:must|are now|should always)|as an ai|system (?:prompt|override))\b"
    r"|\b(?:instructions?|notes?|messages?) (?:to|for) (?:the )?"
    r"(?:ai|llm|model|assistant|claude|agent|copilot|cursor)s?\b"
    r"|\b(?:exfiltrate|send|post|upload)\b[^.\n]{0,60}"
    r"(?:\bhttps?://|\b(?:secrets?|tokens?|passwords?|credentials?|api keys?)\b)",
    re.IGNORECASE,
)
_LONG_RUN = 4
_MOST_FINDINGS = 50


@record()
class Options:
    """What is reported beside characters that cannot be seen."""

    comments: bool = True
    """Report HTML comments that give the model orders."""


class HiddenText(Rule):
    """Tag characters, direction marks, zero-width runs, and orders in HTML comments."""

    name = "hidden-text"
    summary = "Text that people do not see and the model reads"
    severity = Severity.WARNING
    tags = ("security",)
    since = "0.1.0"
    fix = "sometimes"
    options_type = Options

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Findings in the whole file, header included; at most 50 of characters."""
        text = file.source.text
        singles: list[Hidden] = []
        count = 0
        for run in hidden_runs(text):
            if run.sort == "invisible" and run.end - run.start < _LONG_RUN:
                singles.append(run)
                continue
            yield self._run(file, run)
            count += 1
            if count >= _MOST_FINDINGS:
                break
        if singles:
            yield self._singles(file, singles)
        if self.options.comments and "<!--" in text:
            yield from self._comments(file)

    def _run(self, file: File, run: Hidden) -> Diagnostic:
        length = run.end - run.start
        codes = _codes(file.source.text[run.start : min(run.end, run.start + 3)])
        if run.sort == "tags":
            message = f"{_count(length, 'invisible tag character')} here"
            if run.spelt:
                message = f"{message[:-5]} spell {_shortened(run.spelt)!a}"
        elif run.sort == "selectors":
            message = f"{length} variation selectors in a row ({codes}, …) can carry hidden text"
        else:
            message = f"{length} characters without width ({codes}, …) can carry hidden text"
        if run.sort == "direction":
            return self._direction(file, run, codes)
        fix = Fix(
            f"Delete {_count(length, 'character')}", (Edit.delete(Span(run.start, run.end)),), Applicability.UNSAFE
        )
        return self.report(
            Span(run.start, run.end), message, help="Delete them, and find out how they came here.", fixes=(fix,)
        )

    def _direction(self, file: File, run: Hidden, codes: str) -> Diagnostic:
        """One finding for a line; its fix takes all marks of the line, since they come in pairs."""
        source = file.source
        line = source.line_span(source.line_at(run.start))
        marks = [
            Span(line.start + m.start(), line.start + m.end()) for m in DIRECTION_MARKS.finditer(source.slice(line))
        ]
        fix = Fix("Delete the marks of this line", tuple(map(Edit.delete, marks)), Applicability.UNSAFE)
        return self.report(
            Span(run.start, run.end),
            f"{codes} can show this line in another order than it is read",
            help="Delete the marks of the line, and find out how they came here.",
            fixes=(fix,),
        )

    def _singles(self, file: File, runs: list[Hidden]) -> Diagnostic:
        """Few at a time they come from copying and carry nothing; one finding for the file."""
        text = file.source.text
        first = runs[0]
        more = f" ({_count(len(runs) - 1, 'more place')})" if len(runs) > 1 else ""
        edits = tuple(Edit.delete(Span(run.start, run.end)) for run in runs)
        return self.report(
            Span(first.start, first.end),
            f"{_codes(text[first.start : first.end])} is a character that nobody sees{more}",
            severity=Severity.INFO,
            help="Delete it: it usually comes from copying, and splits words for the model.",
            fixes=(Fix("Delete characters without width", edits, Applicability.UNSAFE),),
        )

    def _comments(self, file: File) -> Iterator[Diagnostic]:
        text = file.source.text
        at = file.document.body_span.start
        while (start := text.find("<!--", at)) >= 0:
            end = text.find("-->", start + 4)
            if end < 0:
                return
            at = end + 3
            order = _ORDERS.search(text, start + 4, end)
            if order is None or file.document.body.is_code(start):
                continue
            yield self.report(
                Span(start, at),
                f"a comment gives the model orders: {_shortened(' '.join(order[0].split()))!a}",
                help="Write it where readers see it too, or delete it.",
            )


def _codes(characters: str) -> str:
    return ", ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in characters))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}"


def _shortened(text: str, width: int = 40) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
