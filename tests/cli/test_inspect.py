from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentlint.hosts.detect import detect
from agentlint.report.cells import width_of
from agentlint.report.inspection import inspect_source
from agentlint.report.inspection.json import inspection_object, render_json
from agentlint.report.inspection.text import render_text
from agentlint.report.look import Look
from agentlint.source import Source

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

Invoke = Callable[..., Result]

RECOVERED = """\
---
name: sailor
description: Use for boats: hulls and masts.\\n\\n<example>\\nContext: A leak\\nuser: 'Help'\\nassistant: 'I call the
sailor'\\n<commentary>\\nBoats.\\n</commentary>\\n</example>
tools: [Read, Grep]
color: "blue"
---

You mend boats.

# Hulls

- wood
- steel

## Steel

```sh
weld
```

<rules>
Keep dry.
</rules>
""".replace("the\nsailor", "the sailor")

VALID = """\
---
name: baker
description: >
  Bakes bread
  and cakes
tools:
  - read
  - edit
mcp-servers:
  oven:
    type: local
model:
---
You bake.
"""

TRANSCRIPT = """\
---
name: talk
description: "Use for talk.\\n\\nExample:\\nuser: \\"Hi\\"\\nassistant: \\"Ho\\"\\n"
---
You talk.

<example>
user: one
assistant: two
"""

WIDE = "---\r\nname: 画家\r\ndescription: 绘" + "画" * 300 + "\u200b\r\n---\r\n# 标题\r\n"

FILES = {
    "recovered": (".claude/agents/sailor.md", RECOVERED),
    "valid": (".github/agents/baker.agent.md", VALID),
    "broken": (".gemini/agents/x.md", "---\nname: [x\n  - y: {\ndescription: d\n---\n\nBody.\n"),
    "unclosed": (".claude/agents/open.md", "---\nname: open\ndescription: Never ends\n\nText.\n"),
    "no header": (".claude/commands/go.md", "Go there: $ARGUMENTS\n\n```\nnever closed\n"),
    "wide": (".claude/agents/wide.md", WIDE),
    "empty": (".claude/agents/empty.md", ""),
    "of no kind": ("notes.txt", "just text"),
    "transcript": (".claude/agents/talk.md", TRANSCRIPT),
}


def view_of(path: str, text: str) -> str:
    detection = detect(path, text[:8192], named=True)
    view = inspect_source(Source(path, text), detection.how, detection.kinds)
    return "".join(render_text(view, Look()))


@pytest.mark.parametrize("name", FILES)
def test_text(name: str, snapshot: SnapshotAssertion) -> None:
    text = view_of(*FILES[name])
    assert max(map(width_of, text.splitlines())) <= 80
    assert text == snapshot


def test_json() -> None:
    path, text = FILES["recovered"]
    detection = detect(path, text[:8192])
    data = json.loads(render_json(inspect_source(Source(path, text), detection.how, detection.kinds)))
    assert list(data) == [
        "version",
        "path",
        "recognised",
        "kinds",
        "text",
        "too_large",
        "frontmatter",
        "body",
        "readings",
    ]
    assert data["text"] == {"lines": 23, "characters": len(text), "newline": "LF", "bom": False}
    header = data["frontmatter"]
    assert (header["status"], header["closed"]) == ("repaired", True)
    assert [entry["key"] for entry in header["entries"]] == ["name", "description", "tools", "color"]
    assert [entry["value"]["type"] for entry in header["entries"]] == ["scalar", "scalar", "sequence", "scalar"]
    assert header["entries"][3]["value"]["style"] == "double-quoted"
    assert [repair["cause"] for repair in header["repairs"]] == ["unquoted-colon"]
    body = data["body"]
    assert [(section["level"], section["text"]) for section in body["sections"]] == [(1, "Hulls"), (2, "Steel")]
    assert [(tag["kind"], tag["name"]) for tag in body["tags"]] == [("open", "rules"), ("close", "rules")]
    assert [turn["role"] for turn in body["examples"][0]["turns"]] == ["user", "assistant"]
    reading = data["readings"][0]
    assert (reading["kind"], reading["owner"], reading["outcome"]) == ("claude-code/agent", True, "recovered")
    # The second try quotes the value of each line, so the list has become text.
    assert reading["values"]["tools"] == "[Read, Grep]"
    assert reading["body_start"] == {"line": 7, "column": 1}
    assert data["readings"][1]["outcome"] == "dropped"


