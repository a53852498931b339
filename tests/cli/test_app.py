from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import Result

from agentlint import __version__
from agentlint.cli.app import COMMANDS

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

Invoke = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]

HEAVY = (
    "ruamel", "markdown_it", "pathspec", "pygls", "agentlint.session", "agentlint.syntax", "agentlint.report",
    "agentlint.hosts", "agentlint.lint", "agentlint.project", "agentlint_rules",
)  # fmt: skip


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(invoke: Invoke, command: str, snapshot: SnapshotAssertion) -> None:
    result = invoke(*command.split(), "--help")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert result.stdout == snapshot
    assert invoke(*command.split(), "-h").stdout == result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained(command: str) -> None:
    loaded: click.Command = importlib.import_module(COMMANDS[command][0]).command
    assert loaded.name == command
    assert loaded.help
    for param in loaded.params:
        assert isinstance(param, click.Argument) or param.help, param.name


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_version(invoke: Invoke, arguments: list[str]) -> None:
    result = invoke(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"agentlint {__version__}\n", "")


def test_version_as_json(invoke: Invoke) -> None:
    assert json.loads(invoke("version", "--output-format", "json").stdout)["version"] == __version__


@pytest.mark.parametrize("arguments", [["version"], ["--version"], ["--help"], ["check", "--help"], ["rule", "-h"]])
def test_imports_nothing_that_it_does_not_need(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['agentlint', *{arguments!r}]\n"
        "from agentlint.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    sys.stderr.write('\\n'.join(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = done.stderr.splitlines()
    assert "agentlint.cli.app" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []


def test_other_commands_are_not_imported() -> None:
    code = (
        "import sys\nfrom agentlint.cli.app import app\n"
        "try:\n    app.main(['version'])\n"
        "finally:\n    sys.stderr.write(' '.join(m for m in sys.modules if m.startswith('agentlint.cli.')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = set(done.stderr.split()) - {"agentlint.cli.app", "agentlint.cli.command", "agentlint.cli.output"}
    assert loaded == {"agentlint.cli.version"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs the times of child processes")
def test_version_is_fast(agentlint: Process) -> None:
    """Under 0.1 s of processor time; the best of several runs, since others may use this machine."""
    times = []
    for _ in range(5):
        before = os.times()
        assert agentlint("version").returncode == 0
        after = os.times()
        times.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(times) < 0.1


def test_no_command_prints_the_help_on_stderr(invoke: Invoke) -> None:
    result = invoke()
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Usage: agentlint")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chekc"], "error: no command 'chekc'; did you mean 'check'?"),
        (["agents/a.md"], "error: no command 'agents/a.md'; to lint a file: agentlint check agents/a.md"),
        (["--fix"], "--fix"),
        (["check", "--fixx"], "--fix"),
        (["check", "--fail-on", "worse"], "'worse' is not one of"),
        (["check", "--output-format", "xml"], "'xml' is not one of"),
        (["check", "--select", "a,,b"], "an empty name in 'a,,b'"),
        (["check", "--jobs", "many"], "'many' is not a valid integer"),
        (["check", "-", "a.md"], "cannot be mixed with other paths"),
        (["check", "a.md", "--stdin-filename", "b.md"], "give '-' as the only path"),
        (["check", "--diff", "--output-format", "json"], "cannot hold"),
        (["check", "--config", "a.toml", "--isolated"], "exclude each other"),
        (["config", "--config", "a.toml", "--isolated"], "exclude each other"),
        (["inspect"], "Missing argument"),
        (["inspect", "nowhere.md"], "error: nowhere.md: no such file"),
        (["inspect", "."], "error: .: is a folder; name one file"),
        (["rule", "overlaping-descriptions"], "did you mean 'overlapping-descriptions'?"),
        (["rule", "zzz"], "error: unknown rule 'zzz'"),
        (["rule", "unknown-tool", "--all"], "not both"),
        (["completions"], "Missing argument"),
        (["completions", "tcsh"], "'tcsh' is not one of"),
        (["version", "--nonsense"], "--nonsense"),
        (["config", "nowhere"], "error: nowhere: no such file or folder"),
        (["config", "--config", "nowhere.toml"], "error: nowhere.toml: no such configuration file"),
    ],
)
def test_wrong_usage(invoke: Invoke, tmp_path: Path, arguments: list[str], message: str) -> None:
    result = invoke(*arguments, cwd=tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("error: ") == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert max(map(len, result.stderr.splitlines())) <= 160


def test_an_error_of_ours_is_one_message_and_no_traceback(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("for the test")

    monkeypatch.setattr("agentlint.lint.registry.load_rules", broken)
    result = invoke("rule")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: internal error: ZeroDivisionError: for the test at test_app.py:")
    assert "please report" in result.stderr
    assert "Traceback" not in result.stderr


def test_interrupted(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("agentlint.lint.registry.load_rules", interrupted)
    result = invoke("rule")
    assert result.exit_code == 130
    assert result.stderr.strip() == ""


def test_interrupted_while_still_importing() -> None:
    code = (
        "import builtins\nreal = builtins.__import__\n"
        "def stop(name, *rest):\n    if name == 'click':\n        raise KeyboardInterrupt\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = stop\nfrom agentlint.cli import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("command", ["rule --all", "check --help", "completions bash", "version"])
def test_a_closed_pipe_is_quiet(command: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m agentlint {command} | true; echo ${{PIPESTATUS[0]}}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout == "0\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_standard_output_may_be_closed_from_the_start() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m agentlint version >&-"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "agentlint", "rule", "--all"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"error: cannot write the output: No space left on device\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions(invoke: Invoke, shell: str) -> None:
    result = invoke("completions", shell)
    assert result.exit_code == 0
    assert "_AGENTLINT_COMPLETE" in result.stdout


def test_bash_takes_the_script_and_completes(agentlint: Process) -> None:
    script = agentlint("completions", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=script, check=False).returncode == 0
    for words, expected in [("agentlint ch", "check"), ("agentlint rule overl", "overlapping-descriptions")]:
        env = {"_AGENTLINT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        code = "from agentlint.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code], env={"PATH": "", **env}, capture_output=True, text=True, check=False
        )
        assert f"plain,{expected}" in done.stdout


def test_rule_names_complete_behind_a_comma(agentlint: Process) -> None:
    env = {
        "_AGENTLINT_COMPLETE": "bash_complete",
        "COMP_WORDS": "agentlint check --select too-large,overl",
        "COMP_CWORD": "3",
    }
    assert b"too-large,overlapping-descriptions" in agentlint(env=env).stdout
