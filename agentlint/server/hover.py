"""Hover: what a host does with the key, tool, model or colour below the pointer, and the page of a rule's finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.hosts.catalog import COLOURS
from agentlint.hosts.keys import host_reads
from agentlint.records import record
from agentlint.report.rule_text import first_paragraph, page_of
from agentlint.server import facts, names, readings
from agentlint.syntax.nodes import Alias, Scalar, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.hosts.model import Field, FileKind
    from agentlint.server.view import FileView
    from agentlint.source import Span
    from agentlint.syntax.nodes import Entry, Node

_RULE = "\n\n---\n\n"
_MAX_LEAVES = 500


@record()
class Hover:
    """Markdown, and the place that it is about."""

    markdown: str
    span: Span


def hover(view: FileView, offset: int) -> Hover | None:
    """What is to be said of the place, or None. The offset is in code points, up to the end of the text."""
    parts = [*_facts(view, offset), *_findings(view, offset)]
    if not parts:
        return None
    return Hover(_RULE.join(dict.fromkeys(text for text, _ in parts)), parts[0][1])


def _facts(view: FileView, offset: int) -> Iterator[tuple[str, Span]]:
    header = view.file.frontmatter
    if header is None or not header.span.start <= offset <= header.span.end:
        yield from _agent(view, offset)
        return
    opener = view.source.line_span(view.source.line_at(header.span.start))
    if opener.start <= offset <= opener.end:
        yield readings.summary(view.file), opener
        return
    for entry in header.entries:
        if _at(entry.key_span, offset):
            yield _key(view, entry), entry.key_span
            return
        if entry.span.start <= offset <= entry.span.end:
            yield from _agent(view, offset)
            yield from _value(view, entry, offset)
            return


def _at(span: Span, offset: int) -> bool:
    """Whether the offset is in the span or right behind it, where the cursor of an editor stands after a word."""
    return span.start <= offset <= span.end


def _key(view: FileView, entry: Entry) -> str:
    owner, *others = view.kinds
    text = facts.key_facts(owner, entry.key)
    also = dict.fromkeys(facts.host_name(k) for k in others if k.host != owner.host and host_reads(k, entry.key))
    return f"{text}\n\nAlso read by {', '.join(also)}." if also else text


def _value(view: FileView, entry: Entry, offset: int) -> Iterator[tuple[str, Span]]:
    for judged in view.file.tool_lists:
        if judged.entry is entry:
            for ref, found in judged.resolved:
                if _at(ref.item, offset):
                    yield facts.tool_facts(judged, ref, found), ref.item
    kind = view.file.kind
    field = kind.field(entry.key)
    scalar = _scalar_at(entry.value, offset)
    if field is None or field.foreign is not None or scalar is None or entry.key in kind.tool_fields:
        return
    text = _word(kind, field, scalar.value)
    if text is not None:
        yield text, scalar.span


def _word(kind: FileKind, field: Field, text: str) -> str | None:
    if field.name == "model":
        return facts.model_facts(kind, text)
    if field.name == "color" and kind.host in COLOURS:
        return facts.colour_facts(kind, text)
    return facts.choice_facts(kind, field, text) if field.enum else None


def _scalar_at(node: Node | None, offset: int) -> Scalar | None:
    """The scalar of a value in which the offset lies; for a map that of one of its values."""
    stack, seen = [node], 0
    while stack and seen < _MAX_LEAVES:
        one = stack.pop()
        seen += 1
        if one is None or isinstance(one, Alias) or not _at(one.span, offset):
            continue
        if isinstance(one, Scalar):
            return one
        if isinstance(one, YamlSequence):
            stack += one.items
        elif isinstance(one, YamlMapping):
            stack += [entry.value for entry in one.entries]
    return None


def _agent(view: FileView, offset: int) -> Iterator[tuple[str, Span]]:
    """The agent that a reference names."""
    found = names.reference_at(view, offset)
    if found is None:
        return
    for agent in names.Agents(view.project).resolve(view, found.name)[:3]:
        text = f"**{facts.code(agent.name)}** · {agent.kind}"
        description = " ".join(agent.description.split())
        if description:
            text += "\n\n" + facts.plain(description)
        yield text, found.span


def _findings(view: FileView, offset: int) -> Iterator[tuple[str, Span]]:
    for diagnostic in view.diagnostics:
        if _at(diagnostic.span, offset):
            yield _rule(view, diagnostic), diagnostic.span


def _rule(view: FileView, diagnostic: Diagnostic) -> str:
    info = view.registry.infos.get(diagnostic.rule)
    page = page_of(info) if info is not None else None
    name = f"[{diagnostic.rule}]({diagnostic.url})" if diagnostic.url else diagnostic.rule
    lines = [f"**{name}** · {diagnostic.severity.value}"]
    if page is not None:
        lines += [first_paragraph(page, "## What it does"), first_paragraph(page, "## Why")]
    elif info is not None:
        lines.append(info.summary + ".")
    return "\n\n".join(line for line in lines if line)
