"""The roster: what every file of the project contributes to cross-file rules."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = Any
"""Facts must survive a round trip through JSON: they are kept in the cache."""


@record()
class RosterEntry:
    """One file of the project.

    `kind` is the owner's file kind id, `scope` the set of files in which a name must be unique for the owning host.
    `in_focus`: the user named this file, or a folder above it. `facts`: rule name to what the rule returned for it.
    `user`: the file is not the project's, but one that the user keeps for all projects.
    """

    path: str
    kind: str
    scope: str
    in_focus: bool
    facts: Mapping[str, Json] = field(default_factory=dict)
    user: bool = False


class Roster:
    """All files of a project, in path order."""

    def __init__(self, entries: list[RosterEntry]) -> None:
        self.entries = sorted(entries, key=lambda e: e.path)

    def facts(self, rule: str) -> Iterator[tuple[RosterEntry, Json]]:
        """Entry and facts of each file for which the rule returned some, in path order."""
        for entry in self.entries:
            data = entry.facts.get(rule)
            if data is not None:
                yield entry, data