def test_a_key_that_a_host_does_not_know_is_marked() -> None:
    text = "---\nname: baker\ndescription: Bakes\nmood: sunny\n---\nYou bake.\n"
    assert "mood         sunny  (unknown key)" in view_of(".claude/agents/baker.md", text)
    detection = detect(".claude/agents/baker.md", text)
    data = inspection_object(inspect_source(Source("a.md", text), detection.how, detection.kinds))
    assert data["readings"][0]["unknown_keys"] == ["mood"]


def test_a_long_value_is_shown_once() -> None:
    text = f"---\nname: baker\ndescription: {'Bakes bread and cakes. ' * 20}\n---\nYou bake.\n"
    shown = view_of(".claude/agents/baker.md", text)
    assert shown.count("(459 characters)") == 2
    assert shown.count("(as above)") >= 1


def test_ranges_point_at_the_text() -> None:
    path, text = FILES["recovered"]
    detection = detect(path, text)
    data = inspection_object(inspect_source(Source(path, text), detection.how, detection.kinds))
    lines = text.split("\n")
    for entry in data["frontmatter"]["entries"]:
        at = entry["key_range"]["start"]
        assert lines[at["line"] - 1][at["column"] - 1 :].startswith(entry["key"] + ":")
    [example] = data["body"]["examples"]
    at = example["open"]["start"]
    assert lines[at["line"] - 1][at["column"] - 1 :].startswith("<example>")


def test_command(invoke: Invoke, tmp_path: Path) -> None:
    path, text = FILES["recovered"]
    target = tmp_path / path
    target.parent.mkdir(parents=True)
    target.write_text(text, "utf-8")
    result = invoke("inspect", path, cwd=tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == view_of(path, text)
    data = json.loads(invoke("inspect", path, "--output-format", "json", cwd=tmp_path).stdout)
    assert data["readings"][0]["kind"] == "claude-code/agent"
    assert data["readings"][0]["values"]["name"] == "sailor"


def test_a_file_of_no_kind_is_shown_whole(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("word " * 4000 + "\n\n# End\n", "utf-8")
    result = invoke("inspect", "notes.txt", cwd=tmp_path)
    assert "no host is known to read it" in result.stdout
    assert "# End" in result.stdout


def test_the_configuration_has_a_say_in_the_kind(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "agentlint.toml").write_text('[file-kinds]\n"notes/*.txt" = "opencode/agent"\n', "utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a.txt").write_text("---\ndescription: d\n---\nx\n", "utf-8")
    result = invoke("inspect", "notes/a.txt", cwd=tmp_path)
    assert "opencode/agent: said to be this by the configuration" in result.stdout


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"---\nname: caf\xe9\n---\n", "byte 14 is not valid UTF-8"), (b"\xff\xfea\0", "the file is UTF-16, not UTF-8")],
)
def test_unreadable(invoke: Invoke, tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.md").write_bytes(data)
    result = invoke("inspect", "a.md", cwd=tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error: a.md: {message}\n")


def test_a_file_beyond_all_bounds_is_not_parsed(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "SKILL.md").write_text("---\nname: x\n---\n" + "x" * 3_000_000, "utf-8")
    result = invoke("inspect", "SKILL.md", cwd=tmp_path)
    assert result.exit_code == 0
    assert "Not parsed: the file is larger than 2 MiB." in result.stdout
    data = json.loads(invoke("inspect", "SKILL.md", "--output-format", "json", cwd=tmp_path).stdout)
    assert data["too_large"] == "the file is larger than 2 MiB"


PIECES = [
    "---\n", "name: x\n", "description: a: b\n", "- ", "# H\n", "```\n", "<example>", "</example>", "user: ",
    "assistant: ", "\t", "\r", "\u200b", "你", "[", "{", "'", '"', "|\n", " ", "\n", "*a", "&b", "<tag a='b'>", "> ",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.integers(40, 100))
def test_any_text_can_be_shown(pieces: list[str], width: int) -> None:
    text = "".join(pieces)
    detection = detect(".claude/agents/a.md", text)
    view = inspect_source(Source(".claude/agents/a.md", text), detection.how, detection.kinds)
    lines = "".join(render_text(view, Look(width=width))).splitlines()
    assert lines
    assert all(width_of(line) <= max(width, 80) for line in lines)
    json.dumps(inspection_object(view))
