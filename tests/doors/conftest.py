from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.hook.conftest import Project, clean_environment, hook_repository, new_project

__all__ = ["clean_environment", "hook_repository", "new_project"]


@pytest.fixture
def newcomer(tmp_path: Path, hook_repository: Path, clean_environment: dict[str, str]) -> Project:
    """Somebody with a checkout of a project, Python, git, and the programs that pages tell to call."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("python3", "python"):
        (programs / name).symlink_to(Path(sys.executable).resolve())
    for name in ("pre-commit", "prek"):
        (programs / name).symlink_to(Path(sys.executable).parent / name)
    environment = clean_environment | {"PATH": f"{programs}{os.pathsep}{clean_environment['PATH']}"}
    root = tmp_path / "project"
    root.mkdir()
    project = Project(root, "pre-commit", hook_repository, environment)
    assert project.git("init", "-q").returncode == 0
    return project


@pytest.fixture(params=["pre-commit", "prek"])
def runner(request: pytest.FixtureRequest) -> str:
    return str(request.param)
