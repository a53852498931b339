"""The schema of the configuration says what agentlint takes, and no more than that."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from agentlint.lint.json_schema import attribute_docs, configuration_schema
from agentlint.lint.registry import load_rules
from agentlint.project.configuration import KEYS
from agentlint.project.errors import UsageError
from agentlint.project.settings import FormatOptions, Settings
from agentlint.session import Request, configuration_in_force
from tests import documents
from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WITH_PLUGINS = Draft7Validator(configuration_schema(load_rules()))
STRICT = Draft7Validator(configuration_schema(load_rules(), strict=True))
_FOREIGN = re.compile(r"^\[(?!tool\.agentlint)(project|build-system|tool|language-server)\b", re.MULTILINE)


def blocks() -> list[tuple[str, str]]:
    """Every configuration that a document or a case shows, with where it stands."""
    cases = [*(ROOT / "rules/agentlint_rules").glob("*/cases.md"), *(ROOT / "examples").rglob("cases.md")]
    found = [*documents.blocks()]
    for page in sorted(cases):
        found += documents.blocks_of(page.relative_to(ROOT).as_posix(), page.read_text("utf-8"))
    return [
        (block.where, block.text)
        for block in found
        if block.language == "toml" and (not _FOREIGN.search(block.text) or "tool.agentlint" in block.text)
    ]


def settings_of(text: str) -> dict[str, Any]:
    table = tomllib.loads(text)
    inner: dict[str, Any] = table.get("tool", {}).get("agentlint", table)
    return inner


def faults(validator: Draft7Validator, settings: dict[str, Any]) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:80]}" for error in validator.iter_errors(settings)]


def accepted(root: Path, text: str) -> bool:
    (root / "agentlint.toml").write_text(text, "utf-8")
    try:
        configuration_in_force(Request(cwd=root))
    except UsageError:
        return False
    return True


def test_both_are_schemas_of_the_draft() -> None:
    for validator in (WITH_PLUGINS, STRICT):
        Draft7Validator.check_schema(validator.schema)
        assert validator.schema["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_every_key_is_there_and_described() -> None:
    properties = configuration_schema(load_rules())["properties"]
    assert set(properties) == {*KEYS, "extend"}
    assert [key for key, schema in properties.items() if not schema.get("description")] == []
    assert set(attribute_docs(FormatOptions)) == {"line_ending", "key_order", "bullet"}
    assert "select" in attribute_docs(Settings)


def test_every_option_of_a_rule_is_described() -> None:
    rules = configuration_schema(load_rules(), strict=True)["properties"]["rules"]["properties"]
    assert set(rules) == set(load_rules().infos)
    bare = [f"{name}.{o}" for name, r in rules.items() for o, s in r.get("properties", {}).items() if "type" in s
            and not s.get("description")]  # fmt: skip
    assert bare == []


def test_there_are_blocks_to_look_at() -> None:
    shown = [block for block in documents.blocks() if block.language == "toml"]
    assert len(shown) > 50
    # What configures another program is looked at by the test of its page.
    assert {block.page for block in shown} - {where.rpartition(":")[0] for where, _ in blocks()} == {"docs/editors.md"}
    assert len(shown) - len([where for where, _ in blocks() if "cases.md" not in where]) == 2


@pytest.mark.parametrize(("where", "text"), blocks(), ids=[where for where, _ in blocks()])
def test_the_blocks_of_the_documents_are_valid(where: str, text: str, tmp_path: Path) -> None:
    settings = settings_of(text)
    assert faults(WITH_PLUGINS, settings) == []
    if "plugins" not in settings and "/plugin/" not in where:
        assert faults(STRICT, settings) == []
        root = tmp_path / "one/two"
        root.mkdir(parents=True)
        (tmp_path / ".git").mkdir()
        for name in ("extend", "baseline"):
            if name in settings:
                (root / settings[name]).parent.mkdir(parents=True, exist_ok=True)
                (root / settings[name]).write_text('{"version": 1, "files": {}}' if name == "baseline" else "")
        text = "\n".join(line for line in text.split("\n") if "tool.agentlint" not in line or "." in line[16:])
        assert accepted(root, text.replace("[tool.agentlint.", "["))


@pytest.mark.parametrize(
    "text",
    [
        "",
        'select = ["ALL"]\nignore = ["tag:tools", "preset:strict"]',
        'hosts = ["cursor"]\ndefault-host = "copilot-cli"',
        '[severity]\nunknown-tool = "off"',
        '[rules.overlapping-descriptions]\nthreshold = 0.5\nignore_words = ["yard"]',
        "[rules.unknown-tool]",
        '[format]\nline-ending = "lf"\nkey-order = []',
        '[file-kinds]\n"prompts/**" = "claude-code/agent"',
        '[tools]\nclaude-code = ["YardScale"]',
    ],
)
def test_what_agentlint_takes_is_valid(text: str, tmp_path: Path) -> None:
    assert accepted(tmp_path, text)
    assert faults(WITH_PLUGINS, settings_of(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "nonsense = 1",
        'select = "ALL"',
        'select = ["all"]',
        'ignore = ["no-such-rule"]',
        'ignore = ["preset:none"]',
        'hosts = ["cursro"]',
        'default-host = ["cursor"]',
        '[severity]\nunknown-tool = "fatal"',
        '[severity]\nunknown-tol = "off"',
        "[rules]\nunknown-tool = 3",
        "[rules.unknown-tool]\nthreshold = 1",
        '[rules.overlapping-descriptions]\nthreshold = "much"',
        "[rules.overlapping-descriptions]\nthreshhold = 0.5",
        '[format]\nline-ending = "cr"',
        '[format]\nline_ending = "lf"',
        '[file-kinds]\n"prompts/**" = "claude-code/prompt-of-mine"',
        '[tools]\nnobody = ["YardScale"]',
        "baseline = 1",
        "extend = []",
    ],
)
def test_what_agentlint_refuses_is_not_valid(text: str, tmp_path: Path) -> None:
    assert not accepted(tmp_path, text)
    assert faults(WITH_PLUGINS, settings_of(text)) != []
    assert faults(STRICT, settings_of(text)) != []


def test_strict_knows_this_version_alone() -> None:
    for settings in (
        {"select": ["acme/some-rule"]},
        {"rules": {"acme/some-rule": {"depth": 3}}},
        {"rules": {"overlapping-descriptions": {"ignore_words": []}}},
        {"ignore": ["tag:of-a-plugin"]},
    ):
        assert faults(WITH_PLUGINS, settings) == []
        assert faults(STRICT, settings) != []


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    from agentlint.cli.app import app

    for arguments, validator in ((["schema"], WITH_PLUGINS), (["schema", "--strict"], STRICT)):
        with pytest.raises(SystemExit) as end:
            app.main(arguments)
        assert end.value.code == 0
        assert json.loads(capsys.readouterr().out) == validator.schema
