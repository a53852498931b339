"""Nobody else pays for the server: no other command imports what it needs, and without that it says what is missing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import runpy, sys
sys.argv = ["agentlint", *sys.argv[1:]]
try:
    runpy.run_module("agentlint", run_name="__main__")
except SystemExit:
    pass
heavy = {"pygls", "lsprotocol", "cattrs", "asyncio", "agentlint.server"} & sys.modules.keys()
assert not heavy, heavy
"""


@pytest.mark.parametrize(
    "command", [("check",), ("check", "--fix"), ("format",), ("rule",), ("rule", "--all"), ("--help",)]
)
def test_no_other_command_imports_what_the_server_needs(tmp_path: Path, command: tuple[str, ...]) -> None:
    agents = tmp_path / ".claude" / "agents"
    agents.mkdir(parents=True)
    (agents / "pilot.md").write_text("---\nname: pilot\ndescription: Brings ships in\ntools: Raed\n---\n\nText.\n")
    done = subprocess.run([sys.executable, "-c", PROGRAM, *command], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_without_pygls_it_says_how_to_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['pygls'] = None; sys.argv = ['agentlint', 'server', '--stdio']\n"
        "import runpy; runpy.run_module('agentlint', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "pip install 'agentlint-cli[server]'" in done.stderr
