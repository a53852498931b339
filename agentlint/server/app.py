"""The server: what it does when the client speaks."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.lsp.server import LanguageServer

from agentlint import __version__
from agentlint.server.client import Client
from agentlint.server.diagnostics import SOURCE, as_protocol
from agentlint.server.documents import Documents, path_of
from agentlint.server.edits import edits_between
from agentlint.server.lane import Lane
from agentlint.server.positions import Positions
from agentlint.server.protocol import PARSE_ERROR, Protocol
from agentlint.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentlint.server.documents import OpenDocument
    from agentlint.source import Location

T = TypeVar("T")


class Server(LanguageServer):
    """One client's server. Everything that takes time is done in a lane, so that the client is always listened to."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("agentlint", __version__, protocol_cls=Protocol)
        self.protocol.log = self.log
        self.client = Client()
        self.positions = Positions()
        self.documents = Documents()
        self.lane = Lane("agentlint")

    def log(self, text: str) -> None:
        """Tell people who look for it: on standard error, and in the client's log."""
        sys.stderr.write(f"agentlint server: {text}\n")
        if self.protocol.initialized and not self.protocol.ended:
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Every fault that pygls catches ends here."""
        if isinstance(error, JSONDecodeError | UnicodeDecodeError | RecursionError):
            self.protocol.refuse(None, PARSE_ERROR, f"this is no JSON: {error}")
        else:
            self.log(f"{type(error).__name__}: {error}")

    async def off_loop(self, work: Callable[[], T]) -> T:
        """The result of work that is done in the lane. Raises what it raises."""
        return await asyncio.wrap_future(self.lane.do(work))


def create_server() -> Server:
    """A server that knows what to do, and waits to be started."""
    server = Server()
    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(did_change)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)
    server.feature(types.TEXT_DOCUMENT_FORMATTING)(formatting)
    return server


def serve() -> int:
    """Serve the client at standard input and output until it leaves. The status to exit with."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    output = sys.stdout.buffer
    # Whatever prints would break the protocol.
    sys.stdout = sys.stderr
    server = create_server()
    server.start_io(sys.stdin.buffer, output)
    return 0 if server.protocol.ended else 1


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Learn what the client can do, and offer diagnostics in the way that it takes them."""
    ls.client = Client.of(params.capabilities)
    encoding = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
    ls.positions = Positions(str(getattr(encoding, "value", encoding)))
    if ls.client.pulls:
        options = types.DiagnosticOptions(identifier=SOURCE, inter_file_dependencies=True, workspace_diagnostics=False)
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(diagnostic)


async def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Take in the text."""
    await _publish(ls, ls.documents.open(params.text_document))


async def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Follow the client's edits."""
    identifier = params.text_document
    document = ls.documents.change(identifier.uri, identifier.version, params.content_changes, ls.positions)
    if document is not None:
        await _publish(ls, document)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the text; what is shown for it goes with it."""
    document = ls.documents.close(params.text_document.uri)
    if document is not None and not ls.client.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))


async def diagnostic(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The findings of one document."""
    document = ls.documents.get(params.text_document.uri)
    items = await ls.off_loop(lambda: _check(ls, document)) if document is not None else []
    return types.RelatedFullDocumentDiagnosticReport(items=items)


async def formatting(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    """The edits that format a document."""
    document = ls.documents.get(params.text_document.uri)
    return await ls.off_loop(lambda: _format(ls, document)) if document is not None else None


async def _publish(ls: Server, document: OpenDocument) -> None:
    if ls.client.pulls:
        return
    items = await ls.off_loop(lambda: _check(ls, document) if ls.documents.get(document.uri) is document else None)
    if items is not None and ls.documents.get(document.uri) is document:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, items, document.version))


def _check(ls: Server, document: OpenDocument) -> list[types.Diagnostic]:
    from agentlint.session import Request, run

    report = run(Request(stdin=document.text.encode(), stdin_filename=document.path))
    source = Source(document.path, document.text)

    def locate(location: Location) -> types.Location | None:
        path = os.path.normpath(os.path.join(os.getcwd(), location.path))
        other = ls.documents.at(path)
        with open(path, "rb") as file:
            text = Source(path, other.text if other is not None else file.read().decode())
        return types.Location(ls.documents.uri(path), ls.positions.range(text, location.span))

    return as_protocol(report.diagnostics, source, ls.positions, ls.client, locate)


def _format(ls: Server, document: OpenDocument) -> list[types.TextEdit] | None:
    from agentlint.formatting import FormatRequest, format_files

    if document.mangled or path_of(document.uri) is None:
        return None
    report = format_files(FormatRequest(stdin=document.text.encode(), stdin_filename=document.path))
    source = Source(document.path, document.text)
    after = (report.stdin_output or b"").decode()
    return [types.TextEdit(ls.positions.range(source, e.span), e.text) for e in edits_between(source, after)]
