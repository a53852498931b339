from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

from agentlint.fleet.page import ASSETS
from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

Invoke = Callable[..., Result]

HOSTILE = "</script><script>alert(1)</script><!--\u2028\u202e\x07&amp;$data"


def agent(name: str, description: str, **header: str) -> str:
    keys = {"name": name, "description": description, **header}
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items()) + "---\n\nText.\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A fleet whose every text tries to be markup."""
    root = tmp_path / "hostile"
    folder = root / ".claude/agents/<img src=x onerror=alert(2)>"
    folder.mkdir(parents=True)
    for number in range(3):
        text = agent(f"{HOSTILE} {number}", f"Reviews {HOSTILE} ledgers", model=HOSTILE, tools=f"Read, {HOSTILE}")
        (folder / f"'\"><svg onload=alert({number})>.md").write_text(text, "utf-8")
    return root


class Elements(html.parser.HTMLParser):
    """The elements of a page, with their attributes and text, as a browser would cut them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("/" + tag, {}, []))

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1][2].append(data)

    def named(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, "".join(text)) for name, attributes, text in self.found if name == tag]


def page_of(invoke: Invoke, folder: Path, *args: str) -> str:
    result = invoke("map", *args, cwd=folder)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_json(invoke: Invoke, project: Path, snapshot: SnapshotAssertion) -> None:
    assert page_of(invoke, project, "--output-format", "json") == snapshot


def test_the_page_embeds_the_same_data(invoke: Invoke, project: Path) -> None:
    data = json.loads(page_of(invoke, project, "--output-format", "json"))
    scripts = Elements(page_of(invoke, project)).named("script")
    assert [attributes.get("id") for attributes, _ in scripts] == ["fleet-data", None]
    assert scripts[0][0]["type"] == "application/json"
    assert json.loads(scripts[0][1]) == data


def test_the_page_asks_for_nothing(invoke: Invoke, project: Path) -> None:
    page = page_of(invoke, project)
    elements = Elements(page)
    loading = [(tag, a) for tag, a, _ in elements.found if {"src", "href", "srcset", "data", "action"} & set(a)]
    assert loading == []
    assert re.findall(r"url\((?!#)|@import", (ASSETS / "map.css").read_text("utf-8")) == []
    policy = next(a["content"] for a, _ in elements.named("meta") if "http-equiv" in a)
    rules = dict(rule.strip().split(" ", 1) for rule in str(policy).split(";"))
    script = elements.named("script")[1][1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert rules == {
        "default-src": "'none'", "script-src": f"'sha256-{digest}'", "style-src": "'unsafe-inline'",
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    assert not re.search(r"\beval\(|\bnew Function\(", script)


def test_hostile_texts_are_data_and_nothing_else(invoke: Invoke, hostile: Path, project: Path) -> None:
    def skeleton(page: str) -> list[tuple[str, dict[str, str | None]]]:
        return [(tag, attributes) for tag, attributes, _ in Elements(page).found]

    page = page_of(invoke, hostile)
    assert skeleton(page) == skeleton(page_of(invoke, project))
    data = json.loads(Elements(page).named("script")[0][1])
    assert {file["name"] for file in data["files"]} == {f"{HOSTILE} {number}".strip() for number in range(3)}
    block = page[page.index('id="fleet-data"') :].partition(">")[2].partition("</script>")[0]
    assert set(block) & set("<>&\u2028\u2029") == set()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file names")
def test_a_file_name_that_is_no_text(invoke: Invoke, tmp_path: Path) -> None:
    folder = tmp_path / ".claude/agents"
    folder.mkdir(parents=True)
    with open(os.fsencode(folder) + b"/\xff.md", "wb") as file:  # noqa: PTH123 (a name that is no text)
        file.write(agent("a", "Use when a is wanted").encode())
    assert invoke("map", "-o", "map.html", cwd=tmp_path).exit_code == 0
    page = (tmp_path / "map.html").read_bytes().decode("utf-8")
    (file_,) = json.loads(Elements(page).named("script")[0][1])["files"]
    assert file_["path"] == ".claude/agents/\udcff.md"
    assert invoke("map", "--output-format", "json", "-o", "map.json", cwd=tmp_path).exit_code == 0
    assert json.loads((tmp_path / "map.json").read_text("utf-8"))["files"] == [file_]


def test_the_same_each_time(invoke: Invoke, hostile: Path) -> None:
    assert page_of(invoke, hostile) == page_of(invoke, hostile)


def test_nothing_to_map(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("map", "-o", "map.html", cwd=tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "note: .: no prompt files found\n")
    assert "fleet-data" in (tmp_path / "map.html").read_text("utf-8")
    (tmp_path / "CLAUDE.md").write_text("# Rules\n", "utf-8")
    result = invoke("map", "-o", "map.html", cwd=tmp_path)
    assert (result.exit_code, result.stderr) == (0, "note: none of the prompt files found is an agent\n")
    assert invoke("map", "-q", "-o", "map.html", cwd=tmp_path).stderr == ""


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--open",), "--open shows a page in a file: name it with --output-file."),
        (("--open", "-o", "x", "--output-format", "json"), "--open shows a page in a file"),
        (("--config", "x", "--isolated"), "--config and --isolated exclude each other."),
        (("nowhere",), "nowhere: no such file or folder"),
        (("--config", "nowhere.toml"), "nowhere.toml: no such configuration file"),
        (("-o", "no/such/folder/map.html"), "no/such/folder/map.html: No such file or directory"),
    ],
)
def test_wrong_usage(invoke: Invoke, project: Path, args: tuple[str, ...], complaint: str) -> None:
    result = invoke("map", *args, cwd=project)
    assert result.exit_code == 2
    assert f"error: {complaint}" in result.stderr
    assert result.stdout == ""


def test_the_page_is_no_text_for_a_terminal(invoke: Invoke, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agentlint.cli.map._is_terminal", lambda: True)
    result = invoke("map", cwd=project)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name a file with --output-file" in result.stderr
    assert invoke("map", "--output-format", "json", cwd=project).exit_code == 0


def test_open_shows_the_page(invoke: Invoke, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("click.launch", lambda address: shown.append(address) or 0)
    assert invoke("map", "-o", "a map.html", "--open", cwd=project).exit_code == 0
    assert shown == [(project / "a map.html").as_uri()]


def test_a_rule_that_fails_is_told(invoke: Invoke, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from agentlint_rules.description_budget.rule import DescriptionBudget

    def fail(*_: Any) -> Iterator[Any]:
        raise ValueError("tired")

    monkeypatch.setattr(DescriptionBudget, "overview", fail)
    result = invoke("map", "--output-format", "json", cwd=project)
    assert result.exit_code == 2
    assert "error: `description-budget` has no overview of the fleet: ValueError: tired\n" in result.stderr
    assert len(json.loads(result.stdout)["files"]) == 3


def test_every_key_is_explained(invoke: Invoke, tmp_path: Path) -> None:
    def keys(value: Any, within: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for key, item in value.items():
                if within not in ("hosts", "values"):
                    yield key
                yield from keys(item, key)
        elif isinstance(value, list):
            for item in value:
                yield from keys(item, within)

    folder = tmp_path / ".claude/agents"
    folder.mkdir(parents=True)
    for name in ("plum", "pear"):
        text = agent(name, "Reviews modules for cost and drift: daily", tools="Grpe")
        (folder / f"{name}.md").write_text(text + "Task(subagent_type='plum')\n", "utf-8")
    found = set(keys(json.loads(page_of(invoke, tmp_path, "--output-format", "json"))))
    assert {"strength", "line", "limit", "reasons", "source"} <= found
    explained = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/map.md").read_text("utf-8")))
    assert found - explained == set()
