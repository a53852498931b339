"""A small project in memory, for one rule: what the files of a case give when they are linted and fixed."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from agentlint.fix.apply import apply_fixes
from agentlint.fix.converge import fix_source
from agentlint.hosts.catalog import HOSTS
from agentlint.hosts.detect import detect
from agentlint.lint.engine import check_project, lint_source
from agentlint.lint.registry import load_rules
from agentlint.lint.selection import Selection, select_rules
from agentlint.lint.suppression import UNUSED, apply, report_unused
from agentlint.project.configuration import load
from agentlint.project.facts import ProjectFacts
from agentlint.project.mcp import Servers
from agentlint.project.paths import ProjectPaths
from agentlint.project.roster import Roster, RosterEntry
from agentlint.project.scopes import Plugins, scope_of
from agentlint.project.settings import Settings
from agentlint.proof import prove
from agentlint.records import record
from agentlint.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.diagnostic import Diagnostic, Fix
    from agentlint.hosts.model import FileKind
    from agentlint.lint.result import FileResult
    from agentlint.lint.rule import Rule
    from agentlint.project.roster import Json
    from agentlint.proof import Refusal


_SELECTS = re.compile(r"^[ \t]*(?:extend-)?select[ \t]*=", re.MULTILINE)


@record()
class _Place:
    """The plugin that a file belongs to, as `scope_of` wants it, and what file rules may know of the project."""

    plugin: str | None
    facts: ProjectFacts


class Workspace:
    """Files by path, the text of an `agentlint.toml`, and the rule under test.

    Only that rule runs unless the configuration says `select` or `extend-select`; preview rules run when selected.
    Raises `agentlint.project.errors.UsageError` for a configuration that names an unknown rule or option.
    """

    def __init__(self, files: Mapping[str, str], config: str, rule: type[Rule]) -> None:
        self.files = dict(files)
        self.rule = rule
        self.registry = load_rules().with_rule(rule)
        self.settings, self._places = _read_project(self.files, config)
        chosen = None if _SELECTS.search(config) else (rule.name,)
        self.selection: Selection = select_rules(self.registry, self.settings, select=chosen, preview=True)
        if self.selection.every_host:
            self.settings = replace(self.settings, hosts=tuple(HOSTS))
        self._paths = ProjectPaths("", sorted("/" + path for path in self.files), separator="/")
        self._results: dict[tuple[str, str], FileResult] = {}

    def kinds(self, path: str, text: str) -> tuple[FileKind, ...]:
        """File kinds that claim the path, the owner's first."""
        settings = self.settings
        plugins = {place.plugin for place in self._places.values() if place.plugin is not None}
        found = detect(
            path, text, default_host=settings.default_host, file_kinds=settings.file_kinds, plugin_roots=plugins
        )
        return found.kinds

    def result(self, path: str, text: str | None = None) -> FileResult:
        """The engine's result for one file, as it is or with another text."""
        text = self.files[path] if text is None else text
        key = (path, text)
        if key not in self._results:
            self._results[key] = lint_source(
                Source(path, text),
                self.kinds(path, text),
                self.settings,
                self.selection.rules,
                replace(self._places[path].facts, folder=path.rpartition("/")[0], paths=self._paths),
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
                scope = scope_of(path, kinds[0], self._places[path].plugin)
                entries.append(RosterEntry(path, kinds[0].id, scope, True, self.result(path).facts))
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

    def with_fix(self, path: str, diagnostic: Diagnostic, fix: Fix) -> tuple[str, Refusal | None]:
        """The text of a file with one fix applied, and why the proof refuses it, if it does."""
        before = Source(path, self.files[path])
        wanted = (replace(diagnostic, fixes=(fix,)),)
        applied = apply_fixes(before, wanted, unsafe=True)
        kinds = self.kinds(path, before.text)
        return applied.text, prove(before, Source(path, applied.text), kinds, applied.edits, fix.applicability)

    def fixed(self, path: str, text: str | None = None, *, unsafe: bool = False) -> str:
        """The text of a file after `--fix`, or `--fix --unsafe-fixes`."""
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


def _read_project(files: Mapping[str, str], config: str) -> tuple[Settings, dict[str, _Place]]:
    """What the project around each file says. Only what the project readers open is put on the disk, for a moment."""
    beside = {path: text for path, text in files.items() if not path.endswith((".md", ".mdc"))}
    if config:
        beside["agentlint.toml"] = config
    if not beside:
        return Settings(), {path: _Place(None, ProjectFacts()) for path in files}
    with tempfile.TemporaryDirectory(prefix="agentlint-case-") as name:
        top = os.path.realpath(name)
        for path, text in beside.items():
            target = Path(top, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        settings = Settings()
        if "agentlint.toml" in beside:
            settings = load(str(Path(top, "agentlint.toml")), top, os.path.basename).settings
        plugins, servers = Plugins(), Servers()
        places = {}
        for path in files:
            folder = str(Path(top, path).parent)
            plugin = plugins.root(folder, top)
            names = servers.of(folder, top, plugin)
            if settings.mcp_servers:
                names = (names or frozenset()) | frozenset(settings.mcp_servers)
            inside = None if plugin is None else Path(plugin).relative_to(top).as_posix()
            places[path] = _Place("" if inside == "." else inside, ProjectFacts(mcp_servers=names))
    return settings, places
