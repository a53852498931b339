"""Which rules run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest

from agentlint.api import Rule, Severity
from agentlint.lint.options import build_options, describe_type
from agentlint.lint.registry import Registry, RuleInfo
from agentlint.lint.selection import Selection, expand, select_rules
from agentlint.project.errors import UsageError
from agentlint.project.settings import Settings


@dataclass(frozen=True)
class Options:
    """What the rule can be told."""

    limit: int = 3
    mode: Literal["strict", "loose"] = "loose"
    extra_names: tuple[str, ...] = ()


def make(rule_name: str, *, tags: tuple[str, ...] = (), default: bool = True, preview: bool = False) -> type[Rule]:
    class Made(Rule):
        name = rule_name
        summary = "made"
        severity = Severity.WARNING
        since = "1"
        status = "preview" if preview else "stable"
        options_type = Options if rule_name == "alpha" else None

    Made.tags = tags
    Made.default = default
    return Made


RULES = [
    make("alpha", tags=("tools",)),
    make("beta", tags=("tools", "style")),
    make("gamma", tags=("style",), default=False),
    make("delta", preview=True),
    make("faraway", tags=("portable",)),
    make("broken-file", tags=("engine",)),
]
REGISTRY = Registry([RuleInfo.of(r) for r in RULES], {"old-alpha": "alpha"}, {r.name: r for r in RULES})


def chosen(settings: Settings | None = None, **command_line: object) -> list[str]:
    return sorted(run(settings, **command_line).names - {"broken-file"})


def run(settings: Settings | None = None, **command_line: object) -> Selection:
    return select_rules(REGISTRY, settings or Settings(), **command_line)  # type: ignore[arg-type]


def test_recommended_is_the_default() -> None:
    assert chosen() == ["alpha", "beta"]


@pytest.mark.parametrize(
    ("select", "names"),
    [
        (("ALL",), ["alpha", "beta", "faraway", "gamma"]),
        (("preset:strict",), ["alpha", "beta", "gamma"]),
        (("preset:portable",), ["alpha", "beta", "faraway"]),
        (("tag:style",), ["beta", "gamma"]),
        (("gamma",), ["gamma"]),
        (("old-alpha",), ["alpha"]),
        ((), []),
    ],
)
def test_select(select: tuple[str, ...], names: list[str]) -> None:
    assert chosen(Settings(select=select)) == names
    assert chosen(select=select) == names


def test_the_nearer_selector_counts() -> None:
    assert chosen(Settings(select=("ALL",), ignore=("tag:style",))) == ["alpha", "faraway"]
    assert chosen(Settings(extend_select=("beta",), ignore=("tag:style",))) == ["alpha", "beta"]
    assert chosen(Settings(select=("tag:style",), ignore=("ALL",))) == ["beta", "gamma"]
    assert chosen(Settings(select=("beta",), ignore=("beta",))) == []


def test_the_command_line_comes_on_top() -> None:
    settings = Settings(select=("tag:style",), ignore=("beta",))
    assert chosen(settings) == ["gamma"]
    assert chosen(settings, select=("beta",)) == ["beta"]
    assert chosen(settings, extend_select=("alpha",)) == ["alpha", "gamma"]
    assert chosen(settings, ignore=("gamma",)) == []


def test_severity_off() -> None:
    settings = Settings(severity={"alpha": None, "beta": Severity.INFO})
    assert chosen(settings) == ["beta"]
    assert chosen(settings, select=("tag:tools",)) == ["beta"]
    assert chosen(settings, select=("alpha",)) == ["alpha"]
    assert chosen(settings, extend_select=("alpha",)) == ["alpha", "beta"]


def test_preview_rules_need_preview() -> None:
    assert chosen(preview=True) == ["alpha", "beta", "delta"]
    assert chosen(Settings(preview=True)) == ["alpha", "beta", "delta"]
    selection = run(select=("delta",))
    assert "delta" not in selection.names
    assert selection.notes == ("delta is a preview rule and runs with --preview only",)
    assert run().notes == ()


def test_what_was_not_judged_is_always_told() -> None:
    assert "broken-file" in run(select=("alpha",)).names
    assert "broken-file" not in run(ignore=("broken-file",)).names
    assert "broken-file" not in run(Settings(ignore=("broken-file",))).names
    assert "broken-file" not in run(Settings(severity={"broken-file": None})).names
    assert "broken-file" in run(ignore=("ALL",)).names


def test_portable_asks_every_host() -> None:
    assert run(Settings(select=("preset:portable",))).every_host
    assert run(extend_select=("preset:portable",)).every_host
    assert not run(Settings(select=("preset:portable",)), select=("alpha",)).every_host
    assert not run().every_host


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(select=("alhpa",)), "unknown rule `alhpa` in select; did you mean `alpha`?"),
        (Settings(ignore=("tag:stlye",)), "unknown tag `stlye` in ignore; did you mean `style`?"),
        (Settings(select=("preset:portabel",)), "unknown preset `portabel` in select; did you mean `portable`?"),
        (Settings(select=("all",)), "unknown rule `all` in select; did you mean `ALL`?"),
        (Settings(severity={"bets": Severity.INFO}), "unknown rule `bets` in [severity]; did you mean `beta`?"),
        (Settings(per_file_ignores={"a": ("zzzzz",)}), "unknown rule `zzzzz` in per-file-ignores"),
        (Settings(rules={"bta": {}}), "unknown rule `bta` in [rules]; did you mean `beta`?"),
        (Settings(rules={"beta": {"limit": 1}}), "rule `beta` has no options, but [rules.beta] sets `limit`"),
        (
            Settings(rules={"alpha": {"limits": 1}}),
            "unknown option `limits` in [rules.alpha]; did you mean `limit`?",
        ),
        (
            Settings(rules={"alpha": {"limit": "many"}}),
            "option `limit` in [rules.alpha] must be a whole number, not 'many'",
        ),
    ],
)
def test_faults_of_the_configuration(settings: Settings, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        run(settings)
    assert str(caught.value) == message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        run(Settings(select=("nope-1",), ignore=("nope-2",)), extend_select=("nope-3",))
    assert [line.split("`")[1] for line in str(caught.value).splitlines()] == ["nope-1", "nope-2", "nope-3"]


def test_options_reach_the_rule() -> None:
    settings = Settings(rules={"old-alpha": {"limit": 5}, "alpha": {"extra-names": ["x"], "mode": "strict"}})
    (rule,) = [r for r in run(settings).rules if r.name == "alpha"]
    assert rule.options == Options(limit=5, mode="strict", extra_names=("x",))
    (plain,) = [r for r in run().rules if r.name == "alpha"]
    assert plain.options == Options()


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("limit", True, "a whole number"),
        ("limit", 1.5, "a whole number"),
        ("mode", "odd", "one of `strict`, `loose`"),
        ("mode", ["odd"], "one of `strict`, `loose`"),
        ("extra-names", "x", "a list, each item a string"),
        ("extra-names", [1], "a string"),
    ],
)
def test_options_of_the_wrong_type(key: str, value: object, wanted: str) -> None:
    with pytest.raises(UsageError) as caught:
        build_options(Options, {key: value}, "[rules.x]")
    assert f"must be {wanted}, not {value!r}" in str(caught.value)


def test_types_are_named_for_people() -> None:
    assert describe_type(int | None) == "a whole number"
    assert describe_type(dict[str, float]) == "a table, each value a number"


def test_expand() -> None:
    assert expand(REGISTRY, ["tag:style", "old-alpha"], "per-file-ignores") == {"alpha", "beta", "gamma"}
    with pytest.raises(UsageError, match="in per-file-ignores"):
        expand(REGISTRY, ["nope"], "per-file-ignores")
