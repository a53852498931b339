"""What Kiro and Amazon Q read."""

from __future__ import annotations

from agentlint.hosts.model import Field, FileKind, Host

HOSTS = (
    Host("kiro", "Kiro", "docs 2026", sources=("kiro-docs",)),
    Host("amazonq", "Amazon Q", "docs 2026", sources=("kiro-docs", "rulesync")),
)
KINDS = (
    FileKind(
        "kiro/steering",
        "kiro",
        "rule",
        globs=(".kiro/steering/**/*.md",),
        user_globs=(".kiro/steering/**/*.md",),
        identity="stem",
        unknown_fields="unknown",
        confidence="medium",
        fields=(
            Field(
                "inclusion", enum=("always", "fileMatch", "manual", "auto"), default="always", sources=("kiro-docs",)
            ),
            Field(
                "fileMatchPattern",
                types=("string", "list"),
                notes="inclusion: fileMatch needs it; reports say that the user folder ignores it",
                sources=("kiro-docs", "kiro-9176"),
            ),
            Field("name", notes="inclusion: auto needs it", sources=("kiro-docs",)),
            Field("description", notes="inclusion: auto needs it", sources=("kiro-docs",)),
        ),
        sources=("kiro-docs",),
    ),
    FileKind(
        "kiro/agent",
        "kiro",
        "agent",
        globs=(".kiro/agents/*.md",),
        user_globs=(".kiro/agents/*.md",),
        frontmatter="required",
        identity="stem",
        unknown_fields="unknown",
        confidence="medium",
        fields=(
            Field("name", sources=("kiro-docs",)),
            Field("description", required="recommended", sources=("kiro-docs",)),
            Field("model", sources=("kiro-docs",)),
            Field("tools", types=("list",), notes="tags: read, write, shell, web and others", sources=("kiro-docs",)),
            Field("mcpServers", types=("map",), sources=("kiro-docs",)),
            Field(
                "permissions", types=("list",), items="a map of capability, effect and match", sources=("kiro-docs",)
            ),
            Field("resources", types=("list",), sources=("kiro-docs",)),
            Field("welcomeMessage", sources=("kiro-docs",)),
            Field("includeMcpJson", types=("boolean",), sources=("kiro-docs",)),
            Field("includePowers", types=("boolean",), sources=("kiro-docs",)),
        ),
        tool_fields=("tools",),
        notes=("Markdown since IDE 1.x and CLI 3; CLI 2.x and Amazon Q keep agents as JSON (.kiro/agents/*.json)"),
        sources=("kiro-docs",),
    ),
    FileKind(
        "amazonq/rule",
        "amazonq",
        "rule",
        globs=(".amazonq/rules/**/*.md",),
        frontmatter="none",
        unknown_fields="ignored",
        confidence="low",
        sources=("rulesync", "kiro-docs"),
    ),
)
