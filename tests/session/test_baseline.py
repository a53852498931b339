"""Baselines: what is known is left out, what is new never gets in by itself."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

import pytest

from agentlint.project.errors import UsageError
from agentlint.session import Report, Request, run

if TYPE_CHECKING:
    from pathlib import Path

AGENT = "---\nname: {name}\ndescription: Looks after the {name} and its {thing}.\ntools: {tools}\n---\n\nWork.\n"
PAINTER = AGENT.format(name="painter", thing="brushes", tools="Read, Wriet")
SAILOR = AGENT.format(name="sailor", thing="ropes", tools="Read, Gerp")
WEAVER = AGENT.format(name="weaver", thing="looms", tools="Read, Edit")
FOLDER = ".claude/agents"


@pytest.fixture
def root(tree: Any) -> Path:
    files = {"painter": PAINTER, "sailor": SAILOR, "weaver": WEAVER}
    where: Path = tree({f"{FOLDER}/{name}.md": text for name, text in files.items()}, git=True)
    return where


def written(root: Path, *paths: str, **options: Any) -> dict[str, Any]:
    run(Request(paths=paths, cwd=root, write_baseline="known.json", **options))
    return contents(root)


def contents(root: Path) -> dict[str, Any]:
    files: dict[str, Any] = json.loads((root / "known.json").read_text("utf-8"))["files"]
    return files


def check(root: Path, *paths: str, **options: Any) -> Report:
    return run(Request(paths=paths, cwd=root, baseline="known.json", **options))


def rules(report: Report) -> list[str]:
    return [f"{d.path.rpartition('/')[2]} {d.rule}" for d in report.diagnostics]


def test_what_it_holds_is_left_out(root: Path) -> None:
    assert rules(run(Request(cwd=root))) == ["painter.md unknown-tool", "sailor.md unknown-tool"]
    assert list(written(root)) == [f"{FOLDER}/painter.md", f"{FOLDER}/sailor.md"]
    report = check(root)
    assert (rules(report), report.baselined) == ([], 2)
    assert report.notes == ("2 findings in known.json left out",)


def test_it_is_the_same_from_every_folder(root: Path) -> None:
    before = written(root)
    text = (root / "known.json").read_bytes()
    report = run(Request(paths=("..",), cwd=root / ".claude/agents", baseline="../../known.json"))
    assert (rules(report), report.baselined) == ([], 2)
    run(Request(paths=("../..",), cwd=root / ".claude/agents", write_baseline="../../known.json"))
    assert (root / "known.json").read_bytes() == text
    assert contents(root) == before


def test_fingerprints_are_the_same_from_every_folder(root: Path) -> None:
    above = run(Request(cwd=root)).diagnostics
    below = run(Request(cwd=root / ".claude/agents")).diagnostics
    assert [d.fingerprint for d in above] == [d.fingerprint for d in below]
    assert len({d.fingerprint for d in above}) == 2


def test_moved_lines_and_other_line_ends_change_nothing(root: Path) -> None:
    written(root)
    moved = PAINTER.replace("tools:", "model: sonnet\ntools:").replace("\n", "\r\n")
    (root / FOLDER / "painter.md").write_bytes(moved.encode())
    assert rules(check(root, select=("unknown-tool",))) == []


@pytest.mark.parametrize("new", [f"{FOLDER}/other/artist.md", ".claude/agents/artist.md"])
def test_a_renamed_file_keeps_its_findings(root: Path, new: str) -> None:
    written(root)
    (root / new).parent.mkdir(exist_ok=True)
    (root / FOLDER / "painter.md").rename(root / new)
    report = check(root, select=("unknown-tool",))
    assert (rules(report), report.baselined) == ([], 2)
    # A hook hands over the new file alone.
    assert rules(check(root, new, select=("unknown-tool",))) == []


def test_a_renamed_file_with_crlf_keeps_its_findings(root: Path) -> None:
    written(root)
    (root / FOLDER / "painter.md").unlink()
    (root / FOLDER / "artist.md").write_bytes(PAINTER.replace("\n", "\r\n").encode())
    assert rules(check(root, select=("unknown-tool",))) == []


def test_a_copy_is_new(root: Path) -> None:
    written(root)
    (root / FOLDER / "zebra.md").write_text(PAINTER)
    assert rules(check(root, select=("unknown-tool",))) == ["zebra.md unknown-tool"]


def test_another_file_with_the_same_fault_is_new_though_the_old_one_is_gone(root: Path) -> None:
    written(root)
    (root / FOLDER / "painter.md").unlink()
    (root / FOLDER / "potter.md").write_text(AGENT.format(name="potter", thing="clay", tools="Read, Wriet"))
    report = check(root)
    assert rules(report) == ["potter.md unknown-tool"]
    assert any("1 finding of it no longer there" in note for note in report.notes)


def test_a_second_finding_about_the_same_text_is_new(root: Path) -> None:
    written(root)
    text = PAINTER.replace("\n---\n\nWork", "\ndisallowedTools: Wriet\n---\n\nWork")
    (root / FOLDER / "painter.md").write_text(text)
    assert rules(check(root, select=("unknown-tool",))) == ["painter.md unknown-tool"]


def test_a_check_never_changes_it(root: Path) -> None:
    written(root)
    before = (root / "known.json").read_bytes()
    (root / FOLDER / "weaver.md").write_text(WEAVER.replace("Read", "Raed"))
    (root / FOLDER / "painter.md").write_text(PAINTER.replace("Wriet", "Write"))
    report = check(root)
    assert rules(report) == ["weaver.md unknown-tool"]
    assert (root / "known.json").read_bytes() == before


def test_what_is_gone_is_taken_out_on_request_and_nothing_comes_in(root: Path) -> None:
    written(root)
    (root / FOLDER / "weaver.md").write_text(WEAVER.replace("Read", "Raed"))
    (root / FOLDER / "painter.md").write_text(PAINTER.replace("Wriet", "Write"))
    report = check(root, prune_baseline=True)
    assert rules(report) == ["weaver.md unknown-tool"]
    assert list(contents(root)) == [f"{FOLDER}/sailor.md"]
    assert "known.json: 1 finding taken out" in report.notes
    again = check(root, prune_baseline=True)
    assert not any("taken out" in note for note in again.notes)


def test_what_is_not_looked_at_stays(root: Path) -> None:
    before = written(root)
    (root / FOLDER / "painter.md").write_text(PAINTER.replace("Wriet", "Write"))
    check(root, f"{FOLDER}/sailor.md", prune_baseline=True)
    assert contents(root) == before
    check(root, select=("invalid-frontmatter",), prune_baseline=True)
    assert {path: known["findings"] for path, known in contents(root).items()} == {
        path: known["findings"] for path, known in before.items()
    }
    assert written(root, f"{FOLDER}/sailor.md") == before


def test_a_diff_of_it_is_small(root: Path) -> None:
    written(root)
    before = (root / "known.json").read_text().splitlines()
    (root / FOLDER / "sailor.md").write_text(SAILOR.replace("Gerp", "Grep"))
    check(root, prune_baseline=True)
    after = (root / "known.json").read_text().splitlines()
    lines = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert len(lines) == len(before) - len(after)
    assert len(lines) <= 8


def test_findings_between_files_are_known_by_their_own_text(root: Path) -> None:
    twin = AGENT.format(name="painter", thing="ladders", tools="Read")
    (root / FOLDER / "second.md").write_text(twin)
    written(root)
    assert rules(check(root)) == []
    (root / FOLDER / "second.md").rename(root / FOLDER / "twin.md")
    assert rules(check(root, select=("duplicate-name",))) == []
    (root / FOLDER / "third.md").write_text(twin.replace("ladders", "paints"))
    assert rules(check(root, select=("duplicate-name",))) == ["third.md duplicate-name"]


def test_the_configured_one(root: Path) -> None:
    (root / "agentlint.toml").write_text('baseline = "ci/known.json"\n')
    (root / "ci").mkdir()
    with pytest.raises(UsageError, match=r"^agentlint\.toml:1: `baseline` names a file that does not exist"):
        run(Request(cwd=root))
    assert run(Request(cwd=root, write_baseline="")).diagnostics == ()
    report = run(Request(cwd=root / ".claude"))
    assert (rules(report), report.baselined) == ([], 2)
    assert len(run(Request(cwd=root, isolated=True)).diagnostics) == 2


def test_nested_configurations_have_their_own(root: Path) -> None:
    (root / "agentlint.toml").write_text('baseline = "top.json"\n')
    inner = root / "services/pay"
    (inner / ".claude/agents").mkdir(parents=True)
    (inner / "agentlint.toml").write_text('baseline = "pay.json"\n')
    (inner / ".claude/agents/teller.md").write_text(AGENT.format(name="teller", thing="coins", tools="Read, Raed"))
    run(Request(cwd=root, write_baseline=""))
    assert list(json.loads((inner / "pay.json").read_text())["files"]) == [".claude/agents/teller.md"]
    assert len(json.loads((root / "top.json").read_text())["files"]) == 2
    report = run(Request(cwd=root))
    assert (rules(report), report.baselined) == ([], 3)


def test_outside_of_the_project(root: Path, tmp_path: Path) -> None:
    (tmp_path / "ci").mkdir()
    run(Request(cwd=root, write_baseline=str(tmp_path / "ci/elsewhere.json")))
    assert next(iter(json.loads((tmp_path / "ci/elsewhere.json").read_text())["files"])) == f"{FOLDER}/painter.md"
    root.rename(tmp_path / "moved")
    report = run(Request(cwd=tmp_path / "moved", baseline="../ci/elsewhere.json"))
    assert (rules(report), report.baselined) == ([], 2)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", r"known\.json:1:1: not valid JSON"),
        ('{"version": 1,\n "files": {}\n<<<<<<< ours\n}', r"known\.json:3:1: not valid JSON"),
        ("[]", r"known\.json:1: not a baseline: there is no `version`"),
        ('{\n"version": 7, "files": {}}', r"known\.json:2: not a baseline: version 7"),
        ('{"version": 1,\n"files": []}', r"known\.json:2: not a baseline: `files` must be an object"),
        ('{"version": 1, "files": {\n"a.md": 3}}', r"known\.json:2: not a baseline: `a.md` must hold"),
        (
            '{"version": 1, "files": {"a.md": {"content": "",\n"findings": {\n"unknown-tool": "x"}}}}',
            r"known\.json:3: not a baseline: `unknown-tool` of `a.md` must be a list",
        ),
        ('{"version": 1,\n"more": 2, "files": {}}', r"known\.json:2: not a baseline: unknown key `more`"),
        ("[" * 100_000, r"known\.json: not a baseline: RecursionError|known\.json:1"),
        ("\ud800", r"not UTF-8"),
    ],
)
def test_what_is_no_baseline_is_told_with_its_line(root: Path, text: str, fault: str) -> None:
    (root / "known.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    for options in ({"baseline": "known.json"}, {"write_baseline": "known.json"}):
        with pytest.raises(UsageError, match=fault):
            run(Request(cwd=root, **options))  # type: ignore[arg-type]
    assert (root / "known.json").read_bytes() == text.encode("utf-8", "surrogatepass")


def test_one_that_is_not_there(root: Path) -> None:
    with pytest.raises(UsageError, match=r"known\.json: no such baseline"):
        check(root)
    with pytest.raises(UsageError, match=r"cannot write the baseline|cannot read the baseline"):
        run(Request(cwd=root, write_baseline=FOLDER))
    with pytest.raises(UsageError, match="there is no baseline"):
        run(Request(cwd=root, prune_baseline=True))


def test_standard_input_is_held_against_it(root: Path) -> None:
    written(root)
    name = f"{FOLDER}/painter.md"
    report = check(root, stdin=PAINTER.replace("Wriet", "Wriet, Raed").encode(), stdin_filename=name)
    (found,) = report.diagnostics
    assert "Raed" in found.message


def test_rules_that_are_no_more_are_gone(root: Path) -> None:
    written(root)
    text = (root / "known.json").read_text().replace('"unknown-tool"', '"never-was"')
    (root / "known.json").write_text(text)
    report = check(root)
    assert len(report.diagnostics) == 2
    assert "known.json: 2 findings of it no longer there; take out with --prune-baseline" in report.notes


def test_without_git_and_without_a_configuration(tree: Any) -> None:
    folders = ("one", "two")
    top = tree({f"{folder}/{FOLDER}/painter.md": PAINTER for folder in folders})
    report = run(Request(cwd=top))
    assert len({d.fingerprint for d in report.diagnostics}) == len(report.diagnostics) == 2
    (top / "ci").mkdir()
    for where, cwd in (("known.json", top), ("ci/known.json", top), ("../ci/known.json", top / "one")):
        run(Request(paths=(str(top),), cwd=cwd, write_baseline=where))
        assert run(Request(paths=(str(top),), cwd=cwd, baseline=where)).baselined == 2
        assert run(Request(paths=("../two",), cwd=top / "one", baseline=str(cwd / where))).baselined == 1


def test_hundreds_of_files_and_one_of_them_checked(tree: Any) -> None:
    root = tree({f"{FOLDER}/p{n}.md": PAINTER.replace("painter", f"p{n}") for n in range(300)}, git=True)
    before = written(root)
    assert len(before) == 300
    report = check(root, f"{FOLDER}/p7.md", prune_baseline=True)
    assert (rules(report), report.baselined) == ([], 1)
    assert contents(root) == before
