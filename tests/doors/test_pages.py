"""The pages of the doors, followed to the letter: their snippets in a fresh checkout, with nothing added."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from tests.action.local_runner import run_action
from tests.hook.conftest import TAG, Project, agent
from tools.corpus import ROOT

if TYPE_CHECKING:
    import subprocess

pytestmark = pytest.mark.doors

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FAULTY = {".claude/agents/heron.md": agent("heron", tools="Read, Grpe")}
SOUND = {".claude/agents/heron.md": agent("heron")}


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [block for name, block in _BLOCK.findall(text) if name == language]


def loaded(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def shell(project: Project, script: str) -> subprocess.CompletedProcess[str]:
    return project.run("bash", "--noprofile", "--norc", "-ec", script.replace("REPOSITORY", address(project)))


def address(project: Project) -> str:
    return project.hooks.as_uri()


def test_pre_commit(newcomer: Project, runner: str) -> None:
    def called(text: str) -> str:
        return text.replace("REPOSITORY", str(newcomer.hooks)).replace("pre-commit ", f"{runner} ")

    configuration, fixing, saying = blocks("pre-commit.md", "yaml")
    first, trial = blocks("pre-commit.md", "sh")
    newcomer.write({**SOUND, ".pre-commit-config.yaml": configuration.replace("REPOSITORY", str(newcomer.hooks))})
    newcomer.git("add", "-A")
    done = shell(newcomer, called(first))
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"\.Passed$", done.stdout, re.MULTILINE)) == 2
    assert newcomer.commit().returncode == 0
    newcomer.write(FAULTY)
    assert newcomer.commit("-A").returncode == 1
    done = shell(newcomer, called(trial))
    assert done.returncode == 1
    assert "unknown-tool" in done.stdout
    for snippet, words in ((fixing, ["--fix", "--fail-on", "warning"]), (saying, ["--check"])):
        newcomer.write({".pre-commit-config.yaml": snippet.replace("REPOSITORY", str(newcomer.hooks))})
        assert loaded(snippet)["repos"][0]["hooks"][0]["args"] == words
        newcomer.git("add", "-A")
        done = newcomer.run(runner, "run", "--all-files")
        assert done.returncode == (1 if "--fix" in words else 0), done.stdout


def test_the_hooks_are_those_of_the_manifest() -> None:
    page = (ROOT / "docs/pre-commit.md").read_text(encoding="utf-8")
    hooks = [hook["id"] for hook in loaded((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))]
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == hooks


def test_readme(newcomer: Project, tmp_path: Path) -> None:
    """In a fresh checkout `make demo` works; `make test` is what the checks themselves run."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    trying, installing, _ = (block for name, block in _BLOCK.findall(text) if name == "sh")
    assert newcomer.run("git", "clone", "--quiet", str(newcomer.hooks), "agentlint").returncode == 0
    for command in trying.splitlines():
        dry = [] if command.startswith("make demo") else ["--dry-run"]
        done = newcomer.run("make", "-C", "agentlint", *dry, command.split()[1])
        assert done.returncode == 0, done.stderr
        assert "agentlint check examples" in done.stdout or dry
    assert newcomer.run("python3", "-m", "venv", str(tmp_path / "venv")).returncode == 0
    script = installing.replace("<this repository> agentlint", f"--quiet {newcomer.hooks} agentlint-copy")
    script = script.replace("python -m pip", f"{tmp_path / 'venv/bin/python'} -m pip").replace(
        "./agentlint", "./agentlint-copy"
    )
    assert "git clone --quiet" in script
    done = shell(newcomer, script)
    assert done.returncode == 0, done.stderr
    newcomer.write(FAULTY)
    assert newcomer.run(str(tmp_path / "venv/bin/agentlint"), "check", ".claude").returncode == 1


def test_versions_are_the_present_one() -> None:
    for page in ("pre-commit.md", "github-action.md", "gitlab-and-shell.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:rev: |REPOSITORY@)(v[\d.]+)", text)) == {TAG}, page


