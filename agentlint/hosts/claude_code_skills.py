"""Skills, commands, styles, rules and memory of Claude Code, and the skills that claude.ai takes."""

from __future__ import annotations

from agentlint.hosts.model import Dated, Field, FileKind, Host, Limit, ToolSyntax

GRANTS = ToolSyntax(
    specifiers="enforced", mcp=("mcp__server__tool", "mcp__server", "mcp__server__*"), sources=("cc-docs",)
)
HOSTS = (Host("claude-ai", "claude.ai and the Skills API", "2026-07", sources=("cc-docs", "as-anthropic")),)
KINDS = (
    FileKind(
        "claude-code/skill",
        "claude-code",
        "skill",
        globs=(
            ".claude/skills/*/SKILL.md",
            "**/.claude/skills/*/SKILL.md",
            "skills/*/SKILL.md",
            "plugins/*/skills/*/SKILL.md",
        ),
        user_globs=(".claude/skills/*/SKILL.md",),
        parser="claude-code",
        identity="directory",
        unknown_fields="ignored",
        wrong_type="left-out",
        confidence="high",
        fields=(
            Field(
                "name",
                default="the name of the folder",
                notes="outside plugins it only labels; the folder names the command",
                sources=("cc-docs", "cc-run"),
            ),
            Field(
                "description",
                required="recommended",
                limit_kind="truncates",
                max_length=1536,
                default="the body's first paragraph",
                notes="counted together with when_to_use; the limit is a setting",
                sources=("cc-docs", "cc-run"),
            ),
            Field("when_to_use", sources=("cc-docs",)),
            Field(
                "argument-hint",
                notes="two bracketed words without quotes break YAML, one alone is a list",
                sources=("cc-docs",),
            ),
            Field("arguments", types=("string", "list"), sources=("cc-docs",)),
            Field("disable-model-invocation", types=("boolean",), default="false", sources=("cc-docs",)),
            Field("user-invocable", types=("boolean",), default="true", sources=("cc-docs",)),
            Field(
                "allowed-tools",
                types=("string", "list"),
                notes="separated by blanks or commas; spares the question, forbids nothing",
                sources=("cc-docs",),
            ),
            Field("disallowed-tools", types=("string", "list"), since="2.1.152", sources=("cc-docs", "cc-log")),
            Field("model", default="inherit", sources=("cc-docs",)),
            Field(
                "effort", enum=("low", "medium", "high", "xhigh", "max"), since="2.1.80", sources=("cc-docs", "cc-log")
            ),
            Field("context", enum=("fork",), sources=("cc-docs",)),
            Field("agent", notes="has an effect only with context: fork", sources=("cc-docs",)),
            Field(
                "background",
                types=("boolean",),
                since="2.1.218",
                default="true",
                notes="has an effect only with context: fork",
                sources=("cc-docs", "cc-log"),
            ),
            Field("hooks", types=("map",), sources=("cc-docs",)),
            Field(
                "paths",
                types=("string", "list"),
                dated=(Dated("list", since="2.1.84"),),
                notes="text with commas between, or a list",
                sources=("cc-docs", "cc-log"),
            ),
            Field("shell", enum=("bash", "powershell"), default="bash", sources=("cc-docs",)),
            Field("metadata", types=("map",), sources=("cc-docs",)),
            Field("license", sources=("cc-docs",)),
            Field("compatibility", limit_kind="guidance", max_length=500, sources=("cc-docs", "as-spec")),
        ),
        tools="claude-code",
        tool_fields=("allowed-tools", "disallowed-tools"),
        tool_syntax=GRANTS,
        booleans=("true", "false", "yes", "no", "on", "off", "1", "0"),
        booleans_since="2.1.218",
        precedence=("enterprise", "personal", "project", "bundled; those of plugins have a prefix"),
        project_wins=False,
        duplicates="wins over a command of that name",
        limits=(
            Limit(
                "description and when_to_use of one skill in the listing",
                1536,
                "characters",
                "cut",
                sources=("cc-docs", "cc-run"),
            ),
            Limit(
                "the whole listing of skills",
                "1 % of the context window",
                "share",
                (
                    "the least used skills lose their descriptions; settings: "
                    "skillListingBudgetFraction, SLASH_COMMAND_TOOL_CHAR_BUDGET"
                ),
                sources=("cc-docs",),
            ),
        ),
        notes=(
            "only SKILL.md in exactly this case and one folder deep; .agents/skills is not "
            "searched; from a header it cannot read nothing is taken but the body loads "
            "(2.1.186); numbers become text, a list is left out"
        ),
        sources=("cc-docs", "cc-run"),
    ),
    FileKind(
        "claude-ai/skill",
        "claude-ai",
        "skill",
        frontmatter="required",
        identity="name",
        unknown_fields="error",
        confidence="medium",
        fields=(
            Field(
                "name",
                required="yes",
                pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
                limit_kind="hard",
                max_length=64,
                sources=("as-anthropic",),
            ),
            Field(
                "description",
                required="yes",
                limit_kind="hard",
                max_length=1024,
                forbidden=("angle brackets",),
                sources=("as-anthropic",),
            ),
            Field("license", sources=("as-anthropic",)),
            Field("allowed-tools", types=("string", "list"), sources=("as-anthropic",)),
            Field("metadata", types=("map",), sources=("as-anthropic",)),
            Field("compatibility", limit_kind="hard", max_length=500, sources=("as-anthropic",)),
        ),
        tool_fields=("allowed-tools",),
        notes="every other key makes the upload fail",
        sources=("cc-docs", "as-anthropic"),
    ),
    FileKind(
        "claude-code/command",
        "claude-code",
        "command",
        globs=(".claude/commands/**/*.md", "commands/**/*.md", "plugins/*/commands/**/*.md"),
        user_globs=(".claude/commands/**/*.md",),
        parser="claude-code",
        unknown_fields="ignored",
        confidence="high",
        fields=(
            Field("description", required="recommended", default="the body's first paragraph", sources=("cc-docs",)),
            Field("when_to_use", sources=("cc-docs",)),
            Field("argument-hint", sources=("cc-docs",)),
            Field("arguments", types=("string", "list"), sources=("cc-docs",)),
            Field("allowed-tools", types=("string", "list"), sources=("cc-docs",)),
            Field("disallowed-tools", types=("string", "list"), sources=("cc-docs",)),
            Field("model", sources=("cc-docs",)),
            Field("effort", enum=("low", "medium", "high", "xhigh", "max"), sources=("cc-docs",)),
            Field("disable-model-invocation", types=("boolean",), sources=("cc-docs",)),
            Field("user-invocable", types=("boolean",), sources=("cc-docs",)),
            Field("context", enum=("fork",), sources=("cc-docs",)),
            Field("agent", sources=("cc-docs",)),
            Field("background", types=("boolean",), sources=("cc-docs",)),
            Field("hooks", types=("map",), sources=("cc-docs",)),
            Field("shell", enum=("bash", "powershell"), sources=("cc-docs",)),
            Field("name", status="retired", invalid="not read", sources=("cc-docs",)),
            Field("paths", types=("string", "list"), status="retired", invalid="not read", sources=("cc-docs",)),
            Field(
                "hide-from-slash-command-tool",
                types=("boolean",),
                status="retired",
                replaced_by=("disable-model-invocation",),
                notes="seen in plugins that ship with it, absent from the documents",
                sources=("corpus7",),
            ),
        ),
        tools="claude-code",
        tool_fields=("allowed-tools", "disallowed-tools"),
        tool_syntax=GRANTS,
        duplicates=("folders give sub:name; since 2.1.3 commands are skills, and a real skill of that name wins"),
        sources=("cc-docs", "cc-log"),
    ),
    FileKind(
        "claude-code/output-style",
        "claude-code",
        "output-style",
        globs=(".claude/output-styles/*.md", "output-styles/*.md"),
        user_globs=(".claude/output-styles/*.md",),
        parser="claude-code",
        identity="name-or-stem",
        unknown_fields="ignored",
        confidence="medium",
        fields=(
            Field("name", default="the file stem", sources=("cc-docs",)),
            Field("description", sources=("cc-docs",)),
            Field(
                "keep-coding-instructions",
                types=("boolean",),
                since="2.0.37",
                default="false",
                sources=("cc-docs", "cc-log"),
            ),
            Field("force-for-plugin", types=("boolean",), notes="for styles of plugins", sources=("cc-docs",)),
        ),
        sources=("cc-docs",),
    ),
    FileKind(
        "claude-code/rule",
        "claude-code",
        "rule",
        globs=(".claude/rules/**/*.md",),
        user_globs=(".claude/rules/**/*.md",),
        parser="claude-code",
        unknown_fields="ignored",
        confidence="high",
        fields=(
            Field(
                "paths",
                types=("string", "list"),
                default="loaded at all times",
                notes=(
                    "a list or a string with commas; braces give up to 1,000 patterns; an unquoted "
                    "star at the start is recovered"
                ),
                sources=("cc-docs", "cc-run"),
            ),
            Field(
                "globs",
                types=("any",),
                status="retired",
                replaced_by=("paths",),
                invalid="belongs to Cursor; not read, so the rule holds everywhere",
                foreign="cursor",
                sources=("cc-run",),
            ),
            Field(
                "alwaysApply",
                types=("any",),
                status="retired",
                invalid="belongs to Cursor; not read",
                foreign="cursor",
                sources=("cc-run",),
            ),
        ),
        notes="does not read .mdc",
        sources=("cc-docs", "cc-run"),
    ),
    FileKind(
        "claude-code/memory",
        "claude-code",
        "memory",
        globs=("CLAUDE.md", "**/CLAUDE.md", ".claude/CLAUDE.md", "CLAUDE.local.md"),
        user_globs=(".claude/CLAUDE.md",),
        frontmatter="none",
        unknown_fields="ignored",
        confidence="high",
        limits=(
            Limit("chain of @path imports", 4, "hops", "longer chains are ignored", sources=("cc-docs",)),
            Limit("length that the documents advise", 200, "lines", "advice", sources=("cc-docs",)),
            Limit(
                "size of a large file", 40000, "characters", "a warning, by a report of 2025-08", sources=("iss-582",)
            ),
        ),
        notes=(
            "since 2.1.277 a built-in plugin reads AGENTS.md where neither the working "
            "directory nor one above has a CLAUDE.md; the documents of 2026-08 deny it"
        ),
        sources=("cc-docs", "cc-run"),
    ),
)
