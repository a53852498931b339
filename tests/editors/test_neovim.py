"""Neovim, headless, with the settings of docs/editors.md: it shows findings, and saving formats the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.editors.conftest import AFTER, Desk, needs, started
from tests.editors.page import block

pytestmark = pytest.mark.editors
HERE = Path(__file__).parent


@pytest.fixture
def nvim() -> str:
    return needs("nvim")


def version(nvim: str, desk: Desk) -> tuple[int, int]:
    found = re.search(r"NVIM v(\d+)\.(\d+)", desk.run(nvim, "--version"))
    assert found is not None
    return int(found[1]), int(found[2])


def test_findings_and_formatting_on_save(nvim: str, desk: Desk) -> None:
    heading = "Neovim 0.11 and later" if version(nvim, desk) >= (0, 11) else "Neovim 0.7 to 0.10"
    init = desk.write("init.lua", block(heading, "lua"))
    desk.run(nvim, "--headless", "--clean", "-u", init, "-c", f"luafile {HERE / 'drive.lua'}")
    seen = desk.saw(f"Neovim {'.'.join(map(str, version(nvim, desk)))}")
    log = desk.root / "home/nvim/lsp.log"
    assert "fault" not in seen
    assert seen["came"], log.read_text("utf-8") if log.exists() else "nothing came, and nothing was logged"
    assert seen["filetype"] == "markdown"
    assert [(one["line"], one["column"]) for one in seen["opened"]] == [(4, 13)]
    assert seen["opened"][0]["message"].startswith("`Gerp` is not a tool of Claude Code")
    assert "no tool of Claude Code" in seen["hover"]
    assert seen["typed"] == []
    assert seen["modified"] is False
    assert desk.file.read_text("utf-8") == AFTER


def with_plugins(nvim: str, desk: Desk, heading: str) -> dict[str, Any]:
    """What comes of settings for plugins that are not installed here, run through their interface."""
    desk.environment["AGENTLINT_SETTINGS"] = str(desk.write("settings.lua", block(heading, "lua")))
    desk.run(nvim, "--headless", "--clean", "-u", "NONE", "-c", f"luafile {HERE / 'plugins.lua'}")
    return desk.saw()


def test_the_settings_of_conform(nvim: str, desk: Desk) -> None:
    seen = with_plugins(nvim, desk, "conform.nvim")
    assert seen["formatted"] == AFTER.replace("Grep", "Gerp")
    assert seen["stdin"] is True


def test_the_settings_of_nvim_lint(nvim: str, desk: Desk) -> None:
    seen = with_plugins(nvim, desk, "nvim-lint")
    (finding,) = seen["found"]
    assert (finding["lnum"], finding["col"], finding["end_col"], finding["severity"]) == (3, 12, 16, 1)
    assert (finding["code"], finding["source"]) == ("unknown-tool", "agentlint")
    assert seen["shown"] == 1
    assert not seen["broken"]


def test_the_settings_of_a_newer_neovim(nvim: str, desk: Desk) -> None:
    if version(nvim, desk) >= (0, 11):
        pytest.skip("this Neovim runs them")
    seen = with_plugins(nvim, desk, "Neovim 0.11 and later")
    assert seen["config"]["name"] == seen["enabled"] == "agentlint"
    started(seen["config"]["config"]["cmd"])
    assert seen["config"]["config"]["filetypes"] == ["markdown"]
