from __future__ import annotations

import time

import pytest

from agentlint.hosts.detect import detect

AGENT = "---\nname: planner\ndescription: Plans work.\n---\n\nYou plan.\n"
PLAIN = "# Notes\n\nname: nothing\n"


def kinds(path: str, head: str | None = AGENT, **options: object) -> list[str]:
    return [k.id for k in detect(path, head, **options).kinds]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".claude/agents/a.md", ["claude-code/agent", "copilot-cli/agent", "vscode/agent", "cursor/agent"]),
        ("apps/web/.claude/agents/a.md", ["claude-code/agent", "copilot-cli/agent", "vscode/agent", "cursor/agent"]),
        (".claude/agents/team/a.md", ["claude-code/agent"]),
        (".claude/commands/git/a.md", ["claude-code/command"]),
        (".claude/commands/a.agent.md", ["claude-code/command"]),
        (".claude/skills/s/SKILL.md", ["claude-code/skill", "vscode/skill", "opencode/skill", "agentskills/skill"]),
        (".claude/skills/deep/s/SKILL.md", ["claude-code/skill", "opencode/skill", "agentskills/skill"]),
        (".claude/rules/a.md", ["claude-code/rule"]),
        (".claude/CLAUDE.md", ["claude-code/memory"]),
        ("docs/CLAUDE.md", ["claude-code/memory"]),
        ("AGENTS.md", ["agents-md/memory"]),
        (".opencode/skills/s/AGENTS.md", ["agents-md/memory"]),
        (".github/agents/a.agent.md", ["copilot-cli/agent", "copilot-cloud/agent", "vscode/agent"]),
        (".github/agents/a.md", ["copilot-cli/agent", "copilot-cloud/agent", "vscode/agent"]),
        ("agents/a.agent.md", ["copilot-cli/agent", "copilot-cloud/agent", "vscode/agent"]),
        (".github/prompts/models/a.prompt.md", ["vscode/prompt"]),
        ("instructions/a.instructions.md", ["vscode/instructions"]),
        (".github/copilot-instructions.md", ["copilot-cloud/instructions"]),
        (".github/chatmodes/a.chatmode.md", ["vscode/chatmode"]),
        (".github/skills/s/SKILL.md", ["vscode/skill", "agentskills/skill"]),
        (".cursor/rules/a.mdc", ["cursor/rule"]),
        ("docs/a.mdc", ["cursor/rule"]),
        (".cursor/rules/a.md", ["cursor/rule"]),
        (".cursorrules", ["cursor/legacy-rules"]),
        (".opencode/agent/sub/a.md", ["opencode/agent"]),
        (".config/opencode/agents/a.md", ["opencode/agent"]),
        (".gemini/agents/a.md", ["gemini-cli/agent"]),
        (".gemini/commands/git/a.toml", ["gemini-cli/command"]),
        (".qwen/agents/a.md", ["qwen-code/agent"]),
        (".factory/droids/a.md", ["factory/agent"]),
        (".codex/agents/a.toml", ["codex/agent"]),
        (".codex/agents/a.md", ["cursor/agent"]),
        (".codex/prompts/a.md", ["codex/prompt"]),
        (".kiro/steering/a.md", ["kiro/steering"]),
        (".devin/agents/a/AGENT.md", ["windsurf/agent"]),
        (".cline/agents/a.yaml", ["cline/agent"]),
        (".roo/rules-code/a.md", ["roo/rule"]),
        (".roomodes", ["roo/mode"]),
        (".kilo/agents/a.md", ["kilo/agent"]),
        ("agents/a.md", ["claude-code/agent"]),
        ("plugins/p/agents/deep/a.md", ["claude-code/agent"]),
        ("skills/s/SKILL.md", ["claude-code/skill", "agentskills/skill"]),
        ("my-skill/SKILL.md", ["claude-code/skill", "agentskills/skill"]),
        (".warp/skills/s/SKILL.md", ["agentskills/skill"]),
        (".kiro/skills/s/SKILL.md", ["agentskills/skill"]),
        ("notes/a.md", ["claude-code/agent"]),
        ("output-styles/a.md", ["claude-code/output-style"]),
        ("docs/a.txt", []),
        ("docs/a.json", []),
    ],
)
def test_path_and_header(path: str, expected: list[str]) -> None:
    assert kinds(path) == expected


