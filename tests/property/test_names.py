"""Names of skills: what we call refused is what the reference library refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlint.hosts.detect import detect
from agentlint.lint.engine import lint_source
from agentlint.lint.registry import load_rules
from agentlint.lint.selection import select_rules
from agentlint.project.settings import Settings
from agentlint.source import Source

validator = pytest.importorskip("skills_ref.validator")
RULES = select_rules(load_rules(), Settings(), select=("invalid-name", "name-mismatch")).rules
ALPHABET = "abzABZ019-_. :äÄßİſµ①ªǅ文ж"


def refused(name: str, folder: str) -> set[str]:
    source = Source(f".agents/skills/{folder}/SKILL.md", f"---\nname: '{name}'\ndescription: Reads tides.\n---\n")
    return {d.rule for d in lint_source(source, detect(source.path, source.text).kinds, Settings(), RULES).diagnostics}


@given(st.text(ALPHABET, min_size=1, max_size=70).filter(str.strip))
def test_the_reference_library_agrees_on_names(name: str) -> None:
    errors = validator._validate_name(name, Path(name.strip()))
    assert ("invalid-name" in refused(name, name.strip())) == bool(errors), errors


@given(st.text("abA-ß①", min_size=1, max_size=4), st.text("abA-ß①", min_size=1, max_size=4))
def test_the_reference_library_agrees_on_folders(name: str, folder: str) -> None:
    errors = [e for e in validator._validate_name(name, Path(folder)) if "must match" in e]
    assert ("name-mismatch" in refused(name, folder)) == bool(errors), errors
