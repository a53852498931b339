"""The scripts and files that set the project up and judge a run of its tests."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent.parent


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("needs a git checkout")
    return [name for name in listed.stdout.split("\0") if name]


SKIPPED = '<skipped type="pytest.{}" message="{}"/>'
REPORT = f"""<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" tests="4">
<testcase classname="tests.cli.test_check" name="test_one[a::b]"/>
<testcase classname="tests.cli.test_check" name="test_root">{SKIPPED.format("skip", "root reads every file")}</testcase>
<testcase classname="tests.corpus.test_all" name="test_corpus">{SKIPPED.format("skip", "needs ../shared")}</testcase>
<testcase classname="tests.corpus.test_all" name="test_later">{SKIPPED.format("xfail", "known")}</testcase>
</testsuite></testsuites>
"""


def run_skips(tmp_path: Path, allowed: str, report: str | None = REPORT) -> tuple[int, str]:
    listing = tmp_path / "allowed.txt"
    listing.write_text(allowed, encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    if report is not None:
        (folder / "test.xml").write_text(report, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "tools/skips.py", listing, folder], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_skip_that_is_not_listed_fails(tmp_path: Path) -> None:
    status, output = run_skips(tmp_path, "tests.cli.test_check::test_root | root reads\n")
    assert status == 1
    assert "4 tests, 2 skipped, 1 of them not on" in output
    assert "skipped: tests.corpus.test_all::test_corpus: needs ../shared" in output


def test_the_reason_must_fit_too(tmp_path: Path) -> None:
    status, output = run_skips(tmp_path, "* | root reads\n# comment\n")
    assert status == 1
    assert "test_root" not in output
    assert "test_corpus" in output


def test_listed_skips_pass_and_idle_entries_are_named(tmp_path: Path) -> None:
    status, output = run_skips(tmp_path, "*test_root | root\n*::test_corpus | ../shared\n*::gone | never\n")
    assert status == 0
    assert "on the list, not skipped here: *::gone | never" in output


@pytest.mark.parametrize("report", [None, "<testsuites><testcase", ""])
def test_a_missing_or_torn_report_is_not_a_pass(tmp_path: Path, report: str | None) -> None:
    assert run_skips(tmp_path, "", report)[0] == 2


def test_a_report_without_tests_is_not_a_pass(tmp_path: Path) -> None:
    assert run_skips(tmp_path, "", "<testsuites/>")[0] == 1


def test_the_committed_list_can_be_read() -> None:
    skips = load("skips")
    skips.read_allowances((ROOT / ".ci/allowed-skips.txt").read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="not `pattern"):
        skips.read_allowances("tests.x::test_y\n")


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    for line in pins:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.+]*", line), line
    assert pins == sorted(pins, key=lambda line: line.split("==")[0])


def test_every_direct_requirement_is_pinned() -> None:
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    done = subprocess.run(
        [sys.executable, ROOT / "tools/requirements.py", "build", "runtime", "dev"],
        capture_output=True,
        text=True,
        check=True,
    )
    wanted = {re.sub(r"[-_.]+", "-", re.split(r"[<>=!~\[; ]", line)[0]).lower() for line in done.stdout.split("\n")}
    assert {"hatchling", "click", "pytest", "ruff"} <= wanted
    assert wanted - {""} <= pinned


def test_an_unknown_group_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools/requirements.py", "nothing"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "nothing" in done.stderr


def test_the_npm_lock_holds_versions_and_no_addresses() -> None:
    text = (ROOT / "tests/node/package-lock.json").read_text(encoding="utf-8")
    lock = json.loads(text)
    assert '"resolved"' not in text
    assert "://" not in text
    packages = {name: data for name, data in lock["packages"].items() if name}
    assert packages["node_modules/gray-matter"]["version"] == "4.0.3"
    assert all(data["integrity"].startswith("sha512-") for data in packages.values())


def test_every_target_is_explained() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(next(line for line in text.splitlines() if line.startswith(".PHONY:")).split()[1:])
    explained = set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))
    assert phony == explained


def test_find_python_takes_the_first_that_is_new_enough(tmp_path: Path) -> None:
    (tmp_path / "python3.12").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "python3.11").symlink_to(sys.executable)
    (tmp_path / "python3.12").chmod(0o755)
    found = find_python(tmp_path)
    assert (found.returncode, found.stdout) == (0, f"{tmp_path}/python3.11\n")


def test_find_python_says_what_it_needs(tmp_path: Path) -> None:
    found = find_python(tmp_path)
    assert (found.returncode, found.stdout) == (1, "")
    assert "needs Python 3.11 or newer" in found.stderr


def test_find_python_tells_a_python_without_venv_from_none(tmp_path: Path) -> None:
    fake = tmp_path / "python3"
    fake.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n', encoding="utf-8")
    fake.chmod(0o755)
    found = find_python(tmp_path)
    assert found.returncode == 1
    assert "lacks the modules venv and ensurepip" in found.stderr


def find_python(path: Path) -> subprocess.CompletedProcess[str]:
    script = ROOT / "tools/find-python.sh"
    return subprocess.run(["/bin/sh", script], env={"PATH": str(path)}, capture_output=True, text=True, check=False)


def test_no_tracked_file_names_a_registry() -> None:
    hosts = "|".join(re.escape(name) for name in ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org"))
    address = re.compile(rf"{hosts}|^\s*-*(?:extra-)?index-url|^\s*registry\s*=\s*\S*//", re.MULTILINE)
    files = [ROOT / name for name in tracked()]
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file()}
    assert [str(path) for path, text in texts.items() if address.search(text)] == []
