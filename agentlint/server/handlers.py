"""What the server does when the client speaks, one function per message; the questions about places are beside this."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.exceptions import JsonRpcException

from agentlint.server.actions import KINDS, actions
from agentlint.server.client import Client
from agentlint.server.diagnostics import SOURCE
from agentlint.server.documents import path_of
from agentlint.server.edits import edits_between
from agentlint.server.fixing import formatted
from agentlint.server.orphan import watch_parent
from agentlint.server.positions import Positions
from agentlint.server.reports import Reports
from agentlint.server.settings import SECTION, ClientSettings
from agentlint.server.watching import FOLDERS, matters, registration

if TYPE_CHECKING:
    from agentlint.server.app import Server
    from agentlint.server.documents import OpenDocument
    from agentlint.server.homes import Home

GRACE = 0.015
"""Seconds that an answer waits for cross-file findings when the client can be told later that there are others."""
_FIRST = 1.0
"""The same for the first answer about a document, which would else lack them all."""
_PATIENCE = 5.0
"""The same when the client cannot be told."""


def add_handlers(server: Server) -> None:
    """Register them all, but for those that depend on what the client can do."""
    for method, handler, options in (
        (types.INITIALIZE, initialize, None),
        (types.INITIALIZED, initialized, None),
        (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
        (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
        (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
        (types.TEXT_DOCUMENT_DID_SAVE, did_save, None),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files, None),
        (types.WORKSPACE_DID_RENAME_FILES, did_move_folders, FOLDERS),
        (types.WORKSPACE_DID_DELETE_FILES, did_move_folders, FOLDERS),
        (types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration, None),
        (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_workspace_folders, None),
        (types.TEXT_DOCUMENT_FORMATTING, formatting, None),
        (types.TEXT_DOCUMENT_CODE_ACTION, code_action, types.CodeActionOptions(list(KINDS))),
    ):
        server.feature(method, options)(handler)


# -- the life of the server


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Learn what the client can do, and offer diagnostics in the way that it takes them."""
    ls.client = Client.of(params.capabilities)
    encoding = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
    ls.positions = Positions(str(getattr(encoding, "value", encoding)))
    ls.reports = Reports(ls.documents, ls.client, ls.positions)
    ls.homes.folders = _folders(ls)
    ls.settings[""] = _settings(ls, params.initialization_options)
    if ls.client.pulls:
        options = types.DiagnosticOptions(identifier=SOURCE, inter_file_dependencies=True, workspace_diagnostics=False)
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(diagnostic)
    if params.process_id is not None:
        watch_parent(params.process_id)


