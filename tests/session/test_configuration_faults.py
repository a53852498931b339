"""A faulty configuration or selection ends the run although there is nothing to check."""

from __future__ import annotations

from typing import Any

import pytest

from agentlint.project.errors import UsageError


def test_faults_are_told_in_an_empty_folder(tree: Any, check: Any) -> None:
    root = tree({"agentlint.toml": "nonsense = 1\n", "docs/x.txt": ""})
    with pytest.raises(UsageError, match=r"agentlint\.toml:1: unknown key `nonsense`"):
        check(root / "docs")
    with pytest.raises(UsageError, match="unknown rule `nonsense` in --ignore"):
        check(root / "docs", ignore=("nonsense",), isolated=True)


def test_a_faulty_configuration_that_governs_nothing_is_passed_over(tree: Any, check: Any) -> None:
    agent = "---\nname: helper\ndescription: Does one thing well.\n---\n"
    root = tree({".claude/agents/a.md": agent, "fixtures/agentlint.toml": "nonsense = 1\n"}, git=True)
    assert check(root).files == 1
    (root / "fixtures/.claude/agents").mkdir(parents=True)
    (root / "fixtures/.claude/agents/b.md").write_text(agent)
    with pytest.raises(UsageError, match=r"fixtures/agentlint\.toml:1"):
        check(root)
