"""A header key that a file kind does not have: what was meant by it, and whose key it is."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from agentlint.hosts.catalog import HOSTS, KINDS
from agentlint.hosts.spelling import closest, plain
from agentlint.records import record

if TYPE_CHECKING:
    from agentlint.hosts.model import Field, FileKind

KeyFate = Literal["known", "spelling", "slip", "suggested", "foreign", "unknown"]

_SAME = (
    ("tools", "allowed-tools", "allowedTools"),
    ("disallowedTools", "disallowed-tools", "disabled_tools"),
    ("paths", "globs", "applyTo", "fileMatchPattern"),
    ("mcpServers", "mcp-servers", "mcp_servers"),
    ("maxTurns", "max_turns", "steps", "maxIterations"),
    ("effort", "reasoning-effort", "reasoningEffort", "reasoningLevel"),
    ("background", "is_background"),
    ("permissionMode", "approvalMode"),
    ("permission", "permissions"),
    ("trigger", "inclusion"),
)
"""Keys with which hosts ask for the same thing. Each kind has at most one of a row."""
_RULES = ("rule", "instructions")
_FOR_PEOPLE = frozenset(
    (
        "name", "description", "title", "display_name", "version", "author", "category", "tags", "license", "metadata",
        "compatibility",
    )
)  # fmt: skip
"""Keys that tell something and ask for nothing: that another host reads them too says little."""


@record()
class KeyVerdict:
    """What a key is to one file kind.

    `known`: it has the key. `spelling`: the key in other letters (case, hyphens, underscores). `slip`: a key mistyped.
    `suggested`: another word for one of its keys. `foreign`: another host's key without a counterpart. `meant` is the
    kind's own key, `host` the id of the host that the key belongs to.
    """

    fate: KeyFate
    meant: str | None = None
    host: str | None = None


@lru_cache(maxsize=4096)
def judge_key(kind_id: str, key: str) -> KeyVerdict:
    """What `key` is to the file kind of that id. Raises `KeyError` for an id that is not there."""
    kind = KINDS[kind_id]
    field = kind.field(key)
    if field is not None:
        if field.foreign is None:
            return KeyVerdict("known")
        return KeyVerdict(
            "suggested" if field.replaced_by else "foreign", next(iter(field.replaced_by), None), field.foreign
        )
    fields = [f for f in kind.fields if f.foreign is None and f.status not in ("retired", "compat")]
    written = plain(key)
    for other in fields:
        if plain(other.name) == written:
            return KeyVerdict("spelling", other.name)
    for other in fields:
        if plain(other.name) in (written + "s", written.removesuffix("s")):
            return KeyVerdict("slip", other.name)
    host = _host_with(kind, key)
    if key in kind.field_suggestions:
        return KeyVerdict("suggested", kind.field_suggestions[key])
    meant = _counterpart(key, fields)
    if meant is not None:
        return KeyVerdict("suggested", meant, host)
    if host is not None and key not in _FOR_PEOPLE:
        return KeyVerdict("foreign", None, host)
    if host is None and key not in kind.known_unrecognised and key not in _FOR_PEOPLE:
        near = closest(key, [f.name for f in fields])
        if near is not None:
            return KeyVerdict("slip", near)
    return KeyVerdict("unknown")


def host_reads(kind: FileKind, key: str) -> bool:
    """Whether the host of `kind` does something with the key."""
    field = kind.field(key)
    return field is not None and field.foreign is None and field.status not in ("retired", "compat")


def _counterpart(key: str, fields: list[Field]) -> str | None:
    written = plain(key)
    for row in _SAME:
        if any(plain(name) == written for name in row):
            return next((f.name for f in fields if f.name in row), None)
    return None


def _host_with(kind: FileKind, key: str) -> str | None:
    """The first host whose files of the same sort have the key; Claude Code stands first."""
    sorts = _RULES if kind.kind in _RULES else (kind.kind,)
    found = [
        k.host
        for k in KINDS.values()
        if k.kind in sorts and k.host != kind.host and k.confidence != "low" and host_reads(k, key)
    ]
    return min(found, key=list(HOSTS).index) if found else None
