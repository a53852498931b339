"""What earlier runs have found out about the files of this one: the cache, asked in the words of a run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from agentlint.cache.keys import digest, place_key, plan_key
from agentlint.cache.results import Facts
from agentlint.lint.result import INTERNAL_ERROR, FileResult
from agentlint.lint.suppression import Suppressions
from agentlint.records import record
from agentlint.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentlint.cache.results import Caches
    from agentlint.diagnostic import Diagnostic
    from agentlint.hosts.model import FileKind
    from agentlint.judging import Judge
    from agentlint.lint.selection import Selection
    from agentlint.planning import Plan
    from agentlint.project.configuration import Configuration
    from agentlint.project.workspace import Seen


@record()
class Member:
    """A file of a roster, and what it contributes."""

    seen: Seen
    facts: Facts
    in_focus: bool


class Recall:
    """Gives back what is known of files, and keeps what is found out. Without `caches` nothing is known, or kept."""

    def __init__(self, caches: Caches | None, judge: Judge) -> None:
        self.caches = caches
        self.judge = judge
        self._facts: dict[tuple[str, str], Facts] = {}
        self._plans: dict[tuple[int, bool], str | None] = {}
        self._places: dict[tuple[int, bool, str, tuple[FileKind, ...]], str | None] = {}

    # -- files

    def result(self, seen: Seen, plan: Plan) -> FileResult | None:
        """What the rules of a plan say of a file, if that is known; its facts are not in it, but are known too."""
        key = self._key(seen, plan, across=False)
        if key is None or self.caches is None or (plan.project_names and self.facts(seen, plan) is None):
            return None
        found = self.caches.found(seen.project.root, seen.path, key, seen.shown)
        if found is None:
            return None
        return FileResult(found.diagnostics, suppressions=found.suppressions or Suppressions(seen.shown))

    def keep(self, seen: Seen, plan: Plan, result: FileResult) -> None:
        """Keep what the rules of a plan say of a file as it is on disk, and its facts."""
        key = self._key(seen, plan, across=False)
        if key is None or self.caches is None or _failed(result.diagnostics):
            return
        root, path = seen.project.root, seen.path
        self.caches.keep_found(root, path, key, seen.shown, result.diagnostics, result.suppressions)
        if plan.project_names:
            self.keep_facts(seen, plan, result)

    def source(self, seen: Seen) -> Source:
        """The text of a file that is known, fetched when it is first asked for."""
        return Source.later(seen.shown, lambda: self._text(seen))

    def keep_text(self, seen: Seen, source: Source) -> None:
        """Keep the text of a file that has findings, unless it is not the one on disk."""
        if self.caches is not None and seen.path not in self.judge.workspace.replaced:
            self.caches.keep_text(seen.project.root, seen.path, source.text)

    def facts(self, seen: Seen, plan: Plan) -> Facts | None:
        """What a file contributes to a roster under a plan, if that is known."""
        key = self._key(seen, plan, across=True)
        if key is None or self.caches is None:
            return None
        return self._facts.get((seen.path, key)) or self.caches.facts(seen.project.root, seen.path, key)

    def keep_facts(self, seen: Seen, plan: Plan, result: FileResult) -> Facts:
        """Keep what a file contributes to a roster under a plan; the same, as `facts` would give it back."""
        facts = self.contribution(plan, result)
        key = self._key(seen, plan, across=True)
        if key is not None and self.caches is not None and not _failed(result.diagnostics):
            self.caches.keep_facts(seen.project.root, seen.path, key, facts)
            self._facts[seen.path, key] = facts
        return facts

    def contribution(self, plan: Plan, result: FileResult) -> Facts:
        """What a text contributes to a roster under a plan, not to be kept: it need not be what is on disk."""
        return Facts(None, known=result.facts) if self.caches is None else Facts.of(result.facts, plan.project_names)

    def _key(self, seen: Seen, plan: Plan, *, across: bool) -> str | None:
        """Stands for all that the findings of a file depend on beside its content, or what it contributes to rosters.

        None for what nothing is kept of.
        """
        if self.caches is None or not seen.project.root or seen.path in self.judge.workspace.replaced:
            return None
        place = id(plan), across, os.path.dirname(seen.path), seen.detection.kinds
        if place not in self._places:
            key = self._plan_key(plan, across=across)
            if key is not None:
                facts = self.judge.facts(seen)
                ids = [kind.id for kind in seen.detection.kinds]
                key = place_key(key, ids, os.path.dirname(seen.shown), facts)
            self._places[place] = key
        return self._places[place]

    def _text(self, seen: Seen) -> str:
        root, path = seen.project.root, seen.path
        text = self.caches.text(root, path) if self.caches is not None else None
        if text is None:
            # A file that has changed a moment ago is shown as it is now, with the findings of before.
            data = self.judge.workspace.read(seen).data
            text = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
        return text

    # -- projects

    def rosters(self, root: str, plan: Plan, members: Sequence[Member]) -> dict[str, tuple[Diagnostic, ...]]:
        """What the rules of a plan say of the members in focus that have seen just this roster before, by name."""
        if self.caches is None:
            return {}
        shown = {member.seen.shown for member in members if member.in_focus}
        known = {}
        for name, key in self._roster_keys(plan, members).items():
            found = self.caches.roster(root, key, _focus(members))
            if found is None and _is_own(name):
                # What a built-in rule says of a file does not depend on which others are in focus.
                found = self.caches.roster(root, key, "")
            if found is not None:
                known[name] = tuple(one for one in found if one.path in shown)
        return known

    def keep_rosters(
        self, root: str, plan: Plan, members: Sequence[Member], found: Mapping[str, Sequence[Diagnostic]]
    ) -> None:
        """Keep what cross-file rules of a plan say of the members in focus, by rule."""
        if self.caches is None:
            return
        keys = self._roster_keys(plan, members)
        for name, diagnostics in found.items():
            if name in keys and not _failed(diagnostics):
                self.caches.keep_roster(root, keys[name], _focus(members), diagnostics)

    def _roster_keys(self, plan: Plan, members: Sequence[Member]) -> dict[str, str]:
        """For each cross-file rule what stands for it and for all that it sees of a roster.

        A built-in rule sees its own facts; of others nobody knows. Nothing for rules of which nothing is kept.
        """
        if any(member.facts.digest is None for member in members):
            return {}
        ordered = sorted(members, key=lambda member: member.seen.shown)
        files = digest([(one.seen.shown, one.seen.detection.kinds[0].id, one.seen.scope) for one in ordered])
        keys = {}
        for at, name in enumerate(sorted(plan.project_names)):
            infos = [info for info in plan.selection.infos if info.name == name]
            key = plan_key(plan.settings, infos, strict=plan.selection.strict)
            if key is not None:
                at = at if _is_own(name) else -1
                keys[name] = digest(key, files, "".join(member.facts.digest_of(at) for member in ordered))
        return keys

    # -- plans

    def is_sound(self, configuration: Configuration, selection: Selection) -> bool:
        """Whether it is known that the options of the rules of a configuration are right."""
        key = plan_key(selection.settings, selection.infos, strict=selection.strict)
        return key is not None and self.caches is not None and self.caches.is_sound(self._home(configuration), key)

    def keep_sound(self, configuration: Configuration, selection: Selection) -> None:
        """Keep that the options of the rules of a configuration are right."""
        key = plan_key(selection.settings, selection.infos, strict=selection.strict)
        if key is not None and self.caches is not None:
            self.caches.keep_sound(self._home(configuration), key)

    def _home(self, configuration: Configuration) -> str:
        """The root of the project that a configuration is for, "" where there is none."""
        return self.judge.workspace.project(configuration.folder).root

    def _plan_key(self, plan: Plan, *, across: bool) -> str | None:
        """Stands for a plan or, `across`, for its cross-file rules alone."""
        known = id(plan), across
        if known not in self._plans:
            infos = [info for info in plan.selection.infos if info.project or not across]
            self._plans[known] = plan_key(plan.settings, infos, strict=plan.selection.strict)
        return self._plans[known]


def _failed(found: Iterable[Diagnostic]) -> bool:
    """Whether a rule failed, which it need not do again."""
    return any(one.rule == INTERNAL_ERROR for one in found)


def _focus(members: Sequence[Member]) -> str:
    """Stands for the members in focus, "" for all of them."""
    if all(member.in_focus for member in members):
        return ""
    return digest(sorted(member.seen.shown for member in members if member.in_focus))


def _is_own(rule: str) -> bool:
    """Whether a rule is built in."""
    return "/" not in rule
