"""What no client should do, and some do: the server lives on or ends, and leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.server.wire import PULLS, Wire, encoded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AGENT = "---\nname: pilot\ndescription: Use when a ship comes in\ntools: Read, Raed\n---\n\nYou bring ships in.\n"
REPLIES = {
    "parse": -32700, "invalid": -32600, "method": -32601, "params": -32602, "early": -32002, "cancelled": -32800,
}  # fmt: skip


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as wire:
        yield wire


def code(response: dict[str, dict[str, int]]) -> int:
    return response["error"]["code"]


def uri_in(folder: Path, name: str = "pilot") -> str:
    agents = folder / ".claude" / "agents"
    agents.mkdir(parents=True, exist_ok=True)
    path = agents / f"{name}.md"
    path.write_text(AGENT)
    return path.as_uri()


def test_malformed_messages(wire: Wire, tmp_path: Path) -> None:
    assert code(wire.answer(wire.ask("textDocument/hover", {}))) == REPLIES["params"]
    early = {"textDocument": {"uri": "file:///a.md"}, "position": {"line": 0, "character": 0}}
    assert code(wire.answer(wire.ask("textDocument/hover", early))) == REPLIES["early"]
    wire.start(PULLS)
    uri = uri_in(tmp_path)
    wire.open(uri, AGENT)
    bad_bodies = (b"{", b"", b"\xff\xfe", b"[" * 100_000, b'{"jsonrpc": "2.0", "method": ', b"null null")
    for body in filter(None, bad_bodies):
        wire.body(body)
        assert code(wire.answer(None)) == REPLIES["parse"], body
    for message in ([], [{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}], 7, "x", None, {}, {"id": 5}):
        wire.body(json.dumps(message).encode())
        assert code(wire.answer(None)) == REPLIES["invalid"], message
    assert code(wire.answer(wire.ask("agentlint/nothing", {}))) == REPLIES["method"]
    for params in (None, [], {}, {"textDocument": 5}):
        assert code(wire.answer(wire.ask("textDocument/diagnostic", params))) == REPLIES["params"], params
    wire.notify("textDocument/didOpen", {"textDocument": {"uri": uri}})
    wire.notify("textDocument/didChange", {"contentChanges": "x"})
    wire.notify("agentlint/nothing", {"a": "b"})
    wire.body(b'{"jsonrpc": "1.0", "method": "x", "id": "old"}')
    wire.body(b'{"jsonrpc": "2.0", "id": 12345, "result": {}}')
    wire.body(b'{"jsonrpc": "2.0", "id": "no", "error": {"code": 1, "message": "x"}}')
    wire.raw(b"Content-Type: x\r\nNonsense\r\n\r\n\r\nContent-Length: -5\r\n\r\n")
    assert code(wire.answer(wire.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}}))) == -32600
    assert [item["code"] for item in wire.pull(uri)["items"]] == ["unknown-tool"]
    assert not any("Traceback" in line for line in wire.errors)


def test_places_that_are_nowhere(wire: Wire, tmp_path: Path) -> None:
    wire.start(PULLS)
    uri = uri_in(tmp_path)
    for unknown in (
        "file:///no/such/file.md",
        "nonsense",
        "",
        "file:",
        "file://host/a.md",
        "untitled:x",
        "file:///a%00b",
    ):
        assert wire.pull(unknown)["items"] == []
        identifier = {"uri": unknown, "version": 3}
        wire.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [{"text": "x"}]})
        wire.notify("textDocument/didClose", {"textDocument": identifier})
        wire.open(unknown, AGENT)
        assert wire.pull(unknown)["kind"] == "full"
    wire.open(uri, AGENT)
    for number, (start, end) in enumerate(
        [((99, 0), (99, 9)), ((0, 9999), (1, 9999)), ((3, 5), (1, 0)), ((2**31 - 1, 0), (2**31 - 1, 5))], 2
    ):
        change = {
            "range": {
                "start": {"line": start[0], "character": start[1]}, "end": {"line": end[0], "character": end[1]},
            },
            "text": "\ud800 \U0001f6a2",
        }  # fmt: skip
        identifier = {"uri": uri, "version": number}
        wire.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
        assert wire.pull(uri)["kind"] == "full"
    place = {"start": {"line": 500, "character": 500}, "end": {"line": 0, "character": 700}}
    action = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": []}}
    assert wire.call("textDocument/codeAction", action) is None  # half a character was sent: nothing may be edited
    options = {"tabSize": 2, "insertSpaces": True}
    assert wire.call("textDocument/formatting", {"textDocument": {"uri": uri}, "options": options}) is None
    wire.open(uri, AGENT, 9)
    assert [item["code"] for item in wire.pull(uri)["items"]] == ["unknown-tool"]
    assert not any("Traceback" in line for line in wire.errors)


def test_a_document_of_five_megabytes(wire: Wire, tmp_path: Path) -> None:
    wire.start(PULLS)
    big, small = uri_in(tmp_path), uri_in(tmp_path, "small")
    wire.open(big, AGENT + "A long line of a prompt. " * 200_000)
    wire.open(small, AGENT)
    for version in range(2, 12):
        place = {"line": 6, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": "x"}
        identifier = {"uri": big, "version": version}
        wire.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
    assert [item["code"] for item in wire.pull(big)["items"]] == ["too-large"]
    assert "unknown-tool" in [item["code"] for item in wire.pull(small)["items"]]
    options = {"tabSize": 2, "insertSpaces": True}
    assert wire.call("textDocument/formatting", {"textDocument": {"uri": big}, "options": options}) == []


def test_a_document_that_is_closed_while_it_is_checked(wire: Wire, tmp_path: Path) -> None:
    wire.start(PULLS)
    uri = uri_in(tmp_path)
    text = AGENT + "\n".join(f"<example>\n{n}. *Item* `{n}`\n" for n in range(4_000))
    for version in range(1, 4):
        wire.open(uri, text, version)
        asked = wire.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert wire.answer(asked)["result"]["kind"] == "full"
    wire.open(uri, AGENT, 9)
    assert [item["code"] for item in wire.pull(uri)["items"]] == ["unknown-tool"]


def test_a_request_that_is_cancelled(wire: Wire, tmp_path: Path) -> None:
    wire.start(PULLS)
    uri = uri_in(tmp_path)
    wire.open(uri, AGENT + "# Heading\n\nText with `code` and *stars*.\n\n" * 20_000)
    # In one piece, so that the server cannot be through with the one before it reads the other.
    wire.raw(
        encoded(id="slow", method="textDocument/diagnostic", params={"textDocument": {"uri": uri}})
        + encoded(method="$/cancelRequest", params={"id": "slow"})
        + encoded(method="$/cancelRequest", params={"id": 4711})
    )
    assert code(wire.answer("slow")) == REPLIES["cancelled"]
    assert wire.pull(uri)["kind"] == "full"


def test_a_file_that_is_renamed_under_it(wire: Wire, tmp_path: Path) -> None:
    wire.start(PULLS)
    uri = uri_in(tmp_path)
    twin = uri_in(tmp_path, "twin")
    wire.open(uri, AGENT)
    assert "duplicate-name" in [item["code"] for item in wire.pull(uri)["items"]]
    agents = tmp_path / ".claude" / "agents"
    (agents / "twin.md").rename(agents / "moved.md")
    events = [{"uri": twin, "type": 3}, {"uri": (agents / "moved.md").as_uri(), "type": 1}]
    wire.notify("workspace/didChangeWatchedFiles", {"changes": events})
    report = wire.pull(uri)
    assert "duplicate-name" in [item["code"] for item in report["items"]]
    assert list(report["relatedDocuments"]) == [(agents / "moved.md").as_uri(), twin]
    assert report["relatedDocuments"][twin]["items"] == []
    elsewhere = tmp_path / "elsewhere"
    agents.rename(elsewhere)
    wire.notify("workspace/didRenameFiles", {"files": [{"oldUri": agents.as_uri(), "newUri": elsewhere.as_uri()}]})
    assert [item["code"] for item in wire.pull(uri)["items"]] == ["unknown-tool"]
    elsewhere.rename(agents)
    wire.notify("workspace/didRenameFiles", {"files": [{"oldUri": elsewhere.as_uri(), "newUri": agents.as_uri()}]})
    assert "duplicate-name" in [item["code"] for item in wire.pull(uri)["items"]]
    (agents / "pilot.md").unlink()
    (agents / "moved.md").unlink()
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": events[1]["uri"], "type": 3}]})
    assert [item["code"] for item in wire.pull(uri)["items"]] == ["unknown-tool"]


@pytest.mark.parametrize("while_working", [False, True])
def test_a_client_that_vanishes(tmp_path: Path, while_working: bool) -> None:
    with Wire() as wire:
        wire.start(PULLS)
        if while_working:
            uri = uri_in(tmp_path)
            wire.open(uri, AGENT + "# Heading\n\nText with `code`.\n\n" * 10_000)
            wire.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert wire.process.stdin is not None
        wire.process.stdin.close()
        assert wire.wait() == 1


def test_a_client_that_no_longer_listens(tmp_path: Path) -> None:
    with Wire(listens=False) as wire:
        assert wire.process.stdout is not None
        wire.process.stdout.close()
        uri = uri_in(tmp_path)
        with suppress(BrokenPipeError):
            wire.ask("initialize", {"processId": None, "rootUri": None, "capabilities": PULLS})
            for version in range(200):
                wire.open(uri, AGENT, version)
                wire.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert wire.wait() == 1


@pytest.mark.skipif(os.name != "posix", reason="there the pipe has to do")
def test_a_client_that_dies_while_somebody_holds_its_end_of_the_pipe() -> None:
    client = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with Wire() as wire:
        wire.start(processId=client.pid)
        client.kill()
        client.wait()
        assert wire.wait() == 1


@pytest.mark.skipif(os.name != "posix", reason="signals are sent")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_an_end_from_outside(sent: signal.Signals, status: int) -> None:
    with Wire() as wire:
        wire.start()
        wire.process.send_signal(sent)
        assert wire.wait() == status


def test_the_proper_end_and_one_without_a_word_before() -> None:
    with Wire() as wire:
        wire.start()
        assert wire.call("shutdown", None) is None
        assert (
            code(
                wire.answer(
                    wire.ask(
                        "textDocument/hover",
                        {"textDocument": {"uri": "file:///a"}, "position": {"line": 0, "character": 0}},
                    )
                )
            )
            == REPLIES["invalid"]
        )
        wire.notify("exit", None)
        assert wire.wait() == 0
    with Wire() as wire:
        wire.start()
        wire.notify("exit", None)
        assert wire.wait() == 1
