"""What the three presets make of one small repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from agentlint.lint.registry import PRESETS, load_rules
from agentlint.session import Request, run

if TYPE_CHECKING:
    from pathlib import Path

SKILL = """---
name: crane
description: Use when a crane must be planned for the yard.
user-invocable: true
---

Plan cranes.
"""
COMMAND = """---
description: Lifts a load onto a ship.
berth: north
---

Lift $ARGUMENTS.
"""
FILES = {".claude/skills/cranes/SKILL.md": SKILL, ".claude/commands/lift.md": COMMAND}


@pytest.fixture
def root(tree: Any) -> Path:
    where: Path = tree(FILES, git=True)
    return where


def found(root: Path, **options: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    report = run(Request(cwd=root, **options))
    return [(d.path.rpartition("/")[2], d.rule, d.hosts) for d in report.diagnostics]


STRICT = ("lift.md", "unknown-field", ("claude-code",))
PORTABLE = ("SKILL.md", "name-mismatch")


def test_recommended_is_the_default(root: Path) -> None:
    assert found(root) == found(root, select=("preset:recommended",)) == []


def test_strict_sets_options_where_nothing_else_does(root: Path) -> None:
    assert found(root, select=("preset:strict",)) == [STRICT]
    assert found(root, extend_select=("preset:strict",)) == [STRICT]
    for spelling in ("report-ignored", "report_ignored"):
        (root / "agentlint.toml").write_text(f'select = ["preset:strict"]\n[rules.unknown-field]\n{spelling} = false\n')
        assert found(root) == []
    (root / "agentlint.toml").write_text('select = ["preset:strict"]\n[rules.unknown-field]\nallow = ["berth"]\n')
    assert found(root) == []


def test_portable_asks_every_host(root: Path) -> None:
    findings = found(root, select=("preset:portable",))
    assert PORTABLE in [finding[:2] for finding in findings]
    assert STRICT not in findings
    assert all("claude-code" not in hosts for _, _, hosts in findings)
    (root / "agentlint.toml").write_text('hosts = ["vscode"]\n')
    assert [(*f[:2], f[2]) for f in found(root) if f[1] == "name-mismatch"] == [(*PORTABLE, ("vscode",))]


def test_presets_add_up(root: Path) -> None:
    (root / "agentlint.toml").write_text('select = ["preset:strict", "preset:portable"]\nignore = ["invalid-name"]\n')
    findings = found(root)
    assert STRICT in findings
    assert PORTABLE in [finding[:2] for finding in findings]


def test_preview_rules_are_in_none(root: Path) -> None:
    from agentlint.lint.selection import select_rules
    from agentlint.project.settings import Settings

    registry = load_rules()
    preview = {name for name, info in registry.infos.items() if info.status == "preview"}
    assert preview
    for preset in PRESETS:
        names = select_rules(registry, Settings(select=(f"preset:{preset}",))).names
        assert names
        assert not preview & names


def test_strict_options_are_options() -> None:
    from agentlint.lint.options import build_options

    strict = {name: rule for name, rule in load_rules().rules.items() if rule.strict_options}
    assert strict
    for name, rule in strict.items():
        assert rule.options_type is not None
        built = build_options(rule.options_type, rule.strict_options, name)
        assert built != rule.options_type()
