"""What the protocol asks about a place in a document, answered by the modules beside this one."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from agentlint.patterns import lazy_pattern
from agentlint.server import readings
from agentlint.server.completion import complete
from agentlint.server.hover import hover
from agentlint.server.names import agents_at, is_agent, references, search
from agentlint.server.rename import RenameError, prepare, rename
from agentlint.server.symbols import symbols
from agentlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from agentlint.server.client import Client
    from agentlint.server.completion import Item
    from agentlint.server.documents import Documents
    from agentlint.server.positions import Positions
    from agentlint.server.rename import Change, Renaming
    from agentlint.server.symbols import Symbol
    from agentlint.server.view import FileView, NamedFile

T = TypeVar("T")
F = TypeVar("F", bound="Callable[..., Any]")

_PROSE = "prose"
"""The id of the annotation on edits that somebody should look at."""
_MARKS = lazy_pattern(r"\\(.)|\[([^\]\n]*)\]\([^)\n]*\)|\*+|`+|^---\n\n", re.MULTILINE)
"""Marks of our own Markdown: what is escaped, links, emphasis, code and rules."""
_MAX_FOUND = 500
"""Answers to a search through the project."""
_SYMBOL_KINDS = {
    "key": types.SymbolKind.Property, "section": types.SymbolKind.String, "example": types.SymbolKind.Event,
}  # fmt: skip
_ITEM_KINDS = {
    "key": types.CompletionItemKind.Property, "tool": types.CompletionItemKind.Function,
    "server": types.CompletionItemKind.Module, "model": types.CompletionItemKind.Value,
    "colour": types.CompletionItemKind.Color, "choice": types.CompletionItemKind.EnumMember,
    "agent": types.CompletionItemKind.Class, "skill": types.CompletionItemKind.Interface,
    "event": types.CompletionItemKind.Event,
}  # fmt: skip


class Asked(Protocol):
    """What the answers need of the server. What is worked out is worked out in its lane."""

    client: Client
    documents: Documents
    positions: Positions

    def ask(self, uri: str, answer: Callable[[FileView], T], *, fleet: bool = False) -> Awaitable[T | None]:
        """The answer about an open document, with `fleet` by the project as it is now; None for no prompt file."""

    def feature(self, feature_name: str, options: Any | None = None) -> Callable[[F], F]:
        """Register a handler of a request."""

    def command(self, command_name: str) -> Callable[[F], F]:
        """Register a handler of a command."""


def add_features(server: Asked) -> None:
    """Offer them all."""
    typed = types.CompletionOptions(trigger_characters=[":", " ", ",", "[", "(", "-", "@", '"', "'"])
    server.feature(types.TEXT_DOCUMENT_HOVER)(on_hover)
    server.feature(types.TEXT_DOCUMENT_COMPLETION, typed)(on_completion)
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(on_document_symbol)
    server.feature(types.TEXT_DOCUMENT_DEFINITION)(on_definition)
    server.feature(types.TEXT_DOCUMENT_REFERENCES)(on_references)
    server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)(on_prepare_rename)
    server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))(on_rename)
    server.feature(types.TEXT_DOCUMENT_CODE_LENS)(on_code_lens)
    server.feature(types.WORKSPACE_SYMBOL)(on_workspace_symbol)
    server.command(readings.SHOW)(on_show_readings)


async def on_hover(ls: Asked, params: types.HoverParams) -> types.Hover | None:
    """What is to be said of the place."""

    def answer(view: FileView) -> types.Hover | None:
        found = hover(view, ls.positions.offset(view.source, params.position))
        if found is None:
            return None
        return types.Hover(_content(ls, found.markdown), ls.positions.range(view.source, found.span))

    return await ls.ask(params.text_document.uri, answer)


async def on_completion(ls: Asked, params: types.CompletionParams) -> types.CompletionList | None:
    """What can be written at the place."""

    def answer(view: FileView) -> types.CompletionList:
        offset = ls.positions.offset(view.source, params.position)
        return types.CompletionList(
            is_incomplete=False, items=[_item(ls, view, item) for item in complete(view, offset)]
        )

    return await ls.ask(params.text_document.uri, answer)


def _item(ls: Asked, view: FileView, item: Item) -> types.CompletionItem:
    return types.CompletionItem(
        label=item.label,
        kind=_ITEM_KINDS[item.type],
        detail=item.detail or None,
        documentation=_documentation(ls, item.markdown),
        sort_text=f"{item.rank:03}{item.label}" if item.type != "key" else f"{item.rank:03}",
        text_edit=types.TextEdit(ls.positions.range(view.source, item.span), item.text),
    )


async def on_document_symbol(
    ls: Asked, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """The outline: a tree, or a list for clients that know no trees."""

    def answer(view: FileView) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
        found = symbols(view)
        if ls.client.trees:
            return [_symbol(ls, view, one) for one in found]
        return [
            types.SymbolInformation(
                location=types.Location(view.uri, ls.positions.range(view.source, one.span)),
                name=one.name, kind=_SYMBOL_KINDS[one.type], container_name=around,
            )
            for one, around in _flat(found)
        ]  # fmt: skip

    return await ls.ask(params.text_document.uri, answer)


def _symbol(ls: Asked, view: FileView, symbol: Symbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.name,
        kind=_SYMBOL_KINDS[symbol.type],
        range=ls.positions.range(view.source, symbol.span),
        selection_range=ls.positions.range(view.source, symbol.selection),
        detail=symbol.detail or None,
        children=[_symbol(ls, view, child) for child in symbol.children],
    )


def _flat(found: tuple[Symbol, ...], around: str | None = None) -> Iterator[tuple[Symbol, str | None]]:
    for one in found:
        yield one, around
        yield from _flat(one.children, one.name)


async def on_definition(ls: Asked, params: types.DefinitionParams) -> list[types.Location] | None:
    """Where the agent that is named is defined."""

    def answer(view: FileView) -> list[types.Location]:
        found = agents_at(view, ls.positions.offset(view.source, params.position))
        return [_location(ls, view, named) for named in found]

    return await ls.ask(params.text_document.uri, answer, fleet=True)


def _location(ls: Asked, view: FileView, named: NamedFile) -> types.Location:
    """The place of a name; the start of the file where its path is the name."""
    of_named = view.project.view(named.path) if named.span is not None else None
    start = types.Position(0, 0)
    if of_named is None or named.span is None or named.span.end > len(of_named.source.text):
        return types.Location(named.uri, types.Range(start, start))
    return types.Location(named.uri, ls.positions.range(of_named.source, named.span))


async def on_references(ls: Asked, params: types.ReferenceParams) -> list[types.Location] | None:
    """Every place that names the agent."""

    def answer(view: FileView) -> list[types.Location]:
        offset = ls.positions.offset(view.source, params.position)
        found = references(view, offset, declaration=params.context.include_declaration)
        return [types.Location(m.view.uri, ls.positions.range(m.view.source, m.span)) for m in found]

    return await ls.ask(params.text_document.uri, answer, fleet=True)


async def on_prepare_rename(ls: Asked, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """The name to edit, None where there is none."""

    def answer(view: FileView) -> types.PrepareRenamePlaceholder | None:
        found = prepare(view, ls.positions.offset(view.source, params.position))
        if found is None:
            return None
        return types.PrepareRenamePlaceholder(ls.positions.range(view.source, found[0]), found[1])

    return await ls.ask(params.text_document.uri, answer, fleet=True)


async def on_rename(ls: Asked, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """All edits that a new name takes."""

    def answer(view: FileView) -> types.WorkspaceEdit:
        try:
            renaming = rename(view, ls.positions.offset(view.source, params.position), params.new_name)
            return _workspace_edit(ls, renaming)
        except RenameError as error:
            raise JsonRpcException(str(error), types.LSPErrorCodes.RequestFailed.value) from error

    return await ls.ask(params.text_document.uri, answer, fleet=True)


def _workspace_edit(ls: Asked, renaming: Renaming) -> types.WorkspaceEdit:
    """The edits in the richest form that the client takes. Raises `RenameError` where it cannot move a file."""
    if not ls.client.versions:
        if renaming.move is not None:
            raise RenameError("The file itself is the agent's name, and this editor cannot be asked to move files.")
        return types.WorkspaceEdit(
            changes={c.view.uri: [_edit(ls, c, e.span, e.text) for e in c.edits] for c in renaming.changes}
        )
    steps: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for change in renaming.changes:
        edits = [_annotated(ls, change, edit.span, edit.text) for edit in change.edits]
        document = types.OptionalVersionedTextDocumentIdentifier(change.view.uri, change.view.version)
        steps.append(types.TextDocumentEdit(document, edits))
    if renaming.move is not None:
        old, new = renaming.move
        if not ls.client.moves:
            raise RenameError("The file itself is the agent's name, and this editor cannot be asked to move files.")
        if os.path.lexists(new):
            raise RenameError(f"There is a file {os.path.basename(new)} already.")
        steps.append(types.RenameFile(ls.documents.uri(old), ls.documents.uri(new)))
    unsure = any(change.unsure for change in renaming.changes) and ls.client.annotates
    asked = types.ChangeAnnotation("In prose", needs_confirmation=True, description="Named in a sentence")
    return types.WorkspaceEdit(document_changes=steps, change_annotations={_PROSE: asked} if unsure else None)


def _edit(ls: Asked, change: Change, span: Span, text: str) -> types.TextEdit:
    return types.TextEdit(ls.positions.range(change.view.source, span), text)


def _annotated(ls: Asked, change: Change, span: Span, text: str) -> types.TextEdit | types.AnnotatedTextEdit:
    edit = _edit(ls, change, span, text)
    if span not in change.unsure or not ls.client.annotates:
        return edit
    return types.AnnotatedTextEdit(_PROSE, edit.range, edit.new_text)


async def on_workspace_symbol(ls: Asked, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    """Agents, skills and commands by name, of every project that a document is open of."""

    def answer(view: FileView) -> list[types.WorkspaceSymbol]:
        found = []
        for named in search(view.project, params.query):
            kind = types.SymbolKind.Class if is_agent(named) else types.SymbolKind.Interface
            found.append(types.WorkspaceSymbol(_location(ls, view, named), named.name, kind, container_name=named.kind))
            if len(found) == _MAX_FOUND:
                break
        return found

    symbols_by_place: dict[tuple[str, str], types.WorkspaceSymbol] = {}
    for document in list(ls.documents):
        for symbol in await ls.ask(document.uri, answer, fleet=True) or ():
            symbols_by_place.setdefault((symbol.location.uri, symbol.name), symbol)
    return list(symbols_by_place.values())[:_MAX_FOUND]


async def on_code_lens(ls: Asked, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """A line above the file for each host that loses something of it."""

    def answer(view: FileView) -> list[types.CodeLens]:
        place = ls.positions.range(view.source, Span(0, 0))
        return [
            types.CodeLens(place, types.Command(lost.title, readings.SHOW, arguments=[view.uri]))
            for lost in readings.losses(view.file)
        ]

    return await ls.ask(params.text_document.uri, answer)


async def on_show_readings(ls: Asked, uri: str) -> dict[str, Any] | None:
    """All that hosts read of a document, as text and as data."""
    return await ls.ask(uri, lambda view: readings.answer(view.file))


def _content(ls: Asked, text: str) -> types.MarkupContent:
    """Markdown, or its words alone for a client that does not take it."""
    if ls.client.markdown:
        return types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.MarkupContent(types.MarkupKind.PlainText, _words(text))


def _documentation(ls: Asked, text: str) -> str | types.MarkupContent | None:
    if not text:
        return None
    return types.MarkupContent(types.MarkupKind.Markdown, text) if ls.client.markdown_items else _words(text)


def _words(markdown: str) -> str:
    return _MARKS.sub(lambda found: found[1] or found[2] or "", markdown)
