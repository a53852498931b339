"""line-endings: a file that mixes them, or whose only ones are the carriage returns that its host does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentlint.api import HOSTS, Applicability, Edit, Fix, Outcome, Rule, Severity, Span, lazy_pattern, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File

MAX_EDITS = 2000
"""Files with more lines to change are told about and not fixed: an editor does that better."""
_BREAK = lazy_pattern(r"\r\n?|\n")
_ODD = {
    "\n": lazy_pattern(r"\r\n?"),
    "\r\n": lazy_pattern(r"\r(?!\n)|(?<!\r)\n"),
    "\r": lazy_pattern(r"\r\n|(?<!\r)\n"),
}
_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR alone"}


@record()
class Options:
    """Options of line-endings."""

    style: Literal["consistent", "lf"] = "consistent"
    """`consistent` wants one line ending in each file, `lf` that it is LF."""


class LineEndings(Rule):
    """Counts the line ends of the whole file."""

    name = "line-endings"
    summary = "Mixed line endings, or carriage returns that the host does not take for line ends"
    severity = Severity.INFO
    tags = ("encoding",)
    since = "0.1.0"
    fix = "sometimes"
    options_type = Options
    options: Options

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding."""
        text = file.source.text
        if "\r" not in text:
            return
        crlf = text.count("\r\n")
        counts = {"\n": text.count("\n") - crlf, "\r\n": crlf, "\r": text.count("\r") - crlf}
        used = sorted((newline for newline in counts if counts[newline]), key=lambda n: (-counts[n], n))
        if used == ["\r"]:
            yield self._only_cr(file)
        elif len(used) > 1:
            odd = _ODD[used[0]].search(text)
            assert odd is not None
            told = " and ".join(f"{counts[newline]} {_NAMES[newline]}" for newline in used)
            yield self.report(
                Span(odd.start(), odd.end()),
                f"mixed line endings: {told}",
                help="Save the file with one kind of line ending; LF is read everywhere.",
                fixes=self._fixes(text, counts),
            )
        elif used == ["\r\n"] and self.options.style == "lf":
            yield self.report(
                Span(crlf_at := text.index("\r\n"), crlf_at + 2),
                "the lines end in CRLF",
                help="Save the file with LF, which this project asks for.",
                fixes=self._fixes(text, counts),
            )

    def _only_cr(self, file: File) -> Diagnostic:
        host = HOSTS[file.kind.host].name
        at = file.source.text.index("\r")
        help_ = "Save the file with LF line endings."
        header, reading = file.frontmatter, file.reading
        unseen = header is not None and header.entries and not reading.values and not reading.assumed
        if unseen and reading.outcome is Outcome.DROPPED:
            message, severity = f"the lines end in CR alone: {host} skips the file", Severity.ERROR
        elif unseen and reading.outcome in (Outcome.LOADED, Outcome.NO_HEADER):
            message, severity = f"the lines end in CR alone: {host} sees no header", Severity.ERROR
        else:
            message, severity = "the lines end in CR alone", Severity.INFO
        counts = {"\r": file.source.text.count("\r")}
        # A header that cannot be read is mended first: seen, it could do harm.
        readable = header is None or header.status == "valid"
        fixes = self._fixes(file.source.text, counts) if readable else ()
        return self.report(Span(at, at + 1), message, severity=severity, help=help_, fixes=fixes)

    def _fixes(self, text: str, counts: dict[str, int]) -> tuple[Fix, ...]:
        if sum(n for newline, n in counts.items() if newline != "\n") > MAX_EDITS:
            return ()
        edits = tuple(Edit(Span(m.start(), m.end()), "\n") for m in _BREAK.finditer(text) if m[0] != "\n")
        return (Fix("End every line with LF", edits, Applicability.UNSAFE),)
