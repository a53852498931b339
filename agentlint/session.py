"""One run: discover, detect, lint, roster, cross-file rules, suppress, fix. What command line and server call."""

from __future__ import annotations

import os
import traceback
from collections import defaultdict
from dataclasses import field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from agentlint.judging import Checked, Judge, roster_entry
from agentlint.lint.result import INTERNAL_ERROR, FileResult
from agentlint.planning import Plan, Plans, Wishes
from agentlint.project.configuration import Configuration, with_command_line
from agentlint.project.gathering import Gathering
from agentlint.project.roster import Roster
from agentlint.project.workspace import Workspace
from agentlint.recall import Member, Recall
from agentlint.records import record
from agentlint.source import Source
from agentlint.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from agentlint.baselines import Baselines
    from agentlint.cache.results import Caches, Facts
    from agentlint.diagnostic import Diagnostic
    from agentlint.fix.converge import FixResult
    from agentlint.lint.registry import RuleInfo
    from agentlint.lint.rule import Rule
    from agentlint.lint.selection import Selection
    from agentlint.project.roster import RosterEntry
    from agentlint.project.workspace import Seen
    from agentlint.stages import Progress

STDIN_NAME = "<stdin>"


@record()
class Request:
    """What the user asked for.

    `paths` as typed, relative to `cwd` (an absolute folder); none means `cwd` itself. `-` is not a path: give `stdin`
    (bytes) and `stdin_filename` instead. `select`, `extend_select` and `ignore` come on top of every configuration
    file: `select` replaces the configured selection, the others add to it. `config` names the one configuration file to
    use, `isolated` uses none. With `diff` fixes are worked out and not written.

    `allow_local_rules` runs the code that `rule-paths` names. Only a person at a command line may give it: an editor or
    a server never does.

    `baseline` replaces the configured ones. `write_baseline` records all findings, "" in the baseline in force;
    `prune_baseline` takes those out of it that are gone.

    With `cache` what was found out of a project is kept in it, or in the folder `cache_dir`, and files that have not
    changed since are not read.

    With `user` the folders count in which hosts look for what is the user's for all projects: without `paths` their
    files are in focus beside those of `cwd`, and the cross-file rules know them in any case.

    `jobs` is the greatest number of processes to check files in, 0 for as many as there are processors. Short runs
    start none.
    """

    paths: tuple[str, ...] = ()
    cwd: Path = field(default_factory=Path.cwd)
    stdin: bytes | None = None
    stdin_filename: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool | None = None
    config: str | None = None
    isolated: bool = False
    no_project: bool = False
    force_exclude: bool = False
    allow_local_rules: bool = False
    baseline: str | None = None
    write_baseline: str | None = None
    prune_baseline: bool = False
    jobs: int = 1
    cache: bool = False
    cache_dir: str | None = None
    user: bool = False


@record()
class Change:
    """A file whose text the fixes change: whole text before and after, as on disk. `written` is False with `diff`."""

    path: str
    before: str
    after: str
    written: bool = True


