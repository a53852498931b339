"""What the language server says of real files: it always says something sound, and a rename changes names alone."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from agentlint.server import names, readings
from agentlint.server.completion import complete
from agentlint.server.hover import hover
from agentlint.server.rename import rename
from agentlint.server.symbols import symbols
from tests.server.fleet import Fleet

if TYPE_CHECKING:
    from pathlib import Path

    from agentlint.server.symbols import Symbol
    from agentlint.server.view import FileView

REPOSITORIES = 12
NEW = "zz-reviewer"
"""Sentences about it are known for references as those about other agents of a trade are."""


def fleets(corpus: Path, seed: int) -> list[Fleet]:
    """Some repositories, files that are not UTF-8 left out."""
    picked = random.Random(seed).sample(sorted(corpus.iterdir()), REPOSITORIES)
    found = []
    for repository in picked:
        texts = {}
        for path in repository.rglob("*.md"):
            try:
                texts[path.relative_to(repository).as_posix()] = path.read_bytes().decode("utf-8").replace("‸", "^")
            except UnicodeDecodeError:
                continue
        found.append(Fleet(texts, lint=False))
    return found


def sound(found: tuple[Symbol, ...], start: int, end: int) -> None:
    for symbol in found:
        assert start <= symbol.span.start <= symbol.span.end <= end
        assert symbol.span.covers(symbol.selection)
        assert symbol.name.strip()
        sound(symbol.children, symbol.span.start, symbol.span.end)


def places(view: FileView, chance: random.Random) -> list[int]:
    """Offsets of the file, most of them in its header."""
    header = view.file.frontmatter
    end = header.span.end if header is not None else 0
    return [chance.randint(0, end) for _ in range(20)] + [chance.randint(0, len(view.source.text)) for _ in range(5)]


def test_whatever_is_asked_the_answer_is_about_the_place(corpus: Path) -> None:
    chance = random.Random(3)
    for fleet in fleets(corpus, 3):
        views = list(fleet.views())
        for view in chance.sample(views, min(5, len(views))):
            sound(symbols(view), 0, len(view.source.text))
            assert readings.summary(view.file)
            for offset in places(view, chance):
                found = hover(view, offset)
                if found is not None:
                    assert found.span.start <= offset <= found.span.end
                    assert found.markdown.strip()
                for item in complete(view, offset):
                    assert item.span.start <= offset <= item.span.end
                    assert "\n" not in view.source.slice(item.span)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_rename_changes_the_name_and_what_refers_to_it(corpus: Path, seed: int) -> None:
    chance = random.Random(seed)
    renamed = referred = 0
    for fleet in fleets(corpus, seed):
        agents = [
            one for files in fleet.named.values() for one in files if names.is_agent(one) and one.span is not None
        ]
        wanted = {ref.name for view in fleet.views() for ref in view.file.agent_references}
        agents.sort(key=lambda agent: (agent.name not in wanted, chance.random()))
        for agent in agents[:3]:
            view = fleet.view(agent.path)
            assert view is not None
            assert agent.span is not None
            before = list(names.references(view, agent.span.start, declaration=False))
            renaming = rename(view, agent.span.start, NEW)
            texts = dict(fleet.texts)
            for change in renaming.changes:
                path = change.view.file.path
                for edit in change.edits:
                    assert change.view.source.slice(edit.span) == agent.name
                assert change.after.text.replace(NEW, agent.name) == texts[path].replace(NEW, agent.name)
                texts[path] = change.after.text
            after = Fleet(texts, lint=False)
            now = after.view(agent.path)
            assert now is not None
            assert now.file.identity is not None
            assert now.file.identity.name == NEW
            assert now.file.reading.outcome is view.file.reading.outcome
            assert now.file.identity.span is not None
            kept = list(names.references(now, now.file.identity.span.start, declaration=False))
            assert len(kept) == sum(len(change.edits) for change in renaming.changes) - 1
            assert len(kept) <= len(before)
            renamed += 1
            referred += len(kept)
    assert renamed > 20
    assert referred > 8
