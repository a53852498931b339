"""Versions of hosts against what facts say."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from agentlint.hosts.catalog import KINDS, TOOL_LISTS
from agentlint.hosts.tools import ToolFate, resolve
from agentlint.hosts.versions import configured_version, is_before, is_up_to, version_of
from agentlint.project.errors import UsageError
from agentlint.session import Request, configuration_in_force

if TYPE_CHECKING:
    from pathlib import Path

CLAUDE = TOOL_LISTS["claude-code"]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.1.63", (2, 1, 63)),
        ("2.1.63 (renamed from Task)", (2, 1, 63)),
        ("VS Code 1.106", (1, 106)),
        ("2026-01", None),
        ("docs 2026-03-10 (was KillShell)", None),
        ("", None),
        (None, None),
    ],
)
def test_versions_of_facts(text: str | None, version: tuple[int, ...] | None) -> None:
    assert version_of(text) == version


def test_every_fact_is_a_version_or_a_date() -> None:
    texts = {t for tools in TOOL_LISTS.values() for tool in tools.tools for t in (tool.since, tool.until) if t}
    texts |= {field.since for kind in KINDS.values() for field in kind.fields if field.since}
    assert {t for t in texts if version_of(t) is None and "20" not in t} == set()
    assert sum(version_of(t) is not None for t in texts) > 20


@pytest.mark.parametrize(
    ("version", "fact", "before", "up_to"),
    [
        ("2.1.62", "2.1.63", True, True),
        ("2.1.63", "2.1.63", False, True),
        ("2.1.64", "2.1.63", False, False),
        ("2.1", "2.1.63", False, False),
        ("2.0", "2.1.63", True, True),
        ("2", "2.1.63", False, False),
        ("1", "2.1.63", True, True),
        ("2.1.63.4", "2.1.63", False, True),
        ("10.0", "9.9.9", False, False),
        ("2.1.62", "2026-01", False, False),
    ],
)
def test_a_short_version_stands_for_all_that_begin_with_it(version: str, fact: str, before: bool, up_to: bool) -> None:
    assert is_before(configured_version(version), fact) is before
    assert is_up_to(configured_version(version), fact) is up_to


def test_without_a_version_nothing_changes() -> None:
    assert not is_before(None, "2.1.63")
    assert not is_up_to(None, "2.1.63")


def test_a_name_has_one_fate_after_the_other() -> None:
    fates = [resolve("Task", CLAUDE, version=configured_version(v)).fate for v in ("2.0", "2.1.63", "2.1.64", "3.0")]
    assert fates == [ToolFate.CURRENT, ToolFate.CURRENT, ToolFate.RENAMED, ToolFate.RENAMED]
    assert all(a.resolves and b.resolves for a, b in pairwise(fates))
    early = resolve("Agent", CLAUDE, version=(2, 1, 50))
    assert (early.fate, early.suggestions, early.since) == (ToolFate.NOT_YET, ("Task",), "2.1.63")
    assert resolve("TeamCreate", CLAUDE, version=(2, 1, 178)).fate is ToolFate.CURRENT
    assert resolve("TeamCreate", CLAUDE, version=(2, 1, 179)).fate is ToolFate.REMOVED
    assert resolve("Monitor", CLAUDE, version=(2, 1, 97), extra=("Monitor",)).fate is ToolFate.EXTRA


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("claude-code = 2.1", r"agentlint\.toml:2: `host-versions` of `claude-code` must be a version as a string"),
        ('claude-code = "latest"', r"agentlint\.toml:2: `host-versions` of `claude-code` must be numbers with dots"),
        ('claude-cod = "2.1"', r"names an unknown host `claude-cod`; did you mean `claude-code`"),
    ],
)
def test_faults_of_the_configuration(tmp_path: Path, written: str, fault: str) -> None:
    (tmp_path / "agentlint.toml").write_text(f"\n[host-versions]\n{written}\n")
    with pytest.raises(UsageError, match=fault):
        configuration_in_force(Request(cwd=tmp_path))
