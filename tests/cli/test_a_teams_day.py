"""A team's day, as docs/teams.md tells it: from two hundred findings to a check that means something."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

if TYPE_CHECKING:
    from pathlib import Path

Invoke = Callable[..., Result]

AGENT = """---
name: {name}
description: Looks after the {thing} of the {name} and after nothing else.
tools: {tools}
---

You look after the {thing}.
"""
THINGS = ("ropes", "sails", "lamps", "pumps", "anchors", "charts", "flags", "bells", "hulls", "masts")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A hundred agents, each with a tool that is misspelt and one that was renamed."""
    (tmp_path / ".git").mkdir()
    agents = tmp_path / ".claude/agents"
    agents.mkdir(parents=True)
    for number in range(100):
        name = f"keeper-{number:03}"
        text = AGENT.format(name=name, thing=THINGS[number % 10] + f" of ship {number}", tools="Read, Wriet, KillShell")
        (agents / f"{name}.md").write_text(text, "utf-8")
    (tmp_path / "agentlint.toml").write_text(
        'select = ["tag:tools", "unused-suppression"]\nbaseline = "agentlint-baseline.json"\n'
    )
    return tmp_path


class Team:
    """What the people of the repository do, and what their CI says."""

    def __init__(self, root: Path, invoke: Invoke) -> None:
        self.root = root
        self.invoke = invoke

    def ci(self, *options: str) -> tuple[int, list[str]]:
        """Exit status, and findings as `path severity rule`, of the run that decides about a change."""
        result = self.invoke("check", "--output-format", "json", *options, cwd=self.root)
        found = json.loads(result.stdout)["diagnostics"]
        self.stderr = result.stderr
        return result.exit_code, [f"{d['path'].rpartition('/')[2]} {d['severity']} {d['rule']}" for d in found]

    def agent(self, name: str, change: Callable[[str], str]) -> None:
        path = self.root / f".claude/agents/{name}.md"
        path.write_text(change(path.read_text("utf-8")), "utf-8")

    def configure(self, text: str) -> None:
        path = self.root / "agentlint.toml"
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    def known(self) -> Counter[str]:
        """Findings in the baseline by rule."""
        files: dict[str, Any] = json.loads((self.root / "agentlint-baseline.json").read_text("utf-8"))["files"]
        return Counter({r: sum(len(f["findings"].get(r, ())) for f in files.values()) for r in
                        ("unknown-tool", "renamed-tool")})  # fmt: skip


