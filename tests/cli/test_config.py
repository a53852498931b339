from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

Invoke = Callable[..., Result]

WRITTEN = """\
extend = "base/shared.toml"
ignore = ["too-large"]
hosts = ["opencode"]
extend-exclude = ["a/long/path/that/is/left/out/**", "another/long/path/that/is/left/out/**"]

[severity]
overlapping-descriptions = "info"
malformed-example = "off"

[per-file-ignores]
"docs/**" = ["overlapping-descriptions"]

[tools]
claude-code = ["OurTool"]
"""


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "agentlint.toml").write_text(WRITTEN, "utf-8")
    (tmp_path / "base").mkdir()
    (tmp_path / "base/shared.toml").write_text('mcp-servers = ["oven"]\nhosts = ["cursor"]\n', "utf-8")
    (tmp_path / "sub").mkdir()
    return tmp_path


def test_text(invoke: Invoke, configured: Path, snapshot: SnapshotAssertion) -> None:
    result = invoke("config", cwd=configured)
    assert (result.exit_code, result.stderr) == (0, "")
    assert max(map(len, result.stdout.splitlines())) <= 80
    # Which rules there are is not what this test is about.
    shown = re.sub(r"# \d+ rules run: .*?\n\n", "# … rules run: …\n\n", result.stdout, flags=re.DOTALL)
    assert shown == snapshot


def test_text_is_a_configuration_of_its_own(invoke: Invoke, configured: Path) -> None:
    text = invoke("config", cwd=configured).stdout
    table = tomllib.loads(text)
    assert table["ignore"] == ["too-large"]
    assert table["mcp-servers"] == ["oven"]
    (configured / "copy.toml").write_text(text, "utf-8")
    shown = json.loads(invoke("config", "--output-format", "json", cwd=configured).stdout)
    again = json.loads(invoke("config", "--config", "copy.toml", "--output-format", "json", cwd=configured).stdout)
    assert again["settings"] == shown["settings"]
    assert again["rules"] == shown["rules"]


def test_json(invoke: Invoke, configured: Path) -> None:
    data = json.loads(invoke("config", "sub", "--output-format", "json", cwd=configured).stdout)
    assert list(data) == ["version", "path", "settings", "origins", "rules"]
    assert data["path"] == "agentlint.toml"
    assert data["settings"]["severity"]["malformed-example"] == "off"
    assert data["origins"]["ignore"] == "agentlint.toml:2"
    assert data["origins"]["mcp-servers"] == "base/shared.toml:1"
    assert data["origins"]["severity.malformed-example"] == "agentlint.toml:8"
    assert data["origins"]["select"] == "default"
    assert "malformed-example" not in data["rules"]
    assert "invalid-frontmatter" in data["rules"]


def test_from_a_folder_below(invoke: Invoke, configured: Path) -> None:
    assert invoke("config", cwd=configured / "sub").stdout.startswith("# ../agentlint.toml\n")


def test_isolated(invoke: Invoke, configured: Path) -> None:
    result = invoke("config", "--isolated", cwd=configured)
    assert result.stdout.startswith("# no configuration file\n")
    assert "ignore = []" in result.stdout


def test_broken(invoke: Invoke, configured: Path) -> None:
    (configured / "agentlint.toml").write_text('ignore = ["no-such-rule"]\n', "utf-8")
    result = invoke("config", cwd=configured)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: agentlint.toml:1: unknown rule `no-such-rule`")
