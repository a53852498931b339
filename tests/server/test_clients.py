"""The server as three editors meet it: over standard input and output, with what each of them says it can do."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator  # noqa: TC003 (pytest-lsp reads the annotations of its fixtures)
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING, Any

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.capabilities import get_capability
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

if TYPE_CHECKING:
    from collections.abc import Sequence

BROKEN = """\
---
name: pilot
description: Use when a ship comes in
tools: Read, Raed
---



# Pilot \u2693\U0001f6a2

You bring ships in.   
"""  # noqa: W291
SOUND = BROKEN.replace(", Raed", "").replace("in.   \n", "in.\n").replace("\n\n\n\n", "\n\n")
CLIENTS = ("visual_studio_code", "neovim", "emacs")
TRIES = 6000
"""Looks for what is to come, each after a fiftieth of a second."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "agentlint", "server"])


@pytest_lsp.fixture(scope="module", params=CLIENTS, config=SERVER)
async def editor(request: pytest.FixtureRequest, lsp_client: LanguageClient, workspace: Path) -> AsyncIterator[None]:
    """One server for all tests with one client: each test has a project of its own in the workspace."""
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            root_uri=workspace.as_uri(),
            workspace_folders=[types.WorkspaceFolder(uri=workspace.as_uri(), name="fleet")],
        )
    )
    yield
    await lsp_client.shutdown_session()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture
def folder(workspace: Path, request: pytest.FixtureRequest) -> Path:
    folder = workspace / request.node.name
    (folder / ".claude" / "agents").mkdir(parents=True)
    return folder


def opened(client: LanguageClient, folder: Path, name: str, text: str, *, on_disk: bool = True) -> str:
    path = folder / ".claude" / "agents" / f"{name}.md"
    if on_disk:
        path.write_bytes(text.encode())
    item = types.TextDocumentItem(path.as_uri(), "markdown", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    return path.as_uri()


def typed(client: LanguageClient, uri: str, version: int, text: str) -> None:
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version, uri), [types.TextDocumentContentChangeWholeDocument(text)]
        )
    )


async def findings(client: LanguageClient, uri: str, *codes: str) -> Sequence[types.Diagnostic]:
    """The findings of a document, asked for or waited for as the client does, when their codes are these."""

    items: Sequence[types.Diagnostic] = ()
    for _ in range(TRIES):
        if can(client, "text_document.diagnostic"):
            params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
            report = await client.text_document_diagnostic_async(params)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            items = report.items
        else:
            items = client.diagnostics.get(uri, ())
        if [item.code for item in items] == list(codes):
            return items
        await asyncio.sleep(0.02)
    raise AssertionError([f"{item.code}: {item.message}" for item in items])


def can(client: LanguageClient, what: str) -> bool:
    assert client.capabilities is not None
    return get_capability(client.capabilities, what, None) not in (None, False)


async def test_findings_come_and_go_with_the_text(editor: LanguageClient, folder: Path) -> None:
    uri = opened(editor, folder, "pilot", BROKEN)
    (found,) = await findings(editor, uri, "unknown-tool")
    assert (found.range, found.source) == (types.Range(types.Position(3, 13), types.Position(3, 17)), "agentlint")
    assert found.severity is types.DiagnosticSeverity.Error
    typed(editor, uri, 2, SOUND)
    await findings(editor, uri)


async def test_a_buffer_that_was_never_saved_counts_in_the_findings_of_another(
    editor: LanguageClient, folder: Path
) -> None:
    pilot = opened(editor, folder, "pilot", SOUND)
    await findings(editor, pilot)
    text = SOUND.replace("when a ship comes in", "for something else altogether")
    bosun = opened(editor, folder, "bosun", text.replace("name: pilot", "name: bosun"), on_disk=False)
    await findings(editor, bosun)
    typed(editor, bosun, 2, text)
    (found,) = await findings(editor, pilot, "duplicate-name")
    if can(editor, "text_document.publish_diagnostics.related_information"):
        related = (found.related_information or ())[0].location
        assert related == types.Location(bosun, types.Range(types.Position(1, 6), types.Position(1, 11)))
    typed(editor, bosun, 3, text.replace("name: pilot", "name: bosun"))
    await findings(editor, pilot)
    typed(editor, bosun, 4, text)
    await findings(editor, pilot, "duplicate-name")
    editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(bosun)))
    await findings(editor, pilot)


async def test_formatting_makes_small_edits_in_the_units_of_the_client(editor: LanguageClient, folder: Path) -> None:
    uri = opened(editor, folder, "pilot", BROKEN)
    edits = await editor.text_document_formatting_async(
        types.DocumentFormattingParams(types.TextDocumentIdentifier(uri), types.FormattingOptions(2, True))
    )
    assert [(e.range.start.line, e.range.end.line, e.new_text) for e in edits or ()] == [(6, 8, ""), (10, 10, "")]


