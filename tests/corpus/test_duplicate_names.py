"""duplicate-name on real repositories: the one conflict that there is, and none of the hundred names that are meant."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from agentlint.diagnostic import Severity
from agentlint.session import Report, Request, run

if TYPE_CHECKING:
    from pathlib import Path

CONFLICTS = {
    "darrenhinde+OpenAgents": {".opencode/agent/core/opencoder.md", ".opencode/agent/eval-runner.md"},
}


def names(*paths: str, cwd: Path) -> Report:
    return run(Request(paths=paths, cwd=cwd, select=("duplicate-name",)))


def test_only_true_conflicts_are_reported(corpus: Path) -> None:
    found: dict[str, set[str]] = {}
    repositories = sorted(path for path in corpus.iterdir() if path.is_dir())
    for repository in repositories:
        report = names(cwd=repository)
        assert report.failures == ()
        for diagnostic in report.diagnostics:
            found.setdefault(repository.name, set()).add(diagnostic.path)
            assert diagnostic.severity is Severity.ERROR
    assert len(repositories) == 58
    assert found == CONFLICTS


def test_all_repositories_in_one_run(corpus: Path) -> None:
    report = names(cwd=corpus)
    found = {diagnostic.path for diagnostic in report.diagnostics}
    assert found == {f"{repository}/{path}" for repository, paths in CONFLICTS.items() for path in paths}


@pytest.fixture
def pair(seeds: Path) -> list[str]:
    return sorted(path.name for path in seeds.iterdir() if path.name[:3] in ("002", "003"))


def expect_the_pair(report: Report, pair: list[str], extension: str) -> None:
    found = [(d.path.rsplit("/", 1)[-1], d.severity, d.range) for d in report.diagnostics]
    assert [name for name, _, _ in found] == [name.removesuffix(".txt") + extension for name in pair]
    for diagnostic in report.diagnostics:
        assert diagnostic.severity is Severity.ERROR
        start = report.sources[diagnostic.path].text.index("name: ") + len("name: ")
        assert diagnostic.span.start == start
        assert report.sources[diagnostic.path].slice(diagnostic.span) == "senior-backend-engineer"
        assert len(diagnostic.related) == 1


def test_seeds_by_name_from_any_folder(seeds: Path, pair: list[str], tmp_path: Path) -> None:
    files = sorted(str(path) for path in seeds.iterdir())
    assert len(files) == 5
    for cwd in (seeds, seeds.parent, tmp_path):
        expect_the_pair(names(*files, cwd=cwd), pair, ".txt")


def test_seeds_as_agents_of_claude_code(seeds: Path, pair: list[str], tmp_path: Path) -> None:
    folder = tmp_path / ".claude/agents"
    folder.mkdir(parents=True)
    for path in seeds.iterdir():
        shutil.copyfile(path, folder / f"{path.stem}.md")
    expect_the_pair(names(cwd=tmp_path), pair, ".md")
    one = names(f".claude/agents/{pair[0].removesuffix('.txt')}.md", cwd=tmp_path)
    assert [d.path.rsplit("/", 1)[-1][:3] for d in one.diagnostics] == ["002"]


@pytest.mark.parametrize("name", ["darrenhinde+OpenAgents", "AlexGladkov+claude-code-agents"])
def test_repositories_of_git_in_chunks(corpus: Path, tmp_path: Path, name: str) -> None:
    repository = tmp_path / name
    shutil.copytree(corpus / name, repository)
    subprocess.run(["git", "init", "-q", str(repository)], check=True, capture_output=True)
    whole = names(cwd=repository)
    assert {d.path for d in whole.diagnostics} == CONFLICTS.get(name, set())
    files = sorted(whole.sources)
    chunks = [names(*files[at : at + 7], cwd=repository) for at in range(0, len(files), 7)]
    assert sum(chunk.files for chunk in chunks) == whole.files
    assert tuple(d for chunk in chunks for d in chunk.diagnostics) == whole.diagnostics
