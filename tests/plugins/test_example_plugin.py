"""The plugin of `examples/`, installed by pip and used as a team would use it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.conftest import Command, Project

WIKI = "See https://wiki.acme.example/cranes first."
CONCISE = ("--output-format", "concise", "-q")


@pytest.fixture
def yard(project: Project) -> Path:
    return project('plugins = ["acme"]\n', crane=("color: green\n", WIKI), winch=("color: green\n", "You pull."))


def told(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Findings as `path rule`."""
    return [f"{line.split(':')[0]} {line[line.index('[') + 1 : line.index(']')]}" for line in done.stdout.splitlines()]


def test_file_and_cross_file_rules_run(agentlint: Command, yard: Path) -> None:
    done = agentlint(yard, "check", *CONCISE)
    assert (done.returncode, done.stderr) == (0, "")
    assert told(done) == [
        ".claude/agents/crane.md acme/shared-color",
        ".claude/agents/crane.md acme/old-wiki",
        ".claude/agents/winch.md acme/shared-color",
    ]
    assert done.stdout.splitlines()[1].startswith(".claude/agents/crane.md:7:13: warning[acme/old-wiki] ")


def test_a_cross_file_rule_sees_the_project_around_a_named_file(agentlint: Command, yard: Path) -> None:
    done = agentlint(yard, "check", *CONCISE, "--select", "tag:cross-file", ".claude/agents/winch.md")
    assert told(done) == [".claude/agents/winch.md acme/shared-color"]


def test_nothing_of_it_runs_unless_it_is_configured(agentlint: Command, project: Project) -> None:
    root = project("", crane=("color: green\n", WIKI), winch=("color: green\n", "You pull."))
    assert told(agentlint(root, "check", *CONCISE)) == []
    done = agentlint(root, "check", "--select", "acme/old-wiki")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown rule `acme/old-wiki` in --select" in done.stderr


def test_without_plugins_no_metadata_is_read(yard: Path, project: Project) -> None:
    code = (
        "import sys; sys.argv = ['agentlint', 'check', '-q', '-o', 'out.txt']\n"
        "from agentlint.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    sys.stderr.write('\\n'.join(sys.modules))\n"
    )
    for config, expected in (('plugins = ["acme"]\n', True), ("", False)):
        root = project(config)
        done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
        loaded = done.stderr.splitlines()
        assert "agentlint.session" in loaded
        assert ("importlib.metadata" in loaded, "agentlint.lint.plugins" in loaded) == (expected, expected)


def test_selection_severity_options_and_folders(agentlint: Command, project: Project) -> None:
    config = """\
plugins = ["acme"]
ignore = ["tag:acme"]
extend-select = ["acme/old-wiki", "acme/shared-color"]
[severity]
"acme/old-wiki" = "error"
[per-file-ignores]
"**/winch.md" = ["acme/shared-color"]
[rules."acme/old-wiki"]
old = ["intranet"]
"""
    root = project(config, crane=("color: green\n", WIKI + " http://intranet/"), winch=("color: green\n", "You pull."))
    done = agentlint(root, "check", *CONCISE)
    assert done.returncode == 1
    assert told(done) == [".claude/agents/crane.md acme/shared-color", ".claude/agents/crane.md acme/old-wiki"]
    assert "error[acme/old-wiki] `intranet` was" in done.stdout
    (root / "agentlint.toml").write_text('plugins = ["acme"]\n[rules."acme/old-wiki"]\nolder = []\n', "utf-8")
    done = agentlint(root, "check")
    assert done.returncode == 2
    assert "agentlint.toml:3: unknown option `older`" in done.stderr
    assert "did you mean `old`?" in done.stderr


def test_suppression(agentlint: Command, project: Project) -> None:
    comment = "# agentlint-ignore-file[acme/old-wiki] until the move is done\n"
    root = project('plugins = ["acme"]\n', crane=(comment, WIKI))
    assert told(agentlint(root, "check", *CONCISE)) == []
    root = project('plugins = ["acme"]\n', crane=(comment, "See the handbook."))
    assert told(agentlint(root, "check", *CONCISE)) == [".claude/agents/crane.md unused-suppression"]


def test_an_unsafe_fix_waits_to_be_asked(agentlint: Command, yard: Path) -> None:
    crane = yard / ".claude/agents/crane.md"
    before = crane.read_text("utf-8")
    agentlint(yard, "check", "--fix")
    assert crane.read_text("utf-8") == before
    agentlint(yard, "check", "--fix", "--unsafe-fixes")
    assert crane.read_text("utf-8") == before.replace("wiki.acme", "handbook.acme")


def test_pages_and_list(agentlint: Command, yard: Path) -> None:
    done = agentlint(yard, "rule", "acme/old-wiki", "--output-format", "markdown")
    assert done.stdout == (ROOT / "examples/plugin/agentlint_acme/old_wiki/README.md").read_text("utf-8")
    assert "acme/shared-color" in agentlint(yard, "rule").stdout
    rules = json.loads(agentlint(yard, "rule", "acme/shared-color", "--output-format", "json").stdout)["rules"]
    assert rules == [
        {"name": "acme/shared-color", "summary": "Two agents have the same colour", "severity": "info", "fix": "never",
         "hosts": ["claude-code"], "tags": ["acme", "cross-file"], "status": "stable", "since": "1.0.0"}
    ]  # fmt: skip
    assert agentlint(yard, "rule", "acme/old-wik").returncode == 2


def test_the_settings_in_force_name_its_rules(agentlint: Command, yard: Path) -> None:
    found = json.loads(agentlint(yard, "config", "--output-format", "json").stdout)
    assert found["settings"]["plugins"] == ["acme"]
    assert found["origins"]["plugins"] == "agentlint.toml:1"
    assert {"acme/old-wiki", "acme/shared-color"} < set(found["rules"])


def test_code_scanning_gets_its_metadata(agentlint: Command, yard: Path) -> None:
    run = json.loads(agentlint(yard, "check", "--output-format", "sarif").stdout)["runs"][0]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert rules["acme/old-wiki"]["shortDescription"]["text"] == "Link to a wiki that was switched off."
    assert "## Use instead" in rules["acme/old-wiki"]["help"]["markdown"]


def test_where_it_is_not_installed_the_run_goes_on(agentlint: Command, yard: Path) -> None:
    done = agentlint(yard, "check", with_plugin=False)
    assert done.returncode == 0
    assert done.stderr == ("note: the plugin `acme` is not installed: no distribution offers rules of that name\n")
    done = agentlint(yard, "check", *CONCISE, "--extend-select", "acme/old-wiki,empty-body", with_plugin=False)
    assert done.returncode == 2
    assert done.stderr.count("`acme/old-wiki` is selected and cannot run: the plugin `acme` is not installed") == 1


def test_its_own_tests_pass_and_can_fail(installed: Path, tmp_path: Path) -> None:
    source = tmp_path / "plugin"
    shutil.copytree(ROOT / "examples/plugin", source, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "7 passed" in done.stdout
    rule = source / "agentlint_acme/old_wiki/rule.py"
    rule.write_text(rule.read_text("utf-8").replace("was switched off`", "x").replace("was switched", "is"), "utf-8")
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "was switched off" in done.stdout
