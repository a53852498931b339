"""The outline of a file: entries of the header, sections of the body, and example blocks in both."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

from agentlint.records import record
from agentlint.syntax.examples import find_examples
from agentlint.syntax.nodes import Scalar, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentlint.server.view import FileView
    from agentlint.source import Span
    from agentlint.syntax.examples import Example
    from agentlint.syntax.nodes import Entry, Node

SymbolType = Literal["key", "section", "example"]

_LONGEST = 120
"""Code points of a heading or value that are shown."""
_MAX_DEPTH = 12
_MAX_SYMBOLS = 5000


@record()
class Symbol:
    """One line of the outline. `span` is all of it, `selection` its name, which lies inside."""

    type: SymbolType
    name: str
    detail: str
    span: Span
    selection: Span
    children: tuple[Symbol, ...] = ()


def symbols(view: FileView) -> tuple[Symbol, ...]:
    """The outline in the order of the text, or nothing for a file too large to parse. At most 5,000 entries."""
    document = view.document
    if document.too_large is not None:
        return ()
    examples = [block for found in find_examples(document) for block in found.blocks][:_MAX_SYMBOLS]
    header = document.frontmatter
    entries = header.entries[:_MAX_SYMBOLS] if header is not None else ()
    spans = [entry.span for entry in entries]
    starts = [span.start for span in spans]
    of_entry: dict[int, list[Example]] = {}
    for example in examples:
        at = bisect_right(starts, example.span.start) - 1
        of_entry.setdefault(at if at >= 0 and spans[at].covers(example.span) else -1, []).append(example)
    inside = [_entry(view, entry, of_entry.get(at, ()), 0) for at, entry in enumerate(entries)]
    return (*inside, *_sections(view, of_entry.get(-1, [])))


def _entry(view: FileView, entry: Entry, examples: Iterable[Example], depth: int) -> Symbol:
    children = [*_children(view, entry.value, depth + 1), *(_example(view, one) for one in examples)]
    return Symbol(
        "key", _line(entry.key) or "(no name)", _detail(entry.value), entry.span, entry.key_span, tuple(children)
    )


def _children(view: FileView, node: Node | None, depth: int) -> Iterator[Symbol]:
    """Keys of maps inside a value, of maps in lists as well."""
    if depth > _MAX_DEPTH:
        return
    for one in node.items[:_MAX_SYMBOLS] if isinstance(node, YamlSequence) else (node,):
        if isinstance(one, YamlMapping):
            for entry in one.entries[:_MAX_SYMBOLS]:
                if entry.span.covers(entry.key_span):
                    yield _entry(view, entry, (), depth)


def _detail(node: Node | None) -> str:
    if isinstance(node, Scalar):
        return _line(node.value)
    if isinstance(node, YamlSequence):
        return ", ".join(_line(item.value) for item in node.items[:20] if isinstance(item, Scalar))[:_LONGEST]
    return ""


def _sections(view: FileView, examples: list[Example]) -> Iterator[Symbol]:
    """Sections within one another; an example stands in the innermost section that holds it."""
    sections = view.document.body.sections[:_MAX_SYMBOLS]
    children: list[list[Symbol]] = [[] for _ in sections]
    top: list[Symbol] = []
    places = {id(section): at for at, section in enumerate(sections)}
    starts = [section.span.start for section in sections]
    for example in examples:
        near = bisect_right(starts, example.span.start) - 1
        holder = sections[near] if near >= 0 else None
        while holder is not None and not holder.span.covers(example.span):
            holder = holder.parent
        (top if holder is None else children[places[id(holder)]]).append(_example(view, example))
    for at in range(len(sections) - 1, -1, -1):
        section = sections[at]
        inside = tuple(sorted(children[at], key=lambda symbol: symbol.span.start))
        name = _line(section.heading.text) or "#" * section.level
        symbol = Symbol("section", name, "", section.span, section.heading.span, inside)
        parent = places.get(id(section.parent)) if section.parent is not None else None
        (top if parent is None else children[parent]).append(symbol)
    yield from sorted(top, key=lambda symbol: symbol.span.start)


def _example(view: FileView, example: Example) -> Symbol:
    turns = " · ".join(turn.speaker if turn.role == "other" else turn.role for turn in example.turns[:6])
    context = _line(view.source.slice(example.context)) if example.context is not None else ""
    return Symbol("example", "example", context or turns, example.span, example.open)


def _line(text: str) -> str:
    line = " ".join(text[: 4 * _LONGEST].split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
