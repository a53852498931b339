"""`Document`: one file's syntax, each part parsed when first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from agentlint.source import Span

if TYPE_CHECKING:
    from agentlint.source import Source
    from agentlint.syntax.markdown import Body
    from agentlint.syntax.nodes import Frontmatter

MAX_FILE_BYTES = 2 * 1024 * 1024


class Document:
    """The syntax of one file. `frontmatter` and `body` are parsed on first access and kept."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @classmethod
    def of(cls, source: Source) -> Document:
        """The document of a source, the same one each time: a source never changes, and parsing costs."""
        known = source.__dict__.get("_document")
        if isinstance(known, cls):
            return known
        document = cls(source)
        source.__dict__["_document"] = document
        return document

    @classmethod
    def kept_or_new(cls, source: Source) -> Document:
        """The document that `of` keeps for a source, or else one that is not kept: a long run cannot keep them all."""
        known = source.__dict__.get("_document")
        return known if isinstance(known, cls) else cls(source)

    def share_header(self, other: Document) -> None:
        """Take over the header that `other` has parsed, where this text begins with that very header."""
        header = other.frontmatter
        if header is None or not header.closed or "frontmatter" in self.__dict__:
            return
        end = header.span.end
        if other.source.text[end - 1] in "\r\n" and self.source.text[: end + 1] == other.source.text[: end + 1]:
            self.__dict__["frontmatter"] = header

    @cached_property
    def too_large(self) -> str | None:
        """Why the file is not parsed any further, or None."""
        size = len(self.source.text)
        if size > MAX_FILE_BYTES or (size * 4 > MAX_FILE_BYTES and len(self.source.text.encode()) > MAX_FILE_BYTES):
            return "the file is larger than 2 MiB"
        header = self.frontmatter
        return header.too_large if header is not None else None

    @cached_property
    def frontmatter(self) -> Frontmatter | None:
        """The header between `---` lines at the very start, or None."""
        from agentlint.syntax.frontmatter import parse_frontmatter

        return parse_frontmatter(self.source)

    @property
    def body_span(self) -> Span:
        """Everything after the header's closing line."""
        header = self.frontmatter
        start = header.span.end if header is not None else int(self.source.has_bom)
        return Span(start, len(self.source.text))

    @cached_property
    def body(self) -> Body:
        """Blocks, sections, tags and example blocks of the body; themselves parsed on first access."""
        from agentlint.syntax.markdown import Body

        return Body(self.source, self.body_span)
