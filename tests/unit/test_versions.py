"""Versions of hosts against what facts say."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from agentlint.hosts.as_of import as_of
from agentlint.hosts.catalog import HOSTS, KINDS, TOOL_LISTS
from agentlint.hosts.tools import ToolFate, resolve
from agentlint.hosts.versions import InUse, in_use, is_before, is_up_to, moment_of, phrase
from agentlint.project.errors import UsageError
from agentlint.session import Request, configuration_in_force

if TYPE_CHECKING:
    from pathlib import Path

CLAUDE = TOOL_LISTS["claude-code"]


@pytest.mark.parametrize(
    ("text", "version", "date", "words"),
    [
        ("2.1.63", (2, 1, 63), None, "came with 2.1.63"),
        ("2.1.63 (renamed from Task)", (2, 1, 63), None, "came with 2.1.63"),
        ("2.1.33 (2026-02-05)", (2, 1, 33), (2026, 2, 5), "came with 2.1.33"),
        ("VS Code 1.106", (1, 106), None, "came with 1.106"),
        ("2026-01", None, (2026, 1), "came in 2026-01"),
        ("docs 2026-03-10 (was KillShell)", None, (2026, 3, 10), "is documented since 2026-03-10"),
        ("", None, None, "came later"),
        (None, None, None, "came later"),
    ],
)
def test_versions_and_dates_of_facts(
    text: str | None, version: tuple[int, ...] | None, date: tuple[int, ...] | None, words: str
) -> None:
    assert (moment_of(text).version, moment_of(text).date, phrase(text)) == (version, date, words)


def test_every_fact_is_a_version_or_a_date() -> None:
    texts = {
        t for tools in TOOL_LISTS.values() for tool in tools.tools for t in (tool.since, tool.until, tool.until_docs)
    }
    for kind in KINDS.values():
        texts |= {kind.booleans_since, kind.bom_since, kind.retired.since if kind.retired else None}
        for field in kind.fields:
            texts |= {field.since, field.until, *(t for one in field.dated for t in (one.since, one.until))}
    texts -= {None}
    moments = [moment_of(t) for t in texts]
    assert [t for t in texts if moment_of(t).version is None and moment_of(t).date is None] == []
    assert sum(m.version is not None for m in moments) > 30
    assert sum(m.date is not None for m in moments) > 15


def test_releases_are_in_order_of_both() -> None:
    for host in HOSTS.values():
        for (one, early), (other, late) in pairwise(host.releases):
            assert is_before(in_use(one), other)
            assert is_before(in_use(early), late)


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
    assert is_before(in_use(version), fact) is before
    assert is_up_to(in_use(version), fact) is up_to


@pytest.mark.parametrize(
    ("date", "fact", "before", "up_to"),
    [
        ("2026-01", "docs 2026-02-07", True, True),
        ("2026-02", "docs 2026-02-07", False, False),
        ("2026-02-07", "docs 2026-02-07", False, True),
        ("2026-02-06", "2026-02", False, True),
        ("2026-03", "2026-02", False, False),
        ("2026-01", "2.1.63", False, False),
    ],
)
def test_a_date_is_compared_with_dates(date: str, fact: str, before: bool, up_to: bool) -> None:
    assert is_before(in_use(date), fact) is before
    assert is_up_to(in_use(date), fact) is up_to


CALENDAR = (("1.0", "2025-07-24"), ("2.0", "2025-11-18"), ("2.1", "2026-02-05"))


@pytest.mark.parametrize(
    ("written", "fact", "before", "up_to"),
    [
        ("1.9", "docs 2026-01", True, True),  # older than 2.0 of November
        ("2.0", "docs 2026-01", True, True),
        ("2.0.4", "docs 2026-01", False, False),  # between November and February
        ("3.0", "docs 2026-01", False, False),
        ("2025-08", "2.0", True, True),  # 2.0 was not there yet
        ("2025-08", "2.0.7", True, True),
        ("2025-08", "1.9", False, False),
        ("2025-11", "2.0", False, False),
        ("2026-03", "2.1", False, False),
    ],
)
def test_known_releases_lie_between_versions_and_dates(written: str, fact: str, before: bool, up_to: bool) -> None:
    assert is_before(in_use(written, CALENDAR), fact) is before
    assert is_up_to(in_use(written, CALENDAR), fact) is up_to


def test_without_a_version_nothing_changes() -> None:
    assert not is_before(None, "2.1.63")
    assert not is_up_to(None, "2.1.63")


def test_a_name_has_one_fate_after_the_other() -> None:
    fates = [resolve("Task", CLAUDE, version=in_use(v)).fate for v in ("2.0", "2.1.63", "2.1.64", "3.0")]
    assert fates == [ToolFate.CURRENT, ToolFate.CURRENT, ToolFate.RENAMED, ToolFate.RENAMED]
    assert all(a.resolves and b.resolves for a, b in pairwise(fates))
    early = resolve("Agent", CLAUDE, version=in_use("2.1.50"))
    assert (early.fate, early.suggestions, early.began) == (ToolFate.NOT_YET, ("Task",), "came with 2.1.63")
    assert resolve("TeamCreate", CLAUDE, version=in_use("2.1.178")).fate is ToolFate.CURRENT
    assert resolve("TeamCreate", CLAUDE, version=in_use("2.1.179")).fate is ToolFate.REMOVED
    killed = [resolve("KillShell", CLAUDE, version=in_use(v)).fate for v in ("2026-03-09", "2026-03-10")]
    assert killed == [ToolFate.CURRENT, ToolFate.RENAMED]
    assert resolve("Monitor", CLAUDE, version=in_use("2.1.97"), extra=("Monitor",)).fate is ToolFate.EXTRA


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("claude-code = 2.1", r"agentlint\.toml:3: `host-versions` of `claude-code` must be a version as a string"),
        ('claude-code = "latest"', r"agentlint\.toml:3: `host-versions` of `claude-code` must be numbers with dots"),
        ('claude-code = "2026-13"', r"must be numbers with dots between, or a date such as 2026-01, not '2026-13'"),
        ('claude-cod = "2.1"', r"names an unknown host `claude-cod`; did you mean `claude-code`"),
    ],
)
def test_faults_of_the_configuration(tmp_path: Path, written: str, fault: str) -> None:
    (tmp_path / "agentlint.toml").write_text(f"\n[host-versions]\n{written}\n")
    with pytest.raises(UsageError, match=fault):
        configuration_in_force(Request(cwd=tmp_path))


def version(text: str) -> InUse:
    return in_use(text, HOSTS["claude-code"].releases)


def test_values_come_and_go() -> None:
    def modes(written: str) -> tuple[str, ...]:
        field = as_of(KINDS["claude-code/agent"], version(written)).field("permissionMode")
        assert field is not None
        return field.enum

    now = KINDS["claude-code/agent"].field("permissionMode")
    assert now is not None
    assert modes("2.1.329") == now.enum
    assert set(now.enum) - set(modes("2.1.100")) == {"manual"}
    assert set(now.enum) - set(modes("2.1.0")) == {"manual", "auto"}
    assert "delegate" in modes("2026-02-10")
    assert "delegate" not in modes("2026-02-20")
    assert "delegate" not in modes("2026-01")


def test_types_words_and_keys_come_and_go() -> None:
    skill = KINDS["claude-code/skill"]
    old = as_of(skill, version("2.1.80"))
    paths = old.field("paths")
    assert paths is not None
    assert (paths.types, old.booleans) == (("string",), ("true", "false"))
    assert as_of(skill, version("2.1.300")) is skill
    prompt = as_of(KINDS["vscode/prompt"], in_use("1.105"))
    assert [f.status for f in prompt.fields if f.name == "mode"] == ["current"]
    assert as_of(KINDS["vscode/prompt"], in_use("1.106")) is KINDS["vscode/prompt"]


def test_what_is_dated_is_something_that_the_field_takes_or_took() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            for one in field.dated:
                there = one.what in (*field.enum, *field.types, *field.forbidden)
                assert there is (one.until is None), (kind.id, field.name, one.what)
