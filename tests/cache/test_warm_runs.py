"""What a run does not do that finds everything known."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agentlint.report import FORMATS
from tests.cache.project import TEXTS

# SARIF holds the pages of all rules, rendered: that takes markdown-it, of all formats in this one alone.
HEAVY = ("ruamel", "markdown_it", "agentlint.lint.engine", "agentlint.hosts.reader", "multiprocessing", "concurrent")


def audited(
    root: Path, *arguments: str, stdin: bytes = b""
) -> tuple[subprocess.CompletedProcess[bytes], dict[str, list[str]]]:
    """A run of the command, and what it opened and imported."""
    seen = root.parent / "seen.json"
    command = [sys.executable, str(Path(__file__).with_name("audited.py")), str(seen), *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, input=stdin, check=False)
    return done, json.loads(seen.read_text())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with findings of every sort in files that can be read."""
    root = tmp_path / "project"
    for number, text in enumerate(TEXTS):
        path = root / "agents" / f"a{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        if b"\xe9\n" not in text:
            path.write_bytes(text)
    (root / "agents" / "duplicate.md").write_bytes(TEXTS[0])
    (root / "notes.md").write_text("# Notes\n")
    (root / "agentlint.toml").write_text('extend-select = ["preset:strict"]\n[rules.body-length]\nskill-lines = 100\n')
    return root


def prompts(seen: dict[str, list[str]]) -> list[str]:
    return [path for path in seen["opened"] if path.endswith(".md")]


@pytest.mark.parametrize("name", FORMATS)
def test_no_prompt_is_read_and_no_parser_imported(root: Path, name: str) -> None:
    cold, seen = audited(root, "check", "--output-format", name)
    assert prompts(seen)
    warm, seen = audited(root, "check", "--output-format", name)
    assert (warm.stdout, warm.stderr, warm.returncode) == (cold.stdout, cold.stderr, cold.returncode)
    assert [path for path in prompts(seen) if "agentlint_rules" not in path] == []
    heavy = [module for module in seen["modules"] if module.startswith(HEAVY)]
    assert [module for module in heavy if name != "sarif" or not module.startswith("markdown_it")] == []
    rules = [module for module in seen["modules"] if module.startswith("agentlint_rules.") and module.endswith(".rule")]
    assert rules == []


def test_one_file_of_a_known_project(root: Path) -> None:
    audited(root, "check")
    cold, _ = audited(root, "check", "--no-cache", "agents/a4.md")
    warm, seen = audited(root, "check", "agents/a4.md")
    assert (warm.stdout, warm.returncode) == (cold.stdout, cold.returncode)
    assert prompts(seen) == []


def test_only_what_has_changed_is_read(root: Path) -> None:
    audited(root, "check")
    (root / "agents" / "a4.md").write_bytes(TEXTS[2])
    _, seen = audited(root, "check")
    assert [Path(path).name for path in prompts(seen)] == ["a4.md"]


def test_a_touched_file_is_read_once_and_not_parsed(root: Path) -> None:
    audited(root, "check")
    os.utime(root / "agents" / "a4.md")
    _, seen = audited(root, "check")
    assert [Path(path).name for path in prompts(seen)] == ["a4.md"]
    assert "agentlint.lint.engine" not in seen["modules"]
    _, seen = audited(root, "check")
    assert prompts(seen) == []


def test_other_rules_are_known_side_by_side(root: Path) -> None:
    for selection in ("unknown-tool", "duplicate-name,missing-field"):
        audited(root, "check", "--select", selection)
    for selection in ("unknown-tool", "duplicate-name,missing-field"):
        _, seen = audited(root, "check", "--select", selection)
        assert prompts(seen) == []


def test_standard_input_is_neither_kept_nor_taken_from_the_cache(root: Path) -> None:
    audited(root, "check")
    arguments = ("check", "-", "--stdin-filename", "agents/a0.md", "--output-format", "concise")
    for text in (TEXTS[2], TEXTS[0], TEXTS[2]):
        cached, _ = audited(root, *arguments, stdin=text)
        plain, _ = audited(root, *arguments, "--no-cache", stdin=text)
        assert cached.stdout == plain.stdout
    _, seen = audited(root, "check")
    assert prompts(seen) == []


def test_the_cache_keeps_itself_out_of_everybodys_way(root: Path) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    audited(root, "check")
    cache = root / ".agentlint_cache"
    assert (cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    status = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=root, capture_output=True, text=True, check=True
    )
    assert "agents/a0.md" in status.stdout
    assert ".agentlint_cache" not in status.stdout
    assert [path.name for path in cache.iterdir() if path.suffix == ".tmp"] == []


def test_no_cache_leaves_nothing(root: Path) -> None:
    audited(root, "check", "--no-cache")
    assert not (root / ".agentlint_cache").exists()


@pytest.mark.parametrize("by", ["option", "environment"])
def test_another_folder(root: Path, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["check", "--cache-dir", "../kept/here"]
    if by == "environment":
        monkeypatch.setenv("AGENTLINT_CACHE_DIR", "../kept/here")
        arguments = ["check"]
    audited(root, *arguments)
    _, seen = audited(root, *arguments)
    assert prompts(seen) == []
    assert not (root / ".agentlint_cache").exists()
    assert (root.parent / "kept" / "here" / ".gitignore").exists()


def test_a_folder_that_was_there_is_not_marked(root: Path) -> None:
    audited(root, "check", "--cache-dir", ".")
    assert not (root / ".gitignore").exists()
    assert not (root / "CACHEDIR.TAG").exists()


def test_a_project_that_moves_takes_its_cache_along(root: Path) -> None:
    audited(root, "check")
    moved = root.rename(root.with_name("elsewhere"))
    _, seen = audited(moved, "check")
    assert prompts(seen) == []


def test_loose_files_and_the_home_have_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loose = tmp_path / "loose"
    loose.mkdir()
    (loose / "a.md").write_bytes(TEXTS[0])
    audited(loose, "check", "a.md")
    assert [path.name for path in loose.iterdir()] == ["a.md"]
    home = tmp_path / "home"
    (home / ".claude" / "agents").mkdir(parents=True)
    (home / ".claude" / "agents" / "a.md").write_bytes(TEXTS[0])
    monkeypatch.setenv("HOME", str(home))
    audited(home, "check")
    assert [path.name for path in home.iterdir()] == [".claude"]
