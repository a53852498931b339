"""The view as one JSON object. Lines and columns are 1-based, columns in code points, ends exclusive."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from agentlint.report.inspection import NEWLINE_NAMES
from agentlint.report.json import dumps, range_object
from agentlint.syntax.nodes import Alias, Broken, Scalar, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from agentlint.hosts.reading import Value
    from agentlint.report.inspection import Inspection
    from agentlint.source import Source, Span
    from agentlint.syntax.document import Document
    from agentlint.syntax.examples import Example, Examples
    from agentlint.syntax.markdown import Block
    from agentlint.syntax.nodes import Entry, Frontmatter, Node

VERSION = 1
MAX_DEPTH = 60


def render_json(view: Inspection) -> str:
    """The text of the object, a line break at its end."""
    return dumps(inspection_object(view))


def inspection_object(view: Inspection) -> dict[str, Any]:
    """The view in plain data."""
    source, document = view.source, view.document
    too_large = document.too_large
    return {
        "version": VERSION,
        "path": source.path,
        "recognised": view.how,
        "kinds": [kind.id for kind in view.kinds],
        "text": {
            "lines": view.lines,
            "characters": len(source.text),
            "newline": NEWLINE_NAMES[source.newline],
            "bom": source.has_bom,
        },
        "too_large": too_large,
        "frontmatter": None if too_large else _frontmatter(document.frontmatter, source),
        "body": None if too_large else _body(document, view.examples),
        "readings": [
            {
                "kind": kind.id,
                "host": kind.host,
                "owner": at == 0,
                "outcome": reading.outcome.value,
                "assumed": reading.assumed,
                "reasons": [
                    {"code": reason.code, "text": reason.text, "range": _range(source, reason.span)}
                    for reason in reading.reasons
                ],
                "values": {key: _value(value) for key, value in reading.values.items()},
                "unknown_keys": list(view.unknown_keys(kind, reading)),
                "body_start": _position(source, reading.body_start),
            }
            for at, (kind, reading) in enumerate(zip(view.kinds, view.readings, strict=False))
        ],
    }


def _value(value: Value) -> Value:
    """A value that JSON can hold: it has no word for infinity and for what is no number, so YAML's stand for them."""
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    return value


def _range(source: Source, span: Span | None) -> dict[str, Any] | None:
    return None if span is None else range_object(source.range(span))


def _position(source: Source, offset: int) -> dict[str, int]:
    position = source.position(offset)
    return {"line": position.line, "column": position.column}


def _frontmatter(header: Frontmatter | None, source: Source) -> dict[str, Any] | None:
    if header is None:
        return None
    error = header.error
    return {
        "range": _range(source, header.span),
        "closed": header.closed,
        "syntax": header.syntax,
        "status": header.status,
        "error": None
        if error is None
        else {"message": error.message, "cause": error.cause.value, "range": _range(source, error.span)},
        "entries": [_entry(entry, source) for entry in header.entries],
        "repairs": [
            {
                "title": repair.title,
                "cause": repair.cause.value,
                "key": repair.key,
                "keeps_keys": repair.keeps_keys,
                "range": _range(source, repair.span),
                "edits": [{"range": _range(source, edit.span), "text": edit.text} for edit in repair.edits],
            }
            for repair in header.repairs
        ],
        "comments": [_range(source, span) for span in header.comments],
    }


def _entry(entry: Entry, source: Source, depth: int = 0) -> dict[str, Any]:
    return {
        "key": entry.key,
        "key_range": _range(source, entry.key_span),
        "value": None if entry.value is None else _node(entry.value, source, depth),
    }


def _node(node: Node, source: Source, depth: int) -> dict[str, Any]:
    """A header value. Headers nest no deeper than the parser allows; a deeper one is told by its text alone."""
    at = {"range": _range(source, node.span)}
    if isinstance(node, Scalar):
        return {"type": "scalar", "style": node.style.value, "text": node.value, "tag": node.tag, **at}
    if isinstance(node, Alias):
        return {"type": "alias", "name": node.name, **at}
    if isinstance(node, Broken) or depth > MAX_DEPTH:
        return {"type": "broken", "text": source.slice(node.span), **at}
    if isinstance(node, YamlSequence):
        return {"type": "sequence", "flow": node.flow, "items": [_node(i, source, depth + 1) for i in node.items], **at}
    assert isinstance(node, YamlMapping)
    return {"type": "mapping", "flow": node.flow, "entries": [_entry(e, source, depth + 1) for e in node.entries], **at}


def _body(document: Document, examples: tuple[Examples, ...]) -> dict[str, Any]:
    source, body = document.source, document.body
    return {
        "range": _range(source, body.span),
        "blocks": [_block(block, source) for block in body.blocks],
        "sections": [
            {"level": section.level, "text": section.heading.text, "range": _range(source, section.span)}
            for section in body.sections
        ],
        "tags": [{"kind": tag.kind, "name": tag.name, "range": _range(source, tag.span)} for tag in body.tags],
        "examples": [_example(block, source) for found in examples for block in found.blocks],
        "example_problems": [
            {"kind": problem.kind, "place": problem.place, "range": _range(source, problem.span)}
            for found in examples
            for problem in found.problems
        ],
    }


def _block(block: Block, source: Source) -> dict[str, Any]:
    data: dict[str, Any] = {"type": block.type, "range": _range(source, block.span)}
    if block.type == "heading":
        data |= {"depth": block.depth, "text": block.text}
    elif block.type == "code":
        data |= {"fenced": block.fenced, "lang": block.lang or None, "closed": block.closed}
    elif block.type == "list":
        data["ordered"] = block.ordered
    if block.type in ("list", "listItem", "blockquote"):
        data["children"] = [_block(child, source) for child in block.children]
    return data


def _example(block: Example, source: Source) -> dict[str, Any]:
    return {
        "place": block.place,
        "range": _range(source, block.span),
        "open": _range(source, block.open),
        "close": _range(source, block.close),
        "context": _range(source, block.context),
        "turns": [
            {"role": turn.role, "speaker": turn.speaker, "range": _range(source, turn.span)} for turn in block.turns
        ],
        "commentary": _range(source, block.commentary),
    }
