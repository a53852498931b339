"""One look at everything around the open documents: configuration, project, and what each file of it contributes.

A room is made anew when something on the disk has changed, and is never changed itself; what files contributed before
is remembered and taken over where their text is the same.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from agentlint.judging import Judge, roster_entry
from agentlint.lint.engine import lint_source
from agentlint.lint.file import File
from agentlint.planning import Plans, Wishes
from agentlint.project.gathering import Gathering
from agentlint.project.workspace import Workspace
from agentlint.records import record
from agentlint.server.view import NamedFile
from agentlint.source import Source
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from agentlint.baselines import Baselines
    from agentlint.diagnostic import Diagnostic
    from agentlint.judging import Checked
    from agentlint.lint.result import FileResult
    from agentlint.project.facts import ProjectFacts
    from agentlint.project.roster import RosterEntry
    from agentlint.project.settings import Settings
    from agentlint.project.workspace import Seen

RosterKey = tuple[str, str | None]
"""Root of the project and path of the configuration; for a loose file "" and its own path."""


@record()
class Options:
    """What the user of the editor wants, on top of the configuration.

    `configuration` is the one file to use; `preview` runs preview rules; `plugins` lets rule sets of installed
    distributions run, which a repository's configuration names.
    """

    configuration: str | None = None
    preview: bool | None = None
    plugins: bool = False


@record()
class Member:
    """A file of a project as it is on the disk. `named` is None for what nobody calls by name."""

    entry: RosterEntry
    named: NamedFile | None


@record()
class Known:
    """What a file gave, and for what: its text, kinds and settings, the rules that were asked, and its surroundings."""

    question: tuple[bytes, tuple[str, ...], Settings, frozenset[str], ProjectFacts]
    result: FileResult
    named: NamedFile | None


class Room:
    """The files below one folder, looked at now."""

    def __init__(self, cwd: str, options: Options, texts: Mapping[str, bytes]) -> None:
        """`cwd`: paths are reported relative to it. `texts`: bytes to take for the content of files that are open.

        Raises `UsageError` for a configuration that the options name and that cannot be used.
        """
        self.notes: list[str] = []
        self.failures: list[str] = []
        self.workspace = Workspace(cwd, config=options.configuration, replaced=texts)
        wishes = Wishes(preview=options.preview, allow_plugins=options.plugins)
        self.plans = Plans(wishes, self.notes, self.failures)
        self.judge = Judge(self.workspace, self.plans.of)
        self.rosters: dict[RosterKey, dict[str, Member]] = {}
        self._baselines: Baselines | None = None

    def look(self, path: str) -> Seen | None:
        """A prompt file, or None for what is none, is excluded or is gone. Raises `UsageError`."""
        if self.workspace.excluded(path):
            return None
        seen = self.workspace.look(path, named=False)
        owner = seen.detection.owner if seen is not None else None
        return seen if owner is not None and owner.format == "markdown" else None

    def gather(self, opened: Iterable[str], memory: dict[str, Known], uri: Callable[[str], str]) -> None:
        """Look at the projects of the open documents. `memory` is read and brought up to date. Raises `UsageError`."""
        remembered = dict(memory)
        memory.clear()
        paths = frozenset(opened)
        for path in sorted(paths):
            seen = self.look(path)
            if seen is None or roster_key(seen) in self.rosters:
                continue
            found = self._known(seen, paths, remembered, uri) if seen.roster else {}
            memory.update({member: known for member, (_, known) in found.items()})
            self.rosters[roster_key(seen)] = {
                member: Member(roster_entry(seen, known.result, in_focus=True), known.named)
                for member, (seen, known) in found.items()
            }

    def _known(
        self, one: Seen, opened: frozenset[str], remembered: Mapping[str, Known], uri: Callable[[str], str]
    ) -> dict[str, tuple[Seen, Known]]:
        """The files of the project that `one` lies in, judged by the cross-file rules that hold for it."""
        gathering = Gathering(self.workspace, (), only=one.path, force_exclude=False, wants_roster=lambda _: True)
        paths = [path for path in gathering.members([one]) if not self.workspace.excluded(path)]
        plan = self.plans.of(one.configuration)
        names = frozenset(rule.name for rule in plan.project_rules)
        wants_paths = any(rule.wants_paths for rule in plan.project_rules)
        found: dict[str, tuple[Seen, Known]] = {}
        for path in gathering.distinct(paths, opened):
            seen = self.look(path)
            source = self.judge.decode(seen) if seen is not None and seen.roster == one.roster else None
            if seen is None or not isinstance(source, Source):
                continue
            facts, kinds = self.judge.facts(seen), seen.detection.kinds
            question = (
                _digest(seen), tuple(kind.id for kind in kinds), plan.settings, names,
                facts if wants_paths else replace(facts, paths=None),
            )  # fmt: skip
            known = remembered.get(path)
            if known is None or known.question != question:
                file = File(Document(source), kinds[0], kinds, plan.settings, facts)
                # As a run does it: the others of a project are asked under the settings of the one in question.
                result = lint_source(source, kinds, plan.settings, plan.project_rules, facts)
                known = Known(question, result, named_file(file, path, uri(path), seen.scope))
            found[path] = replace(seen, data=b""), known
        return found

    def lint(self, checked: Checked) -> None:
        """Let the rules of a file have their say. Raises `UsageError`."""
        if checked.source is not None:
            Document.of(checked.source)  # kept, since whoever asks for findings asks for more
            checked.result = self.judge.lint(checked.seen, checked.source)

    def finish(self, checked: Checked) -> list[Diagnostic]:
        """All findings of a file that no comment silences and no baseline has, in text order. Raises `UsageError`."""
        found = self.judge.finish(checked)
        if checked.plan.settings.baseline is None:
            return found
        if self._baselines is None:
            from agentlint.baselines import Baselines

            self._baselines = Baselines(self.workspace, self.plans.registry, named=None, write=None, prune=False)
        ran = self.judge.ran(checked) - checked.ignored
        return self._baselines.apply([(checked.seen, checked.source, found, ran)], sound=True)[0]


def roster_key(seen: Seen) -> RosterKey:
    """Which roster a file belongs to, and by whose rules it is judged there."""
    return (seen.roster, seen.configuration.path) if seen.roster else ("", seen.path)


def named_file(file: File, path: str, uri: str, scope: str) -> NamedFile | None:
    """What others call the file by, or None. `path` is absolute."""
    called = file.identity
    if called is None:
        return None
    description = file.reading.values.get("description")
    return NamedFile(
        called.name, called.span, path, uri, file.kind.id, scope,
        description if isinstance(description, str) else "",
    )  # fmt: skip


def _digest(seen: Seen) -> bytes:
    return blake2b(seen.data, digest_size=16).digest() if isinstance(seen.data, bytes) else b""
