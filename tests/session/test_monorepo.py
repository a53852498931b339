"""Large repositories: packages with agents of their own, projects in projects, marketplaces with published copies."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

RULES = ("duplicate-name", "duplicate-body", "overlapping-descriptions", "shadowed-name", "unknown-tool")
"""Those that look across files, and one that does not."""
JOBS = {
    "reviewer": "Reviews pull requests of the payment service before they are merged.",
    "dredger": "Plans how the fairway is kept deep enough for container ships.",
    "beekeeper": "Writes the diary of the hives and says when honey is due.",
    "typesetter": "Sets printed concert programmes in two columns.",
    "glazier": "Estimates window panes from photographs of a facade.",
}


def agent(name: str, *, tools: str = "Read") -> str:
    body = "".join(f"Step {n} of the {name} is to {word} the {name} ledger.\n" for n, word in enumerate(WORDS))
    return f"---\nname: {name}\ndescription: {JOBS[name]}\ntools: {tools}\n---\n\n{body}"


WORDS = ("open", "read", "weigh", "sort", "mark", "count", "sign", "close", "file", "lock", "seal", "post")


def fleet(folder: str, *names: str) -> dict[str, str]:
    return {f"{folder}/{name}.md": agent(name) for name in names}


def rules_by_path(report: Any) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for diagnostic in report.diagnostics:
        found.setdefault(diagnostic.path, Counter())[diagnostic.rule] += 1
    return found


PACKAGES = {
    **fleet(".claude/agents", "reviewer", "dredger"),
    **fleet("packages/a/.claude/agents", "beekeeper"),
    **fleet("packages/b/.claude/agents", "beekeeper", "typesetter"),
    **fleet("packages/b/ui/.claude/agents", "glazier"),
}


def test_packages_side_by_side_share_no_names(tree: Any, check: Any) -> None:
    """Claude Code is started in one of them and never sees the other."""
    assert check(tree(PACKAGES, git=True), select=RULES).diagnostics == ()


def test_a_package_below_another_stands_in_front(tree: Any, check: Any) -> None:
    root = tree({**PACKAGES, **fleet("packages/b/ui/.claude/agents", "typesetter")}, git=True)
    whole = rules_by_path(check(root, select=("duplicate-name", "shadowed-name")))
    below, above = (f"packages/b/{part}.claude/agents/typesetter.md" for part in ("ui/", ""))
    assert whole == {below: {"shadowed-name": 1}, above: {"shadowed-name": 1}}
    for path in (below, above):
        assert rules_by_path(check(root, path, select=RULES)) == {path: {"shadowed-name": 1}}


def test_twins_in_one_package_are_found_from_anywhere(tree: Any, check: Any) -> None:
    root = tree({**PACKAGES, "packages/b/.claude/agents/deep/twin.md": agent("typesetter")}, git=True)
    twins = {f"packages/b/.claude/agents/{name}.md" for name in ("typesetter", "deep/twin")}
    assert set(rules_by_path(check(root, select=("duplicate-name",)))) == twins
    assert len(check(root / "packages/b", select=("duplicate-name",)).diagnostics) == 2
    assert check(root / "packages/a", select=("duplicate-name",)).diagnostics == ()
    (alone,) = check(
        root / "docs" if (root / "docs").is_dir() else root, min(twins), select=("duplicate-name",)
    ).diagnostics
    assert {alone.path, *(one.location.path for one in alone.related)} == twins


def test_projects_in_projects_have_rosters_and_settings_of_their_own(tree: Any, check: Any) -> None:
    root = tree(
        {
            "agentlint.toml": 'ignore = ["unknown-tool"]\n',
            ".claude/agents/a.md": agent("reviewer", tools="Grpe, Read"),
            "one/agentlint.toml": '[tools]\nclaude-code = ["Crane"]\n',
            "one/.claude/agents/a.md": agent("reviewer", tools="Crane, Read"),
            "one/two/pyproject.toml": '[tool.agentlint]\nignore = ["duplicate-name"]\n',
            "one/two/.claude/agents/a.md": agent("reviewer", tools="Crane, Read"),
            "one/two/.claude/agents/b.md": agent("reviewer"),
            "one/pyproject.toml": "[project]\nname = 'no settings of ours'\n",
        },
        git=True,
    )
    names = {"ignore": tuple(rule for rule in RULES if rule not in ("duplicate-name", "unknown-tool"))}
    expected = {"one/two/.claude/agents/a.md": {"unknown-tool": 1}}
    whole = check(root, **names)
    assert rules_by_path(whole) == expected
    assert {d.fingerprint for d in check(root, "one/two/.claude/agents/a.md", **names).diagnostics} == {
        d.fingerprint for d in whole.diagnostics
    }
    (root / "one/two/pyproject.toml").write_text("[tool.agentlint]\n", encoding="utf-8")
    assert set(rules_by_path(check(root, **names))) == {f"one/two/.claude/agents/{name}.md" for name in "ab"}
    (root / "one/two/pyproject.toml").unlink()
    shadowed = check(root, select=("shadowed-name", "duplicate-name"))
    assert {path for path, rules in rules_by_path(shadowed).items() if "duplicate-name" in rules} == {
        f"one/two/.claude/agents/{name}.md" for name in "ab"
    }


MARKETPLACE = {
    ".claude-plugin/marketplace.json": json.dumps(
        {"name": "harbour", "plugins": [{"name": name, "source": f"./{folder}"} for name, folder in
         (("code", "plugins/code"), ("garden", "extra/garden"))]}
    ),
    "plugins/code/.claude-plugin/plugin.json": '{"name": "code"}',
    **fleet(".claude/agents", "reviewer", "beekeeper", "dredger"),
    **fleet("plugins/code/agents", "reviewer", "typesetter"),
    **fleet("extra/garden/agents", "beekeeper"),
}  # fmt: skip


def test_published_copies_are_no_duplicates(tree: Any, check: Any) -> None:
    root = tree(MARKETPLACE, git=True)
    assert check(root, select=RULES).diagnostics == ()
    for path in ("plugins/code/agents/reviewer.md", ".claude/agents/beekeeper.md", "extra/garden/agents/beekeeper.md"):
        assert check(root, path, select=RULES).diagnostics == ()


def test_a_plugin_that_clashes_with_itself_is_found(tree: Any, check: Any) -> None:
    """Folders are a part of a plugin's names, so that only neighbours clash."""
    root = tree({**MARKETPLACE, "plugins/code/agents/second.md": agent("reviewer"),
                 "plugins/code/agents/team/third.md": agent("reviewer")}, git=True)  # fmt: skip
    found = rules_by_path(check(root, select=("duplicate-name",)))
    assert set(found) == {f"plugins/code/agents/{name}.md" for name in ("reviewer", "second")}


