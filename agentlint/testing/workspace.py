"""A small project in memory, for one rule: what the files of a case give when they are linted and fixed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Diagnostic, Severity
from agentlint.lint.engine import FileResult, check_project, lint_source
from agentlint.lint.file import ProjectFacts
from agentlint.lint.registry import load_rules
from agentlint.lint.selection import Selection, select_rules
from agentlint.lint.suppression import UNUSED, apply, report_unused
from agentlint.project.roster import Roster, RosterEntry
from agentlint.project.settings import Settings
from agentlint.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.diagnostic import Fix
    from agentlint.hosts.model import FileKind
    from agentlint.lint.rule import Rule
    from agentlint.project.roster import Json


class Workspace:
    """Files by path, a configuration as TOML types it, and the rule under test.

    Only that rule runs unless the configuration says `select` or `extend-select`; preview rules run when selected.
    Raises `agentlint.project.errors.UsageError` for a configuration that names an unknown rule or option.
    """

    def __init__(self, files: Mapping[str, str], config: Mapping[str, Any], rule: type[Rule]) -> None:
        self.files = dict(files)
        self.rule = rule
        self.registry = load_rules().with_rule(rule)
        settings = settings_of(config)
        chosen = None if {"select", "extend-select"} & set(config) else (rule.name,)
        self.selection: Selection = select_rules(self.registry, settings, select=chosen, preview=True)
        self.settings = settings
        self._results: dict[tuple[str, str], FileResult] = {}

    @cached_property
    def project(self) -> ProjectFacts:
        """What the files of the case tell about their project."""
        servers = self.settings.mcp_servers
        return ProjectFacts(mcp_servers=frozenset(servers) if servers else None)

    def kinds(self, path: str, text: str) -> tuple[FileKind, ...]:
        """File kinds that claim the path, the owner's first."""
        from agentlint.hosts.detect import detect

        settings = self.settings
        return detect(path, text, default_host=settings.default_host, file_kinds=settings.file_kinds).kinds

    def result(self, path: str, text: str | None = None) -> FileResult:
        """The engine's result for one file, as it is or with another text."""
        text = self.files[path] if text is None else text
        key = (path, text)
        if key not in self._results:
            self._results[key] = lint_source(
                Source(path, text), self.kinds(path, text), self.settings, self.selection.rules, self.project
            )
        return self._results[key]

    def file_findings(self, path: str, text: str | None = None) -> tuple[Diagnostic, ...]:
        """Findings in one file, without those of cross-file rules, suppressions applied."""
        result = self.result(path, text)
        return self._suppressed(result, result.diagnostics)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, of cross-file rules too, in order of path, position and rule."""
        entries = []
        for path, text in self.files.items():
            kinds = self.kinds(path, text)
            if kinds:
                facts = self.result(path).facts
                entries.append(RosterEntry(path, kinds[0].id, scope_of(path, kinds[0]), True, facts))
        across = check_project(Roster(entries), self.selection.rules, self.settings)
        found: list[Diagnostic] = []
        for path in self.files:
            result = self.result(path)
            mine = [d for d in across.diagnostics if d.path == path]
            found.extend(self._suppressed(result, (*result.diagnostics, *mine)))
        return tuple(sorted(found, key=lambda d: (d.path, d.span.start, d.span.end, d.rule, d.message)))

    def facts(self) -> dict[str, Mapping[str, Json]]:
        """Path to rule name to facts."""
        return {path: self.result(path).facts for path in self.files}

    def with_fix(self, path: str, fix: Fix) -> str:
        """The text of a file with one fix applied."""
        text = self.files[path]
        for edit in reversed(fix.edits):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        return text

    def fixed(self, path: str, text: str | None = None, *, unsafe: bool = False) -> str:
        """The text of a file after `--fix`, or `--fix --unsafe-fixes`."""
        from agentlint.fix.converge import fix_source
        from agentlint.proof import prove

        text = self.files[path] if text is None else text
        kinds = self.kinds(path, text)
        return fix_source(
            Source(path, text),
            lambda source: self.file_findings(path, source.text),
            lambda before, after, edits, applicability: prove(before, after, kinds, edits, applicability),
            unsafe=unsafe,
        ).text

    def _suppressed(self, result: FileResult, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        applied = apply(result.suppressions, found, self.registry)
        if UNUSED not in self.selection.names:
            return applied.kept
        return (
            *applied.kept,
            *report_unused(
                result.suppressions, applied.used, self.selection.names, self.registry,
                severity=self.settings.severity.get(UNUSED),
            ),
        )  # fmt: skip


def settings_of(config: Mapping[str, Any]) -> Settings:
    """A configuration as TOML types it, with types of its own."""
    values: dict[str, Any] = {}
    for key, value in config.items():
        values[key.replace("-", "_")] = tuple(value) if isinstance(value, list) else value
    values["severity"] = {
        name: None if word == "off" else Severity(word) for name, word in values.get("severity", {}).items()
    }
    return Settings(**values)


def scope_of(path: str, kind: FileKind) -> str:
    """The set of files in which a name must be unique."""
    return f"{kind.id}:{path.rpartition('/')[0]}"
