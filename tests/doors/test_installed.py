"""Wheel and sdist as they would be published, installed where nothing else is."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.hook.conftest import Project, agent

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.doors

OURS = {"agentlint-cli", "click", "markdown-it-py", "pathspec", "ruamel.yaml"}
THEIRS = {"mdurl", "colorama"}
"""What those need: markdown-it-py, and click on Windows."""


@pytest.fixture(scope="session")
def built(hook_repository: Path, clean_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(hook_repository)]
    done = subprocess.run(command, env=clean_environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def packages(project: Project, python: str) -> set[str]:
    listed = project.run(python, "-m", "pip", "list", "--format", "freeze").stdout.split()
    return {line.partition("==")[0].lower() for line in listed}


@pytest.mark.parametrize("ending", [".whl", ".tar.gz"])
def test_an_empty_environment_is_enough(built: Path, newcomer: Project, tmp_path: Path, ending: str) -> None:
    (package,) = built.glob(f"agentlint_cli-*{ending}")
    folder = tmp_path / "empty"
    assert newcomer.run("python3", "-m", "venv", str(folder)).returncode == 0
    python = str(folder / "bin/python")
    before = packages(newcomer, python)
    done = newcomer.run(python, "-m", "pip", "install", "--quiet", str(package))
    assert done.returncode == 0, done.stderr
    assert newcomer.run(python, "-m", "pip", "check").returncode == 0
    brought = packages(newcomer, python) - before
    assert brought >= OURS
    assert brought - OURS <= THEIRS
    newcomer.write({"agents/heron.md": agent("heron", tools="Read, Grpe")})
    found = newcomer.run(str(folder / "bin/agentlint"), "check", "--output-format", "concise")
    assert found.returncode == 1, found.stderr
    assert "agents/heron.md:4:14: error[unknown-tool]" in found.stdout
    assert newcomer.run(str(folder / "bin/agentlint"), "format", "--check").returncode == 0
    page = newcomer.run(str(folder / "bin/agentlint"), "rule", "unknown-tool")
    assert "## Why" in page.stdout or "Why" in page.stdout


def test_what_is_in_them(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = archive.namelist()
    assert {name.split("/")[0] for name in in_wheel} == {
        "agentlint",
        "agentlint_rules",
        "agentlint_cli-0.1.0.dist-info",
    }
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    needed = {
        "LICENSE",
        "Makefile",
        "action.yml",
        "action/main.py",
        "constraints.txt",
        "pyproject.toml",
        "tools/hooks.py",
    }
    assert needed <= in_sdist
    assert not [name for name in in_sdist | set(in_wheel) if "__pycache__" in name or name.startswith(".git/")]
