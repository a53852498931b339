"""Rules that a project brings itself run only where a person asks for them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from agentlint.project.errors import UsageError
from agentlint.session import Report, Request, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.conftest import Command, Project

RULE = """\
from pathlib import Path
from agentlint.api import Rule, Severity, Span
Path(__file__).with_name("was-run").touch()


class Knot(Rule):
    name = "local/knot"
    summary = "Knot"
    severity = Severity.WARNING
    since = "1.0"

    def check(self, file):
        yield self.report(Span(0, 3), "a knot")
"""
CONFIG = 'rule-paths = ["./lint-rules"]\n'
NOTE = "the rules of `rule-paths` were not run: they are code of the project; see --allow-local-rules"


@pytest.fixture
def yard(project: Project) -> Path:
    root = project(CONFIG)
    place(root, "lint-rules/knot/rule.py", RULE)
    return root


def place(root: Path, path: str, text: str) -> Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    return target


def check(root: Path, **options: object) -> Report:
    return run(Request(cwd=root, **options))  # type: ignore[arg-type]


def told(report: Report) -> list[str]:
    return [d.rule for d in report.diagnostics]


def test_they_do_not_run_by_themselves(yard: Path) -> None:
    report = check(yard)
    assert (told(report), report.notes, report.failures) == ([], (NOTE,), ())
    assert not (yard / "lint-rules/knot/was-run").exists()


def test_they_run_where_they_are_allowed(yard: Path) -> None:
    report = check(yard, allow_local_rules=True)
    assert (told(report), report.notes, report.failures) == (["local/knot"], (), ())
    assert (yard / "lint-rules/knot/was-run").exists()
    assert list(yard.rglob("__pycache__")) == []


def test_the_flag(yard: Path, agentlint: Command) -> None:
    done = agentlint(yard, "check", "--output-format", "concise", with_plugin=False)
    assert (done.returncode, done.stderr) == (0, f"note: {NOTE}\n")
    done = agentlint(yard, "check", "--allow-local-rules", "--output-format", "concise", "-q", with_plugin=False)
    assert (done.stdout, done.stderr) == (".claude/agents/crane.md:1:1: warning[local/knot] a knot\n", "")


@pytest.mark.parametrize(
    "command",
    ["config", "rule", "rule local/knot", "inspect .claude/agents/crane.md", "format --check .", "schema"],
)
def test_no_other_command_runs_them(yard: Path, agentlint: Command, command: str) -> None:
    agentlint(yard, *command.split(), with_plugin=False)
    assert not (yard / "lint-rules/knot/was-run").exists()


def test_names_of_rules_that_were_not_run_are_no_faults(yard: Path) -> None:
    (yard / "agentlint.toml").write_text(
        CONFIG + 'extend-select = ["local/knot", "tag:ropes"]\nignore = ["local/tar"]\n'
        '[severity]\n"local/knot" = "info"\n'
        '[per-file-ignores]\n"docs/**" = ["local/knot"]\n[rules."local/knot"]\nlength = 3\n', "utf-8"
    )  # fmt: skip
    report = check(yard)
    assert (told(report), report.notes, report.failures) == ([], (NOTE,), ())


def test_one_that_the_command_line_names_is_missed(yard: Path) -> None:
    (failure,) = check(yard, select=("local/knot",)).failures
    assert (
        failure == "`local/knot` is selected and cannot run: the project's own rules run only with --allow-local-rules"
    )
    with pytest.raises(UsageError, match="unknown rule `local/tar` in --select"):
        check(yard, select=("local/tar",), allow_local_rules=True)


def test_a_comment_for_one_is_not_called_unknown(project: Project) -> None:
    root = project(CONFIG, crane=("# agentlint-ignore-file[local/knot] a reason\n", "You lift."))
    place(root, "lint-rules/knot/rule.py", RULE)
    assert told(check(root)) == []
    assert told(check(root, allow_local_rules=True)) == []


def test_a_rule_may_import_what_lies_beside_it(project: Project) -> None:
    root = project('rule-paths = ["one-rule", "rules/single.py"]\n')
    place(root, "one-rule/rule.py", "from .words import NAME\n" + RULE.replace('"local/knot"', "NAME"))
    place(root, "one-rule/words.py", 'NAME = "local/beside"\n')
    place(root, "rules/single.py", RULE.replace("local/knot", "local/single"))
    report = check(root, allow_local_rules=True)
    assert (sorted(told(report)), report.notes) == (["local/beside", "local/single"], ())


def test_two_projects_in_one_process_do_not_mix(tmp_path: Path) -> None:
    for name in ("one", "two"):
        root = tmp_path / name
        place(root, "agentlint.toml", CONFIG)
        place(root, ".git/HEAD", "")
        place(root, ".claude/agents/a.md", "---\nname: a\ndescription: Use when something is needed.\n---\n\nYou do.\n")
        place(root, "lint-rules/knot/rule.py", RULE.replace("local/knot", f"local/{name}"))
        assert told(check(root, allow_local_rules=True)) == [f"local/{name}"]


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("lint-rules/tar/rule.py", "raise OSError('no tar')\n", "`tar/rule.py` cannot be imported: OSError: no tar"),
        ("lint-rules/tar/rule.py", "\n", "`tar/rule.py` cannot be imported: ValueError: "),
        ("lint-rules/tar/rule.py", "AGENTLINT_API = 7\n", "`tar/rule.py` is left out: it is written for API 7 and"),
        (
            "lint-rules/tar/rule.py",
            RULE.replace("local/knot", "acme/knot"),
            "`tar/rule.py` is left out: its name must be `local/` and a kebab-case word, not acme/knot",
        ),
    ],
)
def test_a_faulty_one_does_not_stop_the_others(yard: Path, path: str, text: str, problem: str) -> None:
    place(yard, path, text)
    report = check(yard, allow_local_rules=True)
    assert told(report) == ["local/knot"]
    (note,) = report.notes
    assert note.startswith(f"rule-paths: {problem}")
    assert report.failures == ()


@pytest.mark.parametrize("path", ["nowhere", "agentlint.toml", ".claude"])
def test_a_path_without_rules_is_told(yard: Path, path: str) -> None:
    (yard / "agentlint.toml").write_text(f'rule-paths = ["lint-rules", "{path}"]\n', "utf-8")
    report = check(yard, allow_local_rules=True)
    assert told(report) == ["local/knot"]
    (note,) = report.notes
    assert note.endswith(f"{path}` is no Python file and no folder that holds a rule.py")


def test_a_module_of_the_project_does_not_replace_one_of_ours(yard: Path) -> None:
    place(yard, "lint-rules/json/rule.py", RULE.replace("local/knot", "local/json"))
    before = sys.modules["json"]
    assert "local/json" in told(check(yard, allow_local_rules=True))
    assert sys.modules["json"] is before
    assert not any(str(yard) in entry for entry in sys.path)