async def offered(client: LanguageClient, uri: str, line: int, *only: str) -> dict[str, types.CodeAction]:
    place = types.Range(types.Position(line, 14), types.Position(line, 14))
    context = types.CodeActionContext([], only=list(only) or None)
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, context)
    found = await client.text_document_code_action_async(params)
    return {action.title: action for action in found or () if isinstance(action, types.CodeAction)}


def edits_of(action: types.CodeAction, uri: str) -> list[tuple[int, int, str]]:
    assert action.edit is not None
    assert action.edit.changes is not None
    edits = action.edit.changes[uri]
    return [(edit.range.start.line, edit.range.start.character, edit.new_text) for edit in edits]


async def test_actions_mend_and_silence(editor: LanguageClient, folder: Path) -> None:
    text = BROKEN.replace("Raed", "Read")
    uri = opened(editor, folder, "pilot", text)
    await findings(editor, uri, "duplicate-tool")
    found = await offered(editor, uri, 3, "quickfix")
    assert list(found) == [
        "Remove the second Read", "Ignore duplicate-tool here", "Ignore duplicate-tool in this file",
    ]  # fmt: skip
    mend, here, everywhere = found.values()
    assert mend.is_preferred
    assert [d.code for d in mend.diagnostics or ()] == ["duplicate-tool"]
    assert edits_of(mend, uri) == [(3, 11, "")]
    assert edits_of(here, uri) == [(3, 0, "# agentlint-ignore[duplicate-tool]\n")]
    assert edits_of(everywhere, uri) == [(1, 0, "# agentlint-ignore-file[duplicate-tool]\n")]
    for only, kind in (
        ("source.fixAll", "source.fixAll"), ("source.fixAll.agentlint", "source.fixAll.agentlint"),
        ("source", "source.fixAll.agentlint"),
    ):  # fmt: skip
        (action,) = (await offered(editor, uri, 0, only)).values()
        assert action.kind == kind
        assert edits_of(action, uri) == [(3, 11, "")]
    assert await offered(editor, uri, 3, "refactor") == {}


async def test_a_faulty_configuration_is_told_once_and_changes_nothing(editor: LanguageClient, folder: Path) -> None:
    uri = opened(editor, folder, "pilot", BROKEN)
    await findings(editor, uri, "unknown-tool")
    configuration, before = folder / "agentlint.toml", len(editor.messages)
    for number, text in enumerate(("ignore = [", 'ignore = ["unknown-tool', 'ignore = ["unknown-tool"]\n'), 2):
        configuration.write_text(text)
        saved = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
        editor.text_document_did_save(saved)
        event = types.FileEvent(configuration.as_uri(), types.FileChangeType.Changed)
        editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        typed(editor, uri, number, f"{BROKEN}\n")
        for _ in range(TRIES):
            if len(editor.messages) - before == min(number - 1, 2):
                break
            await asyncio.sleep(0.02)
        else:
            raise AssertionError(editor.messages[before:])
        if number < 4:
            await findings(editor, uri, "unknown-tool")
    await findings(editor, uri)
    told = [message.message for message in editor.messages[before:]]
    assert all("agentlint.toml" in text for text in told)
    assert len(set(told)) == len(told) == 2


async def test_documents_in_no_file_and_of_no_kind(editor: LanguageClient, folder: Path) -> None:
    for uri, text, codes in (
        ("untitled:Untitled-1", BROKEN, ["unknown-tool"]),
        ("vscode-vfs://github/o/r/.claude/agents/pilot.md", BROKEN, ["unknown-tool"]),
        ((folder / "notes.md").as_uri(), "---\ntitle: x\n---\n", []),
    ):
        item = types.TextDocumentItem(uri, "markdown", 1, text)
        editor.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await findings(editor, uri, *codes)


async def test_settings_of_the_user(editor: LanguageClient, folder: Path) -> None:
    uri = opened(editor, folder, "pilot", BROKEN)
    await findings(editor, uri, "unknown-tool")

    async def set_to(settings: dict[str, Any], *codes: str) -> None:
        editor.set_configuration(settings, section="agentlint")
        params = types.DidChangeConfigurationParams({"agentlint": settings})
        editor.workspace_did_change_configuration(params)
        await findings(editor, uri, *codes)

    await set_to({"enable": False})
    (folder / "mine.toml").write_text('[severity]\nunknown-tool = "off"\n')
    await set_to({"enable": True, "configuration": "mine.toml"})
    await set_to({"enable": "yes"}, "unknown-tool")
