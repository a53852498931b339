"""Cross-file findings: the roster is the project, the findings are for the files that were named."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

NAMES = {"select": ("duplicate-name",)}


def agent(name: str) -> str:
    return f"---\nname: {name}\ndescription: Does one thing well.\n---\n\nText.\n"


TWINS = {
    ".claude/agents/a.md": agent("helper"),
    ".claude/agents/b.md": agent("helper"),
    ".claude/agents/c.md": agent("other"),
    ".claude/agents/deep/d.md": agent("helper"),
}


@pytest.mark.parametrize("git", [True, False])
def test_chunks_report_each_member_once(tree: Any, check: Any, told: Any, git: bool) -> None:
    root = tree(TWINS, git=git)
    whole = check(root, **NAMES)
    assert told(whole) == [f".claude/agents/{n}.md:2 duplicate-name" for n in ("a", "b", "deep/d")]
    cut = (["a.md", "c.md"], ["deep/d.md"], ["b.md"])
    chunks = [check(root, *(f".claude/agents/{name}" for name in names), **NAMES) for names in cut]
    assert sorted(line for report in chunks for line in told(report)) == told(whole)
    assert {d.group for report in chunks for d in report.diagnostics} == {whole.diagnostics[0].group}
    assert {d.fingerprint for r in chunks for d in r.diagnostics} == {d.fingerprint for d in whole.diagnostics}
    assert [len(report.sources) for report in chunks] == [2, 1, 1]


def test_related_places_go_both_ways(tree: Any, check: Any) -> None:
    report = check(tree({k: v for k, v in TWINS.items() if "deep" not in k}, git=True), **NAMES)
    one, two = report.diagnostics
    assert one.related[0].location.path == two.path
    assert two.related[0].location.path == one.path
    assert one.related[0].location.range == two.range
    assert one.kind == "claude-code/agent"
    assert one.hosts == ("claude-code",)


def test_no_project_compares_what_is_named(tree: Any, check: Any, told: Any) -> None:
    root = tree(TWINS, git=True)
    assert told(check(root, ".claude/agents/a.md", no_project=True, **NAMES)) == []
    both = check(root, ".claude/agents/a.md", ".claude/agents/b.md", no_project=True, **NAMES)
    assert len(both.diagnostics) == 2


def test_paths_are_relative_to_the_working_directory(tree: Any, check: Any) -> None:
    root = tree(TWINS, git=True)
    report = check(root / ".claude", "agents/a.md", **NAMES)
    assert [d.path for d in report.diagnostics] == ["agents/a.md"]
    assert [r.location.path for r in report.diagnostics[0].related] == ["agents/b.md", "agents/deep/d.md"]
    outside = root / "docs"
    outside.mkdir()
    assert [d.path for d in check(outside, "../.claude/agents/a.md", **NAMES).diagnostics] == ["../.claude/agents/a.md"]


def test_nested_projects_have_rosters_of_their_own(tree: Any, check: Any, told: Any) -> None:
    root = tree(
        {
            ".claude/agents/a.md": agent("helper"),
            "pkg/agentlint.toml": 'ignore = ["too-large"]\n',
            "pkg/.claude/agents/a.md": agent("helper"),
            "pkg/.claude/agents/b.md": agent("helper"),
        },
        git=True,
    )
    assert told(check(root, **NAMES)) == [f"pkg/.claude/agents/{n}.md:2 duplicate-name" for n in "ab"]
    assert told(check(root, ".claude/agents/a.md", **NAMES)) == []


def test_a_repository_inside_another_is_listed(tree: Any, check: Any) -> None:
    root = tree({".claude/agents/a.md": agent("one"), "inner/.claude/agents/b.md": agent("two")}, git=True)
    subprocess.run(["git", "init", "-q", str(root / "inner")], check=True, capture_output=True)
    assert check(root).files == 2


def test_ignored_files_are_neither_checked_nor_in_the_roster(tree: Any, check: Any, told: Any) -> None:
    files = {**TWINS, ".gitignore": "deep/\n/.claude/agents/b.md\n"}
    for git in (True, False):
        root = tree(files, git=git)
        report = check(root, **NAMES)
        assert (report.files, told(report)) == (2, [])


def test_a_file_is_checked_although_git_ignores_it(tree: Any, check: Any) -> None:
    root = tree({**TWINS, ".gitignore": ".claude/\n"}, git=True)
    assert check(root).notes == (".: no prompt files found",)
    assert check(root, ".claude", **NAMES).files == 4
    alone = check(root, ".claude/agents/a.md", **NAMES)
    assert len(alone.diagnostics) == 1
    assert len(alone.diagnostics[0].related) == 2


def test_excluded_files_are_in_no_roster(tree: Any, check: Any, told: Any) -> None:
    root = tree({**TWINS, "agentlint.toml": 'exclude = [".claude/agents/deep/", "b.md"]\n'}, git=True)
    assert told(check(root, **NAMES)) == []
    assert told(check(root, ".claude/agents/a.md", **NAMES)) == []
    named = check(root, ".claude/agents/b.md", **NAMES)
    assert told(named) == [".claude/agents/b.md:2 duplicate-name"]
    forced = check(root, ".claude/agents/b.md", force_exclude=True, **NAMES)
    assert (forced.files, forced.diagnostics) == (0, ())


def test_a_file_that_a_program_hands_over_is_judged_as_in_its_folder(tree: Any, check: Any) -> None:
    root = tree({"rules/blog.md": "---\ntitle: Tide tables\n---\nText.\n", "notes.md": "Text.\n"}, git=True)
    assert check(root, "rules/blog.md").files == 1
    handed = check(root, "rules/blog.md", "notes.md", force_exclude=True)
    assert (handed.files, handed.diagnostics, handed.notes) == (0, (), ())


def test_one_file_reached_by_links_is_one_file(tree: Any, check: Any, told: Any) -> None:
    for git in (True, False):
        root = tree({"shared/agents/a.md": agent("helper"), ".claude/agents/b.md": agent("other")}, git=git)
        links = {"linked.md": "../../shared/agents/a.md", "team": "../../shared/agents", "loop": ".."}
        for link, target in links.items():
            path = root / ".claude/agents" / link
            if not path.is_symlink():
                path.symlink_to(target)
        report = check(root, **NAMES)
        assert (report.files, told(report)) == (2, [])
        assert check(root, ".claude/agents/linked.md", "shared/agents/a.md", **NAMES).files == 1


def test_links_in_circles_end(tree: Any, check: Any) -> None:
    root = tree({".claude/agents/a.md": agent("helper")})
    (root / ".claude/again").symlink_to("..")
    (root / ".claude/self").symlink_to("self")
    (root / ".claude/agents/up.md").symlink_to("up.md")
    assert check(root).files == 1


def test_a_name_in_another_case_is_the_same_file_where_the_disk_says_so(tree: Any, check: Any, told: Any) -> None:
    root = tree({".claude/agents/a.md": agent("helper"), ".gitignore": "A.md\n"}, git=True)
    with contextlib.suppress(FileExistsError):  # a disk that folds case
        os.link(root / ".claude/agents/a.md", root / ".claude/agents/A.md")
    report = check(root, ".claude/agents/A.md", **NAMES)
    assert (report.files, told(report)) == (1, [])


def test_loose_files_that_are_named_together_are_one_scope(tree: Any, check: Any, told: Any) -> None:
    root = tree({"x/one.txt": agent("helper"), "y/two.txt": agent("helper"), "y/three.md": agent("helper")})
    report = check(root, "x/one.txt", "y/two.txt", **NAMES)
    assert told(report) == ["x/one.txt:2 duplicate-name", "y/two.txt:2 duplicate-name"]
    assert told(check(root, "x/one.txt", **NAMES)) == []
    assert len(check(root, "x/one.txt", "y/three.md", **NAMES).diagnostics) == 2


def test_without_a_root_a_host_folder_is_the_project(tree: Any, check: Any) -> None:
    root = tree({**TWINS, "notes/agents/a.md": agent("helper")})
    report = check(root, ".claude/agents/a.md", **NAMES)
    assert len(report.diagnostics) == 1
    assert len(report.diagnostics[0].related) == 2


def test_a_host_folder_that_is_a_repository(tree: Any, check: Any, told: Any) -> None:
    root = tree(TWINS)
    subprocess.run(["git", "init", "-q", str(root / ".claude")], check=True, capture_output=True)
    assert len(told(check(root / ".claude", **NAMES))) == 3
    assert check(root / ".claude", "agents/a.md").diagnostics[0].kind == "claude-code/agent"


def test_strange_names_break_nothing(tree: Any, check: Any) -> None:
    names = ["two\nlines.md", "tab\t.md", 'quo"te.md', "\u202ertl.md", "-dash.md", "[glob]*.md", "ünï.md"]
    files = {f".claude/agents/{name}": agent(f"agent-{number}") for number, name in enumerate(names)}
    for git in (True, False):
        root = tree(files, git=git)
        odd = os.fsencode(root) + b"/.claude/agents/\xff\xfe.md"
        Path(os.fsdecode(odd)).write_bytes(agent("helper").encode())
        assert check(root).files == len(names) + 1
        assert check(root, ".claude/agents/-dash.md", ".claude/agents/two\nlines.md").files == 2


def test_a_hook_of_another_repository_does_not_mislead(tree: Any, check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(TWINS, git=True)
    monkeypatch.setenv("GIT_DIR", str(root / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(root / "elsewhere/index"))
    assert len(check(root, ".claude/agents/a.md", **NAMES).diagnostics[0].related) == 2


def test_without_git_a_repository_is_walked(tree: Any, check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({**TWINS, ".gitignore": "b.md\n", "node_modules/.claude/agents/x.md": agent("helper")}, git=True)
    monkeypatch.setenv("PATH", str(root))
    report = check(root, **NAMES)
    assert [Path(d.path).name for d in report.diagnostics] == ["a.md", "d.md"]


def test_only_named_files_are_read_where_no_cross_file_rule_runs(tree: Any, check: Any) -> None:
    root = tree(TWINS, git=True)
    (root / ".claude/agents/b.md").unlink()
    os.mkfifo(root / ".claude/agents/b.md")  # whoever reads it waits for ever
    assert check(root, ".claude/agents/a.md", select=("invalid-frontmatter",)).files == 1
    assert check(root, ".claude/agents/a.md", **NAMES).files == 1


def test_folders_count_from_inside_them_too(tree: Any, check: Any, told: Any) -> None:
    skill = "---\nname: {}\ndescription: Reads tide tables.\n---\n\nRead the table.\n"
    root = tree(
        {
            ".agents/skills/tide-tables/SKILL.md": skill.format("tides"),
            ".claude/skills/tides/SKILL.md": skill.format("tides"),
            ".claude/commands/tides.md": "---\ndescription: Tells the tides.\n---\n\nTell them.\n",
            ".claude/commands/port/tides.md": "---\ndescription: Tells the tides.\n---\n\nTell them.\n",
        },
        git=True,
    )
    rules = {"select": ("name-mismatch", "shadowed-name")}
    assert told(check(root / ".agents/skills/tide-tables", "SKILL.md", **rules)) == ["SKILL.md:2 name-mismatch"]
    assert told(check(root / ".claude/skills/tides", "SKILL.md", **rules)) == ["SKILL.md:2 shadowed-name"]
    assert told(check(root / ".claude/commands", "tides.md", **rules)) == ["tides.md:1 shadowed-name"]
    assert told(check(root / ".claude/commands/port", "tides.md", **rules)) == []
