from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from agentlint.diagnostic import Related
from agentlint.report import FORMATS, render
from agentlint.report.cells import width_of
from agentlint.report.diff import render_diff
from agentlint.report.look import Look
from agentlint.source import Source

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

SGR = re.compile(r"\x1b\[[0-9;]*m")


def text_of(name: str, found: Any, **look: Any) -> str:
    return "".join(render(name, found, Look(**look)))


@pytest.mark.parametrize("name", ["full", "concise", "json"])
def test_output(name: str, found: Any, snapshot: SnapshotAssertion) -> None:
    assert text_of(name, found) == snapshot


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "sarif"])  # it holds all rules
def test_without_findings(name: str, found: Any, snapshot: SnapshotAssertion) -> None:
    found.diagnostics.clear()
    assert text_of(name, found) == snapshot


@pytest.mark.parametrize("name", ["full", "concise"])
def test_colour_adds_nothing_but_colour(name: str, found: Any) -> None:
    painted = text_of(name, found, color=True)
    assert "\x1b[" in painted
    assert SGR.sub("", painted) == text_of(name, found)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_full_keeps_to_the_width(found: Any, width: int) -> None:
    lines = text_of("full", found, width=width).splitlines()
    assert max(map(width_of, lines)) <= width


def test_a_description_of_1900_characters_stays_small(found: Any) -> None:
    assert len(found.sources["agents/sailor.md"].line_text(3)) > 1900
    assert len(text_of("full", found)) < 2000


@pytest.mark.parametrize(
    ("help", "shown"),
    [
        ("Replace it by Edit.", None),
        ("Replace it by Edit", None),
        ("Replace it by Edit. Or take it out.", "Or take it out."),
        ("Replace it by Editor.", "Replace it by Editor."),
        ("Use another.", "Use another."),
    ],
)
def test_full_does_not_say_twice_what_a_fix_does(found: Any, help: str, shown: str | None) -> None:
    found.diagnostics[:] = [replace(found.diagnostics[0], help=help)]
    text = text_of("full", found)
    assert "= fix: Replace it by Edit (--fix)" in text
    assert (f"= help: {shown}" in text) if shown else ("= help" not in text)


def test_concise_has_one_line_for_each_finding_whatever_is_in_it(found: Any) -> None:
    first = found.diagnostics[0]
    found.diagnostics[0] = replace(first, message="a\nb\x1b[31m", path="odd\nname.md")
    lines = text_of("concise", found, summary=False).splitlines()
    assert lines[0] == "odd<U+000A>name.md:4:14: error[unknown-tool] [*] a<U+000A>b<U+001B>[31m"
    assert len(lines) == len(found.diagnostics)


def test_quiet_leaves_out_the_summary(found: Any) -> None:
    assert "Found" in text_of("full", found)
    assert "Found" not in text_of("full", found, summary=False)


def test_unsafe_fixes_count_when_they_are_asked_for(found: Any) -> None:
    assert "[*] 1 fixable with --fix (1 more with --unsafe-fixes)." in text_of("concise", found)
    assert "[*] 2 fixable with --fix --unsafe-fixes." in text_of("concise", found, unsafe_fixes=True)


def test_a_hint_where_only_unsafe_fixes_are_left(found: Any) -> None:
    del found.diagnostics[0]
    assert "No safe fixes; 1 unsafe fix is available with --fix --unsafe-fixes." in text_of("concise", found)


def test_a_finding_without_its_text_has_no_excerpt(found: Any) -> None:
    found.sources.clear()
    lines = text_of("full", found).splitlines()
    assert not any("|" in line for line in lines)
    assert "  = help: use `Edit`, which took over its work" in lines


def test_values_of_a_hostile_file_do_not_flood_the_screen(found: Any) -> None:
    flood = "no such tool: " + "A" * 1_000_000
    first = found.diagnostics[0]
    place = first.location
    found.diagnostics[:] = [replace(first, message=flood, help=flood, related=(Related(place, flood),) * 50)]
    text = text_of("full", found)
    assert len(text) < 10_000
    assert "44 more places" in text
    assert len(text_of("concise", found)) < 2000