def test_the_open_specification_owns_its_folder() -> None:
    found = kinds(".agents/skills/s/SKILL.md")
    assert found[0] == "agentskills/skill"
    assert {"codex/skill", "vscode/skill", "opencode/skill", "gemini-cli/skill"} == set(found[1:])


@pytest.mark.parametrize(
    ("path", "head", "expected", "how"),
    [
        ("notes/a.md", "---\nname: a\ndescription: b\n---\n", "claude-code/agent", "content"),
        ("notes/a.md", "---\r\nname: a\r\ndescription: b\r\n---\r\n", "claude-code/agent", "content"),
        ("notes/a.md", "\ufeff---\nname: a\ndescription: b\n---\n", "claude-code/agent", "content"),
        ("notes/a.md", "---\nname: a\n---\ndescription: b\n", None, "none"),
        ("notes/a.md", "---\n name: a\n description: b\n---\n", None, "none"),
        ("notes/a.md", "---\n\nname: a\ndescription: b\n", None, "none"),
        ("notes/a.md", "---\nname: a\ndescription: b\n\nYou plan.\n", "claude-code/agent", "content"),
        ("notes/a.md", "---\nauthor: a\ndescription: b\n---\n", None, "none"),
        ("notes/a.md", "", None, "none"),
        ("notes/a.MD", AGENT, None, "none"),
        ("agents/a.md", "---\ndescription: b\n---\n", "claude-code/agent", "path"),
        ("agents/a.md", PLAIN, None, "none"),
        ("commands/a.md", "---\nargument-hint: b\n---\n", "claude-code/command", "path"),
        ("lib/commands/x/a.md", "---\ndescription: b\n---\n", "claude-code/command", "path"),
        ("rules/a.md", "---\ndescription: b\n---\n", "claude-code/rule", "path"),
        ("rules/a.md", "---\npaths: b\n---\n", None, "none"),
        ("skills/s/SKILL.md", PLAIN, "claude-code/skill", "path"),
        ("skills/s/agents/a.md", AGENT, "claude-code/agent", "path"),
        (".claude/agents/a.md", PLAIN, "claude-code/agent", "path"),
        (".claude/agents/README.md", PLAIN, None, "none"),
        (".claude/agents/README.md", AGENT, "claude-code/agent", "path"),
        ("agents/README.md", PLAIN, None, "none"),
        (".claude/commands/README.md", PLAIN, "claude-code/command", "path"),
        (".cursor/agents/sub/a.md", AGENT, "cursor/agent", "path"),
        (".opencode/rules/a.md", AGENT, "claude-code/rule", "path"),
    ],
)
def test_other_markdown_is_looked_into(path: str, head: str, expected: str | None, how: str) -> None:
    found = detect(path, head)
    assert (found.owner.id if found.owner else None, found.how) == (expected, how)


def test_named_files() -> None:
    found = detect("seeds/a.txt", "---\nanything: else\n---\n", named=True)
    assert (found.owner and found.owner.id, found.how) == ("claude-code/agent", "named")
    assert detect("seeds/a.txt", PLAIN, named=True).how == "none"
    assert detect("seeds/a.txt", AGENT).how == "none"
    assert detect("README.md", PLAIN, named=True).owner is None
    assert detect(".cursor/rules/a.mdc", None, named=True).how == "path"


def test_default_host() -> None:
    assert kinds("agents/a.md", default_host="opencode") == ["opencode/agent"]
    assert kinds("commands/a.md", default_host="factory") == ["factory/command"]
    assert kinds("skills/s/SKILL.md", default_host="codex") == ["codex/skill", "agentskills/skill"]
    assert kinds("skills/s/SKILL.md", default_host="agentskills") == ["agentskills/skill"]
    assert kinds("agents/a.md", default_host="agents-md") == []
    assert kinds(".claude/agents/a.md", default_host="opencode")[0] == "claude-code/agent"


