"""Nodes of the frontmatter. Every span is in code points of the text as on disk."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from agentlint.records import record
from agentlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from agentlint.diagnostic import Edit


class ScalarStyle(StrEnum):
    """How a scalar is written."""

    PLAIN = "plain"
    SINGLE = "single-quoted"
    DOUBLE = "double-quoted"
    LITERAL = "literal"
    FOLDED = "folded"


@record()
class Scalar:
    """A YAML scalar.

    `span` is the scalar as written: quotes or block indicator included, a trailing comment and trailing blanks not.
    `value` is its text after unquoting, unescaping and folding; which type that text has is for the host's schema to
    say. `offset_map` returns, for `value`, one source offset per code point and one more for its end.
    """

    span: Span
    style: ScalarStyle
    value: str
    tag: str | None = None
    anchor: str | None = None
    offset_map: Callable[[], Sequence[int]] | None = field(default=None, compare=False, repr=False)

    def source_offset(self, index: int) -> int:
        """Source offset of the code point at `index` of `value`; `len(value)` gives the end. Raises `IndexError`."""
        if not 0 <= index <= len(self.value):
            raise IndexError(index)
        if self.offset_map is None:
            return min(self.span.start + index, self.span.end)
        return self.offset_map()[index]

    def source_span(self, start: int, end: int) -> Span:
        """Source span of `value[start:end]`: from its first code point to the end of its last one as written."""
        first = self.source_offset(start)
        if end <= start:
            return Span(first, first)
        return Span(first, max(self.source_offset(end), first))


@record()
class YamlSequence:
    """A YAML list. `span` runs from the first to the last item (for a flow list: bracket to bracket)."""

    span: Span
    items: tuple[Node, ...]
    flow: bool


@record()
class YamlMapping:
    """A YAML map. `span` runs from the first key to the last value (for a flow map: brace to brace)."""

    span: Span
    entries: tuple[Entry, ...]
    flow: bool


@record()
class Alias:
    """`*name`. `target` is the node it stands for, if the header has one."""

    span: Span
    name: str
    target: Node | None = None


@record()
class Broken:
    """A value that no repair explains: its raw text, up to the next entry."""

    span: Span
    text: str


Node = Scalar | YamlSequence | YamlMapping | Alias | Broken


@record()
class Entry:
    """`key: value`. `span` runs from the key to the end of the value; `value` is None where nothing is written.

    `key` is the text of the key (for a key that is no scalar: as written). `line_span` covers the whole lines of the
    entry with their line breaks, comments above it not included.
    """

    key: str
    key_span: Span
    value: Node | None
    span: Span
    line_span: Span

    @property
    def text(self) -> str | None:
        """The value where it is a scalar, else None. An entry with nothing written has the text ''."""
        if self.value is None:
            return ""
        value = self.value.target if isinstance(self.value, Alias) else self.value
        return value.value if isinstance(value, Scalar) else None


class Cause(StrEnum):
    """Why strict YAML rejects a header."""

    UNQUOTED_COLON = "unquoted-colon"
    RESERVED_START = "reserved-start"
    TEXT_AFTER_FLOW = "text-after-flow"
    TEXT_AFTER_QUOTE = "text-after-quote"
    UNCLOSED_QUOTE = "unclosed-quote"
    UNINDENTED_CONTINUATION = "unindented-continuation"
    BAD_INDENTATION = "bad-indentation"
    TAB = "tab"
    PLACEHOLDER = "placeholder"
    CONTROL_CHARACTER = "control-character"
    DUPLICATE_KEY = "duplicate-key"
    BAD_ESCAPE = "bad-escape"
    BROKEN_FLOW = "broken-flow"
    UNDEFINED_ALIAS = "undefined-alias"
    UNKNOWN_TAG = "unknown-tag"
    MISSING_SPACE = "missing-space"
    MISSING_CLOSE = "missing-close"
    COMPLEX_KEY = "complex-key"
    MULTIPLE_DOCUMENTS = "multiple-documents"
    NOT_A_MAPPING = "not-a-mapping"
    OTHER = "other"


@record()
class Repair:
    """Minimal edits under which strict YAML accepts one more part of the header.

    `keeps_keys` says that no line moves to another key: the repair is a matter of quoting alone. Where it is False the
    repair joins lines that YAML (or a lenient host) would read as keys of their own to the value above.
    """

    cause: Cause
    key: str | None
    span: Span
    edits: tuple[Edit, ...]
    title: str
    keeps_keys: bool = True


@record()
class YamlError:
    """What the strict parser said about the header as written."""

    message: str
    span: Span
    cause: Cause
    key: str | None = None


FrontmatterStatus = Literal["valid", "repaired", "broken"]


@record()
class Frontmatter:
    """The header of a prompt file, read whatever its state.

    `span` covers both fence lines, `content` what lies between them (up to where the header seems to end if it is not
    `closed`). `status`: `valid` strict YAML accepts it; `repaired` it does after `repairs`; `broken` it does not, and
    the entries are those that could be read. `duplicates` holds earlier top-level entries whose key is repeated later.
    `comments` are the spans of comments, `#` to the end of the line.
    """

    span: Span
    content: Span
    closed: bool
    syntax: Literal["yaml"]
    status: FrontmatterStatus
    entries: tuple[Entry, ...]
    error: YamlError | None = None
    repairs: tuple[Repair, ...] = ()
    comments: tuple[Span, ...] = ()
    duplicates: tuple[Entry, ...] = ()
    too_large: str | None = None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def get(self, key: str) -> Entry | None:
        """The entry of a key; the last one where it is repeated, as lenient readers take it."""
        for entry in reversed(self.entries):
            if entry.key == key:
                return entry
        return None
