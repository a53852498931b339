"""Runs the cases of a rule and says where they differ from what they expect."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from typing import TYPE_CHECKING

from agentlint.project.errors import UsageError
from agentlint.records import record
from agentlint.testing.cases import Block, CaseDocument, CaseError, Section, parse_cases, replace_blocks
from agentlint.testing.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agentlint.diagnostic import Diagnostic
    from agentlint.lint.rule import Rule
    from agentlint.source import Location


@record()
class CaseOutcome:
    """What a case gave: the lines of its `diagnostics` block, whole files after fixes by block line, and complaints."""

    diagnostics: tuple[str, ...]
    texts: dict[int, tuple[str, ...]]
    complaints: tuple[str, ...]


def format_diagnostic(diagnostic: Diagnostic) -> list[str]:
    """A resolved finding as lines of a `diagnostics` block: itself, and its related places indented below."""
    what = f"{diagnostic.severity} {diagnostic.rule} {_one_line(diagnostic.message)}"
    lines = [f"{_place(diagnostic.location)} {what}"]
    return lines + [f"  {_place(r.location)} {_one_line(r.message)}" for r in diagnostic.related]


def run_section(section: Section, config: str, rule: type[Rule]) -> CaseOutcome:
    """Run one case. `config` is the TOML that holds for all cases; the case's own comes after it.

    Raises `CaseError` for a case without files or with a broken configuration.
    """
    files = section.files()
    if not files:
        raise CaseError(f"the case “{section.title}” has no file", section.line)
    workspace = workspace_of(section, files, config, rule)
    found = workspace.diagnostics()
    lines = tuple(line for diagnostic in found for line in format_diagnostic(diagnostic))
    texts: dict[int, tuple[str, ...]] = {}
    complaints: list[str] = []
    for block in (*section.of_kind("fixed"), *section.of_kind("unsafe")):
        if block.path not in files:
            raise CaseError(f"`{block.path}` is no file of this case", block.line)
        modifiers = block.modifiers or files[block.path].modifiers
        result = workspace.fixed(block.path, unsafe=block.kind == "unsafe")
        text = _block_lines(result, modifiers)
        if text is None:
            kept = ", ".join(sorted(modifiers)) or "with a final newline"
            complaints.append(f"the fixed text of {block.path} is not {kept} any more: {result!r}")
        else:
            texts[block.line] = text
    complaints.extend(check_fixes(workspace, found))
    complaints.extend(_check_facts(workspace))
    return CaseOutcome(lines, texts, tuple(complaints))


def workspace_of(section: Section, files: Mapping[str, Block], shared: str, rule: type[Rule]) -> Workspace:
    """The files as a project, with the configuration of the section after the shared one.

    Raises `CaseError` for a configuration that agentlint refuses.
    """
    config = shared + "".join(block.text for block in section.of_kind("config"))
    try:
        return Workspace({path: block.content() for path, block in files.items()}, config, rule)
    except UsageError as error:
        raise CaseError(str(error), section.line) from error


def compare(section: Section, outcome: CaseOutcome) -> list[str]:
    """What differs from the expectation, each item a readable text; empty if the case passes."""
    problems = list(outcome.complaints)
    expected = section.of_kind("diagnostics")
    if len(expected) != 1:
        problems.append("the case needs one `diagnostics` block; AGENTLINT_UPDATE_CASES=1 writes it")
    else:
        problems.extend(_difference("findings", expected[0].lines, outcome.diagnostics))
    for block in (*section.of_kind("fixed"), *section.of_kind("unsafe")):
        if block.line in outcome.texts:
            problems.extend(_difference(f"{block.path}, {block.kind}", block.lines, outcome.texts[block.line]))
    return problems


def update(text: str, rule: type[Rule]) -> str:
    """A `cases.md` with its expectation blocks rewritten to what the rule does now; nothing else changes."""
    document = parse_cases(text)
    changes: dict[int, tuple[str, ...]] = {}
    added: dict[int, list[str]] = {}
    for section in document.sections:
        outcome = run_section(section, shared_config(document), rule)
        changes.update(outcome.texts)
        expected = section.of_kind("diagnostics")
        if expected:
            changes[expected[0].line] = outcome.diagnostics
        else:
            last = max(section.blocks, key=lambda block: block.line)
            at = last.line + len(last.lines) + 2
            added.setdefault(at, []).extend(["", "```diagnostics", *outcome.diagnostics, "```"])
    return replace_blocks(document, changes, added)


def shared_config(document: CaseDocument) -> str:
    """The TOML that stands before the first case."""
    return "".join(block.text for block in document.head.of_kind("config"))


def check_fixes(workspace: Workspace, found: Iterable[Diagnostic]) -> list[str]:
    """What is wrong with the fixes of the rule under test.

    Each must pass the proof that every write must pass, and remove its own finding; fixing twice must be fixing once.
    """
    problems: list[str] = []
    fixable: set[str] = set()
    for diagnostic in found:
        if diagnostic.rule != workspace.rule.name:
            continue
        for fix in diagnostic.fixes:
            fixable.add(diagnostic.path)
            text, refusal = workspace.with_fix(diagnostic.path, diagnostic, fix)
            if refusal is not None:
                problems.append(f"the {fix.applicability} fix “{fix.title}” would be refused: {refusal.reason}")
                continue
            before = workspace.file_findings(diagnostic.path)
            after = workspace.file_findings(diagnostic.path, text)
            own_before, own_after = _own(before, workspace), _own(after, workspace)
            key = diagnostic.message
            if own_after[key] >= own_before[key] and own_after.total() >= own_before.total():
                problems.append(f"the fix “{fix.title}” does not remove its finding: {diagnostic.message}")
    for path in sorted(fixable):
        for unsafe in (False, True):
            once = workspace.fixed(path, unsafe=unsafe)
            twice = workspace.fixed(path, once, unsafe=unsafe)
            if once != twice:
                problems.extend(_difference(f"{path}, fixed twice", once.split("\n"), twice.split("\n")))
    return problems


def _own(found: Iterable[Diagnostic], workspace: Workspace) -> Counter[str]:
    return Counter(d.message for d in found if d.rule == workspace.rule.name)


def _check_facts(workspace: Workspace) -> list[str]:
    problems = []
    for path, facts in workspace.facts().items():
        if json.loads(json.dumps(facts)) != facts:
            problems.append(f"the facts of {path} do not survive JSON: {facts!r}")
    return problems


def _place(location: Location) -> str:
    r = location.range
    return f"{location.path}:{r.start.line}:{r.start.column}-{r.end.line}:{r.end.column}"


def _one_line(text: str) -> str:
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _block_lines(text: str, modifiers: frozenset[str]) -> tuple[str, ...] | None:
    """Undo `Block.content`; None if the text is not what the modifiers say."""
    plain = text
    if "bom" in modifiers:
        if not plain.startswith("\ufeff"):
            return None
        plain = plain[1:]
    if "crlf" in modifiers:
        if plain.count("\n") != plain.count("\r\n"):
            return None
        plain = plain.replace("\r\n", "\n")
    if "cr" in modifiers:
        plain = plain.replace("\r", "\n")
    if "\r" in plain:
        return None
    if "no-final-newline" in modifiers:
        plain += "\n"
    if plain and not plain.endswith("\n"):
        return None
    return tuple(plain.split("\n")[:-1])


def _difference(what: str, expected: Iterable[str], actual: Iterable[str]) -> list[str]:
    lines = list(difflib.unified_diff(list(expected), list(actual), f"{what} expected", f"{what} now", lineterm=""))
    return ["\n".join(lines)] if lines else []
