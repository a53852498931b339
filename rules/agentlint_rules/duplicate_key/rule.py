"""duplicate-key: a header key that is there more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Outcome, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Entry, File, Frontmatter

_LOSSES = {
    Outcome.DROPPED: "{host} does not load the file",
    Outcome.NO_HEADER: "{host} goes on without the header",
}


class DuplicateKey(Rule):
    """Repeated keys at the top of the header: at most one value counts, and strict readers take none."""

    name = "duplicate-key"
    summary = "Header key that is written twice"
    severity = Severity.WARNING
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each repetition, at the later key."""
        header = file.frontmatter
        if header is None or not header.duplicates or file.kind.frontmatter == "none":
            return
        copies: dict[str, list[Entry]] = {}
        for entry in header.duplicates:
            copies.setdefault(entry.key, []).append(entry)
        for last in header.entries:
            shadows = copies.get(last.key, [])
            for shadowed, later in zip(shadows, (*shadows[1:], last), strict=False):
                yield self._finding(file, header, shadowed, later, last)

    def _finding(self, file: File, header: Frontmatter, shadowed: Entry, later: Entry, last: Entry) -> Diagnostic:
        reading = file.reading
        host = HOSTS[file.kind.host].name
        alone = all(r.cause == "duplicate-key" for r in header.repairs)
        unread = any(r.code == "yaml-error" for r in reading.reasons)
        loss = _LOSSES.get(reading.outcome) if alone and unread else None
        what = f"`{later.key}` is there twice"
        if loss is not None:
            what += "; " + loss.format(host=host)
        elif not unread and reading.outcome is not Outcome.UNKNOWN and not reading.assumed:
            what += f"; {host} keeps the last"
        same = _text(file, shadowed) == _text(file, last)
        help_ = "Both say the same: take one out." if same else "Take out the one that is not meant."
        line = file.source.line_at(shadowed.key_span.start)
        return self.report(
            later.key_span, what, severity=Severity.WARNING if loss is None else Severity.ERROR,
            help=help_ + _others(file), related=(Related(file.source.locate(shadowed.key_span), "the first is here"),),
            fixes=(
                Fix(
                    f"Remove {later.key} on line {line}", (Edit.delete(shadowed.line_span),),
                    Applicability.SAFE if same else Applicability.UNSAFE,
                ),
            ),
        )  # fmt: skip


def _text(file: File, entry: Entry) -> str | None:
    """The value of a scalar, else the text as written."""
    return entry.text if entry.text is not None else file.source.slice(entry.value.span) if entry.value else ""


def _others(file: File) -> str:
    """Which other hosts that read this file do without it or its header."""
    names: dict[str, list[str]] = {}
    for kind in file.kinds[1:]:
        outcome = file.readings[kind.id].outcome
        if kind.frontmatter != "none" and kind.host != file.kind.host and outcome in _LOSSES:
            verb = "does not load the file" if outcome is Outcome.DROPPED else "goes on without the header"
            names.setdefault(verb, []).append(HOSTS[kind.host].name)
    return "".join(f" {', '.join(dict.fromkeys(hosts))}: {verb}." for verb, hosts in names.items())
