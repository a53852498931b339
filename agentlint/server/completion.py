"""Completion: keys of the file's kind, and what its host takes for their values, written as that host reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from agentlint.hosts.catalog import COLOURS, HOOK_EVENTS, MODELS, TOOL_LISTS
from agentlint.hosts.delegation import AGENT_KEYS, MENTIONS, STARTERS
from agentlint.hosts.tools import ToolFate, resolve
from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.server import facts, names
from agentlint.server.place import KeyPlace, ValuePlace, place_at
from agentlint.source import Span
from agentlint.syntax.nodes import Scalar, ScalarStyle, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.hosts.model import Field, FileKind, ToolList
    from agentlint.server.view import FileView

ItemType = Literal["key", "tool", "server", "model", "colour", "choice", "agent", "skill", "event"]

_OFFERED = frozenset({"current", "gated", "set"})
_NEEDS_QUOTES = lazy_pattern(
    r"[\s\-?:,\[\]{}#&*!|>'\"%@`]|.*(?:: | #|:\Z)|(?:true|false|null|yes|no|on|off|~)\Z", re.IGNORECASE
)
_NEEDS_QUOTES_IN_FLOW = lazy_pattern(r".*[,\[\]{}]")
_CALLS = lazy_pattern(r"subagent_type[\"']?\s{0,3}[:=]\s{0,3}[\"'`]([\w.:-]*)\Z")
_AT = lazy_pattern(r"(?<![\w/.@-])@[\w-]*\Z")
_MARKS = {ScalarStyle.SINGLE: "'", ScalarStyle.DOUBLE: '"'}
_BEFORE = 120
"""Code points before the cursor in which something may begin that is completed in the body."""
_WORD_AFTER = lazy_pattern(r"[\w-]*")


@record()
class Item:
    """One suggestion: `text` in place of `span`. `label` is what people see and what their typing is compared with."""

    type: ItemType
    label: str
    text: str
    span: Span
    detail: str = ""
    markdown: str = ""
    rank: int = 0


def complete(view: FileView, offset: int) -> tuple[Item, ...]:
    """Suggestions for the place, in the order in which to show them; none where nothing is known."""
    if view.document.too_large is not None:
        return ()
    place = place_at(view.document, offset)
    if isinstance(place, KeyPlace):
        return tuple(_keys(view, place))
    if isinstance(place, ValuePlace):
        return tuple(_values(view, place))
    return tuple(_mentions(view, offset))


# Keys


def _keys(view: FileView, place: KeyPlace) -> Iterator[Item]:
    header = view.file.frontmatter
    present = {e.key for e in header.entries if place.span.start != e.key_span.start} if header is not None else set()
    for rank, field in enumerate(view.file.kind.fields):
        if (
            field.status != "current"
            or field.foreign is not None
            or not present.isdisjoint((field.name, *field.aliases))
        ):
            continue
        if view.file.is_before(view.file.kind.host, field.since):
            continue
        yield Item(
            "key", field.name, field.name if place.has_colon else f"{field.name}: ", place.span,
            facts.field_type(field), facts.key_facts(view.file.kind, field.name),
            rank if field.required != "no" else rank + 100,
        )  # fmt: skip


# Values


def _values(view: FileView, place: ValuePlace) -> Iterator[Item]:
    kind = view.file.kind
    field = kind.field(place.key)
    if place.caller is not None:
        if place.caller in STARTERS and place.key in kind.tool_fields and kind.tools == "claude-code":
            yield from _agents(view, place.span)
        return
    keys_of_agents = AGENT_KEYS.get(kind.host, ())
    if place.key in keys_of_agents and place.form != "map" and place.inner in (None, "agent"):
        yield from _agents(view, place.span, place)
    elif field is None or field.foreign is not None:
        return
    elif place.inner is not None:
        if field.enum and "map" in field.types:
            yield from _choices(view, field, place)
        elif place.key in kind.tool_fields:
            yield from _booleans(place)
    elif place.key in kind.tool_fields:
        yield from _tools(view, place)
    elif field.name == "model":
        yield from _models(view, kind, place)
    elif field.name == "skills":
        yield from _skills(view, place)
    elif field.name == "mcpServers" and place.form != "plain":
        yield from (_written(view, place, "server", name) for name in _servers(view))
    elif field.name == "hooks" and place.form == "map":
        events = HOOK_EVENTS.get(kind.host, ())
        yield from (Item("event", event, f"{event}:", place.span, "event") for event in events)
    elif place.form in ("plain", "flow", "block"):
        yield from _choices(view, field, place)
        if field.name == "color" and not field.enum and kind.host in COLOURS:
            known = (value for value in COLOURS[kind.host].values if not value.startswith("#"))
            yield from (_written(view, place, "colour", value) for value in known)
        if "boolean" in field.types and not field.enum:
            yield from _booleans(place)


def _choices(view: FileView, field: Field, place: ValuePlace) -> Iterator[Item]:
    type_: ItemType = "colour" if field.name == "color" else "choice"
    for rank, value in enumerate(field.enum):
        yield _written(view, place, type_, value, rank=rank)


def _booleans(place: ValuePlace) -> Iterator[Item]:
    for word in ("true", "false"):
        yield Item("choice", word, " " + word if place.glued else word, place.span)


def _models(view: FileView, kind: FileKind, place: ValuePlace) -> Iterator[Item]:
    models = MODELS.get(kind.host)
    if models is None:
        return
    behind = dict(models.resolves)
    for rank, name in enumerate((*models.aliases, *behind.values())):
        yield _written(view, place, "model", name, behind.get(name, ""), facts.model_facts(kind, name) or "", rank)


def _skills(view: FileView, place: ValuePlace) -> Iterator[Item]:
    host = view.file.kind.host
    listed = _listed(view, place)
    for name, files in view.project.named.items():
        skill = next((f for f in files if f.kind == f"{host}/skill"), None)
        if skill is not None and name not in listed:
            yield _written(view, place, "skill", name, "skill", facts.plain(" ".join(skill.description.split())))


def _agents(view: FileView, span: Span, place: ValuePlace | None = None) -> Iterator[Item]:
    """Agents of the file's host; with a place written as its list or text wants them."""
    host = view.file.kind.host
    own = names.own_name(view)
    listed = _listed(view, place) if place is not None else frozenset()
    for name, files in sorted(view.project.named.items()):
        agent = next((f for f in files if names.is_agent(f) and f.kind.partition("/")[0] == host), None)
        if agent is None or name in listed or (own is not None and own.path == agent.path):
            continue
        text = facts.plain(" ".join(agent.description.split()))
        if place is not None:
            yield _written(view, place, "agent", name, "agent", text)
        else:
            yield Item("agent", name, name, span, "agent", text)


