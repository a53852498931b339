"""Vim with ALE and the settings of docs/editors.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.conftest import AFTER, Desk, needs
from tests.editors.page import block

pytestmark = pytest.mark.editors
HERE = Path(__file__).parent


@pytest.fixture
def vim(desk: Desk) -> str:
    program = needs("vim")
    if "+job" not in desk.run(program, "--version"):
        pytest.skip("this vim starts no programs")
    desk.run(program, "-es", "-u", "NONE", "-c", f"call writefile([&packpath], '{desk.seen}')", "-c", "qall!")
    folders = desk.seen.read_text("utf-8").strip().split(",")
    if not any(found for folder in folders for found in Path(folder).glob("pack/*/*/ale/plugin/ale.vim")):
        pytest.skip("ALE for vim is not installed")
    return program


def test_findings_and_formatting_on_save(vim: str, desk: Desk) -> None:
    head = "set nocompatible nomore\nfiletype plugin on\npackadd ale\n"
    settings = desk.write("vimrc", head + block("Vim", "vim"))
    desk.run(vim, "-es", "-N", "-u", settings, "-S", HERE / "drive.vim")
    seen = desk.saw("Vim")
    assert "fault" not in seen
    assert seen["filetype"] == "markdown"
    (finding,) = seen["opened"]
    assert (finding["line"], finding["column"], finding["type"]) == (4, 13, "E")
    assert finding["message"].startswith("`Gerp` is not a tool of Claude Code")
    assert seen["typed"] == []
    assert desk.file.read_text("utf-8") == AFTER
