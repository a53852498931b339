"""What the server answers about places, asked by a client as editors ask."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import client_capabilities, make_test_lsp_client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from pytest_lsp import LanguageClient

FILES = {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".mcp.json": '{"mcpServers": {"hub": {"command": "hub"}}}\n',
    ".claude/agents/lead.md": (
        "---\nname: lead\ndescription: Leads the crew. 🚢\ntools: Read, Agent(lookout), Gerp\nmodel: opus\n---\n\n"
        "# Duties\n\n🚢 Use the `lookout` agent. Ask @agent-lookout.\n"
    ),
    ".claude/agents/lookout.md": "---\nname: lookout\ndescription: Watches the sea.\n---\n\nWatch.\n",
    ".claude/agents/lost.md": "---\nname: lost\n---\n\nNobody calls.\n",
    ".opencode/agent/mate.md": "---\ndescription: Helps.\nmode: subagent\n---\n\nHelp.\n",
    ".opencode/command/help.md": "---\ndescription: Help.\nagent: mate\n---\n\nHelp.\n",
}
LEAD = ".claude/agents/lead.md"
LOOKOUT = ".claude/agents/lookout.md"
MATE = ".opencode/agent/mate.md"
CODECS = {"utf-16": ("utf-16-le", 2), "utf-8": ("utf-8", 1), "utf-32": ("utf-32-le", 4)}


class Ship:
    """A project on the disk, and a client that has some of its files open."""

    def __init__(self, client: LanguageClient, root: Path, server: types.ServerCapabilities) -> None:
        self.client = client
        self.root = root
        self.encoding = str(getattr(server.position_encoding, "value", server.position_encoding or "utf-16"))
        self.texts = dict(FILES)
        for path, text in FILES.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, path: str) -> types.TextDocumentIdentifier:
        item = types.TextDocumentItem(self.uri(path), "markdown", 1, self.texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return types.TextDocumentIdentifier(item.uri)

    def position(self, path: str, word: str, nth: int = 0) -> types.Position:
        """The start of the nth time that the word occurs, counted as the client counts."""
        text = self.texts[path]
        offset = -1
        for _ in range(nth + 1):
            offset = text.index(word, offset + 1)
        before = text[text.rfind("\n", 0, offset) + 1 : offset]
        codec, width = CODECS[self.encoding]
        return types.Position(text.count("\n", 0, offset), len(before.encode(codec)) // width)

    def offset(self, path: str, position: types.Position) -> int:
        lines = self.texts[path].splitlines(keepends=True)[: position.line + 1]
        codec, width = CODECS[self.encoding]
        head = lines.pop().encode(codec)[: position.character * width].decode(codec)
        return sum(map(len, lines)) + len(head)

    def text_at(self, path: str, range_: types.Range) -> str:
        return self.texts[path][self.offset(path, range_.start) : self.offset(path, range_.end)]

    def applied(self, edit: types.WorkspaceEdit) -> dict[str, str]:
        """The texts that an edit leaves, by path."""
        changes = dict(edit.changes or {})
        for step in edit.document_changes or ():
            assert isinstance(step, types.TextDocumentEdit)
            changes[step.text_document.uri] = step.edits
        texts = {}
        for path in self.texts:
            text = self.texts[path]
            for one in sorted(changes.pop(self.uri(path), ()), key=lambda one: one.range.start, reverse=True):
                text = (
                    text[: self.offset(path, one.range.start)] + one.new_text + text[self.offset(path, one.range.end) :]
                )
            texts[path] = text
        assert not changes
        return texts


@asynccontextmanager
async def sailing(root: Path, editor: str = "neovim", **more: Any) -> AsyncIterator[Ship]:
    """A session of an editor with a server of its own."""
    client = make_test_lsp_client()
    await client.start_io(sys.executable, "-m", "agentlint", "server")
    capabilities = client_capabilities(editor)
    for path, value in more.items():
        *parents, last = path.split("__")
        at: Any = capabilities
        for parent in parents:
            at = getattr(at, parent)
        setattr(at, last, value)
    started = await client.initialize_session(types.InitializeParams(capabilities=capabilities, root_uri=root.as_uri()))
    yield Ship(client, root, started.capabilities)
    await client.shutdown_session()


@pytest.mark.asyncio
@pytest.mark.parametrize("editor", ["visual_studio_code", "neovim", "emacs"])
async def test_every_editor_is_answered(tmp_path: Path, editor: str) -> None:
    async with sailing(tmp_path, editor) as ship:
        lead = ship.open(LEAD)
        client = ship.client

        tool = await client.text_document_hover_async(types.HoverParams(lead, ship.position(LEAD, "Gerp")))
        assert tool is not None
        assert isinstance(tool.contents, types.MarkupContent)
        assert "no tool of Claude Code" in tool.contents.value
        assert "unknown-tool" in tool.contents.value
        assert tool.range is not None
        assert ship.text_at(LEAD, tool.range) == "Gerp"
        for place in (types.Position(9999, 0), types.Position(9, 9999)):
            assert await client.text_document_hover_async(types.HoverParams(lead, place)) is None

        listed = await client.text_document_completion_async(types.CompletionParams(lead, ship.position(LEAD, "Gerp")))
        assert isinstance(listed, types.CompletionList)
        labels = {item.label: item for item in listed.items}
        assert {"Grep", "mcp__hub"} <= set(labels)
        assert "Read" not in labels
        edit = labels["Grep"].text_edit
        assert isinstance(edit, types.TextEdit)
        assert (ship.text_at(LEAD, edit.range), edit.new_text) == ("Gerp", "Grep")

        outline = await client.text_document_document_symbol_async(types.DocumentSymbolParams(lead))
        assert outline is not None
        assert [symbol.name for symbol in outline] == ["name", "description", "tools", "model", "Duties"]

        for nth in range(3):
            at = ship.position(LEAD, "lookout", nth)
            found = await client.text_document_definition_async(types.DefinitionParams(lead, at))
            assert isinstance(found, list)
            (where,) = found
            assert isinstance(where, types.Location)
            assert where.uri == ship.uri(LOOKOUT)
            assert ship.text_at(LOOKOUT, where.range) == "lookout"

        params = types.ReferenceParams(types.ReferenceContext(True), lead, ship.position(LEAD, "lookout"))
        places = await client.text_document_references_async(params)
        assert places is not None
        assert sorted(p.uri for p in places) == [ship.uri(LEAD)] * 3 + [ship.uri(LOOKOUT)]
        for place in places:
            path = LEAD if place.uri == ship.uri(LEAD) else LOOKOUT
            assert ship.text_at(path, place.range) == "lookout"

        symbols = await client.workspace_symbol_async(types.WorkspaceSymbolParams("lkt"))
        assert symbols is not None
        assert [(symbol.name, symbol.location.uri) for symbol in symbols] == [("lookout", ship.uri(LOOKOUT))]

        await rename_through_the_fleet(ship, lead, asks=editor == "visual_studio_code")


async def rename_through_the_fleet(ship: Ship, lead: types.TextDocumentIdentifier, *, asks: bool) -> None:
    client = ship.client
    at = ship.position(LEAD, "lookout", 2)
    prepared = await client.text_document_prepare_rename_async(types.PrepareRenameParams(lead, at))
    assert isinstance(prepared, types.PrepareRenamePlaceholder)
    assert (ship.text_at(LEAD, prepared.range), prepared.placeholder) == ("lookout", "lookout")
    edit = await client.text_document_rename_async(types.RenameParams(lead, at, "sentry"))
    assert edit is not None
    texts = ship.applied(edit)
    assert texts[LOOKOUT] == FILES[LOOKOUT].replace("name: lookout", "name: sentry")
    assert texts[LEAD] == FILES[LEAD].replace("lookout", "sentry")
    if asks:
        assert edit.change_annotations is not None
        assert [a.needs_confirmation for a in edit.change_annotations.values()] == [True]

    for new, reason in (("lead", "is called lead already"), ("two words", "letters, digits")):
        with pytest.raises(JsonRpcException, match=reason) as error:
            await client.text_document_rename_async(types.RenameParams(lead, at, new))
        assert error.value.code == types.LSPErrorCodes.RequestFailed.value
    nowhere = types.Position(0, 0)
    assert await client.text_document_prepare_rename_async(types.PrepareRenameParams(lead, nowhere)) is None


@pytest.mark.asyncio
async def test_an_agent_that_its_file_names_is_moved(tmp_path: Path) -> None:
    async with sailing(tmp_path, "visual_studio_code") as ship:
        command = ship.open(".opencode/command/help.md")
        at = ship.position(".opencode/command/help.md", "mate")
        edit = await ship.client.text_document_rename_async(types.RenameParams(command, at, "steward"))
        assert edit is not None
        assert edit.document_changes is not None
        move = edit.document_changes[-1]
        assert isinstance(move, types.RenameFile)
        assert (move.old_uri, move.new_uri) == (ship.uri(MATE), ship.uri(MATE.replace("mate", "steward")))
        ship.root.joinpath(MATE.replace("mate", "steward")).write_text("Not a prompt of anybody's", "utf-8")
        with pytest.raises(JsonRpcException, match=r"There is a file steward.md already"):
            await ship.client.text_document_rename_async(types.RenameParams(command, at, "steward"))


@pytest.mark.asyncio
async def test_an_editor_that_moves_no_files_is_told(tmp_path: Path) -> None:
    async with sailing(tmp_path, "emacs") as ship:
        command = ship.open(".opencode/command/help.md")
        at = ship.position(".opencode/command/help.md", "mate")
        with pytest.raises(JsonRpcException, match="cannot be asked to move files"):
            await ship.client.text_document_rename_async(types.RenameParams(command, at, "steward"))


@pytest.mark.asyncio
async def test_what_is_lost_stands_above_the_file(tmp_path: Path) -> None:
    async with sailing(tmp_path, "visual_studio_code") as ship:
        lost, lead = ship.open(".claude/agents/lost.md"), ship.open(LEAD)
        (lens,) = await ship.client.text_document_code_lens_async(types.CodeLensParams(lost)) or ()
        assert lens.range == types.Range(types.Position(0, 0), types.Position(0, 0))
        assert lens.command is not None
        assert lens.command.title == "Claude Code does not load this file: description is missing"
        params = types.ExecuteCommandParams(lens.command.command, lens.command.arguments)
        answer = await ship.client.workspace_execute_command_async(params)
        assert isinstance(answer, dict)
        assert "does not load it" in answer["text"] or "do not load it" in answer["text"]
        assert answer["readings"][0]["outcome"] == "dropped"
        assert not await ship.client.text_document_code_lens_async(types.CodeLensParams(lead))


@pytest.mark.asyncio
async def test_editors_without_such_lines_are_given_a_hint(tmp_path: Path) -> None:
    async with sailing(tmp_path, "neovim@0.9.1") as ship:
        cut = ".claude/agents/cut.md"
        ship.texts[cut] = "---\nname: cut\ndescription: Rows --- and sails.\ntools: Read\n---\n\nRow.\n"
        for path, first in (
            (cut, "Claude Code loads this file, but part of the header is lost"),
            (".claude/agents/lost.md", "`description` is missing: Claude Code does not load the agent"),
        ):
            document = ship.open(path)
            while document.uri not in ship.client.diagnostics:
                await asyncio.sleep(0.02)
            top = [d.message for d in ship.client.diagnostics[document.uri] if d.range.start.line == 0]
            assert len(top) == 1
            assert top[0].startswith(first)


@pytest.mark.asyncio
async def test_texts_that_are_not_saved_count(tmp_path: Path) -> None:
    async with sailing(tmp_path, "neovim") as ship:
        lead, lookout = ship.open(LEAD), ship.open(LOOKOUT)
        whole = types.TextDocumentContentChangeWholeDocument(FILES[LOOKOUT].replace("name: lookout", "name: sentry"))
        changed = types.VersionedTextDocumentIdentifier(2, lookout.uri)
        ship.client.text_document_did_change(types.DidChangeTextDocumentParams(changed, [whole]))
        at = ship.position(LEAD, "lookout")
        assert not await ship.client.text_document_definition_async(types.DefinitionParams(lead, at))
        listed = await ship.client.text_document_completion_async(types.CompletionParams(lead, at))
        assert isinstance(listed, types.CompletionList)
        assert "sentry" in [item.label for item in listed.items]


@pytest.mark.asyncio
async def test_files_that_are_no_prompts_are_left_alone(tmp_path: Path) -> None:
    async with sailing(tmp_path, "neovim") as ship:
        ship.texts["notes.md"] = "# Notes\n\nAsk @agent-lookout.\n"
        notes, start = ship.open("notes.md"), types.Position(0, 0)
        client = ship.client
        assert await client.text_document_hover_async(types.HoverParams(notes, start)) is None
        assert await client.text_document_completion_async(types.CompletionParams(notes, start)) is None
        assert await client.text_document_document_symbol_async(types.DocumentSymbolParams(notes)) is None
        assert await client.text_document_code_lens_async(types.CodeLensParams(notes)) is None
        assert await client.text_document_rename_async(types.RenameParams(notes, start, "x")) is None
        unknown = types.TextDocumentIdentifier(ship.uri("never-opened.md"))
        assert await client.text_document_hover_async(types.HoverParams(unknown, start)) is None
