"""The findings of open documents as the client is given them, and a memory of what it was given."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types

from agentlint.records import record
from agentlint.server.diagnostics import SOURCE, as_protocol
from agentlint.server.readings import losses
from agentlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.server.client import Client
    from agentlint.server.documents import Documents, OpenDocument
    from agentlint.server.positions import Positions
    from agentlint.server.warm import Warm
    from agentlint.source import Location, Source

Full = types.FullDocumentDiagnosticReport
Unchanged = types.UnchangedDocumentDiagnosticReport


@record()
class Told:
    """What the client was told of a file last. `id` is another one when `items` are; `along` are paths of files whose
    findings were told with it.
    """

    id: str
    items: Sequence[types.Diagnostic]
    along: frozenset[str] = frozenset()


class Reports:
    """Turns findings into what is sent. Used in the lane in which documents are judged."""

    def __init__(self, documents: Documents, client: Client, positions: Positions) -> None:
        self._documents = documents
        self._client = client
        self._positions = positions
        self._told: dict[str, Told] = {}
        self._ids = count(1)

    def items(self, warm: Warm, path: str) -> list[types.Diagnostic]:
        """The findings of an open document."""
        related = warm.related(path) if self._client.links else {}
        return self._items(warm, path, warm.findings(path), _sources(warm, path, related))

    def published(self, warm: Warm, path: str) -> list[types.Diagnostic]:
        """What is sent of an open document to a client that does not ask."""
        items = self.items(warm, path)
        self.tell(path, items)
        return items

    def forget(self, path: str) -> None:
        """The document was closed: the client shows nothing of it."""
        self._told.pop(path, None)

    def tell(self, path: str, items: Sequence[types.Diagnostic], along: frozenset[str] = frozenset()) -> str:
        """Note that the client is told these findings of a file. Their id."""
        before = self._told.get(path)
        same = before is not None and before.items == items
        told = Told(before.id if before is not None and same else str(next(self._ids)), items, along)
        self._told[path] = told
        return told.id

    def has_told(self, path: str) -> bool:
        """Whether the client was told anything of a file."""
        return path in self._told

    def is_news(self, warm: Warm, path: str) -> bool:
        """Whether the client was told something else of an open document, or nothing so far."""
        told = self._told.get(path)
        return told is None or told.items != self.items(warm, path)

    def pulled(self, warm: Warm, document: OpenDocument, known: str | None) -> types.DocumentDiagnosticReport:
        """The answer to a client that asks for the findings of a document, and has those with the id `known`."""
        path, before = document.path, self._told.get(document.path)
        related = warm.related(path) if self._client.links or self._client.related else {}
        sources = _sources(warm, path, related)
        items = self._items(warm, path, warm.findings(path), sources)
        others: dict[str, Full | Unchanged] = {}
        if self._client.related:
            for other, (_, findings) in related.items():
                found = self._items(warm, other, findings, sources)
                others[self._documents.uri(other)] = Full(items=found, result_id=self.tell(other, found))
            for other in (before.along if before is not None else frozenset()) - related.keys():
                # What was shown along with this document is shown no longer, unless it is open and asked for itself.
                if self._documents.at(other) is None:
                    self._told.pop(other, None)
                    others[self._documents.uri(other)] = Full(items=[])
        result_id = self.tell(path, items, frozenset(related) if self._client.related else frozenset())
        if known is not None and known == result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id, related_documents=others or None)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=result_id, related_documents=others or None)

    def _items(
        self, warm: Warm, path: str, findings: Iterable[Diagnostic], sources: Mapping[str, Source]
    ) -> list[types.Diagnostic]:
        """Findings of a file, with links into those files whose text is known."""
        if path not in sources:
            return []

        def locate(location: Location) -> types.Location | None:
            other = warm.absolute(location.path)
            source = sources.get(other)
            if source is None:
                return None
            end = len(source.text)
            span = Span(min(location.span.start, end), min(location.span.end, end))
            return types.Location(self._documents.uri(other), self._positions.range(source, span))

        found = as_protocol(findings, sources[path], self._positions, self._client, locate)
        return found if self._client.lenses else [*self._losses(warm, path, found), *found]

    def _losses(self, warm: Warm, path: str, found: Iterable[types.Diagnostic]) -> list[types.Diagnostic]:
        """What hosts lose of an open document, for clients that have no other place to show it; none where an error
        stands in that place.
        """
        view = warm.view(path)
        if view is None or any(d.range.start.line == 0 and d.severity is types.DiagnosticSeverity.Error for d in found):
            return []
        line = self._positions.range(view.source, view.source.line_span(1))
        return [
            types.Diagnostic(line, lost.title, severity=types.DiagnosticSeverity.Hint, source=SOURCE)
            for lost in losses(view.file)
        ]


def _sources(warm: Warm, path: str, related: Mapping[str, tuple[Source, Sequence[Diagnostic]]]) -> dict[str, Source]:
    own = warm.source(path)
    sources = {other: source for other, (source, _) in related.items()}
    return sources if own is None else {**sources, path: own}
