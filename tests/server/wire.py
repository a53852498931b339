"""A client that sends bytes: whatever it likes, proper messages among them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from typing import Any

SECONDS = 180.0
PROGRAM = """\
import agentlint.server.handlers as handlers
from agentlint.cli.app import app

handlers._PATIENCE = 120.0  # a busy machine is no reason to answer without other files
app.main(["server"])
"""


def framed(data: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(data), data)


def encoded(**fields: object) -> bytes:
    """A message as it is sent."""
    return framed(json.dumps({"jsonrpc": "2.0", **fields}).encode())


class Wire:
    """A server process and both ends of its pipes. Leaves no process behind."""

    def __init__(self, *, listens: bool = True) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
        self.received: Queue[Any] = Queue()
        self.errors: list[str] = []
        self.ids = 0
        self.notes: list[Any] = []
        for read in (self._read, self._read_errors) if listens else ():
            Thread(target=read, daemon=True).start()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None and not pipe.closed:
                with suppress(OSError):  # what was not yet sent goes nowhere
                    pipe.close()

    def _read(self) -> None:
        output = self.process.stdout
        assert output is not None
        with suppress(ValueError):
            while header := output.readline():
                size = int(header.split(b":")[1])
                while output.readline().strip():
                    pass
                self.received.put(json.loads(output.read(size)))
        self.received.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        with suppress(ValueError):  # the test has closed it
            for line in self.process.stderr:
                self.errors.append(line.decode())

    def raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def body(self, data: bytes) -> None:
        self.raw(framed(data))

    def notify(self, method: str, params: object) -> None:
        self.raw(encoded(method=method, params=params))

    def ask(self, method: str, params: object) -> int:
        self.ids += 1
        self.raw(encoded(id=self.ids, method=method, params=params))
        return self.ids

    def reply(self, request: Any, result: object) -> None:
        self.raw(encoded(id=request["id"], result=result))

    def next(self, seconds: float = SECONDS) -> Any:
        """The next message. Fails if none comes."""
        try:
            return self.received.get(timeout=seconds)
        except Empty:
            raise AssertionError(f"no message for {seconds} s; {''.join(self.errors)}") from None

    def answer(self, asked: int | str | None) -> Any:
        """The response to a request; what else comes is kept in `notes`."""
        while True:
            message = self.next()
            assert message is not None, f"the server is gone: {''.join(self.errors)}"
            if "method" not in message and message.get("id") == asked:
                return message
            self.notes.append(message)

    def call(self, method: str, params: object) -> Any:
        """The result of a request. Fails if it is an error."""
        response = self.answer(self.ask(method, params))
        assert "error" not in response, response
        return response.get("result")

    def start(self, capabilities: object = None, **params: object) -> Any:
        result = self.call(
            "initialize", {"processId": None, "rootUri": None, "capabilities": capabilities or {}, **params}
        )
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, version: int = 1) -> None:
        item = {"uri": uri, "languageId": "markdown", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def pull(self, uri: str) -> Any:
        return self.call("textDocument/diagnostic", {"textDocument": {"uri": uri}})

    def wait(self) -> int:
        """The exit status. Fails if the process does not end."""
        return self.process.wait(SECONDS)


PULLS = {"textDocument": {"diagnostic": {"relatedDocumentSupport": True}}}
