"""Time the language server as an editor meets it: formatting on save, and findings after a keystroke.

    python -m tools.bench_server [--files 500] [--saves 500] [--strokes 500]

Starts `agentlint server` on a made-up fleet and talks to it over standard input and output, as an editor with the
abilities of VS Code does. What is timed is from the edit before a request to its answer, by the clock, in a server that
has seen all of the project: on a busy machine it is longer. `processor` is what the server used meanwhile, whatever
else the machine did: where nothing else is done, the clock says the same. Never part of a test: the figures say
something about the machine too.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tools.fleet import PLACE, write_fleet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

CAN = {
    "textDocument": {
        "diagnostic": {"relatedDocumentSupport": True}, "publishDiagnostics": {"relatedInformation": True},
    },
    "workspace": {
        "diagnostics": {"refreshSupport": True}, "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
}  # fmt: skip
SIZE, SEVERAL = 6_000, 11
SAVE_LIMIT, STROKE_LIMIT = 20.0, 30.0
"""What is promised, in milliseconds at the 95th percentile."""
_OF_PROCESS = 2
"""How Linux numbers the clock of all that a process uses."""


class Timing(NamedTuple):
    """Seconds by the clock, and seconds of processor time that the server used meanwhile."""

    clock: float
    processor: float


class Editor:
    """The other end of the pipes."""

    def __init__(self, folder: Path, capabilities: object) -> None:
        command = [sys.executable, "-m", "agentlint", "server"]
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._ids = itertools.count(1)
        self._versions = itertools.count(2)
        params = {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities}
        self.call("initialize", params)
        self.notify("initialized", {})

    def send(self, **message: object) -> None:
        """Send a message."""
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self.send(method=method, params=params)

    def call(self, method: str, params: object) -> Any:
        """The answer to a request; what the server asks meanwhile is agreed to."""
        number = next(self._ids)
        self.send(id=number, method=method, params=params)
        while True:
            message = self._next()
            if "method" in message and "id" in message:
                self.send(id=message["id"], result=None)
            elif message.get("id") == number:
                return message["result"]

    def _next(self) -> Any:
        assert self.process.stdout is not None
        size = 0
        while line := self.process.stdout.readline().strip():
            if line.startswith(b"Content-Length:"):
                size = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(size))

    def open(self, path: Path) -> str:
        """Open a file; its URI."""
        item = {"uri": path.as_uri(), "languageId": "markdown", "version": 1, "text": path.read_text("utf-8")}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return path.as_uri()

    def replace(self, uri: str, line: int, column: int, length: int, text: str) -> None:
        """Edit part of a line."""
        span = {"start": {"line": line, "character": column}, "end": {"line": line, "character": column + length}}
        identifier = {"uri": uri, "version": next(self._versions)}
        change = {"textDocument": identifier, "contentChanges": [{"range": span, "text": text}]}
        self.notify("textDocument/didChange", change)

    def findings(self, uri: str) -> Any:
        """Ask for the findings of a document."""
        return self.call("textDocument/diagnostic", {"textDocument": {"uri": uri}})

    def formatting(self, uri: str) -> Any:
        """Ask for the edits that format a document."""
        options = {"tabSize": 2, "insertSpaces": True}
        return self.call("textDocument/formatting", {"textDocument": {"uri": uri}, "options": options})

    def processor_seconds(self) -> float:
        """What the server has used so far, in all its threads; 0 where the system does not tell of other processes."""
        try:
            return time.clock_gettime(~self.process.pid << 3 | _OF_PROCESS)
        except (OSError, AttributeError):
            return 0.0

    def timed(self, work: Callable[[], T]) -> tuple[Timing, T]:
        """How long something takes by the clock, and what the server uses for it; and its result."""
        used, began = self.processor_seconds(), time.perf_counter()
        result = work()
        return Timing(time.perf_counter() - began, self.processor_seconds() - used), result

    def wait_until_idle(self) -> None:
        """Wait until the server has done what it does beside answering."""
        before = -1.0
        while (now := self.processor_seconds()) > before:
            before = now
            time.sleep(1.0)

    def leave(self) -> None:
        """End the server."""
        self.call("shutdown", None)
        self.notify("exit", None)
        self.process.wait()


def saves(editor: Editor, paths: list[Path], rounds: int) -> Iterator[Timing]:
    """Each formatting on save, file after file: blanks behind a heading, which it takes away again."""
    opened = [(editor.open(path), path.read_text("utf-8").split("\n")) for path in paths]
    for number in range(rounds):
        uri, lines = opened[number % len(opened)]
        headings = [at for at, line in enumerate(lines) if line.startswith("## ")]
        line = headings[number % len(headings)]
        end = len(lines[line])
        timing, edits = editor.timed(partial(_save, editor, uri, line, end))
        yield timing
        if [edit["newText"] for edit in edits] != [""]:
            raise SystemExit(f"not what formatting should have done: {edits}")
        editor.replace(uri, line, end, 3, "")
        editor.notify("textDocument/didSave", {"textDocument": {"uri": uri}})


def _save(editor: Editor, uri: str, line: int, end: int) -> Any:
    editor.replace(uri, line, end, 0, "   ")
    return editor.formatting(uri)


def strokes(editor: Editor, uri: str, line: int, column: int, rounds: int) -> Iterator[Timing]:
    """From each keystroke to the findings after it; words are typed at a place and taken out again."""
    typed = 0
    for character in itertools.islice(itertools.cycle("the quick harbour "), rounds):
        yield editor.timed(partial(_stroke, editor, uri, line, column + typed, character))[0]
        typed += 1
        if typed == 40:
            editor.replace(uri, line, column, typed, "")
            typed = 0
    editor.replace(uri, line, column, typed, "")


def _stroke(editor: Editor, uri: str, line: int, column: int, character: str) -> Any:
    editor.replace(uri, line, column, 0, character)
    return editor.findings(uri)


def told(name: str, timings: Iterable[Timing], limit: float | None = None) -> None:
    """Print a line about some timings, and whether they keep what is promised."""
    timings = list(timings)
    clock, processor = (sorted(1000 * timing[at] for timing in timings) for at in (0, 1))
    late, late_processor = (times[min(len(times) - 1, len(times) * 95 // 100)] for times in (clock, processor))
    promise = ""
    if limit is not None:
        busy = late >= limit > late_processor > 0
        verdict = "the machine is busy" if busy else "kept" if late < limit else "NOT KEPT"
        promise = f"   under {limit:.0f}: {verdict}"
    print(
        f"{name:<37} {statistics.median(clock):7.1f} {late:7.1f} {clock[-1]:8.1f} "
        f"{statistics.median(processor):10.1f} {late_processor:7.1f}{promise}", flush=True,
    )  # fmt: skip


def measure(folder: Path, counts: argparse.Namespace) -> None:
    """Measure everything in a fleet."""
    near = sorted(sorted((folder / PLACE).glob("*.md")), key=lambda one: abs(one.stat().st_size - SIZE))[:SEVERAL]
    path = near[0]
    lines = path.read_text("utf-8").split("\n")
    print(f"{counts.files} agents; those that are edited have about {SIZE} bytes. Milliseconds:")
    print(f"{'':<37} {'median':>7} {'p95':>7} {'longest':>8} {'processor':>10} {'p95':>7}")
    began = time.perf_counter()
    editor = Editor(folder, CAN)
    uri = editor.open(path)
    editor.findings(uri)
    told("from the start to the first findings", [Timing(time.perf_counter() - began, editor.processor_seconds())])
    editor.wait_until_idle()
    key = next(number for number, line in enumerate(lines) if line.startswith("description:"))
    end = len(lines[key].rstrip("'\""))
    told("format on save", saves(editor, near[1:], counts.saves), SAVE_LIMIT)
    told("keystroke in the body", strokes(editor, uri, len(lines) - 3, 0, counts.strokes), STROKE_LIMIT)
    told("keystroke in the description", strokes(editor, uri, key, end, counts.strokes), STROKE_LIMIT)
    editor.leave()


def main() -> None:
    """Write a fleet and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=500, help="agents in the project")
    parser.add_argument("--saves", type=int, default=500)
    parser.add_argument("--strokes", type=int, default=500)
    counts = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_fleet(Path(folder), counts.files)
        measure(Path(folder), counts)


if __name__ == "__main__":
    main()
