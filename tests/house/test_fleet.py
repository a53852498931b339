"""What `make bench` times linters on, and what it makes of the times."""

from __future__ import annotations

import statistics
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from agentlint.session import Request, run
from tools import bench, fleet, linters
from tools.linters import AGENTLINT, Case, Target

if TYPE_CHECKING:
    from pathlib import Path


def test_every_agent_has_a_name_of_its_own_and_the_same_text_in_every_fleet() -> None:
    agents = list(fleet.agents(fleet.LARGEST))
    assert len({agent.name for agent in agents}) == fleet.LARGEST
    assert list(fleet.agents(300)) == agents[:300]
    with pytest.raises(ValueError, match="10000"):
        next(fleet.agents(fleet.LARGEST + 1))


def test_headers_are_valid_and_bodies_of_five_to_six_kb() -> None:
    yaml = YAML(typ="safe", pure=True)
    sizes = []
    for agent in islice(fleet.agents(fleet.LARGEST), 0, None, 97):
        opening, header, body = agent.text.split("---\n", 2)
        read = yaml.load(header)
        assert (opening, read["name"]) == ("", agent.name)
        assert 40 < len(read["description"]) < 600
        sizes.append(len(body.encode()))
    assert min(sizes) >= 5_000
    assert max(sizes) <= 7_000
    assert 5_000 <= statistics.mean(sizes) <= 6_000


def test_the_fleet_is_sound(tmp_path: Path) -> None:
    fleet.write_fleet(tmp_path, 40)
    report = run(Request(cwd=tmp_path, isolated=True))
    assert report.files == 40
    assert [d for d in report.diagnostics if d.severity == "error"] == []


def test_programs_that_are_not_there_are_left_out(tmp_path: Path) -> None:
    assert list(linters.programs(linters.COLD, tmp_path)) == [AGENTLINT]
    binary = tmp_path / "rumdl" / "bin" / "rumdl"
    binary.parent.mkdir(parents=True)
    binary.touch()
    found = linters.programs(linters.COLD, tmp_path)
    assert found["rumdl"] == [str(binary), "check", "--no-cache"]


def test_figures_are_medians_and_are_held_against_their_targets() -> None:
    case = Case("500 files, cold", {AGENTLINT: [9.0, 1.0, 2.0], "agnix": [4.0, 4.0, 1.0], "rumdl": []})
    assert (case.median(AGENTLINT), case.ratio(AGENTLINT, "agnix"), case.ratio(AGENTLINT, "rumdl")) == (2.0, 0.5, None)
    told = linters.report(
        [case],
        [Target("cold", 0.5, 0.5), Target("one", 0.4, 0.41), Target("warm", 2.0, None), Target("m", 4, 3, " MB")],
    )
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in told.splitlines() if line.startswith("|")]
    assert ["500 files, cold", "2.000 (1.00)", "4.000 (2.00)", ""] in rows
    assert ["cold", "0.5", "0.50", "met"] in rows
    assert ["one", "0.4", "0.41", "missed"] in rows
    assert ["warm", "2", "not measured", ""] in rows
    assert ["m", "4 MB", "3.00 MB", "met"] in rows


@pytest.mark.parametrize("tool", ["linters", "bench"])
def test_the_page_takes_new_figures_in_the_place_of_the_old(tool: str) -> None:
    page = bench.PAGE.read_text(encoding="utf-8")
    once = bench.with_figures(page, tool, "| a |\n")
    assert once.count("\n\n| a |\n\n") == 1
    assert bench.with_figures(once, tool, "| b |\n") == once.replace("| a |", "| b |")
    before, after = once.split("| a |")
    assert page.startswith(before.rstrip())
    assert page.endswith(after.lstrip())
