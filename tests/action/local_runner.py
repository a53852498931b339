"""Runs the steps of a composite action as a runner of GitHub does, as far as this action needs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


@dataclass(frozen=True)
class Outcome:
    """What a job would see of the action."""

    status: int
    log: str
    outputs: Mapping[str, str]
    summary: str

    def commands(self, name: str) -> list[str]:
        return [line for line in self.log.splitlines() if line.startswith(f"::{name} ")]


def run_action(action: Path, workspace: Path, temporary: Path, **inputs: str) -> Outcome:
    """Run the action that stands in a folder. Input names with `_` for `-`."""
    definition: dict[str, Any] = YAML(typ="safe", pure=True).load(action / "action.yml")
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    assert set(given) <= set(definition["inputs"])
    values = {
        f"inputs.{name}": given.get(name, str(facts.get("default", ""))) for name, facts in definition["inputs"].items()
    }
    files = {name: temporary / f"{name}.txt" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV")}
    log, status = "", 0
    for step in definition["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        for file in files.values():
            file.write_text("")
        environment = _environment(workspace, temporary) | {name: str(file) for name, file in files.items()}
        environment["GITHUB_ACTION_PATH"] = str(action)
        environment |= {name: _EXPRESSION.sub(lambda m: values[m[1]], text) for name, text in step["env"].items()}
        script = temporary / "step.sh"
        script.write_text(step["run"], encoding="utf-8", newline="\n")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=workspace, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        log += done.stdout.decode("utf-8")
        for name, value in _assignments(files["GITHUB_OUTPUT"].read_text("utf-8")).items():
            values[f"steps.{step['id']}.outputs.{name}"] = value
        status = done.returncode
        if status:
            break
    outputs = {
        name: _EXPRESSION.sub(lambda m: values.get(m[1], ""), facts["value"])
        for name, facts in definition["outputs"].items()
    }
    return Outcome(status, log, outputs, files["GITHUB_STEP_SUMMARY"].read_text("utf-8"))


def _environment(workspace: Path, temporary: Path) -> dict[str, str]:
    left_out = ("GIT_", "GITHUB_", "INPUT_", "PYTHON", "PYTEST_", "RUNNER_", "VIRTUAL_ENV", "FORCE_COLOR")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    tools = temporary / "tools"
    if not tools.exists():
        tools.mkdir()
        (tools / "python3").symlink_to(Path(sys.executable).resolve())
    bash = shutil.which("bash")
    assert bash
    return environment | {
        "PATH": f"{tools}{os.pathsep}{environment['PATH']}",
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_REPOSITORY": "harbour/fleet",
        "GITHUB_SHA": "0123abcd",
        "RUNNER_TEMP": str(temporary),
    }


def _assignments(text: str) -> dict[str, str]:
    """`name=value` lines and `name<<END` blocks of a command file."""
    found = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, block, end = line.partition("<<")
        if block and "=" not in name:
            value = []
            for inner in lines:
                if inner == end:
                    break
                value.append(inner)
            found[name] = "\n".join(value)
        else:
            name, _, found_value = line.partition("=")
            found[name] = found_value
    return found
