"""Emacs in batch mode with eglot and the settings of docs/editors.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.conftest import AFTER, Desk, needs
from tests.editors.page import block

pytestmark = pytest.mark.editors
HERE = Path(__file__).parent


@pytest.fixture
def emacs(desk: Desk) -> str:
    program = needs("emacs")
    for library in ("eglot", "markdown-mode"):
        if "none" in desk.run(
            program,
            "--batch",
            "-f",
            "package-activate-all",
            "--eval",
            f'(princ (or (locate-library "{library}") "none"))',
        ):
            pytest.skip(f"{library} for Emacs is not installed")
    return program


def test_findings_and_formatting_on_save(emacs: str, desk: Desk) -> None:
    init = desk.write("init.el", block("Emacs", "elisp"))
    told = desk.run(emacs, "--batch", "-f", "package-activate-all", "-l", init, "-l", HERE / "drive.el")
    seen = desk.saw("Emacs")
    assert "fault" not in seen, told
    assert seen["managed"] is True
    assert [one["line"] for one in seen["opened"]] == [4]
    assert "`Gerp` is not a tool of Claude Code" in seen["opened"][0]["message"]
    assert seen["typed"] == []
    assert seen["modified"] is False
    assert desk.file.read_text("utf-8") == AFTER
