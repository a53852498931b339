"""What agentlint and each host read from one file: the view behind `agentlint inspect`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.hosts.model import FileKind, Host
    from agentlint.hosts.reading import Reading
    from agentlint.source import Source
    from agentlint.syntax.document import Document
    from agentlint.syntax.examples import Examples

How = Literal["path", "content", "named", "configured", "none"]

NEWLINE_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR", "mixed": "mixed line ends", "": "no line break"}


@record()
class Inspection:
    """One file under the glass. `kinds` and `readings` go together, the owner's first; both empty for no kind."""

    document: Document
    how: How
    kinds: tuple[FileKind, ...]
    hosts: Mapping[str, Host]
    readings: tuple[Reading, ...]
    examples: tuple[Examples, ...]

    @property
    def source(self) -> Source:
        """The text."""
        return self.document.source

    @staticmethod
    def unknown_keys(kind: FileKind, reading: Reading) -> tuple[str, ...]:
        """Keys of the header that the host has no use for. None for kinds whose keys are not on record."""
        if not kind.fields:
            return ()
        return tuple(key for key in reading.values if kind.field(key) is None)

    @property
    def lines(self) -> int:
        """Lines as people count them: a final line break opens no further one."""
        return self.source.line_count - (not self.source.text or self.source.text.endswith(("\n", "\r")))

    def host_name(self, kind: FileKind) -> str:
        """The name of a kind's host as people write it."""
        host = self.hosts.get(kind.host)
        return host.name if host is not None else kind.host


def inspect_source(source: Source, how: How, kinds: tuple[FileKind, ...]) -> Inspection:
    """Parse the text and read it as every kind does. Pure; a text too large to parse has no readings."""
    from agentlint.hosts.catalog import HOSTS
    from agentlint.hosts.reader import read
    from agentlint.syntax.document import Document
    from agentlint.syntax.examples import find_examples

    document = Document(source)
    if document.too_large is not None:
        return Inspection(document, how, kinds, HOSTS, (), ())
    parsed = tuple(kind for kind in kinds if kind.format == "markdown")
    readings = tuple(read(document, kind) for kind in parsed)
    return Inspection(document, how, parsed, HOSTS, readings, find_examples(document))
