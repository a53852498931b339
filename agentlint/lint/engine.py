"""One file through its rules, and a roster through the cross-file rules. Pure: no I/O, same input, same output."""

from __future__ import annotations

import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

from agentlint.lint.file import File
from agentlint.lint.fingerprint import with_fingerprints
from agentlint.lint.result import INTERNAL_ERROR, FileResult, ProjectResult, internal_error
from agentlint.lint.rule import ProjectRule, Rule
from agentlint.lint.suppression import Suppressions, find_suppressions
from agentlint.project.facts import ProjectFacts
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.hosts.model import FileKind
    from agentlint.project.roster import Json, Roster
    from agentlint.project.settings import Settings
    from agentlint.source import Source

TOO_LARGE = "too-large"


def lint_source(
    source: Source,
    kinds: tuple[FileKind, ...],
    settings: Settings,
    rules: Sequence[Rule],
    project: ProjectFacts | None = None,
) -> FileResult:
    """Check one file as its owner's kind, `kinds[0]`, and as the hosts that the settings add read it.

    `project` is what the rules may know of the files around. Never raises: a rule that does gives an `internal-error`,
    a file over the bounds `too-large` and nothing else. A file of no kind, or of
    one that is not Markdown, gives nothing.
    """
    if not kinds or kinds[0].format != "markdown":
        return FileResult()
    document = Document.kept_or_new(source)
    file = File(document, kinds[0], kinds, settings, project if project is not None else ProjectFacts())
    found: list[Diagnostic] = []
    tracebacks: list[str] = []
    facts: dict[str, Json] = {}
    suppressions = Suppressions()
    try:
        too_large = document.too_large is not None
        if not too_large:
            suppressions = find_suppressions(document)
    except Exception as error:
        found.append(internal_error(source.path, "header", error).resolve(source))
        tracebacks.append(_traceback(error))
        return FileResult(_finish(found, source, file, settings), tracebacks=tuple(tracebacks))
    for rule in rules:
        if too_large and rule.name != TOO_LARGE:
            continue
        if rule.hosts and not any(kind.host in rule.hosts for kind in file.judges):
            continue
        try:
            found.extend(diagnostic.resolve(source) for diagnostic in rule.check(file))
            if isinstance(rule, ProjectRule):
                data = rule.facts(file)
                if data is not None:
                    facts[rule.name] = data
        except Exception as error:
            found.append(internal_error(source.path, rule.name, error).resolve(source))
            tracebacks.append(_traceback(error))
    return FileResult(_finish(found, source, file, settings), facts, suppressions, tuple(tracebacks))


def check_project(roster: Roster, rules: Sequence[Rule], settings: Settings) -> ProjectResult:
    """Run the cross-file rules over a roster; only findings at entries in focus are kept.

    Never raises: a rule that does gives an `internal-error` at the first file in focus.
    """
    focus = {entry.path: entry for entry in roster.entries if entry.in_focus}
    found: list[Diagnostic] = []
    tracebacks: list[str] = []
    for rule in rules:
        if not isinstance(rule, ProjectRule) or not focus:
            continue
        try:
            for diagnostic in rule.check_project(roster):
                entry = focus.get(diagnostic.path)
                if entry is not None:
                    host = entry.kind.partition("/")[0]
                    hosts = diagnostic.hosts or (host,)
                    found.append(replace(diagnostic, kind=entry.kind, hosts=hosts))
        except Exception as error:
            found.append(internal_error(next(iter(focus)), rule.name, error))
            tracebacks.append(_traceback(error))
    return ProjectResult(tuple(with_fingerprints(_ordered(_with_severity(found, settings)), None)), tuple(tracebacks))


def _finish(found: list[Diagnostic], source: Source, file: File, settings: Settings) -> tuple[Diagnostic, ...]:
    kind = file.kind
    named = (replace(d, kind=d.kind or kind.id, hosts=d.hosts or (kind.host,)) for d in found)
    return tuple(with_fingerprints(_ordered(_with_severity(named, settings)), source))


def _with_severity(found: Iterable[Diagnostic], settings: Settings) -> Iterator[Diagnostic]:
    for diagnostic in found:
        severity = settings.severity.get(diagnostic.rule)
        # None switches a rule off; one that runs all the same was asked for by name.
        if severity is not None and diagnostic.rule != INTERNAL_ERROR:
            yield replace(diagnostic, severity=severity)
        else:
            yield diagnostic


def _ordered(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(found, key=lambda d: (d.path, d.span.start, d.span.end, d.rule, d.message)))


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
