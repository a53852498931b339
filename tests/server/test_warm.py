"""What is kept between requests, and when it is looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsprotocol import types

from agentlint.server import crossing
from agentlint.server.documents import Documents
from agentlint.server.room import Options
from agentlint.server.warm import Warm

if TYPE_CHECKING:
    from pathlib import Path

AGENT = "---\nname: {0}\ndescription: {0} is for {1}\ntools: Read\n---\n\nText.\n"


class Desk:
    """A folder with documents that are open in it."""

    def __init__(self, folder: Path, options: Options | None = None) -> None:
        self.folder = folder
        self.documents = Documents()
        self.warm = Warm(str(folder), options or Options(), self.documents.uri)
        self.version = 0

    def type(self, name: str, text: str) -> str:
        self.version += 1
        path = self.folder / ".claude" / "agents" / f"{name}.md"
        item = types.TextDocumentItem(path.as_uri(), "markdown", self.version, text)
        self.warm.check(self.documents.open(item))
        return str(path)

    def settle(self) -> list[str]:
        """Do all slow work; the names of what was done."""
        done = []
        while (task := self.warm.next_task()) is not None:
            done.append("crossing" if task.run.func is crossing._run else "gathering")
            task.done(task.run())
        return done

    def rules(self, path: str) -> list[str]:
        return [d.rule for d in self.warm.findings(path)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    agents = tmp_path / ".claude" / "agents"
    agents.mkdir(parents=True)
    for name, use in (("pilot", "harbours"), ("bosun", "ropes")):
        (agents / f"{name}.md").write_text(AGENT.format(name, use))
    return tmp_path


def test_a_stroke_in_the_body_is_no_slow_work(folder: Path) -> None:
    desk = Desk(folder)
    path = desk.type("pilot", AGENT.format("pilot", "harbours"))
    assert desk.settle() == ["gathering", "crossing"]
    desk.type("pilot", AGENT.format("pilot", "harbours") + "More.\n")
    assert desk.settle() == []
    desk.type("pilot", AGENT.format("bosun", "harbours"))
    assert desk.settle() == ["crossing"]
    assert desk.rules(path) == ["duplicate-name"]


def test_findings_move_with_the_text_until_they_are_known_anew(folder: Path) -> None:
    desk = Desk(folder)
    path = desk.type("pilot", AGENT.format("bosun", "harbours"))
    desk.settle()
    (before,) = desk.warm.findings(path)
    desk.type("pilot", AGENT.format("bosun", "harbours").replace("name:", "model: opus\nname:"))
    (moved,) = desk.warm.findings(path)
    assert (moved.rule, moved.span.start) == ("duplicate-name", before.span.start + len("model: opus\n"))
    assert moved.range is not None
    assert moved.range.start.line == 3
    desk.settle()
    assert desk.warm.findings(path) == [moved]


def test_another_configuration_and_other_files(folder: Path) -> None:
    desk = Desk(folder)
    path = desk.type("pilot", AGENT.format("bosun", "harbours").replace("Read", "Read, Raed"))
    desk.settle()
    assert desk.rules(path) == ["duplicate-name", "unknown-tool"]
    for text, rules in (
        ('ignore = ["unknown-tool"]', ["duplicate-name"]),
        ('ignore = ["duplicate-name"]', ["unknown-tool"]),
        ("ignore = [", ["unknown-tool"]),
        ("", ["duplicate-name", "unknown-tool"]),
    ):
        (folder / "agentlint.toml").write_text(text)
        desk.warm.disk_changed()
        desk.settle()
        assert desk.rules(path) == rules
        assert (desk.warm.fault is not None) == text.endswith("[")
    (folder / ".claude" / "agents" / "bosun.md").unlink()
    desk.warm.disk_changed()
    desk.settle()
    assert desk.rules(path) == ["unknown-tool"]
    (folder / "agentlint.toml").write_text('exclude = ["pilot.md"]')
    desk.warm.disk_changed()
    desk.settle()
    assert desk.rules(path) == []


def test_a_configuration_that_was_never_sound_says_nothing_of_any_file(folder: Path) -> None:
    (folder / "agentlint.toml").write_text("ignore = [")
    desk = Desk(folder)
    path = desk.type("pilot", AGENT.format("bosun", "harbours"))
    desk.settle()
    assert desk.rules(path) == []
    assert desk.warm.fault is not None
    (folder / "agentlint.toml").write_text("")
    desk.warm.disk_changed()
    desk.settle()
    assert desk.rules(path) == ["duplicate-name"]


def test_a_baseline_holds_in_the_editor_too(folder: Path) -> None:
    from agentlint.session import Request, run

    path = folder / ".claude" / "agents" / "pilot.md"
    path.write_text(AGENT.format("pilot", "harbours").replace("Read", "Read, Raed"))
    run(Request(cwd=folder, write_baseline="known.json"))
    (folder / "agentlint.toml").write_text('baseline = "known.json"')
    desk = Desk(folder)
    opened = desk.type("pilot", path.read_text())
    desk.settle()
    assert desk.rules(opened) == []
    desk.type("pilot", path.read_text().replace("Raed", "Raed, Wrtie"))
    assert desk.rules(opened) == ["unknown-tool"]


def test_code_that_a_repository_names_is_not_run(folder: Path) -> None:
    """Rules of its own never are, and those of installed plugins only where the user allows it."""
    (folder / "rule.py").write_text("from pathlib import Path\nPath(__file__).with_name('was-run').touch()\n")
    (folder / "agentlint.toml").write_text('rule-paths = ["rule.py"]\nplugins = ["acme"]\nselect = ["ALL", "acme/x"]\n')
    desk = Desk(folder)
    path = desk.type("pilot", AGENT.format("pilot", "harbours").replace("Read", "Read, Raed"))
    desk.settle()
    assert "unknown-tool" in desk.rules(path)
    assert not (folder / "was-run").exists()
    assert desk.warm.room is not None
    told = [*desk.warm.room.notes, *desk.warm.room.failures]
    assert any("`plugins` were not run" in text for text in told)
    assert not any("not installed" in text for text in told)
    allowed = Desk(folder, Options(plugins=True))
    allowed.type("pilot", AGENT.format("pilot", "harbours"))
    assert allowed.warm.room is not None
    assert any("`acme` is not installed" in text for text in allowed.warm.room.notes)
    assert not (folder / "was-run").exists()
