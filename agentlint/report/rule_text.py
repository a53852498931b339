"""What the page of a rule says, for formats that carry it along."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentlint.lint.registry import RuleInfo


@lru_cache(maxsize=256)
def page_of(rule: RuleInfo) -> str | None:
    """The Markdown page of a rule, out of the installed package; None where the package has none for this rule."""
    try:
        page = files(rule.module.rpartition(".")[0]).joinpath("README.md").read_text("utf-8")
    except (OSError, ValueError, ImportError, UnicodeDecodeError):
        return None
    # A plugin with all rules in one module has another README beside it.
    return page if page.startswith(f"# {rule.name}\n") else None


def first_paragraph(page: str, heading: str) -> str:
    """The first paragraph under a heading such as `## Why`, on one line; empty where there is none."""
    lines = iter(page.splitlines())
    if heading not in lines:
        return ""
    words: list[str] = []
    for line in lines:
        if line.startswith("#") or (words and not line.strip()):
            break
        words += line.split()
    return " ".join(words)
