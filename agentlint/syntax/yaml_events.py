"""Strict YAML 1.2 to entries with exact spans, from ruamel.yaml's events. Nothing is expanded: aliases stay aliases."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.nodes import (
    Alias,
    Cause,
    Entry,
    Node,
    Scalar,
    ScalarStyle,
    YamlMapping,
    YamlSequence,
)
from agentlint.syntax.scalars import Decoded, OffsetMap, Shift, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Container

MAX_DEPTH = 50
_STYLES = {
    None: ScalarStyle.PLAIN, "": ScalarStyle.PLAIN, "'": ScalarStyle.SINGLE, '"': ScalarStyle.DOUBLE,
    "|": ScalarStyle.LITERAL, ">": ScalarStyle.FOLDED,
}  # fmt: skip
_PROPERTIES = lazy_pattern(r"(?:[&!]\S*(?:[ \t]+|(?:[ \t]*(?:#[^\r\n]*)?[\r\n]+[ \t]*)+|$))*")
_CORE_TAG = lazy_pattern(
    r"(?:!!|tag:yaml\.org,2002:)(?:str|int|float|bool|null|seq|map|binary|timestamp|set|omap|pairs|merge|value)|!"
)
# Apart, since one class over all of Unicode takes ten times as long to compile.
UNPRINTABLE = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udfff]|[\ufffe\uffff]")


class HeaderError(Exception):
    """Strict YAML rejects the text. `offset` is where, in the text that was parsed."""

    def __init__(self, message: str, offset: int, cause: Cause = Cause.OTHER) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.cause = cause


class TooDeepError(Exception):
    """Collections nest deeper than `MAX_DEPTH`."""


@dataclass
class ParsedHeader:
    """Top-level entries of a header and the spans of its comments."""

    entries: list[Entry]
    comments: list[Span] = field(default_factory=list)


@dataclass
class _Frame:
    mapping: bool
    flow: bool
    start: int
    column: int
    nodes: list[Node] = field(default_factory=list)
    anchor: str | None = None


def parse_events(
    text: str,
    place: Callable[[int], int],
    *,
    lenient: bool = False,
    anchors: Container[str] = (),
) -> ParsedHeader:
    """Parse a header's text; `place` maps offsets in it to offsets in the file.

    With `lenient`, repeated keys and unknown tags are let through. `anchors` are names that aliases may refer to
    though the text does not hold them. Raises `HeaderError` where strict YAML (1.2, unique keys, core tags) rejects it
    or finds no mapping, `TooDeepError` past `MAX_DEPTH`.
    """
    bad = UNPRINTABLE.search(text)
    if bad is not None:
        raise HeaderError(f"control character U+{ord(bad[0]):04X}", bad.start(), Cause.CONTROL_CHARACTER)
    refused = _refused(text, lenient) if "*" not in text else []
    if refused:
        raise HeaderError(*refused)
    builder = _Builder(text, place, lenient, anchors)
    try:
        root = builder.build()
    except HeaderError as error:
        refused += (error.message, error.offset, error.cause)
        raise
    if root is not None and not isinstance(root, YamlMapping):
        raise HeaderError("the header is not a mapping of keys to values", 0, Cause.NOT_A_MAPPING)
    return ParsedHeader(list(root.entries) if root is not None else [], _comments(text, place, builder.scalars))


@lru_cache(maxsize=8)
def _refused(text: str, lenient: bool) -> list[Any]:
    """What the error was that a text without aliases gave; empty at first, and for one that parses.

    A header that fails is tried as it is by several hosts, and a dense one takes a second each time.
    """
    return []


class _Builder:
    def __init__(self, text: str, place: Callable[[int], int], lenient: bool, known: Container[str]) -> None:
        self.text = text
        self.place = place
        self.lenient = lenient
        self.known = known
        self.anchors: dict[str, Node] = {}
        self.raw: dict[int, tuple[int, int]] = {}
        """Spans in `text` by id of node: line spans are looked up in the text that was parsed."""
        self.scalars: list[tuple[int, int]] = []
        """Spans in `text` of all scalars, keys too: what stands in them is no comment."""

    def build(self) -> Node | None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        yaml = YAML(typ="safe", pure=True)
        try:
            return self._run(yaml.parse(self.text))
        except (HeaderError, TooDeepError):
            raise
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            offset = min(mark.index, len(self.text)) if mark is not None else 0
            message = " ".join(str(p) for p in (error.context, error.problem) if p) or "not valid YAML"
            raise HeaderError(message, offset) from None
        except YAMLError as error:
            raise HeaderError(str(error).splitlines()[0] if str(error) else "not valid YAML", 0) from None
        except (ValueError, IndexError, AttributeError, AssertionError, TypeError, RecursionError, NotImplementedError):
            # ruamel.yaml's scanner lets a few of its own slips through on hostile input.
            raise HeaderError("not valid YAML", 0) from None

    def _run(self, events: Any) -> Node | None:
        stack: list[_Frame] = []
        root: Node | None = None
        documents = 0
        for event in events:
            name = type(event).__name__
            node: Node
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise HeaderError("a second YAML document starts", event.start_mark.index, Cause.MULTIPLE_DOCUMENTS)
                continue
            if name in ("MappingStartEvent", "SequenceStartEvent"):
                if len(stack) >= MAX_DEPTH:
                    raise TooDeepError
                self._check_tag(event)
                start = self._skip_properties(event)
                flow = bool(event.flow_style)
                stack.append(
                    _Frame(name == "MappingStartEvent", flow, start, event.start_mark.column, anchor=event.anchor)
                )
                continue
            if name == "ScalarEvent":
                node = self._scalar(event, stack[-1].column if stack else 0)
                self._remember(event.anchor, node)
            elif name == "AliasEvent":
                node = self._alias(event)
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                frame = stack.pop()
                node = self._close(frame, event.end_mark.index)
                self._remember(frame.anchor, node)
            else:
                continue
            if stack:
                stack[-1].nodes.append(node)
            else:
                root = node
        if isinstance(root, Scalar) and root.value == "" and root.style is ScalarStyle.PLAIN:
            return None
        return root

    def _remember(self, anchor: str | None, node: Node) -> None:
        if anchor is not None:
            self.anchors[anchor] = node

    def _check_tag(self, event: Any) -> None:
        tag = event.tag
        if tag is None or self.lenient:
            return
        if not _CORE_TAG.fullmatch(str(tag)):
            raise HeaderError(f"unknown tag {tag}", event.start_mark.index, Cause.UNKNOWN_TAG)

    def _skip_properties(self, event: Any) -> int:
        start: int = event.start_mark.index
        if event.anchor is None and event.tag is None:
            return start
        found = _PROPERTIES.match(self.text, start)
        return found.end() if found is not None else start

    def _alias(self, event: Any) -> Alias:
        start, end = event.start_mark.index, event.end_mark.index
        name = str(event.anchor)
        target = self.anchors.get(name)
        if target is None and name not in self.known:
            raise HeaderError(f"*{name} refers to no anchor", start, Cause.UNDEFINED_ALIAS)
        node = Alias(self._span(start, end), name, target)
        self.raw[id(node)] = (start, end)
        return node

    def _scalar(self, event: Any, column: int) -> Scalar:
        self._check_tag(event)
        value: str = event.value
        style = _STYLES[event.style]
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            start = min(self._skip_properties(event), end)
        stop = end
        if style in (ScalarStyle.LITERAL, ScalarStyle.FOLDED):
            stop = start + len(self.text[start:end].rstrip(" \t\r\n"))
        node = make_scalar(self.text, self.place, start, stop, end, style, value, column, event.tag, event.anchor)
        self.raw[id(node)] = (start, stop)
        if end > start:
            self.scalars.append((start, end))
        return node

    def _span(self, start: int, end: int) -> Span:
        return Span(self.place(start), self.place(end))

    def _close(self, frame: _Frame, end: int) -> Node:
        nodes = frame.nodes
        if frame.flow:
            start, stop = frame.start, end
        elif nodes:
            first = self.raw[id(nodes[0])]
            start = first[0] if first[1] > first[0] else frame.start
            stop = max(self.raw[id(n)][1] for n in nodes[-2:])
        else:
            start = stop = frame.start
        node: Node
        if frame.mapping:
            node = YamlMapping(self._span(start, stop), tuple(self._entries(frame)), frame.flow)
        else:
            node = YamlSequence(self._span(start, stop), tuple(nodes), frame.flow)
        self.raw[id(node)] = (start, stop)
        return node

    def _entries(self, frame: _Frame) -> list[Entry]:
        entries = []
        seen: set[str] = set()
        for key, value in zip(frame.nodes[::2], frame.nodes[1::2], strict=False):
            key_start, key_end = self.raw[id(key)]
            if not isinstance(key, Scalar):
                raise HeaderError("a key that is not a word", key_start, Cause.COMPLEX_KEY)
            if key.value in seen and key.value != "<<" and not self.lenient:
                raise HeaderError(f"the key {key.value!r} is repeated", key_start, Cause.DUPLICATE_KEY)
            seen.add(key.value)
            empty = isinstance(value, Scalar) and value.value == "" and value.style is ScalarStyle.PLAIN
            end = max(self.raw[id(value)][1], key_end) if not empty else self.text.find(":", key_end) + 1 or key_end
            entries.append(
                Entry(
                    key.value,
                    key.span,
                    None if empty and not (isinstance(value, Scalar) and value.tag) else value,
                    self._span(key_start, end),
                    line_span(self.text, self.place, key_start, end),
                )
            )
        return entries


def make_scalar(
    text: str,
    place: Callable[[int], int],
    start: int,
    stop: int,
    end: int,
    style: ScalarStyle,
    value: str,
    column: int = 0,
    tag: str | None = None,
    anchor: str | None = None,
) -> Scalar:
    """A scalar written at `text[start:stop]`. Block scalars are decoded up to `end`: blank lines may follow."""
    mapping = OffsetMap(partial(_offsets, text, place, start, end, style, value, column))
    return Scalar(Span(place(start), place(stop)), style, value, str(tag) if tag else None, anchor, mapping)


def _offsets(
    text: str, place: Callable[[int], int], start: int, end: int, style: ScalarStyle, value: str, column: int
) -> Decoded:
    if isinstance(place, Shift) and style in _QUOTES:
        first = start + _QUOTES[style]
        if end - _QUOTES[style] - first == len(value) and text.startswith(value, first):
            # Written as it reads: nothing is escaped or folded.
            return value, range(first + place.by, first + place.by + len(value) + 1)
    try:
        decoded, offsets = decode(text, start, end, style, column)
    except ValueError:
        decoded = None
    if decoded != value:
        # Our decoder and ruamel.yaml disagree: better a coarse place than a wrong one.
        offsets = [*([start] * len(value)), end]
    if isinstance(place, Shift):
        return value, [o + place.by for o in offsets]
    return value, [place(o) for o in offsets]


_QUOTES = {ScalarStyle.PLAIN: 0, ScalarStyle.SINGLE: 1, ScalarStyle.DOUBLE: 1}
"""Characters of a scalar that stand before its text, and behind it."""


def line_span(text: str, place: Callable[[int], int], start: int, end: int) -> Span:
    """Span of the whole lines that hold `text[start:end]`, the last line break included."""
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    at = min((at for at in (text.find("\n", end), text.find("\r", end)) if at >= 0), default=len(text))
    if text.startswith("\r\n", at):
        at += 2
    elif at < len(text):
        at += 1
    return Span(place(first), place(at))


_COMMENT = lazy_pattern(r"(?:^|(?<=[\s,\[\]{}]))#[^\r\n]*")


def _comments(text: str, place: Callable[[int], int], scalars: list[tuple[int, int]]) -> list[Span]:
    """Comments, in order: whatever begins with `#` after a blank between scalars."""
    if "#" not in text:
        return []
    found: list[Span] = []
    at = 0
    for start, end in [*sorted(scalars), (len(text), len(text))]:
        if start > at:
            found += [Span(place(m.start()), place(m.end())) for m in _COMMENT.finditer(text, at, start)]
        at = max(at, end)
    return found
