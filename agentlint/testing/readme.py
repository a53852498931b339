"""Checks a rule's `README.md`: its headings, and that its examples are what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.lint.registry import ENGINE_TAG
from agentlint.testing.cases import Block, CaseError, Section, parse_cases
from agentlint.testing.runner import format_diagnostic, workspace_of

if TYPE_CHECKING:
    from agentlint.diagnostic import Diagnostic
    from agentlint.lint.rule import Rule

HEADINGS = ("What it does", "Why", "Example", "Use instead", "Fix safety", "Options", "References")
DEFAULT_PATH = ".claude/agents/example.md"
_LANGUAGES = frozenset({"markdown", "md", "yaml", "yml"})


def check_readme(text: str, rule: type[Rule]) -> list[str]:
    """What is wrong with the document, each item a readable text.

    Under *Example* each file or Markdown block must give a finding of the rule, under *Use instead* none. Files named
    by a line with their path belong to one project; an unnamed block stands alone, as `.claude/agents/example.md`.
    """
    try:
        document = parse_cases(text)
    except CaseError as error:
        return [str(error)]
    problems = []
    if document.title != rule.name:
        problems.append(f"the title is `{document.title}`, the rule `{rule.name}`")
    titles = tuple(section.title for section in document.sections)
    if titles != HEADINGS:
        problems.append(f"the headings are {', '.join(titles)}; they must be {', '.join(HEADINGS)}")
    for section in document.sections:
        if not section.prose and not section.blocks:
            problems.append(f"nothing stands under “{section.title}”")
        if section.title == "Example":
            problems.extend(_check_examples(section, rule))
        elif section.title == "Use instead":
            for files in _projects(section):
                problems.extend(
                    f"“Use instead” gives a finding:\n{line}"
                    for diagnostic in _findings(section, files, rule)
                    for line in format_diagnostic(diagnostic)
                )
    return problems


def _check_examples(section: Section, rule: type[Rule]) -> list[str]:
    projects = _projects(section)
    if not projects:
        return [] if ENGINE_TAG in rule.tags else ["“Example” has no Markdown block"]
    return [
        f"“Example” in line {min(b.line for b in files.values())} gives no finding of `{rule.name}`"
        for files in projects
        if not _findings(section, files, rule)
    ]


def _projects(section: Section) -> list[dict[str, Block]]:
    projects = []
    named = section.files()
    if named:
        projects.append(named)
    projects.extend({DEFAULT_PATH: b} for b in section.of_kind("other") if b.language in _LANGUAGES)
    return projects


def _findings(section: Section, files: dict[str, Block], rule: type[Rule]) -> list[Diagnostic]:
    return [d for d in workspace_of(section, files, "", rule).diagnostics() if d.rule == rule.name]
