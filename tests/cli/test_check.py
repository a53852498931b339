"""`check` from end to end on small projects made for the test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

Invoke = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]

SAILOR = Path(".claude/agents/sailor.md")
FIXED = "description: 'Use for boats: hulls, masts and sails'"
BROKEN = b"---\nname: smith\ndescription: Use for iron: gates and nails\n---\n\nYou forge.\n"


@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_a_project(invoke: Invoke, project: Path, output_format: str, snapshot: SnapshotAssertion) -> None:
    result = invoke("check", "--select", "invalid-frontmatter", "--output-format", output_format, cwd=project)
    assert result.stdout == snapshot
    assert result.stderr == ""
    assert result.exit_code == 0


def test_full_output_is_80_columns_wide(invoke: Invoke, project: Path) -> None:
    long = "Use for ropes: " + "splices, knots and hitches; " * 70
    (project / ".claude/agents/rigger.md").write_text(
        f"---\nname: rigger\ndescription: {long}\n---\nYou rig.\n", "utf-8"
    )
    result = invoke("check", cwd=project)
    assert "rigger.md:3:" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert len(result.stdout) < 5000


def test_fail_on(invoke: Invoke, project: Path) -> None:
    only = ["check", "--select", "invalid-frontmatter"]
    assert invoke(*only, "--fail-on", "warning", cwd=project).exit_code == 1
    assert invoke(*only, "--fail-on", "error", cwd=project).exit_code == 0
    assert invoke(*only, "--fail-on", "never", cwd=project).exit_code == 0


def test_fix_writes_the_file_and_the_second_time_nothing(invoke: Invoke, project: Path) -> None:
    only = ["check", "--select", "invalid-frontmatter", "--fix"]
    first = invoke(*only, cwd=project)
    assert "Fixed 1 finding." in first.stdout
    assert FIXED in (project / SAILOR).read_text("utf-8")
    before = {path: path.read_bytes() for path in project.rglob("*.md")}
    second = invoke(*only, cwd=project)
    assert second.stdout == "All checks passed in 3 files.\n"
    assert {path: path.read_bytes() for path in project.rglob("*.md")} == before


def test_diff_writes_nothing_and_git_applies_it(agentlint: Process, project: Path) -> None:
    before = (project / SAILOR).read_bytes()
    done = agentlint("check", "--select", "invalid-frontmatter", "--diff", cwd=project)
    assert done.returncode == 1
    assert (project / SAILOR).read_bytes() == before
    assert b"--- a/.claude/agents/sailor.md\n+++ b/.claude/agents/sailor.md\n" in done.stdout
    (project / "fixes.diff").write_bytes(done.stdout)
    subprocess.run(["patch", "-p1", "-s", "-i", "fixes.diff"], cwd=project, check=True)
    assert FIXED in (project / SAILOR).read_text("utf-8")


def test_standard_input(agentlint: Process, project: Path) -> None:
    name = ["--stdin-filename", ".claude/agents/smith.md"]
    done = agentlint("check", "-", *name, "--output-format", "concise", cwd=project, stdin=BROKEN)
    assert done.stdout.startswith(b".claude/agents/smith.md:3:26: warning[invalid-frontmatter] [*] ")
    assert not (project / ".claude/agents/smith.md").exists()


def test_standard_input_fixed(agentlint: Process, project: Path) -> None:
    name = ["--stdin-filename", ".claude/agents/smith.md"]
    done = agentlint("check", "--fix", "-", *name, cwd=project, stdin=BROKEN.replace(b"\n", b"\r\n"))
    fixed = b"---\nname: smith\ndescription: 'Use for iron: gates and nails'\n---\n\nYou forge.\n"
    assert done.stdout == fixed.replace(b"\n", b"\r\n")
    assert not (project / ".claude/agents/smith.md").exists()


def test_standard_input_without_fault_comes_back_byte_by_byte(agentlint: Process, project: Path) -> None:
    data = b"\xef\xbb\xbf---\r\nname: smith\r\ndescription: Forges\r\n---\r\nbroken \xff bytes, no end"
    done = agentlint("check", "--fix", "-", "--stdin-filename", "a.md", cwd=project, stdin=data)
    assert done.stdout == data


def test_excluded_standard_input_comes_back(agentlint: Process, project: Path) -> None:
    (project / "agentlint.toml").write_text('extend-exclude = ["smith.md"]\n', "utf-8")
    done = agentlint("check", "--fix", "-", "--stdin-filename", "smith.md", cwd=project, stdin=BROKEN)
    assert (done.returncode, done.stdout) == (0, BROKEN)


def test_verbose_names_files_and_kinds_on_standard_error(invoke: Invoke, project: Path) -> None:
    (project / ".codex/agents").mkdir(parents=True)
    (project / ".codex/agents/x.toml").write_text('name = "x"\n', "utf-8")
    quiet = invoke("check", cwd=project)
    result = invoke("check", "-v", cwd=project)
    assert result.stdout == quiet.stdout
    assert ".claude/agents/weaver.md: claude-code/agent" in result.stderr
    assert "x.toml: codex/agent" in result.stderr
    assert " ms (" in result.stderr


def _unreadable(folder: Path) -> list[str]:
    os.symlink("nowhere", folder / "link.md")  # noqa: PTH211 (a relative target)
    return ["link.md"]


def _latin(folder: Path) -> list[str]:
    (folder / "latin.md").write_bytes(b"---\nname: caf\xe9\ndescription: d\n---\n")
    return ["latin.md"]


def _config(text: str) -> Callable[[Path], list[str]]:
    def make(folder: Path) -> list[str]:
        (folder / "agentlint.toml").write_text(text, "utf-8")
        return ["."]

    return make


def _empty(folder: Path) -> list[str]:
    (folder / "empty").mkdir()
    return ["empty"]


@pytest.mark.parametrize(
    ("make", "arguments", "status", "stream", "message"),
    [
        (None, ["nowhere.md"], 2, "stderr", "error: nowhere.md: no such file or folder\n"),
        (None, ["nowhere.md", "nothing"], 2, "stderr", "error: nothing: no such file or folder\n"),
        (_empty, [], 0, "stderr", "note: empty: no prompt files found\n"),
        (_unreadable, [], 1, "stdout", "link.md:1:1: error[unreadable-file]"),
        (_latin, [], 1, "stdout", "byte 14 is not valid UTF-8"),
        (None, [".", "--select", "unknow-tool"], 2, "stderr", "in --select; did you mean `unknown-tool`?\n"),
        (None, [".", "--select", "tag:zzz"], 2, "stderr", "error: unknown tag `zzz` in --select"),
        (None, [".", "--ignore", "preset:zzz"], 2, "stderr", "error: unknown preset `zzz` in --ignore"),
        (None, [".", "--config", "no.toml"], 2, "stderr", "error: no.toml: no such configuration file\n"),
        (_config("a = = 1\n"), [], 2, "stderr", "error: agentlint.toml:1:5: not valid TOML"),
        (_config("\nslect = []\n"), [], 2, "stderr", "agentlint.toml:2: unknown key `slect`; did you mean `select`?\n"),
        (_config("select = 3\n"), [], 2, "stderr", "error: agentlint.toml:1: `select` must be a list of strings"),
        (_config('select = ["nope"]\n'), [], 2, "stderr", "error: agentlint.toml:1: unknown rule `nope` in select\n"),
        (_config('[severity]\ntoo-large = "bad"\n'), [], 2, "stderr", "error: agentlint.toml:2: `severity`"),
        (_config('default-host = "cloude-code"\n'), [], 2, "stderr", "did you mean `claude-code`?\n"),
    ],
)
def test_bad_input(
    invoke: Invoke,
    project: Path,
    make: Callable[[Path], list[str]] | None,
    arguments: list[str],
    status: int,
    stream: str,
    message: str,
) -> None:
    paths = make(project) if make is not None else []
    result = invoke("check", *paths, *arguments, cwd=project)
    assert result.exit_code == status
    assert message in getattr(result, stream)
    assert "Traceback" not in result.output
    if status == 2:
        assert result.stdout == ""


def test_output_is_utf_8_whatever_the_locale(agentlint: Process, project: Path) -> None:
    (project / ".claude/agents/maler.md").write_text("---\nname: mäler\ndescription: Für: 你好\n---\nx\n", "utf-8")
    env = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = agentlint("check", ".claude/agents/maler.md", cwd=project, env=env)
    assert "description: Für: 你好" in done.stdout.decode("utf-8")
    done = agentlint("inspect", ".claude/agents/maler.md", cwd=project, env=env)
    assert "mäler" in done.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names that are no text")
def test_a_file_name_that_is_no_text(agentlint: Process, project: Path) -> None:
    name = os.path.join(os.fsencode(project), b".claude", b"agents", b"b\xe4d\x1b\n.md")  # noqa: PTH118 (bytes)
    with open(name, "wb") as file:  # noqa: PTH123 (bytes)
        file.write(BROKEN)
    done = agentlint("check", "--output-format", "concise", cwd=project)
    assert b".claude/agents/b<U+DCE4>d<U+001B><U+000A>.md:3:" in done.stdout
    assert done.stderr == b""
    data = json.loads(agentlint("check", "--output-format", "json", cwd=project).stdout)
    assert any(d["path"] == ".claude/agents/b\udce4d\x1b\n.md" for d in data["diagnostics"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("reader", ["true", "head -n 1", "sleep 0"])
@pytest.mark.parametrize("output_format", ["full", "json"])
def test_a_closed_pipe_is_quiet_and_keeps_the_status(project: Path, reader: str, output_format: str) -> None:
    for number in range(30):
        (project / f".claude/agents/smith{number}.md").write_bytes(BROKEN)
    command = f"{sys.executable} -m agentlint check --fail-on warning --output-format {output_format}"
    done = subprocess.run(
        ["bash", "-c", f"{command} | {reader} >/dev/null; echo ${{PIPESTATUS[0]}}"],
        cwd=project, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_ctrl_c_is_quiet(project: Path) -> None:
    code = (
        # A background job of a shell has SIGINT ignored, and Python then leaves it so.
        "import os, signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import agentlint.cli.check as check\nreal = check._standard_input\n"
        "check._standard_input = lambda: os.write(2, b'ready') and real()\n"
        "from agentlint.cli.app import app\napp.main(['check', '-'])\n"
    )
    pipe = subprocess.PIPE
    program = subprocess.Popen([sys.executable, "-c", code], cwd=project, stdin=pipe, stdout=pipe, stderr=pipe)
    assert program.stderr is not None
    assert program.stderr.read(5) == b"ready"
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=120)
    assert (program.returncode, out, err) == (130, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize(
    ("script", "status", "message"),
    [
        ("mkdir gone; cd gone; rmdir ../gone; {} check", 2, "error: the working directory is gone\n"),
        ("mkdir gone; cd gone; rmdir ../gone; {} inspect a.md", 2, "error: the working directory is gone\n"),
        ("{} check - <&-", 0, "note: <stdin>: not a prompt file of any known host\n"),
        ("{} check -q nowhere 2>&-", 2, ""),
    ],
)
def test_strange_surroundings(project: Path, script: str, status: int, message: str) -> None:
    command = script.format(f"{sys.executable} -m agentlint")
    done = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", message)


def test_windows_line_ends_do_not_reach_the_output(agentlint: Process, project: Path) -> None:
    path = project / SAILOR
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert b"\r" not in agentlint("check", cwd=project).stdout
