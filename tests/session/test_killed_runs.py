"""A run that is killed while it writes: every file old or new, and the next run clears up (see tools/kills.py)."""

from __future__ import annotations

import random
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tools.kills import finish, start, texts, write, wrong

if TYPE_CHECKING:
    from pathlib import Path

    from tools.kills import Texts

HEADER = "---\nname: agent-{n}\ndescription: Use when part {n} fails: it is mended\ntools: Read, Read\n---\n\nMend.\n"


@pytest.fixture
def fleet() -> Texts:
    return {f"{n:03}/.claude/agents/agent-{n}.md": HEADER.format(n=n).encode() for n in range(40)}


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_a_killed_run_leaves_old_or_new_and_the_next_one_finishes(tmp_path: Path, fleet: Texts) -> None:
    folder = tmp_path / "fleet"
    write(folder, fleet)
    seconds = finish(folder)
    after = texts(folder)
    assert all(after[name] != text for name, text in fleet.items())
    chance = random.Random(7)
    for _ in range(4):
        write(folder, fleet)
        with start(folder) as process:
            time.sleep(chance.uniform(0.5, 1) * seconds)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert wrong(texts(folder), fleet, after, killed=True) == []
        finish(folder)
        assert wrong(texts(folder), fleet, after, killed=False) == []


def test_faults_are_seen() -> None:
    before, after = {"a": b"old", "b": b"old"}, {"a": b"new", "b": b"new"}
    assert wrong({"a": b"old", "b": b"new", ".agentlint-1-a.tmp": b""}, before, after, killed=True) == []
    assert wrong({"a": b"ol", "b": b"new"}, before, after, killed=True) == ["a is neither old nor new"]
    assert wrong({"a": b"old", "b": b"new"}, before, after, killed=False) == ["a is neither old nor new"]
    assert wrong({"a": b"new"}, before, after, killed=True) == ["b is gone"]
    assert wrong({**after, ".agentlint-1-a.tmp": b""}, before, after, killed=False) == [
        ".agentlint-1-a.tmp should not be there"
    ]
