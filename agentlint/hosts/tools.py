"""Tool lists in every form in which they are written, and what becomes of each name in a host.

`read_tools` takes a key's value apart into `ToolRef`s with exact spans; `resolve` says what a host makes of a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from agentlint.hosts.catalog import TOOL_LISTS
from agentlint.hosts.equivalents import equivalents
from agentlint.hosts.spelling import edit_distance
from agentlint.hosts.versions import is_before, is_up_to, phrase
from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Span
from agentlint.syntax.nodes import Alias, Broken, Scalar, ScalarStyle, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from agentlint.hosts.model import Tool, ToolList
    from agentlint.hosts.versions import InUse
    from agentlint.syntax.nodes import Entry, Node

Form = Literal["nothing", "string", "list", "map", "raw"]


@record()
class ToolRef:
    """One tool named in a list.

    `name` is without specifier and quotes, `specifier` what stands in parentheses after it, `text` both as the host
    sees them. `span` covers the name in the source, `item` name and specifier. `quoted`: quotes are part of the text.
    `enabled` is False for `name: false` in a map. `cell` numbers the item of a list or map that it stands in.
    """

    name: str
    specifier: str | None
    span: Span
    text: str
    item: Span
    quoted: bool = False
    enabled: bool = True
    cell: int = 0


@record()
class ToolListing:
    """A key that holds tools. `cells` are the spans of the items of a list or map, quotes included.

    `json` is set where a string holds a list in brackets, `separator` where `;` or `|` stand between the names.
    """

    form: Form
    refs: tuple[ToolRef, ...]
    cells: tuple[Span, ...] = ()
    json: bool = False
    separators: tuple[Span, ...] = ()

    def removal(self, ref: ToolRef, text: str) -> Span | None:
        """What to delete of the source `text` to take `ref` out and keep the list well-formed.

        None where it is the only one, where a comment would go with it, or in a form that is not understood.
        """
        if self.form == "raw" or self.json or ref.quoted:
            return None
        at = bisect_left(self.refs, ref.item.start, key=lambda r: r.item.start)
        around = [r for r in self.refs[max(at - 1, 0) : at + 2] if r.cell == ref.cell]
        if len(around) > 1:
            places, at = [r.item for r in around], around.index(ref)
        elif len(self.cells) > 1:
            places, at = list(self.cells[max(ref.cell - 1, 0) : ref.cell + 2]), min(ref.cell, 1)
        else:
            return None
        span = Span(places[at - 1].end, places[at].end) if at else Span(places[0].start, places[1].start)
        gone = text[span.start : places[at].start] if at else text[places[0].end : span.end]
        return None if "#" in gone else span


class ToolFate(StrEnum):
    """What becomes of a tool name in a host. Down to `EXTRA` the name does something."""

    ALL = "all"
    CURRENT = "current"
    SET = "set"
    ALIAS = "alias"
    MCP = "mcp"
    GATED = "gated"
    UNDOCUMENTED = "undocumented"
    RENAMED = "renamed"
    LEGACY = "legacy"
    EXTRA = "extra"
    REMOVED = "removed"
    RETIRED = "retired"
    NOT_YET = "not-yet"
    MCP_FORM = "mcp-form"
    CASE = "case"
    NEAR = "near"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"

    @property
    def resolves(self) -> bool:
        """Whether the host gives a tool for the name."""
        return self not in _NOTHING


_NOTHING = frozenset(
    {
        ToolFate.REMOVED,
        ToolFate.RETIRED,
        ToolFate.NOT_YET,
        ToolFate.MCP_FORM,
        ToolFate.CASE,
        ToolFate.NEAR,
        ToolFate.FOREIGN,
        ToolFate.UNKNOWN,
    }
)
_BY_TOOL = {
    "current": ToolFate.CURRENT, "set": ToolFate.SET, "alias": ToolFate.ALIAS, "gated": ToolFate.GATED,
    "undocumented": ToolFate.UNDOCUMENTED, "renamed": ToolFate.RENAMED, "legacy": ToolFate.LEGACY,
    "removed-known": ToolFate.REMOVED, "retired": ToolFate.RETIRED,
}  # fmt: skip


_OUTDATED = frozenset({ToolFate.RENAMED, ToolFate.REMOVED, ToolFate.RETIRED})


@record()
class Resolution:
    """What a host makes of a name.

    `tool` is its entry in the host's list, or in that of the host that knows the name (`FOREIGN`). `canonical` is the
    name under which two references are the same tool. `suggestions` are names of this host to write instead, the best
    first. `lists` are the tool lists of other hosts that know the name.
    """

    fate: ToolFate
    canonical: str
    tool: Tool | None = None
    suggestions: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @property
    def began(self) -> str:
        """How the host got the tool, after "it", such as "came with 2.1.63"."""
        return phrase(self.tool.since if self.tool is not None else None)


def read_tools(entry: Entry, *, spaces: bool = True, as_written: bool = False) -> ToolListing:
    """The tools named in the value of `entry`.

    `spaces`: blanks outside parentheses separate names as commas do. `as_written`: the header was repaired, so quotes
    in the value are the author's YAML and not part of a name.
    """
    node = _target(entry.value)
    if node is None:
        return ToolListing("nothing", ())
    if isinstance(node, Scalar):
        if node.style is ScalarStyle.PLAIN and node.value in _NULLS:
            return ToolListing("nothing", ())
        return _read_string(node, spaces=spaces, as_written=as_written)
    if isinstance(node, YamlSequence):
        return _read_list(node, spaces=spaces, as_written=as_written)
    if isinstance(node, YamlMapping):
        return _read_map(node)
    if isinstance(node, Broken):
        return _read_raw(node)
    return ToolListing("raw", ())


def resolve(
    name: str,
    tool_list: ToolList,
    *,
    extra: Collection[str] = (),
    servers: Collection[str] = (),
    denied: bool = False,
    version: InUse | None = None,
) -> Resolution:
    """What the host of `tool_list` makes of a name.

    `extra` are names that the configuration adds for this host, `servers` those of MCP servers that it declares.
    `denied`: the list takes tools away, where Claude Code also knows `mcp__*`. `version` is that of the host, None for
    the one at which its facts were checked.
    """
    if name in extra:
        return Resolution(ToolFate.EXTRA, name)
    fold = tool_list.case == "insensitive"
    tool = _by_name(tool_list.id).get(name.casefold() if fold else name)
    if tool is not None:
        fate = _BY_TOOL[tool.status]
        canonical = tool.maps_to if fate is ToolFate.RENAMED and tool.maps_to else tool.name
        successors = (tool.maps_to,) if tool.maps_to else tool.replaced_by
        if is_before(version, tool.since):
            return Resolution(ToolFate.NOT_YET, name, tool, _former_names(tool.name, tool_list, version))
        if fate in _OUTDATED and _still_has(version, tool):
            return Resolution(ToolFate.CURRENT, tool.name.casefold() if fold else tool.name, tool)
        return Resolution(fate, canonical.casefold() if fold else canonical, tool, successors)
    if name == "*":
        return Resolution(ToolFate.ALL, name)
    if _is_mcp(name, tool_list, servers, denied=denied):
        return Resolution(ToolFate.MCP, name)
    return _resolve_unknown(name, tool_list)


def _still_has(version: InUse | None, tool: Tool) -> bool:
    """Whether a host of that version has a name that is outdated now."""
    return is_up_to(version, tool.until) or is_before(version, tool.until_docs)


def _former_names(name: str, tool_list: ToolList, version: InUse | None) -> tuple[str, ...]:
    """What a tool was called in a version that does not know its present name."""
    return tuple(tool.name for tool in tool_list.tools if tool.maps_to == name and _still_has(version, tool))


def _resolve_unknown(name: str, tool_list: ToolList) -> Resolution:
    if tool_list.id == "claude-code" and _LOOKS_MCP.match(name):
        return Resolution(ToolFate.MCP_FORM, name)
    plain = _plain(name)
    same = _by_plain(tool_list.id).get(plain)
    lists = _known_elsewhere(name, tool_list.id)
    if same is not None and not (lists and same.status in ("retired", "removed-known")):
        fate = ToolFate.CASE if same.name.casefold() == name.casefold() else ToolFate.NEAR
        return Resolution(fate, name, same, _names_for(same), lists)
    if lists:
        found = dict.fromkeys(n for other in lists for n in _equivalents(name, other, tool_list.id))
        return Resolution(ToolFate.FOREIGN, name, _by_name(lists[0]).get(name), tuple(found), lists)
    near = _near(plain, tool_list.id)
    if near:
        names = dict.fromkeys(n for tool in near for n in _names_for(tool))
        return Resolution(ToolFate.NEAR, name, near[0], tuple(names))
    return Resolution(ToolFate.UNKNOWN, name)


def _equivalents(name: str, list_id: str, wanted: str) -> Iterator[str]:
    """What the list `wanted` calls the tool; an old name counts as what it became."""
    tool = _by_name(list_id).get(name)
    present = _names_for(tool) if tool is not None else ()
    for each in (name, *present):
        yield from equivalents(each, list_id, wanted)


def _names_for(tool: Tool) -> tuple[str, ...]:
    """What to write for a tool today; empty for one that has no successor."""
    if tool.maps_to:
        return (tool.maps_to,)
    return tool.replaced_by if tool.status in ("retired", "removed-known") else (tool.name,)


# -- taking lists apart

_TOKEN_END = {True: lazy_pattern(r"[\s,()]"), False: lazy_pattern(r"[,()]")}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_PARENTHESIS = lazy_pattern(r"[()]")
_SEPARATOR_OR_OPENING = lazy_pattern(r"[;|(]")
_QUOTES = "\"'`"


def _tokens(text: str, *, spaces: bool) -> Iterator[tuple[int, int]]:
    """Start and end of each name with its specifier; commas and blanks in parentheses do not separate."""
    at, length = 0, len(text)
    closings = _closings(text)
    while at < length:
        if text[at] == "," or text[at].isspace():
            at += 1
            continue
        end = at
        while end < length:
            stop = _TOKEN_END[spaces].search(text, end)
            if stop is None:
                end = length
            elif stop[0] in "()":
                end = closings.get(stop.start(), stop.end())
                continue
            else:
                end = stop.start()
            break
        last = end
        while last > at and text[last - 1].isspace():
            last -= 1
        yield at, last
        at = end


def _closings(text: str) -> dict[int, int]:
    """Offset of each opening parenthesis that is closed to the offset after its closing one."""
    if "(" not in text:
        return {}
    found: dict[int, int] = {}
    opened: list[int] = []
    for mark in _PARENTHESIS.finditer(text):
        if mark[0] == "(":
            opened.append(mark.start())
        elif opened:
            found[opened.pop()] = mark.end()
    return found


def _refs(
    text: str, place: Callable[[int, int], Span], *, spaces: bool, as_written: bool, cell: int = 0
) -> Iterator[ToolRef]:
    for start, end in _tokens(text, spaces=spaces):
        token = text[start:end]
        bare = token.strip(_QUOTES)
        quoted = bare != token
        offset = start + (len(token) - len(token.lstrip(_QUOTES)))
        name, parenthesis, rest = bare.partition("(")
        specifier = (rest[:-1] if rest.endswith(")") else rest) if parenthesis else None
        name = name.rstrip()
        if name:
            yield ToolRef(
                name, specifier, place(offset, offset + len(name)), token if not as_written else bare,
                place(start, end), quoted=quoted and not as_written, cell=cell,
            )  # fmt: skip


def _read_string(node: Scalar, *, spaces: bool, as_written: bool) -> ToolListing:
    text = node.value
    stripped = text.strip()
    if stripped.startswith("[") and stripped.endswith("]") and len(stripped) > 1:
        blanked = text.translate(_BRACKETS)
        return ToolListing("string", tuple(_refs(blanked, node.source_span, spaces=True, as_written=True)), json=True)
    wrong = _wrong_separators(text)
    if wrong:
        marks = frozenset(wrong)
        text = "".join("," if at in marks else c for at, c in enumerate(text))
    refs = tuple(_refs(text, node.source_span, spaces=spaces, as_written=as_written))
    return ToolListing(
        "string" if refs or stripped else "nothing", refs,
        separators=tuple(node.source_span(at, at + 1) for at in wrong),
    )  # fmt: skip


_BRACKETS = str.maketrans({"[": " ", "]": " "})


def _wrong_separators(text: str) -> list[int]:
    """Offsets of `;` and `|` outside parentheses."""
    closings = _closings(text)
    found, inside = [], 0
    for mark in _SEPARATOR_OR_OPENING.finditer(text):
        if mark.start() < inside:
            continue
        if mark[0] == "(":
            inside = closings.get(mark.start(), mark.end())
        else:
            found.append(mark.start())
    return found


def _read_list(node: YamlSequence, *, spaces: bool, as_written: bool) -> ToolListing:
    refs: list[ToolRef] = []
    cells: list[Span] = []
    for item in node.items:
        scalar = _target(item)
        if isinstance(scalar, Scalar):
            refs += _refs(scalar.value, scalar.source_span, spaces=spaces, as_written=as_written, cell=len(cells))
        cells.append(item.span)
    return ToolListing("list" if node.items else "nothing", tuple(refs), tuple(cells))


def _read_map(node: YamlMapping) -> ToolListing:
    refs = []
    for at, entry in enumerate(node.entries):
        enabled = (entry.text or "").strip().lower() != "false"
        refs.append(ToolRef(entry.key, None, entry.key_span, entry.key, entry.key_span, enabled=enabled, cell=at))
    return ToolListing("map" if refs else "nothing", tuple(refs), tuple(e.span for e in node.entries))


def _read_raw(node: Broken) -> ToolListing:
    """A value that is no YAML: brackets, quotes and dashes at the start of a line are taken for the author's list."""
    blanked = re.sub(r"(?m)^[ \t]*-(?=[ \t])|[\[\]{}]", lambda m: " " * len(m[0]), node.text)
    start = node.span.start
    refs = _refs(blanked, lambda a, b: Span(start + a, start + b), spaces=True, as_written=True)
    return ToolListing("raw", tuple(refs))


