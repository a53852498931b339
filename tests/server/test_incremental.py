"""A thousand random edits: after each, what the server knows is what a run over everything finds."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types

from agentlint.server.documents import Documents
from agentlint.server.positions import Positions
from agentlint.server.room import Options
from agentlint.server.warm import Warm
from agentlint.session import Request, run
from agentlint.source import Source, Span

if TYPE_CHECKING:
    from pathlib import Path

    from agentlint.diagnostic import Diagnostic

SEEDS = range(4)
EDITS = 250
AGENT = """\
---
name: {name}
description: {description}
tools: Read, Grep
---

# {name}

You look after the {name}. Ask @agent-{other} when in doubt.
"""
PIECES = (
    "\n", "\r\n", " ", "---\n", "---", ": ", "name: pilot\n", "name: bosun\n", "tools: Raed, Write\n", "tools: []\n",
    "description: Use it when a berth is free\n", "description: [\n", '"', "'", "# Duties\n", "#", "\t",
    "<example>\n", "</example>\n", "user: hello\n", "assistant: hi\n", "```\n", "\u20ac", "\U0001f6a2", "\ufeff", "x",
    "# agentlint-ignore[unknown-tool]\n", "# agentlint-ignore-file[duplicate-name]\n", "@agent-bosun", "model: opus\n",
    "<!-- agentlint-ignore[unclosed-fence] -->\n", "color: mauve\n", "&a", "*b", "|", ">-\n  ", "- ", "{{x}}",
)  # fmt: skip
LINES = (
    "name: pilot", "name: bosun", "name: cook", "description: Use when a ship comes in and a berth is free",
    "description: Use PROACTIVELY when a berth is free and a ship comes in", "description: Cooks dinner for the crew",
    "tools: Read, Raed", "tools: Raed", "tools: Read",
)  # fmt: skip


class Editor:
    """Types into the files of a project, and writes them now and then."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.paths = sorted(folder.glob(".claude/agents/*.md"))
        self.documents = Documents()
        self.positions = Positions(self.random.choice(["utf-8", "utf-16", "utf-32"]))
        self.warm = Warm(str(folder), Options(preview=True), self.documents.uri)
        self.version = 0

    def open(self, path: Path) -> None:
        item = types.TextDocumentItem(self.documents.uri(str(path)), "markdown", 0, path.read_bytes().decode())
        self.warm.check(self.documents.open(item))

    def close(self, path: Path) -> None:
        self.documents.close(self.documents.uri(str(path)))
        self.warm.close(str(path))

    def type(self, path: Path) -> str:
        """Make an edit as a client does, and give back the whole text."""
        uri = self.documents.uri(str(path))
        document = self.documents.get(uri)
        assert document is not None
        source = Source("a.md", document.text)
        start, end, text = self.edit(document.text)
        self.version += 1
        change = types.TextDocumentContentChangePartial(range=self.positions.range(source, Span(start, end)), text=text)
        changed = self.documents.change(uri, self.version, [change], self.positions)
        assert changed is not None
        self.warm.check(changed)
        return changed.text

    def edit(self, text: str) -> tuple[int, int, str]:
        """A place and what to write there: another value for a key now and then, anything anywhere as a rule."""
        line = self.random.choice(LINES)
        found = re.search(rf"^{line.split(':')[0]}:.*$", text, re.MULTILINE)
        if found is not None and self.random.random() < 0.25:
            return found.start(), found.end(), line
        start = self.random.randint(0, len(text))
        end = start if self.random.random() < 0.6 else min(len(text), start + self.random.randint(1, 40))
        return start, end, self.random.choice(PIECES) if end == start or self.random.random() < 0.5 else ""

    def settle(self) -> None:
        while (task := self.warm.next_task()) is not None:
            task.done(task.run())

    def findings(self) -> list[Diagnostic]:
        return sorted(
            (d for document in self.documents for d in self.warm.findings(document.path)),
            key=lambda d: (d.path, d.range, d.rule, d.message),
        )


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    agents = tmp_path / ".claude" / "agents"
    agents.mkdir(parents=True)
    names = ["pilot", "bosun", "harbour-master", "cook"]
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        description = f"Use when a ship comes in and the {name} is asked for"
        (agents / f"{name}.md").write_text(AGENT.format(name=name, other=other, description=description))
    (tmp_path / "agentlint.toml").write_text('select = ["ALL"]\n')
    return tmp_path


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_up_to_date_is_what_a_run_finds(fleet: Path, seed: int) -> None:
    editor = Editor(fleet, seed)
    for path in editor.paths:
        editor.open(path)
    found: set[str] = set()
    for number in range(EDITS):
        path = editor.random.choice(editor.paths)
        if number % 50 == 49:
            path.write_bytes(AGENT.format(name=path.stem, other="cook", description="Use it").encode())
            editor.close(path)
            editor.open(path)
        text = editor.type(path)
        editor.settle()
        # The run reads from the disk what is open in the editor: the others were written when they were typed.
        path.write_bytes(text.encode())
        report = run(Request(cwd=fleet, preview=True))
        assert editor.findings() == list(report.diagnostics), f"edit {number} of {path.name}"
        assert not report.failures
        found.update(d.rule for d in report.diagnostics)
    assert found >= {"duplicate-name", "overlapping-descriptions", "invalid-frontmatter", "unknown-tool"}
