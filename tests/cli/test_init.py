"""`agentlint init`: looks at the project, writes a file that loads, and overwrites nothing."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result
from jsonschema import Draft7Validator

from agentlint.lint.json_schema import configuration_schema
from agentlint.lint.registry import load_rules

if TYPE_CHECKING:
    from pathlib import Path

Invoke = Callable[..., Result]

AGENT = "---\nname: {0}\ndescription: Looks after the {0}.\n---\n\nWork.\n"


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(AGENT.format(path.rpartition("/")[2].partition(".")[0]), "utf-8")


def test_it_says_what_it_found_and_loads(invoke: Invoke, project: Path) -> None:
    put(project, ".cursor/rules/style.mdc", ".github/agents/a.agent.md", "agents/plain.md", "prompts/loose.md")
    result = invoke("init", cwd=project)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Wrote agentlint.toml for 7 prompt files. Next: agentlint check\n"
    text = (project / "agentlint.toml").read_text("utf-8")
    assert text.startswith("# agentlint found 7 prompt files here: Claude Code 5, Copilot CLI 1, Cursor 1.\n")
    assert "(1 file here):" in text
    assert "files in prompts are prompt files" in text
    assert max(map(len, text.splitlines())) <= 100
    shown = json.loads(invoke("config", "--output-format", "json", cwd=project).stdout)
    assert shown["path"] == "agentlint.toml"
    assert shown["origins"]["select"].startswith("agentlint.toml:")


def test_it_changes_no_finding(invoke: Invoke, project: Path) -> None:
    before = invoke("check", "--output-format", "json", cwd=project).stdout
    invoke("init", cwd=project)
    assert invoke("check", "--output-format", "json", cwd=project).stdout == before


def test_what_it_proposes_is_valid(invoke: Invoke, project: Path) -> None:
    put(project, "prompts/loose.md", ".github/skills/oven/SKILL.md")
    invoke("init", cwd=project)
    lines = (project / "agentlint.toml").read_text("utf-8").splitlines()
    proposals = [line.removeprefix("# ") for line in lines if line.startswith(("# [", '# "')) or " = " in line]
    table = tomllib.loads("\n".join(proposals))
    assert {"select", "hosts", "baseline", "severity", "file-kinds", "per-file-ignores"} <= set(table)
    assert list(Draft7Validator(configuration_schema(load_rules(), strict=True)).iter_errors(table)) == []


def test_plugins(invoke: Invoke, project: Path) -> None:
    put(project, "plugins/yard/agents/crane.md")
    (project / "plugins/yard/.claude-plugin").mkdir()
    (project / "plugins/yard/.claude-plugin/plugin.json").write_text('{"name": "yard"}')
    invoke("init", cwd=project)
    assert "# Plugins: plugins/yard. Names must be unique" in (project / "agentlint.toml").read_text("utf-8")


@pytest.mark.parametrize("name", ["agentlint.toml", ".agentlint.toml", "pyproject.toml"])
def test_it_does_not_overwrite(invoke: Invoke, project: Path, name: str) -> None:
    text = "[tool.agentlint]\nnonsense = 1\n" if name == "pyproject.toml" else "nonsense = 1\n"
    (project / name).write_text(text)
    result = invoke("init", cwd=project)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {name}: there is a configuration already; --force")
    assert (project / name).read_text() == text
    assert invoke("init", "--force", cwd=project).exit_code == 0
    assert invoke("config", cwd=project).stdout.startswith("# agentlint.toml\n")


def test_another_folder_and_an_empty_one(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = invoke("init", "empty", cwd=tmp_path)
    assert result.stdout == "Wrote empty/agentlint.toml for 0 prompt files. Next: agentlint check\n"
    assert invoke("config", "empty", cwd=tmp_path).exit_code == 0
    assert invoke("init", "nowhere", cwd=tmp_path).stderr == "error: nowhere: no such folder\n"
    assert invoke("init", "empty/agentlint.toml", cwd=tmp_path).stderr.endswith(": not a folder\n")


@pytest.mark.skipif(os.name == "nt", reason="needs links and any name for a file")
def test_odd_names_and_links(invoke: Invoke, project: Path) -> None:
    put(project, 'odd "name"\nselect = 3/loose.md')
    assert invoke("init", cwd=project).exit_code == 0
    assert invoke("config", cwd=project).exit_code == 0
    (project / "agentlint.toml").unlink()
    (project / "agentlint.toml").symlink_to(project.parent / "outside.toml")
    result = invoke("init", "--force", cwd=project)
    assert (result.exit_code, result.stderr) == (2, "error: agentlint.toml: exists already, and is no ordinary file\n")
    assert not (project.parent / "outside.toml").exists()
