"""Where `check` sends what a run returned; the run itself is made by hand here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

from agentlint.cli.check import FORMAT_NAMES
from agentlint.project.errors import UsageError
from agentlint.report import FORMATS
from agentlint.session import Change, Report, Request

if TYPE_CHECKING:
    from pathlib import Path

Invoke = Callable[..., Result]


class Runs:
    """Stands in for `agentlint.session.run`: keeps the request, returns the report."""

    def __init__(self) -> None:
        self.report: Report | Exception = Report()
        self.request = Request()

    def __call__(self, request: Request, **_: object) -> Report:
        self.request = request
        if isinstance(self.report, Exception):
            raise self.report
        return self.report


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, found: Any) -> Runs:
    fake = Runs()
    fake.report = Report(diagnostics=tuple(found.diagnostics), files=4, sources=found.sources, notes=("a note",))
    monkeypatch.setattr("agentlint.session.run", fake)
    return fake


def test_options_become_the_request(runs: Runs, invoke: Invoke) -> None:
    invoke(
        "check", "a.md", "b", "--fix", "--unsafe-fixes", "--select", "x,y", "--select", "z", "--extend-select", "tag:t",
        "--ignore", "i, j", "--preview", "--config", "c.toml", "--no-project", "--force-exclude", "--no-cache",
        "--cache-dir", "d", "-j", "4",
    )  # fmt: skip
    request = runs.request
    assert request.paths == ("a.md", "b")
    assert request.fix
    assert request.unsafe_fixes
    assert not request.diff
    assert request.select == ("x", "y", "z")
    assert request.extend_select == ("tag:t",)
    assert request.ignore == ("i", "j")
    assert request.preview is True
    assert (request.config, request.isolated) == ("c.toml", False)
    assert request.no_project
    assert request.force_exclude
    assert request.stdin is None


def test_nothing_given_leaves_everything_to_the_configuration(runs: Runs, invoke: Invoke) -> None:
    invoke("check")
    assert runs.request == Request(cwd=runs.request.cwd, jobs=0, cache=True)


@pytest.mark.parametrize("arguments", [["-"], ["-", "--stdin-filename", "a.md"], ["--stdin-filename", "a.md"]])
def test_standard_input_is_read_as_bytes(runs: Runs, invoke: Invoke, arguments: list[str]) -> None:
    invoke("check", *arguments, stdin=b"\xff\r\n")
    assert runs.request.stdin == b"\xff\r\n"
    assert runs.request.paths == ()
    assert runs.request.stdin_filename == ("a.md" if len(arguments) > 1 else None)


@pytest.mark.parametrize(
    ("fail_on", "kept", "status"),
    [
        ("error", 3, 1), ("error", 2, 0), ("warning", 3, 1), ("warning", 2, 1), ("warning", 1, 0), ("info", 1, 1),
        ("info", 0, 0), ("never", 3, 0),
    ],
)  # fmt: skip
def test_status(runs: Runs, invoke: Invoke, found: Any, fail_on: str, kept: int, status: int) -> None:
    runs.report = Report(diagnostics=tuple(found.diagnostics[3 - kept :]), files=4, sources=found.sources)
    assert invoke("check", "--fail-on", fail_on).exit_code == status


def test_failures_end_in_2_and_the_result_is_still_there(runs: Runs, invoke: Invoke, found: Any) -> None:
    runs.report = Report(diagnostics=tuple(found.diagnostics), files=4, failures=("a.md: refused",))
    result = invoke("check", "--fail-on", "never")
    assert result.exit_code == 2
    assert "Found 1 error" in result.stdout
    assert result.stderr == "error: a.md: refused\n"


def test_usage_errors_are_told_line_by_line(runs: Runs, invoke: Invoke) -> None:
    runs.report = UsageError("agentlint.toml:3: unknown key `slect`\nagentlint.toml:4: unknown key `x`")
    result = invoke("check", "--output-format", "json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "error: agentlint.toml:3: unknown key `slect`",
        "error: agentlint.toml:4: unknown key `x`",
    ]


def test_notes_go_to_standard_error(runs: Runs, invoke: Invoke) -> None:
    result = invoke("check")
    assert result.stderr == "note: a note\n"
    assert "note" not in result.stdout


def test_quiet_prints_findings_only(runs: Runs, invoke: Invoke) -> None:
    result = invoke("check", "-q", "--output-format", "concise")
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 3


def test_json_is_all_of_standard_output(runs: Runs, invoke: Invoke) -> None:
    data = json.loads(invoke("check", "--output-format", "json").stdout)
    assert data["summary"]["files"] == 4


def test_output_file_takes_everything(runs: Runs, invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("check", "-o", "out.json", "--output-format", "json", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["version"] == 1


def test_output_file_that_cannot_be_written(runs: Runs, invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("check", "-o", "no/such/folder/out.txt", cwd=tmp_path)
    assert result.exit_code == 2
    assert "error: no/such/folder/out.txt: No such file or directory" in result.stderr


def test_output_files_have_no_colour_unless_it_is_asked_for(
    runs: Runs, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    invoke("check", "-o", "out.txt", cwd=tmp_path)
    assert "\x1b" not in (tmp_path / "out.txt").read_text("utf-8")
    invoke("check", "-o", "out.txt", "--color", "always", cwd=tmp_path)
    assert "\x1b" in (tmp_path / "out.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("env", "arguments", "colour"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "0"}, [], False),
        ({"NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, [], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
        ({"NO_COLOR": ""}, ["--color", "auto"], False),
    ],
)
def test_colour(
    runs: Runs, invoke: Invoke, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], arguments: list[str], colour: bool
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in invoke("check", *arguments).stdout) is colour


def test_width_follows_the_terminal(runs: Runs, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(map(len, invoke("check").stdout.splitlines())) <= 80
    monkeypatch.setenv("COLUMNS", "120")
    assert 100 < max(map(len, invoke("check").stdout.splitlines())) <= 120


def test_every_format_is_offered() -> None:
    assert tuple(FORMATS) == FORMAT_NAMES


def test_control_characters_in_an_error_are_shown(runs: Runs, invoke: Invoke) -> None:
    runs.report = UsageError("a\x1b[2Jb: no such file")
    assert invoke("check").stderr == "error: a<U+001B>[2Jb: no such file\n"


CHANGE = Change("a.md", "one\ntwo\n", "one\n2\n", written=False)


def test_diff_is_all_of_standard_output(runs: Runs, invoke: Invoke) -> None:
    runs.report = Report(changes=(CHANGE,), files=1)
    result = invoke("check", "--diff")
    assert result.exit_code == 1
    assert result.stdout == "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
    assert "1 file" in result.stderr
    assert runs.request.diff
    assert not runs.request.fix


def test_an_empty_diff_with_an_error_left_over_still_fails(runs: Runs, invoke: Invoke, found: Any) -> None:
    runs.report = Report(diagnostics=tuple(found.diagnostics), files=4)
    result = invoke("check", "--diff")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Left over: 1 error" in result.stderr


def test_an_empty_diff_of_a_clean_project_passes(runs: Runs, invoke: Invoke) -> None:
    runs.report = Report(files=4)
    assert invoke("check", "--diff").exit_code == 0


def test_diff_together_with_fix_changes_nothing(runs: Runs, invoke: Invoke) -> None:
    invoke("check", "--diff", "--fix")
    assert runs.request.diff
    assert not runs.request.fix


def test_fixed_standard_input_goes_to_standard_output_as_it_is(runs: Runs, invoke: Invoke, found: Any) -> None:
    runs.report = Report(diagnostics=tuple(found.diagnostics), files=1, stdin_output=b"\xef\xbb\xbfone\r\ntwo")
    result = invoke("check", "--fix", "-", stdin=b"x")
    assert result.stdout_bytes == b"\xef\xbb\xbfone\r\ntwo"
    assert "Found 1 error" in result.stderr


def test_findings_of_fixed_standard_input_may_go_to_a_file(
    runs: Runs, invoke: Invoke, found: Any, tmp_path: Path
) -> None:
    runs.report = Report(diagnostics=tuple(found.diagnostics), files=1, stdin_output=b"text")
    result = invoke("check", "--fix", "-", "-o", "f.json", "--output-format", "json", stdin=b"x", cwd=tmp_path)
    assert result.stdout_bytes == b"text"
    assert json.loads((tmp_path / "f.json").read_text("utf-8"))["summary"]["errors"] == 1


def test_excluded_standard_input_is_echoed(runs: Runs, invoke: Invoke) -> None:
    runs.report = Report(stdin_output=b"as it was", stdin_excluded=True)
    result = invoke("check", "--fix", "-", stdin=b"as it was")
    assert (result.exit_code, result.stdout_bytes, result.stderr) == (0, b"as it was", "")
