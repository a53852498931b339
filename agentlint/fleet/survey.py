"""A fleet: the agents of a run, what hosts read of them, how they hang together, and the findings of `check`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field
from typing import TYPE_CHECKING

from agentlint.fleet.delegation import Delegation, delegations
from agentlint.judging import Judge, roster_entry
from agentlint.lint.engine import lint_source
from agentlint.lint.file import File
from agentlint.lint.overview import Budget, Tie
from agentlint.lint.registry import load_rules
from agentlint.lint.rule import ProjectRule
from agentlint.planning import Plans, Wishes
from agentlint.project.gathering import Gathering
from agentlint.project.roster import Roster
from agentlint.project.workspace import Workspace
from agentlint.records import record
from agentlint.session import run
from agentlint.source import Source
from agentlint.stages import Stages
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.planning import Plan
    from agentlint.project.roster import RosterEntry
    from agentlint.project.workspace import Seen
    from agentlint.session import Report, Request
    from agentlint.stages import Progress

AGENT_KINDS = frozenset({"agent", "mode"})
CROSS_FILE = "tag:cross-file"
"""By this tag rules of plugins are asked for their overview too."""


@record()
class Member:
    """A file of the fleet: an agent, or another prompt file that calls one.

    `name` is what its host calls it, or else what its path says. `roster` names the project, "" for loose files;
    `scope` is where its name must be unique.
    """

    name: str
    file: File
    roster: str
    scope: str
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def path(self) -> str:
        """POSIX path, as findings report it."""
        return self.file.path

    @property
    def is_agent(self) -> bool:
        """Whether it is an agent, and not a command, a skill and the like."""
        return self.file.kind.kind in AGENT_KINDS


@record()
class Fleet:
    """What there is, everything in path order. `report` is that of `check` over the same files."""

    report: Report
    members: tuple[Member, ...] = ()
    ties: tuple[Tie, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    budgets: tuple[Budget, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def agents(self) -> tuple[Member, ...]:
        """The members that are agents."""
        return tuple(member for member in self.members if member.is_agent)


def survey(request: Request, progress: Progress | None = None) -> Fleet:
    """Look at the files of the request as `check` does, and find out how they hang together.

    `progress` is told the stage, and how many files of how many are done in it.
    Files that cannot be read or are too large to parse are in the report only. Raises `UsageError` as `run` does.
    """
    report = run(request, progress=progress)
    return _Survey(request, report, Stages(progress)).fleet()


@record()
class _Project:
    """The roster of a project and the plan whose rules have seen its files."""

    plan: Plan
    entries: list[RosterEntry] = field(default_factory=list)


class _Survey:
    def __init__(self, request: Request, report: Report, stages: Stages) -> None:
        self.stages = stages
        self.request = request
        self.report = report
        self.workspace = Workspace(
            str(request.cwd.absolute()), config=request.config, isolated=request.isolated, user=request.user
        )
        self.failures: list[str] = []
        # What rules know is asked for even where their findings are not wanted, or are on trial.
        own = (name for name, info in load_rules().infos.items() if info.project)
        self.plans = Plans(Wishes(select=(*own, CROSS_FILE), preview=True), [], self.failures)
        self.judge = Judge(self.workspace, self.plans.of, alone=request.no_project)
        self.projects: dict[str, _Project] = {}
        self.found: dict[str, list[Diagnostic]] = defaultdict(list)
        for diagnostic in report.diagnostics:
            self.found[diagnostic.path].append(diagnostic)

    def fleet(self) -> Fleet:
        gathering = Gathering(
            self.workspace, self.request.paths, only=None, force_exclude=self.request.force_exclude,
            wants_roster=lambda _: not self.request.no_project,
        )  # fmt: skip
        seen, others = gathering.look(*gathering.focus())
        ours = self.stages.each("map", seen, len(seen))
        members = [member for one in ours if (member := self.member(one)) is not None]
        for one in others:
            self.member(one)
        calls = tuple(delegations(members))
        callers = {call.source for call in calls}
        members = [member for member in members if member.is_agent or member.path in callers]
        known = {member.path for member in members}
        ties, budgets = self.overviews()
        return Fleet(
            self.report, tuple(members),
            tuple(tie for tie in ties if tie.left in known and tie.right in known),
            calls, tuple(budgets), tuple(self.failures),
        )  # fmt: skip

    def member(self, seen: Seen) -> Member | None:
        """A file as a member, its facts added to the roster of its project; None for one that cannot be parsed."""
        source = self.judge.decode(seen)
        if not isinstance(source, Source):
            return None
        document = Document(source)
        if document.too_large is not None:
            return None
        kinds, plan, facts = seen.detection.kinds, self.plans.of(seen.configuration), self.judge.facts(seen)
        result = lint_source(source, kinds, plan.settings, plan.project_rules, facts)
        project = self.projects.setdefault(seen.roster, _Project(plan))
        project.entries.append(roster_entry(seen, result, in_focus=True))
        file = File(document, kinds[0], kinds, plan.settings, facts)
        return Member(_name(file), file, seen.roster, seen.scope, tuple(self.found.get(seen.shown, ())))

    def overviews(self) -> tuple[Sequence[Tie], Sequence[Budget]]:
        """What the cross-file rules know of every project."""
        ties: list[Tie] = []
        budgets: list[Budget] = []
        for _, project in sorted(self.projects.items()):
            for known in self._overview(project):
                if isinstance(known, Tie):
                    ties.append(known)
                else:
                    budgets.append(known)
        return sorted(ties, key=lambda tie: (tie.left, tie.right)), budgets

    def _overview(self, project: _Project) -> Iterator[Tie | Budget]:
        roster = Roster(project.entries)
        for rule in project.plan.project_rules:
            if not isinstance(rule, ProjectRule):
                continue
            try:
                yield from rule.overview(roster)
            except Exception as error:
                self.failures.append(f"`{rule.name}` has no overview of the fleet: {type(error).__name__}: {error}")


def _name(file: File) -> str:
    """What the host calls the file, or its path says: the folder of a skill, else the name of the file."""
    if file.identity is not None:
        return file.identity.name
    *folders, base = file.path.split("/")
    return folders[-1] if base == "SKILL.md" and folders else base.split(".", 1)[0]
