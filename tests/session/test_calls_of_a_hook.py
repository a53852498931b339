"""As pre-commit calls: the changed files alone, cut into several processes that run side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FILES = 3000
HEADER = (
    "---\nname: {name}\ndescription: Answers letter {n} of {word}, drawer {drawer}.\ntools: {tool}\n---\n\nAnswer.\n"
)
WORDS = ("spring", "summer", "autumn", "winter", "harvest", "frost", "flood")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which every 10th agent has the name of its neighbour and every 15th an unknown tool."""
    root = tmp_path_factory.mktemp("a fleet")
    folder = root / ".claude" / "agents"
    folder.mkdir(parents=True)
    for n in range(FILES):
        name = f"clerk-{n - 1 if n % 10 == 9 else n}"
        tool = "Raed, Read" if n % 15 == 0 else "Read"
        text = HEADER.format(name=name, n=n, word=WORDS[n % 7], drawer=n * 7919 % 10007, tool=tool)
        (folder / f"clerk-{n:04}.md").write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(root)], check=True, capture_output=True)
    return root


def told(root: Path, *arguments: str) -> Counter[str]:
    """Each finding of a run, whole."""
    command = [sys.executable, "-m", "agentlint", "check", "--output-format", "json", "--quiet", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    found: list[dict[str, Any]] = json.loads(done.stdout)["diagnostics"]
    return Counter(json.dumps(one, sort_keys=True) for one in found)


def chunks(paths: list[str], count: int) -> list[list[str]]:
    size = -(-len(paths) // count)
    return [paths[start : start + size] for start in range(0, len(paths), size)]


@pytest.mark.parametrize("options", [["--select", "duplicate-name,unknown-tool", "--no-cache"], []])
def test_each_finding_is_told_once(fleet: Path, options: list[str]) -> None:
    paths = [f".claude/agents/clerk-{n:04}.md" for n in range(FILES)]
    whole = told(fleet, *options, ".")
    names = Counter(json.loads(text)["rule"] for text in whole)
    assert (names["duplicate-name"], names["unknown-tool"]) == (FILES // 10 * 2, FILES // 15)
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda chunk: told(fleet, *options, "--force-exclude", *chunk), chunks(paths, 4))
    assert sum(found, Counter()) == whole
    assert set(whole.values()) == {1}


def test_changed_files_alone_are_told_of(fleet: Path) -> None:
    changed = [f".claude/agents/clerk-{n:04}.md" for n in (9, 15, 16, 1999)]
    found = told(fleet, "--select", "duplicate-name,unknown-tool", "--force-exclude", *changed)
    told_of = {(one["path"][-7:-3], one["rule"]) for one in map(json.loads, found)}
    assert told_of == {("0009", "duplicate-name"), ("0015", "unknown-tool"), ("1999", "duplicate-name")}
