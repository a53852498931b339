"""One run: discover, detect, lint, roster, cross-file rules, suppress, fix. What command line and server call."""

from __future__ import annotations

import os
import traceback
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from agentlint.diagnostic import Diagnostic
from agentlint.lint.engine import INTERNAL_ERROR, FileResult, check_project, lint_source, unreadable
from agentlint.lint.file import ProjectFacts
from agentlint.lint.fingerprint import with_fingerprints
from agentlint.lint.registry import load_rules
from agentlint.lint.rule import ProjectRule, Rule
from agentlint.lint.selection import Selection, expand, select_rules
from agentlint.lint.suppression import UNUSED, apply, report_unused
from agentlint.project.configuration import Configuration, with_command_line
from agentlint.project.errors import UsageError
from agentlint.project.gathering import Gathering
from agentlint.project.roster import Roster, RosterEntry
from agentlint.project.workspace import Matcher, Seen, Workspace, matcher
from agentlint.source import Source, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agentlint.baselines import Baselines
    from agentlint.diagnostic import Applicability, Edit
    from agentlint.fix.converge import FixResult
    from agentlint.lint.registry import Registry, RuleInfo
    from agentlint.project.settings import Settings
    from agentlint.proof import Refusal

STDIN_NAME = "<stdin>"


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Change:
    """A file whose text the fixes change: whole text before and after, as on disk. `written` is False with `diff`."""

    path: str
    before: str
    after: str
    written: bool = True


@dataclass(frozen=True, slots=True)
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


