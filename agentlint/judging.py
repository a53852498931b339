"""What is made of one file of a workspace: its text, its rules, and the findings that are left of what they say."""

from __future__ import annotations

import os
from dataclasses import field, replace
from typing import TYPE_CHECKING

from agentlint.lint.fingerprint import with_fingerprints
from agentlint.lint.result import FileResult, unreadable
from agentlint.lint.suppression import UNUSED, apply, report_unused
from agentlint.project.facts import ProjectFacts
from agentlint.project.roster import RosterEntry
from agentlint.records import record
from agentlint.source import Source, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from agentlint.diagnostic import Applicability, Diagnostic, Edit
    from agentlint.fix.converge import FixResult
    from agentlint.planning import Plan
    from agentlint.project.configuration import Configuration
    from agentlint.project.workspace import Seen, Workspace
    from agentlint.proof import Refusal


@record(frozen=False)
class Checked:
    """A file in focus and what its own rules say.

    `source` is the text of its findings, None where it could not be read; `found` are findings that its own rules did
    not make; `ignored` names the rules that the configuration does not want for it. `known`: what its own rules
    say is what they say of the file as it is on disk.
    """

    seen: Seen
    plan: Plan
    ignored: frozenset[str]
    source: Source | None = None
    result: FileResult = field(default_factory=FileResult)
    found: list[Diagnostic] = field(default_factory=list)
    known: bool = False


class Judge:
    """Judges files one by one. What a run and the server have in common; it writes no file.

    `alone`: files are judged without the project around them, so that cross-file rules do not run.
    """

    def __init__(self, workspace: Workspace, plan: Callable[[Configuration], Plan], *, alone: bool = False) -> None:
        """`plan` tells settings and rules for the files under a configuration; it may raise `UsageError`."""
        self.workspace = workspace
        self.plan = plan
        self.alone = alone

    def opened(self, seen: Seen) -> Checked:
        """A file in focus before any rule has seen it. Raises `UsageError` for a faulty configuration."""
        plan = self.plan(seen.configuration)
        source = self.decode(seen)
        if isinstance(source, Source):
            source.let_go()  # until its rules look at it
            return Checked(seen, plan, plan.ignored(seen.path), source)
        found = [source] if source.rule in plan.selection.names else []
        return Checked(seen, plan, plan.ignored(seen.path), found=found)

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

    def lint(self, seen: Seen, source: Source) -> FileResult:
        """What its rules say of a text of a file, here and now."""
        from agentlint.lint.engine import lint_source

        plan = self.plan(seen.configuration)
        return lint_source(source, seen.detection.kinds, plan.settings, plan.selection.rules, self.facts(seen))

    def facts(self, seen: Seen) -> ProjectFacts:
        """What the rules may know of the project around a file."""
        folder = os.path.dirname(seen.path)
        root = seen.project.root or folder
        servers = self.workspace.servers.of(folder, root, self.workspace.plugins.root(folder, root))
        plan = self.plan(seen.configuration)
        if plan.settings.mcp_servers:
            servers = frozenset(plan.settings.mcp_servers).union(servers or ())
        if not seen.project.root or self.alone:
            return ProjectFacts(servers)
        within = folder[len(root) :] if f"{folder}{os.sep}".startswith(f"{root}{os.sep}") else ""
        place = within.strip(os.sep).replace(os.sep, "/")
        # Of the home folder nobody lists more than what is asked for.
        wants_paths = plan.wants_paths and not seen.user
        return ProjectFacts(servers, place, self.workspace.paths(seen.project) if wants_paths else None)

    def settle(self, checked: Checked, diagnostics: Iterable[Diagnostic], ran: frozenset[str]) -> list[Diagnostic]:
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

    def finish(self, checked: Checked) -> list[Diagnostic]:
        """All findings of a file in focus, those of the cross-file rules included."""
        found = self.settle(checked, [*checked.result.diagnostics, *checked.found], self.ran(checked))
        found.sort(key=lambda d: (d.span.start, d.span.end, d.rule, d.message))
        found = with_fingerprints(found, checked.source, self.workspace.place(checked.seen))
        if checked.source is not None:
            checked.source.let_go()
        return found

    def ran(self, checked: Checked) -> frozenset[str]:
        """Names of the rules that had their say about a file."""
        ran = checked.plan.selection.names
        if self.alone or not checked.seen.roster:
            ran -= checked.plan.project_names
        return ran

    def fix(self, checked: Checked, source: Source, *, unsafe: bool) -> FixResult | None:
        """Apply the fixes of a file's own rules until none is left, each step proven; None where there is none.

        `source` is the text of the findings; `checked` then holds the outcome's, and what its rules say of it. Raises
        what a rule or the proof raises, and leaves `checked` as it was.
        """
        seen, plan = checked.seen, checked.plan
        file_rules = plan.selection.names - plan.project_names
        results = {source.text: checked.result}

        def lint(text: Source) -> Sequence[Diagnostic]:
            if text.text not in results:
                results[text.text] = self.lint(seen, text)
            result = results[text.text]
            return self.settle(replace(checked, result=result), result.diagnostics, file_rules)

        def proof(before: Source, after: Source, edits: tuple[Edit, ...], claim: Applicability) -> Refusal | None:
            return prove(before, after, seen.detection.kinds, edits, claim)

        if not any(d.fixes for d in lint(source)):
            return None
        from agentlint.fix.converge import fix_source
        from agentlint.proof import prove

        outcome = fix_source(source, lint, proof, unsafe=unsafe)
        if outcome.text != source.text:
            checked.source = Source(seen.shown, outcome.text)
            checked.result = results.get(outcome.text) or self.lint(seen, checked.source)
        return outcome


def roster_entry(seen: Seen, result: FileResult, *, in_focus: bool) -> RosterEntry:
    """What a file contributes to the roster of its project."""
    return RosterEntry(seen.shown, seen.detection.kinds[0].id, seen.scope, in_focus, result.facts, seen.user)
