"""The steps of the action, run for real on repositories that pass, fail and attack."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.action.local_runner import Outcome
from tests.hook.conftest import agent
from tools.corpus import ROOT

pytestmark = pytest.mark.doors

Act = Callable[..., Outcome]
GOOD = {".claude/agents/heron.md": agent("heron")}
BAD = {".claude/agents/heron.md": agent("heron", tools="Read, Grpe")}
ROUGH = {".claude/agents/tern.md": agent("tern") + "\n\n\n"}


def test_a_repository_that_passes(act: Act) -> None:
    done = act(GOOD)
    assert done.status == 0, done.log
    assert done.outputs == {"exit-code": "0", "findings": "0", "sarif-file": ""}
    assert "agentlint found nothing in 1 file." in done.log
    assert done.summary == "## agentlint\n\nagentlint found nothing in 1 file.\n"


def test_a_repository_that_fails(act: Act) -> None:
    done = act(BAD)
    assert done.status == 1
    assert done.outputs == {"exit-code": "1", "findings": "1", "sarif-file": ""}
    (annotation,) = done.commands("error")
    assert annotation.startswith(
        "::error file=.claude/agents/heron.md,line=4,endLine=4,col=14,endColumn=18,title=agentlint (unknown-tool)::"
    )
    assert "agentlint found 1 error in 1 file." in done.summary
    (row,) = [line for line in done.summary.splitlines() if line.startswith("| error |")]
    assert 'href="https://github.example/harbour/fleet/blob/0123abcd/.claude/agents/heron.md?plain=1#L4"' in row
    assert "<code>Grpe</code> is not a tool of Claude Code" in row


def test_all_inputs(act: Act, workspace: Path) -> None:
    files = {**BAD, **ROUGH, "other/.claude/agents/x.md": agent("x", tools="Grpe, Read")}
    done = act(
        files, args="--preview --ignore 'gated-tool'", path=".claude\n\n", fail_on="never", format_check="true",
        sarif_file="out/found.sarif", summary="false",
    )  # fmt: skip
    assert done.status == 1, done.log
    assert done.outputs == {"exit-code": "1", "findings": "1", "sarif-file": "out/found.sarif"}
    run = json.loads((workspace / "out/found.sarif").read_text())["runs"][0]
    assert [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]] == list(BAD)
    assert done.summary == ""
    assert [line for line in done.commands("error") if "tern.md" in line] == [
        "::error file=.claude/agents/tern.md,title=agentlint (format)::`agentlint format` would change this file"
    ]
    assert (workspace / ".claude/agents/tern.md").read_text() == ROUGH[".claude/agents/tern.md"]


def test_formatting_alone_can_fail_the_step(act: Act) -> None:
    assert act(ROUGH).status == 0
    done = act(ROUGH, format_check="true")
    assert (done.status, done.outputs["exit-code"], done.outputs["findings"]) == (1, "1", "0")
    assert "### 1 file that `agentlint format` would change\n- <code>.claude/agents/tern.md</code>" in done.summary


def test_fail_on(act: Act) -> None:
    description = "Keeps the log of the night pier. Use when a ship moors at night."
    twins = {f"agents/{name}.md": agent(name, description=description) for name in ("heron", "tern")}
    assert act(twins).status == 0
    done = act(twins, fail_on="warning")
    assert done.status == 1
    assert len(done.commands("warning")) == int(done.outputs["findings"]) == 2


def test_ten_of_a_kind_are_annotated_and_all_are_in_the_summary(act: Act) -> None:
    done = act({f"agents/pier-{i:03}.md": agent(f"pier-{i:03}", tools="Read, Grpe") for i in range(60)})
    assert done.outputs["findings"] == "60"
    assert len(done.commands("error")) == 10
    assert done.summary.count("| error |") == 60
    assert "<details><summary>60 findings</summary>" in done.summary


def test_the_summary_stays_under_a_mebibyte(act: Act) -> None:
    tools = ", ".join(["Read", *(f"Qu{'e' * 80}{i}" for i in range(120))])
    files = {f"agents/pier-{i}.md": agent(f"pier-{i}", tools=tools) for i in range(40)}
    done = act(files, fail_on="never")
    assert done.outputs["findings"] == "4800"
    assert 500_000 < len(done.summary.encode()) < 1024 * 1024
    left = re.search(r"… and (\d+) more", done.summary)
    assert left is not None
    assert done.summary.count("| error |") + int(left[1]) == int(done.outputs["findings"])
    assert done.summary.endswith("</details>\n")


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"fail_on": "sometimes"}, "sometimes"),
        ({"format_check": "yes"}, "input format-check: 'yes' is neither true nor false"),
        ({"args": "--select 'x"}, "input args: No closing quotation"),
        ({"args": "--no-such-option"}, "--no-such-option"),
        ({"args": "-o x"}, "input args: -o is not for you to give here"),
        ({"args": "-- x"}, "input args: -- is not for you to give here"),
        ({"path": "gone"}, "gone: no such file or folder"),
        ({"version": "1; echo x"}, "is no version"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_said_so(act: Act, inputs: dict[str, str], said: str) -> None:
    done = act(GOOD, **inputs)
    assert done.status == 2
    assert done.outputs["exit-code"] == "2"
    (error,) = done.commands("error")
    assert said in error
    assert "Traceback" not in done.log


def test_a_stranger_s_repository_runs_nothing_and_commands_nothing(act: Act, workspace: Path) -> None:
    trap = "import pathlib\npathlib.Path('sprung').touch()\n"
    names = ("agentlint.py", "json.py", "pip.py", "sitecustomize.py", "agentlint_rules/__init__.py")
    tools = "Read, '::error::boo', '%0A::set-output name=x::y', '<img src=x>|`'"
    files = {
        **dict.fromkeys(names, trap),
        "agents/::warning::x, $(touch sprung) `touch sprung`.md": agent("quay", tools=f"[{tools}]"),
        "agents/two\n::error::lines.md": agent("two lines", tools="Read, '##[error]x'"),
    }
    done = act(files, path=".\n$(touch sprung)")
    assert done.status == 2
    done = act(files)
    assert done.status == 1
    assert not (workspace / "sprung").exists()
    for line in done.log.splitlines():
        assert line.startswith("::") or "##[" not in line
        if line.startswith("::"):
            assert re.match(r"::(group|endgroup|error|warning|notice)[: ]", line), line
            assert "title=agentlint" in line or "group" in line, line
    assert "<img" not in done.summary
    assert all(line.count("|") == 5 for line in done.summary.splitlines() if line.startswith("| error"))


def test_an_old_python_is_said_so(act: Act, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(GOOD)
    python = temporary / "tools/python3"
    kept = python.readlink()
    try:
        for name in ("python3", "python"):
            (temporary / "tools" / name).unlink(missing_ok=True)
            (temporary / "tools" / name).write_text("#!/bin/sh\nexit 1\n")
            (temporary / "tools" / name).chmod(0o755)
        done = act(GOOD)
    finally:
        for name in ("python3", "python"):
            (temporary / "tools" / name).unlink()
        python.symlink_to(kept)
    assert done.status == 2
    assert done.outputs["exit-code"] == "2"
    assert "::error title=agentlint::no Python 3.11 or newer here" in done.log


FILES = [ROOT / "action.yml", *sorted((ROOT / ".github/workflows").glob("*.yml"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_linters_find_nothing(file: Path) -> None:
    tools = Path(sys.executable).parent
    schema = "vendor.github-actions" if file.name == "action.yml" else "vendor.github-workflows"
    for command in (
        [tools / "check-jsonschema", "--builtin-schema", schema, file],
        [tools / "zizmor", "--offline", "--persona=pedantic", "--no-progress", file],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
