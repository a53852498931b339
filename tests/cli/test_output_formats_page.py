"""The samples of `docs/output-formats.md` are what agentlint prints. `--snapshot-update` writes them anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from agentlint.cli.check import FORMAT_NAMES
from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

Invoke = Callable[..., Result]

PAGE = ROOT / "docs/output-formats.md"
NAME = "agents/deck tidy.md"
SAMPLE = re.compile(r"(<!-- sample: ([a-z ]+) -->\n```[a-z]*\n)(.*?)(?<=\n)(```\n)", re.DOTALL)


def samples() -> dict[str, str]:
    return {name: text for _, name, text, _ in SAMPLE.findall(PAGE.read_text("utf-8"))}


def dumped(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


@pytest.fixture
def printed(tmp_path: Path, invoke: Invoke) -> Callable[[str], str]:
    """What the page should show under a name."""
    path = tmp_path / NAME
    path.parent.mkdir()
    path.write_text(samples()["file"], "utf-8")

    def show(name: str) -> str:
        if name == "file":
            return samples()["file"]
        format = name.removesuffix("statistics").strip() or "full"
        more = ["--statistics"] if name.endswith("statistics") else []
        result = invoke("check", NAME, "--output-format", format, *more, "--isolated", cwd=tmp_path)
        assert result.exit_code == 1
        if name == "sarif":
            first = json.loads(result.stdout)["runs"][0]["results"][0]
            del first["ruleIndex"]  # another with every new rule
            return dumped(first)
        if name == "json statistics":
            return dumped({"statistics": json.loads(result.stdout)["statistics"]})
        return result.stdout

    return show


def test_samples_are_real(printed: Callable[[str], str], request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text("utf-8")
    fresh = SAMPLE.sub(lambda match: f"{match[1]}{printed(match[2])}{match[4]}", text)
    if request.config.getoption("update_snapshots"):
        PAGE.write_text(fresh, "utf-8")
    assert fresh == PAGE.read_text("utf-8")


def test_every_format_has_a_sample_and_a_line() -> None:
    text = PAGE.read_text("utf-8")
    assert set(samples()) == {"file", "statistics", "json statistics", *FORMAT_NAMES}
    assert re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE) == list(FORMAT_NAMES)
