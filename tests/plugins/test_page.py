"""docs/plugins.md: its example works as it is written there, and it names all of the API."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import agentlint.api
from agentlint.lint.plugins import GROUP, OLDEST_API
from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs/plugins.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^(?:`([^`\n]+)`:\n\n)?(`{3,})(\w*)\n(.*?)^\2$", re.MULTILINE | re.DOTALL)
_PLUGIN = ROOT / "examples/plugin"


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    if words[0] == "agentlint":
        words[:1] = [sys.executable, "-m", "agentlint"]
    elif words[0] == "python":
        words[:1] = [sys.executable, "-B"]
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    environment.pop("GITHUB_ACTIONS", None)
    return subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_example_works_as_written(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    files, commands = [], []
    for path, _, language, text in _BLOCK.findall(PAGE):
        if path:
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
            files.append(path)
        elif language == "console":
            output = ""
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                done = run(command, tmp_path)
                assert (done.returncode, done.stdout) == (0, output), command + done.stderr
                commands.append(command)
        elif language == "sh":
            for command in text.splitlines():
                done = run(command, tmp_path)
                assert done.returncode == 0, done.stdout
                commands.append(command)
    assert len(files) == 4
    assert len(commands) == 4


@pytest.mark.parametrize(
    ("language", "words", "file"),
    [("toml", "[project]", "pyproject.toml"), ("python", "AGENTLINT_API", "agentlint_acme/__init__.py")],
)
def test_what_is_shown_of_the_plugin_is_in_it(language: str, words: str, file: str) -> None:
    (shown,) = (text for path, _, kind, text in _BLOCK.findall(PAGE) if kind == language and not path and words in text)
    real = (_PLUGIN / file).read_text("utf-8").splitlines()
    assert [line for line in shown.splitlines() if line not in real] == []


def test_the_api_is_named_whole() -> None:
    table = PAGE[PAGE.index("| of | exported |") :]
    named = [name for row in re.findall(r"^\| [^|]+ \| (`.*`) \|$", table, re.MULTILINE) for name in row.split()]
    assert sorted(name.strip("`") for name in named) == sorted(agentlint.api.__all__)


def test_the_version_and_the_group_are_those_of_the_code() -> None:
    assert f"`agentlint.api.API_VERSION`, now {agentlint.api.API_VERSION}." in PAGE
    assert OLDEST_API <= agentlint.api.API_VERSION
    assert f"`{GROUP}`" in PAGE
    assert "python -m agentlint.testing.scaffold" in PAGE
