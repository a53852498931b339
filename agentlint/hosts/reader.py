"""Document and file kind to `Reading`: imitates each host's header parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentlint.hosts.model import FileKind
    from agentlint.hosts.reading import Reading
    from agentlint.syntax.document import Document


def read(document: Document, kind: FileKind) -> Reading:
    """What the host of `kind` gets out of the file. Never raises."""
    raise NotImplementedError
