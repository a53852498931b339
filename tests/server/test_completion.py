"""Completion: what is offered where, and that what is inserted is read by the host as it was meant."""

from __future__ import annotations

import pytest

from agentlint.hosts.reading import Outcome
from agentlint.lint.file import File
from agentlint.project.settings import Settings
from agentlint.server.completion import Item, complete
from agentlint.source import Source
from agentlint.syntax.document import Document
from tests.server.fleet import AGENT, Fleet, agent

HEAD = "---\nname: reviewer\ndescription: Reads code.\n"
CREW = {
    ".claude/agents/lookout.md": agent("lookout", "Watches."),
    ".claude/agents/bo-sun.md": agent("bo-sun", "Keeps ropes."),
    ".claude/skills/knots/SKILL.md": "---\nname: knots\ndescription: Ties.\n---\n\nTie.\n",
    ".opencode/agent/mate.md": "---\ndescription: Helps.\nmode: subagent\n---\n\nHelp.\n",
}


def offered(text: str, path: str = AGENT, settings: Settings | None = None) -> tuple[list[Item], Fleet]:
    fleet = Fleet({**CREW, path: text}, servers=["hub"], settings=settings, lint=False)
    return list(complete(*fleet.at_cursor())), fleet


def labels(text: str, path: str = AGENT) -> list[str]:
    return [item.label for item in offered(text, path)[0]]


def inserted(text: str, label: str, path: str = AGENT) -> str:
    """The text with one suggestion in it."""
    items, fleet = offered(text, path)
    item = next(item for item in items if item.label == label)
    before = fleet.texts[path]
    return before[: item.span.start] + item.text + before[item.span.end :]


def tools_read(text: str, path: str = AGENT) -> list[str]:
    """The tools that the owning host reads of the text."""
    fleet = Fleet({path: text})
    view = fleet.view(path)
    assert view is not None
    assert view.file.reading.outcome is Outcome.LOADED
    return [ref.name for judged in view.file.tool_lists for ref, _ in judged.resolved if judged.kind is view.file.kind]


def test_keys_that_are_not_there_yet() -> None:
    found = labels(f"{HEAD}‸\n---\n\nBody.\n")
    assert found[:2] == ["tools", "disallowedTools"]
    assert not {"name", "description"} & set(found)
    assert "hooks" in found


def test_keys_in_a_file_that_is_just_begun() -> None:
    assert labels("---\n‸")[:2] == ["name", "description"]
    assert labels("---\nname: x\n‸\n\nBody.")[0] == "description"
    assert labels("---\nname: x\n\n‸") == []


def test_keys_keep_the_colon_that_is_there() -> None:
    assert inserted(f"{HEAD}to‸: Read\n---\n\nBody.\n", "tools") == f"{HEAD}tools: Read\n---\n\nBody.\n"
    assert inserted(f"{HEAD}to‸\n---\n\nBody.\n", "tools") == f"{HEAD}tools: \n---\n\nBody.\n"


def test_no_keys_of_a_later_version() -> None:
    items, _ = offered(f"{HEAD}‸\n---\n\nBody.\n", settings=Settings(host_versions={"claude-code": "2.0"}))
    assert "memory" not in [item.label for item in items]
    assert "model" in [item.label for item in items]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tools: ‸", "tools: Grep"),
        ("tools:‸", "tools: Grep"),
        ("tools: Read, Gr‸", "tools: Read, Grep"),
        ("tools: Read, Gr‸ep2", "tools: Read, Grep"),
        ("tools: Gr‸, Read", "tools: Grep, Read"),
        ('tools: "Read, Gr‸"', 'tools: "Read, Grep"'),
        ("tools: [Read, ‸]", "tools: [Read, Grep]"),
        ("tools: [‸]", "tools: [Grep]"),
        ("tools: ['Read', ‸]", "tools: ['Read', 'Grep']"),
        ('tools: ["Read", "G‸"]', 'tools: ["Read", "Grep"]'),
        ("tools: [\n  Read,\n  G‸\n  ]", "tools: [\n  Read,\n  Grep\n  ]"),
        ("tools:\n  - Read\n  - ‸", "tools:\n  - Read\n  - Grep"),
        ("tools:\n  - Read\n  -‸", "tools:\n  - Read\n  - Grep"),
        ("tools:\n- Read\n- G‸", "tools:\n- Read\n- Grep"),
        ('tools:\n  - "Read"\n  - ‸', 'tools:\n  - "Read"\n  - "Grep"'),
        ("tools:\n  ‸", "tools:\n  - Grep"),
    ],
)
def test_a_tool_in_every_form_of_a_list(before: str, after: str) -> None:
    text = inserted(f"{HEAD}{before}\nmodel: opus\n---\n\nBody.\n", "Grep")
    assert text == f"{HEAD}{after}\nmodel: opus\n---\n\nBody.\n"
    assert "Grep" in tools_read(text)


