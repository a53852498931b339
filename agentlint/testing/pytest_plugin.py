"""pytest plugin: collects `cases.md` and `README.md` beside a `rule.py`.

Turn it on with `-p agentlint.testing.pytest_plugin`, or with `from agentlint.testing.pytest_plugin import *` in the
`conftest.py` above the rules. With AGENTLINT_UPDATE_CASES=1 in the environment the expectation blocks are rewritten to
what the rule does, and every case whose expectation changed fails once, so that nobody overlooks it.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from agentlint.fix.write import write_atomic
from agentlint.testing.cases import CaseError, Section, parse_cases
from agentlint.testing.readme import check_readme
from agentlint.testing.runner import compare, run_section, shared_config, update

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentlint.lint.rule import Rule

__all__ = ["pytest_collect_file"]

UPDATE = "AGENTLINT_UPDATE_CASES"


class CaseFailedError(Exception):
    """A case does not give what it expects; the text says how."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the cases and the README of a rule."""
    if not (file_path.parent / "rule.py").is_file():
        return None
    if file_path.name == "cases.md":
        return CasesFile.from_parent(parent, path=file_path)
    if file_path.name == "README.md":
        return ReadmeFile.from_parent(parent, path=file_path)
    return None


class _RuleDocument(pytest.File):
    def rule(self) -> type[Rule]:
        """The rule class beside this document."""
        return load_rule(self.path.parent)

    def text(self) -> str:
        """The document's text, line feeds only."""
        return self.path.read_text("utf-8")


class CasesFile(_RuleDocument):
    """A `cases.md`: one item a case."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each `##`."""
        rule = self.rule()
        before = text = self.text()
        if os.environ.get(UPDATE) == "1":
            text = update(before, rule)
            if text != before:
                # Atomic, since every worker of a parallel run does the same.
                write_atomic(self.path, text.encode(), root=None)
        document = parse_cases(text)
        if document.title != rule.name:
            raise CaseError(f"the title is `{document.title}`, the rule `{rule.name}`", 1)
        old = {section.title: _expectations(section) for section in parse_cases(before).sections}
        for section in document.sections:
            rewritten = _expectations(section) != old[section.title]
            toml = shared_config(document)
            yield CaseItem.from_parent(
                self, name=section.title, section=section, shared=toml, rule=rule, rewritten=rewritten
            )


class _RuleItem(pytest.Item):
    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self.funcargs: dict[str, Any] = {}
        """None: but other plugins look for fixtures in every item, and not all of them ask first."""


class CaseItem(_RuleItem):
    """One case."""

    def __init__(self, *, section: Section, shared: str, rule: type[Rule], rewritten: bool, **rest: Any) -> None:
        super().__init__(**rest)
        self.section = section
        self.shared = shared
        self.rule = rule
        self.rewritten = rewritten

    def runtest(self) -> None:
        """Run the case and compare."""
        problems = compare(self.section, run_section(self.section, self.shared, self.rule))
        if self.rewritten:
            problems.append("the expectation was rewritten; read the diff and run again")
        if problems:
            raise CaseFailedError("\n\n".join(problems))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A failed case shows its differences, no traceback."""
        if isinstance(excinfo.value, CaseFailedError | CaseError):
            return f"{self.path}:{self.section.line}: {self.section.title}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case begins; pytest wants the line 0-based."""
        return self.path, self.section.line - 1, f"case: {self.name}"


class ReadmeFile(_RuleDocument):
    """A rule's `README.md`: one item."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the one item."""
        yield ReadmeItem.from_parent(self, name="readme", rule=self.rule())


class ReadmeItem(_RuleItem):
    """Headings in order; examples that are what they say."""

    def __init__(self, *, rule: type[Rule], **rest: Any) -> None:
        super().__init__(**rest)
        self.rule = rule

    def runtest(self) -> None:
        """Check the document."""
        problems = check_readme(self.path.read_text("utf-8"), self.rule)
        if problems:
            raise CaseFailedError("\n\n".join(problems))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong, no traceback."""
        if isinstance(excinfo.value, CaseFailedError | CaseError):
            return f"{self.path}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The document."""
        return self.path, 0, f"readme of {self.rule.name}"


def load_rule(folder: Path) -> type[Rule]:
    """The rule class of a folder with a `rule.py`, imported by its package name if that can be imported.

    Else, as for a project's own rules, it is imported from where it lies. Raises `ValueError` if `rule.py` does not
    define one rule.
    """
    from agentlint.lint.index import rule_class
    from agentlint.lint.plugins import package_at

    parts = ["rule"]
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    if find_spec(parts[0]) is None:
        parts.insert(0, package_at(folder))
    return rule_class(".".join(parts))


def _expectations(section: Section) -> list[tuple[str, ...]]:
    return [block.lines for block in section.blocks if block.kind in ("diagnostics", "fixed", "unsafe")]
