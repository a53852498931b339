"""The patterns of the hooks are those of `detect`: nothing that a walk would find is passed over in silence."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from agentlint.hosts.catalog import KINDS
from agentlint.hosts.detect import HEAD_BYTES, detect
from tools.corpus import ROOT
from tools.hooks import manifest

if TYPE_CHECKING:
    from agentlint.hosts.model import FileKind

HOOKS = {hook["id"]: hook for hook in YAML(typ="safe", pure=True).load(ROOT / ".pre-commit-hooks.yaml")}
LINT, FORMAT, PROJECT = (re.compile(HOOKS[f"agentlint{name}"]["files"]) for name in ("", "-format", "-project"))

PROMPTS = (
    ".claude/agents/pilot.md",
    ".claude/agents/harbour/night/pilot.md",
    "services/ferry/.claude/commands/dock.md",
    ".cursor/rules/knots.mdc",
    "docs/knots.mdc",
    ".cursorrules",
    "plugins/harbour/agents/pilot.md",
    "plugins/harbour/agents/deep/pilot.md",
    "plugins/harbour/skills/mooring/SKILL.md",
    "plugins/harbour/commands/dock.md",
    "agents/pilot.md",
    "commands/dock.md",
    ".github/agents/pilot.agent.md",
    "pilot.agent.md",
    ".github/prompts/dock.prompt.md",
    ".github/copilot-instructions.md",
    ".opencode/agent/pilot.md",
    ".factory/droids/pilot.md",
    ".kiro/steering/deep/sea.md",
    ".devin/agents/pilot/AGENT.md",
    ".roo/rules-code/knots.md",
    "CLAUDE.md",
    "services/ferry/AGENTS.md",
    ".claude/agents/wide quay, 'north' ü.md",
    ".claude/agents/two\nlines.md",
)


def as_found(pattern: re.Pattern[str], path: str) -> bool:
    """As pre-commit asks: `re.search`."""
    return pattern.search(path) is not None


def test_the_manifest_is_up_to_date() -> None:
    assert (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8") == manifest()


@pytest.mark.parametrize("path", PROMPTS)
def test_prompt_files_are_handed_over(path: str) -> None:
    assert detect(path, None).owner is not None
    assert as_found(LINT, path)
    assert as_found(FORMAT, path)
    assert as_found(PROJECT, path)


@pytest.mark.parametrize(
    "path", ["README.md", "docs/agents.md", "src/agents/pilot.py", "myagents/pilot.md", ".claude/settings.json"]
)
def test_what_is_no_prompt_by_its_path_is_not_formatted(path: str) -> None:
    assert not as_found(FORMAT, path)


@pytest.mark.parametrize("path", ["src/pilot.py", "notes.txt", "a.mdx", ".claude/settings.json", "x.md/y", "amd"])
def test_no_hook_wants_other_files(path: str) -> None:
    assert not as_found(LINT, path)
    assert not as_found(PROJECT, path)


@pytest.mark.parametrize(
    "path", ["agentlint.toml", "a/.agentlint.toml", "pyproject.toml", "p/.claude-plugin/plugin.json"]
)
def test_settings_matter_to_the_whole_project(path: str) -> None:
    assert as_found(PROJECT, path)
    assert not as_found(LINT, path)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_each_glob_of_each_kind_is_taken(kind: FileKind) -> None:
    for glob in (*kind.globs, *kind.user_globs, *kind.foreign_globs):
        for deep in ("", "a/", "a/b/"):
            path = glob.replace("**/", deep).replace("*", "pilot")
            assert as_found(LINT, path), path
            if path.endswith((".md", ".mdc")):
                assert as_found(FORMAT, path), path


def test_the_corpus_is_handed_over_as_detect_sees_it(corpus: Path) -> None:
    told = {"path": 0, "content": 0}
    for folder, _, names in os.walk(corpus):
        for name in names:
            file = Path(folder, name)
            path = file.relative_to(corpus).as_posix().partition("/")[2]
            head = file.read_bytes()[:HEAD_BYTES].decode("utf-8", "replace")
            found = detect(path, head)
            if found.owner is None:
                continue
            told[found.how] += 1
            assert as_found(LINT, path), path
            assert as_found(PROJECT, path), path
            if found.owner.format == "markdown":
                assert as_found(FORMAT, path) == (found.how == "path"), path
    assert told["path"] > 1000
    assert told["content"] > 10