def test_json_is_the_contract(found: Any) -> None:
    data = json.loads(text_of("json", found))
    assert list(data) == ["version", "diagnostics", "summary"]
    assert data["version"] == 1
    assert data["summary"] == {"files": 4, "errors": 1, "warnings": 1, "infos": 1, "fixed": 0}
    first, second, third = data["diagnostics"]
    assert list(first) == [
        "rule", "severity", "message", "help", "path", "range", "kind", "hosts", "group", "fingerprint", "related",
        "fixes", "url",
    ]  # fmt: skip
    assert first["range"] == {"start": {"line": 4, "column": 14}, "end": {"line": 4, "column": 23}}
    assert first["fixes"] == [
        {"title": "Replace it by Edit", "applicability": "safe", "edits": [{"range": first["range"], "text": "Edit"}]}
    ]
    assert second["related"][0]["path"] == "agents/painter.md"
    assert second["group"] == "g1"
    assert third["help"] is third["url"] is third["group"] is None


def test_json_takes_lone_surrogates(found: Any) -> None:
    found.diagnostics[:] = [replace(found.diagnostics[0], path="bad\udc80.md")]
    text = text_of("json", found)
    text.encode()
    assert json.loads(text)["diagnostics"][0]["path"] == "bad\udc80.md"


@dataclass
class Change:
    path: str
    before: str
    after: str


CHANGES = [
    Change("a.md", "one\ntwo\nthree\n", "one\n2\nthree\n"),
    Change("folder/b.md", "x\r\ny\r\n", "x\r\nz\r\n"),
    Change("c.md", "no end", "an end\n"),
    Change("d.md", "an end\n", "no end"),
    Change("e.md", "odd\x0cline\u2028ends\rhere\n", "odd\x0cline\u2028ends\rthere\n"),
]


def test_diff(snapshot: SnapshotAssertion) -> None:
    assert "".join(render_diff(CHANGES, Look())) == snapshot


def test_diff_in_colour_is_the_same_diff() -> None:
    painted = "".join(render_diff(CHANGES, Look(color=True)))
    assert "\x1b[32m+2\x1b[0m" in painted
    assert SGR.sub("", painted) == "".join(render_diff(CHANGES, Look()))


def test_git_applies_the_diff(tmp_path: Path) -> None:
    for change in CHANGES:
        target = tmp_path / change.path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(change.before.encode())
    diff = "".join(render_diff(CHANGES, Look())).encode()
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=tmp_path, input=diff, check=True, capture_output=True)
    for change in CHANGES:
        assert (tmp_path / change.path).read_bytes() == change.after.encode()


def test_equal_texts_have_no_diff() -> None:
    assert list(render_diff([Change("a.md", "same\n", "same\n")], Look())) == []


def test_locations_of_related_places_are_named(found: Any) -> None:
    assert "= see: agents/painter.md:2:1: claims the same job" in text_of("full", found)


def test_a_place_in_the_same_file_is_named_without_its_path(found: Any) -> None:
    second = found.diagnostics[1]
    found.diagnostics[1] = replace(second, path="agents/painter.md")
    assert "= see: line 2, column 1: claims the same job" in text_of("full", found)


def test_a_long_path_is_not_broken(found: Any) -> None:
    second = found.diagnostics[1]
    path = "a-folder-with-a-long-name/" * 5 + "agent.md"
    related = (Related(replace(second.related[0].location, path=path), "claims the same job"),)
    found.diagnostics[1] = replace(second, related=related)
    lines = text_of("full", found).splitlines()
    at = lines.index(f"  = see: {path}:2:1:")
    assert lines[at + 1] == "         claims the same job"


def test_source_is_found_by_the_reported_path(found: Any) -> None:
    found.sources["agents/painter.md"] = Source("agents/painter.md", "gone")
    assert "MultiEdit\n" not in text_of("full", found)
