"""Text that somebody made to hurt: no traceback, no hang, no lost byte.

Through the real command, in a process of its own. The time limit detects hangs; it is far above what a run takes and no
measure of speed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = 300
DEEP = 10_000
LONG = 10 * 1024 * 1024
COUNT = 20_000
"""Enough for a loop in a loop to take minutes, few enough for what is linear to take seconds on a slow machine."""


def agent(description: str = "Does one thing.", extra: str = "", body: str = "You do it.\n") -> str:
    return f"---\nname: tester\ndescription: {description}\ntools: Read\n{extra}---\n\n{body}"


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    return agent(extra="\n".join(lines) + "\n")


def mapping_bomb() -> str:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n} {{{', '.join(f'k{i}: *a{n - 1}' for i in range(9))}}}" for n in range(1, 30)]
    return agent(extra="\n".join(lines) + "\ntools: *a29\n")


TEXTS: dict[str, Callable[[], str]] = {
    "alias bomb": bomb,
    "alias bomb of maps as tools": mapping_bomb,
    "alias to itself": lambda: agent(extra="loop: &loop [*loop]\nskills: &s {a: *s}\n"),
    "merge key to itself": lambda: agent(extra="x: &x {<<: *x, a: 1}\n"),
    "10 MB line in the body": lambda: agent(body="word " * (LONG // 5) + "\n"),
    "10 MB word in the body": lambda: agent(body="a" * LONG),
    "10 MB line without header": lambda: "x" * LONG,
    "2 MB less a little of backticks": lambda: agent(body="`" * 2_000_000),
    "many unpaired backtick runs": lambda: agent(body=" ".join("`" * (n % 60 + 1) for n in range(40_000))),
    "many brackets": lambda: agent(body="[" * 200_000),
    "many brackets and closers": lambda: agent(body="[" * 20_000 + "](" * 20_000),
    "many emphasis runs": lambda: agent(body="*a_ " * 100_000),
    "many angle brackets": lambda: agent(body="<" * 100_000),
    "many comment openers": lambda: agent(body="<!-- " * 100_000),
    "1 MB description": lambda: agent("word " * 200_000),
    "63 KiB description": lambda: agent("word: more " * 5_800),
    "63 KiB of quotes": lambda: agent('"' * 63_000),
    "63 KiB of single quotes": lambda: agent("'" * 63_001),
    "63 KiB of backslashes": lambda: agent('"' + "\\" * 63_001),
    "63 KiB of literal line breaks": lambda: agent("a" + "\\n" * 31_000),
    "63 KiB of blanks": lambda: agent("a" + " " * 63_000 + "b"),
    "63 KiB of tabs": lambda: agent("\t" * 63_000 + "x: y"),
    "huge header": lambda: agent(extra="".join(f"key{n}: value {n}\n" for n in range(COUNT))),
    "many broken entries": lambda: agent(extra="".join(f"k{n}: a: b\n" for n in range(2_000))),
    "many column-0 speech lines": lambda: agent("x\n" + 'user: "a: b" c\nassistant: "d\n' * 2_000),
    "one key 5,000 times": lambda: agent(extra="model: opus\n" * 2_000),
    "many comments": lambda: agent(extra="# comment\n" * 6_000),
    "many suppressions": lambda: agent(extra="# agentlint-ignore[unknown-tool] x\n" * 1_500),
    "a suppression that never ends": lambda: agent(extra="# agentlint-ignore[" + "a," * 30_000 + "\n"),
    "many dashes": lambda: "---\n" * COUNT,
    "dashes without end": lambda: "-" * 2_000_000,
    "flow list 10,000 deep": lambda: agent(extra="x: " + "[" * DEEP + "]" * DEEP + "\n"),
    "flow map 10,000 deep": lambda: agent(extra="x: " + "{a: " * DEEP + "}" * DEEP + "\n"),
    "open flow list 10,000 deep": lambda: agent(extra="x: " + "[" * DEEP + "\n"),
    "tools list 10,000 deep": lambda: f"---\nname: t\ndescription: d\ntools: {'[' * DEEP}\n---\n",
    "tools parentheses 10,000 deep": lambda: f"---\nname: t\ndescription: d\ntools: Bash{'(' * DEEP}\n---\n",
    "block list 10,000 deep on a line": lambda: agent(extra="x:\n  " + "- " * DEEP + "a\n"),
    "explicit keys 10,000 deep": lambda: agent(extra="? " * DEEP + "a\n"),
    "block map 300 deep": lambda: agent(extra="".join(" " * n + f"k{n}:\n" for n in range(300))),
    "block quote 10,000 deep": lambda: agent(body=">" * DEEP + " a\n"),
    "block quote 10,000 deep, spaced": lambda: agent(body="> " * DEEP + "a\n"),
    "list 10,000 deep on a line": lambda: agent(body="- " * DEEP + "a\n"),
    "ordered list 10,000 deep": lambda: agent(body="1. " * DEEP + "a\n"),
    "list 1,000 deep over lines": lambda: agent(body="".join("  " * n + "- a\n" for n in range(1_000))),
    "many tags opened": lambda: agent(body="<example>\n" * COUNT),
    "many tags closed": lambda: agent(body="</example>\n" * COUNT),
    "many different tags": lambda: agent(body="".join(f"<t{n}>\n" for n in range(COUNT))),
    "many tag pairs inside one another": lambda: agent(body="<a>" * COUNT + "</a>" * COUNT),
    "many example blocks": lambda: agent(body='<example>\nuser: "a"\n</example>\n' * (COUNT // 4)),
    "examples 10,000 deep in the description": lambda: agent("d " + "<example>" * 6_000),
    "a tag that never ends": lambda: agent(body="<example " + "a=" * 500_000),
    "commentary openers": lambda: agent("d <example>" + "<commentary>" * 4_000),
    "fence without end": lambda: agent(body="```\n" + "text\n" * COUNT),
    "many fences": lambda: agent(body="```\n" * (COUNT + 1)),
    "fence of 100,000 backticks": lambda: agent(body="`" * 100_000 + "\ntext\n"),
    "many headings": lambda: agent(body="# h\n" * COUNT),
    "many paragraphs": lambda: agent(body="p\n\n" * COUNT),
    "wide table": lambda: agent(body="|a" * 20_000 + "|\n" + "|-" * 20_000 + "|\n" + "|b" * 20_000 + "|\n"),
    "many link definitions": lambda: agent(body="".join(f"[{n}]: x\n" for n in range(COUNT))),
    "NUL everywhere": lambda: agent("a\0b", extra="x\0: y\n", body="a\0b\n\0\n"),
    "only NUL": lambda: "\0" * 100_000,
    "control characters": lambda: agent("".join(map(chr, range(1, 32))) + "\x7f\x85\u2028\u2029"),
    "lone surrogate escapes": lambda: agent('"\\ud800 \\udfff \\ud83d\\ude00"', extra='"\\udc00": x\n'),
    "escapes beyond Unicode": lambda: agent('"\\U00110000 \\Uffffffff \\xzz \\u12"'),
    "escaped NUL in the name": lambda: '---\nname: "a\\0b"\ndescription: "\\0"\ntools: "\\0, Read"\n---\n',
    "right-to-left and invisible characters": lambda: agent(
        "\u202eabc\u202c \u200b\u200d\u2060\ufeff \u2066x\u2069", extra="na\u200bme: y\n", body="\u202e</example>\n"
    ),
    "invisible characters in tools": lambda: agent().replace("Read", "Re\u200bad, \u202eGrep, \u0400"),
    "combining characters": lambda: agent("a" + "\u0301" * 30_000, body="e" + "\u0301" * 100_000),
    "emoji": lambda: agent("\U0001f468\u200d\U0001f469\u200d\U0001f467" * 3_000),
    "lone CR": lambda: agent().replace("\n", "\r"),
    "mixed line ends": lambda: "---\r\nname: t\rdescription: a: b\n\r---\r\n\rx\n\r\n",
    "several byte order marks": lambda: "\ufeff\ufeff" + agent(),
    "byte order mark in the middle": lambda: agent("a \ufeff: b"),
    "only an opening line": lambda: "---",
    "two opening lines": lambda: "---\n---",
    "nothing": lambda: "",
    "one blank": lambda: " ",
    "tags and anchors": lambda: agent(extra='x: !!python/object/apply:os.system ["true"]\ny: !!binary "%%"\nz: !<\n'),
    "directives": lambda: "---\n%YAML 9.9\n%TAG ! x\n---\nname: t\n---\n",
    "several documents": lambda: agent(extra="...\nname: other\n... \n"),
    "number bombs": lambda: agent(
        extra=f"maxTurns: 1{'0' * 5_000}\nx: 1e{'9' * 100}\ny: {'1:' * 3_000}1\nz: 0x{'f' * 9_000}\n"
    ),
    "dates": lambda: agent(extra="a: 9999-99-99\nb: 0000-00-00\nc: 2001-12-14t21:59:43.10-99:99\n"),
    "name of 60,000 characters": lambda: f"---\nname: {'a' * 60_000}\ndescription: d\n---\n",
    "10,000 tools": lambda: f"---\nname: t\ndescription: d\ntools: {', '.join(f'Tol{n}' for n in range(6_000))}\n---\n",
    "10,000 commas": lambda: f"---\nname: t\ndescription: d\ntools: {',' * 60_000}\n---\n",
    "one tool of 60,000 characters": lambda: f"---\nname: t\ndescription: d\ntools: {'Read' * 15_000}\n---\n",
}  # fmt: skip


def run(*arguments: str | Path, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command in a fresh process; fails where it hangs, shows a traceback or admits a fault of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "agentlint", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    for stream in (done.stdout, done.stderr):
        assert b"Traceback" not in stream, stream[-3000:].decode(errors="replace")
        assert b"internal-error" not in stream, stream[-3000:].decode(errors="replace")
        assert b"internal error" not in stream, stream[-3000:].decode(errors="replace")
    return done


def agent_file(folder: Path, data: bytes) -> Path:
    file = folder / ".claude" / "agents" / "a.md"
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("name", TEXTS)
def test_check_survives(name: str, tmp_path: Path) -> None:
    data = TEXTS[name]().encode()
    file = agent_file(tmp_path, data)
    done = run("check", cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr[-3000:].decode(errors="replace")
    assert file.read_bytes() == data


@pytest.mark.parametrize("name", TEXTS)
def test_fix_survives_and_settles(name: str, tmp_path: Path) -> None:
    data = TEXTS[name]().encode()
    file = agent_file(tmp_path, data)
    done = run("check", "--fix", "--unsafe-fixes", "-q", cwd=tmp_path)
    assert done.returncode in (0, 1) or b"was refused" in done.stderr, done.stderr[-3000:].decode(errors="replace")
    fixed = file.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == ["a.md"]
    if fixed != data:
        fixed.decode("utf-8")
        run("check", "--fix", "--unsafe-fixes", "-q", cwd=tmp_path)
        assert file.read_bytes() == fixed


@pytest.mark.parametrize("name", TEXTS)
def test_inspect_survives(name: str, tmp_path: Path) -> None:
    file = agent_file(tmp_path, TEXTS[name]().encode())
    done = run("inspect", "--output-format", "json", file, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr[-3000:].decode(errors="replace")
    json.loads(done.stdout, parse_constant=pytest.fail)


def test_a_hundred_thousand_tags_are_listed(tmp_path: Path) -> None:
    agent_file(tmp_path, agent(body="</example>\n" * 100_000).encode())
    done = run("check", "--output-format", "concise", "--select", "malformed-example", cwd=tmp_path)
    assert done.stdout.count(b"</example>") == 100_000


@pytest.mark.parametrize(
    "path", [".cursor/rules/a.mdc", ".github/agents/a.agent.md", ".gemini/agents/a.md", "SKILL.md"]
)
@pytest.mark.parametrize("name", ["alias bomb", "many broken entries", "control characters", "flow list 10,000 deep"])
def test_other_hosts_survive(name: str, path: str, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(TEXTS[name]().encode())
    assert run("check", cwd=tmp_path).returncode in (0, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe-\x00-\x00-\x00",
        b"---\nname: \xff\n---\n",
        b"---\nname: a\xed\xa0\x80\n---\n",
        bytes(range(256)) * 100,
        b"\xc0\x80",
    ],
)
def test_bytes_that_are_not_text(data: bytes, tmp_path: Path) -> None:
    file = agent_file(tmp_path, data)
    done = run("check", "--output-format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert [d["rule"] for d in json.loads(done.stdout)["diagnostics"]] == ["unreadable-file"]
    assert run("check", "--fix", "--unsafe-fixes", cwd=tmp_path).returncode == 1
    assert file.read_bytes() == data


@pytest.mark.parametrize("data", [b"", b"\xff", b"---\n" * 10_000, b"\0", b"---\nname: a\r\n"])
def test_hostile_standard_input(data: bytes, tmp_path: Path) -> None:
    done = run("check", "-", "--stdin-filename", ".claude/agents/a.md", cwd=tmp_path, stdin=data)
    assert done.returncode in (0, 1)
