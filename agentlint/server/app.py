"""The server: what it does when the client speaks."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from dataclasses import replace
from functools import partial
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from agentlint import __version__
from agentlint.server.actions import KINDS, actions
from agentlint.server.client import Client
from agentlint.server.diagnostics import SOURCE
from agentlint.server.documents import Documents, path_of
from agentlint.server.edits import edits_between
from agentlint.server.features import add_features
from agentlint.server.fixing import formatted
from agentlint.server.homes import Home, Homes
from agentlint.server.keeper import Keeper
from agentlint.server.lane import Lane
from agentlint.server.orphan import watch_parent
from agentlint.server.positions import Positions
from agentlint.server.protocol import PARSE_ERROR, Protocol
from agentlint.server.reports import Reports
from agentlint.server.room import Options
from agentlint.server.settings import SECTION, ClientSettings
from agentlint.server.warm import Warm
from agentlint.server.watching import matters, registration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentlint.diagnostic import Edit
    from agentlint.server.documents import OpenDocument
    from agentlint.server.view import FileView
    from agentlint.source import Source

T = TypeVar("T")

_GRACE = 0.015
"""Seconds that an answer waits for cross-file findings when the client can be told later that there are others."""
_FIRST = 1.0
"""The same for the first answer about a document, which would else lack them all."""
_PATIENCE = 5.0
"""The same when the client cannot be told."""
_SWITCH = 0.001
"""Seconds after which one thread lets another work: an answer must not wait for what is done beside it."""


class Server(LanguageServer):
    """One client's server. Everything that takes time is done in a lane, so that the client is always listened to."""

    protocol: Protocol

    def __init__(self, *, allow_plugins: bool = False) -> None:
        """`allow_plugins` lets rule sets of installed distributions run, which the configuration of a project names."""
        super().__init__("agentlint", __version__, protocol_cls=Protocol)
        self.protocol.log = self.log
        self.allow_plugins = allow_plugins
        self.client = Client()
        self.positions = Positions()
        self.documents = Documents()
        self.homes = Homes(self._make_home)
        self.reports = Reports(self.documents, self.client, self.positions)
        self.settings: dict[str, ClientSettings] = {}
        """By folder of the workspace; "" for all others."""
        self._quick = Lane("agentlint")
        self._slow = Lane("agentlint-projects")
        self._said: set[str] = set()
        self._following: set[str] = set()

    # -- what is told to people

    def log(self, text: str) -> None:
        """Tell people who look for it: on standard error, and in the client's log."""
        sys.stderr.write(f"agentlint server: {text}\n")
        if self.protocol.initialized and not self.protocol.ended:
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, text))

    def say_once(self, text: str, kind: types.MessageType) -> None:
        """Show a message, unless it was shown before and is still true."""
        if text not in self._said:
            self._said.add(text)
            sys.stderr.write(f"agentlint server: {text}\n")
            self.window_show_message(types.ShowMessageParams(kind, f"agentlint: {text}"))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Every fault that pygls catches ends here."""
        if isinstance(error, JSONDecodeError | UnicodeDecodeError | RecursionError):
            self.protocol.refuse(None, PARSE_ERROR, f"this is no JSON: {error}")
        else:
            self.log(f"{type(error).__name__}: {error}")

    # -- what is known of documents

    async def quickly(self, work: Callable[[], T]) -> T:
        """The result of work in the lane in which documents are judged. Raises what it raises."""
        return await asyncio.wrap_future(self._quick.do(work))

    async def judged(self, uri: str, work: Callable[[Home, OpenDocument], T]) -> T | None:
        """What `work` makes of an open document, in the lane and right after its own rules have judged it as it is now;
        None for what is not open, and where the user wants none of it. Slow work is seen to.
        """
        document = self.documents.get(uri)
        if document is None:
            return None
        home = self.homes.of(document)
        if not self.settings_of(home.folder).enable:
            return None

        def judge() -> tuple[T | None, bool]:
            current = self.documents.get(uri)
            if current is None:
                return None, False
            home.warm.check(current)
            return work(home, current), home.warm.pending

        result, pending = await self.quickly(judge)
        if pending:
            home.keeper.stir()
        self._tell_faults(home)
        return result

    async def ask(self, uri: str, answer: Callable[[FileView], T], *, fleet: bool = False) -> T | None:
        """The answer that is worked out from the view of an open document; None where it is no prompt file.

        The rest of the project is known by then, and with `fleet` as it is now.
        """

        def answered(home: Home, document: OpenDocument) -> T | None:
            view = home.warm.view(document.path)
            return answer(view) if view is not None else None

        def at_once(home: Home, document: OpenDocument) -> tuple[Home, bool, T | None]:
            for other in self.documents if fleet else ():
                if home.folder == self.homes.folder(other.path):
                    home.warm.check(other)
            later = home.warm.pending and (fleet or not home.warm.complete(document.path))
            return home, later, None if later else answered(home, document)

        found = await self.judged(uri, at_once)
        if found is None:
            return None
        home, later, result = found
        if later:
            await home.keeper.settled()
            return await self.judged(uri, answered)
        return result

    def settings_of(self, folder: str) -> ClientSettings:
        """The user's settings for a folder."""
        return self.settings.get(folder) or self.settings.get("") or ClientSettings()

    def _make_home(self, folder: str) -> Home:
        settings = self.settings_of(folder)
        options = Options(settings.configuration_in(folder), settings.preview, self.allow_plugins)
        warm = Warm(folder, options, self.documents.uri)
        keeper = Keeper(
            warm, self._quick, self._slow, hurried=self.client.pulls and not self.client.refreshes,
            news=lambda: self._news(home), failed=self._failed,
        )  # fmt: skip
        home = Home(folder, warm, keeper)
        return home

    def _failed(self, error: BaseException) -> None:
        self.log(f"a project could not be looked at: {type(error).__name__}: {error}")

    def _tell_faults(self, home: Home) -> None:
        warm = home.warm
        if warm.fault is not None:
            self.say_once(warm.fault, types.MessageType.Error)
        elif warm.room is not None:
            for text in warm.room.failures:
                self.say_once(text, types.MessageType.Warning)
            for text in warm.room.notes:
                if text not in self._said:
                    self._said.add(text)
                    self.log(text)

    # -- findings that change without a question

    def _news(self, home: Home) -> None:
        """The findings of a project may be others than before: tell the client once it is clear what they are."""
        self._tell_faults(home)
        if self.client.pulls and not self.client.refreshes:
            return
        # A question that waits for this very news is answered first.
        asyncio.get_running_loop().call_later(_GRACE, lambda: asyncio.ensure_future(self._tell_news(home)))

    async def _tell_news(self, home: Home) -> None:
        opened = [d for d in self.documents if self.homes.of(d) is home]
        changed = await self.quickly(lambda: [d for d in opened if self.reports.is_news(home.warm, d.path)])
        if changed and self.client.pulls:
            self.workspace_diagnostic_refresh(None)
        elif changed:
            for document in changed:
                await self.follow(document.uri)

    async def follow(self, uri: str) -> None:
        """Judge a document that has changed, since others depend on it, and send its findings to a client that does not
        ask for them. Calls that come meanwhile are one.
        """
        if uri in self._following:
            return
        self._following.add(uri)
        try:
            judged = None
            while (document := self.documents.get(uri)) is not None and document is not judged:
                sent = types.PublishDiagnosticsParams(uri, [])
                found = await self.judged(uri, self._told)
                judged = found[0] if found is not None else document
                if found is not None:
                    sent.diagnostics, sent.version = found[1], judged.version
                if not self.client.pulls and self.documents.get(uri) is not None:
                    self.text_document_publish_diagnostics(sent)
        finally:
            self._following.discard(uri)

    def _told(self, home: Home, document: OpenDocument) -> tuple[OpenDocument, list[types.Diagnostic]]:
        """A document, and what a client that does not ask is told of it."""
        return document, [] if self.client.pulls else self.reports.published(home.warm, document.path)

    async def everything_changed(self) -> None:
        """Settings or folders are others: judge all open documents anew."""
        self.homes.clear()
        self._said.clear()
        if self.client.refreshes and self.client.pulls:
            self.workspace_diagnostic_refresh(None)
        for document in self.documents:
            await self.follow(document.uri)

    async def disk_changed(self) -> None:
        """Files other than the open documents may have changed."""
        for home in self.homes:
            await self.quickly(home.warm.disk_changed)
            home.keeper.stir()

    # -- edits

    def edit(self, document: OpenDocument, source: Source, edits: Sequence[Edit]) -> types.WorkspaceEdit:
        """Edits of one document as one of the workspace."""
        return types.WorkspaceEdit(changes={document.uri: self.text_edits(source, edits)})

    def text_edits(self, source: Source, edits: Sequence[Edit]) -> list[types.TextEdit]:
        """Edits as the protocol has them."""
        return [types.TextEdit(self.positions.range(source, edit.span), edit.text) for edit in edits]