def test_a_teams_day(repository: Path, invoke: Invoke) -> None:
    team = Team(repository, invoke)

    # The morning: two hundred findings, a configured baseline that nobody has written yet.
    missing = invoke("check", cwd=repository)
    assert missing.exit_code == 2
    assert missing.stderr.startswith("error: agentlint.toml:2: `baseline` names a file that does not exist")
    written = invoke("check", "--write-baseline", cwd=repository)
    assert written.exit_code == 0
    assert "agentlint-baseline.json: 200 findings written" in written.stderr
    assert team.known() == {"unknown-tool": 100, "renamed-tool": 100}

    # CI is green.
    assert team.ci() == (0, [])
    assert "200 findings in agentlint-baseline.json left out" in team.stderr
    before = (repository / "agentlint-baseline.json").read_bytes()

    # Somebody adds a defect: red, today and tomorrow, until it is mended.
    team.agent("keeper-007", lambda text: text.replace("Read,", "Read, Grpe,"))
    assert team.ci() == (1, ["keeper-007.md error unknown-tool"])
    assert team.ci("--prune-baseline") == (1, ["keeper-007.md error unknown-tool"])
    assert team.ci() == (1, ["keeper-007.md error unknown-tool"])
    team.agent("keeper-007", lambda text: text.replace("Grpe", "Grep"))
    assert team.ci() == (0, [])

    # Somebody mends an old one. The baseline says so, and lets it go on request; then it cannot come back.
    team.agent("keeper-042", lambda text: text.replace("Wriet", "Write"))
    assert team.ci() == (0, [])
    assert "agentlint-baseline.json: 1 finding of it no longer there; take out with --prune-baseline" in team.stderr
    assert team.ci("--prune-baseline") == (0, [])
    assert team.known() == {"unknown-tool": 99, "renamed-tool": 100}
    after = (repository / "agentlint-baseline.json").read_bytes()
    assert len(after.splitlines()) == len(before.splitlines()) - 3
    team.agent("keeper-042", lambda text: text.replace("Write", "Wriet"))
    assert team.ci() == (1, ["keeper-042.md error unknown-tool"])
    team.agent("keeper-042", lambda text: text.replace("Wriet", "Write"))

    # Files are moved to a folder of their own: nothing new.
    (repository / ".claude/agents/fleet").mkdir()
    for number in range(10):
        name = f"keeper-{number:03}.md"
        (repository / ".claude/agents" / name).rename(repository / ".claude/agents/fleet" / name)
    assert team.ci() == (0, [])
    assert team.ci("--prune-baseline") == (0, [])
    assert team.known() == {"unknown-tool": 99, "renamed-tool": 100}

    # A rule is switched off for one folder.
    templates = repository / "templates/.claude/agents"
    templates.mkdir(parents=True)
    (templates / "sketch.md").write_text(AGENT.format(name="sketch", thing="x", tools="Read, Toool"), "utf-8")
    assert team.ci() == (1, ["sketch.md error unknown-tool"])
    team.configure('\n[per-file-ignores]\n"templates/**" = ["unknown-tool"]\n')
    assert team.ci() == (0, [])

    # One is made a warning: it is told, and CI stays green.
    team.configure('\n[severity]\nunknown-tool = "warning"\n')
    team.agent("keeper-050", lambda text: text.replace("Read,", "Read, Grpe,"))
    assert team.ci() == (0, ["keeper-050.md warning unknown-tool"])
    assert team.ci("--fail-on", "warning") == (1, ["keeper-050.md warning unknown-tool"])
    team.agent("keeper-050", lambda text: text.replace("Grpe", "Grep"))

    # One is suppressed with a reason …
    reason = "# agentlint-ignore[unknown-tool] the yard brings its own tool\ntools:"
    team.agent("keeper-060", lambda text: text.replace("tools: Read,", "tools: Read, YardScale,"))
    assert team.ci("--fail-on", "warning")[1] == ["keeper-060.md warning unknown-tool"]
    team.agent("keeper-060", lambda text: text.replace("tools:", reason))
    assert team.ci("--fail-on", "warning") == (0, [])
    # … which later is not needed any more, and that is told.
    team.agent("keeper-060", lambda text: text.replace(" YardScale,", "").replace(" Wriet,", ""))
    assert team.ci("--fail-on", "warning") == (1, ["keeper-060.md warning unused-suppression"])
    fixed = invoke("check", "--fix", ".claude/agents/keeper-060.md", cwd=repository)
    assert fixed.exit_code == 0
    team.ci("--prune-baseline")
    assert team.ci("--fail-on", "warning") == (0, [])
    assert "the yard brings" not in (repository / ".claude/agents/keeper-060.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"agentlint.toml": "\nselct = []\n"}, "agentlint.toml:2: unknown key `selct`; did you mean `select`?"),
        ({"agentlint.toml": "select = 3\n"}, "agentlint.toml:1: `select` must be a list of strings, not 3"),
        (
            {"agentlint.toml": '\n\nextend = "shared.toml"\n'},
            "agentlint.toml:3: `extend` names a file that does not exist: `shared.toml`",
        ),
        (
            {"agentlint.toml": '\nbaseline = "b.json"\n'},
            "agentlint.toml:2: `baseline` names a file that does not exist",
        ),
        (
            {"agentlint.toml": 'baseline = "b.json"\n', "b.json": '{\n  "version": 1,\n  "files": 7\n}\n'},
            "b.json:3: not a baseline: `files` must be an object",
        ),
        (
            {"agentlint.toml": 'extend = "a.toml"\n', "a.toml": '\nextend = "agentlint.toml"\n'},
            "a.toml:2: `extend` goes round in a circle: agentlint.toml -> a.toml -> agentlint.toml",
        ),
        (
            {"pyproject.toml": "[tool.agentlint]\nhosts = ['cursro']\n"},
            "pyproject.toml:2: `hosts` names an unknown host",
        ),
        ({"agentlint.toml": "select = [\n"}, "agentlint.toml:1: not valid TOML: Invalid value (at end of document)"),
        (
            {"agentlint.toml": '[severity]\nunknown-tool = "bad"\n'},
            "agentlint.toml:2: `severity` of `unknown-tool` must be",
        ),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_with_file_and_line(
    invoke: Invoke, tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    for command in ("check", "config"):
        result = invoke(command, cwd=tmp_path)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"error: {expected}")
        assert len(result.stderr.splitlines()) == 1


def test_what_is_not_there_is_named(invoke: Invoke, repository: Path) -> None:
    for arguments, expected in (
        (("nowhere.md",), "error: nowhere.md: no such file or folder\n"),
        (("--config", "no.toml"), "error: no.toml: no such configuration file\n"),
        (("--baseline", "no.json"), "error: no.json: no such baseline; "),
    ):
        result = invoke("check", *arguments, cwd=repository)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(expected)