def test_a_path_alone_is_enough() -> None:
    assert kinds(".claude/agents/a.md", None)[0] == "claude-code/agent"
    assert kinds("agents/a.md", None) == ["claude-code/agent"]
    assert kinds("docs/a.md", None) == []
    assert kinds("agents/README.md", None) == []


def test_plugins() -> None:
    assert kinds("plugins/p/agents/a.md", plugin_roots=["plugins/p"]) == ["claude-code/plugin-agent"]
    assert kinds("plugins/p/agents/sub/a.md", PLAIN, plugin_roots=["plugins/p"]) == ["claude-code/plugin-agent"]
    assert kinds("plugins/p/agents/README.md", PLAIN, plugin_roots=["plugins/p"]) == []
    assert kinds("plugins/q/agents/a.md", plugin_roots=["plugins/p"]) == ["claude-code/agent"]
    assert kinds("plugins/p/docs/agents/a.md", plugin_roots=["plugins/p"]) == ["claude-code/agent"]
    assert kinds("agents/a.md", plugin_roots=["."]) == ["claude-code/plugin-agent"]
    assert kinds("plugins/p/skills/s/SKILL.md", plugin_roots=["plugins/p"], default_host="codex")[0] == (
        "claude-code/skill"
    )


@pytest.mark.parametrize(
    ("glob", "path", "hit"),
    [
        ("prompts/**", "prompts/a.md", True),
        ("prompts/**", "prompts/x/y.txt", True),
        ("prompts/", "prompts/x/y.txt", True),
        ("prompts/*.md", "prompts/x/y.md", False),
        ("*.prompt", "deep/er/a.prompt", True),
        ("**/b/*.md", "a/b/c.md", True),
        ("**/b/*.md", "b/c.md", True),
        ("a/**/c.md", "a/c.md", True),
        ("./a?.md", "ab.md", True),
        ("a[1].md", "a[1].md", True),
        ("prompts/**", "xprompts/a.md", False),
    ],
)
def test_configured_globs_overrule_all(glob: str, path: str, hit: bool) -> None:
    found = detect(path, None, file_kinds={glob: "opencode/agent"})
    assert (found.how == "configured") is hit
    assert not hit or found.kinds[0].id == "opencode/agent"


def test_configured_first_match_holds_and_unknown_ids_are_passed_over() -> None:
    globs = {"a.md": "no-such/kind", "*.md": "kiro/agent", "a.*": "goose/agent"}
    assert kinds("a.md", None, file_kinds=globs) == ["kiro/agent"]
    assert kinds(".claude/agents/a.md", AGENT, file_kinds=globs) == ["kiro/agent"]


@pytest.mark.parametrize("path", ["", "/", ".md", "..", ".claude", ".claude/agents", "a/\n/b.md", "\ud800/agents/x.md"])
def test_odd_paths_do_no_harm(path: str) -> None:
    for head in (None, "", "---", "---\n", "---\n---", "\x00", "---\nname: \udcff\ndescription: x"):
        detect(path, head, named=True)


def test_it_is_fast() -> None:
    paths = [
        f"packages/p{i}/{folder}/sub/a{i}.md" for i in range(500) for folder in (".claude/agents", "docs", "agents")
    ]
    start = time.process_time()
    for path in paths:
        detect(path, AGENT)
    assert time.process_time() - start < 0.001 * len(paths)


def test_a_long_head_is_read_in_linear_time() -> None:
    start = time.process_time()
    for head in (
        "---\n" + "\n" * 200_000,
        "---\n" + "-" * 200_000,
        "---\n" + " \t" * 100_000,
        "---\n" + "name" * 50_000,
    ):
        detect("a.md", head)
    assert time.process_time() - start < 2
