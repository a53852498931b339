"""The page of `agentlint map` in a real browser: Chromium, driven by `drive.js`. Run by `make test-map`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agentlint.cli.app import app
from agentlint.fleet.page import ASSETS
from tools.corpus import ROOT
from tools.fleet import write_fleet

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MODES = {"five": "full", "examples": "look", "hostile": "full", "none": "look", "forty alike": "look", "fifty": "look",
         "five hundred": "look", "two thousand": "look"}  # fmt: skip
SECTIONS = ["fleet", "overlap", "tools", "delegation", "budgets", "agents"]
MARKUP = '</script><script>alert(1)</script><img src="x" onerror="alert(2)">\u202egnp'

Seen = dict[str, Any]


def browser() -> str:
    """The program that AGENTLINT_BROWSER names, or one that is installed; skips where there is none."""
    named = os.environ.get("AGENTLINT_BROWSER")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("needs Chromium; AGENTLINT_BROWSER names one that is not on the PATH")
    return found


def agent(name: str, description: str, text: str = "Text.", **header: str) -> str:
    keys = {"name": name, "description": description, **header}
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items()) + f"---\n\n{text}\n"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / ".claude" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


DECK = "Splices ropes, mends sails and stows the deck"
FIVE = {
    "agents/bosun.md": agent("bosun", DECK, "Task(subagent_type='cook')",
                             tools="Read, Bash", model="opus"),
    "agents/deck/bosun.md": agent("bosun", DECK, tools="Read, Bash"),
    "agents/cook.md": agent("cook", "Cooks for the crew at six, noon and six", tools="*"),
    "agents/clerk.md": agent("clerk", "Writes the ship's papers before port", tools="Read, Wriet", model="haiku"),
    "agents/surgeon.md": agent("surgeon", "Treats wounds and scurvy", disallowedTools="Bash"),
    "commands/cast-off.md": "---\ndescription: Casts off\n---\n\nUse the `bosun` agent.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What was seen of each fleet's page; the browser is started once for all."""
    program = browser()
    root = tmp_path_factory.mktemp("maps")
    for name in MODES:
        (root / name).mkdir()
    write(root / "five", FIVE)
    shutil.copytree(ROOT / "examples", root / "examples", dirs_exist_ok=True, ignore=shutil.ignore_patterns("plugin"))
    hostile = {
        f"agents/{number} '\"><svg onload=alert(3)>/{number}.md": agent(
            f"{MARKUP} {number}", f"Reviews {MARKUP} ledgers", f"Use the `{MARKUP} 1` agent.", model=MARKUP,
            tools=f"Read, {MARKUP}, mcp__<b>bold</b>__x",
        )
        for number in range(3)
    }  # fmt: skip
    write(root / "hostile", hostile)
    alike = {f"agents/mate-{n}.md": agent(f"mate-of-watch-{n}", DECK) for n in range(40)}
    write(root / "forty alike", alike)
    write_fleet(root / "fifty", 50)
    write_fleet(root / "five hundred", 500)
    write_fleet(root / "two thousand", 2000)
    wanted = []
    for name, mode in MODES.items():
        (root / name / ".git").mkdir(exist_ok=True)
        page = root / f"{name}.html"
        done = CliRunner().invoke(app, ["map", str(root / name), "-o", str(page), "-q"])
        assert done.exit_code == 0, done.stderr
        wanted.append(f"{mode}:{page}")
    done_ = subprocess.run(
        ["node", str(HERE / "drive.js"), program, *wanted],
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done_.returncode == 0, done_.stderr
    return {
        Path(path).stem: {**found, "size": Path(path).stat().st_size}
        for path, found in json.loads(done_.stdout).items()
    }


@pytest.mark.parametrize("name", MODES)
def test_no_complaint_no_request_no_overflow(seen: dict[str, Seen], name: str) -> None:
    found = seen[name]
    assert (found["complaints"], found["requests"], found["overflows"]) == ([], [], False)
    assert found["opened"]["scripts"] == 0
    assert found.get("narrow", {"overflows": False, "clashes": []}) == {"overflows": False, "clashes": []}


@pytest.mark.parametrize("name", [name for name in MODES if name != "none"])
def test_every_part_is_drawn_and_no_label_lies_on_another(seen: dict[str, Seen], name: str) -> None:
    drawn = seen[name]["drawn"]
    assert drawn["sections"] == SECTIONS
    assert drawn["rows"] > 0
    assert drawn["budgets"]
    assert seen[name]["clashes"] == []


def test_an_empty_fleet_says_so(seen: dict[str, Seen]) -> None:
    assert seen["none"]["opened"]["empty"][0].startswith("There are no agents here.")


def test_the_parts_tell_the_truth(seen: dict[str, Seen]) -> None:
    found = seen["five"]
    assert found["opened"]["marks"] == 5
    assert found["opened"]["summary"].split("\n")[0] == "5 agents for 1 host in 2 folders"
    assert [row.rpartition("/")[2] for row in found["opened"]["rows"]] == ["agents 4", "deck 1"]
    drawn = found["drawn"]
    assert (drawn["cells"], drawn["clusters"], drawn["nodes"], drawn["labels"]) == (2, ["Cluster 1"], 2, 2)
    assert drawn["arrows"] == 3
    assert drawn["tools"] == ["Read", "Bash"]


def test_it_opens_fast_and_stays_small(seen: dict[str, Seen]) -> None:
    assert seen["five hundred"]["opened"]["marks"] == 500
    assert seen["five hundred"]["size"] < 2_000_000
    assert seen["five hundred"]["opened"]["milliseconds"] < 1_000
    assert seen["two thousand"]["opened"]["marks"] == 2000
    assert seen["two thousand"]["opened"]["milliseconds"] < 3_000


def test_by_keyboard_alone(seen: dict[str, Seen]) -> None:
    keyboard = seen["five"]["keyboard"]
    assert keyboard["first"].startswith("bosun (agents), Claude Code")
    assert keyboard["second"] != keyboard["first"]
    assert keyboard["opened"]["open"]
    assert keyboard["opened"]["hasFocus"]
    assert keyboard["second"].startswith(f"{keyboard['opened']['title']},")
    assert keyboard["closed"]
    assert keyboard["after"] == keyboard["second"]


def test_a_click_shows_findings_and_what_hosts_read(seen: dict[str, Seen]) -> None:
    for name in ("five", "hostile"):
        clicked = seen[name]["clicked"]
        assert clicked["open"]
        assert "Findings" in clicked["parts"]
        assert clicked["findings"]
        assert clicked["hosts"]
        assert "Claude Code" in clicked["hosts"][0]
    assert "the descriptions are equal" in "".join(seen["five"]["node"]["findings"])


def test_tools_clusters_and_cells_open_lists(seen: dict[str, Seen]) -> None:
    five = seen["five"]
    assert five["tool"]["title"] == "Read"
    assert five["tool"]["parts"] == ["List it", "May use every tool", "Have no list: what their host gives"]
    assert five["alone"] == "Cluster 1 and what is close to it."
    assert five["cell"]["title"] == "Alike: 1.00"


def test_search_and_order(seen: dict[str, Seen]) -> None:
    five = seen["five"]
    assert five["searched"]["rows"] == int(five["searched"]["count"].split()[0])
    assert five["sorted"] == ["bosun", "bosun", "clerk", "cook", "surgeon"]


def test_light_dark_and_paper(seen: dict[str, Seen]) -> None:
    theme = seen["five"]["theme"]
    assert theme["light"] != theme["dark"] == theme["system"]
    assert theme["paper"] == "rgb(255, 255, 255)"
    assert theme["hidden"]
    assert seen["five"]["printed"]["drawn"] == len(SECTIONS)
    assert seen["five"]["printed"]["bytes"] > 20_000


def test_a_link_opens_a_file(seen: dict[str, Seen]) -> None:
    for name in ("five", "hostile"):
        linked = seen[name]["linked"]
        assert linked["open"], linked["path"]
        assert linked["hosts"]


def test_hostile_texts_stay_texts(seen: dict[str, Seen]) -> None:
    found = seen["hostile"]
    assert found["drawn"]["bold"] == 0
    assert found["clicked"]["title"].startswith("</script><script>alert(1)</script><img")
    assert "<U+202E>gnp" in found["clicked"]["title"]
    assert "mcp: <b>bold</b>" in found["drawn"]["tools"]


@pytest.mark.skipif(not (ROOT / "tools/map/node_modules").is_dir(), reason="needs the packages of tools/map")
def test_the_script_is_what_its_sources_make(tmp_path: Path) -> None:
    subprocess.run(["node", "build.js", str(tmp_path)], cwd=ROOT / "tools/map", check=True)
    for name in ("map.js", "LICENSES.txt"):
        assert (tmp_path / name).read_bytes() == (ASSETS / name).read_bytes(), "make map-script writes it anew"
