"""`agentlint schema --strict` knows the rules that count in the folder, and no others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from jsonschema import Draft7Validator

from agentlint.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.plugins.conftest import Offer, Project

CODE = """
from dataclasses import dataclass
from agentlint.api import Rule, Severity
AGENTLINT_API = 1


@dataclass(frozen=True)
class Options:
    depth: int = 3


class Knot(Rule):
    name = "acme/knot"
    summary = "Knot"
    severity = Severity.WARNING
    since = "1.0"
    tags = ("ropes",)
    options_type = Options

    def check(self, file):
        return iter(())


RULES = (Knot,)
"""


def schema(folder: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> tuple[Draft7Validator, str]:
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(app, ["schema", *more], prog_name="agentlint")
    assert result.exit_code == 0
    return Draft7Validator(json.loads(result.stdout)), result.stderr


def accepted(validator: Draft7Validator, *settings: dict[str, Any]) -> list[bool]:
    return [validator.is_valid(one) for one in settings]


KNOWN: tuple[dict[str, Any], ...] = (
    {"select": ["acme/knot"]},
    {"ignore": ["tag:ropes"]},
    {"severity": {"acme/knot": "off"}},
    {"rules": {"acme/knot": {"depth": 5}}},
)
UNKNOWN: tuple[dict[str, Any], ...] = (
    {"select": ["acme/no-such-rule"]},
    {"select": ["other/knot"]},
    {"severity": {"local/knot": "off"}},
    {"rules": {"acme/knot": {"deep": 5}}},
)


def test_rules_of_the_plugins_that_are_named(offer: Offer, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(CODE)
    strict, notes = schema(project('plugins = ["acme"]\n'), monkeypatch, "--strict")
    assert notes == ""
    assert accepted(strict, *KNOWN) == [True] * 4
    assert accepted(strict, *UNKNOWN) == [False] * 4


def test_without_the_plugin_they_are_unknown(offer: Offer, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(CODE)
    strict, _ = schema(project(""), monkeypatch, "--strict")
    assert accepted(strict, *KNOWN, *UNKNOWN) == [False] * 8


def test_a_plugin_that_is_not_there_may_have_any_rule(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    strict, notes = schema(project('plugins = ["acme"]\n'), monkeypatch, "--strict")
    assert "note: the plugin `acme`" in notes
    assert accepted(strict, *KNOWN) == [True] * 4
    assert accepted(strict, *UNKNOWN) == [True, False, False, True]


def test_own_rules_are_not_run_to_learn_their_names(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project('rule-paths = ["./rules.py"]\n')
    (root / "rules.py").write_text("raise SystemExit('run')\n", "utf-8")
    strict, notes = schema(root, monkeypatch, "--strict")
    assert notes == ""
    assert accepted(strict, *UNKNOWN) == [False, False, True, False]


def test_a_faulty_configuration_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    strict, notes = schema(project("nonsense = 1\n"), monkeypatch, "--strict")
    assert "agentlint.toml:1: unknown key `nonsense`" in notes
    assert accepted(strict, {"select": ["unknown-tool"]}, *KNOWN) == [True, False, False, False, False]


def test_the_other_schema_takes_rules_of_any_plugin(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    loose, _ = schema(project(""), monkeypatch)
    assert accepted(loose, *KNOWN, *UNKNOWN) == [True] * 8
    assert accepted(loose, {"select": ["no-such-rule"]}, {"select": ["acme/Knot"]}) == [False, False]
