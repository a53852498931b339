"""The documents that are open in the client: text by URI, kept as the client edits it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.server.positions import Positions

_LONE_SURROGATE = lazy_pattern("[\ud800-\udfff]")
_UNFIT = lazy_pattern(r"[^\w. -]")
_NOWHERE = "agentlint-nowhere"
_MAX_PARTS = 12
_MAX_NAME = 120


@record()
class OpenDocument:
    """One open document at one version.

    `path` is the absolute path of its file; a document that is in no file has one under a folder that does not exist.
    `mangled`: the client sent characters that are no text, and `text` has stand-ins of the same width for them, so that
    no edit may be made from it.
    """

    uri: str
    path: str
    on_disk: bool
    version: int
    text: str
    mangled: bool = False


class Documents:
    """All open documents. The client's own spelling of a URI is kept and used again when speaking of the file."""

    def __init__(self) -> None:
        self._by_uri: dict[str, OpenDocument] = {}
        self._by_path: dict[str, str] = {}

    def __iter__(self) -> Iterator[OpenDocument]:
        return iter(list(self._by_uri.values()))

    def get(self, uri: str) -> OpenDocument | None:
        """The open document of a URI, or None."""
        return self._by_uri.get(uri)

    def at(self, path: str) -> OpenDocument | None:
        """The open document of a file, or None."""
        uri = self._by_path.get(path)
        return self._by_uri.get(uri) if uri is not None else None

    def uri(self, path: str) -> str:
        """The URI of a file: the client's own where the file is open."""
        return self._by_path.get(path) or uri_of(path)

    def open(self, item: types.TextDocumentItem) -> OpenDocument:
        """Take in a document that was opened, or opened again."""
        path = path_of(item.uri)
        place = path or _made_up(item.uri, item.language_id)
        document = _with_text(OpenDocument(item.uri, place, path is not None, item.version, ""), item.text)
        self._by_uri[item.uri] = document
        self._by_path[document.path] = item.uri
        return document

    def change(
        self, uri: str, version: int, changes: Sequence[types.TextDocumentContentChangeEvent], positions: Positions
    ) -> OpenDocument | None:
        """Apply a client's edits, one after the other; None for a document that is not open."""
        document = self._by_uri.get(uri)
        if document is None:
            return None
        document = replace(document, version=version)
        for change in changes:
            text = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                before = Source(document.path, document.text)
                span = positions.span(before, change.range)
                text = before.text[: span.start] + text + before.text[span.end :]
            document = _with_text(document, text)
        self._by_uri[uri] = document
        return document

    def close(self, uri: str) -> OpenDocument | None:
        """Forget a document; None if it is not open."""
        document = self._by_uri.pop(uri, None)
        if document is not None and self._by_path.get(document.path) == uri:
            del self._by_path[document.path]
        return document


def path_of(uri: str) -> str | None:
    """The absolute path that a `file:` URI names; None for every other URI."""
    path = to_fs_path(uri)
    return os.path.normpath(path) if path and os.path.isabs(path) and "\0" not in path else None


def uri_of(path: str) -> str:
    """The `file:` URI of an absolute path."""
    return from_fs_path(path) or ""


def _made_up(uri: str, language: str) -> str:
    """A path for a document that is in no file: below a folder that does not exist, with the folders and the name that
    the URI has, since they tell what it is.
    """
    scheme, _, rest = uri.partition(":")
    parts = [_UNFIT.sub("-", part) for part in unquote(urlsplit(rest).path).split("/")[-_MAX_PARTS:]]
    parts = [part[-_MAX_NAME:] for part in parts if part not in ("", ".", "..")] or ["document"]
    if language == "markdown" and "." not in parts[-1]:
        parts[-1] += ".md"
    return os.path.join(os.path.abspath(os.sep), _NOWHERE, scheme, *parts)


def _with_text(document: OpenDocument, text: str) -> OpenDocument:
    if text.isascii() or _LONE_SURROGATE.search(text) is None:
        return replace(document, text=text)
    return replace(document, text=_LONE_SURROGATE.sub("\ufffd", text), mangled=True)
