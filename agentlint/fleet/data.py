"""The fleet as one JSON object: a contract, described in docs/map.md."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Severity
from agentlint.fleet.clusters import cluster
from agentlint.fleet.tools import granted
from agentlint.hosts.catalog import HOSTS
from agentlint.report.inspection import Inspection
from agentlint.report.summary import counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.fleet.clusters import Clusters
    from agentlint.fleet.survey import Fleet, Member
    from agentlint.hosts.reading import Reading, Value
    from agentlint.lint.overview import Budget, Tie
    from agentlint.source import Source, Span

VERSION = 1
LONGEST = 400
"""Code points of a text of a header; what is longer is cut. `agentlint inspect` has all of it."""
DEEPEST = 8
CHARACTERS_PER_TOKEN = 4
"""A rule of thumb, and what Claude Code counts by."""
CONCEALED = "(concealed)"


def fleet_object(fleet: Fleet) -> dict[str, Any]:
    """The fleet in plain data, everything in path order."""
    agents = [member for member in fleet.members if member.is_agent]
    files = [_file(member) for member in fleet.members]
    clusters = cluster(fleet.ties)
    number = counts(fleet.report.diagnostics)
    hosts = {reading["host"] for file in files for reading in file["readings"]}
    hosts.update(member.file.kind.host for member in fleet.members)
    hosts.update(budget.host for budget in fleet.budgets)
    return {
        "version": VERSION,
        "summary": {
            "files": fleet.report.files,
            "agents": len(agents),
            "errors": number[Severity.ERROR],
            "warnings": number[Severity.WARNING],
            "infos": number[Severity.INFO],
        },
        "hosts": {host: HOSTS[host].name for host in sorted(hosts)},
        "files": files,
        "overlaps": {
            "order": list(clusters.order),
            "clusters": [
                {"members": list(group), "strength": strength}
                for group, strength in zip(clusters.groups, _strengths(clusters, fleet.ties), strict=True)
            ],
            "pairs": [
                {
                    "left": tie.left,
                    "right": tie.right,
                    "strength": round(tie.strength, 3),
                    "reported": tie.reported,
                    "reason": tie.reason,
                }
                for tie in fleet.ties
            ],
        },
        "delegations": [
            {"source": call.source, "target": call.target, "form": call.form, "line": call.line}
            for call in fleet.delegations
        ],
        "budgets": [_budget(budget) for budget in fleet.budgets],
    }


def _strengths(clusters: Clusters, ties: Sequence[Tie]) -> list[float]:
    """The strength of the surest tie in each cluster."""
    group_of = {path: at for at, group in enumerate(clusters.groups) for path in group}
    strengths = [0.0] * len(clusters.groups)
    for tie in ties:
        at = group_of.get(tie.left)
        if at is not None and at == group_of.get(tie.right):
            strengths[at] = max(strengths[at], round(tie.strength, 3))
    return strengths


def _budget(budget: Budget) -> dict[str, Any]:
    return {
        "host": budget.host,
        "folder": _folder(budget.scope),
        "sure": budget.sure,
        "unit": budget.unit,
        "limit": budget.limit or None,
        "used": budget.used,
        "characters_per_unit": budget.characters_per_unit,
        "parts": [{"path": path, "characters": size} for path, size in sorted(budget.characters.items())],
    }


def _folder(scope: str) -> str:
    """The folder that a scope stands for: the word is made of host, folder and sort of place."""
    folder, _, sort = scope.partition(":")[2].rpartition(":")
    return folder if sort in ("plugin", "folder", "neighbours") else f"{folder}/{sort}".lstrip("/")


def _file(member: Member) -> dict[str, Any]:
    file = member.file
    grant = granted(file)
    values = file.reading.values
    characters = sum(len(_text(values.get(key)) or "") for key in ("name", "description"))
    concealed = _concealed_keys(member)
    folder, _, _ = file.path.rpartition("/")
    return {
        "path": file.path,
        "folder": folder,
        "name": member.name,
        "kind": file.kind.id,
        "host": file.kind.host,
        "agent": member.is_agent,
        "model": _text(values.get("model")),
        "tokens": -(-characters // CHARACTERS_PER_TOKEN),
        "tools": {
            "state": grant.state,
            "names": list(grant.names),
            "denied": list(grant.denied),
            "lost": list(grant.lost),
        },
        "readings": _readings(member, concealed),
        "findings": [_finding(diagnostic) for diagnostic in member.diagnostics],
    }


def _readings(member: Member, concealed: frozenset[str]) -> list[dict[str, Any]]:
    """What each host reads, the owner first. `values` is None where they are the owner's."""
    file = member.file
    readings: list[dict[str, Any]] = []
    for kind_id, reading in file.readings.items():
        kind = next(kind for kind in file.kinds if kind.id == kind_id)
        same = reading is not file.reading and reading.values == file.reading.values and bool(readings)
        readings.append(
            {
                "kind": kind_id,
                "host": reading.host,
                "outcome": reading.outcome.value,
                "assumed": reading.assumed,
                "reasons": [
                    {"code": reason.code, "text": reason.text, "line": _line(file.source, reason.span)}
                    for reason in reading.reasons
                ],
                "values": None if same else _values(reading, concealed),
                "unknown_keys": list(Inspection.unknown_keys(kind, reading)),
                "body_line": file.source.position(reading.body_start).line,
            }
        )
    return readings


def _values(reading: Reading, concealed: frozenset[str]) -> dict[str, Any]:
    return {key: CONCEALED if key in concealed else _value(value) for key, value in reading.values.items()}


def _value(value: Value, depth: int = 0) -> Any:
    """A value as JSON has it: texts cut, what nests deeper than anybody reads left out, YAML's words for infinity."""
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if isinstance(value, (list, dict)) and depth == DEEPEST:
        return "…"
    if isinstance(value, list):
        return [_value(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_cut(key): _value(item, depth + 1) for key, item in value.items()}
    return value


def _concealed_keys(member: Member) -> frozenset[str]:
    """Keys of the header whose value no report may show, since a finding says that a secret is in it."""
    spans = [diagnostic.span for diagnostic in member.diagnostics if diagnostic.conceal]
    header = member.file.frontmatter
    if not spans or header is None:
        return frozenset()
    return frozenset(entry.key for entry in header.entries if any(entry.span.overlaps(span) for span in spans))


def _finding(diagnostic: Diagnostic) -> dict[str, Any]:
    start = diagnostic.location.range.start
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "line": start.line,
        "column": start.column,
    }


def _line(source: Source, span: Span | None) -> int | None:
    return None if span is None else source.position(span.start).line


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _cut(text: str | None) -> Any:
    return text if text is None or len(text) <= LONGEST else text[: LONGEST - 1] + "…"