def create_server(*, allow_plugins: bool = False) -> Server:
    """A server that knows what to do, and waits to be started."""
    server = Server(allow_plugins=allow_plugins)
    for method, handler, options in (
        (types.INITIALIZE, initialize, None),
        (types.INITIALIZED, initialized, None),
        (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
        (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
        (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
        (types.TEXT_DOCUMENT_DID_SAVE, did_save, None),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files, None),
        (types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration, None),
        (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_workspace_folders, None),
        (types.TEXT_DOCUMENT_FORMATTING, formatting, None),
        (types.TEXT_DOCUMENT_CODE_ACTION, code_action, types.CodeActionOptions(list(KINDS))),
    ):
        server.feature(method, options)(handler)
    add_features(server)
    return server


def serve(*, allow_plugins: bool = False) -> int:
    """Serve the client at standard input and output until it leaves. The status to exit with."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    sys.setswitchinterval(_SWITCH)
    output = sys.stdout.buffer
    # Whatever prints would break the protocol.
    sys.stdout = sys.stderr
    server = create_server(allow_plugins=allow_plugins)
    server.start_io(sys.stdin.buffer, output)
    return 0 if server.protocol.ended else 1


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
        before = dict(ls.settings)
        ls.settings = {"": _settings(ls, params.settings)}
        if ls.settings != before:
            await ls.everything_changed()


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
    settings = {"": ls.settings.get("", ClientSettings()), **found}
    if settings != ls.settings:
        ls.settings = settings
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
    ls.homes.drop(but=ls.documents)
    if not ls.client.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))
    await ls.quickly(partial(_forget, ls, home, document))
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
        patience = _GRACE if home.warm.complete(document.path) else _FIRST
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
