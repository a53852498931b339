"""agentlint as programs install it: a repository of hooks made from the working tree, and projects that use it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.hook_time import TAG, WHO, NoRepositoryError, make_hook_repository, runner_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def agent(name: str, *, tools: str = "Read", description: str = "") -> str:
    text = description or f"Keeps the log of pier {name}. Use when a ship moors at {name}."
    return f"---\nname: {name}\ndescription: {text}\ntools: {tools}\n---\n\nYou keep the log.\n"


def program(name: str) -> str:
    """A program of the environment that runs the tests."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} is not installed; `make test-doors` installs it"
    return found


@dataclass
class Project:
    """A git repository of a user, with the hook runner that watches over it."""

    root: Path
    runner: str
    hooks: Path
    environment: Mapping[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, encoding="utf-8", check=False
        )

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("git", *WHO, *arguments)

    def hook(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(program(self.runner), *arguments)

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")

    def configure(self, *hooks: str) -> None:
        """Each hook as `id` or `id: args`."""
        lines = [f"repos:\n- repo: {self.hooks}\n  rev: {TAG}\n  hooks:\n"]
        for hook in hooks:
            name, _, arguments = hook.partition(": ")
            lines.append(f"  - id: {name}\n" + (f"    args: {arguments}\n" if arguments else ""))
        self.write({".pre-commit-config.yaml": "".join(lines)})

    def keep(self, files: Mapping[str, str]) -> None:
        """Commit files past all hooks."""
        self.write(files)
        assert self.git("add", "-A").returncode == 0
        done = self.git("commit", "-q", "--no-verify", "-m", "kept")
        assert done.returncode == 0, done.stderr

    def commit(self, *paths: str) -> subprocess.CompletedProcess[str]:
        """Commit as a user does; the hooks run. Both streams are in `stdout`."""
        if paths:
            assert self.git("add", *paths).returncode == 0
        done = self.git("commit", "-m", "change")
        done.stdout += done.stderr
        return done


@pytest.fixture(scope="session")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working tree as a repository with one commit and a tag."""
    folder = tmp_path_factory.mktemp("hooks") / "agentlint"
    try:
        make_hook_repository(folder)
    except NoRepositoryError:
        pytest.skip("needs a git checkout")
    return folder


@pytest.fixture(scope="session")
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a user's shell has, with caches of our own; how pip finds packages is for its configuration to say."""
    return runner_environment(tmp_path_factory.mktemp("caches")) | {
        "PRE_COMMIT_COLOR": "never",
        "NO_COLOR": "1",
        "COLUMNS": "80",
    }


@pytest.fixture(params=["pre-commit", "prek"])
def runner(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def project(runner: str, new_project: Callable[[str], Project]) -> Project:
    """An empty project, once for each runner."""
    return new_project(runner)


@pytest.fixture
def new_project(tmp_path: Path, hook_repository: Path, clean_environment: dict[str, str]) -> Callable[[str], Project]:
    def new(runner: str) -> Project:
        root = tmp_path / "project"
        root.mkdir()
        made = Project(root, runner, hook_repository, clean_environment)
        assert made.git("init", "-q").returncode == 0
        return made

    return new
