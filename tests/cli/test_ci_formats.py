"""The formats for services from end to end: which one is taken, exit status, and real files that are hard to print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from click.testing import Result

from agentlint.cli.check import FORMAT_NAMES
from agentlint.report import FORMATS

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

Invoke = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]

SERVICES = [name for name in FORMAT_NAMES if not FORMATS[name].for_people]
TOOL = (
    "---\r\nname: {name}\r\ndescription: Räumt 🧹🧹 auf, wenn der Tag um ist\r\n"
    "tools: Read, 🪣, MultiEdit\r\n---\r\n\r\n{body}"
)
EXAMPLE = "You tidy up. 🧽\r\n\r\n<example>\r\nuser: räum auf 🧺\r\nassistant: gern\r\n"


@pytest.fixture
def awkward_project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, body in [("100% rein.md", EXAMPLE), ("🧹 besen [2].md", "You sweep.\r\n"), ("a,b=c;d.md", EXAMPLE)]:
        path = tmp_path / "mono repo" / "100%" / ".claude" / "agents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TOOL.format(name=f"agent-{len(name)}", body=body).encode())
    return tmp_path


def located(name: str, text: str) -> list[tuple[str, int, str]]:
    """Path, line and rule of every finding, as a reader of the format finds them."""
    data: Any = json.loads(text) if name in ("json", "sarif", "gitlab", "rdjson") else None
    if name == "json":
        return [(d["path"], d["range"]["start"]["line"], d["rule"]) for d in data["diagnostics"]]
    if name == "sarif":
        places = [(r["ruleId"], r["locations"][0]["physicalLocation"]) for r in data["runs"][0]["results"]]
        return [(unquote(p["artifactLocation"]["uri"]), p["region"]["startLine"], rule) for rule, p in places]
    if name == "gitlab":
        return [(e["location"]["path"], e["location"]["lines"]["begin"], e["check_name"]) for e in data]
    if name == "rdjson":
        entries = [(e["location"], e["code"]["value"]) for e in data["diagnostics"]]
        return [(at["path"], at["range"]["start"]["line"], rule) for at, rule in entries]
    if name == "junit":
        cases = [case for case in ElementTree.fromstring(text).iterfind("testsuite/testcase") if len(case)]
        names = [re.fullmatch(r"(.*) \((\d+):\d+\)", case.attrib["name"]) for case in cases]
        return [(c.attrib["classname"], int(n[2]), n[1]) for c, n in zip(cases, names, strict=True) if n]
    found = re.findall(r"^::\w+ file=(.*?),line=(\d+),.*?,title=agentlint \((.*?)\)::", text, re.M)
    return [(unquote(path), int(line), rule) for path, line, rule in found]


@pytest.mark.parametrize("name", SERVICES)
def test_every_format_tells_the_same(awkward_project: Path, invoke: Invoke, name: str) -> None:
    expected = located("json", invoke("check", "--output-format", "json", cwd=awkward_project).stdout)
    assert len(expected) >= 6
    assert len({path for path, _, _ in expected}) == 3
    result = invoke("check", "--output-format", name, cwd=awkward_project)
    assert sorted(located(name, result.stdout)) == sorted(expected)


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_exit_status_is_that_of_all_formats(project: Path, invoke: Invoke, name: str) -> None:
    def status(*arguments: str) -> int:
        return invoke("check", "--output-format", name, *arguments, cwd=project).exit_code

    assert status() == 1
    assert status("--fail-on", "never") == 0
    assert status("--select", "duplicate-name") == 0
    assert status("no/such/file.md") == 2


@pytest.mark.parametrize("name", SERVICES)
def test_output_files(awkward_project: Path, invoke: Invoke, name: str) -> None:
    printed = invoke("check", "--output-format", name, cwd=awkward_project).stdout
    result = invoke("check", "--output-format", name, "-o", "out file", cwd=awkward_project)
    assert (result.exit_code, result.stdout) == (1, "")
    assert (awkward_project / "out file").read_bytes() == printed.encode()


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_but_the_result_is_printed(project: Path, agentlint: Process, name: str) -> None:
    done = agentlint("check", "--output-format", name, "-v", cwd=project)
    assert b"file" in done.stderr
    located(name, done.stdout.decode())
    if name == "github":
        assert all(line.startswith(b"::") for line in done.stdout.splitlines())
        assert b"Found 1 error" in done.stderr
    assert b"Found" not in done.stdout


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "github"])
def test_excluded_standard_input_is_a_whole_document(project: Path, invoke: Invoke, name: str) -> None:
    (project / "agentlint.toml").write_text('exclude = ["old"]\n', "utf-8")
    result = invoke("check", "-", "--stdin-filename", "old/a.md", "--output-format", name, stdin=b"x", cwd=project)
    assert (result.exit_code, located(name, result.stdout)) == (0, [])


# -- in GitHub Actions


@pytest.mark.parametrize(
    ("value", "arguments", "commands"),
    [
        ("true", [], True),
        ("1", [], True),
        ("", [], False),
        ("false", [], False),
        ("true", ["--output-format", "full"], False),
        ("true", ["--output-format", "concise"], False),
        ("true", ["--output-format", "json"], False),
        ("true", ["--statistics"], False),
        ("true", ["--diff", "--unsafe-fixes"], False),
        (None, ["--output-format", "github"], True),
    ],
)
def test_the_default_in_actions(
    project: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch, value: str | None, arguments: list[str],
    commands: bool,
) -> None:  # fmt: skip
    if value is not None:
        monkeypatch.setenv("GITHUB_ACTIONS", value)
    result = invoke("check", *arguments, cwd=project)
    assert result.exit_code == 1
    assert result.stdout.startswith("::error file=.claude/agents/painter.md,") is commands
    assert ("::" in result.stdout) is commands


def test_quiet_in_actions(project: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = invoke("check", "-q", cwd=project)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith("::error ")


def test_a_clean_run_in_actions(project: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = invoke("check", "--select", "duplicate-name", cwd=project)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "All checks passed in 3 files.\n")


@pytest.mark.parametrize(
    ("name", "variable"),
    [("github", "GITHUB_WORKSPACE"), ("sarif", "GITHUB_WORKSPACE"), ("gitlab", "CI_PROJECT_DIR"),
     ("junit", "CI_PROJECT_DIR")],
)  # fmt: skip
def test_paths_start_at_the_root_that_the_service_knows(
    awkward_project: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch, name: str, variable: str
) -> None:
    below = awkward_project / "mono repo" / "100%"
    expected = located(name, invoke("check", "--output-format", name, cwd=awkward_project).stdout)
    monkeypatch.setenv(variable, str(awkward_project))
    assert located(name, invoke("check", "--output-format", name, cwd=below).stdout) == expected
    monkeypatch.setenv(variable, str(awkward_project / "elsewhere"))
    assert located(name, invoke("check", "--output-format", name, cwd=below).stdout)[0][0].startswith(".claude/")


@pytest.mark.parametrize("name", SERVICES)
def test_a_diff_takes_no_format_for_services(invoke: Invoke, name: str) -> None:
    result = invoke("check", "--diff", "--output-format", name)
    assert result.exit_code == 2
    assert f"--output-format {name} cannot hold" in result.stderr
