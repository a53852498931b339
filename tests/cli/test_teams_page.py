"""What docs/teams.md shows is what agentlint says of the files on that page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

Invoke = Callable[..., Result]

_FILE = re.compile(r"^`([^`\n]+)`:\n\n(`{3,})\w+\n(.*?)^\2$", re.MULTILINE | re.DOTALL)
_OUTPUT = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGE = (ROOT / "docs/teams.md").read_text("utf-8")
FILES = {path: text for path, _, text in _FILE.findall(PAGE)}
OUTPUTS = _OUTPUT.findall(PAGE)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The repository of the page, the configurations left out."""
    (tmp_path / ".git").mkdir()
    put(tmp_path, [path for path in FILES if not path.endswith(".toml")])
    return tmp_path


def put(root: Path, paths: list[str]) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(FILES[path], "utf-8")


def told(invoke: Invoke, root: Path, *paths: str) -> str:
    result = invoke("check", "--output-format", "concise", "-q", *paths, cwd=root)
    assert (result.exit_code, result.stderr) == (1, "")
    return result.stdout


def test_the_page_has_what_is_tested() -> None:
    assert len(OUTPUTS) == 2
    assert [path for path in FILES if path.endswith(".toml")] == ["agentlint.toml", "services/quay/agentlint.toml"]


def test_hosts_side_by_side(invoke: Invoke, repository: Path) -> None:
    assert told(invoke, repository) == OUTPUTS[0]
    data = json.loads(invoke("check", "--output-format", "json", cwd=repository).stdout)
    judged = {d["path"].partition("/")[0]: (d["severity"], d["kind"]) for d in data["diagnostics"]}
    assert judged[".claude"] == ("warning", "claude-code/agent")
    assert judged[".github"] == ("error", "copilot-cli/agent")
    assert judged[".cursor"][1] == "cursor/rule"


def test_nested_configurations(invoke: Invoke, repository: Path) -> None:
    put(repository, ["agentlint.toml", "services/quay/agentlint.toml"])
    assert told(invoke, repository) == OUTPUTS[1]
    result = invoke("check", "-q", "--output-format", "concise", cwd=repository / "services/quay")
    assert (result.exit_code, result.stdout) == (0, "")
    # From the folder below, about the whole: the same findings.
    below = invoke("check", "-q", "--output-format", "concise", "../..", cwd=repository / "services/quay")
    assert sorted(line.removeprefix("../../") for line in below.stdout.splitlines()) == sorted(OUTPUTS[1].splitlines())
    config = json.loads(invoke("config", "services/quay", "--output-format", "json", cwd=repository).stdout)
    assert config["origins"]["severity.unknown-field"] == "agentlint.toml:4"
    assert config["origins"]["tools.claude-code"] == "services/quay/agentlint.toml:4"


def test_names_may_be_alike_in_two_projects(invoke: Invoke, repository: Path) -> None:
    put(repository, ["services/quay/agentlint.toml", "agentlint.toml"])
    twin = FILES["services/quay/.claude/agents/crane.md"].replace(", CraneScale", ", Grep")
    (repository / ".claude/agents/crane.md").write_text(twin, "utf-8")
    found = json.loads(invoke("check", "--output-format", "json", "--select", "duplicate-name", cwd=repository).stdout)
    assert found["diagnostics"] == []
    (repository / ".claude/agents/other.md").write_text(twin, "utf-8")
    found = json.loads(invoke("check", "--output-format", "json", "--select", "duplicate-name", cwd=repository).stdout)
    assert [d["path"] for d in found["diagnostics"]] == [".claude/agents/crane.md", ".claude/agents/other.md"]
