"""What goes on the map: tools, delegation, clusters, and the data of a fleet."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlint.fleet.clusters import cluster
from agentlint.fleet.data import CONCEALED, LONGEST, fleet_object
from agentlint.fleet.delegation import MOST_NAMESAKES
from agentlint.fleet.survey import survey
from agentlint.lint.overview import Budget, Tie
from agentlint.session import Request

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, files: dict[str, str]) -> Path:
    (root / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def agent(name: str, text: str = "Text.", *, description: str | None = None, **header: str) -> str:
    keys = {"name": name, "description": description or f"Use when {name} is wanted", **header}
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\n{lines}---\n\n{text}\n"


def mapped(root: Path, *paths: str, **wishes: Any) -> dict[str, Any]:
    fleet = survey(Request(paths=paths, cwd=root, **wishes))
    assert fleet.failures == ()
    return fleet_object(fleet)


def one(root: Path, text: str, name: str = ".claude/agents/a.md") -> dict[str, Any]:
    (file,) = mapped(write(root, {name: text}))["files"]
    return file  # type: ignore[no-any-return]


# Tools


@pytest.mark.parametrize(
    ("header", "tools"),
    [
        ({}, {"state": "default"}),
        ({"tools": "Read, Grep"}, {"state": "listed", "names": ["Grep", "Read"]}),
        ({"tools": "[Task, Read(./x)]"}, {"state": "listed", "names": ["Agent", "Read"]}),
        ({"tools": "'*'"}, {"state": "all"}),
        ({"tools": "[]"}, {"state": "none"}),
        ({"tools": "Grpe, Read"}, {"state": "listed", "names": ["Read"], "lost": ["Grpe"]}),
        ({"disallowedTools": "Bash"}, {"state": "default", "denied": ["Bash"]}),
        ({"tools": "Read, mcp__quay__list"}, {"state": "listed", "names": ["mcp__quay__list", "Read"]}),
    ],
)
def test_tools_of_claude_code(tmp_path: Path, header: dict[str, str], tools: dict[str, Any]) -> None:
    assert one(tmp_path, agent("a", **header))["tools"] == {"names": [], "denied": [], "lost": [], **tools}


def test_tools_of_other_hosts(tmp_path: Path) -> None:
    text = "---\ndescription: Use for knots\ntools:\n  bash: false\n  read: true\n---\n\nText.\n"
    assert one(tmp_path / "1", text, ".opencode/agents/a.md")["tools"]["denied"] == ["bash"]
    unknown = one(tmp_path / "2", agent("a", tools="[shell]"), ".kiro/agents/a.md")
    assert unknown["tools"] == {"state": "listed", "names": ["shell"], "denied": [], "lost": []}


# Delegation


def calls(root: Path, files: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        (call["source"].rpartition("/")[2], call["target"].rpartition("/")[2], call["form"])
        for call in mapped(write(root, files))["delegations"]
    ]


def test_delegation_in_every_form_the_surest_counts(tmp_path: Path) -> None:
    files = {
        ".claude/agents/bosun.md": agent("bosun", "Use the `rope-store` agent.\n\nTask(subagent_type='rope-store')"),
        ".claude/agents/mate.md": agent("mate", tools="Agent(bosun), Read"),
        ".claude/agents/rope-store.md": agent("rope-store"),
        ".claude/commands/cast-off.md": "---\ndescription: Casts off\n---\n\nDelegate to the `rope-store` agent.\n",
        ".claude/commands/other.md": "---\ndescription: Calls nobody\n---\n\nText.\n",
    }
    assert calls(tmp_path, files) == [
        ("bosun.md", "rope-store.md", "call"),
        ("mate.md", "bosun.md", "header"),
        ("cast-off.md", "rope-store.md", "prose"),
    ]
    known = {file["path"]: file["agent"] for file in mapped(tmp_path)["files"]}
    assert known == {
        **{path: True for path in files if "/agents/" in path},
        ".claude/commands/cast-off.md": False,
    }


def test_a_file_that_speaks_of_itself_calls_nobody(tmp_path: Path) -> None:
    text = agent("bosun", "Task(subagent_type='bosun')")
    assert calls(tmp_path, {".claude/agents/bosun.md": text, ".claude/agents/deck/bosun.md": text}) == []


def test_names_lead_to_agents_of_the_same_host_and_project(tmp_path: Path) -> None:
    files = {
        ".claude/agents/mate.md": agent("mate", "Task(subagent_type='Rope_Store') and Task(subagent_type='cook')"),
        ".claude/agents/rope-store.md": agent("rope-store"),
        ".github/agents/rope-store.agent.md": agent("rope-store"),
        ".github/agents/cook.agent.md": agent("cook"),
        "inner/.claude/agents/cook.md": agent("cook"),
    }
    write(tmp_path, files)
    (tmp_path / "inner/.git").mkdir()
    assert sorted(calls(tmp_path, {})) == [
        ("mate.md", "cook.agent.md", "call"), ("mate.md", "rope-store.md", "call")
    ]  # fmt: skip


def test_namesakes_in_the_same_scope_are_meant(tmp_path: Path) -> None:
    files = {
        f"{folder}/.claude/agents/{name}.md": agent(name, "Task(subagent_type='cook')")
        for folder in ("a", "b")
        for name in ("mate", "cook")
    }
    write(tmp_path, files)
    found = mapped(tmp_path)["delegations"]
    assert [(call["source"], call["target"]) for call in found] == [
        (f"{folder}/.claude/agents/mate.md", f"{folder}/.claude/agents/cook.md") for folder in ("a", "b")
    ]


def test_many_namesakes_are_bounded(tmp_path: Path) -> None:
    files = {f".claude/agents/{n}/cook.md": agent("cook") for n in range(40)}
    files[".claude/agents/mate.md"] = agent("mate", "Task(subagent_type='cook')")
    assert len(calls(tmp_path, files)) == MOST_NAMESAKES


# Overlap

SAME = "Reviews Terraform modules for cost, drift and blast radius before they are applied"


def test_overlap_and_its_clusters(tmp_path: Path) -> None:
    files = {f".claude/agents/{name}.md": agent(name, description=SAME) for name in ("plum", "pear", "fig")}
    files[".claude/agents/baker.md"] = agent("baker", description="Bakes rye bread and rolls at night")
    overlaps = mapped(write(tmp_path, files))["overlaps"]
    trees = [f".claude/agents/{name}.md" for name in ("fig", "pear", "plum")]
    assert overlaps["clusters"] == [{"members": overlaps["order"], "strength": 1.0}]
    assert sorted(overlaps["order"]) == trees
    assert [(p["left"], p["right"], p["strength"], p["reported"]) for p in overlaps["pairs"]] == [
        (trees[0], trees[1], 1.0, True), (trees[0], trees[2], 1.0, True), (trees[1], trees[2], 1.0, True),
    ]  # fmt: skip
    assert mapped(tmp_path, ".claude/agents/fig.md")["overlaps"]["pairs"] == []


def test_overlap_is_shown_where_its_rule_is_off(tmp_path: Path) -> None:
    files = {f".claude/agents/{name}.md": agent(name, description=SAME) for name in ("plum", "pear")}
    write(tmp_path, {**files, "agentlint.toml": '[severity]\noverlapping-descriptions = "off"\n'})
    data = mapped(tmp_path)
    assert len(data["overlaps"]["pairs"]) == 1
    assert [finding for file in data["files"] for finding in file["findings"]] == []


@st.composite
def tied(draw: st.DrawFn) -> list[Tie]:
    pairs = draw(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] < p[1]), max_size=30))
    strength = st.integers(1, 100)
    return [
        Tie(f"{left:02}", f"{right:02}", (value := draw(strength)) / 100, value >= 50, "")
        for left, right in sorted(pairs)
    ]


@given(tied(), st.randoms())
def test_every_cluster_is_one_run_of_the_order(ties: list[Tie], random: Any) -> None:
    found = cluster(ties)
    assert sorted(found.order) == sorted({path for tie in ties for path in (tie.left, tie.right)})
    joined = {path: {path} for path in found.order}
    for tie in ties:
        if tie.reported:
            whole = joined[tie.left] | joined[tie.right]
            for path in whole:
                joined[path] = whole
    assert {frozenset(group) for group in found.groups} == {
        frozenset(group) for group in joined.values() if len(group) > 1
    }
    for group in found.groups:
        start = found.order.index(group[0])
        assert found.order[start : start + len(group)] == group
    shuffled = list(ties)
    random.shuffle(shuffled)
    assert cluster(shuffled) == found


# Budgets


def test_budgets_of_host_folders_and_of_plain_ones(tmp_path: Path) -> None:
    files = {
        ".claude/agents/a.md": agent("a", description="x" * 9),
        ".claude/agents/sub/b.md": agent("b", description="y" * 2),
        "agents/c.md": agent("c", description="z" * 3),
        ".agents/skills/knots/SKILL.md": agent("knots", description="k" * 5),
        "agentlint.toml": "[rules.description-budget]\ncodex-characters = 0\n",
    }
    budgets = mapped(write(tmp_path, files))["budgets"]
    told = [(b["host"], b["folder"], b["sure"], b["unit"], b["limit"], b["used"]) for b in budgets]
    assert sorted(told, key=str) == [
        ("claude-code", ".claude/agents", True, "tokens", 15000, 4),
        ("claude-code", "agents", False, "tokens", 15000, 1),
        ("codex", ".agents/skills", True, "characters", None, 10),
    ]
    (first,) = [b for b in budgets if b["sure"] and b["host"] == "claude-code"]
    assert first["parts"] == [
        {"path": ".claude/agents/a.md", "characters": 10}, {"path": ".claude/agents/sub/b.md", "characters": 3}
    ]  # fmt: skip
    assert first["characters_per_unit"] == 4


def test_a_budget_is_rounded_up() -> None:
    assert [Budget("h", "s", "tokens", 4, 0, {"a": size}, True).used for size in (0, 1, 4, 5)] == [0, 1, 1, 2]


# Readings and findings


def test_what_each_host_reads_and_what_check_finds(tmp_path: Path) -> None:
    found = one(tmp_path, agent("sailor", description="Boats: hulls and masts", model="opus", tools="Grpe"))
    assert (found["name"], found["model"], found["host"]) == ("sailor", "opus", "claude-code")
    assert found["tokens"] == 7
    owner, *others = found["readings"]
    assert (owner["kind"], owner["outcome"]) == ("claude-code/agent", "recovered")
    assert owner["values"]["description"] == "Boats: hulls and masts"
    assert [reason["code"] for reason in owner["reasons"]]
    assert ("copilot-cli", "dropped") in {(reading["host"], reading["outcome"]) for reading in others}
    rules = [(finding["rule"], finding["severity"], finding["line"]) for finding in found["findings"]]
    assert ("unknown-tool", "error", 5) in rules


def test_equal_readings_are_told_once(tmp_path: Path) -> None:
    readings = one(tmp_path, agent("a"))["readings"]
    assert readings[0]["values"] == {"name": "a", "description": "Use when a is wanted"}
    assert len(readings) > 1
    assert [reading["values"] for reading in readings[1:]] == [None] * (len(readings) - 1)


def test_long_texts_are_cut_and_deep_ones_too(tmp_path: Path) -> None:
    deep = "[" * 20 + "x" + "]" * 20
    found = one(tmp_path, agent("a", description="x" * 5000, odd=deep, number=".inf", when=".nan"))
    values = found["readings"][0]["values"]
    assert len(values["description"]) == LONGEST
    assert found["tokens"] == 1251
    assert json.dumps(values["odd"]) == json.dumps([[[[[[[["…"]]]]]]]], ensure_ascii=True)
    assert (values["number"], values["when"]) == (".inf", ".nan")


def test_a_secret_stays_at_home(tmp_path: Path) -> None:
    # Put together here, so that no key stands in this repository.
    secret = "AKI" + "A" + "".join(Random(7).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    found = one(tmp_path, agent("a", description=f"Use with {secret}"))
    assert "secret-in-prompt" in {finding["rule"] for finding in found["findings"]}
    assert found["readings"][0]["values"]["description"] == CONCEALED
    assert secret not in json.dumps(mapped(tmp_path))


def test_files_that_cannot_be_parsed_are_left_out_and_counted(tmp_path: Path) -> None:
    write(tmp_path, {".claude/agents/a.md": agent("a"), ".claude/agents/large.md": agent("l", "x" * 3_000_000)})
    (tmp_path / ".claude/agents/bytes.md").write_bytes(b"---\nname: \xff\n---\n")
    data = mapped(tmp_path)
    assert [file["name"] for file in data["files"]] == ["a"]
    assert data["summary"]["files"] == 3
    assert (data["summary"]["errors"], data["summary"]["warnings"]) == (1, 1)


def test_no_agents(tmp_path: Path) -> None:
    data = mapped(write(tmp_path, {"README.md": "# Nothing\n"}))
    assert data["files"] == data["budgets"] == data["delegations"] == []
    assert data["summary"]["agents"] == 0


def test_rules_of_plugins_are_asked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import agentlint.lint.plugins as plugins
    from agentlint.api import ProjectRule, Severity
    from agentlint.lint.registry import load_rules

    class Odd(ProjectRule):
        """Has an overview of its own."""

        name, summary, severity, since, tags = "acme/odd", "Odd", Severity.INFO, "1", ("cross-file",)

        def facts(self, file: Any) -> Any:
            return 1

        def check_project(self, roster: Any) -> Any:
            return iter(())

        def overview(self, roster: Any) -> Any:
            left, right = roster.entries[:2]
            yield Tie(left.path, right.path, 0.5, False, "odd")
            raise ValueError("tired")

    registry = load_rules().with_rules({"acme/odd": Odd})
    monkeypatch.setattr(plugins, "registry_of", lambda *_, **__: registry)
    files = {f".claude/agents/{name}.md": agent(name) for name in ("a", "b")}
    write(tmp_path, {**files, "agentlint.toml": 'plugins = ["acme"]\n'})
    fleet = survey(Request(cwd=tmp_path))
    assert "odd" in [tie.reason for tie in fleet.ties]
    assert fleet.failures == ("`acme/odd` has no overview of the fleet: ValueError: tired",)
