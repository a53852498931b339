from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from agentlint.project.discovery import Listing
from agentlint.project.root import Project, Roots

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, *paths: str, text: str = "") -> None:
    for path in paths:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def listed(root: Path, folder: str = "") -> list[str]:
    files = Listing(Roots()).files(str(root / folder) if folder else str(root))
    return [os.path.relpath(path, root) for path in files]


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def test_root_is_the_nearest_configuration_or_repository(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c/x.md", "a/agentlint.toml")
    (tmp_path / "a/b/.git").mkdir()
    roots = Roots()
    a, b = str(tmp_path / "a"), str(tmp_path / "a/b")
    assert roots.project(str(tmp_path / "a/b/c")) == Project(b, b, "git")
    assert roots.project(a) == Project(a, a, "configuration")
    assert roots.configuration(b) == str(tmp_path / "a/agentlint.toml")
    write(tmp_path, "a/b/c/pyproject.toml", text='[tool.agentlint]\nselect = ["ALL"]\n')
    found = Roots().project(str(tmp_path / "a/b/c"))
    assert found is not None
    assert (found.root, found.found_by) == (str(tmp_path / "a/b/c"), "configuration")


def test_a_pyproject_without_the_table_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path, "a/pyproject.toml", text='[project]\ndependencies = ["agentlint"]\n')
    assert Roots().configuration(str(tmp_path / "a")) is None
    write(tmp_path, "a/pyproject.toml", text="[tool.agentlint\n")
    assert Roots().configuration(str(tmp_path / "a")) is None
    write(tmp_path, "a/pyproject.toml", text="[tool.agentlint]\nselect = [\n")
    assert Roots().configuration(str(tmp_path / "a")) is not None


def test_without_either_it_is_the_folder_above_the_host_folder(tmp_path: Path) -> None:
    inside = tmp_path / "x/.claude/agents/deep"
    above = str(tmp_path / "x")
    assert Roots().project(str(inside)) == Project(above, above, "host-folder")
    assert Roots().project(above) is None


def test_a_worktree_below_a_host_folder_is_a_project(tmp_path: Path) -> None:
    tree = tmp_path / ".claude/worktrees/one"
    write(tree, ".git", text="gitdir: elsewhere\n")
    assert Roots().project(str(tree / "src")) == Project(str(tree), str(tree), "git")
    own = tmp_path / "y/.claude"
    write(own, ".git/HEAD")
    assert Roots().project(str(own)) == Project(str(own), str(tmp_path / "y"), "git")


def test_git_lists_tracked_and_new_files_and_no_ignored_ones(tmp_path: Path) -> None:
    write(tmp_path, "tracked.md", "new.md", "out/x.md", "kept/y.md", "node_modules/z.md", ".claude/agents/a.md")
    write(tmp_path, ".gitignore", text="out/\nkept/\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-f", "tracked.md", "kept/y.md")
    assert listed(tmp_path) == [".claude/agents/a.md", ".gitignore", "kept/y.md", "new.md", "tracked.md"]
    assert listed(tmp_path, "out") == ["out/x.md"]
    assert listed(tmp_path, "kept") == ["kept/y.md"]


def test_a_program_that_the_repository_names_is_not_run(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    write(tmp_path, "spy.sh", text=f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    (tmp_path / "spy.sh").chmod(0o755)
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "core.fsmonitor", str(tmp_path / "spy.sh"))
    assert "a.md" in listed(tmp_path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("with_git", [True, False])
def test_ignore_files_count_where_they_lie(tmp_path: Path, with_git: bool) -> None:
    write(tmp_path, "a.log", "b/a.log", "b/keep.log", "b/only/x", "c/only/x", "d/deep/er/t", "d/e.md", "q/[odd")
    write(tmp_path, ".gitignore", text="*.log\n/d/deep\n# comment\n\n\\#x\n")
    write(tmp_path, "b/.gitignore", text="!keep.log\n/only\n")
    if with_git:
        git(tmp_path, "init", "-q")
    else:
        write(tmp_path, "agentlint.toml")
    expected = [".gitignore", "b/.gitignore", "b/keep.log", "c/only/x", "d/e.md", "q/[odd"]
    assert [path for path in listed(tmp_path) if path != "agentlint.toml"] == expected
    assert listed(tmp_path, "b") == ["b/.gitignore", "b/keep.log"]
    assert listed(tmp_path, "d/deep") == ["d/deep/er/t"]


def test_the_walk_enters_hidden_host_folders_and_no_caches(tmp_path: Path) -> None:
    write(tmp_path, ".claude/agents/a.md", ".git/x.md", "node_modules/p/x.md", "env/pyvenv.cfg", "env/x.md")
    write(tmp_path, ".venv/x.md", "__pycache__/x.md", "docs/x.md", ".hidden/x.md")
    (tmp_path / ".git").rename(tmp_path / "moved")
    (tmp_path / "moved").rename(tmp_path / ".svn")
    assert listed(tmp_path) == [".claude/agents/a.md", ".hidden/x.md", "docs/x.md"]


def test_links_lead_to_files_once_and_never_round(tmp_path: Path) -> None:
    write(tmp_path, "real/x.md")
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    write(outside, "y.md")
    (tmp_path / "real/up").symlink_to("..")
    (tmp_path / "alias").symlink_to("real")
    (tmp_path / "out").symlink_to(outside)
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude/agents").symlink_to(outside)
    found = listed(tmp_path)
    wanted = {str((tmp_path / "real/x.md").resolve()), str((outside / "y.md").resolve())}
    assert {os.path.realpath(tmp_path / path) for path in found} == wanted
    assert len(found) <= 3
    assert ".claude/agents/y.md" in found


def test_a_folder_in_a_listed_one_costs_no_second_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/x.md", "a/b/y.md", "ab/z.md", "a.md", "a0.md")
    git(tmp_path, "init", "-q")
    listing = Listing(Roots())
    everything = listing.files(str(tmp_path))
    monkeypatch.setenv("PATH", "")
    assert listing.files(str(tmp_path / "a")) == tuple(p for p in everything if f"{os.sep}a{os.sep}" in p)


def test_thousands_of_nested_folders_do_not_recurse(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(400):
        deep = deep / "d"
    deep.mkdir(parents=True)
    write(deep, "x.md")
    assert len(listed(tmp_path)) == 1


def test_another_working_tree_is_no_second_copy(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "inner/b.md")
    git(tmp_path, "init", "-q")
    git(tmp_path, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-q", "--allow-empty", "-m", "x")
    git(tmp_path, "worktree", "add", "-q", "-b", "other", ".claude/worktrees/one")
    write(tmp_path, ".claude/worktrees/one/a.md")
    git(tmp_path / "inner", "init", "-q")
    assert listed(tmp_path) == ["a.md", "inner/b.md"]
    assert listed(tmp_path, ".claude/worktrees/one") == [".claude/worktrees/one/a.md"]
