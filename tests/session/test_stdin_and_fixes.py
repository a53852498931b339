"""Standard input in the place of a file, and what fixes do to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Severity

if TYPE_CHECKING:
    import pytest

GOOD = "---\nname: helper\ndescription: Does one thing well.\n---\n\nText.\n"
BROKEN = "---\nname: helper\ndescription: Does one thing. Example: user: hello\n---\n\nText.\n"
FIXED = "---\nname: helper\ndescription: 'Does one thing. Example: user: hello'\n---\n\nText.\n"
HEADERS = {"select": ("invalid-frontmatter",)}
A = ".claude/agents/a.md"


def test_stdin_replaces_the_file_of_its_name(tree: Any, check: Any, told: Any) -> None:
    root = tree({A: GOOD, ".claude/agents/b.md": GOOD}, git=True)
    other = GOOD.replace("helper", "other").encode()
    names = {"select": ("duplicate-name",)}
    assert told(check(root, stdin=GOOD.encode(), stdin_filename=A, **names)) == [f"{A}:2 duplicate-name"]
    assert told(check(root, stdin=other, stdin_filename=A, **names)) == []
    new = ".claude/agents/new.md"
    assert told(check(root, stdin=GOOD.encode(), stdin_filename=new, **names)) == [f"{new}:2 duplicate-name"]
    assert (root / A).read_text() == GOOD


def test_stdin_without_a_name_is_an_agent_of_the_default_host(tree: Any, check: Any) -> None:
    report = check(tree({A: GOOD}), stdin=BROKEN.encode())
    assert [(d.path, d.kind) for d in report.diagnostics] == [("<stdin>", "claude-code/agent")]
    assert report.stdin_output is None


def test_fixed_stdin_is_given_back_and_not_written(tree: Any, check: Any) -> None:
    root = tree({A: GOOD}, git=True)
    report = check(root, stdin=BROKEN.encode(), stdin_filename=A, fix=True, **HEADERS)
    assert report.stdin_output == FIXED.encode()
    assert (report.fixed, report.diagnostics, [c.path for c in report.changes]) == (1, (), [A])
    assert (root / A).read_text() == GOOD
    assert check(root, stdin=GOOD.encode(), stdin_filename=A, fix=True, **HEADERS).stdin_output == GOOD.encode()


def test_excluded_stdin_is_given_back_as_it_is(tree: Any, check: Any) -> None:
    root = tree({A: GOOD, "agentlint.toml": 'extend-exclude = ["a.md"]\n'})
    report = check(root, stdin=b"\xff\x00", stdin_filename=A, fix=True)
    assert (report.stdin_output, report.stdin_excluded, report.diagnostics, report.files) == (b"\xff\x00", True, (), 0)


def test_stdin_that_is_no_text_is_a_finding(tree: Any, check: Any) -> None:
    report = check(tree({A: GOOD}), stdin=b"\xff\x00", stdin_filename=A, fix=True)
    assert [d.rule for d in report.diagnostics] == ["unreadable-file"]
    assert report.stdin_output == b"\xff\x00"


def test_fixes_are_written_once_and_for_all(tree: Any, check: Any) -> None:
    root = tree({A: BROKEN, ".claude/agents/b.md": GOOD.replace("helper", "other")}, git=True)
    (root / A).chmod(0o640)
    before = (root / ".claude/agents/b.md").stat()
    report = check(root, fix=True, **HEADERS)
    assert (root / A).read_text() == FIXED
    assert (root / A).stat().st_mode & 0o777 == 0o640
    assert [(c.path, c.before, c.after, c.written) for c in report.changes] == [(A, BROKEN, FIXED, True)]
    assert (report.fixed, report.diagnostics, report.failures) == (1, (), ())
    assert report.sources[A].text == FIXED
    after = (root / ".claude/agents/b.md").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)  # read it was
    again = check(root, fix=True, **HEADERS)
    assert (again.fixed, again.changes) == (0, ())


def test_only_files_in_focus_are_fixed(tree: Any, check: Any) -> None:
    root = tree({A: BROKEN, ".claude/agents/b.md": BROKEN}, git=True)
    report = check(root, A, fix=True)
    assert [c.path for c in report.changes] == [A]
    assert (root / ".claude/agents/b.md").read_text() == BROKEN
    assert [d.rule for d in report.diagnostics if d.severity is Severity.ERROR] == ["duplicate-name"]


def test_a_diff_writes_nothing(tree: Any, check: Any) -> None:
    root = tree({A: BROKEN})
    report = check(root, diff=True, **HEADERS)
    assert [(c.before, c.after, c.written) for c in report.changes] == [(BROKEN, FIXED, False)]
    assert (root / A).read_text() == BROKEN


def test_crlf_and_byte_order_mark_stay(tree: Any, check: Any) -> None:
    text = "\ufeff" + BROKEN.replace("\n", "\r\n")
    root = tree({A: text})
    check(root, fix=True, **HEADERS)
    assert (root / A).read_bytes() == ("\ufeff" + FIXED.replace("\n", "\r\n")).encode()


def test_suppressed_findings_are_not_fixed(tree: Any, check: Any) -> None:
    text = BROKEN.replace("description:", "# agentlint-ignore[invalid-frontmatter] on purpose\ndescription:")
    root = tree({A: text, "agentlint.toml": '[per-file-ignores]\n"b.md" = ["ALL"]\n', ".claude/agents/b.md": BROKEN})
    report = check(root, fix=True)
    assert report.changes == ()
    assert (root / A).read_text() == text


def test_a_link_out_of_the_project_is_not_written_through(tree: Any, check: Any, tmp_path: Any) -> None:
    root = tree({"agentlint.toml": "", ".claude/agents/b.md": GOOD})
    outside = tmp_path / "outside.md"
    outside.write_text(BROKEN)
    (root / A).symlink_to(outside)
    report = check(root, fix=True, **HEADERS)
    assert outside.read_text() == BROKEN
    assert len(report.failures) == 1
    assert report.failures[0].startswith(f"{A}: not fixed: ")
    assert (report.fixed, report.changes) == (0, ())
    assert [d.rule for d in report.diagnostics] == ["invalid-frontmatter"]


def test_a_refused_fix_is_named(tree: Any, check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from agentlint.proof import Refusal

    monkeypatch.setattr("agentlint.proof.prove", lambda *_: Refusal("no", "because I say so"))
    root = tree({A: BROKEN})
    report = check(root, fix=True, **HEADERS)
    assert (root / A).read_text() == BROKEN
    assert report.failures == (f"{A}: the fix of `invalid-frontmatter` was refused: because I say so",)


def test_a_fixer_that_raises_leaves_the_file(tree: Any, check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("agentlint.proof.prove", fail)
    root = tree({A: BROKEN})
    report = check(root, fix=True, **HEADERS)
    assert (root / A).read_text() == BROKEN
    assert "RuntimeError: on purpose" in report.failures[0]


def test_as_many_proofs_as_writes(tree: Any, check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from agentlint import proof

    proofs = []
    prove = proof.prove
    monkeypatch.setattr("agentlint.proof.prove", lambda *given: proofs.append(given) or prove(*given))
    root = tree({A: BROKEN, ".claude/agents/b.md": GOOD, ".claude/agents/c.md": BROKEN}, git=True)
    report = check(root, fix=True, **HEADERS)
    assert len(proofs) == len(report.changes) == 2