@pytest.mark.parametrize("form", ["tools: ‸", "tools: [‸]", "tools:\n  - ‸", "tools: Read, ‸", "tools: [Read, '‸']"])
@pytest.mark.parametrize("label", ["*", "mcp__hub", "mcp__hub__*"])
def test_names_with_signs_are_read_as_they_are(form: str, label: str) -> None:
    text = inserted(f"{HEAD}{form}\n---\n\nBody.\n", label)
    assert label in tools_read(text)


def test_what_is_listed_is_not_offered_again() -> None:
    found = labels(f"{HEAD}tools: [Read, ‸, Bash]\n---\n\nBody.\n")
    assert not {"Read", "Bash"} & set(found)
    assert "Edit" in found


def test_tools_that_no_subagent_has_are_offered_to_be_denied_alone() -> None:
    assert "AskUserQuestion" not in labels(f"{HEAD}tools: ‸\n---\n\nBody.\n")
    assert "AskUserQuestion" in labels(f"{HEAD}disallowedTools: ‸\n---\n\nBody.\n")


def test_old_names_are_not_offered() -> None:
    assert not {"Task", "KillShell", "NotebookRead"} & set(labels(f"{HEAD}tools: ‸\n---\n\nBody.\n"))


@pytest.mark.parametrize(
    ("path", "head", "label", "wanted"),
    [
        (".opencode/agent/x.md", "---\ndescription: x\n", "bash", "tools: \n  bash: true"),
        (".gemini/agents/x.md", "---\nname: x\ndescription: x\n", "read_file", "tools: [read_file]"),
        (".github/agents/x.agent.md", "---\nname: x\ndescription: x\n", "search", "tools: [search]"),
        (".claude/skills/x/SKILL.md", "---\nname: x\ndescription: x\n", "Bash", "allowed-tools: Bash"),
        (".factory/droids/x.md", "---\nname: x\ndescription: x\n", "Read", "tools: Read"),
    ],
)
def test_the_first_tool_in_a_form_that_the_host_reads(path: str, head: str, label: str, wanted: str) -> None:
    key = wanted.partition(":")[0]
    text = inserted(f"{head}{key}: ‸\n---\n\nBody.\n", label, path)
    assert wanted in text
    assert label in tools_read(text, path)


def test_a_map_of_tools() -> None:
    text = inserted("---\ndescription: x\ntools:\n  ba‸\n---\n\nBody.\n", "bash", ".opencode/agent/x.md")
    assert "tools:\n  bash: true\n" in text
    path = ".opencode/agent/x.md"
    assert labels("---\ndescription: x\ntools:\n  bash: ‸\n---\n\nBody.\n", path) == ["true", "false"]
    assert labels("---\ndescription: x\npermission:\n  bash: ‸\n---\n\nB.\n", path) == ["ask", "allow", "deny"]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("model: ‸", ["sonnet", "opus", "haiku"]),
        ("model: o‸pus", ["sonnet", "opus", "haiku"]),
        ("color: ‸", ["red", "blue", "green"]),
        ("background: ‸", ["true", "false"]),
        ("memory: ‸", ["user", "project", "local"]),
        ("skills: ‸", ["knots"]),
        ("skills: [‸]", ["knots"]),
        ("mcpServers:\n  - ‸", ["hub"]),
        ("hooks:\n  ‸", ["SessionStart", "Setup"]),
        ("tools: Read, Agent(‸)", ["bo-sun", "lookout"]),
        ("tools: Agent(lookout, ‸", ["bo-sun", "lookout"]),
        ("description: ‸", []),
        ("description: text ‸", []),
        ("# comment ‸", []),
        ("unknown: ‸", []),
        ("tools: Bash(‸)", []),
    ],
)
def test_values(line: str, first: list[str]) -> None:
    head = "---\nname: reviewer\n" if line.startswith("desc") else HEAD
    found = labels(f"{head}{line}\n---\n\nB.\n")
    assert found[: len(first)] == first
    assert bool(found) is bool(first)


