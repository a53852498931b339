"""What the data say of a key, a tool, a model or a colour, as Markdown for the pop-ups of editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.hosts.catalog import COLOURS, HOSTS, MODELS, SOURCES
from agentlint.hosts.keys import judge_key
from agentlint.hosts.tools import ToolFate
from agentlint.lint.tool_lists import host_of_list
from agentlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentlint.hosts.model import Field, FileKind, Tool
    from agentlint.hosts.tools import Resolution, ToolRef
    from agentlint.lint.tool_lists import JudgedList

_TYPES = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "list": "list",
    "map": "map", "any": "anything",
}  # fmt: skip
_REQUIRED = {"yes": "required", "recommended": "recommended", "documented": "required by the documents"}
_STATUS = {
    "deprecated": "Deprecated.", "retired": "No longer read.", "undocumented": "Not in the documents.",
    "compat": "Taken for compatibility, and without effect.",
}  # fmt: skip
_UNKNOWN_KEY = {
    "ignored": "ignores it", "warned": "ignores it, with a warning in its log", "error": "reports an error",
    "fatal": "does not load the file with it", "passed-on": "passes it on",
}  # fmt: skip
_LONGEST = 60
"""Code points of a word from the file that are shown."""
_LONGEST_TEXT = 600
_MARKS = lazy_pattern(r"[\\`*_{}\[\]<>#|~!]")


def code(text: str) -> str:
    """A word from a file as inline code, whatever it holds."""
    line = " ".join(text.split())
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
    fence = "``" if "`" in line else "`"
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else "(nothing)"


def plain(text: str) -> str:
    """Text of a file as Markdown that shows it as it stands, cut to some lines."""
    text = text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
    return _MARKS.sub(r"\\\g<0>", text)


def kind_name(kind: FileKind) -> str:
    """`Claude Code agent`: a file kind as people say it."""
    name = HOSTS[kind.host].name if kind.host in HOSTS else kind.host
    return f"{name} {kind.id.partition('/')[2].replace('-', ' ')}"


def host_name(kind: FileKind) -> str:
    """The host of a kind as people call it."""
    return HOSTS[kind.host].name if kind.host in HOSTS else kind.host


def field_type(field: Field) -> str:
    """What the host takes as a value, in a few words."""
    return " or ".join(_TYPES[t] for t in field.types)


def key_facts(kind: FileKind, key: str) -> str:
    """What a host does with a key, known to it or not."""
    field = kind.field(key)
    if field is not None and field.foreign is None:
        return _field_facts(kind, field, key)
    head = f"**{code(key)}** · no key of a {kind_name(kind)}"
    if not kind.fields:
        return f"**{code(key)}** · the keys of a {kind_name(kind)} are not known"
    verdict = judge_key(kind.id, key)
    lines = []
    if verdict.host is not None and verdict.host in HOSTS:
        lines.append(f"It is a key of {HOSTS[verdict.host].name}.")
    does = _UNKNOWN_KEY.get(kind.unknown_fields)
    if does is not None:
        lines.append(f"{host_name(kind)} {does}.")
    if verdict.meant is not None:
        lines.append(f"Its own key is {code(verdict.meant)}.")
    return _block(head, lines)


def _field_facts(kind: FileKind, field: Field, key: str) -> str:
    head = f"**{code(key)}** · {kind_name(kind)} · {field_type(field)}"
    if field.required in _REQUIRED:
        head += f" · {_REQUIRED[field.required]}"
    lines = []
    if key != field.name:
        lines.append(f"Another name of {code(field.name)}.")
    if field.status in _STATUS:
        lines.append(_STATUS[field.status])
    if field.renamed_to is not None or field.replaced_by:
        names = (field.renamed_to,) if field.renamed_to else field.replaced_by
        lines.append(f"Use {_words(names)} instead.")
    if field.enum:
        lines.append(f"One of {_words(field.enum)}.")
    if field.items is not None:
        lines.append(f"Each item is {field.items}.")
    if field.keys:
        lines.append(f"It may hold {_words(field.keys)}.")
    lines += _bounds(field)
    if field.default is not None:
        lines.append(f"Left out: {field.default}.")
    if field.invalid is not None:
        lines.append(f"A value it cannot use: {field.invalid}.")
    if field.notes is not None:
        lines.append(_sentence(field.notes))
    return _block(head, lines, _history(field.since, field.until), field.sources)


def _bounds(field: Field) -> list[str]:
    lines = []
    advised = " (advice)" if field.limit_kind == "guidance" else ""
    if field.min_length is not None and field.max_length is not None:
        lines.append(f"{field.min_length:,} to {field.max_length:,} characters{advised}.")
    elif field.max_length is not None:
        lines.append(f"At most {field.max_length:,} characters{advised}.")
    if field.minimum is not None:
        lines.append(f"{field.minimum} or more.")
    if field.forbidden:
        lines.append(f"It may not hold {' or '.join(field.forbidden)}.")
    return lines


def tool_facts(judged: JudgedList, ref: ToolRef, found: Resolution) -> str:
    """What becomes of one tool in a list."""
    host = judged.host_name
    head, says = _fate(judged, ref, found)
    lines = [says] if says else []
    tool = found.tool
    if found.suggestions:
        if found.fate in (ToolFate.RETIRED, ToolFate.REMOVED, ToolFate.RENAMED):
            lines.append(f"Its successor is {_words(found.suggestions)}.")
        elif not found.fate.resolves:
            lines.append(f"{host} has {_words(found.suggestions)}.")
    own = found.fate.resolves or found.fate in (ToolFate.RETIRED, ToolFate.REMOVED, ToolFate.NOT_YET)
    if tool is not None and own:
        lines += _tool_lines(tool)
    syntax = judged.kind.tool_syntax
    if ref.specifier and syntax is not None and syntax.specifiers == "ignored" and ref.name not in ("Agent", "Task"):
        lines.append(f"{host} does not enforce the pattern in parentheses here.")
    history = _history(tool.since, tool.until) if tool is not None and own else ""
    if found.fate is ToolFate.RENAMED:
        history = history.replace("Until", "Called so until")
    return _block(f"**{code(ref.name)}** · {head}", lines, history, tool.sources if tool is not None and own else ())


def tool_notes(tool: Tool) -> str:
    """What is to be known of a tool that is offered."""
    return _block("", _tool_lines(tool), _history(tool.since, tool.until), tool.sources)


def _tool_lines(tool: Tool) -> list[str]:
    lines = []
    if tool.status == "gated":
        lines.append("Not everybody has it: it depends on settings, plan or platform.")
    if tool.status == "alias" and tool.maps_to:
        lines.append(f"The same as {code(tool.maps_to)}.")
    if tool.subagent == "never":
        lines.append("Subagents are never given it.")
    if tool.notes is not None:
        lines.append(_sentence(tool.notes))
    return lines


def _fate(judged: JudgedList, ref: ToolRef, found: Resolution) -> tuple[str, str]:
    """What it is in a few words, and a sentence more."""
    host, fate = judged.host_name, found.fate
    match fate:
        case ToolFate.ALL:
            return f"every tool of {host}", ""
        case ToolFate.SET:
            return f"a set of tools of {host}", ""
        case ToolFate.MCP:
            return "tools of an MCP server", ""
        case ToolFate.UNDOCUMENTED:
            return f"a tool of {host}", "The program knows it, its documents do not."
        case ToolFate.RENAMED:
            return f"a former name of a tool of {host}", "The old name still works."
        case ToolFate.LEGACY:
            return f"an old tool of {host}", ""
        case ToolFate.EXTRA:
            return "a tool that the configuration adds", ""
        case ToolFate.RETIRED | ToolFate.REMOVED:
            return f"no longer a tool of {host}", ""
        case ToolFate.NOT_YET:
            return f"not yet a tool of {host} {judged.version}", ""
        case ToolFate.MCP_FORM:
            return f"not how {host} names tools of MCP servers", ""
        case ToolFate.CASE:
            return f"no tool of {host}, where case counts", ""
        case ToolFate.FOREIGN:
            return f"a tool of {' and '.join(host_of_list(other) for other in found.lists[:2])}, not of {host}", ""
        case _ if fate.resolves:
            return f"a tool of {host}", ""
    unknown = {"ignored": f"{host} leaves it out.", "error": f"{host} does not load the agent with it."}
    if judged.open:
        return f"not known as a tool of {host}", "Extensions may add it."
    return f"no tool of {host}", unknown.get(judged.tools.unknown or "", "")


def model_facts(kind: FileKind, text: str) -> str | None:
    """What a host makes of a model; None where nothing is known of its models."""
    models = MODELS.get(kind.host)
    if models is None:
        return None
    word = text.strip().lower() if models.case == "insensitive" else text.strip()
    behind = dict(models.resolves).get(word)
    head, lines = f"**{code(text)}** · model", []
    if word == "inherit" and word in models.aliases:
        lines.append("The model of the session that calls the agent.")
    elif behind is not None:
        lines.append(f"An alias: {code(behind)} when {host_name(kind)} was last checked ({HOSTS[kind.host].checked}).")
    elif word in models.aliases:
        lines.append(f"An alias that {host_name(kind)} knows.")
    elif word in models.undocumented_aliases:
        lines.append(f"An alias that {host_name(kind)} knows and its documents do not.")
    elif word in models.retired_aliases:
        lines.append(f"{host_name(kind)} no longer knows this alias.")
    if models.aliases:
        lines.append(f"Aliases: {_words(models.aliases)}.")
    if models.unknown is not None:
        lines.append(f"Other text: {models.unknown}.")
    if models.notes is not None:
        lines.append(_sentence(models.notes))
    return _block(head, lines, "", models.sources)


def colour_facts(kind: FileKind, text: str) -> str | None:
    """What a host makes of a colour; None where nothing is known of its colours."""
    colours = COLOURS.get(kind.host)
    if colours is None:
        return None
    known = text.strip() in colours.values
    does = "does not load the file" if colours.invalid == "fatal" else "leaves it out"
    lines = [] if known else [f"Where {host_name(kind)} does not know a colour, it {does}."]
    lines.append(f"Colours: {_words(colours.values)}.")
    return _block(f"**{code(text)}** · colour", lines, "", colours.sources)


def choice_facts(kind: FileKind, field: Field, text: str) -> str:
    """One of a fixed set of values, or another text in its place."""
    fold = field.enum_case == "insensitive"
    known = (text.lower() if fold else text) in field.enum
    head = f"**{code(text)}** · {'' if known else 'no '}value of {code(field.name)} in {host_name(kind)}"
    lines = [f"One of {_words(field.enum)}."]
    if not known and field.invalid is not None:
        lines.append(f"Another value: {field.invalid}.")
    if field.default is not None:
        lines.append(f"Left out: {field.default}.")
    return _block(head, lines, "", field.sources)


def _block(head: str, lines: Iterable[str], history: str = "", sources: Sequence[str] = ()) -> str:
    cited = "; ".join(f"{SOURCES[s].title} ({SOURCES[s].version})" for s in sources if s in SOURCES)
    small = [part for part in (history, f"*Source: {cited}*" if cited else "") if part]
    return "\n\n".join(part for part in (head, " ".join(lines), *small) if part)


def _history(since: str | None, until: str | None) -> str:
    parts = [f"Since {since}." if since else "", f"Until {until}." if until else ""]
    return " ".join(part for part in parts if part)


def _words(words: Iterable[str]) -> str:
    return ", ".join(code(word) for word in words)


def _sentence(fragment: str) -> str:
    return fragment[:1].upper() + fragment[1:] + ("" if fragment.endswith(".") else ".")
