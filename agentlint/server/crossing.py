"""Cross-file findings of open documents, rule by rule: only those run again whose facts are others."""

from __future__ import annotations

from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from agentlint.lint.engine import check_project
from agentlint.project.roster import Roster
from agentlint.records import record
from agentlint.server.edits import common_ends
from agentlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.planning import Plan
    from agentlint.project.roster import RosterEntry
    from agentlint.server.room import RosterKey
    from agentlint.source import Source


@record()
class Part:
    """What an open document contributes to its roster, and the text that this comes from."""

    key: RosterKey
    entry: RosterEntry
    source: Source


@record(eq=False)
class Outcome:
    """What one rule found in one roster, by reported path, and the open documents that it saw, by absolute path."""

    found: Mapping[str, Sequence[Diagnostic]] = field(default_factory=dict)
    seen: Mapping[str, Part] = field(default_factory=dict)


@record(eq=False)
class Compared:
    """A roster that is to be compared: by which rules of a plan, all its entries, and the open documents among them."""

    plan: Plan
    entries: Sequence[RosterEntry]
    opened: Mapping[str, Part]


@record(eq=False)
class Task:
    """Something slow. `run` is for another thread, `done` takes its result where documents are judged."""

    run: Callable[[], Any]
    done: Callable[[Any], None]


class Crossing:
    """What the cross-file rules found last, and which of them are to run again."""

    def __init__(self) -> None:
        self._outcomes: dict[RosterKey, dict[str, Outcome]] = {}
        self._stale: dict[RosterKey, frozenset[str] | None] = {}
        """By roster the names of the rules to run again; None for all."""
        self._plans: dict[RosterKey, Plan] = {}
        self.turns: dict[RosterKey, int] = {}
        """How often what is known of a roster has changed."""

    def note(self, before: Part | None, after: Part | None) -> None:
        """An open document contributes something else than before, or nothing any more."""
        if before is None or after is None or before.key != after.key or _placed(before.entry) != _placed(after.entry):
            for part in (before, after):
                if part is not None:
                    self._stale[part.key] = None
            return
        old, new = before.entry.facts, after.entry.facts
        rules = frozenset(name for name in {*old, *new} if old.get(name) != new.get(name))
        known = self._stale.get(after.key, frozenset())
        if rules and known is not None:
            self._stale[after.key] = known | rules

    def expire(self, key: RosterKey) -> None:
        """Files that are not open contribute something else than before."""
        self._stale[key] = None

    @property
    def pending(self) -> bool:
        """Whether rules are to run again."""
        return bool(self._stale)

    def knows(self, key: RosterKey, plan: Plan | None = None) -> bool:
        """Whether the rules have seen this roster, and, if a plan is given, whether it was the rules of that plan."""
        used = self._plans.get(key)
        return used is not None and (plan is None or (_asked(plan) == _asked(used) and plan.settings == used.settings))

    def has_seen(self, key: RosterKey, path: str) -> bool:
        """Whether the rules have seen an open document of the roster, be it an earlier text of it."""
        outcomes = self._outcomes.get(key)
        return outcomes is not None and all(path in outcome.seen for outcome in outcomes.values())

    def next_task(self, roster: Callable[[RosterKey], Compared | None]) -> Task | None:
        """What is to be run; None for nothing. `roster` gives what there is to compare, as of now."""
        work = [(key, compared, rules) for key, rules in self._stale.items() if (compared := roster(key)) is not None]
        self._stale.clear()
        self._plans |= {key: compared.plan for key, compared, _ in work}
        return Task(partial(_run, work), self._take) if work else None

    def findings(self, key: RosterKey, path: str, shown: str, now: Part | None) -> Iterator[Diagnostic]:
        """The cross-file findings of a file: in the text that the rules saw, or moved to where they would be `now`."""
        for rule, outcome in self._outcomes.get(key, {}).items():
            found, then = outcome.found.get(shown, ()), outcome.seen.get(path)
            if then is None or now is None or then.entry.facts.get(rule) == now.entry.facts.get(rule):
                yield from found
            else:
                yield from _moved(found, then.source, now.source)

    def partners(self, key: RosterKey, shown: str) -> list[str]:
        """The reported paths of the files with which a file shares a finding."""
        outcomes = self._outcomes.get(key, {}).values()
        return list({r.location.path: None for o in outcomes for d in o.found.get(shown, ()) for r in d.related})

    def _take(self, results: Mapping[RosterKey, tuple[bool, dict[str, Outcome]]]) -> None:
        for key, (whole, outcomes) in results.items():
            self._outcomes[key] = outcomes if whole else {**self._outcomes.get(key, {}), **outcomes}
            self.turns[key] = self.turns.get(key, 0) + 1


def _asked(plan: Plan) -> frozenset[str]:
    return frozenset(rule.name for rule in plan.project_rules)


def _placed(entry: RosterEntry) -> tuple[str, str, str]:
    return entry.path, entry.kind, entry.scope


def _run(
    work: Iterable[tuple[RosterKey, Compared, frozenset[str] | None]],
) -> dict[RosterKey, tuple[bool, dict[str, Outcome]]]:
    """Run the cross-file rules that are asked for. Pure. The results say whether these are all rules."""
    results = {}
    for key, compared, rules in work:
        roster = Roster(list(compared.entries))
        outcomes: dict[str, Outcome] = {}
        for rule in compared.plan.project_rules:
            if rules is None or rule.name in rules:
                found: dict[str, list[Diagnostic]] = {}
                for diagnostic in check_project(roster, [rule], compared.plan.settings).diagnostics:
                    found.setdefault(diagnostic.path, []).append(diagnostic)
                outcomes[rule.name] = Outcome(found, compared.opened)
        results[key] = rules is None, outcomes
    return results


def _moved(found: Iterable[Diagnostic], then: Source, now: Source) -> Iterator[Diagnostic]:
    """Findings of an earlier text where they would be now: those behind the changed part are shifted, those around it
    grow with it, and those inside are gone.
    """
    head, tail = common_ends(then.text, now.text)
    behind, shift = len(then.text) - tail, len(now.text) - len(then.text)
    for diagnostic in found:
        start, end = diagnostic.span.start, diagnostic.span.end
        if start >= behind:
            span = Span(start + shift, end + shift)
        elif end <= head:
            span = diagnostic.span
        elif start <= head and end >= behind:
            span = Span(start, end + shift)
        else:
            continue
        yield replace(diagnostic, span=span, range=now.range(span))