def test_words_of_yaml_are_inserted_as_such() -> None:
    assert "background: true\n" in inserted(f"{HEAD}background: ‸\n---\n\nBody.\n", "true")


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        (AGENT, f"{HEAD}---\n\nAsk @‸ first.\n", "Ask @agent-lookout first."),
        (AGENT, f"{HEAD}---\n\nAsk @agent-lo‸ first.\n", "Ask @agent-lookout first."),
        (AGENT, f'{HEAD}---\n\nTask(subagent_type="‸")\n', 'Task(subagent_type="lookout")'),
        ("CLAUDE.md", "Ask @‸ first.\n", "Ask @agent-lookout first."),
        (".opencode/agent/x.md", "---\ndescription: x\n---\n\nAsk @‸ first.\n", "Ask @mate first."),
        (".claude/commands/x.md", "---\ndescription: x\nagent: ‸\n---\n\nGo.\n", "agent: lookout\n"),
    ],
)
def test_agents_where_the_host_calls_them(path: str, text: str, wanted: str) -> None:
    label = {".opencode/agent/x.md": "@mate"}.get(path, "@agent-lookout" if "Ask @" in text else "lookout")
    assert wanted in inserted(text, label, path)


@pytest.mark.parametrize("text", ["mail a@‸b.c\n", "see docs/@‸\n", "plain ‸ words\n", "@ ‸\n"])
def test_no_agents_elsewhere(text: str) -> None:
    assert labels(f"{HEAD}---\n\n{text}") == []


def test_an_agent_is_not_offered_itself() -> None:
    assert "@agent-reviewer" not in labels(f"{HEAD}---\n\nAsk @‸ first.\n")


@pytest.mark.parametrize(
    "text",
    [
        "‸---\nname: x\n---\n",
        "---\nname: x\n---‸\n",
        "---\r\nname: x\r\ntools: ‸\r\n---\r\n",
        "\ufeff---\nname: x\ntools: ‸\n---\n",
        "---\n" + "a: [" * 40 + "‸",
        "---\ntools: " + '"' * 50_000 + "‸\n---\n",
        "---\ntools: " + "(" * 50_000 + "‸\n---\n",
        "---\n" + "x\n" * 20_000 + "‸\n---\n",
        "---\n‸\x00\n---\n",
        "‸",
    ],
    ids=range(10),
)
def test_whatever_is_typed_something_comes_of_it(text: str) -> None:
    fleet = Fleet({AGENT: text}, lint=False)
    assert isinstance(complete(*fleet.at_cursor()), tuple)


def test_suggestions_keep_the_file_loaded() -> None:
    """Every suggestion at every place of a header leaves a header that Claude Code reads."""
    lines = [
        "tools: ‸",
        "tools: [‸]",
        "tools:\n  - ‸",
        "model: ‸",
        "color: ‸",
        "memory: ‸",
        "effort: ‸",
        "skills: ‸",
        "‸",
    ]
    for line in lines:
        items, fleet = offered(f"{HEAD}{line}\n---\n\nBody.\n")
        text = fleet.texts[AGENT]
        view = fleet.view(AGENT)
        assert view is not None
        assert items
        for item in items:
            after = text[: item.span.start] + item.text + text[item.span.end :]
            file = File(Document(Source(AGENT, after)), view.file.kind, view.kinds, view.settings, view.file.project)
            assert file.reading.outcome is Outcome.LOADED, item
