"""Runs the literate cases of rules (`cases.md`), for this project and for plugins.

`pytest -p agentlint.testing.pytest_plugin` collects them; `cases` says how they are written, `runner` runs one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["rule_set_problems"]


def rule_set_problems(module: ModuleType, name: str) -> tuple[str, ...]:
    """What keeps the rules of a module from being used as the rule set `name`, one sentence each; empty if nothing."""
    from agentlint.lint.plugins import set_of

    return set_of(module, name, name).problems
