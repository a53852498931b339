"""Quick fixes and comments that silence: every edit that is offered does what it says, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsprotocol import types

from agentlint.server.actions import actions
from agentlint.server.documents import Documents
from agentlint.server.room import Options
from agentlint.server.warm import Warm
from agentlint.source import Span
from tools.corpus import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agentlint.diagnostic import Diagnostic, Edit

AGENT = """\
---
name: pilot
description: Use when a ship comes in
{header}
---

{body}
"""


class Desk:
    """One open document and its actions, with edits as they come from us."""

    def __init__(self, path: Path, text: str, root: Path | None = None) -> None:
        self.documents = Documents()
        self.warm = Warm(str(root or path.parent), Options(), self.documents.uri)
        self.path = path
        self.type(text)

    def type(self, text: str) -> None:
        item = types.TextDocumentItem(self.path.as_uri(), "markdown", 1, text)
        self.document = self.documents.open(item)
        self.warm.check(self.document)
        while (task := self.warm.next_task()) is not None:
            task.done(task.run())

    def findings(self) -> list[Diagnostic]:
        return self.warm.findings(str(self.path))

    def offered(self, wanted: Span, *only: str) -> dict[str, tuple[types.CodeAction, str]]:
        """Title to action and the text after it."""
        editable = self.warm.editable(self.document)
        assert editable is not None
        source, checked, judge = editable
        place = types.Range(types.Position(0, 0), types.Position(0, 0))
        pairs = [(found, types.Diagnostic(place, found.message)) for found in self.findings()]
        after: list[str] = []

        def change(edits: Sequence[Edit]) -> types.WorkspaceEdit:
            text = source.text
            for edit in sorted(edits, key=lambda e: e.span, reverse=True):
                text = text[: edit.span.start] + edit.text + text[edit.span.end :]
            after.append(text)
            return types.WorkspaceEdit()

        found = list(actions(source, checked, judge, pairs, wanted, only or None, change))
        return {action.title: (action, text) for action, text in zip(found, after, strict=True)}


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    folder = tmp_path / ".claude" / "agents"
    folder.mkdir(parents=True)
    return folder / "pilot.md"


def silenced(pilot: Path, text: str, rule: str, where: str = "here") -> str:
    """The text in which a finding is silenced by the comment that is offered."""
    pilot.write_text(text)
    desk = Desk(pilot, text)
    (found,) = [d for d in desk.findings() if d.rule == rule]
    after = desk.offered(found.span, "quickfix")[f"Ignore {rule} {where}"][1]
    others = [d.rule for d in desk.findings() if d.rule != rule]
    desk.type(after)
    assert [d.rule for d in desk.findings()] == others
    return after


def test_a_comment_stands_above_the_entry(pilot: Path) -> None:
    text = AGENT.format(header="tools: Read, Raed", body="Text.")
    comment = "# agentlint-ignore[unknown-tool]\n"
    assert silenced(pilot, text, "unknown-tool") == text.replace("tools:", f"{comment}tools:")
    assert silenced(pilot, text.replace("\n", "\r\n"), "unknown-tool").count("\r\n") == text.count("\n") + 1


def test_a_comment_stands_above_the_item_of_a_list(pilot: Path) -> None:
    text = AGENT.format(header="tools:\n  - Read\n  - Raed", body="Text.")
    after = silenced(pilot, text, "unknown-tool")
    assert after == text.replace("  - Raed", "  # agentlint-ignore[unknown-tool]\n  - Raed")


def test_one_more_rule_joins_a_comment_that_is_there(pilot: Path) -> None:
    header = "# agentlint-ignore[duplicate-tool] on purpose\ntools: Read, Raed, Read"
    text = AGENT.format(header=header, body="Text.")
    assert silenced(pilot, text, "unknown-tool") == text.replace("[duplicate-tool]", "[duplicate-tool, unknown-tool]")


def test_the_whole_file(pilot: Path) -> None:
    text = AGENT.format(header="tools: Read, Raed", body="Text.")
    after = silenced(pilot, text, "unknown-tool", "in this file")
    assert after == text.replace("---\nname", "---\n# agentlint-ignore-file[unknown-tool]\nname")


def test_a_finding_in_the_body(pilot: Path) -> None:
    text = AGENT.format(header="tools: Read", body="# Duties\n\nMany.\n\n# Duties\n\nMore.")
    after = silenced(pilot, text, "duplicate-heading")
    assert after == text.replace("# Duties\n\nMore", "<!-- agentlint-ignore[duplicate-heading] -->\n# Duties\n\nMore")
    assert "agentlint-ignore-file[duplicate-heading]" in silenced(pilot, text, "duplicate-heading", "in this file")


def test_a_finding_across_files(pilot: Path) -> None:
    text = AGENT.format(header="tools: Read", body="Text.")
    (pilot.parent / "bosun.md").write_text(text.replace("when a ship comes in", "for something else"))
    after = silenced(pilot, text, "duplicate-name")
    assert after == text.replace("name:", "# agentlint-ignore[duplicate-name]\nname:")


def test_what_cannot_be_silenced_is_not_offered(pilot: Path) -> None:
    pilot.write_text("x" * 3_000_000)
    desk = Desk(pilot, pilot.read_text())
    assert [d.rule for d in desk.findings()] == ["too-large"]
    assert desk.offered(Span(0, 0)) == {}


def test_an_unsafe_fix_is_called_so_and_never_preferred(pilot: Path) -> None:
    text = AGENT.format(header="tools: Read", body="Text.").replace("a ship comes in", "a ship comes in.\\nNot else")
    pilot.write_text(text)
    desk = Desk(pilot, text)
    (found,) = desk.findings()
    (fix, after), *_ = desk.offered(found.span, "quickfix").values()
    assert fix.title.endswith("(unsafe: may change what a host reads)")
    assert fix.is_preferred is None
    assert "\\n" not in after
    assert desk.offered(Span(0, 0), "source.fixAll") == {}


def test_every_action_on_the_examples_does_what_it_says() -> None:
    """The faults planted in `examples/`: fixes and comments are typed in, and the finding is gone."""
    tried: set[str] = set()
    paths = sorted((ROOT / "examples" / ".claude").rglob("*.md"))
    desk = Desk(paths[0], paths[0].read_bytes().decode(), ROOT / "examples")
    for path in paths:
        text = path.read_bytes().decode()
        desk.path = path
        desk.type(text)
        before = desk.findings()
        for found in [one for one in before if one.rule not in tried]:
            tried.add(found.rule)
            for action, after in desk.offered(found.span, "quickfix").values():
                desk.type(after)
                left = [d for d in desk.findings() if (d.rule, d.message) == (found.rule, found.message)]
                twins = [d for d in before if (d.rule, d.message) == (found.rule, found.message)]
                assert len(left) < len(twins) or found.rule not in action.title, (path.name, action.title)
                desk.type(text)
        edits = desk.offered(Span(0, 0), "source.fixAll")
        for _, after in edits.values():
            desk.type(after)
            assert desk.offered(Span(0, 0), "source.fixAll") == {}
            desk.type(text)
    assert len(tried) > 25
