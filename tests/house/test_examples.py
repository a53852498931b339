"""The made-up fleet shows every finding that a committed file can show, and its page tells which."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from agentlint.lint.registry import load_rules
from agentlint.session import Request, run
from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from agentlint.session import Report

EXAMPLES = ROOT / "examples"
PAGE = (EXAMPLES / "README.md").read_text(encoding="utf-8")
CANNOT_BE_SHOWN = {
    "internal-error",  # a fault of the program itself
    "too-large",  # a file of 2 MiB in everybody's checkout
    "unreadable-file",  # a file that is no text, or that may not be read
}
_ROW = re.compile(r"^\| `([^`]+)` \| (error|warning|info) \| `([a-z-]+)` \| .+ \|$", re.MULTILINE)
_CLEAN = re.compile(r"^- `([^`]+)`", re.MULTILINE)


@pytest.fixture(scope="module")
def report() -> Report:
    return run(Request(cwd=EXAMPLES))


def test_the_page_lists_what_the_linter_finds(report: Report) -> None:
    told = set(_ROW.findall(PAGE))
    found = {(d.path, d.severity.value, d.rule) for d in report.diagnostics}
    assert found == told


def test_every_file_is_planted_or_clean(report: Report) -> None:
    planted = {path for path, _, _ in _ROW.findall(PAGE)}
    clean = set(_CLEAN.findall(PAGE))
    assert planted & clean == set()
    others = {"plugin", ".agentlint_cache"}
    files = [p for p in EXAMPLES.rglob("*") if p.is_file() and p.relative_to(EXAMPLES).parts[0] not in others]
    checked = {path.relative_to(EXAMPLES).as_posix() for path in files}
    assert planted | clean | {"README.md", "agentlint.toml"} == checked
    assert report.failures == ()


def test_every_stable_rule_is_shown(report: Report) -> None:
    stable = {name for name, rule in load_rules().rules.items() if rule.status == "stable"}
    assert stable - CANNOT_BE_SHOWN == {d.rule for d in report.diagnostics}


def test_the_file_that_needs_crlf_has_it() -> None:
    data = (EXAMPLES / ".claude/agents/manifest-checker.md").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 0


def test_safe_fixes_of_the_fleet_settle(tmp_path: Path) -> None:
    fleet = tmp_path / "fleet"
    shutil.copytree(EXAMPLES, fleet, ignore=shutil.ignore_patterns(".agentlint_cache"))
    command = [sys.executable, "-m", "agentlint", "check", "--fix", "--fail-on", "never", "--no-cache"]
    first = subprocess.run(command, cwd=fleet, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    after = {path: path.read_bytes() for path in fleet.rglob("*") if path.is_file()}
    changed = {path.relative_to(fleet).as_posix() for path, data in after.items() if data != original(path, fleet)}
    assert ".claude/agents/booking-debugger.md" in changed
    assert changed <= {path for path, _, _ in _ROW.findall(PAGE)}
    second = subprocess.run(command, cwd=fleet, capture_output=True, text=True, check=False)
    assert second.returncode == 0
    assert {path: path.read_bytes() for path in after} == after


def original(path: Path, fleet: Path) -> bytes:
    return (EXAMPLES / path.relative_to(fleet)).read_bytes()