def _target(node: Node | None) -> Node | None:
    return node.target if isinstance(node, Alias) else node


# -- names

_LOOKS_MCP = lazy_pattern(r"mcp(?:[_.:/-]|$)", re.IGNORECASE)
_SEPARATORS = str.maketrans("", "", "_- ./")


def _plain(name: str) -> str:
    return name.translate(_SEPARATORS).casefold()


@cache
def _by_name(list_id: str) -> dict[str, Tool]:
    tool_list = TOOL_LISTS[list_id]
    fold = tool_list.case == "insensitive"
    return {(t.name.casefold() if fold else t.name): t for t in reversed(tool_list.tools)}


@cache
def _by_plain(list_id: str) -> dict[str, Tool]:
    """Names without case and separators; where two meet, the one that is listed first."""
    return {_plain(t.name): t for t in reversed(TOOL_LISTS[list_id].tools)}


@lru_cache(maxsize=1024)
def _known_elsewhere(name: str, list_id: str) -> tuple[str, ...]:
    return tuple(
        other for other, tools in TOOL_LISTS.items()
        if other != list_id and (tool := _by_name(other).get(name)) is not None and tool.status != "alias"
    )  # fmt: skip


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_mcp(name: str, tool_list: ToolList, servers: Collection[str], *, denied: bool) -> bool:
    if tool_list.id == "claude-code":
        if name in ("mcp__", "mcp__*"):
            return denied and name == "mcp__*"
        return name.startswith("mcp__")
    if tool_list.mcp_pattern is not None:
        return _pattern(tool_list.mcp_pattern).match(name) is not None
    if tool_list.id in ("copilot", "vscode"):
        return "/" in name or name in servers
    return name.startswith("mcp__") or "__" in name or "*" in name or any(name.startswith(s + "_") for s in servers)


@lru_cache(maxsize=1024)
def _near(plain: str, list_id: str) -> tuple[Tool, ...]:
    """Tools whose name is a slip of the keyboard away: one edit from four letters on, two from eight."""
    allowed = 0 if len(plain) < 4 else 1 if len(plain) < 8 else 2
    best: list[Tool] = []
    for other, tool in _by_plain(list_id).items():
        if allowed and abs(len(other) - len(plain)) <= allowed and len(other) > 3:
            distance = edit_distance(plain, other, allowed)
            if distance < allowed:
                best, allowed = [tool], max(distance, 1)
            elif distance == allowed:
                best.append(tool)
    return tuple(best[:3])
