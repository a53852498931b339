"""A project with an agent that could be better, and editors to open it with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BEFORE = """---
name: lookout
description: Watches the sea. Use when a ship is near.
tools: Read,Gerp
---
# Duties


You watch the sea.\x20\x20\x20
"""
AFTER = """---
name: lookout
description: Watches the sea. Use when a ship is near.
tools: Read, Grep
---

# Duties

You watch the sea.
"""


PROGRAM = ["-m", "agentlint"]


class Desk:
    """A project on the disk, and an environment in which `agentlint` is this one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / "project/.claude/agents/lookout.md"
        self.seen = root / "seen.json"
        self.file.parent.mkdir(parents=True)
        self.file.write_text(BEFORE, "utf-8")
        (root / "project/.git").mkdir()
        home = root / "home"
        home.mkdir()
        homes = dict.fromkeys(
            ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(home)
        )
        self.environment = {
            **os.environ, **homes, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8", "TERM": "dumb", "AGENTLINT_FILE": str(self.file), "AGENTLINT_SEEN": str(self.seen),
        }  # fmt: skip

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.write_text(text, "utf-8")
        return path

    def run(self, *command: str | Path, stdin: str | None = None, timeout: float = 120) -> str:
        """Standard output of a command that succeeds."""
        done = subprocess.run(
            list(map(str, command)), cwd=self.root / "project", env=self.environment, input=stdin or "",
            timeout=timeout, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def saw(self, editor: str = "") -> dict[str, Any]:
        """What the editor noted. With its name that is printed too."""
        found: dict[str, Any] = json.loads(self.seen.read_text("utf-8"))
        if editor:
            print(f"{editor} opened {self.file.relative_to(self.root / 'project')}")
            for one in found.get("opened", ()):
                print(f"  finding in line {one['line']}: {one['message'].splitlines()[0]}")
            print(f"  after Gerp was changed to Grep: {len(found.get('typed', ()))} findings")
            print("  after it was saved, on the disk:")
            print("".join(f"    {line}\n" for line in self.file.read_text("utf-8").splitlines()), end="")
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def needs(program: str) -> str:
    """The path of a program. Skips the test, naming it, where it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def started(command: list[str]) -> None:
    """The command starts a server: asked to begin and to end, it does both."""
    assert command[0] == "agentlint"
    messages = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    wire = b""
    for message in messages:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        wire += b"Content-Length: %d\r\n\r\n%s" % (len(data), data)
    done = subprocess.run(
        [sys.executable, *PROGRAM, *command[1:]], input=wire, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert b'"documentFormattingProvider"' in done.stdout
