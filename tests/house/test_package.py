"""What users install: the wheel, and the hook for pre-commit."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

from ruamel.yaml import YAML

from agentlint.lint.registry import load_rules
from tools.corpus import ROOT


def test_the_wheel_holds_every_rule_with_its_page_and_data(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("agentlint_cli-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    folders = {name.replace("-", "_") for name in load_rules().rules}
    assert {f"agentlint_rules/{folder}/{file}" for folder in folders for file in ("rule.py", "README.md")} <= names
    data = {path.relative_to(ROOT / "rules").as_posix() for path in (ROOT / "rules").rglob("*.txt")}
    assert data
    assert data | {"agentlint/py.typed", "agentlint_rules/py.typed", "agentlint_rules/_index.py"} <= names
    page = ("map.html", "map.css", "map.js", "LICENSES.txt")
    assert {f"agentlint/fleet/assets/{name}" for name in page} <= names
    assert {name.split("/")[0] for name in names} == {"agentlint", "agentlint_rules", "agentlint_cli-0.1.0.dist-info"}
    assert not any(name.endswith("cases.md") for name in names)


def test_the_hook_calls_the_command_as_it_is() -> None:
    hook = YAML(typ="safe", pure=True).load(ROOT / ".pre-commit-hooks.yaml")[0]
    assert hook["id"] == "agentlint"
    assert hook["require_serial"] is True
    command = hook["entry"].split()
    assert command[0] == "agentlint"
    fleet = ROOT / "examples"
    files = [path.relative_to(fleet).as_posix() for path in sorted(fleet.rglob("*")) if path.is_file()]
    handed = [name for name in files if re.search(hook["files"], name)]
    assert [name for name in files if name.endswith((".md", ".mdc"))] == handed
    done = subprocess.run(
        [sys.executable, "-m", "agentlint", *command[1:], "--output-format", "concise", *handed],
        cwd=fleet,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert ".claude/agents/fare-auditor.md:2:7: error[duplicate-name]" in done.stdout


def test_half_of_the_files_find_the_other_half() -> None:
    one = "examples/.claude/agents/fare-auditor.md"
    done = subprocess.run(
        [sys.executable, "-m", "agentlint", "check", "--force-exclude", "--output-format", "concise", one],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "duplicate-name" in line] == [one]


def test_the_version_is_told_once() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "([^"]+)"', text, re.MULTILINE)
    assert version is not None
    done = subprocess.run(
        [sys.executable, "-m", "agentlint", "version"], capture_output=True, encoding="utf-8", check=True
    )
    assert version[1] in done.stdout
    assert f"Version {version[1]}" in Path(ROOT / "README.md").read_text(encoding="utf-8")
