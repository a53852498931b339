"""Clients that can be told to ask again are told when the findings of another file change, and no more often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.server.wire import Wire

if TYPE_CHECKING:
    from pathlib import Path

CAN = {
    "textDocument": {
        "diagnostic": {"relatedDocumentSupport": True}, "publishDiagnostics": {"relatedInformation": True},
    },
    "workspace": {
        "diagnostics": {"refreshSupport": True}, "didChangeWatchedFiles": {"dynamicRegistration": True},
        "configuration": True,
    },
}  # fmt: skip
AGENT = "---\nname: {0}\ndescription: {0} is for {1}\ntools: Read\n---\n\nText.\n"


def asked(wire: Wire, method: str) -> Any:
    """The next request of the server of that kind; others are answered with nothing."""
    while True:
        message = wire.notes.pop(0) if wire.notes else wire.next()
        if message.get("method") == method:
            return message


def test_the_client_is_told_to_ask_again(tmp_path: Path) -> None:
    agents = tmp_path / ".claude" / "agents"
    agents.mkdir(parents=True)
    uris = {}
    with Wire() as wire:
        wire.start(CAN, rootUri=tmp_path.as_uri())
        watched = asked(wire, "client/registerCapability")
        wire.reply(watched, None)
        settings = asked(wire, "workspace/configuration")
        wire.reply(settings, [None, {"enable": True}])
        for name, use in (("pilot", "harbours"), ("bosun", "ropes")):
            (agents / f"{name}.md").write_text(AGENT.format(name, use))
            uris[name] = (agents / f"{name}.md").as_uri()
            wire.open(uris[name], AGENT.format(name, use))
            assert wire.pull(uris[name])["items"] == []
        wire.notes.clear()
        change = {"textDocument": {"uri": uris["bosun"], "version": 2}}
        wire.notify("textDocument/didChange", {**change, "contentChanges": [{"text": AGENT.format("pilot", "ropes")}]})
        wire.reply(asked(wire, "workspace/diagnostic/refresh"), None)
        report = wire.pull(uris["pilot"])
        assert [item["code"] for item in report["items"]] == ["duplicate-name"]
        assert [item["code"] for item in report["relatedDocuments"][uris["bosun"]]["items"]] == ["duplicate-name"]
        known = {"textDocument": {"uri": uris["pilot"]}, "previousResultId": report["resultId"]}
        assert wire.call("textDocument/diagnostic", known)["kind"] == "unchanged"
        assert wire.pull(uris["bosun"])["items"]
        wire.notes.clear()
        # Text in the body changes no finding, so nobody is told anything.
        text = AGENT.format("pilot", "ropes") + "More.\n"
        wire.notify("textDocument/didChange", {**change, "contentChanges": [{"text": text}]})
        assert wire.pull(uris["bosun"])["items"]
        assert wire.call("textDocument/diagnostic", known)["kind"] == "unchanged"
        assert [note.get("method") for note in wire.notes] == []
        (agents / "third.md").write_text(AGENT.format("pilot", "sails"))
        event = {"uri": (agents / "third.md").as_uri(), "type": 1}
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [event]})
        wire.reply(asked(wire, "workspace/diagnostic/refresh"), None)
        assert "third.md" in str(wire.pull(uris["pilot"])["relatedDocuments"])


def test_each_folder_of_the_workspace_is_a_world_of_its_own(tmp_path: Path) -> None:
    text = AGENT.format("pilot", "harbours").replace("Read", "Read, Raed")
    folders, uris = [], []
    for name in ("one", "two", "three"):
        agents = tmp_path / name / ".claude" / "agents"
        agents.mkdir(parents=True)
        (agents / "pilot.md").write_text(text)
        folders.append({"uri": (tmp_path / name).as_uri(), "name": name})
        uris.append((agents / "pilot.md").as_uri())
    (tmp_path / "two" / "agentlint.toml").write_text('ignore = ["unknown-tool"]\n')
    (tmp_path / "three" / "quiet.toml").write_text('ignore = ["unknown-tool"]\n')
    with Wire() as wire:
        wire.start(CAN, workspaceFolders=folders)
        wire.reply(asked(wire, "client/registerCapability"), None)
        request = asked(wire, "workspace/configuration")
        scopes = [item.get("scopeUri") for item in request["params"]["items"]]
        assert scopes == [None, *(folder["uri"] for folder in folders)]
        wire.reply(request, [None, None, None, {"configuration": "quiet.toml"}])
        wire.reply(asked(wire, "workspace/diagnostic/refresh"), None)
        for uri in uris:
            wire.open(uri, text)
        assert [[item["code"] for item in wire.pull(uri)["items"]] for uri in uris] == [["unknown-tool"], [], []]
        gone = {"event": {"added": [], "removed": folders[2:]}}
        wire.notify("workspace/didChangeWorkspaceFolders", gone)
        wire.reply(asked(wire, "workspace/configuration"), [None, None, None])
        assert [[item["code"] for item in wire.pull(uri)["items"]] for uri in uris[2:]] == [["unknown-tool"]]
