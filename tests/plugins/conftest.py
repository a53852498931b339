"""Rule sets on `sys.path`, as if they were installed, and projects that name them."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agentlint.lint import plugins
from tools.corpus import ROOT

Offer = Callable[..., str]
Project = Callable[..., Path]
Command = Callable[..., "subprocess.CompletedProcess[str]"]

AGENT = "---\nname: {name}\ndescription: Use when a {name} is needed in the yard.\n{header}---\n\n{body}\n"
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No rule set of an earlier test is remembered."""
    plugins._registry_of.cache_clear()


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Put a distribution on `sys.path` that offers a set. Gives the name of its module."""

    def call(code: str, *, name: str = "acme", distribution: str = "agentlint-acme", version: str = "1.2.3") -> str:
        module = f"rules_of_others_{next(_numbers)}"
        site = tmp_path / "site" / module
        info = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[agentlint.rules]\n{name} = {module}\n", "utf-8")
        (site / f"{module}.py").write_text(code, "utf-8")
        monkeypatch.syspath_prepend(str(site))
        return module

    return call


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A repository with a configuration and agents: name to body, or to header lines and body."""

    def make(config: str, **agents: str | tuple[str, str]) -> Path:
        root = tmp_path / "a project"
        (root / ".git").mkdir(parents=True, exist_ok=True)
        (root / ".claude/agents").mkdir(parents=True, exist_ok=True)
        (root / "agentlint.toml").write_text(config, "utf-8")
        for name, given in (agents or {"crane": "You lift."}).items():
            header, body = given if isinstance(given, tuple) else ("", given)
            text = AGENT.format(name=name, header=header, body=body)
            (root / f".claude/agents/{name}.md").write_text(text, "utf-8")
        return root

    return make


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which pip installed a copy of the example plugin."""
    top = tmp_path_factory.mktemp("example plugin")
    source = top / "source"
    shutil.copytree(ROOT / "examples/plugin", source, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
               "--no-index", "--no-build-isolation", "--target", str(top / "site"), str(source)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=top)
    assert done.returncode == 0, done.stderr
    return top / "site"


@pytest.fixture
def agentlint(installed: Path) -> Command:
    """Run the command in a process of its own, where the example plugin is installed."""

    def call(cwd: Path, *arguments: str, with_plugin: bool = True) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if k != "GITHUB_ACTIONS"}
        if with_plugin:
            environment["PYTHONPATH"] = str(installed)
        command = [sys.executable, "-m", "agentlint", *arguments]
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )

    return call
