"""How far a run is, on one line of standard error: on a terminal only, after a second, gone at the end."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from agentlint.cli.output import terminal_width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from agentlint.stages import Progress

DELAY = 1.0
"""Seconds before the line appears."""
PAUSE = 0.2
"""Seconds for which it stays as it is."""
WORDS = {
    "discover": "looking for files",
    "read": "reading",
    "lint": "checking",
    "fix": "fixing",
    "format": "formatting",
    "roster": "reading the project",
    "cross-file rules": "comparing",
    "map": "mapping",
}
"""What is said of a stage, where that is not its name."""
_CLEAR = b"\r\x1b[K"


@contextmanager
def progress_line(*, wanted: bool = True) -> Iterator[Progress | None]:
    """While the block runs, a line such as `checking… 120 of 500 files, 3 s`. None where nobody would see it."""
    stream = sys.stderr
    if not wanted or os.environ.get("CI") or os.environ.get("TERM") == "dumb" or not (stream and stream.isatty()):
        yield None
        return
    stream.flush()
    line = _Line(stream)
    line.begin()
    try:
        yield line
    finally:
        line.end()


class _Line:
    """Draws what it is told. No thread does it, since workers are forked only where there is none (`processes.py`): an
    alarm where the system has one, so that a long step shows too, else whoever tells.
    """

    def __init__(self, stream: TextIO) -> None:
        self._file = stream.fileno()
        self._encoding = stream.encoding
        self._width = terminal_width()
        self._started = time.monotonic()
        self._due = self._started + DELAY
        self._state = ("", 0, 0)
        self._drawn = False
        # Only the main thread may set an alarm.
        self._by_alarm = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._state = (stage, done, total)
        if not self._by_alarm and time.monotonic() >= self._due:
            self._draw()

    def begin(self) -> None:
        if self._by_alarm:
            self._before = signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, DELAY, PAUSE)

    def end(self) -> None:
        if self._by_alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)
        if self._drawn:
            self._write(_CLEAR)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        self._draw()

    def _draw(self) -> None:
        stage, done, total = self._state
        now = time.monotonic()
        self._due = now + PAUSE
        count = f" {done:,} of {total:,} files," if total else ""
        text = f"{WORDS.get(stage, stage)}…{count} {now - self._started:.0f} s"
        self._drawn = True
        self._write(_CLEAR + text[: self._width - 1].encode(self._encoding, "replace"))

    def _write(self, data: bytes) -> None:
        # Past the stream's buffer: an alarm may come while that is being written to.
        try:
            os.write(self._file, data)
        except OSError:
            self._drawn = False  # the terminal is gone, which is no reason to stop