async def initialized(ls: Server, params: types.InitializedParams) -> None:
    """Ask the client for what it can do for us."""
    registrations = []
    if ls.client.watches:
        registrations.append(registration())
    if ls.client.registers_settings:
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        registrations.append(
            types.Registration("agentlint-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options)
        )
    if registrations:
        try:
            await ls.client_register_capability_async(types.RegistrationParams(registrations))
        except JsonRpcException as error:
            ls.client = replace(ls.client, watches=False)
            ls.log(f"the client will not tell of changes: {error}")
    if ls.client.configures:
        await _pull_settings(ls)


async def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """The user's settings are others."""
    if ls.client.configures:
        await _pull_settings(ls)
    else:
        await _use_settings(ls, {"": _settings(ls, params.settings)})


async def did_change_workspace_folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """The workspace has other folders."""
    ls.homes.folders = _folders(ls)
    if ls.client.configures:
        await _pull_settings(ls)
    await ls.everything_changed()


async def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on the disk."""
    opened = {document.path for document in ls.documents}
    paths = [(path_of(change.uri), change.type) for change in params.changes]
    if any(path is not None and matters(path, change, opened) for path, change in paths):
        await ls.disk_changed()


async def did_move_folders(ls: Server, params: types.RenameFilesParams | types.DeleteFilesParams) -> None:
    """Folders were renamed or deleted in the editor, of which those who watch files hear nothing."""
    await ls.disk_changed()


async def _pull_settings(ls: Server) -> None:
    """Ask the client for the settings of every folder."""
    folders = ["", *ls.homes.folders]
    items = [
        types.ConfigurationItem(scope_uri=ls.documents.uri(folder) if folder else None, section=SECTION)
        for folder in folders
    ]
    try:
        given = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    except JsonRpcException as error:
        ls.log(f"the client will not tell its settings: {error}")
        return
    found = {folder: _settings(ls, one) for folder, one in zip(folders, given or (), strict=False) if one is not None}
    await _use_settings(ls, {"": ls.settings.get("", ClientSettings()), **found})


async def _use_settings(ls: Server, settings: dict[str, ClientSettings]) -> None:
    folders = ["", *ls.homes.folders]
    before = [ls.settings_of(folder) for folder in folders]
    ls.settings = settings
    if [ls.settings_of(folder) for folder in folders] != before:
        await ls.everything_changed()


def _settings(ls: Server, given: Any) -> ClientSettings:
    settings, problems = ClientSettings.read(given)
    for problem in problems:
        ls.log(problem)
    return settings


def _folders(ls: Server) -> tuple[str, ...]:
    """Absolute paths of the workspace's folders; those that are in no file system are left out."""
    uris = [folder.uri for folder in ls.workspace.folders.values()]
    if not uris and ls.workspace.root_uri:
        uris = [ls.workspace.root_uri]
    return tuple(path for uri in uris if (path := path_of(uri)) is not None and os.path.dirname(path) != path)


# -- documents


async def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Take in the text."""
    await ls.follow(ls.documents.open(params.text_document).uri)


async def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Follow the client's edits."""
    identifier = params.text_document
    document = ls.documents.change(identifier.uri, identifier.version, params.content_changes, ls.positions)
    if document is not None:
        await ls.follow(document.uri)


async def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Look at the disk, if the client does not tell what happens there."""
    if not ls.client.watches:
        await ls.disk_changed()


async def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the text, and take back what was said of it."""
    document = ls.documents.close(params.text_document.uri)
    if document is None:
        return
    home = ls.homes.of(document)
    if not ls.client.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))
    await ls.quickly(partial(_forget, ls, home, document))
    ls.homes.drop(but=ls.documents)
    if home in ls.homes:
        home.keeper.stir()


def _forget(ls: Server, home: Home, document: OpenDocument) -> None:
    if ls.documents.get(document.uri) is None:
        home.warm.close(document.path)
        ls.reports.forget(document.path)


async def diagnostic(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The findings of one document."""
    uri, known = params.text_document.uri, params.previous_result_id

    def pulled(home: Home, document: OpenDocument) -> types.DocumentDiagnosticReport:
        return ls.reports.pulled(home.warm, document, known)

    def at_once(home: Home, document: OpenDocument) -> tuple[Home, float, types.DocumentDiagnosticReport | None]:
        if not home.warm.pending:
            return home, 0.0, pulled(home, document)
        first = not home.warm.complete(document.path) and not ls.reports.has_told(document.path)
        patience = _FIRST if first else GRACE
        return home, patience if ls.client.refreshes else _PATIENCE, None

    found = await ls.judged(uri, at_once)
    if found is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    home, patience, report = found
    if report is None:
        await home.keeper.settled(patience)
        report = await ls.judged(uri, pulled)
    return report or types.RelatedFullDocumentDiagnosticReport(items=[])


async def formatting(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    """The edits that format a document; None where there is nothing to do, or nobody to do it for."""

    def edits(home: Home, document: OpenDocument) -> list[types.TextEdit] | None:
        editable = home.warm.editable(document)
        if editable is None:
            return None
        source, checked, _ = editable
        return ls.text_edits(source, edits_between(source, formatted(source, checked)))

    return await ls.judged(params.text_document.uri, edits)


async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """What can be done about the findings at a place, or about all of a document."""

    def offered(home: Home, document: OpenDocument) -> list[types.CodeAction] | None:
        editable = home.warm.editable(document)
        if editable is None or not ls.client.literals:
            return None
        source, checked, judge = editable
        shown = ls.reports.items(home.warm, document.path)
        pairs = list(zip(home.warm.findings(document.path), shown, strict=True))
        wanted = ls.positions.span(source, params.range)
        change = partial(ls.edit, document, source)
        return list(actions(source, checked, judge, pairs, wanted, params.context.only, change))

    return await ls.judged(params.text_document.uri, offered)
