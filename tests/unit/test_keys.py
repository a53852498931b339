"""Unknown header keys: what was meant, and whose they are."""

from __future__ import annotations

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.hosts.keys import KeyVerdict, host_reads, judge_key
from agentlint.hosts.spelling import closest, edit_distance, plain


@pytest.mark.parametrize(
    ("kind", "key", "verdict"),
    [
        ("claude-code/agent", "model", KeyVerdict("known")),
        ("claude-code/agent", "omitClaudeMd", KeyVerdict("known")),
        ("claude-code/agent", "descripton", KeyVerdict("slip", "description")),
        ("claude-code/agent", "modle", KeyVerdict("slip", "model")),
        ("claude-code/agent", "tool", KeyVerdict("slip", "tools")),
        ("claude-code/agent", "Tools", KeyVerdict("spelling", "tools")),
        ("claude-code/agent", "max_turns", KeyVerdict("spelling", "maxTurns")),
        ("claude-code/agent", "when_to_use", KeyVerdict("suggested", "description")),
        ("claude-code/agent", "mode", KeyVerdict("foreign", None, "opencode")),
        ("claude-code/agent", "type", KeyVerdict("unknown")),
        ("claude-code/agent", "version", KeyVerdict("unknown")),
        ("claude-code/agent", "", KeyVerdict("unknown")),
        ("claude-code/agent", "x" * 10_000, KeyVerdict("unknown")),
        ("claude-code/command", "tools", KeyVerdict("suggested", "allowed-tools")),
        ("claude-code/command", "name", KeyVerdict("known")),
        ("claude-code/rule", "globs", KeyVerdict("suggested", "paths", "cursor")),
        ("claude-code/rule", "applyTo", KeyVerdict("suggested", "paths", "vscode")),
        ("claude-code/rule", "alwaysApply", KeyVerdict("foreign", None, "cursor")),
        ("claude-code/rule", "description", KeyVerdict("unknown")),
        ("cursor/agent", "background", KeyVerdict("suggested", "is_background", "claude-code")),
        ("gemini-cli/agent", "mcpServers", KeyVerdict("spelling", "mcp_servers")),
        ("opencode/agent", "maxTurns", KeyVerdict("suggested", "steps", "claude-code")),
        ("opencode/agent", "permissions", KeyVerdict("slip", "permission")),
        ("vscode/agent", "user-invokable", KeyVerdict("known")),
    ],
)
def test_a_key_is_judged(kind: str, key: str, verdict: KeyVerdict) -> None:
    assert judge_key(kind, key) == verdict


def test_every_field_of_every_kind_is_known_or_foreign() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            verdict = judge_key(kind.id, field.name)
            assert (verdict.fate == "known") == (field.foreign is None), (kind.id, field.name)


def test_what_is_meant_is_a_key_that_the_host_reads() -> None:
    words = {f.name for k in KINDS.values() for f in k.fields} | {
        w for k in KINDS.values() for w in k.field_suggestions
    }
    for kind in KINDS.values():
        for word in words:
            meant = judge_key(kind.id, word).meant
            assert meant is None or host_reads(kind, meant), (kind.id, word, meant)


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("grean", ("green", "grey"), "green"),
        ("gren", ("green", "grey"), None),
        ("teh", ("the",), None),
        ("nam", ("name",), "name"),
        ("acceptEdit", ("acceptEdits", "auto"), "acceptEdits"),
        ("accept-edits", ("acceptEdits", "auto"), "acceptEdits"),
        ("bat", ("cat", "hat"), None),
        ("boat", ("coat", "goat"), None),
        ("a" * 65, ("a" * 65,), None),
    ],
)
def test_closest(word: str, known: tuple[str, ...], found: str | None) -> None:
    assert closest(word, known) == found


def test_edit_distance_counts_swaps_once_and_stops_early() -> None:
    assert edit_distance("modle", "model", 2) == 1
    assert edit_distance("", "abc", 5) == 3
    assert edit_distance("kitten", "sitting", 5) == 3
    assert edit_distance("kitten", "sitting", 1) == 2
    assert plain("Max_Turns-Now") == "maxturnsnow"
