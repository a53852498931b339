from __future__ import annotations

import re
import subprocess
import sys

from agentlint.hosts.catalog import COLOURS, HOSTS, KINDS, MODELS, PERMISSION_RULES, SOURCES, TOOL_LISTS
from agentlint.hosts.equivalents import GROUPS, equivalents


def test_ids_are_unique_and_point_somewhere() -> None:
    assert len(KINDS) == 58
    assert all(kind.id == f"{kind.host}/{kind.id.split('/')[1]}" and kind.host in HOSTS for kind in KINDS.values())
    assert all(kind.tools is None or kind.tools in TOOL_LISTS for kind in KINDS.values())
    assert set(MODELS) | set(COLOURS) | set(PERMISSION_RULES) <= set(HOSTS)


def test_every_fact_names_a_known_source() -> None:
    for kind in KINDS.values():
        assert kind.sources
        for each in (kind, *kind.fields, *kind.limits):
            assert each.sources
            assert set(each.sources) <= set(SOURCES)
        assert kind.tool_syntax is None or set(kind.tool_syntax.sources) <= set(SOURCES)
    for tools in TOOL_LISTS.values():
        assert set(tools.sources).union(*(t.sources for t in tools.tools)) <= set(SOURCES)


def test_patterns_are_regular_expressions_and_tool_keys_are_fields() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            if field.pattern is not None:
                re.compile(field.pattern.replace(r"\p{L}", "a-z").replace(r"\p{N}", "0-9"))
        assert all(kind.field(key) is not None for key in kind.tool_fields), kind.id
        assert kind.tools is None or kind.tool_fields, kind.id


def test_successors_are_tools_of_the_same_host() -> None:
    for tools in TOOL_LISTS.values():
        names = {t.name for t in tools.tools}
        for tool in tools.tools:
            assert {tool.maps_to, *tool.replaced_by} - {None} <= names


def test_field_finds_aliases() -> None:
    field = KINDS["vscode/agent"].field("user-invokable")
    assert field is not None
    assert field.name in ("user-invocable", "user-invokable")
    assert KINDS["vscode/agent"].field("nothing") is None


def test_equivalents_are_names_in_use() -> None:
    for group in GROUPS:
        for host, names in group.items():
            known = {t.name for t in TOOL_LISTS[host].tools}
            assert set(names) <= known, (host, names)
    assert equivalents("read_file", "gemini-cli", "claude-code") == ("Read",)
    assert equivalents("Bash", "claude-code", "gemini-cli") == ("run_shell_command",)
    assert equivalents("githubRepo", "vscode", "claude-code") == ()


def test_the_catalog_loads_without_parsers_and_compiles_no_pattern() -> None:
    code = (
        "import dataclasses, re, sys; seen = []; real = re.compile;"
        "re.compile = lambda *a: (seen.append(a), real(*a))[1];"
        "import agentlint.hosts.catalog;"
        "print(len(seen), [m for m in ('ruamel.yaml', 'markdown_it', 'click', 'pathspec') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "0 []"
