"""The server of one client: what it knows, what it tells people, and how work gets done."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from agentlint import __version__
from agentlint.server.client import Client
from agentlint.server.documents import Documents
from agentlint.server.features import add_features
from agentlint.server.handlers import GRACE, add_handlers
from agentlint.server.homes import Home, Homes
from agentlint.server.keeper import Keeper
from agentlint.server.lane import Lane
from agentlint.server.positions import Positions
from agentlint.server.protocol import PARSE_ERROR, Protocol
from agentlint.server.reports import Reports
from agentlint.server.room import Options
from agentlint.server.settings import ClientSettings
from agentlint.server.warm import Warm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentlint.diagnostic import Edit
    from agentlint.server.documents import OpenDocument
    from agentlint.server.view import FileView
    from agentlint.source import Source

T = TypeVar("T")

_INTERRUPTED = 130
_SWITCH = 0.001
"""Seconds after which one thread lets another work: an answer must not wait for what is done beside it."""
_THRESHOLDS = (20_000, 20, 50)
"""How seldom Python looks for garbage that refers to itself: there is little, and each look is felt as a pause."""


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
        if gc.get_freeze_count() == 0:
            # All modules and the first project are here to stay: they need not be looked through for garbage.
            gc.freeze()
        if self.client.pulls and not self.client.refreshes:
            return
        # A question that waits for this very news is answered first.
        asyncio.get_running_loop().call_later(GRACE, lambda: asyncio.ensure_future(self._tell_news(home)))

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
    add_handlers(server)
    add_features(server)
    return server


def serve(*, allow_plugins: bool = False) -> int:
    """Serve the client at standard input and output until it leaves. The status to exit with."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    sys.setswitchinterval(_SWITCH)
    gc.set_threshold(*_THRESHOLDS)
    # Python would wait for the thread that waits for the client's next word.
    signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    output = sys.stdout.buffer
    # Whatever prints would break the protocol.
    sys.stdout = sys.stderr
    server = create_server(allow_plugins=allow_plugins)
    server.start_io(sys.stdin.buffer, output)
    return 0 if server.protocol.ended else 1
