"""duplicate-name: two files of one scope claim one name, or a custom agent that of a built-in one."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from agentlint.api import HOSTS, Location, Outcome, ProjectRule, Related, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.api import Diagnostic, File, Roster, RosterEntry

MAX_RELATED = 20
KINDS = frozenset({"agent", "skill", "command", "mode", "output-style"})
"""Kinds whose name calls them. Names of rules and instructions are labels."""
KEEPS_ALL = frozenset({"copilot-cli"})
"""Hosts that offer every one of several agents with one name."""
REPLACES_BUILTIN = frozenset({"claude-code"})
"""Hosts of which it is known that a custom agent wins over a built-in one."""


class DuplicateName(ProjectRule):
    """Compares the names under which files are called."""

    name = "duplicate-name"
    summary = "Two files of one scope have the same name, or an agent has that of a built-in one"
    severity = Severity.ERROR
    tags = ("cross-file", "name")
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """A custom agent with the name of a built-in one of its host."""
        if not file.kind.builtin_names:
            return
        called = file.identity
        if called is None or called.span is None or called.name not in file.kind.builtin_names:
            return
        if not file.reading.loads:
            return
        name, span = called.name, called.span
        host = HOSTS[file.kind.host].name
        does = "replaces the" if file.kind.host in REPLACES_BUILTIN else "has the name of a"
        yield self.report(
            span,
            f"agent `{name}` {does} built-in agent of {host}",
            severity=Severity.WARNING,
            help="Give it another name, unless the built-in agent is meant to be out of use.",
        )

    def facts(self, file: File) -> dict[str, Any] | None:
        """What calls the file: key, shown name, its place, and whether the host loads it. None for nameless files."""
        if file.kind.kind not in KINDS:
            return None
        called = file.identity
        if called is None or called.by_path:
            return None
        return {
            "key": called.key,
            "name": called.name[:200],
            "at": file.source.locate(called.span or Span(0, 0)).to_json(),
            "below": called.below,
            "loads": file.reading.loads and file.reading.outcome is not Outcome.NO_HEADER,
        }

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """One diagnostic for every file in focus whose name another file of its scope has."""
        twins: dict[tuple[str, str, str], list[tuple[RosterEntry, Any]]] = defaultdict(list)
        for entry, data in roster.facts(self.name):
            # What looks like a plugin but shows no manifest most likely is one, and its folders are part of the name.
            key = f"{data['below']}:{data['key']}" if entry.scope.endswith(":plugin") else data["key"]
            twins[entry.scope, entry.kind, key].append((entry, data))
        for key, members in twins.items():
            if len(members) > 1:
                yield from self._report_twins("\0".join(key), members)

    def _report_twins(self, key: str, members: Sequence[tuple[RosterEntry, Any]]) -> Iterator[Diagnostic]:
        group = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        loaded = sum(data["loads"] for _, data in members)
        for entry, data in members:
            if not entry.in_focus:
                continue
            host, _, what = entry.kind.partition("/")
            what = what.removeprefix("plugin-")
            host_name = HOSTS[host].name
            others = [(e, d) for e, d in members[: MAX_RELATED + 1] if e is not entry][:MAX_RELATED]
            first = others[0][0].path
            more = f" and {len(members) - 2} more" if len(members) > 2 else ""
            if not data["loads"] or loaded < 2:
                severity = Severity.WARNING
                gone = "this file" if not data["loads"] else "the other"
                help_ = f"Give one of them another name; {host_name} does not load {gone} as it is."
            elif host in KEEPS_ALL:
                severity = Severity.WARNING
                help_ = f"Give one of them another name; {host_name} offers both and nobody can tell them apart."
            else:
                severity = Severity.ERROR
                help_ = f"Give one of them another name; {host_name} keeps one {what} of a name and drops the rest."
            yield self.report_at(
                Location.from_json(entry.path, data["at"]),
                f"{what} `{_short(data['name'])}` has the name of {_short_path(first)}{more}",
                severity=severity,
                help=help_,
                group=group,
                related=tuple(
                    Related(Location.from_json(e.path, d["at"]), f"also named `{_short(d['name'])}`") for e, d in others
                ),
            )


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= 40 else name[:37] + "..."


def _short_path(path: str) -> str:
    """The end of a path: `related` has all of it."""
    return "/".join(path.split("/")[-2:])
