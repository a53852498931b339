"""The extension for VS Code fits the rest: its globs are those of `detect`, its manifest and page are true."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from pathspec import GitIgnoreSpec

from agentlint.cli.server import MISSING
from agentlint.hosts.catalog import KINDS
from agentlint.hosts.detect import HEAD_BYTES, detect
from tools.corpus import ROOT

EXTENSION = ROOT / "editors/vscode"
if not EXTENSION.is_dir():
    pytest.skip("needs editors/, which an sdist leaves out", allow_module_level=True)
FILES = json.loads((EXTENSION / "src/files.json").read_text(encoding="utf-8"))
SERVED, PROMPTS = (GitIgnoreSpec.from_lines(FILES[name]) for name in ("served", "prompts"))


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("kind", [k for k in KINDS.values() if k.format == "markdown"], ids=lambda kind: kind.id)
def test_files_of_every_kind_are_prompts_and_served(kind: Any) -> None:
    for glob in (*kind.globs, *kind.user_globs, *kind.foreign_globs):
        for deep in ("", "a/", "a/b/"):
            path = "home/" + glob.replace("**/", deep).replace("*", "pilot")
            assert PROMPTS.match_file(path), path
            assert SERVED.match_file(path), path


@pytest.mark.parametrize(
    "path", ["README.md", "docs/agents.md", "src/agents/pilot.py", "myagents/pilot.md", ".claude/settings.json"]
)
def test_what_is_no_prompt_by_its_path_is_left_to_other_formatters(path: str) -> None:
    assert not PROMPTS.match_file(path)


@pytest.mark.parametrize("path", ["notes.txt", "a.mdx", ".claude/settings.json", "src/pilot.py"])
def test_other_files_are_not_sent_to_the_server(path: str) -> None:
    assert not SERVED.match_file(path)


def test_the_corpus_is_served_as_detect_sees_it(corpus: Path) -> None:
    seen = 0
    for folder, _, names in os.walk(corpus):
        for name in names:
            path = Path(folder, name).relative_to(corpus).as_posix().partition("/")[2]
            head = Path(folder, name).read_bytes()[:HEAD_BYTES].decode("utf-8", "replace")
            found = detect(path, head)
            if found.owner is None or found.owner.format != "markdown":
                continue
            seen += 1
            assert SERVED.match_file(path), path
            assert PROMPTS.match_file(path) or found.how == "content", path
    assert seen > 1000


def test_the_version_is_that_of_the_program() -> None:
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert manifest()["version"] == version[1]
    lock = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["version"] == version[1]
    assert f"## {version[1]}" in (EXTENSION / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (EXTENSION / "package-lock.json").read_text(encoding="utf-8")


def test_nothing_runs_in_a_workspace_that_is_not_trusted() -> None:
    capabilities = manifest()["capabilities"]
    assert capabilities["untrustedWorkspaces"]["supported"] is False
    assert capabilities["virtualWorkspaces"]["supported"] is False
    settings = manifest()["contributes"]["configuration"]["properties"]
    assert settings["agentlint.path"]["scope"] == "machine-overridable"


def test_settings_and_commands_are_explained() -> None:
    page = (EXTENSION / "README.md").read_text(encoding="utf-8")
    contributed = manifest()["contributes"]
    for setting in contributed["configuration"]["properties"]:
        assert f"`{setting}`" in page
    for command in contributed["commands"]:
        assert f"**{command['category']}: {command['title']}**" in page, command["command"]


def test_every_command_of_the_manifest_is_registered() -> None:
    source = (EXTENSION / "src/commands.ts").read_text(encoding="utf-8")
    registered = set(re.findall(r"^        (\w+): (?:async )?\(\) =>", source, re.MULTILINE))
    assert {command["command"] for command in manifest()["contributes"]["commands"]} == {
        f"agentlint.{name}" for name in registered
    }


def test_the_command_that_installs_is_the_one_that_the_server_names() -> None:
    source = (EXTENSION / "src/trouble.ts").read_text(encoding="utf-8")
    command = re.search(r"INSTALL_COMMAND = '([^']+)'", source)
    assert command is not None
    assert command[1].replace('"', "'") in MISSING


def test_what_the_page_says_was_printed_names_every_test() -> None:
    tests = (EXTENSION / "e2e/vscode.test.mjs").read_text(encoding="utf-8")
    page = (EXTENSION / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^✔ (.*) \([\d.]+ms\)$", page, re.MULTILINE) == re.findall(
        r'^inWorkbench\(\n    "(.*)",$', tests, re.MULTILINE
    )