def test_github_workflows(newcomer: Project, tmp_path: Path) -> None:
    workflows = blocks("github-action.md", "yaml")
    assert len(workflows) == 3
    statuses = []
    for number, workflow in enumerate(workflows):
        named = workflow.replace("REPOSITORY", "harbour/agentlint")
        newcomer.write({**FAULTY, f".github/workflows/{number}.yml": named, "plugins/sea/agents/a.md": agent("tern")})
        (step,) = [s for s in loaded(named)["jobs"]["agentlint"]["steps"] if "agentlint" in s["uses"]]
        inputs = {name.replace("-", "_"): str(value).lower() if isinstance(value, bool) else value
                  for name, value in step.get("with", {}).items()}  # fmt: skip
        temporary = tmp_path / "runner"
        temporary.mkdir(exist_ok=True)
        done = run_action(newcomer.hooks, newcomer.root, temporary, **inputs)
        statuses.append((done.status, done.outputs["findings"]))
        assert len(done.commands("error")) == 1
        assert (newcomer.root / "agentlint.sarif").exists() == (number > 0)
    assert statuses == [(1, "1")] * 3
    files = sorted((newcomer.root / ".github/workflows").glob("*.yml"))
    checker = Path(sys.executable).parent / "check-jsonschema"
    checked = newcomer.run(str(checker), "--builtin-schema", "vendor.github-workflows", *map(str, files))
    assert checked.returncode == 0, checked.stdout


def test_the_tables_of_the_action_are_complete() -> None:
    page = (ROOT / "docs/github-action.md").read_text(encoding="utf-8")
    action = loaded((ROOT / "action.yml").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| `([a-z-]+)` \| (?:`([^`]*)`|) ?\|", page, re.MULTILINE)
    assert rows == [(name, facts["default"]) for name, facts in action["inputs"].items()]
    assert [name for name in action["outputs"] if f"| `{name}` |" not in page] == []


def test_gitlab(newcomer: Project, tmp_path: Path) -> None:
    (snippet,) = blocks("gitlab-and-shell.md", "yaml")
    snippet = snippet.replace("REPOSITORY", address(newcomer))
    newcomer.keep({".gitlab-ci.yml": snippet, **FAULTY})
    checker = Path(sys.executable).parent / "check-jsonschema"
    checked = newcomer.run(str(checker), "--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml")
    assert checked.returncode == 0, checked.stdout
    assert newcomer.run("python", "-m", "venv", str(tmp_path / "image")).returncode == 0
    bin_folder = f"{tmp_path / 'image/bin'}:{newcomer.environment['PATH']}"
    newcomer.environment = dict(newcomer.environment) | {"PATH": bin_folder, "CI_PROJECT_DIR": str(newcomer.root)}
    job = loaded(snippet)["agentlint"]
    done = shell(newcomer, "\n".join(job["script"]))
    assert done.returncode == 1, done.stderr
    report = json.loads((newcomer.root / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [(r["check_name"], r["location"]["path"]) for r in report] == [("unknown-tool", *FAULTY)]
    newcomer.write(SOUND)
    assert newcomer.run("bash", "-ec", job["script"][1]).returncode == 0


def test_any_other_system_and_a_hook_of_git(newcomer: Project) -> None:
    (script,) = blocks("gitlab-and-shell.md", "sh")
    newcomer.write({**SOUND, ".gitignore": "agentlint-venv/\n"})
    done = shell(newcomer, script)
    assert done.returncode == 0, done.stdout + done.stderr
    newcomer.write(FAULTY)
    assert newcomer.run("agentlint-venv/bin/agentlint", "check").returncode == 1

    (hook,) = blocks("gitlab-and-shell.md", "bash")
    programs = f"{newcomer.root / 'agentlint-venv/bin'}:{newcomer.environment['PATH']}"
    newcomer.environment = dict(newcomer.environment) | {"PATH": programs}
    newcomer.write({".git/hooks/pre-commit": hook, "a note.md": "Text.\n"})
    (newcomer.root / ".git/hooks/pre-commit").chmod(0o755)
    stopped = newcomer.commit("-A")
    assert stopped.returncode == 1
    assert "unknown-tool" in stopped.stdout
    newcomer.write(SOUND)
    passed = newcomer.commit("-A")
    assert passed.returncode == 0, passed.stdout
    newcomer.git("rm", "-q", *SOUND)
    assert newcomer.commit().returncode == 0