# Tools


def _tools(view: FileView, place: ValuePlace) -> Iterator[Item]:
    listed = set(_listed(view, place))
    for kind in _native(view):
        if kind.tools is None or place.key not in kind.tool_fields:
            continue
        for item in _tool_items(view, kind, TOOL_LISTS[kind.tools], place):
            if item.label not in listed:
                listed.add(item.label)
                yield item


def _native(view: FileView) -> list[FileKind]:
    """The owner's kind, and the other of Copilot and VS Code, who share files and leave out names of one another."""
    owner = view.file.kind
    return [owner, *(k for k in view.kinds if {k.tools, owner.tools} == {"copilot", "vscode"})]


def _tool_items(view: FileView, kind: FileKind, tools: ToolList, place: ValuePlace) -> Iterator[Item]:
    gives = not place.key.lower().startswith("disa")
    version = view.file.version_of(kind.host)
    for tool in tools.tools:
        if tool.status not in _OFFERED or resolve(tool.name, tools, version=version).fate is ToolFate.NOT_YET:
            continue
        if gives and kind.kind == "agent" and tool.subagent == "never":
            continue
        detail = {"gated": "tool, not for everybody", "set": "set of tools"}.get(tool.status, "tool")
        rank = int(tool.status == "gated")
        if kind is not view.file.kind:
            detail, rank = f"{detail} of {facts.host_name(kind)}", 4
        yield _written(view, place, "tool", tool.name, detail, facts.tool_notes(tool), rank)
    for name in view.settings.tools.get(kind.host, ()):
        yield _written(view, place, "tool", name, "tool of the configuration")
    syntax = kind.tool_syntax
    if syntax is None:
        return
    for server in _servers(view):
        for form in syntax.mcp:
            if "tool" not in form.replace("server", ""):
                yield _written(view, place, "server", form.replace("server", server), f"MCP server {server}", rank=2)
    if gives and place.form != "map":
        for name in syntax.all_names:
            yield _written(view, place, "tool", name, "every tool", rank=3)


