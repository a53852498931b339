"""What a run says of files that are not there, cannot be read, are of no kind, or are too odd for a rule."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from agentlint.diagnostic import Severity
from agentlint.lint import registry as registry_module
from agentlint.lint.rule import ProjectRule, Rule
from agentlint.project.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.lint.file import File
    from agentlint.project.roster import Roster

GOOD = "---\nname: helper\ndescription: Does one thing well.\n---\n\nText.\n"
BROKEN = "---\nname: helper\ndescription: Does one thing. Example: user: hello\n---\n\nText.\n"


def test_paths_that_do_not_exist_are_all_named(tree: Any, check: Any) -> None:
    root = tree({".claude/agents/a.md": GOOD})
    with pytest.raises(UsageError) as error:
        check(root, "nowhere.md", ".claude/agents/a.md", "no/folder", "")
    assert str(error.value) == (
        "nowhere.md: no such file or folder\nno/folder: no such file or folder\n'': no such file or folder"
    )


def test_a_folder_without_prompt_files_is_a_note(tree: Any, check: Any) -> None:
    root = tree({"docs/readme.md": "# Hello\n", ".claude/agents/a.md": GOOD})
    report = check(root, "docs", ".claude")
    assert report.notes == ("docs: no prompt files found",)
    assert report.files == 1
    assert check(root, "docs").diagnostics == ()


def test_a_named_file_of_no_kind_is_a_note(tree: Any, check: Any) -> None:
    root = tree({"readme.md": "# Hello\n", "data.json": "{}", "prompt.txt": GOOD})
    report = check(root, "readme.md", "data.json", "prompt.txt")
    assert report.files == 1
    assert report.notes == (
        "readme.md: not a prompt file of any known host", "data.json: not a prompt file of any known host"
    )  # fmt: skip


def test_many_files_of_no_kind_are_one_note(tree: Any, check: Any) -> None:
    names = [f"docs/{number}.md" for number in range(9)]
    report = check(tree(dict.fromkeys(names, "# Hello\n")), *names)
    assert report.notes == ("9 named files are not prompt files of any known host, docs/0.md among them",)
    assert len(report.details) == 9


def test_toml_kinds_are_said_and_not_checked(tree: Any, check: Any) -> None:
    root = tree({".codex/agents/a.toml": "name = 1\n", ".claude/agents/a.md": GOOD}, git=True)
    report = check(root)
    assert (report.files, report.notes) == (1, ())
    assert any("codex/agent" in line for line in report.details)
    assert "TOML" in check(root, ".codex/agents/a.toml").notes[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfeh\x00i\x00", "the file is UTF-16"),
        (b"---\nname: caf\xe9\n---\n", "byte 14 is not valid UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_a_finding(tree: Any, check: Any, data: bytes, reason: str) -> None:
    root = tree({".claude/agents/a.md": GOOD})
    (root / ".claude/agents/b.md").write_bytes(data)
    report = check(root)
    assert [(d.rule, d.path, d.severity) for d in report.diagnostics] == [
        ("unreadable-file", ".claude/agents/b.md", Severity.ERROR)
    ]
    assert reason in report.diagnostics[0].message
    assert report.diagnostics[0].fingerprint
    assert (report.files, report.failures) == (2, ())


def test_what_cannot_be_opened_is_a_finding(tree: Any, check: Any) -> None:
    root = tree({".claude/agents/a.md": GOOD})
    (root / ".claude/agents/gone.md").symlink_to("nowhere.md")
    os.mkfifo(root / ".claude/agents/pipe.md")
    report = check(root, ".claude/agents/gone.md", ".claude/agents/pipe.md", ".claude/agents/a.md")
    assert [d.message for d in report.diagnostics] == [
        "cannot read the file: no such file or directory", "cannot read the file: not a regular file"
    ]  # fmt: skip


def test_a_file_without_permission_is_a_finding(tree: Any, check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    root = tree({".claude/agents/a.md": GOOD})
    monkeypatch.setattr("agentlint.project.workspace.open", refuse, raising=False)
    assert [d.message for d in check(root).diagnostics] == ["cannot read the file: permission denied"]


def test_a_file_that_vanishes_is_passed_over_unless_it_was_named(
    tree: Any, check: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(path: str, *_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", path)

    root = tree({".claude/agents/a.md": GOOD})
    monkeypatch.setattr("agentlint.project.workspace.open", vanish, raising=False)
    assert check(root).diagnostics == ()
    assert [d.rule for d in check(root, ".claude/agents/a.md").diagnostics] == ["unreadable-file"]


def test_unreadable_files_can_be_switched(tree: Any, check: Any) -> None:
    root = tree({"agentlint.toml": '[severity]\nunreadable-file = "info"\n'})
    folder = root / ".claude/agents"
    folder.mkdir(parents=True)
    (folder / "b.md").write_bytes(b"\xff")
    assert check(root).diagnostics[0].severity is Severity.INFO
    assert check(root, ignore=("unreadable-file",)).diagnostics == ()
    (root / "agentlint.toml").write_text('[per-file-ignores]\n"b.md" = ["unreadable-file"]\n')
    assert check(root).diagnostics == ()


def test_findings_are_sorted_and_complete(tree: Any, check: Any) -> None:
    report = check(tree({f".claude/agents/{n}.md": BROKEN for n in "cab"}, git=True))
    found = [(d.path, d.range, d.rule) for d in report.diagnostics]
    assert found == sorted(found)
    assert {d.rule for d in report.diagnostics} >= {"invalid-frontmatter", "duplicate-name"}
    for diagnostic in report.diagnostics:
        assert diagnostic.kind == "claude-code/agent"
        assert diagnostic.hosts
        assert diagnostic.fingerprint
        assert diagnostic.range == report.sources[diagnostic.path].range(diagnostic.span)
    assert len({d.fingerprint for d in report.diagnostics}) == len(report.diagnostics)
    assert set(report.timings) >= {"discover", "read", "lint", "roster"}


def test_fingerprints_outlive_moved_lines(tree: Any, check: Any) -> None:
    root = tree({".claude/agents/a.md": BROKEN})
    before = check(root).diagnostics
    moved = BROKEN.replace("name: helper", "color: red\nname: helper").replace("Text.", "More.\n\nText.")
    (root / ".claude/agents/a.md").write_text(moved)
    after = check(root).diagnostics
    assert [d.fingerprint for d in before] == [d.fingerprint for d in after]
    assert before[0].range != after[0].range


def test_suppressions_silence_findings_of_both_sorts(tree: Any, check: Any, told: Any) -> None:
    comment = "# agentlint-ignore-file[duplicate-name, invalid-frontmatter] meant so\n"
    root = tree({
        ".claude/agents/a.md": BROKEN.replace("name:", comment + "name:"),
        ".claude/agents/b.md": GOOD,
        ".claude/agents/c.md": GOOD.replace("helper", "other").replace("name:", comment + "name:"),
    }, git=True)  # fmt: skip
    rules = ("duplicate-name", "invalid-frontmatter", "unused-suppression")
    assert told(check(root, select=rules)) == [
        ".claude/agents/b.md:2 duplicate-name",
        ".claude/agents/c.md:2 unused-suppression",
        ".claude/agents/c.md:2 unused-suppression",
    ]
    # Alone, nobody can know that it has no twin.
    lone = check(root, ".claude/agents/c.md", select=rules, no_project=True)
    assert [d.message for d in lone.diagnostics] == ["nothing here to suppress for `invalid-frontmatter`"]


class FailingRule(ProjectRule):
    """Fails where the text says so."""

    name = "failing-rule"
    summary = "Fails"
    severity = Severity.INFO
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        if "FAIL HERE" in file.source.text:
            raise RuntimeError("on purpose")
        return iter(())

    def facts(self, file: File) -> object:
        if "FAIL IN FACTS" in file.source.text:
            raise KeyError("on purpose")
        return 1

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        if len(roster.entries) > 2:
            raise ValueError("on purpose")
        return iter(())


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> type[Rule]:
    rules = registry_module.load_rules().with_rule(FailingRule)
    monkeypatch.setattr("agentlint.planning.load_rules", lambda: rules)
    return FailingRule


@pytest.mark.usefixtures("failing")
def test_a_rule_that_raises_is_named_and_the_rest_goes_on(tree: Any, check: Any) -> None:
    root = tree({".claude/agents/a.md": GOOD + "FAIL HERE\n", ".claude/agents/b.md": BROKEN}, git=True)
    report = check(root, select=("failing-rule", "invalid-frontmatter"))
    assert [(d.path, d.rule) for d in report.diagnostics] == [
        (".claude/agents/a.md", "internal-error"), (".claude/agents/b.md", "invalid-frontmatter")
    ]  # fmt: skip
    assert report.failures == (".claude/agents/a.md: `failing-rule` failed on this file: RuntimeError: on purpose",)
    assert any("Traceback" in text for text in report.details)


@pytest.mark.usefixtures("failing")
def test_a_rule_that_raises_on_the_roster_or_on_a_neighbour_is_named(tree: Any, check: Any) -> None:
    root = tree({".claude/agents/a.md": GOOD, ".claude/agents/b.md": GOOD + "FAIL IN FACTS\n"}, git=True)
    report = check(root, ".claude/agents/a.md", select=("failing-rule",))
    assert report.diagnostics == ()
    assert report.failures == (".claude/agents/b.md: `failing-rule` failed on this file: KeyError: 'on purpose'",)
    (root / ".claude/agents/c.md").write_text(GOOD)
    report = check(root, ".claude/agents/a.md", select=("failing-rule",))
    assert [(d.path, d.rule) for d in report.diagnostics] == [(".claude/agents/a.md", "internal-error")]
    assert len(report.failures) == 2


def test_very_deep_folders(tree: Any, check: Any) -> None:
    root = tree({"agentlint.toml": ""})
    deep = root / "/".join("d" * 1050) / ".claude/agents"
    folders = [root]
    for part in deep.relative_to(root).parts:
        folders.append(folders[-1] / part)
        folders[-1].mkdir()
    file = deep / "a.md"
    file.write_text(BROKEN)
    try:
        assert [d.rule for d in check(root).diagnostics] == ["invalid-frontmatter"]
        assert check(root, str(file)).files == 1
    finally:
        file.unlink()
        for folder in reversed(folders[1:]):
            folder.rmdir()
