from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.project.mcp import Servers
from agentlint.project.scopes import Plugins, scope_of

if TYPE_CHECKING:
    from pathlib import Path


def scope(path: str, kind: str = "claude-code/agent", plugin: str | None = None) -> str:
    return scope_of(path, KINDS[kind], plugin)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (".claude/agents/a.md", ".claude/agents/team/deep/b.md", "claude-code/agent"),
        (".claude/agents/a.md", ".claude/agents/ja/a.md", "claude-code/agent"),
        (".opencode/agent/a.md", ".opencode/agents/x/b.md", "opencode/agent"),
        ("agents/a.md", "agents/coding/go/b.md", "claude-code/agent"),
        ("plugins/one/agents/a.md", "plugins/one/agents/deep/b.md", "claude-code/agent"),
        ("categories/01-core/a.md", "categories/02-web/b.md", "claude-code/agent"),
        ("fleet/01-core/a.md", "fleet/02-web/b.md", "claude-code/agent"),
        (".gemini/skills/one/SKILL.md", ".gemini/skills/two/SKILL.md", "gemini-cli/skill"),
        ("a.md", "b.md", "claude-code/agent"),
        (".claude/agents/a.md", ".claude/agents/a.zh.md", "claude-code/agent"),
        ("agents/a.md", "agents/subagents/b.md", "claude-code/agent"),
        ("agents/a.md", "agents/aws/help-it.md", "claude-code/agent"),
        ("agents/a.md", "agents/a-v2.md", "claude-code/agent"),
    ],
)
def test_one_scope(one: str, other: str, kind: str) -> None:
    assert scope(one, kind) == scope(other, kind)


def test_scopes_of_their_own() -> None:
    paths = [
        ".claude/agents/a.md", "frontend/.claude/agents/a.md", "agents/a.md", "docs/agents/a.md", "docs/zh/agents/a.md",
        "agents.ja/a.md", "agents/i18n/a.md", "agents/ja/a.md", "agents/zh-CN/a.md", "agents/archive/a.md",
        "agents/templates/a.md", "plugins/one/agents/a.md",
        "plugins/two/agents/a.md", "external_plugins/one/agents/a.md", "plugins/one/skills/x/agents/a.md",
        ".claude/plugins/one/agents/a.md", ".claude/docs/agents/a.md", "engineering/a.md", "design/a.md", "a.md",
        "packs/x/agents/a.md", "src/tool/agents/a.md", "agents/a.zh.md", "agents/a_ja.md", "agents/ja/a.zh.md",
        "plugins/one/agents/ja/a.md", "plugins/one/agents/a.pt-BR.md", "a.zh-CN.md", "agents/french/a.md",
    ]  # fmt: skip
    for one, other in itertools.combinations(paths, 2):
        assert scope(one) != scope(other), (one, other)


def test_a_copy_for_another_host_is_another_scope() -> None:
    assert scope("agents/a.md") != scope("agents/a.md", "gemini-cli/agent")
    assert scope(".claude/skills/a/SKILL.md", "claude-code/skill") != scope(".claude/agents/a.md")


def test_a_manifest_makes_a_plugin(tmp_path: Path) -> None:
    for name in ("one", "deep/two"):
        (tmp_path / name / "agents").mkdir(parents=True)
    (tmp_path / "one/.claude-plugin").mkdir()
    (tmp_path / "one/.claude-plugin/plugin.json").write_text("{}")
    top = str(tmp_path)
    plugins = Plugins()
    assert plugins.root(str(tmp_path / "one/agents/x/y"), top) == str(tmp_path / "one")
    assert plugins.root(str(tmp_path / "deep/two/agents"), top) is None
    assert scope("one/agents/a.md", plugin="one") == scope("one/agents/team/b.md", plugin="one")
    (tmp_path / ".claude-plugin").mkdir()
    marketplace = tmp_path / ".claude-plugin/marketplace.json"
    marketplace.write_text(json.dumps({"plugins": [{"source": "./deep/two"}, {"source": {"repo": "x"}}, {}]}))
    assert Plugins().root(str(tmp_path / "deep/two/agents"), top) == str(tmp_path / "deep/two")
    for broken in ("[", "[]", '{"plugins": [1]}', '{"plugins": {}}', "[" * 100_000):
        marketplace.write_text(broken)
        assert Plugins().root(str(tmp_path / "deep/two/agents"), top) is None


def write(root: Path, path: str, text: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)


def servers(root: Path, folder: str = "", plugin: str | None = None) -> set[str] | None:
    found = Servers().of(str(root / folder) if folder else str(root), str(root), str(root / plugin) if plugin else None)
    return None if found is None else set(found)


def test_servers_of_a_project_and_of_the_folders_below(tmp_path: Path) -> None:
    assert servers(tmp_path) is None
    write(tmp_path, ".mcp.json", '{"mcpServers": {"memory": {}}}')
    write(tmp_path, ".vscode/mcp.json", '{\n  // of the editor\n  "servers": {"docs": {"url": "https://x//y"},},\n}\n')
    write(tmp_path, ".codex/config.toml", '[mcp_servers.search]\ncommand = "x"\n')
    write(tmp_path, "opencode.json", '{"mcp": {"jira": {}}}')
    write(tmp_path, "pkg/.mcp.json", '{"mcpServers": {"local": {}}}')
    everywhere = {"memory", "docs", "search", "jira"}
    assert servers(tmp_path) == everywhere
    assert servers(tmp_path, ".claude/agents") == everywhere
    assert servers(tmp_path, "pkg/.claude/agents") == everywhere | {"local"}


def test_servers_of_a_plugin(tmp_path: Path) -> None:
    write(tmp_path, "one/.claude-plugin/plugin.json", '{"mcpServers": {"inline": {}}}')
    write(tmp_path, "two/.claude-plugin/plugin.json", '{"mcpServers": "./servers.json"}')
    write(tmp_path, "two/servers.json", '{"mcpServers": {"named": {}}}')
    write(tmp_path, "three/.mcp.json", '{"bare": {"command": "x"}}')
    write(tmp_path, "four/.claude-plugin/plugin.json", '{"mcpServers": "../one/.claude-plugin/plugin.json"}')
    assert servers(tmp_path, "one/agents", "one") == {"inline"}
    assert servers(tmp_path, "two/agents", "two") == {"named"}
    assert servers(tmp_path, "three/agents", "three") == {"bare"}
    assert servers(tmp_path, "four/agents", "four") is None


def test_nothing_is_known_where_a_file_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, ".mcp.json", '{"mcpServers": {"memory": {}}}')
    for broken in ('{"mcpServers": ', "/*" * 200_000, '{"' + '\\"' * 200_000, "[" * 100_000, "{" + "," * 300_000):
        write(tmp_path, ".vscode/mcp.json", broken)
        assert servers(tmp_path) is None
