"""Lines of a dialogue at the margin of a valid header: keys for YAML, the description's text for their author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Applicability, Edit, Fix, Scalar, ScalarStyle, Span

if TYPE_CHECKING:
    from agentlint.api import File, FileKind, Frontmatter

_SPEAKERS = frozenset({"user", "assistant"})
_PARTS = _SPEAKERS | {"context", "commentary"}


def first_turn(header: Frontmatter, kind: FileKind) -> tuple[int, int] | None:
    """Indices of the first and last entry that go on with the description before them; None where there are none.

    Only lines right behind the description count, with text of more than one word or in quotes, and only where a
    speaker is among them and the host knows no such key.
    """
    entries = header.entries
    before = next((i for i, e in enumerate(entries) if e.key == "description"), None)
    if before is None or not isinstance(entries[before].value, Scalar):
        return None
    last = before
    for entry in entries[before + 1 :]:
        value = entry.value
        if entry.key.lower() not in _PARTS or kind.field(entry.key) is not None or not isinstance(value, Scalar):
            break
        if value.style is ScalarStyle.PLAIN and len(value.value.split()) < 2:
            break
        last += 1
    if not any(entry.key.lower() in _SPEAKERS for entry in entries[before + 1 : last + 1]):
        return None
    return before + 1, last


def joined(file: File, header: Frontmatter, first: int, last: int) -> tuple[Fix, ...]:
    """The lines as part of the description, which becomes a literal block."""
    description = header.entries[first - 1].value
    assert isinstance(description, Scalar)
    end = header.entries[last].span.end
    rest = file.source.text[
        file.source.line_span(file.source.line_at(header.entries[first].key_span.start)).start : end
    ]
    text = description.value.strip() + "\n" + rest.replace("\r\n", "\n").replace("\r", "\n")
    if any(not (c.isprintable() or c in "\n\t") for c in text):
        return ()
    newline = file.source.preferred_newline
    lines = [f"  {line.rstrip()}" if line.strip() else "" for line in text.split("\n")]
    edit = Edit(Span(description.span.start, end), newline.join(["|-", *lines]))
    return (Fix("Make the lines part of the description", (edit,), Applicability.UNSAFE),)
