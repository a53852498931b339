"""The host data against the table of facts that it was made from: nothing missing, nothing different, own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from agentlint.hosts.catalog import COLOURS, HOSTS, KINDS, MODELS, PERMISSION_RULES, SOURCES, TOOL_LISTS
from agentlint.hosts.claude_code import HOOK_EVENTS

if TYPE_CHECKING:
    from pathlib import Path

    from agentlint.hosts.model import Field, FileKind, Tool

IDENTITIES = {
    "frontmatter.name": "name",
    "frontmatter.name or file-stem": "name-or-stem",
    "file-stem": "stem",
    "directory": "directory",
    "path": "path",
    "frontmatter.name equals directory": "name-is-directory",
    "plugin:folder:name": "plugin-path",
    "path (or frontmatter.name)": "name-or-path",
    "name key": "name",
    "slug": "slug",
}
REQUIRED = {True: "yes", False: "no", "recommended": "recommended", "doc-only": "documented"}


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load((shared / "specs" / "hosts.yaml").read_text("utf-8")))


def test_every_host_and_source_is_there(facts: dict[str, Any]) -> None:
    assert set(HOSTS) == {h["id"] for h in facts["hosts"]}
    for host in facts["hosts"]:
        assert HOSTS[host["id"]].checked == str(host["version_checked"])
        assert list(HOSTS[host["id"]].sources) == host["source"]
    assert {k: r.basis for k, r in SOURCES.items()} == {k: s["kind"] for k, s in facts["sources"].items()}


def test_every_kind_is_there(facts: dict[str, Any]) -> None:
    assert list(KINDS) == sorted(KINDS, key=list(KINDS).index)
    assert set(KINDS) == {k["id"] for k in facts["kinds"]}
    for wanted in facts["kinds"]:
        assert _kind(KINDS[wanted["id"]]) == _wanted_kind(wanted), wanted["id"]


def _kind(kind: FileKind) -> dict[str, Any]:
    return {
        "host": kind.host, "kind": kind.kind, "format": kind.format, "globs": kind.globs, "user_globs": kind.user_globs,
        "exclude": kind.exclude, "frontmatter": kind.frontmatter, "parser": kind.parser, "identity": kind.identity,
        "unknown_fields": kind.unknown_fields, "confidence": kind.confidence, "tools": kind.tools,
        "sources": kind.sources, "builtin_names": kind.builtin_names, "suggestions": kind.field_suggestions,
        "known": kind.known_unrecognised, "warned": kind.ignored_with_warning, "booleans": kind.booleans,
        "words": [t is not None for t in (kind.notes, kind.duplicates, kind.applies_if, kind.matching)],
        "precedence": len(kind.precedence), "retired": kind.retired is not None,
        "since": kind.retired.since if kind.retired else None,
        "limits": [(_number(x.value), x.unit, x.sources) for x in kind.limits],
        "fields": {f.name: _field(f) for f in kind.fields}, "count": len(kind.fields),
    }  # fmt: skip


def _wanted_kind(k: dict[str, Any]) -> dict[str, Any]:
    return {
        "host": k["host"], "kind": k["kind"], "format": k["format"], "globs": tuple(k["globs"]),
        "user_globs": tuple(k.get("user_globs", ())), "exclude": tuple(k.get("exclude", ())),
        "frontmatter": k["frontmatter"], "parser": k["parser"], "identity": IDENTITIES[k["identity"]],
        "unknown_fields": k["unknown_fields"], "confidence": k["confidence"], "tools": k.get("tools"),
        "sources": tuple(k["source"]), "builtin_names": tuple(k.get("builtin_names", ())),
        "suggestions": k.get("field_suggestions", {}).get("map", {}),
        "known": tuple(k.get("known_unrecognised", {}).get("names", ())),
        "warned": tuple(k.get("ignored_with_warning", {}).get("names", ())),
        "booleans": tuple(k.get("booleans", {}).get("accepts", ())),
        "words": [x in k for x in ("notes", "duplicates", "applies_if", "name_matching")],
        "precedence": len(k.get("precedence", ())), "retired": "deprecated" in k,
        "since": k.get("deprecated", {}).get("since"),
        "limits": [(_number(x["value"]), x["unit"], tuple(x["source"])) for x in k.get("limits", ())],
        "fields": {f["name"]: _wanted_field(f, k["id"]) for f in k["fields"]}, "count": len(k["fields"]),
    }  # fmt: skip


def _number(value: int | str) -> int | list[str]:
    return value if isinstance(value, int) else re.findall(r"\d+", value.replace(",", ""))


def _field(f: Field) -> dict[str, Any]:
    return {
        "types": f.types, "required": f.required, "status": f.status, "enum": f.enum, "case": f.enum_case,
        "pattern": f.pattern, "forbidden": len(f.forbidden), "min": f.min_length, "max": f.max_length,
        "minimum": f.minimum, "limit": f.limit_kind, "default": f.default is not None, "aliases": f.aliases,
        "since": f.since, "renamed_to": f.renamed_to, "replaced_by": f.replaced_by, "keys": f.keys,
        "words": [t is not None for t in (f.invalid, f.notes, f.items)], "sources": f.sources,
    }  # fmt: skip


NEW_NAMES = {("vscode/prompt", "agent"): "VS Code 1.106"}
"""Keys whose beginning stands among the renames."""


def _wanted_field(f: dict[str, Any], kind: str) -> dict[str, Any]:
    since = f.get("since", NEW_NAMES.get((kind, f["name"])))
    return {
        "types": tuple(f["type"]), "required": REQUIRED[f["required"]], "status": f["status"],
        "enum": tuple(f.get("enum", ())), "case": f.get("enum_case", "sensitive"), "pattern": f.get("pattern"),
        "forbidden": len(f.get("forbidden", ())), "min": f.get("min_length"), "max": f.get("max_length"),
        "minimum": f.get("minimum"), "limit": f.get("limit_kind"), "default": "default" in f,
        "aliases": tuple(f.get("aliases", ())), "since": since, "renamed_to": f.get("renamed_to"),
        "replaced_by": tuple(f["replaced_by"].split(" and ")) if "replaced_by" in f else (),
        "keys": tuple(f.get("keys", ())), "words": [x in f for x in ("invalid", "notes", "items")],
        "sources": tuple(f["source"]),
    }  # fmt: skip


def test_defaults_are_the_same_values(facts: dict[str, Any]) -> None:
    for kind in facts["kinds"]:
        for field in kind["fields"]:
            default = field.get("default")
            if default is not None and " " not in str(default):
                ours = KINDS[kind["id"]].field(field["name"])
                assert ours is not None
                assert ours.default == (str(default).lower() if isinstance(default, bool) else str(default))


def test_every_tool_is_there(facts: dict[str, Any]) -> None:
    assert set(TOOL_LISTS) == set(facts["tools"])
    assert sum(len(t.tools) for t in TOOL_LISTS.values()) == 295
    for name, wanted in facts["tools"].items():
        ours = TOOL_LISTS[name]
        assert ours.case == wanted["case"]
        assert ours.sources == tuple(wanted["source"])
        assert (ours.mcp_pattern, ours.rule_pattern) == (wanted.get("mcp_pattern"), wanted.get("rule_pattern"))
        assert ours.background == tuple(wanted.get("background_subset", {}).get("names", ()))
        if "unknown" in wanted:
            assert ours.unknown == wanted["unknown"]
        assert [_tool(t) for t in ours.tools] == [_wanted_tool(t) for t in wanted["entries"]]


def _tool(t: Tool) -> tuple[Any, ...]:
    return (
        t.name, t.status, t.maps_to, t.replaced_by, t.since, t.until, t.until_docs, t.subagent, t.notes is not None,
        t.sources,
    )  # fmt: skip


def _wanted_tool(t: dict[str, Any]) -> tuple[Any, ...]:
    subagent = {False: "never", "conditional": "conditional", None: "yes"}[t.get("subagent")]
    return (
        t["name"], t["status"], t.get("maps_to"), tuple(t.get("replaced_by", ())), t.get("since"), t.get("until"),
        t.get("until_docs"), subagent, "notes" in t, tuple(t["source"]),
    )  # fmt: skip


def test_tool_syntax_says_the_same(facts: dict[str, Any]) -> None:
    for kind in facts["kinds"]:
        wanted = kind.get("tool_syntax")
        if wanted is None:
            continue
        ours = KINDS[kind["id"]].tool_syntax
        assert ours is not None, kind["id"]
        assert set(ours.sources) == set(wanted["source"])
        assert ("*" in ours.all_names) == any("*" in entry for entry in wanted.get("all", ()))
        assert (ours.empty == "none") == ("none" in wanted)
        assert (ours.string == "fatal") == (wanted.get("string") == "fatal" or "only form" in str(wanted.get("list")))
        assert (ours.sequence == "fatal") == (wanted.get("list") == "fatal")
        assert (ours.mapping == "yes") == ("map" in wanted)
        if ours.mcp and kind["id"] != "claude-code/skill":
            assert set(ours.mcp) <= {name.split(" ")[0] for name in wanted["mcp"]}


def test_models_colours_and_the_rest(facts: dict[str, Any]) -> None:
    assert set(MODELS) == set(facts["models"])
    for name, wanted in facts["models"].items():
        ours = MODELS[name]
        for key in ("aliases", "undocumented_aliases", "retired_aliases"):
            assert getattr(ours, key) == tuple(wanted.get(key, ()))
        assert (ours.id_pattern, ours.case) == (wanted.get("id_pattern"), wanted["case"])
        assert dict(ours.resolves) == wanted.get("resolves_2026_11", {})
        assert ours.sources == tuple(wanted["source"])
    assert {k: (c.values, c.sources) for k, c in COLOURS.items()} == {
        k: (tuple(c["values"]), tuple(c["source"])) for k, c in facts["colors"].items()
    }
    assert {k: c.invalid for k, c in COLOURS.items()} == {
        k: "fatal" if c["invalid"] == "fatal" else "dropped" for k, c in facts["colors"].items()
    }
    assert list(HOOK_EVENTS) == facts["hook_events"]["claude-code"]["names"]
    wanted = facts["permission_rules"]["claude-code"]
    assert {k: list(v) for k, v in PERMISSION_RULES["claude-code"].covers} == wanted["covers"]
    assert list(PERMISSION_RULES["claude-code"].no_specifier) == wanted["no_specifier"]


def test_words_are_our_own(facts: dict[str, Any]) -> None:
    theirs = _plain_words(" ".join(_texts(facts)))
    taken = {tuple(theirs[i : i + 7]) for i in range(len(theirs) - 6)}
    ours = [
        t for k in KINDS.values() for t in (k.notes, k.duplicates, *k.precedence, *(x.effect for x in k.limits)) if t
    ]
    ours += [t for k in KINDS.values() for f in k.fields for t in (f.invalid, f.notes, f.items, f.default) if t]
    ours += [t.notes for tools in TOOL_LISTS.values() for t in tools.tools if t.notes]
    ours += [r.title for r in SOURCES.values()]
    for text in ours:
        words = _plain_words(text)
        assert not any(tuple(words[i : i + 7]) in taken for i in range(len(words) - 6)), text


_COLOURS = frozenset(["blue", "cyan", "green", "yellow", "magenta", "red", "purple", "orange", "pink"])


def _plain_words(text: str) -> list[str]:
    """Words without names and numbers, which are facts."""
    return [w for w in (w.strip("(),;:.") for w in text.split()) if re.fullmatch("[a-z]+", w) and w not in _COLOURS]


def _texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [t for value in node.values() for t in _texts(value)]
    if isinstance(node, list):
        return [t for value in node for t in _texts(value)]
    return [node] if isinstance(node, str) else []
