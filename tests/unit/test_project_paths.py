"""What a project's listing says of a path: there, not there, or not known."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from agentlint.project.paths import ProjectPaths
from agentlint.session import Request, run

if TYPE_CHECKING:
    from pathlib import Path

FILES = tuple(
    sorted(f"/p/{name}" for name in ("README.md", "docs/a b.md", "docs/deep/c.md", "docs-old/d.md", "sub", "é.md"))
)
PATHS = ProjectPaths("/p", FILES, separator="/")


@pytest.mark.parametrize(
    "path", ["README.md", "docs", "docs/deep", "docs/deep/c.md", "docs/a b.md", "docs-old", "é.md", "."]
)
def test_files_and_folders_are_there(path: str) -> None:
    assert PATHS.holds(path) is True


@pytest.mark.parametrize("path", ["readme.md", "doc", "docs/c.md", "docs-", "docs/deep/c", "zzz/x.md"])
def test_others_are_not(path: str) -> None:
    assert PATHS.holds(path) is False


@pytest.mark.parametrize("path", ["../x.md", "..", "/etc/hosts", "node_modules/x/y.md", "sub/inside.md", ".git/config"])
def test_what_is_never_listed_is_not_known(path: str) -> None:
    assert PATHS.holds(path) is None


def test_in_a_listing_of_host_folders_other_folders_are_not_known() -> None:
    paths = ProjectPaths("/p", ("/p/.claude/agents/a.md",), whole=False, separator="/")
    assert paths.holds("docs/x.md") is None
    assert paths.holds(".claude/agents/b.md") is False
    assert paths.holds(".claude/agents/a.md") is True


def test_a_root_that_is_the_whole_disk() -> None:
    assert ProjectPaths("/", ("/a/b.md",), separator="/").holds("a/b.md") is True


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "CLAUDE.md": "@docs/here.md, @docs/gone.md, [this](docs/gone.md), [that](docs/here.md), [lib](.venv/x.md)\n",
        "docs/here.md": "x\n",
        "agentlint.toml": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def found(cwd: Path, **options: object) -> list[str]:
    report = run(Request(cwd=cwd, select=("broken-reference",), preview=True, **options))  # type: ignore[arg-type]
    assert report.failures == ()
    return [report.sources[d.path].slice(d.span) for d in report.diagnostics]


def test_a_run_knows_the_files_of_the_project(project: Path) -> None:
    assert found(project) == ["@docs/gone.md", "docs/gone.md"]


def test_a_run_from_below_knows_them_too(project: Path) -> None:
    assert found(project / "docs", paths=("../CLAUDE.md",)) == ["@docs/gone.md", "docs/gone.md"]


def test_without_a_project_nothing_is_known(project: Path) -> None:
    assert found(project, no_project=True) == []


def test_a_file_that_is_new_and_not_yet_tracked_is_there(project: Path) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    (project / "docs/gone.md").write_text("y\n", encoding="utf-8")
    assert found(project) == []


def test_without_a_rule_that_asks_nothing_is_listed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("listed")

    monkeypatch.setattr("agentlint.project.workspace.Workspace.paths", fail)
    assert run(Request(cwd=project, paths=("CLAUDE.md",), select=("body-length",))).failures == ()
