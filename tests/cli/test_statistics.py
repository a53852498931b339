from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

from agentlint.diagnostic import Severity
from agentlint.report import render
from agentlint.report.look import Look
from agentlint.report.statistics import count_rules

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

Invoke = Callable[..., Result]


@pytest.fixture
def counted(found: Any) -> Any:
    """Fourteen findings of four rules, one of which finds two severities and can mend some only."""
    tool, header, other = found.diagnostics
    found.diagnostics = [
        tool, header, other,
        *[replace(tool, fixes=())] * 2, *[replace(tool, severity=Severity.INFO)] * 7,
        *[replace(other, rule="a-rule")] * 2,
    ]  # fmt: skip
    return found


@pytest.mark.parametrize("name", ["full", "concise"])
@pytest.mark.parametrize("unsafe", [False, True])
def test_text(name: str, unsafe: bool, counted: Any, snapshot: SnapshotAssertion) -> None:
    text = "".join(render(name, counted, Look(statistics=True, unsafe_fixes=unsafe)))
    assert text == "".join(render("full", counted, Look(statistics=True, unsafe_fixes=unsafe)))
    assert text == snapshot


def test_quiet_leaves_the_counts(counted: Any) -> None:
    lines = "".join(render("full", counted, Look(statistics=True, summary=False))).splitlines()
    assert [line.split()[0] for line in lines] == ["10", "2", "1", "1"]


def test_rows_are_sorted_and_complete(counted: Any) -> None:
    rows = count_rules(counted.diagnostics)
    assert [(row.rule, row.count, row.severity) for row in rows] == [
        ("unknown-tool", 10, Severity.ERROR),
        ("a-rule", 2, Severity.INFO),
        ("invalid-frontmatter", 1, Severity.WARNING),
        ("other-rule", 1, Severity.INFO),
    ]
    assert sum(row.count for row in rows) == len(counted.diagnostics)


def test_json_keeps_its_shape_and_adds_the_counts(counted: Any) -> None:
    plain = json.loads("".join(render("json", counted, Look())))
    data = json.loads("".join(render("json", counted, Look(statistics=True))))
    assert data["statistics"][0] == {
        "rule": "unknown-tool",
        "count": 10,
        "severity": "error",
        "severities": {"error": 3, "info": 7},
        "fixable": 8,
        "fixable_unsafe": 0,
    }
    assert data["statistics"][2]["fixable_unsafe"] == 1
    del data["statistics"]
    assert data == plain


def test_command(project: Path, invoke: Invoke) -> None:
    result = invoke("check", "--statistics", cwd=project)
    plain = invoke("check", cwd=project)
    assert result.exit_code == plain.exit_code == 1
    assert "unknown-tool" in result.stdout
    assert "painter.md" not in result.stdout
    assert result.stdout.splitlines()[-1] == plain.stdout.splitlines()[-1]


def test_nothing_to_count(project: Path, invoke: Invoke) -> None:
    result = invoke("check", "--statistics", ".claude/agents/weaver.md", "--select", "unknown-tool", cwd=project)
    assert (result.exit_code, result.stdout) == (0, "All checks passed in 1 file.\n")


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit", "rdjson"])
def test_other_formats_cannot_hold_counts(invoke: Invoke, name: str) -> None:
    result = invoke("check", "--statistics", "--output-format", name)
    assert result.exit_code == 2
    assert f"--output-format {name} cannot hold" in result.stderr


def test_counts_and_a_diff_exclude_each_other(invoke: Invoke) -> None:
    assert invoke("check", "--statistics", "--diff").exit_code == 2
