"""Runs side by side and runs of other programs: other versions, other plugins, clocks that tick."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import agentlint_rules
from agentlint.cache import results
from agentlint.cache.program import program, source_files
from agentlint.session import Request, run
from tests.cache.project import TEXTS, agent, outcome

COMMAND = [sys.executable, "-m", "agentlint", "check", "--output-format", "json", "--fail-on", "never"]


def make(root: Path, number: int = 40) -> Path:
    for at in range(number):
        path = root / "agents" / f"a{at}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TEXTS[at % len(TEXTS)])
    (root / "agentlint.toml").write_text("")
    # What is as young as a run is not kept: the file system's clock is to tick before one begins.
    newest = max(path.stat().st_ctime_ns for path in root.rglob("*"))
    while (root / "agentlint.toml").stat().st_mtime_ns <= newest:
        os.utime(root / "agentlint.toml")
    return root


def test_many_at_once(tmp_path: Path) -> None:
    root = make(tmp_path / "project")
    expected = subprocess.run([*COMMAND, "--no-cache"], cwd=root, capture_output=True, check=True).stdout
    for _ in range(2):
        running = [subprocess.Popen(COMMAND, cwd=root, stdout=-1, stderr=-1) for _ in range(4)]
        for process in running:
            out, error = process.communicate()
            assert (out, error) == (expected, b"")
    assert sorted(path.name for path in (root / ".agentlint_cache").iterdir()) == [
        ".gitignore",
        "CACHEDIR.TAG",
        "results",
    ]


def test_runs_over_parts_add_up(tmp_path: Path) -> None:
    """As pre-commit starts them: each learns of some files, and none forgets what others have found out."""
    root = make(tmp_path / "project", 12)
    one, other = (
        Request(cwd=root, paths=paths, cache=True, no_project=True) for paths in (("agents/a1.md",), ("agents/a2.md",))
    )
    meanwhile = threading.Event()
    save = results.Caches.save

    def late(self: results.Caches) -> list[str]:
        if not meanwhile.is_set():
            meanwhile.set()
            run(other)
        return save(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results.Caches, "save", late)
        run(one)
    kept = results.Caches(None, program())
    for name in ("a1.md", "a2.md"):
        path = root / "agents" / name
        assert kept.head(str(root), str(path), path.stat()) is not None, name


def test_texts_of_one_size_in_one_tick(tmp_path: Path) -> None:
    root = make(tmp_path / "project", 1)
    path = root / "agents" / "a0.md"
    texts = [agent("painter", more=f"tools: {tool}\n") for tool in ("Read", "Wrte", "Raed")]
    for at in range(60):
        path.write_text(texts[at % 3])
        assert outcome(root, {}, cache=True, formats=("json",)) == outcome(root, {}, cache=False, formats=("json",))


def test_an_edit_that_hides_itself(tmp_path: Path) -> None:
    root = make(tmp_path / "project", 1)
    path = root / "agents" / "a0.md"
    path.write_text(agent("painter", more="tools: Read\n"))
    time.sleep(0.05)
    run(Request(cwd=root, cache=True))
    time.sleep(0.05)
    before = path.stat()
    path.write_text(agent("painter", more="tools: Wrte\n"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert "unknown-tool" in {found.rule for found in run(Request(cwd=root, cache=True)).diagnostics}


def test_what_is_as_young_as_the_run_is_not_relied_on(tmp_path: Path) -> None:
    root = make(tmp_path / "project", 1)
    path = root / "agents" / "a0.md"
    caches = results.Caches(None, "program")
    assert caches.head(str(root), str(path), path.stat()) is None  # from here on the run has begun
    time.sleep(0.05)
    path.write_text(agent("younger"))
    caches.learn(str(root), str(path), path.stat(), results.Head("---\n"), path.read_bytes(), whole=True)
    assert caches.head(str(root), str(path), path.stat()) is None


def test_data_of_rules_is_part_of_the_program() -> None:
    names = {Path(path).name for path in source_files(agentlint_rules.__path__)}
    assert {"background.txt", "_index.py", "rule.py"} <= names
    assert not {name for name in names if name.endswith((".md", ".pyc"))}


def test_another_version_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path / "project", 3)
    run(Request(cwd=root, cache=True))
    before = (root / ".agentlint_cache" / "results").read_bytes()
    monkeypatch.setattr("agentlint.cache.program.program", lambda: "another")
    run(Request(cwd=root, cache=True))
    after = (root / ".agentlint_cache" / "results").read_bytes()
    assert b'"another"' in after
    assert b'"another"' not in before


RULE = """
from agentlint.api import Rule, Severity, Span


class Word(Rule):
    name = "{set}/word"
    summary = "A word"
    severity = Severity.WARNING
    since = "1"

    def check(self, file):
        yield self.report(Span(0, 3), "{message}")
"""


def messages(root: Path, *arguments: str, path: str = "") -> set[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((path, os.environ.get("PYTHONPATH", "")))}
    command = [*COMMAND, "--select", "set/word,local/word"] if not arguments else [*COMMAND, *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, env=environment, check=True)
    return {one["message"] for one in json.loads(done.stdout)["diagnostics"]}


def test_a_rule_of_the_project_that_changes(tmp_path: Path) -> None:
    root = make(tmp_path / "project", 1)
    (root / "agentlint.toml").write_text('rule-paths = ["lint"]\nselect = ["local/word"]\n')
    rule = root / "lint" / "word" / "rule.py"
    rule.parent.mkdir(parents=True)
    for message in ("one", "two", "one"):
        rule.write_text(RULE.format(set="local", message=message))
        assert messages(root, "--allow-local-rules") == {message}
        assert messages(root, "--allow-local-rules") == {message}
    rule.write_text(
        "from .words import MESSAGE\n" + RULE.format(set="local", message="{MESSAGE}").replace('"{M', 'f"{M')
    )
    for message in ("three", "four!"):
        (rule.parent / "words.py").write_text(f"MESSAGE = {message!r}\n")
        assert messages(root, "--allow-local-rules") == {message}


def test_a_plugin_that_changes(tmp_path: Path) -> None:
    root = make(tmp_path / "project", 1)
    (root / "agentlint.toml").write_text('plugins = ["set"]\nselect = ["set/word"]\n')
    site = tmp_path / "site"
    info = site / "some_set-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some-set\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[agentlint.rules]\nset = some_set\n")
    package = site / "some_set"
    package.mkdir()
    (package / "__init__.py").write_text("from .rule import Word\nAGENTLINT_API = 1\nRULES = (Word,)\n")
    for message in ("first", "second", "first again"):  # sizes differ, since Python trusts bytecode by size and second
        (package / "rule.py").write_text(RULE.format(set="set", message=message))
        for _ in range(2):
            assert messages(root, "--select", "set/word", path=str(site)) == {message}
