"""duplicate-body on real files: the one pair of copies that there is, and copies made of real bodies."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from agentlint.api import Document, File, Roster, RosterEntry, Source
from agentlint.hosts.catalog import KINDS
from agentlint.project.settings import Settings
from agentlint.session import Request, run
from agentlint_rules.duplicate_body.rule import DuplicateBody
from tools.corpus import markdown_files, repositories

if TYPE_CHECKING:
    from pathlib import Path

NAME = DuplicateBody.name
COPIES = {
    ".claude/agents/infra-automation-engineer.md",
    ".claude/agents/infrastructure-automation-engineer.md",
}


def test_only_true_copies_are_reported(corpus: Path) -> None:
    found = {
        repository.name: {diagnostic.path for diagnostic in report.diagnostics}
        for repository in repositories(corpus)
        if (report := run(Request(cwd=repository, select=(NAME,), isolated=True))).diagnostics
    }
    assert found == {"Org-EthereaLogic+DocDevAI-v3.0.0": COPIES}


@pytest.mark.parametrize("changed", [0, 1, 3])
def test_copies_of_real_bodies_are_found(corpus: Path, changed: int) -> None:
    """Of bodies with 40 lines and more, in which some lines are dropped, nearly all."""
    rng = random.Random(changed)
    rule, kind = DuplicateBody(), KINDS["claude-code/agent"]
    bodies = [Document(Source(path.name, path.read_text("utf-8", "replace"))) for path in markdown_files(corpus)[::25]]
    texts = [document.source.slice(document.body_span).splitlines() for document in bodies]
    texts = [lines for lines in texts if sum(bool(line.strip()) for line in lines) >= 40]
    entries = []
    for at, lines in enumerate(texts):
        full = [place for place, line in enumerate(lines) if line.strip()]
        dropped = set(rng.sample(full, changed))
        copy = [line for place, line in enumerate(lines) if place not in dropped]
        for name, text in (("alpha", lines), ("omega", copy)):
            source = Source(f"{at:03}-{name}.md", f"---\nname: {name}-{at}\ndescription: d\n---\n" + "\n".join(text))
            data = rule.facts(File(Document(source), kind, (kind,), Settings()))
            if data is not None:
                entries.append(RosterEntry(source.path, kind.id, "s", True, {NAME: data}))
    found = list(rule.check_project(Roster(entries)))
    assert len(entries) > 100
    assert len(found) >= 0.97 * len(entries)
    groups = {d.path: d.group for d in found}
    assert all(groups[path] == groups.get(f"{path[:3]}-omega.md") for path in groups if "alpha" in path)
    assert len(set(groups.values())) > 0.45 * len(entries)
