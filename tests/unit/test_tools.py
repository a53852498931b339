from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlint.hosts.catalog import TOOL_LISTS
from agentlint.hosts.tools import ToolFate, ToolListing, read_tools, resolve
from agentlint.source import Source
from agentlint.syntax.document import Document


def listing(text: str, *, spaces: bool = True) -> tuple[ToolListing, Source]:
    source = Source("a.md", f"---\nname: a\n{text}\n---\n")
    header = Document(source).frontmatter
    assert header is not None
    entry = header.get("tools")
    assert entry is not None
    return read_tools(entry, spaces=spaces, as_written=header.status != "valid"), source


def names(text: str, **options: bool) -> list[str]:
    found, source = listing(text, **options)
    for ref in found.refs:
        assert source.slice(ref.span) == ref.name, (text, ref)
    return [r.name if r.specifier is None else f"{r.name}({r.specifier})" for r in found.refs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tools: Read, Grep,Bash", ["Read", "Grep", "Bash"]),
        ("tools: Read Grep  Bash", ["Read", "Grep", "Bash"]),
        ("tools: Read, Grep,", ["Read", "Grep"]),
        ("tools: 'Read, Grep'", ["Read", "Grep"]),
        ('tools: "Read, Grep"', ["Read", "Grep"]),
        ('tools: "Re\\u0061d, Grep"', None),
        ("tools: >-\n  Read,\n  Grep", ["Read", "Grep"]),
        ("tools: Read,\n  Grep", ["Read", "Grep"]),
        ("tools: [Read, 'Grep', \"Bash\"]", ["Read", "Grep", "Bash"]),
        ("tools:\n  - Read\n  - 'Grep'", ["Read", "Grep"]),
        ("tools:\n- Read, Grep\n- Bash", ["Read", "Grep", "Bash"]),
        ("tools: Bash(git add:*), Bash(npm run *), Read", ["Bash(git add:*)", "Bash(npm run *)", "Read"]),
        ("tools: Agent(a, b), Read", ["Agent(a, b)", "Read"]),
        ("tools: Bash(sh -c (a, b)), Read", ["Bash(sh -c (a, b))", "Read"]),
        ("tools: mcp__docs__search, mcp__docs__*, mcp__docs", ["mcp__docs__search", "mcp__docs__*", "mcp__docs"]),
        ('tools: "*"', ["*"]),
        ("tools: Bash(git, Read", ["Bash(git)", "Read"]),
        ("tools: Read) Grep", ["Read)", "Grep"]),
        ("tools:\n  read: true\n  'bash*': false", None),
        ("tools: [Read, Grep", ["Read", "Grep"]),
        ("tools: 'Read', 'Grep'", ["Read", "Grep"]),
        ("tools: Read; Grep | Bash", ["Read", "Grep", "Bash"]),
        ('tools: \'["Read", "Grep"]\'', ["Read", "Grep"]),
    ],
)
def test_every_form_gives_names_with_spans(text: str, expected: list[str] | None) -> None:
    if expected is not None:
        assert names(text) == expected


def test_escapes_map_back_to_the_source() -> None:
    found, source = listing('tools: "Re\\u0061d, Grep"')
    assert [r.name for r in found.refs] == ["Read", "Grep"]
    assert [source.slice(r.span) for r in found.refs] == ["Re\\u0061d", "Grep"]


def test_blanks_separate_only_where_the_host_says_so() -> None:
    assert names("tools: Read Grep, Bash", spaces=False) == ["Read Grep", "Bash"]


@pytest.mark.parametrize("text", ["tools:", 'tools: ""', "tools: []", "tools: ~", "tools: null", "tools: ' '"])
def test_nothing(text: str) -> None:
    assert listing(text)[0].form == "nothing"


def test_maps_say_what_is_switched_off() -> None:
    found, _ = listing("tools:\n  read: true\n  write: false\n  bash: False")
    assert [(r.name, r.enabled) for r in found.refs] == [("read", True), ("write", False), ("bash", False)]
    assert found.form == "map"


def test_json_and_wrong_separators_are_told() -> None:
    assert listing('tools: "[Read, Grep]"')[0].json
    found, source = listing("tools: Read; Bash(a|b; c) | Grep")
    assert [source.slice(s) for s in found.separators] == [";", "|"]
    assert [r.specifier for r in found.refs] == [None, "a|b; c", None]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("tools: Read, Grep, Bash", 0, "tools: Grep, Bash"),
        ("tools: Read, Grep, Bash", 1, "tools: Read, Bash"),
        ("tools: Read, Grep, Bash", 2, "tools: Read, Grep"),
        ('tools: ["Read", "Grep"]', 0, 'tools: ["Grep"]'),
        ('tools: ["Read", "Grep"]', 1, 'tools: ["Read"]'),
        ("tools:\n  - Read\n  - Grep", 0, "tools:\n  - Grep"),
        ("tools:\n  - Read\n  - Grep", 1, "tools:\n  - Read"),
        ("tools:\n  - Read, Bash\n  - Grep", 1, "tools:\n  - Read\n  - Grep"),
        ("tools: Bash(a, b), Read", 0, "tools: Read"),
        ("tools: Read", 0, None),
        ("tools: [Read]", 0, None),
        ("tools:\n  - Read # why\n  - Grep", 1, None),
        ('tools: "[Read, Grep]"', 1, None),
        ("tools: Read, 'Grep'", 1, None),
    ],
)
def test_removal_keeps_the_list_well_formed(text: str, at: int, expected: str | None) -> None:
    found, source = listing(text)
    span = found.removal(found.refs[at], source.text)
    if expected is None:
        assert span is None
    else:
        assert span is not None
        mended = source.text[: span.start] + source.text[span.end :]
        assert mended == f"---\nname: a\n{expected}\n---\n"


