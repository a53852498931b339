"""How many findings each rule has, most first, in place of the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Applicability, Severity
from agentlint.records import record
from agentlint.report.look import SEVERITY_STYLE
from agentlint.report.summary import best_fix, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.report import Findings
    from agentlint.report.look import Look


@record(frozen=False)
class RuleCount:
    """The findings of one rule: how many of each severity, how many with a safe fix, how many with unsafe ones only."""

    rule: str
    severities: Counter[Severity] = field(default_factory=Counter)
    safe: int = 0
    unsafe: int = 0

    @property
    def count(self) -> int:
        """All findings of the rule."""
        return self.severities.total()

    @property
    def severity(self) -> Severity:
        """The worst among them."""
        return max(self.severities, key=lambda severity: severity.rank)

    def to_json(self) -> dict[str, Any]:
        """As `--output-format json` shows it."""
        return {
            "rule": self.rule,
            "count": self.count,
            "severity": self.severity.value,
            "severities": {s.value: n for s, n in sorted(self.severities.items(), key=lambda item: -item[0].rank)},
            "fixable": self.safe,
            "fixable_unsafe": self.unsafe,
        }


def count_rules(diagnostics: Iterable[Diagnostic]) -> list[RuleCount]:
    """A count for each rule that found something: most findings first, then by name."""
    found: dict[str, RuleCount] = {}
    for diagnostic in diagnostics:
        row = found.setdefault(diagnostic.rule, RuleCount(diagnostic.rule))
        row.severities[diagnostic.severity] += 1
        fix = best_fix(diagnostic)
        row.safe += fix is Applicability.SAFE
        row.unsafe += fix is Applicability.UNSAFE
    return sorted(found.values(), key=lambda row: (-row.count, row.rule))


def render(findings: Findings, look: Look) -> Iterator[str]:
    """A line for each rule: count, severity, `[*]` where all findings are fixable, `[-]` where some are, name."""
    rows = count_rules(findings.diagnostics)
    width = max((len(str(row.count)) for row in rows), default=0)
    severities = [_severities(row) for row in rows]
    column = max(map(len, severities), default=0)
    for row, text in zip(rows, severities, strict=True):
        severity = look.paint(text.ljust(column), SEVERITY_STYLE[row.severity], "bold")
        yield f"{row.count:{width}}  {severity}  [{_mark(row, look)}] {row.rule}\n"
    if look.summary:
        yield from summary(findings, look)
        if any(_mark_of(row, look) == "-" for row in rows):
            yield "[-] marks rules of which only some findings are fixable.\n"


def _severities(row: RuleCount) -> str:
    """`error`, or `error 3, info 1` where findings of a rule differ."""
    if len(row.severities) == 1:
        return row.severity.value
    ranked = sorted(row.severities.items(), key=lambda item: -item[0].rank)
    return ", ".join(f"{severity} {count}" for severity, count in ranked)


def _mark(row: RuleCount, look: Look) -> str:
    mark = _mark_of(row, look)
    return look.paint(mark, "cyan") if mark != " " else mark


def _mark_of(row: RuleCount, look: Look) -> str:
    fixable = row.safe + row.unsafe if look.unsafe_fixes else row.safe
    if not fixable:
        return " "
    return "*" if fixable == row.count else "-"
