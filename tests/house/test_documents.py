"""The documents say what is there: links lead somewhere, keys, commands and rules are named."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from agentlint.lint.registry import load_rules
from agentlint.project.configuration import KEYS
from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "examples/README.md"])
_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    words = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in _HEADING.findall(page.read_text(encoding="utf-8"))]
    return {word.strip().replace(" ", "-") for word in words}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    astray = []
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = (page.parent / path) if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            astray.append(target)
    assert astray == []


def test_every_key_of_the_configuration_is_explained() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    text = text[text.index("\n## Keys\n") :].partition("\n## Presets\n")[0]
    explained = set(re.findall(r"^\| \[`([a-z-]+)`\]", text, re.MULTILINE))
    assert explained == {*KEYS, "extend"}


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z][a-z-]*)", page.read_text(encoding="utf-8")))
        assert named <= targets, page.name


def test_the_changelog_names_every_rule() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert {name for name in load_rules().rules if f"`{name}`" not in text} == set()


def test_the_map_names_every_room() -> None:
    listed = subprocess.run(["git", "ls-files", "agentlint"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("needs a git checkout")
    rooms = {name.split("/")[1] for name in listed.stdout.splitlines()}
    text = (ROOT / "AGENTS.md").read_text(encoding="utf-8")
    assert {room for room in rooms if f"agentlint/{room}" not in text} - {
        "__init__.py",
        "__main__.py",
        "py.typed",
    } == set()
