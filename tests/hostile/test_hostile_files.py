"""Folders that somebody made to hurt, and files that change under the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 300
AGENT = "---\nname: {}\ndescription: Does one thing.\ntools: Read\n---\n\nYou do it.\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs links and names that Windows refuses")


def put(folder: Path, path: str, text: str = AGENT.format("tester")) -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "agentlint", *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr[-3000:].decode(errors="replace")
    return done


def check(*arguments: str, cwd: Path) -> tuple[int, dict[str, object]]:
    done = run("check", "--output-format", "json", *arguments, cwd=cwd)
    assert done.returncode in (0, 1), done.stderr[-3000:].decode(errors="replace")
    result: dict[str, object] = json.loads(done.stdout)
    return done.returncode, result


def rules(result: dict[str, object]) -> list[str]:
    found = result["diagnostics"]
    assert isinstance(found, list)
    return [d["rule"] for d in found]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    put(tmp_path, ".claude/agents/a.md")
    (tmp_path / ".claude/agents/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / ".claude/agents/up").symlink_to("..", target_is_directory=True)
    (tmp_path / ".claude/agents/self.md").symlink_to("self.md")
    (tmp_path / ".claude/agents/to.md").symlink_to("fro.md")
    (tmp_path / ".claude/agents/fro.md").symlink_to("to.md")
    _, result = check(cwd=tmp_path)
    assert "internal-error" not in rules(result)
    assert "duplicate-name" not in rules(result)


def test_a_broken_link_that_is_named_is_told(tmp_path: Path) -> None:
    put(tmp_path, ".claude/agents/a.md")
    (tmp_path / ".claude/agents/gone.md").symlink_to("nowhere.md")
    done = run("check", ".claude/agents/gone.md", cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert b"gone.md" in done.stdout + done.stderr


def test_one_file_reached_twice_is_one_file(tmp_path: Path) -> None:
    put(tmp_path, ".claude/agents/a.md")
    (tmp_path / ".claude/agents/b.md").symlink_to("a.md")
    _, result = check(cwd=tmp_path)
    assert "duplicate-name" not in rules(result)


def test_fix_writes_nothing_outside_the_project(tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/a.md", "---\nname: a\ndescription: one: two\n---\n")
    before = outside.read_bytes()
    project = tmp_path / "project"
    put(project, "agentlint.toml", "")
    put(project, ".claude/agents/b.md", AGENT.format("other"))
    (project / ".claude/agents/a.md").symlink_to(outside)
    run("check", "--fix", "--unsafe-fixes", cwd=project)
    assert outside.read_bytes() == before
    assert (project / ".claude/agents/a.md").is_symlink()


@pytest.mark.parametrize(
    "name",
    ["a\nb.md", "a\rb.md", "\t.md", " .md", "a b.md", "-a.md", "--fix.md", "a'b\".md", "*.md", "[a].md", "$(x).md",
     "\u202egnp.md", "\u200b.md", "%s.md", "a\\b.md", "é.md", "e\u0301.md", "\x1b[31mred.md", "::error::x.md"],
)  # fmt: skip
def test_names_that_break_lines_and_shells(name: str, tmp_path: Path) -> None:
    put(tmp_path, f".claude/agents/{name}", "---\nname: tester\ndescription: one: two\ntools: Grpe\n---\n")
    status, result = check(cwd=tmp_path)
    assert status == 1
    assert {"invalid-frontmatter", "unknown-tool"} <= set(rules(result))
    for form in ("full", "concise"):
        done = run("check", "--output-format", form, cwd=tmp_path)
        assert done.returncode == 1
        assert b"\x1b[31mred" not in done.stdout
        lines = done.stdout.decode().split("\n")
        assert not any(line.startswith("b.md") for line in lines)


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    folder = tmp_path / ".claude/agents"
    folder.mkdir(parents=True)
    try:
        (folder / os.fsdecode(b"a\xff.md")).write_text(AGENT.format("a"), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    check(cwd=tmp_path)
    for form in ("full", "concise"):
        assert run("check", "--output-format", form, cwd=tmp_path).returncode in (0, 1)


def test_a_folder_where_a_file_is_expected(tmp_path: Path) -> None:
    put(tmp_path, ".claude/agents/a.md/b.md")
    (tmp_path / ".claude/skills/x/SKILL.md").mkdir(parents=True)
    check(cwd=tmp_path)


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, ".claude/agents/a.md")
    os.mkfifo(tmp_path / ".claude/agents/pipe.md")
    check(cwd=tmp_path)
    done = run("check", ".claude/agents/pipe.md", cwd=tmp_path)
    assert done.returncode in (0, 1, 2)


def test_a_socket_of_depth(tmp_path: Path) -> None:
    deep = tmp_path
    try:
        for _ in range(300):
            deep = deep / "abcdefghi"
            deep.mkdir()
    except OSError:
        pass
    put(tmp_path, ".claude/agents/a.md")
    check(cwd=tmp_path)


def test_many_files_of_one_name_and_text(tmp_path: Path) -> None:
    for number in range(400):
        put(tmp_path, f".claude/agents/{number}.md")
    _, result = check(cwd=tmp_path)
    assert rules(result).count("duplicate-name") == 400


@pytest.mark.parametrize(
    "text",
    [
        "\0", "a = " + "[" * 5_000, "[" * 10_000, "select = 1", "a.b.c.d = 1", "\ufeffselect = []",
        'extend = "agentlint.toml"', 'extend = "../../../x"', 'exclude = ["' + "**/" * 2_000 + '"]',
        '[per-file-ignores]\n"[" = ["ALL"]', '[per-file-ignores]\n"' + "*a" * 2_000 + '" = ["ALL"]',
    ],
    ids=range(11),
)  # fmt: skip
def test_a_configuration_made_to_hurt(text: str, tmp_path: Path) -> None:
    put(tmp_path, f".claude/agents/{'a' * 100}.md")
    put(tmp_path, "agentlint.toml", text)
    done = run("check", cwd=tmp_path)
    assert done.returncode in (0, 1, 2)
    if done.returncode == 2:
        assert b"agentlint.toml" in done.stderr


def test_files_that_vanish_and_change_while_read(tmp_path: Path) -> None:
    files = [put(tmp_path, f".claude/agents/{number}.md", AGENT.format(f"a{number}")) for number in range(200)]
    stop = threading.Event()

    def disturb() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            for file in files[:100]:
                if turn % 2:
                    file.unlink(missing_ok=True)
                else:
                    file.write_text(AGENT.format(f"b{turn}")[: turn % 60], encoding="utf-8")

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        for arguments in ((), ("--fix",), ("--no-project", ".claude/agents")):
            done = run("check", *arguments, cwd=tmp_path)
            assert done.returncode in (0, 1), done.stderr[-2000:].decode(errors="replace")
    finally:
        stop.set()
        thread.join()
    for number, file in enumerate(files[100:], 100):
        assert file.read_text(encoding="utf-8") == AGENT.format(f"a{number}")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    for number in range(300):
        put(tmp_path, f".claude/agents/{number}.md", f"---\nname: a{number}\ndescription: one: two\ntools: Grpe\n---\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "agentlint", "check"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=SECONDS)
    assert b"Traceback" not in errors
    assert b"BrokenPipe" not in errors
