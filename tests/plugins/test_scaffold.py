"""A rule is started, fails until it is written, and passes then. In a copy of the rules, never in the tree itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from agentlint.testing.scaffold import ScaffoldError, main, start_rule
from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CHECK = """\
        body = file.document.body_span
        at = file.source.text.find("Write here what the rule finds.", body.start)
        if at != -1:
            yield self.report(Span(at, at + 31), "what is wrong, with the value")
"""
WRITTEN = (
    ('        # For each finding: yield self.report(span, "what is wrong, with the value", help="What to do.")\n', ""),
    ("        return iter(())\n", CHECK),
    ("import Rule, Severity\n", "import Rule, Severity, Span\n"),
)


def write(folder: Path) -> None:
    text = (folder / "rule.py").read_text("utf-8")
    for before, after in WRITTEN:
        assert before in text
        text = text.replace(before, after)
    (folder / "rule.py").write_text(text, "utf-8")


def python(cwd: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", *arguments], cwd=cwd, env={**os.environ, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def cases(cwd: Path, *places: str, **environment: str) -> subprocess.CompletedProcess[str]:
    options = ["-q", "-p", "agentlint.testing.pytest_plugin", "-p", "no:cacheprovider", "--rootdir", "."]
    return python(cwd, "-m", "pytest", *options, *places, **environment)


def test_a_built_in_rule(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules/agentlint_rules", rules / "agentlint_rules", ignore=lambda _, names: [
        name for name in names if name == "__pycache__"
    ])  # fmt: skip
    here = {"PYTHONPATH": os.pathsep.join([str(rules), str(ROOT)])}
    place = "rules/agentlint_rules"
    started = python(tmp_path, "-m", "agentlint.testing.scaffold", "no-rope", place, **here)
    assert (started.returncode, started.stderr) == (0, "")
    assert python(tmp_path, "-m", "agentlint.lint.index", "--check", **here).returncode == 1
    assert python(tmp_path, "-m", "agentlint.lint.index", **here).returncode == 0
    assert python(tmp_path, "-m", "agentlint.lint.index", "--check", **here).returncode == 0
    listed = python(tmp_path, "-m", "agentlint", "rule", "no-rope", **here)
    assert listed.stdout.startswith("no-rope\n")

    failing = cases(tmp_path, f"{place}/no_rope", **here)
    assert failing.returncode == 1
    assert "2 failed, 1 passed" in failing.stdout
    write(rules / "agentlint_rules/no_rope")
    done = cases(tmp_path, f"{place}/no_rope", **here)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    assert not (ROOT / place / "no_rope").exists()


def test_rewriting_the_expectation_does_not_make_it_pass(tmp_path: Path) -> None:
    folder = tmp_path / "lint_rules"
    folder.mkdir()
    (folder / "__init__.py").touch()
    start_rule("local/no-rope", folder)
    cases(tmp_path, "lint_rules", AGENTLINT_UPDATE_CASES="1", PYTHONPATH=str(tmp_path))
    failing = cases(tmp_path, "lint_rules", PYTHONPATH=str(tmp_path))
    assert "1 failed, 2 passed" in failing.stdout
    assert "gives no finding of `local/no-rope`" in failing.stdout
    write(folder / "no_rope")
    cases(tmp_path, "lint_rules", AGENTLINT_UPDATE_CASES="1", PYTHONPATH=str(tmp_path))
    assert "3 passed" in cases(tmp_path, "lint_rules", PYTHONPATH=str(tmp_path)).stdout


def test_what_is_started(tmp_path: Path) -> None:
    folder = start_rule("acme/no-rope-at-all", tmp_path)
    assert folder.name == "no_rope_at_all"
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "__init__.py", "cases.md", "rule.py"]
    text = (folder / "rule.py").read_text("utf-8")
    assert "class NoRopeAtAll(Rule):" in text
    assert 'name = "acme/no-rope-at-all"' in text
    compile(text, "rule.py", "exec")
    assert not {"{name}", "{since}"} & set(text.split())


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("No-Rope", "'No-Rope' is no name for a rule"),
        ("../rope", "'../rope' is no name for a rule"),
        ("acme/../rope", "is no name for a rule"),
        ("3-ropes", "'3-ropes' is no name for a rule"),
        ("rope", "rope: say the set too, acme/rope for that of a plugin or local/rope"),
        ("acme/there", "there is there already"),
    ],
)
def test_names_that_cannot_be(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(ScaffoldError) as raised:
        start_rule(name, tmp_path)
    assert problem in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_built_in_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "_index.py").touch()
    assert main(["unknown-tool", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "error: unknown-tool is, or was, the name of another rule\n"
    assert main(["acme/rope", str(tmp_path)]) == 2
    assert main(["rope", str(tmp_path / "nowhere")]) == 2
    assert main(["rope"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["_index.py"]


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_runs_it() -> None:
    dry = ["make", "-n", "-o", ".venv/.made-run", "new-rule"]
    done = subprocess.run([*dry, "NAME=no-rope"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '-m agentlint.testing.scaffold "no-rope" rules/agentlint_rules' in done.stdout
    assert "-m agentlint.lint.index" in done.stdout
