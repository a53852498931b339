"""What Cursor reads."""

from __future__ import annotations

from agentlint.hosts.model import Field, FileKind, Host, Limit, ModelList, Retirement

HOSTS = (Host("cursor", "Cursor", "docs 2026", sources=("cur-docs",)),)
KINDS = (
    FileKind(
        "cursor/rule",
        "cursor",
        "rule",
        globs=(".cursor/rules/**/*.mdc",),
        parser="cursor",
        unknown_fields="unknown",
        confidence="medium",
        fields=(
            Field("description", sources=("cur-docs",)),
            Field(
                "globs",
                types=("string", "list"),
                notes=(
                    "documented as a string with commas; others report that lists work; commonly "
                    "unquoted and then no valid YAML"
                ),
                sources=("cur-docs", "skillsaw"),
            ),
            Field("alwaysApply", types=("boolean",), default="false", sources=("cur-docs",)),
        ),
        limits=(Limit("a rule", 500, "lines", "advice", sources=("cur-docs",)),),
        notes="whether plain .md is read in this folder the sources dispute",
        sources=("cur-docs", "skillsaw"),
    ),
    FileKind(
        "cursor/agent",
        "cursor",
        "agent",
        globs=(".cursor/agents/*.md", ".claude/agents/*.md", ".codex/agents/*.md"),
        user_globs=(".cursor/agents/*.md", ".claude/agents/*.md", ".codex/agents/*.md"),
        parser="cursor",
        identity="name-or-stem",
        unknown_fields="ignored",
        confidence="medium",
        fields=(
            Field(
                "name",
                pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
                limit_kind="guidance",
                default="the file stem",
                sources=("cur-docs",),
            ),
            Field("description", required="recommended", sources=("cur-docs",)),
            Field(
                "model",
                default="inherit",
                notes=(
                    "inherit or the id of a model, with settings in brackets after it; fast belonged to older versions"
                ),
                sources=("cur-docs",),
            ),
            Field("readonly", types=("boolean",), default="false", sources=("cur-docs",)),
            Field("is_background", types=("boolean",), default="false", sources=("cur-docs",)),
        ),
        precedence=("project", "user", ".cursor, then .claude and .codex"),
        project_wins=True,
        notes="knows no tools key and does not understand block scalars (rulesync PR 1283)",
        sources=("cur-docs", "rs-1283"),
    ),
    FileKind(
        "cursor/command",
        "cursor",
        "command",
        globs=(".cursor/commands/*.md",),
        user_globs=(".cursor/commands/*.md",),
        parser="cursor",
        identity="stem",
        unknown_fields="ignored",
        confidence="low",
        fields=(
            Field("description", sources=("rulesync",)),
            Field("handoffs", types=("list",), sources=("rulesync",)),
        ),
        notes="Cursor's own documents show no header",
        sources=("cur-docs", "rulesync"),
    ),
    FileKind(
        "cursor/skill",
        "cursor",
        "skill",
        globs=(".cursor/skills/*/SKILL.md",),
        frontmatter="required",
        parser="cursor",
        identity="name-is-directory",
        unknown_fields="ignored",
        confidence="low",
        fields=(
            Field("name", required="yes", sources=("cur-docs",)),
            Field("description", required="yes", sources=("cur-docs",)),
            Field("disable-model-invocation", types=("boolean",), sources=("cur-docs",)),
        ),
        sources=("cur-docs",),
    ),
    FileKind(
        "cursor/legacy-rules",
        "cursor",
        "memory",
        globs=(".cursorrules",),
        frontmatter="none",
        unknown_fields="ignored",
        confidence="medium",
        retired=Retirement(".cursor/rules/*.mdc or AGENTS.md"),
        sources=("cur-docs",),
    ),
)
MODELS = (
    ModelList(
        "cursor",
        aliases=("inherit",),
        retired_aliases=("fast",),
        id_pattern="^[a-z0-9.-]+(\\[[^\\]]*\\])?$",
        unknown="the set is open",
        sources=("cur-docs",),
    ),
)
