"""How far a run is: seen by people at a terminal, by nobody else, and gone when it is over."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Process = Callable[..., subprocess.CompletedProcess[bytes]]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

FILES = 200
CHECK = ("check", "--no-cache", "--select", "unknown-tool,malformed-example")
CLEAR = b"\r\x1b[K"
QUICK = "import agentlint.cli.progress as p\np.DELAY = p.PAUSE = 0.01\n"
"""What would show after a second shows in runs of tests."""
LOITERING = """
import time
tell = p._Line.__call__
def loiter(line, stage, done, total):
    tell(line, stage, done, total)
    if done and done % 50 == 0:
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            time.sleep(0.01)
p._Line.__call__ = loiter
"""
"""A run is long enough at some files for the line to be drawn there."""
MAIN = "import sys\nfrom agentlint.cli.app import app\napp.main(sys.argv[1:])\n"
SLOW = "import time\nimport agentlint.project.gathering as g\nreal = g.Gathering.focus\n"
SLOW += "g.Gathering.focus = lambda self: time.sleep(0.3) or real(self)\n"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fleet")
    folder = root / ".claude/agents"
    folder.mkdir(parents=True)
    for n in range(FILES):
        text = f"---\nname: clerk-{n}\ndescription: Answers letter {n * 7919} of drawer {n}.\n---\n\nAnswer.\n"
        (folder / f"{n}.md").write_text(text, encoding="utf-8")
    (root / "agentlint.toml").touch()
    return root


def drain(terminal: int) -> bytes:
    data = b""
    try:
        while piece := os.read(terminal, 4096):
            data += piece
    except OSError:  # Linux's way to say that the other side is closed
        pass
    os.close(terminal)
    return data


def at_a_terminal(cwd: Path, code: str, *arguments: str, **variables: str) -> tuple[bytes, bytes]:
    """Both streams of a run, each a terminal of its own."""
    import pty

    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS", "COLUMNS")}
    environment |= {"TERM": "xterm", **variables}
    ours, theirs = pty.openpty()
    out_ours, out_theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-c", code + MAIN, *arguments], cwd=cwd, stdout=out_theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    os.close(out_theirs)
    with ThreadPoolExecutor() as readers:
        output, messages = readers.map(drain, (out_ours, ours))
    assert program.wait(20) == 0, messages
    return output, messages


COMMANDS = [
    ("checking", [*CHECK]),
    ("formatting", ["format", "--diff"]),
    ("mapping", ["map", "--output-format", "json", "-o", os.devnull]),
]


@pytest.mark.parametrize(("word", "arguments"), COMMANDS, ids=[word for word, _ in COMMANDS])
def test_the_line_says_how_far_a_run_is_and_goes(fleet: Path, word: str, arguments: list[str]) -> None:
    _, messages = at_a_terminal(fleet, QUICK + LOITERING, *arguments)
    counts = [int(n) for n in re.findall(rf"{word}… (\d+) of {FILES} files, \d+ s".encode(), messages)]
    assert {50, 100, 150} <= set(counts)
    assert counts == sorted(counts)
    assert counts[-1] <= FILES
    assert CLEAR in messages
    assert "…".encode() not in messages.rpartition(CLEAR)[2]


def test_a_step_that_tells_nothing_shows_too(fleet: Path) -> None:
    _, messages = at_a_terminal(fleet, QUICK + SLOW, *CHECK)
    assert "looking for files… 0 s".encode() in messages


def test_without_alarms_who_tells_draws(fleet: Path) -> None:
    without = "import signal\ndel signal.setitimer\n"
    _, messages = at_a_terminal(fleet, without + QUICK + LOITERING, *CHECK)
    assert re.search(rf"checking… \d+ of {FILES} files".encode(), messages)


def test_a_narrow_terminal_has_one_line(fleet: Path) -> None:
    _, messages = at_a_terminal(fleet, QUICK, *CHECK, COLUMNS="40")
    pieces = messages.decode().split(CLEAR.decode())
    assert max(len(piece) for piece in pieces) < 40


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [(["-q"], {}), ([], {"CI": "true"}), ([], {"TERM": "dumb"})],
    ids=["quiet", "in CI", "a dumb terminal"],
)
def test_nobody_is_told_who_would_not_look(fleet: Path, arguments: list[str], variables: dict[str, str]) -> None:
    _, messages = at_a_terminal(fleet, QUICK + SLOW, *CHECK, *arguments, **variables)
    assert messages == b""


def test_before_its_time_nothing_shows(fleet: Path) -> None:
    code = "import agentlint.cli.progress as p\np.DELAY = 60\n"
    assert at_a_terminal(fleet, code + SLOW, *CHECK)[1] == b""


def test_no_file_or_pipe_has_it(agentlint: Process, fleet: Path) -> None:
    code = QUICK + SLOW + MAIN
    done = subprocess.run([sys.executable, "-c", code, *CHECK], cwd=fleet, capture_output=True, check=True)
    assert done.stderr == b""
    assert agentlint(*CHECK, cwd=fleet).stderr == b""


def test_it_needs_no_thread_so_that_workers_can_be_forked(fleet: Path) -> None:
    code = (
        "import agentlint.processes as r, agentlint.workers as w\nw.WORTHWHILE = 50\nreal = r._context\n"
        "r._context = lambda: print('started by', real().get_start_method()) or real()\n"
    )
    output, messages = at_a_terminal(fleet, QUICK + LOITERING + code, *CHECK, "-j", "2")
    assert f"started by {'fork' if sys.platform == 'linux' else 'spawn'}".encode() in output
    assert re.search(rf"checking… \d+ of {FILES} files".encode(), messages)


def test_colour_is_for_terminals(fleet: Path) -> None:
    output, _ = at_a_terminal(fleet, "", *CHECK, ".claude/agents/1.md")
    assert b"\x1b[" in output


def test_what_was_set_before_is_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    from agentlint.cli.progress import progress_line

    ours, theirs = pty.openpty()
    before = signal.getsignal(signal.SIGALRM)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def interrupted() -> None:
        with progress_line():
            assert signal.getsignal(signal.SIGALRM) != before
            raise KeyError

    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with pytest.raises(KeyError):
            interrupted()
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    os.close(ours)


def test_verbose_says_where_the_time_went_and_what_was_known(agentlint: Process, tmp_path: Path) -> None:
    folder = tmp_path / ".claude/agents"
    folder.mkdir(parents=True)
    (tmp_path / "agentlint.toml").touch()
    for name in ("tern", "gull"):
        path = folder / f"{name}.md"
        path.write_text(f"---\nname: {name}\ndescription: Counts {name}s.\n---\n\nCount.\n", encoding="utf-8")
        os.utime(path, (1_000_000_000, 1_000_000_000))

    def told(*arguments: str) -> list[str]:
        return agentlint("check", "-v", *arguments, cwd=tmp_path).stderr.decode().splitlines()

    stages = r"2 files in \d+ ms \(discover \d+, read \d+, lint \d+, roster \d+, cross-file rules \d+, report \d+\)"
    assert re.fullmatch(stages, told()[-1])
    assert "2 of 2 files are known from earlier runs" in told()
    path.write_text(path.read_text("utf-8") + "Twice.\n", encoding="utf-8")
    assert "1 of 2 files are known from earlier runs" in told()
    assert not any("known" in line for line in told("--no-cache"))