def run(request: Request) -> Report:
    """Do what the request says. Raises `UsageError` for what ends in exit status 2 before any result."""
    return _Run(request).report()


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a configuration means for a file: its settings and rules, and where which rules are not wanted."""

    settings: Settings
    registry: Registry
    selection: Selection
    project_rules: tuple[Rule, ...]
    wants_paths: bool
    ignores: tuple[tuple[Matcher, frozenset[str]], ...]

    def ignored(self, path: str) -> frozenset[str]:
        """Rules that `per-file-ignores` switches off for an absolute path."""
        return frozenset().union(*(names for matches, names in self.ignores if matches(path)))


@dataclass(slots=True)
class _Checked:
    """A file in focus after its own rules. `source` is the text of its findings, None where it could not be read;
    `found` are findings that its own rules did not make.
    """

    seen: Seen
    plan: _Plan
    ignored: frozenset[str]
    source: Source | None = None
    result: FileResult = field(default_factory=FileResult)
    found: list[Diagnostic] = field(default_factory=list)


class _Run:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.cwd = os.path.abspath(request.cwd)
        self.registry = load_rules()
        self.stdin_path = None
        if request.stdin is not None:
            self.stdin_path = os.path.normpath(os.path.join(self.cwd, request.stdin_filename or STDIN_NAME))
        self.workspace = Workspace(
            self.cwd, config=request.config, isolated=request.isolated,
            replaced=(self.stdin_path, request.stdin or b"") if self.stdin_path else None,
        )  # fmt: skip
        self.timings: dict[str, float] = defaultdict(float)
        self.notes: list[str] = []
        self.details: list[str] = []
        self.failures: list[str] = []
        self.changes: list[Change] = []
        self.fixed = 0
        self.stdin_output = request.stdin if request.fix else None
        self._plans: dict[str | None, _Plan] = {}
        self.baselines: Baselines | None = None
        if request.baseline is not None or request.write_baseline is not None or request.prune_baseline:
            self.baselines = self.make_baselines()

    # -- the run, stage by stage

    def report(self) -> Report:
        request = self.request
        excluded = self.stdin_path is not None and self.workspace.excluded(self.stdin_path)
        checked: list[_Checked] = []
        if not excluded:
            files = Gathering(
                self.workspace, request.paths, only=self.stdin_path, force_exclude=request.force_exclude,
                wants_roster=self.wants_roster,
            )  # fmt: skip
            with self.timed("discover"):
                named, focus = files.focus()
            with self.timed("read"):
                seen, others = files.look(named, focus)
            self.notes += files.notes
            self.details += files.details
            checked = [self.check(one) for one in seen]
            self.check_projects(checked, others)
        with self.timed("report"):
            found = [self.finish(one) for one in checked]
            if self.baselines is not None:
                judged = [
                    (one.seen, one.source, of_one, self.ran(one) - one.ignored)
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
            dict(self.timings), self.stdin_output, excluded,
            self.baselines.known if self.baselines is not None else 0,
            {name: info for plan in self._plans.values() for name, info in plan.registry.infos.items() if "/" in name},
        )  # fmt: skip

    def wants_roster(self, configuration: Configuration) -> bool:
        return bool(self.plan(configuration).project_rules) and not self.request.no_project

    def plan(self, configuration: Configuration) -> _Plan:
        """Settings and rules for the files under a configuration. Raises `UsageError`."""
        if configuration.path not in self._plans:
            request, settings = self.request, configuration.settings
            registry = self.registry_of(configuration)
            try:
                selection = select_rules(
                    registry, settings, select=request.select, extend_select=request.extend_select,
                    ignore=request.ignore, preview=request.preview,
                )  # fmt: skip
                ignores = tuple(
                    (matcher([glob], configuration.folder), expand(registry, names, "per-file-ignores"))
                    for glob, names in settings.per_file_ignores.items()
                )
            except UsageError as error:
                raise UsageError("\n".join(map(configuration.place, str(error).split("\n")))) from error
            if selection.every_host:
                from agentlint.hosts.catalog import HOSTS

                settings = replace(settings, hosts=tuple(HOSTS))
            self.notes += [*registry.problems, *selection.notes]
            self.failures += selection.missing
            if settings.baseline is not None:
                self.wants_baseline(configuration)
            project_rules = tuple(rule for rule in selection.rules if isinstance(rule, ProjectRule))
            self._plans[configuration.path] = _Plan(
                settings, registry, selection, project_rules, any(rule.wants_paths for rule in selection.rules), ignores
            )
        return self._plans[configuration.path]

    def registry_of(self, configuration: Configuration) -> Registry:
        """The rules that there are for a configuration, those of its plugins included."""
        settings = configuration.settings
        if not settings.plugins and not settings.rule_paths:
            return self.registry
        from agentlint.lint.plugins import registry_of

        allow = self.request.allow_local_rules
        return registry_of(settings.plugins, settings.rule_paths, folder=configuration.folder, allow_local=allow)

    def wants_baseline(self, configuration: Configuration) -> None:
        """Read the baseline that holds for a configuration. Raises `UsageError`."""
        if self.baselines is None:
            self.baselines = self.make_baselines()
        self.baselines.open(configuration)

    def make_baselines(self) -> Baselines:
        from agentlint.baselines import Baselines

        request = self.request
        return Baselines(
            self.workspace, self.registry, named=request.baseline, write=request.write_baseline,
            prune=request.prune_baseline,
        )  # fmt: skip

    # -- one file

    def check(self, seen: Seen) -> _Checked:
        """Lint a file in focus and, on request, fix it."""
        plan = self.plan(seen.configuration)
        ignored = plan.ignored(seen.path)
        source = self.decode(seen)
        if isinstance(source, Diagnostic):
            wanted = source.rule in plan.selection.names
            return _Checked(seen, plan, ignored, found=[source] if wanted else [])
        checked = _Checked(seen, plan, ignored, source)
        with self.timed("lint"):
            checked.result = self.lint(seen, source, plan.selection.rules)
        if self.request.fix or self.request.diff:
            with self.timed("fix"):
                self.fix(checked, source)
        self.note_failures(checked.result.diagnostics, checked.result.tracebacks)
        return checked

    def decode(self, seen: Seen) -> Source | Diagnostic:
        """The text, or the finding that there is none."""
        error: OSError | SourceError
        try:
            if isinstance(seen.data, bytes):
                return Source.from_bytes(seen.shown, seen.data)
            error = seen.data
        except SourceError as found:
            error = found
        diagnostic = unreadable(seen.shown, error)
        owner = seen.detection.owner
        if owner is not None:
            diagnostic = replace(diagnostic, kind=owner.id, hosts=(owner.host,))
        severity = seen.configuration.settings.severity.get(diagnostic.rule)
        return with_fingerprints([replace(diagnostic, severity=severity or diagnostic.severity)], None)[0]

    def lint(self, seen: Seen, source: Source, rules: Sequence[Rule]) -> FileResult:
        folder = os.path.dirname(seen.path)
        root = seen.project.root or folder
        servers = self.workspace.servers.of(folder, root, self.workspace.plugins.root(folder, root))
        plan = self.plan(seen.configuration)
        settings = plan.settings
        if settings.mcp_servers:
            servers = frozenset(settings.mcp_servers).union(servers or ())
        facts = ProjectFacts(servers)
        if seen.project.root and not self.request.no_project:
            within = folder[len(root) :] if f"{folder}{os.sep}".startswith(f"{root}{os.sep}") else ""
            place = within.strip(os.sep).replace(os.sep, "/")
            facts = ProjectFacts(servers, place, self.workspace.paths(seen.project) if plan.wants_paths else None)
        return lint_source(source, seen.detection.kinds, settings, rules, facts)

    def settle(self, checked: _Checked, diagnostics: Iterable[Diagnostic], ran: frozenset[str]) -> list[Diagnostic]:
        """The findings of a file that are neither ignored nor suppressed, and those about idle suppressions."""
        plan, suppressions = checked.plan, checked.result.suppressions
        kept = [d for d in diagnostics if d.rule not in checked.ignored]
        if not suppressions:
            return kept
        applied = apply(suppressions, kept, plan.registry)
        kept = list(applied.kept)
        if UNUSED in plan.selection.names - checked.ignored:
            owner = checked.seen.detection.kinds[0]
            idle = report_unused(
                suppressions, applied.used, ran - checked.ignored, plan.registry,
                severity=plan.settings.severity.get(UNUSED),
            )  # fmt: skip
            kept.extend(replace(d, kind=owner.id, hosts=(owner.host,)) for d in idle)
        return kept

    def finish(self, checked: _Checked) -> list[Diagnostic]:
        """All findings of a file in focus, those of the cross-file rules included."""
        found = self.settle(checked, [*checked.result.diagnostics, *checked.found], self.ran(checked))
        found.sort(key=lambda d: (d.span.start, d.span.end, d.rule, d.message))
        return with_fingerprints(found, checked.source, self.workspace.place(checked.seen))

    def ran(self, checked: _Checked) -> frozenset[str]:
        """Names of the rules that had their say about a file."""
        ran = checked.plan.selection.names
        if self.request.no_project or not checked.seen.roster:
            ran -= {rule.name for rule in checked.plan.project_rules}
        return ran

    def note_failures(self, diagnostics: Iterable[Diagnostic], tracebacks: Iterable[str]) -> None:
        self.failures.extend(f"{d.path}: {d.message}" for d in diagnostics if d.rule == INTERNAL_ERROR)
        self.details.extend(tracebacks)

    # -- fixes

    def fix(self, checked: _Checked, source: Source) -> None:
        """Apply the fixes of a file, prove them and write it; what is left is its findings from then on."""
        seen, plan = checked.seen, checked.plan
        file_rules = plan.selection.names - {rule.name for rule in plan.project_rules}
        results = {source.text: checked.result}

        def lint(text: Source) -> Sequence[Diagnostic]:
            if text.text not in results:
                results[text.text] = self.lint(seen, text, plan.selection.rules)
            result = results[text.text]
            return self.settle(replace(checked, result=result), result.diagnostics, file_rules)

        def proof(before: Source, after: Source, edits: tuple[Edit, ...], claim: Applicability) -> Refusal | None:
            return prove(before, after, seen.detection.kinds, edits, claim)

        if not any(d.fixes for d in lint(source)):
            return
        from agentlint.fix.converge import fix_source
        from agentlint.proof import prove

        try:
            outcome = fix_source(source, lint, proof, unsafe=self.request.unsafe_fixes)
        except Exception as error:
            self.failures.append(f"{seen.shown}: fixing failed, the file is as it was: {type(error).__name__}: {error}")
            self.details.append("".join(traceback.format_exception(error)))
            return
        self.tell_refused(seen, outcome)
        if outcome.text == source.text:
            return
        after = Source(seen.shown, outcome.text)
        if not self.request.diff and not self.write(seen, after):
            return
        self.fixed += len(outcome.applied)
        self.changes.append(Change(seen.shown, source.text, after.text, written=not self.request.diff))
        checked.result = results.get(after.text) or self.lint(seen, after, plan.selection.rules)
        checked.source = after

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

    def check_projects(self, checked: Sequence[_Checked], others: Sequence[Seen]) -> None:
        """Run the cross-file rules over every roster that has a file in focus."""
        rosters: dict[str, list[RosterEntry]] = defaultdict(list)
        plans: dict[str, _Plan] = {}
        by_path = {one.seen.shown: one for one in checked}
        with self.timed("roster"):
            for one in checked:
                if one.source is not None and one.plan.project_rules:
                    plans.setdefault(one.seen.roster, one.plan)
                    rosters[one.seen.roster].append(self.entry(one.seen, one.result, in_focus=True))
            for seen in others:
                source = self.decode(seen)
                if seen.roster in rosters and isinstance(source, Source):
                    result = self.lint(seen, source, plans[seen.roster].project_rules)
                    self.note_failures(result.diagnostics, result.tracebacks)
                    rosters[seen.roster].append(self.entry(seen, result, in_focus=False))
        with self.timed("cross-file rules"):
            for root, entries in rosters.items():
                plan = plans[root]
                outcome = check_project(Roster(entries), plan.project_rules, plan.settings)
                self.note_failures(outcome.diagnostics, outcome.tracebacks)
                for diagnostic in outcome.diagnostics:
                    by_path[diagnostic.path].found.append(diagnostic)

    def entry(self, seen: Seen, result: FileResult, *, in_focus: bool) -> RosterEntry:
        return RosterEntry(seen.shown, seen.detection.kinds[0].id, seen.scope, in_focus, result.facts)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self.timings[stage] += perf_counter() - start
