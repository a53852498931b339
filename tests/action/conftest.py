from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.action.local_runner import Outcome, run_action
from tools.corpus import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@pytest.fixture(scope="session")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of the runner: agentlint is installed there once."""
    return tmp_path_factory.mktemp("runner temp")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def act(workspace: Path, temporary: Path) -> Callable[..., Outcome]:
    """Write files into a workspace and run the action there."""

    def run(files: Mapping[str, str], **inputs: str) -> Outcome:
        for name, text in files.items():
            path = workspace / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return run_action(ROOT, workspace, temporary, **inputs)

    return run
