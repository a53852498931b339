"""invalid-frontmatter: a header that its host cannot read, reads only in part, or reads only on a second try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Applicability, Cause, Edit, Fix, Outcome, Rule, Severity, Span
from agentlint_rules.invalid_frontmatter.place import first_repair, wrong_place
from agentlint_rules.invalid_frontmatter.words import listed, other_hosts, owner_does, owner_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Frontmatter, Reading, Repair

_LOSSES = (Outcome.CUT, Outcome.NO_HEADER, Outcome.DROPPED)
_HEADER_REASONS = frozenset(("yaml-error", "cut-by-dashes", "stray-keys", "unclosed", "recovered", "bom"))


class InvalidFrontmatter(Rule):
    """Broken, cut and unclosed headers, judged by what the owning host makes of them."""

    name = "invalid-frontmatter"
    summary = "Header that its host cannot read, cuts, or reads only on a second try"
    severity = Severity.ERROR
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding a file: the header is one thing, and mending half of it helps nobody."""
        header = file.frontmatter
        if header is None or header.too_large or file.kind.frontmatter == "none":
            return
        if not header.closed:
            yield self._unclosed(file, header)
        elif header.status != "valid":
            yield from self._broken(file, header)
        elif any(r.code == "cut-by-dashes" for r in file.reading.reasons):
            yield self._cut(file, file.reading)

    def _unclosed(self, file: File, header: Frontmatter) -> Diagnostic:
        opener = Span(header.span.start, header.span.start + 3)
        newline = file.source.preferred_newline
        content = file.source.slice(header.content)
        lead = "" if content.endswith(("\n", "\r")) or not content else newline
        fix = Fix("Close the header", (Edit.insert(header.content.end, f"{lead}---{newline}"),), Applicability.UNSAFE)
        reading = file.reading
        known = reading.outcome is not Outcome.UNKNOWN
        return self.report(
            opener,
            f"the header is not closed by a --- line; {owner_name(reading)} {owner_does(file, reading.outcome)}"
            if known
            else "the header is not closed by a --- line",
            severity=Severity.ERROR if known else Severity.WARNING,
            help="Put a line with only --- after the last key." + other_hosts(file),
            fixes=(fix,),
        )

    def _cut(self, file: File, reading: Reading) -> Diagnostic:
        cut = next(r for r in reading.reasons if r.code == "cut-by-dashes")
        header = file.frontmatter
        assert header is not None
        assert cut.span is not None
        lost = [e.key for e in header.entries if e.key_span.start > cut.span.start]
        at = next((e.key for e in header.entries if e.line_span.covers(cut.span)), None)
        where = f"inside {at}" if at else "in a comment"
        message = f"--- {where} ends the header in {owner_name(reading)}"
        if lost:
            message += f"; {listed(lost)} {'is' if len(lost) == 1 else 'are'} lost"
        return self.report(
            cut.span,
            message,
            help=f"{owner_name(reading)} ends the header at the first ---, even inside a word or quotes. "
            "Write a dash or other words there." + other_hosts(file),
        )

    def _broken(self, file: File, header: Frontmatter) -> Iterator[Diagnostic]:
        reading = file.reading
        if reading.outcome is Outcome.LOADED and reading.assumed:
            return
        if header.duplicates and all(r.cause is Cause.DUPLICATE_KEY for r in header.repairs):
            return  # duplicate-key tells of it
        if any(r.code == "lost-word" for r in reading.reasons) and _only_tags(header):
            return  # value-cut tells of it
        if reading.outcome is Outcome.UNKNOWN and file.kind.parser is not None:
            return
        lost = reading.outcome in _LOSSES and any(r.code in _HEADER_REASONS for r in reading.reasons)
        severity = Severity.ERROR if lost and not _only_required(file, header) else Severity.WARNING
        span, what = wrong_place(file, header)
        end = owner_does(file, reading.outcome)
        if reading.outcome is Outcome.DROPPED and _only_required(file, header):
            end = owner_does(file, Outcome.RECOVERED)
        if reading.outcome is Outcome.CUT:
            stray = [r.text for r in reading.reasons if r.code in ("stray-keys", "cut-by-dashes")]
            message = (
                f"{what}; in {owner_name(reading)} {stray[0]}" if stray else f"{what}; {owner_name(reading)} {end}"
            )
        elif end is None:
            message = f"not valid YAML: {what}"
        else:
            message = f"{'' if lost else 'not valid YAML: '}{what}; {owner_name(reading)} {end}"
        more = len({r.key for r in _own(header)}) - 1
        yield self.report(
            span,
            message,
            severity=severity,
            help=_advice(file, header) + _and_more(more) + other_hosts(file),
            fixes=_fixes(header, reading),
        )


def _only_required(file: File, header: Frontmatter) -> bool:
    """Whether the header itself was read and the file is dropped for what it lacks: another rule's finding."""
    reading = file.reading
    for wanted in file.kind.fields:
        entry = header.get(wanted.name) if wanted.required == "yes" else None
        if entry is not None and entry.text and not reading.values.get(wanted.name):
            return False  # its author wrote it, and the second try does not see it
    codes = {r.code for r in reading.reasons}
    return "recovered" in codes and not codes & {"yaml-error", "cut-by-dashes", "stray-keys", "unclosed"}


def _advice(file: File, header: Frontmatter) -> str:
    repair = first_repair(header)
    if repair is None:
        return "Quote values that hold a colon, and indent text that goes on over several lines."
    advice = f"{repair.title}."
    if "\r" in file.source.slice(header.content) and file.kind.parser == "claude-code":
        advice += " Claude Code's second try does not work on CRLF line ends."
    return advice


def _and_more(values: int) -> str:
    """A sentence about that many other values, after a blank."""
    if values < 1:
        return ""
    return " One more value needs it too." if values == 1 else f" {values} more values need it too."


def _only_tags(header: Frontmatter) -> bool:
    return all(r.cause is Cause.UNKNOWN_TAG for r in header.repairs)


def _own(header: Frontmatter) -> list[Repair]:
    """The repairs without those of repeated keys, which are another rule's."""
    return [r for r in header.repairs if r.cause is not Cause.DUPLICATE_KEY or not header.duplicates]


def _fixes(header: Frontmatter, reading: Reading) -> tuple[Fix, ...]:
    repairs = _own(header)
    if header.status != "repaired" or not repairs:
        return ()
    dropped = reading.outcome in (Outcome.DROPPED, Outcome.NO_HEADER, Outcome.UNKNOWN)
    safe = all(r.cause is not Cause.UNKNOWN_TAG and (r.keeps_keys or dropped) for r in repairs)
    if any("\ufffd" in e.text for r in repairs for e in r.edits):
        safe = False
    edits = tuple(e for r in repairs for e in r.edits)
    title = repairs[0].title if len(repairs) == 1 else "Make the header valid YAML"
    return (Fix(title, edits, Applicability.SAFE if safe else Applicability.UNSAFE),)
