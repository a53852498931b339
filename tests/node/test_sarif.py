"""Our SARIF against the validator of the format's authors, with the rules of the standard and of code scanning."""

from __future__ import annotations

import json
import os
import platform
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agentlint.report import render
from agentlint.report.look import Look
from tests.awkward_findings import Findings, awkward

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLATFORM = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}.get(platform.system(), "")
PROGRAM = HERE / f"node_modules/@microsoft/sarif-multitool-{PLATFORM}" / (
    "Sarif.Multitool.exe" if PLATFORM == "win32" else "Sarif.Multitool"
)  # fmt: skip

ADVICE = {
    "SARIF2002",  # texts instead of message ids and arguments
    "SARIF2003",  # no version control data: a run does not ask git
    "SARIF2005",  # no address of the tool
    "SARIF2006",  # addresses that cannot be reached from here
    "SARIF2009",  # rule ids that are no numbers
    "SARIF2010",  # no snippets: they might be secrets
    "SARIF2011",  # no context regions
    "SARIF2012",  # no help addresses: the page itself is there
}
"""What the validator advises, and we know better or cannot know."""

pytestmark = pytest.mark.node


def multitool(verb: str, log: Path, *options: str) -> dict[str, Any]:
    """The log that the program writes about, or from, another."""
    PROGRAM.chmod(PROGRAM.stat().st_mode | stat.S_IXUSR)
    output = log.with_suffix(f".{verb}.sarif")
    done = subprocess.run(
        [PROGRAM, verb, log, *options, "--output", output],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert output.exists(), done.stdout + done.stderr
    made: dict[str, Any] = json.loads(output.read_text("utf-8-sig"))
    return made


def verdicts(log: Path) -> list[tuple[str, str, Any]]:
    """Rule, level and message of everything that the validator says of a log."""
    report = multitool("validate", log, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note")
    run = report["runs"][0]
    assert run["invocations"][0]["executionSuccessful"]
    return [(r["ruleId"].split("/")[0], r.get("level", "warning"), r["message"]) for r in run["results"]]


def written(tmp_path: Path, found: Any) -> Path:
    path = tmp_path / "log.sarif"
    path.write_text("".join(render("sarif", found, Look())), "utf-8")
    return path


def beyond_advice(found: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    return [verdict for verdict in found if verdict[0] not in ADVICE or verdict[1] == "error"]


def test_awkward_findings(tmp_path: Path) -> None:
    found = verdicts(written(tmp_path, awkward()))
    assert found, "it always has advice"
    assert beyond_advice(found) == []


def test_no_findings(tmp_path: Path) -> None:
    assert beyond_advice(verdicts(written(tmp_path, Findings()))) == []


def test_the_examples(tmp_path: Path) -> None:
    log = tmp_path / "examples.sarif"
    command = [sys.executable, "-m", "agentlint", "check", "examples", "--output-format", "sarif", "-o", log]
    subprocess.run([*command, "--fail-on", "never", "--quiet"], cwd=ROOT, check=True)
    assert len(json.loads(log.read_text("utf-8"))["runs"][0]["results"]) > 20
    assert beyond_advice(verdicts(log)) == []


def test_line_hashes_are_those_of_code_scanning(tmp_path: Path) -> None:
    found = awkward()
    path = written(tmp_path, found)
    for source in found.sources.values():
        file = tmp_path / "root" / source.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source.text.encode())
    log = json.loads(path.read_text("utf-8"))
    ours = [result.pop("partialFingerprints", None) for result in log["runs"][0]["results"]]
    log["runs"][0]["originalUriBaseIds"] = {"%SRCROOT%": {"uri": (tmp_path / "root").as_uri() + "/"}}
    path.write_text(json.dumps(log), "utf-8")
    made = multitool("rewrite", path, "--insert", "RollingHashPartialFingerprints")
    theirs = [result.get("partialFingerprints") for result in made["runs"][0]["results"]]
    assert theirs == ours
    assert sum(value is not None for value in ours) == 6


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("GH2012", lambda run: run["tool"]["driver"]["rules"][0].pop("help")),
        ("SARIF1002", lambda run: place(run)["artifactLocation"].update(uri="a b\\c.md")),
        ("SARIF1004", lambda run: place(run)["artifactLocation"].update(uri="file:///srv/a.md")),
        ("SARIF1007", lambda run: place(run)["region"].update(endColumn=1, startColumn=9, endLine=5, startLine=5)),
    ],
)
def test_the_validator_finds_faults(tmp_path: Path, rule: str, change: Any) -> None:
    path = written(tmp_path, awkward())
    log = json.loads(path.read_text("utf-8"))
    change(log["runs"][0])
    path.write_text(json.dumps(log), "utf-8")
    assert rule in {name for name, _, _ in beyond_advice(verdicts(path))}


def place(run: dict[str, Any]) -> dict[str, Any]:
    location: dict[str, Any] = run["results"][0]["locations"][0]["physicalLocation"]
    return location
