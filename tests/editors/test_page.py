"""Every setting on docs/editors.md parses, and what it starts is started. The editors themselves are beside this."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.editors.conftest import AFTER, BEFORE, PROGRAM, Desk, started
from tests.editors.page import PAGE, block, blocks
from tools.corpus import ROOT


def formats(command: list[str], desk: Desk, placeholder: str) -> None:
    """The command formats a prompt at standard input, and gives other files back as they are."""
    assert command[0] == "agentlint"
    assert placeholder in command
    formatted = AFTER.replace("Grep", "Gerp")
    for path, text, wanted in ((desk.file, BEFORE, formatted), (desk.root / "project/x.md", "a  \n", "a  \n")):
        words = [str(path) if word == placeholder else word for word in command[1:]]
        assert desk.run(sys.executable, *PROGRAM, *words, stdin=text) == wanted


def test_every_block_is_in_a_language_that_a_test_reads() -> None:
    languages = re.findall(r"^```(\w*)$", PAGE, re.MULTILINE)
    assert set(filter(None, languages)) == {"sh", "json", "lua", "toml", "elisp", "vim", "console"}


def test_vscode() -> None:
    settings = json.loads(block("VS Code", "json"))
    manifest = json.loads((ROOT / "editors/vscode/package.json").read_text("utf-8"))
    assert settings["editor.formatOnSave"] is True
    assert list(settings["editor.codeActionsOnSave"]) == ["source.fixAll.agentlint"]
    assert manifest["engines"]["vscode"]


def test_helix() -> None:
    settings = tomllib.loads(block("Helix", "toml"))
    (markdown,) = settings["language"]
    assert markdown["language-servers"][-1] in settings["language-server"]
    server = settings["language-server"]["agentlint"]
    started([server["command"], *server["args"]])


def test_zed(desk: Desk) -> None:
    settings, tasks = (json.loads(text) for text in blocks("Zed", "json"))
    external = settings["languages"]["Markdown"]["formatter"]["external"]
    formats([external["command"], *external["arguments"]], desk, "{buffer_path}")
    words = [str(desk.file) if word == "$ZED_FILE" else word for word in tasks[0]["args"]]
    done = subprocess.run([sys.executable, *PROGRAM, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"lookout\.md:4:13: ", done.stdout)


def test_sublime_text() -> None:
    settings = json.loads(block("Sublime Text", "json"))
    started(settings["clients"]["agentlint"]["command"])


def test_jetbrains() -> None:
    template = json.loads(block("JetBrains", "json"))
    started(shlex.split(template["programArgs"]["default"]))
    patterns = [pattern for one in template["fileTypeMappings"] for pattern in one["fileType"]["patterns"]]
    assert patterns == ["*.md", "*.mdc"]


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("Neovim 0.11 and later", "lua"), ("Neovim 0.7 to 0.10", "lua"), ("nvim-lint", "lua"), ("conform.nvim", "lua"),
        ("Emacs", "elisp"), ("Vim", "vim"),
    ],
)  # fmt: skip
def test_brackets_and_quotes_are_in_pairs(heading: str, language: str) -> None:
    """What the real editors read elsewhere is at least whole where they are not installed."""
    text = block(heading, language)
    text = re.sub(r'"(?:[^"\\\n]|\\.)*"' if language != "vim" else r"'[^'\n]*'", "", text)
    for opening, closing in ("()", "[]", "{}"):
        assert text.count(opening) == text.count(closing)


def test_what_they_printed_is_what_a_run_prints(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.file.write_text(AFTER, "utf-8")
    seen = {"opened": [{"line": 4, "message": "`Gerp` is not a tool of Claude Code"}], "typed": []}
    desk.seen.write_text(json.dumps(seen), "utf-8")
    desk.saw("Neovim 0.7")
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    assert block("What they printed", "console") == f"$ make test-nvim\n{printed}\n"


def test_the_page_tells_of_every_test_beside_this() -> None:
    for path in Path(__file__).parent.glob("test_*.py"):
        name = path.stem.removeprefix("test_")
        if name != "page":
            assert f"`make test-{'nvim' if name == 'neovim' else name}`" in PAGE
