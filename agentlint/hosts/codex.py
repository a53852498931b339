"""What Codex reads."""

from __future__ import annotations

from agentlint.hosts.model import Field, FileKind, Host, Limit

HOSTS = (Host("codex", "Codex", "0.169.0", sources=("cdx-run",)),)
KINDS = (
    FileKind(
        "codex/agent",
        "codex",
        "agent",
        format="toml",
        globs=(".codex/agents/*.toml",),
        user_globs=(".codex/agents/*.toml",),
        frontmatter="none",
        identity="name",
        unknown_fields="unknown",
        confidence="medium",
        fields=(
            Field("name", required="yes", sources=("cdx-run",)),
            Field("description", required="yes", sources=("cdx-run",)),
            Field("developer_instructions", required="yes", sources=("cdx-run",)),
            Field("model", sources=("cdx-run",)),
            Field("model_reasoning_effort", sources=("cdx-run",)),
            Field("sandbox_mode", enum=("read-only", "workspace-write", "danger-full-access"), sources=("cdx-run",)),
        ),
        sources=("cdx-run",),
    ),
    FileKind(
        "codex/skill",
        "codex",
        "skill",
        globs=(".agents/skills/**/SKILL.md",),
        user_globs=(".agents/skills/**/SKILL.md",),
        frontmatter="required",
        parser="codex",
        identity="name",
        unknown_fields="ignored",
        confidence="high",
        fields=(
            Field(
                "name",
                required="documented",
                limit_kind="hard",
                max_length=64,
                invalid=("more than 64 characters: skill not loaded; absent: the folder names it; numbers become text"),
                sources=("cdx-run",),
            ),
            Field(
                "description",
                required="yes",
                limit_kind="truncates",
                max_length=1024,
                invalid="absent: skill not loaded",
                sources=("cdx-run",),
            ),
            Field(
                "disable-model-invocation",
                types=("boolean",),
                status="compat",
                invalid=(
                    "not read; the key for it is policy.allow_implicit_invocation in "
                    "agents/openai.yaml next to the skill"
                ),
                sources=("cdx-run",),
            ),
        ),
        limits=(
            Limit(
                "list of skills",
                "2 % of the context window or 8,000 characters",
                "mixed",
                "made shorter",
                sources=("cdx-run",),
            ),
        ),
        sources=("cdx-run",),
    ),
    FileKind(
        "codex/prompt",
        "codex",
        "prompt",
        user_globs=(".codex/prompts/*.md",),
        identity="stem",
        unknown_fields="unknown",
        confidence="low",
        fields=(
            Field("description", sources=("cdx-run",)),
            Field("argument-hint", sources=("cdx-run",)),
        ),
        sources=("cdx-run",),
    ),
)
