"""`format` from end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

if TYPE_CHECKING:
    from pathlib import Path

Invoke = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]

ROUGH = "---\ndescription: Does a\nname: a\n---\n# Title\nText.  \n"
TIDY = "---\nname: a\ndescription: Does a\n---\n\n# Title\n\nText.\n"


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """Two agents, one of them tidy; a page that only its header makes a prompt; one that is none; a vendored agent."""
    files = {
        ".claude/agents/rough.md": ROUGH,
        ".claude/agents/tidy.md": TIDY,
        "docs/page.md": ROUGH,
        "docs/plain.md": "# Title\ntext",
        "vendor/agents/a.md": ROUGH,
        "agentlint.toml": 'extend-exclude = ["vendor/"]\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return tmp_path


def test_a_folder(invoke: Invoke, fleet: Path) -> None:
    first = invoke("format", cwd=fleet)
    assert (first.stdout, first.stderr, first.exit_code) == ("1 file reformatted, 1 file left unchanged\n", "", 0)
    assert (fleet / ".claude/agents/rough.md").read_text() == TIDY
    assert (fleet / "docs/page.md").read_text() == ROUGH, "a document with a header in no telling folder is left alone"
    assert (fleet / "vendor/agents/a.md").read_text() == ROUGH
    second = invoke("format", cwd=fleet)
    assert (second.stdout, second.exit_code) == ("2 files left unchanged\n", 0)


def test_a_file_that_is_named_is_formatted(invoke: Invoke, fleet: Path) -> None:
    result = invoke("format", "docs/page.md", "docs/plain.md", cwd=fleet)
    assert (result.stdout, result.exit_code) == ("1 file reformatted\n", 0)
    assert result.stderr == "note: docs/plain.md: not a prompt file of any known host\n"
    assert (fleet / "docs/page.md").read_text() == TIDY
    assert (fleet / "docs/plain.md").read_text() == "# Title\ntext"


def test_check_writes_nothing(invoke: Invoke, fleet: Path) -> None:
    result = invoke("format", "--check", cwd=fleet)
    assert result.stdout == (
        "Would reformat: .claude/agents/rough.md\n1 file would be reformatted, 1 file already formatted\n"
    )
    assert result.exit_code == 1
    assert (fleet / ".claude/agents/rough.md").read_text() == ROUGH
    quiet = invoke("format", "--check", "-q", cwd=fleet)
    assert (quiet.stdout, quiet.stderr, quiet.exit_code) == ("Would reformat: .claude/agents/rough.md\n", "", 1)
    done = invoke("format", "--check", ".claude/agents/tidy.md", cwd=fleet)
    assert (done.stdout, done.exit_code) == ("1 file already formatted\n", 0)


def test_diff(invoke: Invoke, fleet: Path) -> None:
    result = invoke("format", "--diff", cwd=fleet)
    assert result.exit_code == 1
    assert result.stderr == "1 file would be reformatted, 1 file already formatted\n"
    assert result.stdout.startswith("--- a/.claude/agents/rough.md\n+++ b/.claude/agents/rough.md\n@@ ")
    applied = subprocess.run(
        ["git", "apply", "-"], cwd=fleet, input=result.stdout.encode(), capture_output=True, check=False
    )
    assert applied.returncode == 0, applied.stderr
    assert (fleet / ".claude/agents/rough.md").read_text() == TIDY


def test_diff_in_colour(invoke: Invoke, fleet: Path) -> None:
    plain = invoke("format", "--diff", cwd=fleet).stdout
    colored = invoke("format", "--diff", "--color", "always", cwd=fleet).stdout
    assert "\x1b[32m+name: a\x1b[0m" in colored
    assert "\x1b" not in plain


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_diff_is_coloured_on_a_terminal(fleet: Path) -> None:
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "agentlint", "format", "--diff", "-q"], cwd=fleet, stdout=follower, stderr=follower,
        env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(leader)
    assert process.wait() == 1
    assert b"\x1b[32m+name: a\x1b[0m" in shown


def test_standard_input(agentlint: Process, fleet: Path) -> None:
    def run(name: str, text: bytes, *more: str) -> tuple[bytes, int]:
        done = agentlint("format", "--stdin-filename", name, *more, "-", cwd=fleet, stdin=text)
        return done.stdout, done.returncode

    rough = ROUGH.encode()
    assert run(".claude/agents/new.md", rough) == (TIDY.encode(), 0)
    assert run(".claude/agents/new.md", rough.replace(b"\n", b"\r\n")) == (TIDY.encode().replace(b"\n", b"\r\n"), 0)
    assert run(".claude/agents/new.md", TIDY.encode()) == (TIDY.encode(), 0)
    assert run(".claude/agents/new.md", b"") == (b"", 0)
    assert run("vendor/agents/a.md", rough) == (rough, 0), "excluded"
    assert run("docs/plain.md", b"# Title\ntext") == (b"# Title\ntext", 0), "of no kind"
    assert run("src/main.py", b"import  os") == (b"import  os", 0), "of no kind"
    assert run(".claude/agents/new.md", rough, "--check") == (b"", 1)
    assert run(".claude/agents/new.md", TIDY.encode(), "--check") == (b"", 0)
    diff, status = run(".claude/agents/new.md", rough, "--diff")
    assert (diff[:6], status) == (b"--- a/", 1)
    assert not (fleet / ".claude/agents/new.md").exists()


def test_standard_input_that_is_no_text(agentlint: Process, fleet: Path) -> None:
    done = agentlint(
        "format", "--stdin-filename", ".claude/agents/new.md", "-", cwd=fleet, stdin=b"---\nname: \xff\n---\n"
    )
    assert (done.stdout, done.returncode) == (b"---\nname: \xff\n---\n", 2)
    assert b"not valid UTF-8" in done.stderr


def test_force_exclude(invoke: Invoke, fleet: Path) -> None:
    assert invoke("format", "--force-exclude", "vendor/agents/a.md", cwd=fleet).exit_code == 0
    assert (fleet / "vendor/agents/a.md").read_text() == ROUGH
    invoke("format", "vendor/agents/a.md", cwd=fleet)
    assert (fleet / "vendor/agents/a.md").read_text() == TIDY


def test_options_of_the_configuration(invoke: Invoke, fleet: Path) -> None:
    (fleet / "agentlint.toml").write_text('[format]\nline-ending = "crlf"\nkey-order = []\nbullet = "*"\n')
    path = fleet / ".claude/agents/rough.md"
    path.write_text(ROUGH + "\n- one\n")
    invoke("format", ".claude/agents/rough.md", cwd=fleet)
    expected = "---\ndescription: Does a\nname: a\n---\n\n# Title\n\nText.\n\n* one\n"
    assert path.read_bytes() == expected.replace("\n", "\r\n").encode()
    path.write_text(ROUGH)
    invoke("format", "--isolated", ".claude/agents/rough.md", cwd=fleet)
    assert path.read_text() == TIDY
    (fleet / "other.toml").write_text("[format]\nkey-order = []\n")
    path.write_text(ROUGH)
    invoke("format", "--config", "other.toml", ".claude/agents/rough.md", cwd=fleet)
    assert path.read_text() == TIDY.replace("name: a\ndescription: Does a\n", "description: Does a\nname: a\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('line-endings = "lf"', ["no option `line-endings`", "did you mean `line-ending`?"]),
        ('line-ending = "dos"', ["`line-ending` must be one of auto, lf, crlf, not 'dos'"]),
        ("bullet = 1", ["`bullet` must be one of keep, -, *, +, not 1"]),
        ('key-order = "name"', ["`key-order` must be a list of strings"]),
    ],
)
def test_options_that_are_wrong(invoke: Invoke, fleet: Path, line: str, words: list[str]) -> None:
    (fleet / "agentlint.toml").write_text(f"[format]\n{line}\n")
    for command in ("format", "check"):
        result = invoke(command, cwd=fleet)
        assert result.exit_code == 2
        assert result.stderr.startswith("error: agentlint.toml:2: `format` ") or result.stderr.startswith(
            "error: agentlint.toml:1: `format` "
        )
        assert all(word in result.stderr for word in words), result.stderr


def test_the_options_are_shown(invoke: Invoke, fleet: Path) -> None:
    (fleet / "agentlint.toml").write_text('[format]\nkey-order = ["name"]\n')
    shown = json.loads(invoke("config", "--output-format", "json", cwd=fleet).stdout)
    assert shown["settings"]["format"] == {"key-order": ["name"]}
    assert shown["origins"]["format.key-order"] == "agentlint.toml:2"


def test_a_comment_keeps_a_file_as_it_is(invoke: Invoke, fleet: Path) -> None:
    path = fleet / ".claude/agents/rough.md"
    kept = ROUGH.replace("name: a", "# agentlint-ignore-file[duplicate-name, format] by hand\nname: a")
    path.write_text(kept)
    assert invoke("format", "--check", cwd=fleet).exit_code == 0
    words = ("--select", "unused-suppression", "--output-format", "concise", str(path))
    assert "format" not in invoke("check", *words, cwd=fleet).stdout
    path.write_text(kept.replace("-file[duplicate-name, format]", "[format]"))
    assert "`format` is for whole files" in invoke("check", *words, cwd=fleet).stdout
    assert invoke("format", "--check", cwd=fleet).exit_code == 1


def test_wrong_usage(invoke: Invoke, fleet: Path) -> None:
    for words in (["nowhere.md"], ["-", "a.md"], ["--stdin-filename", "a.md", "docs"], ["--config", "no.toml"],
                  ["--config", "agentlint.toml", "--isolated"]):  # fmt: skip
        result = invoke("format", *words, cwd=fleet, stdin=b"")
        assert (result.exit_code, result.stdout) == (2, ""), words
        assert result.stderr.startswith("error: "), words


def test_what_cannot_be_read_or_written(invoke: Invoke, fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (fleet / ".claude/agents/bad.md").write_bytes(b"---\nname: \xff\n---\n")
    result = invoke("format", cwd=fleet)
    assert result.exit_code == 2
    assert result.stderr == "error: .claude/agents/bad.md: cannot be read: byte 11 is not valid UTF-8\n"
    assert result.stdout == "1 file reformatted, 1 file left unchanged\n"
    (fleet / ".claude/agents/bad.md").unlink()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (fleet / ".claude/agents/rough.md").write_text(ROUGH)
    monkeypatch.setattr("os.fsync", full)
    result = invoke("format", cwd=fleet)
    assert (result.exit_code, result.stdout) == (2, "2 files left unchanged\n")
    assert result.stderr == "error: .claude/agents/rough.md: not formatted: cannot write: no space left on device\n"
    assert (fleet / ".claude/agents/rough.md").read_text() == ROUGH
    assert sorted(p.name for p in (fleet / ".claude/agents").iterdir()) == ["rough.md", "tidy.md"]


def test_a_folder_without_prompts(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("format", cwd=tmp_path)
    assert (result.stdout, result.stderr, result.exit_code) == ("", "note: .: no prompt files found\n", 0)


def test_every_write_is_proven_and_nothing_else(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from agentlint.format import formatter
    from agentlint.formatting import FormatRequest, format_files

    proven: list[tuple[str, str]] = []
    prove = formatter.prove

    def counted(before: object, after: object, *rest: object) -> object:
        refusal = prove(before, after, *rest)  # type: ignore[arg-type]
        if refusal is None:
            proven.append((before.text, after.text))  # type: ignore[attr-defined]
        return refusal

    monkeypatch.setattr(formatter, "prove", counted)
    report = format_files(FormatRequest(cwd=fleet))
    assert [c.path for c in report.changes] == [".claude/agents/rough.md"]
    steps = dict(proven)
    text = ROUGH
    while text in steps:
        text = steps[text]
    assert text == (fleet / ".claude/agents/rough.md").read_text()
    proven.clear()
    format_files(FormatRequest(cwd=fleet))
    assert proven == [], "what does not change needs no proof"


def test_standard_input_loads_no_more_than_it_needs(fleet: Path) -> None:
    code = (
        "import sys, io\n"
        "sys.argv = ['agentlint', 'format', '--stdin-filename', '.claude/agents/new.md', '-']\n"
        "from agentlint.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=fleet, input=ROUGH.encode(), capture_output=True, check=True, timeout=300
    )
    assert done.stdout == TIDY.encode()
    loaded = set(done.stderr.decode().split())
    assert "agentlint.format.formatter" in loaded
    heavy = {
        "ruamel.yaml", "agentlint.report", "agentlint.project.roster", "agentlint.lint", "agentlint.session",
        "agentlint_rules", "agentlint.fix.write", "subprocess", "difflib",
    }  # fmt: skip
    assert heavy & loaded == set()
