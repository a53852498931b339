"""The hooks in real commits, with both programs that run them."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.hook.conftest import agent

if TYPE_CHECKING:
    from tests.hook.conftest import Project

pytestmark = pytest.mark.doors

CONCISE = "agentlint: [--output-format, concise]"
BROKEN = agent("gull", description="Counts gulls. Rule of thumb: one a mast.")
_FINDING = re.compile(r"^ *(\S+\.md):\d+:\d+: \w+\[([a-z-]+)\]", re.MULTILINE)


def findings(text: str, rule: str) -> Counter[str]:
    return Counter(path for path, name in _FINDING.findall(text) if name == rule)


def test_a_fault_stops_the_commit_and_mended_it_goes_through(project: Project) -> None:
    project.configure("agentlint")
    assert project.hook("install").returncode == 0
    project.write({".claude/agents/heron.md": agent("heron", tools="Read, Grpe")})
    stopped = project.commit("-A")
    assert stopped.returncode == 1, stopped.stdout
    assert "heron.md:4:14: error[unknown-tool]" in stopped.stdout
    assert project.git("rev-parse", "HEAD").returncode != 0
    project.write({".claude/agents/heron.md": agent("heron", tools="Read, Grep")})
    passed = project.commit("-A")
    assert passed.returncode == 0, passed.stdout
    assert re.search(r"agentlint\.+Passed", passed.stdout)
    assert project.git("rev-parse", "HEAD").returncode == 0


def test_files_that_are_no_prompts_are_passed_over(project: Project) -> None:
    project.configure("agentlint", "agentlint-format")
    project.hook("install")
    rough = "---\ntitle: Tides\n\n---\nText\n\n\n\nmore"
    files = {"README.md": rough, "rules/post.md": rough, "main.py": "pass\n"}
    project.write(files)
    done = project.commit("-A")
    assert done.returncode == 0, done.stdout
    assert {name: (project.root / name).read_text() for name in files} == files


def test_a_hook_that_fixes_fails_once(project: Project) -> None:
    project.configure("agentlint: [--fix]")
    project.hook("install")
    project.write({"plugins/sea/agents/gull.md": BROKEN})
    stopped = project.commit("-A")
    assert stopped.returncode == 1
    assert "files were modified by this hook" in stopped.stdout.lower()
    mended = (project.root / "plugins/sea/agents/gull.md").read_text()
    assert mended == BROKEN.replace(
        "Counts gulls. Rule of thumb: one a mast.", "'Counts gulls. Rule of thumb: one a mast.'"
    )
    passed = project.commit("-A")
    assert passed.returncode == 0, passed.stdout


def test_the_formatter_is_a_hook_that_fixes(project: Project) -> None:
    project.configure("agentlint-format")
    project.hook("install")
    header = "---\nname: mooring\ndescription: Ties knots.\n---\n"
    project.write({"skills/mooring/SKILL.md": header + "# Knots\ntext  \n\n\n\nend"})
    stopped = project.commit("-A")
    assert stopped.returncode == 1
    assert "files were modified by this hook" in stopped.stdout.lower()
    text = (project.root / "skills/mooring/SKILL.md").read_text()
    assert text == header + "\n# Knots\n\ntext\n\nend\n"
    passed = project.commit("-A")
    assert passed.returncode == 0, passed.stdout


def test_the_formatter_can_just_say_so(project: Project) -> None:
    project.configure("agentlint-format: [--check]")
    project.hook("install")
    rough = agent("tern") + "\n\n\n"
    project.write({".cursor/agents/tern.md": rough})
    stopped = project.commit("-A")
    assert stopped.returncode == 1
    assert ".cursor/agents/tern.md" in stopped.stdout
    assert (project.root / ".cursor/agents/tern.md").read_text() == rough


def test_many_files_are_each_reported_once(project: Project) -> None:
    project.configure(CONCISE)
    files = {f".claude/agents/pier-{i}.md": agent(f"pier-{i}", tools="Read, Grpe") for i in range(40)}
    files |= {f".claude/agents/twin-{i}.md": agent("twin") for i in range(6)}
    project.write(files)
    project.git("add", "-A")
    done = project.hook("run", "--all-files")
    assert done.returncode == 1
    assert findings(done.stdout, "unknown-tool") == {name: 1 for name in files if "pier" in name}
    assert findings(done.stdout, "duplicate-name") == {name: 1 for name in files if "twin" in name}


def test_more_names_than_fit_a_command_line(project: Project) -> None:
    project.configure(CONCISE)
    folder = ".claude/agents/" + "/".join(["a-folder-with-quite-a-long-name"] * 3)
    files = {f"{folder}/pier-{i:04}.md": agent(f"pier-{i // 2}") for i in range(1200)}
    assert sum(len(name) + 1 for name in files) > 128 * 1024
    project.write(files)
    project.git("add", "-A")
    done = project.hook("run", "--all-files")
    assert done.returncode == 1
    # Several processes, and in none of them both of the middle pair or the whole project.
    assert findings(done.stdout, "duplicate-name") == dict.fromkeys(files, 1)


def test_what_is_staged_is_judged(project: Project) -> None:
    project.configure("agentlint")
    name = ".claude/agents/heron.md"
    good, bad = agent("heron", tools="Read"), agent("heron", tools="Read, Grpe")
    project.keep({name: good, ".claude/agents/tern.md": agent("tern")})
    project.hook("install")
    project.write({name: agent("heron", tools="Read, Edit")})
    project.git("add", name)
    project.write({name: bad})
    passed = project.commit()
    assert passed.returncode == 0, passed.stdout
    assert (project.root / name).read_text() == bad
    project.git("add", name)
    project.write({name: good})
    stopped = project.commit()
    assert stopped.returncode == 1
    assert "`Grpe`" in stopped.stdout
    assert (project.root / name).read_text() == good


def test_a_fix_beside_unstaged_changes_loses_nothing(project: Project) -> None:
    project.configure("agentlint: [--fix]")
    name = ".claude/agents/gull.md"
    project.keep({name: agent("gull")})
    project.hook("install")
    project.write({name: BROKEN})
    project.git("add", name)
    project.write({name: BROKEN + "\nA line that is not staged.\n"})
    stopped = project.commit()
    assert stopped.returncode == 1
    assert "A line that is not staged." in (project.root / name).read_text()


def test_a_twin_that_did_not_change_is_found(project: Project) -> None:
    project.configure(CONCISE)
    project.keep(
        {".claude/agents/old.md": agent("heron"), ".claude/agents/other.md": agent("tern", tools="Grpe, Read")}
    )
    project.hook("install")
    project.write({".claude/agents/deep/new.md": agent("heron")})
    stopped = project.commit("-A")
    assert stopped.returncode == 1
    assert findings(stopped.stdout, "duplicate-name") == {".claude/agents/deep/new.md": 1}
    assert "old.md" in stopped.stdout
    assert findings(stopped.stdout, "unknown-tool") == {}


def test_the_whole_project_is_looked_at_when_a_setting_changes(project: Project) -> None:
    project.configure("agentlint-project: [--output-format, concise]")
    project.keep({".claude/agents/tern.md": agent("tern", tools="Grpe, Read"), "a.py": "pass\n"})
    project.hook("install")
    project.write({"a.py": "pass  # quay\n"})
    assert project.commit("-A").returncode == 0
    project.write({"agentlint.toml": 'ignore = ["gated-tool"]\n'})
    stopped = project.commit("-A")
    assert stopped.returncode == 1
    assert findings(stopped.stdout, "unknown-tool") == {".claude/agents/tern.md": 1}


def test_what_the_configuration_excludes_is_left_alone(project: Project) -> None:
    project.configure("agentlint", "agentlint-format")
    project.hook("install")
    bad = agent("tern", tools="Grpe, Read") + "\n\n\n"
    project.write({"vendor/agents/tern.md": bad, "agentlint.toml": 'exclude = ["vendor/"]\n'})
    done = project.commit("-A")
    assert done.returncode == 0, done.stdout
    assert (project.root / "vendor/agents/tern.md").read_text() == bad


def test_try_repo_runs_every_hook(project: Project) -> None:
    project.write({"agents/heron.md": agent("heron", tools="Grpe, Read"), ".cursor/rules/a.mdc": "Text.\n"})
    project.git("add", "-A")
    done = project.hook("try-repo", str(project.hooks), "--all-files", "--verbose")
    assert done.returncode == 1, done.stderr
    for hook, outcome in (("agentlint", "Failed"), ("agentlint-format", "Passed"), ("agentlint-project", "Failed")):
        assert re.search(rf"\b{outcome}\n- hook id: {hook}$", done.stdout, re.MULTILINE), done.stdout


def test_the_manifest_is_valid(project: Project) -> None:
    done = project.hook("validate-manifest", str(project.hooks / ".pre-commit-hooks.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_known_from_one_commit_holds_in_the_next(project: Project) -> None:
    """Changes that are not staged are put aside and back, so that files get new times; what is found stays true."""
    verbose = "[--output-format, concise, --verbose]"
    project.configure(f"agentlint: {verbose}", f"agentlint-project: {verbose}")
    names = [f".claude/agents/{name}.md" for name in ("gull", "heron", "tern", "twin-a", "twin-b")]
    texts = [agent(name) for name in ("gull", "heron", "tern", "twin", "twin")]
    project.keep(dict(zip(names, texts, strict=True)))
    project.hook("install")

    def told(text: str) -> list[list[str]]:
        """Findings of each hook."""
        halves = text.partition("agentlint (whole project)")
        return [re.findall(r"^ *(\S+\.md:\d+:\d+: .*)$", half, re.MULTILINE) for half in (halves[0], halves[2])]

    seen = []
    for turn, tools in enumerate(("Read, Grpe", "Read, Edti", "Read")):
        project.write({names[0]: agent("gull", tools=tools) + f"Turn {turn}.\n"})
        project.git("add", names[0])
        # Beside it a change that is not staged: the hook must not see the broken tools in it.
        project.write({names[1]: agent("heron", tools=f"Nonsense{turn}")})
        with_cache = project.commit().stdout
        assert "twin" in with_cache
        assert "Nonsense" not in with_cache
        assert (project.root / names[1]).read_text() == agent("heron", tools=f"Nonsense{turn}")
        again = project.commit().stdout
        assert told(again) == told(with_cache)
        shutil.rmtree(project.root / ".agentlint_cache")
        without = project.commit().stdout
        assert told(without) == told(with_cache)
        seen.append(told(with_cache))
        assert "5 of 5 files are known from earlier runs" in again
    assert [len(changed) for changed, _ in seen] == [1, 1, 0]
    assert [len(whole) - len(changed) for changed, whole in seen] == [len(seen[2][1])] * 3
    assert "Edti" in seen[1][0][0]
    assert project.git("status", "--short", "--", ".agentlint_cache").stdout == ""
