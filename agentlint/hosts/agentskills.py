"""The open Agent Skills specification and the AGENTS.md convention."""

from __future__ import annotations

from agentlint.hosts.model import Field, FileKind, Host, Limit, ToolSyntax

HOSTS = (
    Host("agentskills", "Agent Skills", "2026-08-09", sources=("as-spec", "skills-ref")),
    Host("agents-md", "AGENTS.md", "2026-03-12", sources=("agents-md",)),
)
KINDS = (
    FileKind(
        "agentskills/skill",
        "agentskills",
        "skill",
        globs=("**/SKILL.md", ".agents/skills/*/SKILL.md"),
        user_globs=(".agents/skills/*/SKILL.md",),
        frontmatter="required",
        parser="skills-ref",
        identity="name-is-directory",
        unknown_fields="error",
        confidence="high",
        fields=(
            Field(
                "name",
                required="yes",
                pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
                limit_kind="hard",
                min_length=1,
                max_length=64,
                notes=(
                    "after NFKC any letter that is its own lower case counts; hyphens neither at an "
                    "end nor doubled; the folder above must bear the same name"
                ),
                sources=("as-spec", "skills-ref"),
            ),
            Field(
                "description",
                required="yes",
                limit_kind="hard",
                min_length=1,
                max_length=1024,
                sources=("as-spec", "skills-ref"),
            ),
            Field("license", sources=("as-spec",)),
            Field("compatibility", limit_kind="hard", min_length=1, max_length=500, sources=("as-spec", "skills-ref")),
            Field("metadata", types=("map",), notes="text to text", sources=("as-spec",)),
            Field("allowed-tools", notes="blanks separate; called experimental", sources=("as-spec",)),
        ),
        tool_fields=("allowed-tools",),
        tool_syntax=ToolSyntax(string="space", sequence="no", sources=("as-spec", "skills-ref")),
        precedence=("project", "user"),
        project_wins=True,
        duplicates="by the client guide the copy of the project wins, and the user is told",
        limits=(Limit("body", "fewer than 500 lines and 5,000 tokens", "mixed", "advice", sources=("as-spec",)),),
        notes=(
            "readers are asked to be lenient (quote values with a colon and retry, warn where"
            " name and folder differ, skip only what has no description); skills-ref is "
            "strict and takes skill.md as well"
        ),
        sources=("as-spec", "skills-ref"),
    ),
    FileKind(
        "agents-md/memory",
        "agents-md",
        "memory",
        globs=("AGENTS.md", "**/AGENTS.md"),
        frontmatter="none",
        unknown_fields="ignored",
        confidence="high",
        precedence=("the one nearest to the edited file",),
        notes=(
            "no header, no required sections; Codex reads AGENTS.override.md as well; many "
            "hosts read it, Claude Code as told at its own memory kind"
        ),
        sources=("agents-md", "cdx-run", "cop-run", "cc-run"),
    ),
)
