"""The findings of open documents, kept up to date with as little work as will do.

What is asked per document is quick: its own rules run again when its text changes. What is asked per project, to look
at the disk and to compare all files, is slow and done beside it, as `Warm.next_task` says. While that is under way,
cross-file findings are those of before, moved along with the text.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from agentlint.judging import roster_entry
from agentlint.project.errors import UsageError
from agentlint.records import record
from agentlint.server.crossing import Compared, Crossing, Part, Task
from agentlint.server.room import Room, roster_key
from agentlint.server.surroundings import Surroundings, view_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentlint.diagnostic import Diagnostic
    from agentlint.judging import Checked, Judge
    from agentlint.lint.result import FileResult
    from agentlint.planning import Plan
    from agentlint.project.facts import ProjectFacts
    from agentlint.server.documents import OpenDocument
    from agentlint.server.room import Known, Options, RosterKey
    from agentlint.server.view import FileView
    from agentlint.source import Source

MAX_RELATED = 20
"""Other files whose findings are worked out along with those of a document."""


@record(eq=False)
class Verdict:
    """What its own rules say of one document. `checked` and what follows are None where it is no prompt file; `part` is
    None where no cross-file rule is to know of it.
    """

    document: OpenDocument
    room: Room
    checked: Checked | None = None
    facts: ProjectFacts | None = None
    key: RosterKey | None = None
    part: Part | None = None


class Warm:
    """The open documents below one folder. Not for several threads at once; `Task.run` is."""

    def __init__(self, cwd: str, options: Options, uri: Callable[[str], str]) -> None:
        """`cwd` is absolute; `uri` tells that of a path."""
        self.cwd = cwd
        self.options = options
        self.uri = uri
        self.room: Room | None = None
        self.fault: str | None = None
        """Why the configuration cannot be used; that of before stays in use."""
        self.verdicts: dict[str, Verdict] = {}
        self._crossing = Crossing()
        self._opened: dict[str, OpenDocument] = {}
        self._texts: dict[str, bytes] = {}
        self._memory: dict[str, Known] = {}
        self._others: dict[str, tuple[int, Source | None, list[Diagnostic]]] = {}
        self._wanted = 1
        self._have = 0
        self._working = False

    # -- what is quick

    def check(self, document: OpenDocument) -> Verdict | None:
        """Judge a document by its own rules; None where the configuration cannot be used and never could."""
        before = self.verdicts.get(document.path)
        if before is not None and before.document is document and before.room is self.room:
            return before
        if document.path not in self._opened:
            self.disk_changed()
        self._opened[document.path] = document
        self._texts[document.path] = document.text.encode("utf-8")
        if self.room is None:
            try:
                self.room = Room(self.cwd, self.options, self._texts)
            except UsageError as error:
                self.fault = str(error)
                return None
        return self._judge(document, self.room)

    def close(self, path: str) -> None:
        """Forget a document: what is on the disk counts again."""
        self._opened.pop(path, None)
        self._texts.pop(path, None)
        before = self.verdicts.pop(path, None)
        if before is not None:
            self._crossing.note(before.part, None)
        self.disk_changed()

    def disk_changed(self) -> None:
        """Something on the disk may be other than it was: look again before saying what holds for a project."""
        self._wanted += 1

    def findings(self, path: str) -> list[Diagnostic]:
        """All findings of an open document, in text order, as far as they are known."""
        verdict = self.verdicts.get(path)
        if verdict is None or verdict.checked is None or verdict.key is None:
            return []
        found = self._crossing.findings(verdict.key, path, verdict.checked.seen.shown, verdict.part)
        return verdict.room.finish(replace(verdict.checked, found=[*verdict.checked.found, *found]))

    def source(self, path: str) -> Source | None:
        """The text of an open document's findings; None where it is no prompt file."""
        verdict = self.verdicts.get(path)
        return verdict.checked.source if verdict is not None and verdict.checked is not None else None

    def editable(self, document: OpenDocument) -> tuple[Source, Checked, Judge] | None:
        """The text of a document, what its own rules made of it, and by whom; None where there is no edit to be made:
        it is no prompt file, cannot be read, or is another one by now.
        """
        verdict = self.verdicts.get(document.path)
        if verdict is None or verdict.document is not document or verdict.checked is None or document.mangled:
            return None
        source = verdict.checked.source
        return (source, verdict.checked, verdict.room.judge) if source is not None else None

    def complete(self, path: str) -> bool:
        """Whether cross-file rules have seen an open document, be it an earlier text of it."""
        verdict = self.verdicts.get(path)
        key = verdict.key if verdict is not None else None
        return key is None or self._crossing.has_seen(key, path)

    def absolute(self, shown: str) -> str:
        """The absolute path that findings report as `shown`."""
        return os.path.normpath(os.path.join(self.cwd, shown))

    def related(self, path: str) -> dict[str, tuple[Source, list[Diagnostic]]]:
        """The files with which a document shares a cross-file finding, by absolute path: texts and findings.

        Open ones as they are, others as on the disk. At most `MAX_RELATED`.
        """
        verdict = self.verdicts.get(path)
        if verdict is None or verdict.checked is None or verdict.key is None:
            return {}
        result: dict[str, tuple[Source, list[Diagnostic]]] = {}
        partners = map(self.absolute, self._crossing.partners(verdict.key, verdict.checked.seen.shown))
        for other in [one for one in partners if one != path][:MAX_RELATED]:
            source, findings = (
                (self.source(other), self.findings(other)) if other in self.verdicts
                else self._closed(other, verdict.key, verdict.room)
            )  # fmt: skip
            if source is not None:
                result[other] = source, findings
        return result

    def _closed(self, path: str, key: RosterKey, room: Room) -> tuple[Source | None, list[Diagnostic]]:
        """Text and findings of a file that is not open, kept until the disk or the findings of its project change."""
        turn = self._crossing.turns.get(key, 0)
        if path in self._others and self._others[path][0] == turn:
            return self._others[path][1:]
        source: Source | None = None
        findings: list[Diagnostic] = []
        try:
            seen = room.look(path)
            if seen is not None:
                checked = room.judge.opened(seen)
                room.lint(checked)
                checked.found += self._crossing.findings(key, path, seen.shown, None)
                source, findings = checked.source, room.finish(checked)
        except UsageError:
            pass  # it lies under another configuration, which is told where that one is in use
        self._others[path] = turn, source, findings
        return source, findings

    def view(self, path: str) -> FileView | None:
        """An open document as features see it; None where it is no prompt file."""
        verdict = self.verdicts.get(path)
        if verdict is None or verdict.checked is None or verdict.key is None or verdict.facts is None:
            return None
        surroundings = Surroundings(self, verdict.key, verdict.room)
        document = verdict.document
        return view_of(
            verdict.checked, verdict.facts, document.uri, surroundings, document.version, self.findings(path)
        )

    # -- what is slow

    @property
    def pending(self) -> bool:
        """Whether there is slow work to do or being done."""
        return self._working or self._have != self._wanted or self._crossing.pending

    @property
    def can_wait(self) -> bool:
        """Whether the next task need not be paid for with every stroke of somebody who is typing."""
        return self._have == self._wanted

    def next_task(self) -> Task | None:
        """What is to be done before `findings` are those that a run over everything would give; None for nothing.

        One task at a time: the next is asked for when `done` was called.
        """
        if self._have != self._wanted:
            task = Task(partial(self._gather, self._wanted), self._adopt)
        else:
            crossing = self._crossing.next_task(self._roster)
            if crossing is None:
                return None
            task = crossing
        self._working = True
        return Task(task.run, partial(self._done, task))

    def _done(self, task: Task, result: Any) -> None:
        self._working = False
        task.done(result)

    def give_up(self) -> None:
        """The last task could not be done: what it was for stays as it was until there is more to do."""
        self._working = False
        self._have = self._wanted

    def _gather(self, wanted: int) -> tuple[int, Room | UsageError]:
        """Look at the disk."""
        texts = dict(self._texts)
        try:
            room = Room(self.cwd, self.options, texts)
            room.gather(texts, self._memory, self.uri)
        except UsageError as error:
            return wanted, error
        return wanted, room

    def _adopt(self, gathered: tuple[int, Room | UsageError]) -> None:
        """Judge all open documents by what was gathered; where that failed the room of before stays."""
        self._have, room = gathered
        if isinstance(room, UsageError):
            self.fault = str(room)
            return
        before, self.room, self.fault = self.room, room, None
        self._others.clear()
        room.workspace.replaced = self._texts
        for document in list(self._opened.values()):
            self._judge(document, room)
        for key, members in room.rosters.items():
            same = before is not None and self._crossing.knows(key, self._plan(key))
            old = before.rosters.get(key) if before is not None and same else None
            if old is None or [m.entry for m in members.values()] != [m.entry for m in old.values()]:
                self._crossing.expire(key)

    def _roster(self, key: RosterKey) -> Compared | None:
        """A roster as of now; None where no open document belongs to it, or no rule wants to see it."""
        plan = self._plan(key)
        if plan is None or not plan.project_rules or self.room is None:
            return None
        parts = {path: one.part for path, one in self.verdicts.items() if one.key == key and one.part is not None}
        entries = {path: member.entry for path, member in self.room.rosters.get(key, {}).items()}
        entries |= {path: part.entry for path, part in parts.items()}
        return Compared(plan, tuple(entries.values()), parts)

    def _plan(self, key: RosterKey) -> Plan | None:
        """The rules by which a roster is judged: those of its open documents."""
        checked = (verdict.checked for verdict in self.verdicts.values() if verdict.key == key)
        return next((one.plan for one in checked if one is not None), None)

    # -- one document

    def _judge(self, document: OpenDocument, room: Room) -> Verdict | None:
        """Judge a document and note which rosters that concerns."""
        before = self.verdicts.get(document.path)
        try:
            verdict = _verdict(document, room, before)
        except UsageError as error:
            self.fault = str(error)
            return before
        self.verdicts[document.path] = verdict
        self._crossing.note(before.part if before is not None else None, verdict.part)
        return verdict


def _verdict(document: OpenDocument, room: Room, before: Verdict | None) -> Verdict:
    """What the rules say of a document, or said before where nothing they see has changed. Raises `UsageError`."""
    seen = room.look(document.path)
    if seen is None:
        return Verdict(document, room)
    checked = room.judge.opened(seen)
    if checked.source is None:
        return Verdict(document, room, checked)
    facts = room.judge.facts(seen)
    earlier = _earlier(before, document, checked) if before is not None and before.facts == facts else None
    if earlier is not None:
        checked.result = earlier
    else:
        room.lint(checked)
    key = roster_key(seen)
    part = Part(key, roster_entry(seen, checked.result, in_focus=True), checked.source)
    return Verdict(document, room, checked, facts, key, part)


def _earlier(before: Verdict, document: OpenDocument, checked: Checked) -> FileResult | None:
    """What the rules said before, if it was the same rules on the same text."""
    old = before.checked
    same = (
        old is not None
        and before.document.text == document.text
        and old.seen.detection.kinds == checked.seen.detection.kinds
        and old.plan.settings == checked.plan.settings
        and old.plan.selection.names == checked.plan.selection.names
    )
    return old.result if old is not None and same else None