@record()
class Report:
    """What a run found.

    `diagnostics` are resolved and sorted by path, position, rule; after fixes they are those that remain. `files`:
    prompt files in focus that were checked. `fixed`: fixes applied. `notes` are for stderr, `details` for it with `-v`.
    `failures` (internal errors, refused or failed writes) are for it too and mean exit 2. `sources`: reported path to
    the text in which its spans lie. `timings`: stage to seconds. `stdin_output`: with `fix`, the bytes to give back for
    standard input, else None. `stdin_excluded`: the configuration leaves it out; nothing was checked. `baselined`:
    findings left out since a baseline has them. `rules`: those of plugins and of the project, by name.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    files: int = 0
    fixed: int = 0
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    stdin_output: bytes | None = None
    stdin_excluded: bool = False
    baselined: int = 0
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)


def run(request: Request, executor: Executor | None = None, progress: Progress | None = None) -> Report:
    """Do what the request says. Raises `UsageError` for what ends in exit status 2 before any result.

    With an `executor` (the interface of `concurrent.futures`) files are checked where it says, for example on the
    machines of a cluster; it is not shut down. Without one the run sees to itself, as `Request.jobs` says.

    `progress` is told the stage, and how many files of how many are done in it, in the thread of the caller.
    """
    return _Run(request, executor, progress).report()


def configuration_in_force(request: Request) -> Configuration:
    """The configuration for the first path of the request, or for its `cwd`, the command line included.

    Raises `UsageError` for a faulty configuration, unknown rules and wrong rule options among them.
    """
    run = _Run(request)
    path = run.workspace.absolute(request.paths[0]) if request.paths else run.cwd
    configuration = run.workspace.configuration(path if os.path.isdir(path) else os.path.dirname(path))
    run.plan(configuration)
    return with_command_line(
        configuration, select=request.select, extend_select=request.extend_select, ignore=request.ignore,
        preview=request.preview,
    )  # fmt: skip


@record()
class _Task:
    """A text of a file, and the rules that are to see it, under a plan's settings."""

    seen: Seen
    source: Source
    plan: Plan
    rules: tuple[Rule, ...]