LARGE = [f"packages/p{n}" for n in range(8)]


@pytest.fixture(scope="module")
def monorepo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight packages, every other one a project of its own, each with twins and a wrong tool; plugins with copies."""
    root = tmp_path_factory.mktemp("monorepo")
    files = dict(MARKETPLACE)
    for n, package in enumerate(LARGE):
        files |= fleet(f"{package}/.claude/agents", *JOBS)
        files[f"{package}/.claude/agents/deep/twin.md"] = agent("glazier", tools="Grpe, Read")
        if n % 2:
            files[f"{package}/agentlint.toml"] = 'select = ["duplicate-name", "unknown-tool"]\n'
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(root)], check=True, capture_output=True)
    return root


@pytest.mark.parametrize("caches", [(False, False), (True, True), (False, True)], ids=["none", "warm", "mixed"])
def test_a_hook_in_chunks_tells_each_finding_once(monorepo: Path, caches: tuple[bool, bool]) -> None:
    """As pre-commit calls, with the cache, without, and with one that other chunks have filled."""

    def told(cache: bool, *paths: str) -> Counter[str]:
        command = [sys.executable, "-m", "agentlint", "check", "--force-exclude", "--output-format", "json", "-q"]
        command += [] if cache else ["--no-cache"]
        done = subprocess.run([*command, *paths], cwd=monorepo, capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return Counter(json.dumps(one, sort_keys=True) for one in json.loads(done.stdout)["diagnostics"])

    paths = sorted(path.relative_to(monorepo).as_posix() for path in monorepo.rglob("*.md"))
    whole = told(caches[0], ".")
    per_rule = Counter(json.loads(one)["rule"] for one in whole)
    assert (per_rule["duplicate-name"], per_rule["unknown-tool"]) == (2 * len(LARGE), len(LARGE))
    chunks = [told(caches[1], *paths[start::3]) for start in range(3)]
    assert sum(chunks, Counter()) == whole
    assert set(whole.values()) == {1}
