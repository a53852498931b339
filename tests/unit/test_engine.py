"""One file through its rules: pure, and never an exception."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

import pytest

from agentlint.api import Diagnostic, File, Fix, ProjectFacts, ProjectRule, Roster, RosterEntry, Rule, Severity
from agentlint.diagnostic import Edit
from agentlint.hosts.catalog import KINDS
from agentlint.lint.engine import check_project, lint_source
from agentlint.lint.registry import load_rules
from agentlint.lint.result import internal_error, unreadable
from agentlint.project.settings import Settings
from agentlint.source import Position, Source, SourceError, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

AGENT = KINDS["claude-code/agent"]
TEXT = "---\nname: a\ndescription: Does one thing.\n---\n\nText.\n"


class Names(ProjectRule):
    """Finds every name; as facts, where it is."""

    name = "names"
    summary = "s"
    severity = Severity.WARNING
    since = "1"

    def check(self, file: File) -> Iterator[Diagnostic]:
        header = file.frontmatter
        entry = header.get("name") if header else None
        if entry is not None:
            fix = Fix("shout", (Edit(entry.key_span, "NAME"),))
            yield self.report(entry.key_span, "here is a name", fixes=(fix,))

    def facts(self, file: File) -> object:
        return file.source.locate(Span(0, 3)).to_json()

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        from agentlint.source import Location

        for entry, data in roster.facts(self.name):
            yield self.report_at(Location.from_json(entry.path, data), f"one of {len(roster.entries)}")


class Raises(Rule):
    """Finds something and then fails."""

    name = "raises"
    summary = "s"
    severity = Severity.WARNING
    since = "1"

    def check(self, file: File) -> Iterator[Diagnostic]:
        yield self.report(Span(0, 1), "found before")
        raise KeyError("a\nkey " + "x" * 300)


class BadSpan(Rule):
    """Points outside the file."""

    name = "bad-span"
    summary = "s"
    severity = Severity.WARNING
    since = "1"

    def check(self, file: File) -> Iterator[Diagnostic]:
        yield self.report(Span(0, 10**9), "nowhere")


class RaisesAcross(ProjectRule):
    """Fails over the roster."""

    name = "raises-across"
    summary = "s"
    severity = Severity.WARNING
    since = "1"

    def facts(self, file: File) -> object:
        return 1

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        raise RecursionError("too deep")


class CodexOnly(Names):
    """Limited to a host that does not read the file."""

    name = "codex-only"
    hosts = ("codex",)


def test_findings_are_resolved_and_named() -> None:
    result = lint_source(Source("a.md", TEXT), (AGENT,), Settings(), [Names()])
    (found,) = result.diagnostics
    assert found.path == "a.md"
    assert found.kind == "claude-code/agent"
    assert found.hosts == ("claude-code",)
    assert found.location.range.start == Position(2, 1)
    assert found.fixes[0].edits[0].range == found.range
    assert len(found.fingerprint) == 32
    assert json.loads(json.dumps(result.facts)) == result.facts == {"names": [0, 3, 1, 1, 1, 4]}


def test_same_input_same_output() -> None:
    once, twice = (lint_source(Source("a.md", TEXT), (AGENT,), Settings(), [Names(), Raises()]) for _ in "12")
    assert once.diagnostics == twice.diagnostics
    assert once.facts == twice.facts


def test_a_rule_that_raises_is_named_and_the_others_go_on() -> None:
    result = lint_source(Source("a.md", TEXT), (AGENT,), Settings(), [Raises(), BadSpan(), Names()])
    assert [d.rule for d in result.diagnostics] == ["internal-error", "internal-error", "raises", "names"]
    messages = [d.message for d in result.diagnostics if d.rule == "internal-error"]
    assert messages[0].startswith("`bad-span` failed on this file: IndexError")
    assert messages[1].startswith("`raises` failed on this file: KeyError")
    assert all("\n" not in m and len(m) < 220 for m in messages)
    assert len(result.tracebacks) == 2
    assert "Traceback" in result.tracebacks[0]


def test_severity_is_replaced_except_that_of_internal_errors() -> None:
    settings = Settings(severity={"names": Severity.INFO, "internal-error": Severity.INFO})
    found = lint_source(Source("a.md", TEXT), (AGENT,), settings, [Names(), BadSpan()]).diagnostics
    assert {d.rule: d.severity for d in found} == {"names": Severity.INFO, "internal-error": Severity.ERROR}


def test_rules_of_other_hosts_are_silent() -> None:
    source = Source("a.md", TEXT)
    assert lint_source(source, (AGENT,), Settings(), [CodexOnly()]).diagnostics == ()
    opencode = KINDS["opencode/agent"]
    rule = CodexOnly()
    rule.hosts = ("opencode",)  # type: ignore[misc]
    assert lint_source(source, (AGENT, opencode), Settings(), [rule]).diagnostics == ()
    assert len(lint_source(source, (AGENT, opencode), Settings(hosts=("opencode",)), [rule]).diagnostics) == 1


def test_no_kind_gives_nothing() -> None:
    assert lint_source(Source("a.md", TEXT), (), Settings(), [Names(), Raises()]).diagnostics == ()


def test_kinds_that_are_not_markdown_give_nothing() -> None:
    toml = next(kind for kind in KINDS.values() if kind.format == "toml")
    assert lint_source(Source("a.toml", TEXT), (toml,), Settings(), [Raises()]).diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "x" * (2 * 1024 * 1024),
        TEXT + "\U0001f98a" * (600 * 1024),
        "---\nname: a\ndescription: " + "x" * 70_000 + "\n---\n",
        "---\nname: a\nlist: " + "[" * 2_000 + "]" * 2_000 + "\n---\n",
    ],
    ids=["file", "file-in-bytes", "header", "nesting"],
)
def test_files_over_the_bounds_give_one_finding(text: str) -> None:
    rules = [load_rules().rules["too-large"](), Raises(), Names()]
    result = lint_source(Source("a.md", text), (AGENT,), Settings(), rules)
    assert [(d.rule, d.span.start) for d in result.diagnostics] == [("too-large", 0)]
    assert result.facts == {}


def test_files_over_the_bounds_are_not_judged_even_if_nobody_says_so() -> None:
    result = lint_source(Source("a.md", TEXT + "x" * (2 * 1024 * 1024)), (AGENT,), Settings(), [Raises()])
    assert result.diagnostics == ()


def test_a_failing_parser_is_an_internal_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Source) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("agentlint.syntax.frontmatter.parse_frontmatter", fail)
    (found,) = lint_source(Source("a.md", TEXT), (AGENT,), Settings(), [Names()]).diagnostics
    assert found.rule == "internal-error"
    assert found.message == "`header` failed on this file: RuntimeError: no"


HOSTILE = [
    "", "\ufeff", "\x00", "---", "---\n", "\ufeff---\r\n\x00: \x00\r\n---\r\n", "---\r" * 50, "\r" * 1000,
    "---\na: \ud800\n---\n", "---\n" + "# agentlint-ignore[" * 5_000 + "\n---\n",
    "---\nname: a\n---\n" + "<!-- agentlint-ignore[" * 20_000,
    "---\nname: a\n---\n" + "<!-- agentlint-ignore[x] -->" * 5_000,
    "---\nname: a\n---\n" + "> " * 10_000 + "<!-- agentlint-ignore[x] -->",
    "---\n" + "# agentlint-ignore-file[a]\n" * 1_000 + "---\n",
    "---\nname: \u202ea\u200b\n# agentlint-ignore[\u202e\u200b] \u200f\n---\n",
    "---\nname: a\n# agentlint-ignore[" + "a," * 10_000 + "]\n---\n",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gives_no_exception(text: str) -> None:
    registry = load_rules()
    rules = [registry.rules[name]() for name in registry.infos]
    result = lint_source(Source("a.md", text), (AGENT,), Settings(), rules, ProjectFacts())
    assert [d.message for d in result.diagnostics if d.rule == "internal-error"] == []


def test_across_files_only_those_in_focus_are_told() -> None:
    facts = {"names": [0, 3, 1, 1, 1, 4]}
    roster = Roster(
        [
            RosterEntry("b.md", "claude-code/agent", "s", True, facts),
            RosterEntry("a.md", "claude-code/agent", "s", False, facts),
        ]
    )
    (found,) = check_project(roster, [Names(), Raises()], Settings(severity={"names": Severity.ERROR})).diagnostics
    assert (found.path, found.message, found.kind) == ("b.md", "one of 2", "claude-code/agent")
    assert found.severity is Severity.ERROR
    assert found.hosts == ("claude-code",)
    assert found.fingerprint


def test_a_cross_file_rule_that_raises_is_named() -> None:
    entry = RosterEntry("a.md", "claude-code/agent", "s", True, {"names": [0, 3, 1, 1, 1, 4]})
    result = check_project(Roster([entry]), [RaisesAcross(), Names()], Settings())
    assert [d.rule for d in result.diagnostics] == ["internal-error", "names"]
    assert "`raises-across` failed" in result.diagnostics[0].message
    assert "RecursionError" in result.tracebacks[0]
    assert check_project(Roster([]), [RaisesAcross()], Settings()).diagnostics == ()


def test_fingerprints_outlive_edits_elsewhere_and_differ() -> None:
    before = lint_source(Source("a.md", TEXT), (AGENT,), Settings(), [Names()]).diagnostics[0]
    moved = TEXT.replace("---\nname", "---\nmodel: opus\nname", 1)
    after = lint_source(Source("a.md", moved), (AGENT,), Settings(), [Names()]).diagnostics[0]
    other = lint_source(Source("b.md", TEXT), (AGENT,), Settings(), [Names()]).diagnostics[0]
    assert before.fingerprint == after.fingerprint != other.fingerprint


def test_unreadable_files() -> None:
    found = unreadable("a.md", PermissionError(errno.EACCES, "Permission denied"))
    assert found.message == "cannot read the file: permission denied"
    assert found.location.range.start == Position(1, 1)
    with pytest.raises(SourceError) as caught:
        Source.from_bytes("a.md", b"ab\xff")
    assert unreadable("a.md", caught.value).message == "cannot read the file: byte 3 is not valid UTF-8"
    info = load_rules().infos["unreadable-file"]
    assert (found.rule, found.severity) == (info.name, info.severity)


def test_internal_errors_have_the_severity_of_the_rule() -> None:
    info = load_rules().infos["internal-error"]
    found = internal_error("a.md", "x", ValueError("y"))
    assert (found.rule, found.severity) == (info.name, info.severity)
