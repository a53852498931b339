"""The shapes that host facts take: plain frozen data; the facts themselves stand in one module per host.

Each fact exists once, so identity is equality; generated comparisons, and slots, would only cost time at every start.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Literal

from agentlint.records import record

ValueType = Literal["string", "integer", "number", "boolean", "list", "map", "any"]
FieldStatus = Literal["current", "deprecated", "retired", "undocumented", "compat"]
Effect = Literal["left-out", "file-skipped", "program-stops", "sent-on"]
"""What a host does with a bad value: goes on without it, or without the file; does not start; hands it to the model."""
LimitKind = Literal["hard", "truncates", "warns", "guidance"]
UnknownFields = Literal["ignored", "warned", "error", "fatal", "passed-on", "unknown"]
Confidence = Literal["high", "medium", "low"]
ToolStatus = Literal[
    "current", "gated", "undocumented", "renamed", "removed-known", "retired", "alias", "set", "legacy"
]
ParserId = Literal[
    "claude-code", "skills-ref", "gray-matter", "python-frontmatter", "opencode", "copilot-cli", "vscode", "cursor",
    "gemini-cli", "qwen-code", "codex",
]  # fmt: skip


@record(slots=False, eq=False)
class Reference:
    """Where a fact comes from: a document or program and the version or date of it that was read or run."""

    id: str
    title: str
    version: str
    basis: Literal["black-box", "docs", "source-code", "changelog", "issue", "third-party", "corpus"]


@record(slots=False, eq=False)
class Host:
    """A program that reads prompt files. `checked` is the version or date at which its facts were last verified.

    `releases` are versions whose date is known, both as text.
    """

    id: str
    name: str
    checked: str
    releases: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class Dated:
    """Something that a key has not always taken: a value, a type or a form of it, from `since` up to `until`."""

    what: str
    since: str | None = None
    until: str | None = None


@record(slots=False, eq=False)
class Field:
    """One header key of a file kind. Lengths are in characters (code points).

    `since` is the first version or date that has the key. `until` is the last at which a key was current that is now
    deprecated or retired. `dated` are those of its values and types that came or went later; values that are gone
    stand there alone.
    """

    name: str
    types: tuple[ValueType, ...] = ("string",)
    required: Literal["no", "yes", "recommended", "documented"] = "no"
    status: FieldStatus = "current"
    enum: tuple[str, ...] = ()
    enum_case: Literal["sensitive", "insensitive"] = "sensitive"
    pattern: str | None = None
    forbidden: tuple[str, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    minimum: int | None = None
    limit_kind: LimitKind | None = None
    default: str | None = None
    aliases: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    dated: tuple[Dated, ...] = ()
    renamed_to: str | None = None
    replaced_by: tuple[str, ...] = ()
    items: str | None = None
    """What an item of the list is, in a sentence fragment."""
    keys: tuple[str, ...] = ()
    """Keys that the map may hold."""
    invalid: str | None = None
    """What the host does with a bad value, in a sentence fragment."""
    effect: Effect | None = None
    """The same as one word, None where it is not established."""
    foreign: str | None = None
    """The host that the key belongs to, where this one is only known not to read it."""
    notes: str | None = None
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class Limit:
    """A size beyond which the host does something. `value` counts in `unit`; it is text where no single number is."""

    what: str
    value: int | str
    unit: Literal["characters", "tokens", "lines", "hops", "share", "mixed"]
    effect: str
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class Tool:
    """A tool name and what becomes of it when an agent lists it.

    `maps_to` is what the host itself makes of the name, `replaced_by` the successors that it does not map to. `until`
    is the last version that knew the name, `until_docs` the first date on which the documents no longer list it.
    `subagent`: `never` means that no subagent is given it, `conditional` that `notes` says when.
    """

    name: str
    status: ToolStatus = "current"
    maps_to: str | None = None
    replaced_by: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    until_docs: str | None = None
    subagent: Literal["yes", "never", "conditional"] = "yes"
    notes: str | None = None
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class ToolList:
    """All tool names that a host knows.

    `unknown` is what the host does with another name, None where that is not established. `open`: extensions add names
    that no list can hold, so an unlisted one proves nothing. `mcp_pattern` and `rule_pattern` are regular expressions
    for the names of MCP tools and for permission rules. `background`: the tools of an agent run in the background.
    """

    id: str
    tools: tuple[Tool, ...]
    case: Literal["sensitive", "insensitive"] = "sensitive"
    unknown: Literal["ignored", "error"] | None = None
    open: bool = False
    mcp_pattern: str | None = None
    rule_pattern: str | None = None
    background: tuple[str, ...] = ()
    notes: str | None = None
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class ToolSyntax:
    """How a tool list may be written in one file kind."""

    string: Literal["comma-or-space", "comma", "space", "one-name", "fatal", "unknown"] = "comma-or-space"
    sequence: Literal["yes", "no", "fatal", "unknown"] = "yes"
    mapping: Literal["yes", "no", "fatal", "unknown"] = "no"
    """For each form: read, not read as tools, stops the host from loading the file, or not established."""
    all_names: tuple[str, ...] = ()
    """Entries that stand for every tool."""
    empty: Literal["none", "all", "unknown"] = "unknown"
    """What an empty list gives the agent."""
    specifiers: Literal["enforced", "ignored", "unknown"] = "unknown"
    """Whether `Tool(pattern)` limits the tool."""
    mcp: tuple[str, ...] = ()
    """Forms in which tools of MCP servers are named."""
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class ModelList:
    """What a host takes as a model. `unknown` is what becomes of other text, in a sentence fragment.

    `closed`: what is no alias and does not match `id_pattern` cannot work, so far as is known.
    """

    id: str
    aliases: tuple[str, ...] = ()
    undocumented_aliases: tuple[str, ...] = ()
    retired_aliases: tuple[str, ...] = ()
    id_pattern: str | None = None
    case: Literal["sensitive", "insensitive"] = "sensitive"
    closed: bool = False
    unknown: str | None = None
    resolves: tuple[tuple[str, str], ...] = ()
    """Alias and the model id behind it when the host was last checked."""
    notes: str | None = None
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class Colours:
    """The colours that a host knows. `invalid` is what it does with another one."""

    id: str
    values: tuple[str, ...]
    invalid: Literal["dropped", "fatal"]
    notes: str | None = None
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class PermissionRules:
    """`Tool(specifier)` as one host reads it: which tools a rule for one tool covers, and which take no specifier."""

    id: str
    covers: tuple[tuple[str, tuple[str, ...]], ...]
    no_specifier: tuple[str, ...]
    sources: tuple[str, ...] = ()


@record(slots=False, eq=False)
class Retirement:
    """A file kind that has a successor."""

    renamed_to: str
    since: str | None = None


@record(slots=False, eq=False)
class FileKind:
    """One kind of file that one host reads, such as `claude-code/agent`.

    `globs` match at any depth of the project, `user_globs` are relative to the home folder. `foreign_globs` are files
    of another host that this one reads too, in that other host's format. `applies_if` is a condition that no path
    shows. `identity` says where the name comes from: `plugin-path` is plugin, folder and name, `stem` the file name
    without its ending. `booleans` are the spellings that count as true or false, since `booleans_since`; before it only
    `true` and `false` did. Before `bom_since` a file with a byte order mark was skipped. `matching` says how names
    compare.
    """

    id: str
    host: str
    kind: Literal[
        "agent", "skill", "command", "rule", "memory", "output-style", "prompt", "instructions", "workflow", "mode"
    ]
    format: Literal["markdown", "toml", "json", "yaml"] = "markdown"
    globs: tuple[str, ...] = ()
    user_globs: tuple[str, ...] = ()
    foreign_globs: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    applies_if: str | None = None
    frontmatter: Literal["required", "optional", "none"] = "optional"
    parser: ParserId | None = None
    identity: Literal[
        "name", "name-or-stem", "name-or-path", "stem", "directory", "path", "name-is-directory", "plugin-path", "slug"
    ] = "path"
    unknown_fields: UnknownFields = "unknown"
    wrong_type: Effect | None = None
    """What becomes of a value of another type, where one answer holds for every field."""
    confidence: Confidence = "low"
    fields: tuple[Field, ...] = ()
    field_suggestions: dict[str, str] = dataclasses.field(default_factory=dict)
    known_unrecognised: tuple[str, ...] = ()
    ignored_with_warning: tuple[str, ...] = ()
    tools: str | None = None
    tool_fields: tuple[str, ...] = ()
    """Keys that hold tool names, such as `tools` and `disallowedTools`."""
    tool_syntax: ToolSyntax | None = None
    builtin_names: tuple[str, ...] = ()
    matching: str | None = None
    booleans: tuple[str, ...] = ()
    booleans_since: str | None = None
    bom_since: str | None = None
    precedence: tuple[str, ...] = ()
    project_wins: bool | None = None
    """Whether a file of the project stands in front of one of the user's with its name. None: not established."""
    duplicates: str | None = None
    retired: Retirement | None = None
    limits: tuple[Limit, ...] = ()
    notes: str | None = None
    sources: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name or alias, or None."""
        return _fields_by_name(self).get(name)


@cache
def _fields_by_name(kind: FileKind) -> dict[str, Field]:
    return {name: field for field in reversed(kind.fields) for name in (field.name, *field.aliases)}
