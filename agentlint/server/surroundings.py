"""The project around an open document, as features see it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from agentlint.lint.file import File
from agentlint.project.errors import UsageError
from agentlint.server.room import named_file
from agentlint.server.view import FileView
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.judging import Checked
    from agentlint.project.facts import ProjectFacts
    from agentlint.server.room import Room, RosterKey
    from agentlint.server.view import NamedFile, ProjectView
    from agentlint.server.warm import Verdict, Warm


class Surroundings:
    """A `ProjectView` of one roster: its files on the disk, and the open documents as they are now."""

    def __init__(self, warm: Warm, key: RosterKey, room: Room) -> None:
        self._warm = warm
        self._room = room
        self._members = room.rosters.get(key, {})
        self._open: dict[str, Verdict] = {path: one for path, one in warm.verdicts.items() if one.key == key}

    @cached_property
    def named(self) -> Mapping[str, Sequence[NamedFile]]:
        """See `ProjectView`."""
        found: dict[str, list[NamedFile]] = {}
        for path in sorted({*self._members, *self._open}):
            if path in self._open:
                view = self.view(path)
                named = None if view is None else named_file(view.file, path, view.uri, view.scope)
            else:
                named = self._members[path].named
            if named is not None:
                found.setdefault(named.name, []).append(named)
        return found

    def views(self) -> Iterator[FileView]:
        """See `ProjectView`."""
        for path in sorted({*self._members, *self._open}):
            view = self.view(path)
            if view is not None:
                yield view

    def view(self, path: str) -> FileView | None:
        """See `ProjectView`. Findings are those of open documents only: others were not asked for theirs."""
        verdict = self._open.get(path)
        if verdict is not None:
            document = verdict.document
            if verdict.checked is None or verdict.facts is None:
                return None
            return view_of(verdict.checked, verdict.facts, document.uri, self, document.version)
        if path not in self._members:
            return None
        try:
            seen = self._room.look(path)
            if seen is None:
                return None
            checked, facts = self._room.judge.opened(seen), self._room.judge.facts(seen)
        except UsageError:
            return None
        return view_of(checked, facts, self._warm.uri(path), self, None)


def view_of(
    checked: Checked,
    facts: ProjectFacts,
    uri: str,
    project: ProjectView,
    version: int | None,
    findings: Sequence[Diagnostic] = (),
) -> FileView | None:
    """The view of a file that was looked at; None where it could not be read."""
    if checked.source is None:
        return None
    seen, kinds = checked.seen, checked.seen.detection.kinds
    file = File(Document.of(checked.source), kinds[0], kinds, checked.plan.settings, facts)
    return FileView(uri, seen.path, version, file, seen.scope, checked.plan.registry, project, tuple(findings))
