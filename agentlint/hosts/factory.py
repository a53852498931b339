"""What Factory's droids are read from."""

from __future__ import annotations

from agentlint.hosts.model import Field, FileKind, Host, ModelList, Tool, ToolList, ToolSyntax

HOSTS = (Host("factory", "Factory", "docs 2026-07-24", sources=("fac-docs",)),)
KINDS = (
    FileKind(
        "factory/agent",
        "factory",
        "agent",
        globs=(".factory/droids/*.md",),
        user_globs=(".factory/droids/*.md",),
        frontmatter="required",
        identity="name",
        unknown_fields="unknown",
        confidence="medium",
        fields=(
            Field("name", required="yes", pattern="^[a-z0-9_-]+$", limit_kind="hard", sources=("fac-docs",)),
            Field("description", limit_kind="hard", max_length=500, sources=("fac-docs",)),
            Field(
                "model",
                default="inherit",
                notes="inherit, the id of a model, or custom: and a name",
                sources=("fac-docs",),
            ),
            Field(
                "reasoningEffort",
                notes="each model has its own values; without effect where the model is inherited",
                sources=("fac-docs",),
            ),
            Field(
                "tools",
                types=("string", "list"),
                default="all",
                invalid="another name, or another case, fails validation",
                notes="as text it is a category, as a list tool by tool",
                sources=("fac-docs",),
            ),
            Field("mcpServers", types=("list",), sources=("fac-docs",)),
        ),
        tools="factory",
        tool_fields=("tools",),
        tool_syntax=ToolSyntax(string="one-name", mapping="unknown", sources=("fac-docs",)),
        precedence=("project", "user"),
        project_wins=True,
        notes="folders below are not searched; a body must not be empty",
        sources=("fac-docs",),
    ),
    FileKind(
        "factory/skill",
        "factory",
        "skill",
        globs=(".factory/skills/*/SKILL.md", ".factory/skills/*/skill.mdx"),
        user_globs=(".factory/skills/*/SKILL.md",),
        frontmatter="required",
        identity="name",
        unknown_fields="unknown",
        confidence="medium",
        fields=(
            Field("name", required="yes", sources=("fac-docs",)),
            Field("description", required="yes", sources=("fac-docs",)),
            Field("user-invocable", types=("boolean",), sources=("fac-docs",)),
            Field("disable-model-invocation", types=("boolean",), sources=("fac-docs",)),
        ),
        sources=("fac-docs",),
    ),
    FileKind(
        "factory/command",
        "factory",
        "command",
        globs=(".factory/commands/*.md",),
        user_globs=(".factory/commands/*.md",),
        identity="stem",
        unknown_fields="unknown",
        confidence="medium",
        fields=(
            Field("description", sources=("fac-docs",)),
            Field("argument-hint", sources=("fac-docs",)),
            Field("allowed-tools", types=("string", "list"), notes="set aside for later", sources=("fac-docs",)),
        ),
        tool_fields=("allowed-tools",),
        sources=("fac-docs",),
    ),
)
TOOL_LISTS = (
    ToolList(
        "factory",
        tools=(
            Tool("read-only", "set", sources=("fac-docs",)),
            Tool("edit", "set", sources=("fac-docs",)),
            Tool("execute", "set", sources=("fac-docs",)),
            Tool("web", "set", sources=("fac-docs",)),
            Tool("mcp", "set", sources=("fac-docs",)),
            Tool("Read", sources=("fac-docs",)),
            Tool("LS", sources=("fac-docs",)),
            Tool("Grep", sources=("fac-docs",)),
            Tool("Glob", sources=("fac-docs",)),
            Tool("Create", sources=("fac-docs",)),
            Tool("Edit", sources=("fac-docs",)),
            Tool("ApplyPatch", sources=("fac-docs",)),
            Tool("Execute", sources=("fac-docs",)),
            Tool("WebSearch", sources=("fac-docs",)),
            Tool("FetchUrl", sources=("fac-docs",)),
            Tool("TodoWrite", notes="always there, listed or not", sources=("fac-docs",)),
            Tool("AskUser", sources=("fac-docs",)),
            Tool("Task", sources=("fac-docs",)),
            Tool("TaskOutput", sources=("fac-docs",)),
            Tool("TaskStop", sources=("fac-docs",)),
            Tool("GenerateDroid", sources=("fac-docs",)),
            Tool("Skill", sources=("fac-docs",)),
        ),
        unknown="error",
        sources=("fac-docs",),
    ),
)
MODELS = (
    ModelList(
        "factory", aliases=("inherit",), id_pattern="^(custom:)?.+$", unknown="the set is open", sources=("fac-docs",)
    ),
)
