"""What Windsurf (now Devin Desktop) and Antigravity read."""

from __future__ import annotations

from agentlint.hosts.model import Field, FileKind, Host

HOSTS = (
    Host("windsurf", "Windsurf", "docs 2026", sources=("ws-docs",)),
    Host("antigravity", "Antigravity", "2026-08", sources=("rulesync",)),
)
KINDS = (
    FileKind(
        "windsurf/rule",
        "windsurf",
        "rule",
        globs=(".windsurf/rules/**/*.md", ".devin/rules/**/*.md"),
        identity="stem",
        unknown_fields="unknown",
        confidence="medium",
        fields=(
            Field(
                "trigger",
                required="recommended",
                enum=("always_on", "glob", "manual", "model_decision"),
                sources=("ws-docs",),
            ),
            Field("globs", notes="goes with trigger: glob", sources=("ws-docs",)),
            Field("description", notes="goes with trigger: model_decision", sources=("ws-docs",)),
        ),
        sources=("ws-docs", "rulesync"),
    ),
    FileKind(
        "windsurf/workflow",
        "windsurf",
        "workflow",
        globs=(".windsurf/workflows/*.md", ".devin/workflows/*.md"),
        identity="stem",
        unknown_fields="unknown",
        confidence="low",
        fields=(Field("description", sources=("ws-docs",)),),
        sources=("ws-docs", "rulesync"),
    ),
    FileKind(
        "windsurf/agent",
        "windsurf",
        "agent",
        globs=(".devin/agents/*.md", ".devin/agents/*/AGENT.md"),
        frontmatter="required",
        identity="name",
        unknown_fields="unknown",
        confidence="low",
        fields=(
            Field("name", required="yes", sources=("rulesync",)),
            Field("description", required="yes", sources=("rulesync",)),
            Field("model", sources=("rulesync",)),
            Field("allowed-tools", types=("list",), sources=("rulesync",)),
            Field("permissions", types=("map",), sources=("rulesync",)),
            Field("max-nesting", types=("integer",), sources=("rulesync",)),
        ),
        tool_fields=("allowed-tools",),
        notes="which file names count is open",
        sources=("rulesync",),
    ),
    FileKind(
        "antigravity/rule",
        "antigravity",
        "rule",
        globs=(".agents/rules/*.md", ".agent/rules/*.md"),
        identity="stem",
        unknown_fields="unknown",
        confidence="low",
        fields=(
            Field("trigger", enum=("always_on", "glob", "manual", "model_decision"), sources=("rulesync",)),
            Field("globs", sources=("rulesync",)),
            Field("description", sources=("rulesync",)),
        ),
        sources=("rulesync",),
    ),
    FileKind(
        "antigravity/workflow",
        "antigravity",
        "workflow",
        globs=(".agents/workflows/*.md", ".agent/workflows/*.md"),
        identity="stem",
        unknown_fields="unknown",
        confidence="low",
        fields=(Field("description", sources=("rulesync",)),),
        sources=("rulesync",),
    ),
)
