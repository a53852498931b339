"""acme/shared-color: two agents of one colour."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from agentlint.api import Location, ProjectRule, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Roster, RosterEntry


class SharedColor(ProjectRule):
    """A cross-file rule: what each file contributes, and what is wrong with all of it."""

    name = "acme/shared-color"
    summary = "Two agents have the same colour"
    severity = Severity.INFO
    tags = ("acme", "cross-file")
    hosts = ("claude-code",)
    since = "1.0.0"

    def facts(self, file: File) -> dict[str, Any] | None:
        """The colour and where it stands. Plain data: it must survive JSON."""
        header = file.frontmatter
        entry = header.get("color") if header is not None else None
        if file.kind.kind != "agent" or entry is None or not entry.text:
            return None
        return {"color": entry.text.lower(), "at": file.source.locate(entry.span).to_json()}

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """A finding at each agent whose colour another one of its scope has."""
        painted: dict[tuple[str, str], list[tuple[RosterEntry, Any]]] = defaultdict(list)
        for entry, data in roster.facts(self.name):
            painted[entry.scope, data["color"]].append((entry, data["at"]))
        for (_, color), agents in painted.items():
            for entry, at in agents:
                others = [Location.from_json(other.path, place) for other, place in agents[:4] if other is not entry]
                if others:
                    yield self.report_at(
                        Location.from_json(entry.path, at),
                        f"{others[0].path} is {color[:40]} too",
                        help="Give each agent a colour of its own, so that people can tell them apart.",
                        related=tuple(Related(place, "the same colour") for place in others[:3]),
                        group=f"{entry.scope} {color}",
                    )