class _Run:
    def __init__(self, request: Request, executor: Executor | None = None, progress: Progress | None = None) -> None:
        self.request = request
        self.stages = Stages(progress)
        self.executor = executor
        self.cwd = os.path.abspath(request.cwd)
        self.stdin_path = None
        if request.stdin is not None:
            self.stdin_path = os.path.normpath(os.path.join(self.cwd, request.stdin_filename or STDIN_NAME))
        self.caches = self.make_caches() if request.cache else None
        self.workspace = Workspace(
            self.cwd, config=request.config, isolated=request.isolated,
            replaced={self.stdin_path: request.stdin or b""} if self.stdin_path else None, memory=self.caches,
            user=request.user,
        )  # fmt: skip
        self.notes: list[str] = []
        self.details: list[str] = []
        self.failures: list[str] = []
        self.changes: list[Change] = []
        self.fixed = 0
        self.stdin_output = request.stdin if request.fix else None
        self.plans = Plans(
            Wishes(request.select, request.extend_select, request.ignore, request.preview, request.allow_local_rules),
            self.notes, self.failures, self.is_sound,
        )  # fmt: skip
        self.judge = Judge(self.workspace, self.plan, alone=request.no_project)
        self.recall = Recall(self.caches, self.judge)
        self.baselines: Baselines | None = None
        if request.baseline is not None or request.write_baseline is not None or request.prune_baseline:
            self.baselines = self.make_baselines()

    # -- the run, stage by stage

    def report(self) -> Report:
        request = self.request
        excluded = self.stdin_path is not None and self.workspace.excluded(self.stdin_path)
        checked: list[Checked] = []
        if not excluded:
            files = Gathering(
                self.workspace, request.paths, only=self.stdin_path, force_exclude=request.force_exclude,
                wants_roster=self.wants_roster,
            )  # fmt: skip
            with self.stages.timed("discover"):
                named, focus = files.focus()
            with self.stages.timed("read"):
                seen, others = files.look(named, focus)
            self.notes += files.notes
            self.details += files.details
            with self.stages.timed("read"):
                checked = [
                    self.recalled(one) or self.judge.opened(self.workspace.read(one))
                    for one in self.stages.each("read", seen, len(seen))
                ]
            self.check(checked)
            self.check_projects(checked, others)
        with self.stages.timed("report"):
            found = [self.judge.finish(one) for one in checked]
            self.keep(checked, found)
            if self.baselines is not None:
                judged = [
                    (one.seen, one.source, of_one, self.judge.ran(one) - one.ignored)
                    for one, of_one in zip(checked, found, strict=True)
                ]
                found = self.baselines.apply(judged, sound=not self.failures)
                self.notes += self.baselines.notes
            diagnostics = [d for of_one in found for d in of_one]
        diagnostics.sort(key=lambda d: (d.path, d.range, d.rule, d.message))
        return Report(
            tuple(diagnostics), len(checked), self.fixed, tuple(self.changes), tuple(dict.fromkeys(self.notes)),
            tuple(self.details), tuple(dict.fromkeys(self.failures)),
            {one.seen.shown: one.source for one in checked if one.source is not None},
            dict(self.stages.timings), self.stdin_output, excluded,
            self.baselines.known if self.baselines is not None else 0,
            {name: info for plan in self.plans for name, info in plan.registry.infos.items() if "/" in name},
        )  # fmt: skip

    def wants_roster(self, configuration: Configuration) -> bool:
        return bool(self.plan(configuration).project_names) and not self.request.no_project

    def plan(self, configuration: Configuration) -> Plan:
        """Settings and rules for the files under a configuration. Raises `UsageError`."""
        if configuration not in self.plans:
            plan = self.plans.of(configuration)
            self.recall.keep_sound(configuration, plan.selection)
            if plan.settings.baseline is not None:
                self.wants_baseline(configuration)
        return self.plans.of(configuration)

    def wants_baseline(self, configuration: Configuration) -> None:
        """Read the baseline that holds for a configuration. Raises `UsageError`."""
        if self.baselines is None:
            self.baselines = self.make_baselines()
        self.baselines.open(configuration)

    def make_baselines(self) -> Baselines:
        from agentlint.baselines import Baselines

        request = self.request
        return Baselines(
            self.workspace, self.plans.registry, named=request.baseline, write=request.write_baseline,
            prune=request.prune_baseline,
        )  # fmt: skip

    # -- what is known

    def make_caches(self) -> Caches | None:
        from agentlint.cache.program import program
        from agentlint.cache.results import Caches

        folder = self.request.cache_dir
        try:
            return Caches(None if folder is None else os.path.normpath(os.path.join(self.cwd, folder)), program())
        except OSError:  # it is not known which program this is
            return None

    def is_sound(self, configuration: Configuration, selection: Selection) -> bool:
        return self.recall.is_sound(configuration, selection)

    def recalled(self, seen: Seen) -> Checked | None:
        """A file in focus of which everything is known; None for one to check, fixes still to be applied included."""
        plan = self.plan(seen.configuration)
        result = self.recall.result(seen, plan)
        if result is None:
            return None
        if self.fixes and (result.suppressions or any(one.fixes for one in result.diagnostics)):
            return None
        return Checked(seen, plan, plan.ignored(seen.path), self.recall.source(seen), result, known=True)

    def keep(self, checked: Sequence[Checked], found: Sequence[Sequence[Diagnostic]]) -> None:
        """Write what was found out, with the texts that a report may show."""
        if self.caches is None:
            return
        for one, of_one in zip(checked, found, strict=True):
            if of_one and one.source is not None:
                self.recall.keep_text(one.seen, one.source)
        self.details += self.caches.save()

    # -- the files in focus

    @property
    def fixes(self) -> bool:
        """Whether fixes are worked out."""
        return self.request.fix or self.request.diff

    def check(self, files: Sequence[Checked]) -> None:
        """Lint the files in focus of which nothing is known and, on request, fix them."""
        if self.caches is not None:
            self.details.append(f"{sum(one.known for one in files)} of {len(files)} files are known from earlier runs")
        readable = [(one, one.source) for one in files if one.source is not None and not one.known]
        with self.stages.timed("lint"):
            tasks = [_Task(one.seen, source, one.plan, one.plan.selection.rules) for one, source in readable]
            results = zip(readable, self.results(tasks), strict=True)
            for (one, _), result in self.stages.each("lint", results, len(tasks)):
                one.result, one.known = result, True
                self.recall.keep(one.seen, one.plan, result)
        if self.fixes:
            with self.stages.timed("fix"):
                self.remove_strays(files)
                for one, source in self.stages.each("fix", readable, len(readable)):
                    self.fix(one, source)
        for one, _ in readable:
            self.note_failures(one.result.diagnostics, one.result.tracebacks)

    def results(self, tasks: Sequence[_Task]) -> Iterator[FileResult]:
        """What the rules say of each file, in the order of the tasks: the one place where files are linted."""
        if not tasks:
            return iter(())
        from agentlint.lint.job import Batch, Job
        from agentlint.workers import lint_batches

        batches: list[Batch] = []
        for (_, _), group in groupby(tasks, key=lambda task: (id(task.plan), id(task.rules))):
            same = list(group)
            facts = self.judge.facts
            jobs = (Job(one.source, tuple(k.id for k in one.seen.detection.kinds), facts(one.seen)) for one in same)
            batches.append(Batch(same[0].plan.settings, same[0].rules, tuple(jobs)))
        return lint_batches(batches, executor=self.executor, jobs=self.request.jobs)

    def note_failures(self, diagnostics: Iterable[Diagnostic], tracebacks: Iterable[str]) -> None:
        self.failures.extend(f"{d.path}: {d.message}" for d in diagnostics if d.rule == INTERNAL_ERROR)
        self.details.extend(tracebacks)

    # -- fixes

    def fix(self, checked: Checked, source: Source) -> None:
        """Apply the fixes of a file, prove them and write it; what is left is its findings from then on."""
        seen, fixed = checked.seen, replace(checked)
        try:
            outcome = self.judge.fix(fixed, source, unsafe=self.request.unsafe_fixes)
        except Exception as error:
            self.failures.append(f"{seen.shown}: fixing failed, the file is as it was: {type(error).__name__}: {error}")
            self.details.append("".join(traceback.format_exception(error)))
            return
        if outcome is None:
            return
        self.tell_refused(seen, outcome)
        after = fixed.source
        if after is None or after is source or (not self.request.diff and not self.write(seen, after)):
            return
        self.fixed += len(outcome.applied)
        self.changes.append(Change(seen.shown, source.text, after.text, written=not self.request.diff))
        checked.result, checked.source, checked.known = fixed.result, after, False

    def remove_strays(self, files: Iterable[Checked]) -> None:
        """Clear away what an earlier run left that was killed while it wrote."""
        if self.request.fix and self.stdin_path is None:
            from agentlint.fix.strays import remove_strays

            remove_strays({os.path.dirname(self.workspace.identity(one.seen.path)) for one in files})

    def tell_refused(self, seen: Seen, outcome: FixResult) -> None:
        if outcome.cycle:
            rules = " and ".join(f"`{name}`" for name in outcome.cycle)
            self.failures.append(f"{seen.shown}: the fixes of {rules} undo one another; stopped before they did")
        for refused in outcome.refused:
            text = f"{seen.shown}: the fix of `{refused.fix.rule}` was refused: {refused.reason}"
            (self.notes if outcome.changed else self.failures).append(text)

    def write(self, seen: Seen, after: Source) -> bool:
        """Put the fixed text where it belongs; False and a failure told where that cannot be."""
        from agentlint.fix.write import WriteError, write_atomic

        data = after.text.encode("utf-8")
        if seen.path == self.stdin_path:
            self.stdin_output = data
            return True
        root = Path(seen.project.root) if seen.project.root else None
        try:
            write_atomic(Path(seen.path), data, root=root, expected=seen.data if isinstance(seen.data, bytes) else None)
        except WriteError as error:
            self.failures.append(f"{seen.shown}: not fixed: {error}")
            return False
        return True

    # -- the project

    def check_projects(self, checked: Sequence[Checked], others: Sequence[Seen]) -> None:
        """Run the cross-file rules over every roster that has a file in focus."""
        rosters: dict[str, list[Member]] = defaultdict(list)
        plans: dict[str, Plan] = {}
        by_path = {one.seen.shown: one for one in checked}
        with self.stages.timed("roster"):
            for one in checked:
                if one.source is not None and one.plan.project_names:
                    plans.setdefault(one.seen.roster, one.plan)
                    rosters[one.seen.roster].append(Member(one.seen, self.facts(one), in_focus=True))
            tasks, homes = [], []
            for seen, root in self.neighbours(checked, others, plans):
                plan = plans[root]
                own = by_path.get(seen.shown)
                facts = self.recall.facts(seen, plan) if own is None else None
                if facts is not None:
                    rosters[root].append(Member(seen, facts, in_focus=False))
                    continue
                source = own.source if own is not None else self.judge.decode(self.workspace.read(seen))
                if isinstance(source, Source):
                    tasks.append(_Task(seen, source, plan, plan.project_rules))
                    homes.append(root)
            results = zip(tasks, homes, self.results(tasks), strict=True)
            for task, root, result in self.stages.each("roster", results, len(tasks)):
                self.note_failures(result.diagnostics, result.tracebacks)
                in_focus = task.seen.shown in by_path
                keep = self.recall.contribution(task.plan, result) if in_focus else None
                facts = keep or self.recall.keep_facts(task.seen, task.plan, result)
                rosters[root].append(Member(task.seen, facts, in_focus=in_focus))
        with self.stages.timed("cross-file rules"):
            for root, members in rosters.items():
                plan = plans[root]
                found = self.recall.rosters(root, plan, members)
                if found.keys() != plan.project_names:
                    new = self.compare(plan, members, plan.project_names - found.keys())
                    self.recall.keep_rosters(root, plan, members, new)
                    found |= new
                guests = {member.seen.shown for member in members if member.seen.roster != root}
                for of_rule in found.values():
                    for diagnostic in of_rule:
                        # What the user's files have among themselves is said of their own roster, and once.
                        if diagnostic.path not in guests or _leads_out_of(guests, diagnostic):
                            by_path[diagnostic.path].found.append(diagnostic)

    @staticmethod
    def neighbours(
        checked: Sequence[Checked], others: Sequence[Seen], roots: Collection[str]
    ) -> Iterator[tuple[Seen, str]]:
        """Files out of focus and the roots of their rosters; of the user's files, in focus too, those of projects."""
        yield from ((seen, seen.roster) for seen in others if seen.roster in roots)
        users = [seen for seen in (*others, *(one.seen for one in checked)) if seen.user]
        yield from ((seen, root) for seen in users for root in roots if root not in ("", seen.roster))

    def facts(self, checked: Checked) -> Facts:
        """What a file in focus contributes to its roster, after fixes that of the new text."""
        known = self.recall.facts(checked.seen, checked.plan) if checked.known else None
        return known or self.recall.contribution(checked.plan, checked.result)

    def compare(self, plan: Plan, members: Sequence[Member], names: Iterable[str]) -> dict[str, tuple[Diagnostic, ...]]:
        """What some of the cross-file rules say of a roster, by rule."""
        from agentlint.lint.engine import check_project

        roster = Roster([self.entry(plan, member) for member in members])
        rules = {rule.name: rule for rule in plan.project_rules}
        found = {}
        for name in sorted(names):
            outcome = check_project(roster, (rules[name],), plan.settings)
            self.note_failures(outcome.diagnostics, outcome.tracebacks)
            found[name] = outcome.diagnostics
        return found

    def entry(self, plan: Plan, member: Member) -> RosterEntry:
        """The entry of a file in a roster; where the cache is damaged it is worked out anew."""
        from agentlint.cache.store import LOST

        try:
            result = FileResult(facts=member.facts.load())
        except LOST:
            source = self.judge.decode(self.workspace.read(member.seen))
            tasks = [_Task(member.seen, source, plan, plan.project_rules)] if isinstance(source, Source) else []
            result = next(self.results(tasks), FileResult())
        return roster_entry(member.seen, result, in_focus=member.in_focus)


def _leads_out_of(paths: Collection[str], diagnostic: Diagnostic) -> bool:
    return any(one.location.path not in paths for one in diagnostic.related)
