"""What features are asked with: one open file as agentlint sees it, and the project around it.

A feature is a pure function of a view and a place in it. It neither reads files nor talks to the client: `app.py` gets
the view, runs the feature off the event loop and turns spans into the positions that the client counts in.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.hosts.model import FileKind
    from agentlint.lint.file import File
    from agentlint.lint.registry import Registry
    from agentlint.project.settings import Settings
    from agentlint.source import Source, Span
    from agentlint.syntax.document import Document


@record()
class NamedFile:
    """A file that others call by a name: an agent, a skill, a command.

    `name` is what calls it, `span` the place of the value of `name:` in its text, None where the file's own name is
    what calls it. `path` is absolute, `kind` the owner's file kind id, `scope` the set of files in which the name must
    be unique. `description` is as the owning host reads it, "" where there is none.
    """

    name: str
    span: Span | None
    path: str
    uri: str
    kind: str
    scope: str
    description: str = ""


class ProjectView(Protocol):
    """The project that a file lies in, with the texts of open documents in place of those on the disk."""

    @property
    def named(self) -> Mapping[str, Sequence[NamedFile]]:
        """Name to the files that it calls, in order of path; whatever their kind and scope."""

    def views(self) -> Iterator[FileView]:
        """Every prompt file of the project, in order of path. Reads what is not open: for features that must."""

    def view(self, path: str) -> FileView | None:
        """The prompt file at an absolute path, or None."""


@record(eq=False)
class FileView:
    """One prompt file at one moment.

    `path` is absolute; for a document that is in no file it is one that nothing has. `version` is the client's, None
    where the text is that on the disk. `file` is what rules see: header, body, readings, tool lists, MCP servers.
    `diagnostics` are the findings that the client was or will be shown, in text order. `registry` knows the rules that
    there are for this file. `scope` as in `NamedFile`.
    """

    uri: str
    path: str
    version: int | None
    file: File
    scope: str
    registry: Registry
    project: ProjectView
    diagnostics: tuple[Diagnostic, ...] = field(default=(), repr=False)

    @property
    def source(self) -> Source:
        """The text."""
        return self.file.source

    @property
    def document(self) -> Document:
        """Header and body, parsed when asked for."""
        return self.file.document

    @property
    def kinds(self) -> tuple[FileKind, ...]:
        """All file kinds that claim the path, the owner's first."""
        return self.file.kinds

    @property
    def settings(self) -> Settings:
        """The configuration in force."""
        return self.file.settings