def fate(name: str, host: str = "claude-code", **options: object) -> tuple[str, tuple[str, ...]]:
    found = resolve(name, TOOL_LISTS[host], **options)  # type: ignore[arg-type]
    return found.fate.value, found.suggestions


@pytest.mark.parametrize(
    ("name", "host", "expected", "suggestions"),
    [
        ("Read", "claude-code", "current", ()),
        ("*", "claude-code", "all", ()),
        ("TodoWrite", "claude-code", "gated", ("TaskCreate", "TaskGet", "TaskList", "TaskUpdate")),
        ("SetGoal", "claude-code", "undocumented", ()),
        ("Task", "claude-code", "renamed", ("Agent",)),
        ("BashOutput", "claude-code", "removed", ("Read",)),
        ("MultiEdit", "claude-code", "retired", ("Edit",)),
        ("Batch", "claude-code", "retired", ()),
        ("bash", "claude-code", "case", ("Bash",)),
        ("READ", "claude-code", "case", ("Read",)),
        ("multiedit", "claude-code", "case", ("Edit",)),
        ("task", "claude-code", "case", ("Agent",)),
        ("todo_write", "claude-code", "near", ("TodoWrite",)),
        ("Raed", "claude-code", "near", ("Read",)),
        ("Grpe", "claude-code", "near", ("Grep",)),
        ("Wriet", "claude-code", "near", ("Write",)),
        ("WebSerch", "claude-code", "near", ("WebSearch",)),
        ("read_file", "claude-code", "foreign", ("Read",)),
        ("replace", "claude-code", "foreign", ("Edit",)),
        ("search", "claude-code", "foreign", ("Grep", "Glob")),
        ("githubRepo", "claude-code", "foreign", ()),
        ("code-linter", "claude-code", "unknown", ()),
        ("sql", "claude-code", "unknown", ()),
        ("diff", "claude-code", "unknown", ()),
        ("rename", "claude-code", "unknown", ()),
        ("mcp__docs__search", "claude-code", "mcp", ()),
        ("mcp__docs", "claude-code", "mcp", ()),
        ("mcp__*", "claude-code", "mcp-form", ()),
        ("mcp_docs_search", "claude-code", "mcp-form", ()),
        ("MCP__docs", "claude-code", "mcp-form", ()),
        ("Bash", "copilot", "alias", ("execute",)),
        ("SEARCH", "copilot", "set", ()),
        ("docs/find", "copilot", "mcp", ()),
        ("codebase", "vscode", "legacy", ("search/codebase",)),
        ("search_file_content", "gemini-cli", "renamed", ("grep_search",)),
        ("mcp_docs_*", "gemini-cli", "mcp", ()),
        ("Read", "gemini-cli", "foreign", ("read_file",)),
        ("MultiEdit", "factory", "foreign", ("Edit",)),
        ("read_many_files", "qwen-code", "retired", ("read_file",)),
        ("docs_*", "opencode", "mcp", ()),
        ("wriet", "opencode", "near", ("write",)),
    ],
)
def test_what_becomes_of_a_name(name: str, host: str, expected: str, suggestions: tuple[str, ...]) -> None:
    found, offered = fate(name, host)
    assert found == expected
    assert offered[: len(suggestions)] == suggestions if suggestions else not offered


def test_names_of_the_configuration_and_of_servers_are_known() -> None:
    assert fate("Deploy", extra=("Deploy",))[0] == "extra"
    assert fate("docs_search", "opencode", servers=("docs",))[0] == "mcp"
    assert fate("docs", "copilot", servers=("docs",))[0] == "mcp"
    assert fate("mcp__*", denied=True)[0] == "mcp"


def test_every_listed_name_resolves_to_its_status() -> None:
    nothing = {"removed-known", "retired"}
    for tools in TOOL_LISTS.values():
        for tool in tools.tools:
            found = resolve(tool.name, tools)
            assert found.fate.resolves is (tool.status not in nothing), (tools.id, tool.name)


def test_old_and_new_name_are_one_tool() -> None:
    tools = TOOL_LISTS["claude-code"]
    assert resolve("Task", tools).canonical == resolve("Agent", tools).canonical
    assert resolve("read", TOOL_LISTS["copilot"]).canonical == resolve("READ", TOOL_LISTS["copilot"]).canonical.lower()


@given(st.text(max_size=60), st.sampled_from(sorted(TOOL_LISTS)))
def test_any_text_resolves_to_something(name: str, host: str) -> None:
    assert isinstance(resolve(name, TOOL_LISTS[host]).fate, ToolFate)


@given(st.text(alphabet="Rea(),;|[]\"' \t-*_:{}#\n", max_size=40), st.sampled_from(["{}", "'{}'", "[{}]", "\n  - {}"]))
def test_any_value_is_taken_apart(text: str, form: str) -> None:
    source = Source("a.md", f"---\ntools: {form.format(text)}\n---\n")
    header = Document(source).frontmatter
    entry = header.get("tools") if header is not None else None
    if entry is None:
        return
    found = read_tools(entry)
    for ref in found.refs:
        assert ref.name
        assert 0 <= ref.span.start <= ref.span.end <= len(source.text)
        found.removal(ref, source.text)


@pytest.mark.parametrize("unit", ["(", ")", "Read,", "(,", "((a)", "a|", ";", "[", "Read "])
def test_long_lists_take_linear_time(unit: str) -> None:
    text = f"tools: '{unit * (60_000 // len(unit))}'"
    start = time.process_time()
    found, _ = listing(text)
    assert time.process_time() - start < 5
    assert found.form in ("string", "nothing")