def _servers(view: FileView) -> list[str]:
    return sorted({*view.settings.mcp_servers, *(view.file.project.mcp_servers or ())})


def _listed(view: FileView, place: ValuePlace) -> frozenset[str]:
    """What the list holds already, the word at the cursor left out."""
    for judged in view.file.tool_lists:
        if judged.entry.key == place.key:
            return frozenset(ref.name for ref in judged.listing.refs if not ref.item.overlaps(place.span))
    header = view.file.frontmatter
    entry = header.get(place.key) if header is not None else None
    node = entry.value if entry is not None else None
    items = node.items if isinstance(node, YamlSequence) else ()
    return frozenset(item.value for item in items if isinstance(item, Scalar) and not item.span.overlaps(place.span))


# How it is written


def _written(
    view: FileView, place: ValuePlace, type_: ItemType, name: str, detail: str = "", markdown: str = "", rank: int = 0
) -> Item:
    """The name in the form that the place wants and the host reads."""
    text = name if place.quote or place.form == "string" else _quoted(name, place.form, _style(view, place))
    if place.form == "plain" and place.inner is None:
        text = _first(view, place.key, text, name)
    elif place.form == "map":
        text = f"{name}: true" if _takes_maps(view.file.kind, place.key) else f"- {text}"
    if place.glued and not text.startswith("\n"):
        text = " " + text
    return Item(type_, name, text, place.span, detail, markdown, rank)


def _quoted(name: str, form: str, style: str) -> str:
    """The name as a YAML scalar that is read as text."""
    needs = _NEEDS_QUOTES.match(name) or (form == "flow" and _NEEDS_QUOTES_IN_FLOW.match(name))
    mark = style or ('"' if needs else "")
    if mark == '"':
        name = name.replace("\\", "\\\\").replace('"', '\\"')
    return f"{mark}{name.replace(mark, mark * 2) if mark == chr(39) else name}{mark}"


def _style(view: FileView, place: ValuePlace) -> str:
    """The quotation mark that the other items of the list stand in."""
    header = view.file.frontmatter
    entry = header.get(place.key) if header is not None and place.form in ("flow", "block") else None
    if entry is None or not isinstance(entry.value, YamlSequence):
        return ""
    others = (i for i in entry.value.items if isinstance(i, Scalar) and not i.span.overlaps(place.span))
    marks = {_MARKS.get(item.style, "") for item in others if len(item.span)}
    return marks.pop() if len(marks) == 1 else ""


def _first(view: FileView, key: str, text: str, name: str) -> str:
    """The first name of a list, in a form that every host reads whose file it is: as text, in brackets, or as a map."""
    field = view.file.kind.field(key)
    forms = [k.tool_syntax for k in _native(view) if k.tool_syntax is not None and key in k.tool_fields]
    brackets = f"[{_quoted(name, 'flow', '')}]"
    if not forms:
        only_lists = field is not None and "list" in field.types and "string" not in field.types
        return brackets if only_lists else text
    if all(form.string not in ("fatal", "unknown") for form in forms):
        return text
    if all(form.sequence == "yes" for form in forms):
        return brackets
    return f"\n  {text}: true" if all(form.mapping == "yes" for form in forms) else text


def _takes_maps(kind: FileKind, key: str) -> bool:
    return key in kind.tool_fields and kind.tool_syntax is not None and kind.tool_syntax.mapping == "yes"


# The body


def _mentions(view: FileView, offset: int) -> Iterator[Item]:
    """Agents behind the marks with which the host lets the text call them."""
    if not view.document.body_span.start <= offset:
        return
    text = view.source.text
    before = text[max(0, offset - _BEFORE, view.source.line_span(view.source.line_at(offset)).start) : offset]
    rest = _WORD_AFTER.match(text, offset)
    end = rest.end() if rest is not None else offset
    call = _CALLS.search(before)
    if call is not None and view.file.kind.host == "claude-code":
        yield from _agents(view, Span(offset - len(call[1]), end))
        return
    at = _AT.search(before)
    for mark in MENTIONS.get(view.file.kind.host, ()) if at is not None else ():
        span = Span(offset - len(at[0]) if at is not None else offset, end)
        for item in _agents(view, span):
            yield Item("agent", mark + item.label, mark + item.text, span, item.detail, item.markdown)
