"""A project on disk and runs over it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from agentlint.session import Report, Request, run

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Write files by path below a fresh folder, which has a space in its name; with `git` it is a repository."""

    def write(files: dict[str, str], *, git: bool = False) -> Path:
        root = tmp_path / "a project"
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        if git:
            subprocess.run(["git", "init", "-q", str(root)], check=True, capture_output=True)
        return root

    return write


@pytest.fixture
def check() -> Callable[..., Report]:
    """Run over paths in a folder."""

    def call(cwd: Path, *paths: str, **options: object) -> Report:
        return run(Request(paths=paths, cwd=cwd, **options))  # type: ignore[arg-type]

    return call


@pytest.fixture
def told() -> Callable[[Report], list[str]]:
    """Findings as `path:line rule`."""

    def lines(report: Report) -> list[str]:
        return [f"{d.path}:{d.range.start.line} {d.rule}" for d in report.diagnostics if d.range is not None]

    return lines
