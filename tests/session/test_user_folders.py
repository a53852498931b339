"""`--user`: what lies in the home folder counts where it is asked for, and what of it stands in front of what."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.project.errors import UsageError
from agentlint_rules.shadowed_name.rule import ShadowedName

if TYPE_CHECKING:
    from pathlib import Path

CLASH = {"select": ("shadowed-name", "duplicate-name"), "user": True}
FRONT = "skill `tides` stands in front of .claude/skills/tides/SKILL.md in this project"


def agent(name: str, text: str = "") -> str:
    return f"---\nname: {name}\ndescription: Does one thing well.\n{text}---\n\nText.\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home of anna"
    folder.mkdir()
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(folder))
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def lines(report: Any, home: Path) -> list[str]:
    """Findings as `path severity message`, the home folder as `HOME`."""
    known = str(home).replace("\\", "/")
    return [f"{d.path.replace(known, 'HOME')} {d.severity.value} {d.message}" for d in report.diagnostics]


def test_both_sides_of_a_name_are_told_which_one_wins(tree: Any, check: Any, home: Path) -> None:
    write(home, {".claude/agents/team/reviewer.md": agent("reviewer"), ".claude/skills/tides/SKILL.md": agent("x")})
    root = tree({".claude/agents/r.md": agent("reviewer"), ".claude/skills/tides/SKILL.md": agent("y")}, git=True)
    report = check(root, **CLASH)
    assert lines(report, home) == [
        ".claude/agents/r.md info agent `reviewer` stands in front of ~/.claude/agents/team/reviewer.md",
        ".claude/skills/tides/SKILL.md warning skill `tides` gives way to ~/.claude/skills/tides/SKILL.md",
        "HOME/.claude/agents/team/reviewer.md info agent `reviewer` gives way to .claude/agents/r.md in this project",
        "HOME/.claude/skills/tides/SKILL.md info " + FRONT,
    ]
    first, *_ = report.diagnostics
    assert first.related[0].location.path == (home / ".claude/agents/team/reviewer.md").as_posix()
    assert first.help == "Claude Code takes that of the project. Rename one if both are wanted."
    assert len({d.group for d in report.diagnostics}) == 2
    assert report.files == 4


def test_without_it_the_home_folder_is_nobodys_business(tree: Any, check: Any, home: Path) -> None:
    write(home, {".claude/agents/reviewer.md": agent("reviewer")})
    root = tree({".claude/agents/r.md": agent("reviewer")}, git=True)
    report = check(root, select=("ALL",))
    assert report.files == 1
    assert not any("reviewer.md" in d.message for d in report.diagnostics)


def test_files_of_the_user_are_in_focus_only_without_paths(tree: Any, check: Any, home: Path) -> None:
    write(home, {".claude/agents/reviewer.md": agent("reviewer")})
    root = tree({".claude/agents/r.md": agent("reviewer"), ".claude/agents/s.md": agent("other")}, git=True)
    assert [line.split()[0] for line in lines(check(root, ".claude/agents/r.md", **CLASH), home)] == [
        ".claude/agents/r.md"
    ]
    assert lines(check(root, ".claude/agents/s.md", **CLASH), home) == []
    theirs = check(root, str(home / ".claude/agents/reviewer.md"), **CLASH)
    assert (theirs.files, lines(theirs, home)) == (1, [])
    both = check(root, ".", str(home / ".claude/agents"), **CLASH)
    assert [d.path for d in both.diagnostics] == [
        ".claude/agents/r.md", (home / ".claude/agents/reviewer.md").as_posix(),
    ]  # fmt: skip


OWNED = {
    "claude-code/agent": (".claude/agents/a.md", ".claude/agents/b.md"),
    "claude-code/skill": (".claude/skills/one/SKILL.md",) * 2,
    "agentskills/skill": (".agents/skills/one/SKILL.md",) * 2,
    "copilot-cli/agent": (".github/agents/one.agent.md", ".copilot/agents/one.md"),
    "cursor/agent": (".cursor/agents/a.md", ".cursor/agents/b.md"),
    "factory/agent": (".factory/droids/a.md", ".factory/droids/b.md"),
    "gemini-cli/agent": (".gemini/agents/a.md", ".gemini/agents/b.md"),
    "gemini-cli/skill": (".gemini/skills/one/SKILL.md",) * 2,
    "qwen-code/agent": (".qwen/agents/a.md", ".qwen/agents/b.md"),
}


@pytest.mark.parametrize("kind", OWNED)
def test_each_host_by_its_own_order(tree: Any, check: Any, home: Path, kind: str) -> None:
    ours, theirs = OWNED[kind]
    write(home, {theirs: agent("one")})
    report = check(tree({ours: agent("one")}, git=True), **CLASH)
    wins = KINDS[kind].project_wins
    severities = [d.severity.value for d in report.diagnostics]
    assert severities == ["info" if wins else "warning", "info"]
    assert ("stands in front" in report.diagnostics[0].message) is wins
    assert {d.kind for d in report.diagnostics} == {kind}


def test_every_kind_whose_order_is_known_is_tried() -> None:
    known = {kind.id for kind in KINDS.values() if kind.project_wins is not None}
    assert set(OWNED) == known
    assert {KINDS[kind].host for kind in known} == set(ShadowedName.hosts)
    for kind in map(KINDS.__getitem__, known):
        assert kind.user_globs
        levels = ["user" if one in ("user", "personal") else one.partition(",")[0] for one in kind.precedence]
        ours = next(one for one in levels if one in ("project", "workspace", "repository"))
        assert (levels.index(ours) < levels.index("user")) is kind.project_wins


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (".opencode/agent/one.md", ".config/opencode/agent/one.md"),
        (".claude/commands/one.md", ".claude/commands/one.md"),
        (".claude/agents/one.md", ".cursor/agents/one.md"),
        ("plugins/x/agents/one.md", ".claude/agents/one.md"),
        ("examples/.claude/agents/one.md", ".claude/agents/one.md"),
        ("docs/agents/one.md", ".claude/agents/one.md"),
        (".claude/agents/one.md", ".claude/plugins/x/agents/one.md"),
    ],
)
def test_where_the_order_is_unknown_nothing_is_said(tree: Any, check: Any, home: Path, ours: str, theirs: str) -> None:
    write(home, {theirs: agent("one")})
    root = tree({ours: agent("one"), "plugins/x/.claude-plugin/plugin.json": '{"name": "x"}'}, git=True)
    assert lines(check(root, **CLASH), home) == []


def test_twins_in_the_home_folder_are_told_once(tree: Any, check: Any, home: Path) -> None:
    write(home, {f".claude/agents/{name}.md": agent("twin") for name in "ab"})
    root = tree(
        {
            ".claude/agents/x.md": agent("other"),
            "pkg/agentlint.toml": "",
            "pkg/.claude/agents/y.md": agent("another"),
        },
        git=True,
    )
    told = [line for line in lines(check(root, **CLASH), home) if "twin" in line]
    assert told == [
        "HOME/.claude/agents/a.md error agent `twin` has the name of agents/b.md",
        "HOME/.claude/agents/b.md error agent `twin` has the name of agents/a.md",
    ]


def test_each_project_is_compared_with_the_user(tree: Any, check: Any, home: Path) -> None:
    write(home, {".claude/agents/one.md": agent("one")})
    files = {".claude/agents/x.md": agent("one"), "pkg/.claude/agents/y.md": agent("one"), "pkg/agentlint.toml": ""}
    report = check(tree(files, git=True), **CLASH)
    assert [d.path for d in report.diagnostics if d.path.startswith("pkg/")] == ["pkg/.claude/agents/y.md"]
    told = [line.partition(" info ")[2] for line in lines(report, home) if line.startswith("HOME")]
    assert told == [
        "agent `one` gives way to .claude/agents/x.md in this project",
        "agent `one` gives way to pkg/.claude/agents/y.md in this project",
    ]


def test_agents_of_the_user_can_be_referred_to(tree: Any, check: Any, home: Path) -> None:
    write(home, {".claude/agents/one.md": agent("harbour-master")})
    files = {f".claude/agents/{n}.md": agent(f"clerk-{n}") for n in range(4)}
    files[".claude/agents/0.md"] += "\nUse the `harbour-master` agent.\n"
    root = tree(files, git=True)
    rules = {"select": ("unknown-agent-reference",), "preview": True}
    assert len(check(root, **rules).diagnostics) == 1
    assert check(root, user=True, **rules).diagnostics == ()


@pytest.mark.parametrize("state", ["plain", "repository", "ignored", "linked"])
def test_a_home_folder_may_be_a_repository_or_links(tree: Any, check: Any, home: Path, state: str) -> None:
    if state == "linked":
        write(home, {"dotfiles/agents/one.md": agent("one")})
        (home / ".claude").mkdir()
        (home / ".claude/agents").symlink_to("../dotfiles/agents")
    else:
        write(home, {".claude/agents/one.md": agent("one"), ".claude/projects/log.md": agent("one")})
    if state in ("repository", "ignored"):
        at = home if state == "ignored" else home / ".claude"
        subprocess.run(["git", "init", "-q", str(at)], check=True, capture_output=True)
        write(home, {".gitignore": "*\n"} if state == "ignored" else {})
    root = tree({".claude/agents/x.md": agent("one")}, git=True)
    report = check(root, cache=True, **CLASH)
    assert [line.split()[0] for line in lines(report, home)] == [".claude/agents/x.md", "HOME/.claude/agents/one.md"]
    assert list(home.rglob(".agentlint_cache")) == []


def test_one_file_at_both_places_is_one_file(tree: Any, check: Any, home: Path) -> None:
    write(home, {".claude/agents/one.md": agent("one")})
    root = tree({"README.md": "Text.\n"}, git=True)
    (root / ".claude").mkdir()
    (root / ".claude/agents").symlink_to(home / ".claude/agents")
    report = check(root, **CLASH)
    assert (report.files, lines(report, home)) == (1, [])


def test_the_home_folder_as_the_project(check: Any, home: Path) -> None:
    write(home, {".claude/agents/one.md": agent("one"), ".claude/agents/two.md": agent("one")})
    report = check(home, **CLASH)
    assert [(d.path, d.rule) for d in report.diagnostics] == [
        (".claude/agents/one.md", "duplicate-name"), (".claude/agents/two.md", "duplicate-name"),
    ]  # fmt: skip


def test_a_project_folder_that_is_named_like_home_is_none(tree: Any, check: Any, home: Path) -> None:
    write(home, {".claude/agents/one.md": agent("one")})
    root = tree({"~/.claude/agents/x.md": agent("one")}, git=True)
    assert [line.split()[0] for line in lines(check(root, **CLASH), home)] == [
        "HOME/.claude/agents/one.md", "~/.claude/agents/x.md",
    ]  # fmt: skip


def test_fixes_are_written_only_to_what_is_in_focus(tree: Any, check: Any, home: Path) -> None:
    broken = agent("one").replace("Does", "Rule of thumb: does")
    write(home, {".claude/agents/one.md": broken})
    root = tree({".claude/agents/x.md": broken.replace("one", "two")}, git=True)
    theirs = home / ".claude/agents/one.md"
    assert check(root, ".", user=True, fix=True).fixed == 1
    assert theirs.read_text() == broken
    assert check(root, user=True, diff=True).fixed == 1
    assert theirs.read_text() == broken
    assert check(root, user=True, fix=True).fixed == 1
    text = "Rule of thumb: does one thing well."
    assert theirs.read_text() == broken.replace(text, f"'{text}'")
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["one.md"]


def test_known_results_say_the_same(tree: Any, check: Any, home: Path) -> None:
    write(home, {".claude/agents/one.md": agent("one")})
    root = tree({".claude/agents/x.md": agent("one")}, git=True)

    def told() -> list[str]:
        return lines(check(root, cache=True, **CLASH), home)

    first = told()
    assert len(first) == 2
    assert told() == first
    write(home, {".claude/agents/one.md": agent("renamed")})
    assert told() == []
    write(home, {".claude/agents/new.md": agent("one")})
    assert len(told()) == 2
    assert check(root, cache=True, select=CLASH["select"]).diagnostics == ()


def test_nothing_in_the_home_folder_is_said_so(tree: Any, check: Any, home: Path) -> None:
    report = check(tree({".claude/agents/x.md": agent("one")}, git=True), **CLASH)
    assert (report.files, report.notes) == (1, ("--user: no prompt files found in your home folder",))


def test_an_unknown_home_folder_is_told(tree: Any, check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, "nowhere")
    with pytest.raises(UsageError, match="--user"):
        check(tree({".claude/agents/x.md": agent("one")}), **CLASH)


def test_the_commands(tree: Any, home: Path) -> None:
    write(home, {".claude/agents/one.md": agent("one")})
    root = tree({".claude/agents/x.md": agent("one")}, git=True)

    def told(command: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "agentlint", command, "--user", "--output-format", "json"],
            cwd=root, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    at_home = (home / ".claude/agents/one.md").as_posix()
    assert [d["path"] for d in told("check")["diagnostics"]][-1] == at_home
    assert [one["path"] for one in told("map")["files"]] == [".claude/agents/x.md", at_home]
