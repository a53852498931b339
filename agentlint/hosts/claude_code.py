"""Agents of Claude Code, with its models, colours and hooks."""

from __future__ import annotations

from agentlint.hosts.model import Colours, Field, FileKind, Host, Limit, ModelList, PermissionRules, ToolSyntax

AGENT_TOOLS = ToolSyntax(
    all_names=("*",),
    empty="none",
    specifiers="ignored",
    mcp=("mcp__server__tool", "mcp__server", "mcp__server__*"),
    sources=("cc-run", "cc-docs"),
)
"""A map is not read as a list of tools: the agent has them all. `mcp__*` counts in `disallowedTools` alone."""
HOSTS = (Host("claude-code", "Claude Code", "2.1.329", sources=("cc-run", "cc-docs")),)
KINDS = (
    FileKind(
        "claude-code/agent",
        "claude-code",
        "agent",
        globs=(".claude/agents/**/*.md", "**/.claude/agents/**/*.md"),
        user_globs=(".claude/agents/**/*.md",),
        frontmatter="required",
        parser="claude-code",
        identity="name",
        unknown_fields="warned",
        confidence="high",
        fields=(
            Field(
                "name",
                required="yes",
                pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
                limit_kind="guidance",
                forbidden=("a colon (since 2.1.218)", "a hyphen at the start"),
                invalid=("absent or no string: silently skipped as a mere document; of a forbidden form: skipped"),
                notes=(
                    "the documents ask for lower case and hyphens; spaces, capitals, slashes, any "
                    "script and 200 characters work"
                ),
                effect="file-skipped",
                sources=("cc-docs", "cc-run"),
            ),
            Field(
                "description",
                required="yes",
                limit_kind="hard",
                min_length=1,
                invalid=(
                    "absent, empty or no text: the agent is skipped, said in the debug log alone; a "
                    "date is taken as text"
                ),
                notes="never cut: 20,000 characters arrived whole",
                effect="file-skipped",
                sources=("cc-docs", "cc-run"),
            ),
            Field(
                "tools",
                types=("string", "list"),
                since="1.0.60 (2025-07-24)",
                default="every tool that a subagent can have",
                invalid=(
                    "unknown names are left out silently, and with none left the launch is refused "
                    "(since 2.1.208); written but empty: no tools at all, though the roster promises "
                    "all; a map does not count, so all tools"
                ),
                sources=("cc-docs", "cc-docs-hist", "cc-run"),
            ),
            Field(
                "disallowedTools",
                types=("string", "list"),
                since="2.0.30",
                notes="taken away first, then tools applies",
                sources=("cc-docs", "cc-log", "cc-run"),
            ),
            Field(
                "model",
                since="docs 2025-09-15",
                default="inherit",
                invalid="other text goes to the provider unchanged; a number means inherit",
                effect="sent-on",
                sources=("cc-docs", "cc-docs-hist", "cc-run"),
            ),
            Field(
                "permissionMode",
                enum=("default", "acceptEdits", "auto", "dontAsk", "bypassPermissions", "plan", "manual"),
                since="2.0.43 (2025-11-18)",
                invalid="left out",
                notes=(
                    "manual is default under another name since 2.1.200; auto came in 2026-04; "
                    "delegate stood in the documents from 2026-02-07 to 02-19 alone"
                ),
                effect="left-out",
                sources=("cc-docs", "cc-docs-hist", "cc-run"),
            ),
            Field(
                "maxTurns",
                types=("integer",),
                since="docs 2026-02-07",
                minimum=1,
                invalid="zero, fractions and words are left out; digits in quotes are read",
                effect="left-out",
                sources=("cc-docs", "cc-docs-hist", "cc-run"),
            ),
            Field("skills", types=("string", "list"), since="2.0.43", sources=("cc-docs", "cc-docs-hist")),
            Field(
                "mcpServers",
                types=("list", "map"),
                since="docs 2026-02-07",
                invalid="items of another shape are left out",
                items="the name of a server, or a map of one name to its settings",
                effect="left-out",
                sources=("cc-docs", "cc-run"),
            ),
            Field(
                "hooks",
                types=("map",),
                since="2.1.0 (2026-01-08)",
                invalid="of another shape, such as a string: the whole agent is silently skipped",
                notes="at run time Stop acts as SubagentStop",
                effect="file-skipped",
                sources=("cc-docs", "cc-log", "cc-run"),
            ),
            Field(
                "memory",
                enum=("user", "project", "local"),
                since="2.1.33 (2026-02-05)",
                invalid="left out",
                effect="left-out",
                sources=("cc-docs", "cc-log", "cc-run"),
            ),
            Field(
                "background",
                types=("boolean",),
                since="2.1.49",
                default="false",
                invalid="unlike in skills, yes and no are not read as booleans",
                effect="left-out",
                sources=("cc-docs", "cc-log", "cc-run"),
            ),
            Field(
                "effort",
                types=("string", "integer"),
                enum=("low", "medium", "high", "xhigh", "max"),
                enum_case="insensitive",
                since="2.1.78 (2026-03)",
                sources=("cc-docs", "cc-docs-hist", "cc-run"),
            ),
            Field(
                "isolation",
                enum=("worktree", "remote"),
                since="2.1.50 (2026-02-20)",
                invalid="left out",
                notes="the documents know worktree alone, the program remote too",
                effect="left-out",
                sources=("cc-docs", "cc-run"),
            ),
            Field(
                "color",
                enum=("red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan"),
                since="docs 2026-04-02",
                invalid="left out, and not even the log says so",
                effect="left-out",
                sources=("cc-docs", "cc-docs-hist", "qwen-src"),
            ),
            Field(
                "initialPrompt",
                since="2.1.83",
                notes="has an effect only where the agent is the main session",
                sources=("cc-docs", "cc-log"),
            ),
            Field("observer", types=("any",), status="undocumented", sources=("cc-run",)),
            Field("omitClaudeMd", types=("boolean",), status="undocumented", sources=("cc-run",)),
        ),
        field_suggestions={
            "allowed-tools": "tools",
            "allowed_tools": "tools",
            "allowedTools": "tools",
            "disallowed-tools": "disallowedTools",
            "disallowed_tools": "disallowedTools",
            "when_to_use": "description",
            "whenToUse": "description",
            "max-turns": "maxTurns",
            "permission-mode": "permissionMode",
            "mcp-servers": "mcpServers",
        },
        known_unrecognised=(
            "version",
            "author",
            "category",
            "tags",
            "license",
            "metadata",
            "context",
            "agent",
            "paths",
            "temperature",
            "prompt",
            "systemPrompt",
            "type",
            "title",
            "capabilities",
            "proactive",
            "enabled",
            "disabled",
            "disable-model-invocation",
            "user-invocable",
            "requiredMcpServers",
            "maxThinkingTokens",
            "Tools",
            "Model",
            "Name",
            "user",
            "assistant",
        ),
        tools="claude-code",
        tool_fields=("tools", "disallowedTools"),
        tool_syntax=AGENT_TOOLS,
        builtin_names=("general-purpose", "Explore", "Plan", "claude", "statusline-setup", "claude-code-guide"),
        matching="asked for by the model, names compare without case and separators (since 2.1.140)",
        precedence=(
            "managed settings",
            "--agents",
            "project, the folder nearest to the working directory first (2.1.178)",
            "user",
            "plugin",
        ),
        duplicates=(
            "within a scope the file that the file system lists first is loaded; of the other"
            " one only the debug log and /doctor tell. A name written exactly like a built-in"
            " one replaces that agent"
        ),
        limits=(
            Limit(
                ("name and description of all custom agents together, four characters counted as one token"),
                15000,
                "tokens",
                "a warning at the start; nothing is cut",
                sources=("cc-run", "iss-budget"),
            ),
            Limit("name (advice of plugin-dev)", "3-50", "characters", "advice", sources=("pd-old", "pd-new")),
            Limit(
                "description (advice of plugin-dev)",
                "10-5000, best 200-1000",
                "characters",
                "advice",
                sources=("pd-old", "pd-new"),
            ),
        ),
        notes=(
            "reads files ending in lower-case .md, hidden folders, node_modules and a "
            "README.md that has a name; folders below do not enter the name; the body may be "
            "empty; 2.1.198 took the /agents wizard away"
        ),
        sources=("cc-docs", "cc-run"),
    ),
    FileKind(
        "claude-code/plugin-agent",
        "claude-code",
        "agent",
        globs=("agents/**/*.md", "plugins/*/agents/**/*.md"),
        applies_if="the root of the plugin holds .claude-plugin/plugin.json, or a marketplace names it",
        parser="claude-code",
        identity="plugin-path",
        unknown_fields="warned",
        confidence="high",
        fields=(
            Field(
                "name",
                required="documented",
                pattern="^[a-z0-9][a-z0-9-]*[a-z0-9]$",
                limit_kind="guidance",
                min_length=3,
                max_length=50,
                default="the file stem",
                sources=("pd-old", "pd-new", "cc-run"),
            ),
            Field(
                "description",
                required="documented",
                default="a stock sentence with the name of the plugin",
                sources=("cc-run",),
            ),
            Field("tools", types=("string", "list"), sources=("cc-docs",)),
            Field("disallowedTools", types=("string", "list"), sources=("cc-docs",)),
            Field("model", notes="required by plugin-dev's validator, not by the host", sources=("cc-docs", "pd-old")),
            Field(
                "effort",
                types=("string", "integer"),
                enum=("low", "medium", "high", "xhigh", "max"),
                sources=("cc-docs",),
            ),
            Field("maxTurns", types=("integer",), sources=("cc-docs",)),
            Field("skills", types=("string", "list"), sources=("cc-docs",)),
            Field("memory", enum=("user", "project", "local"), sources=("cc-docs",)),
            Field("background", types=("boolean",), sources=("cc-docs",)),
            Field("isolation", enum=("worktree",), sources=("cc-docs",)),
            Field(
                "color",
                enum=("red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan"),
                notes="plugin-dev requires it and has another list: blue, cyan, green, yellow, magenta, red",
                effect="left-out",
                sources=("cc-docs", "pd-old", "pd-new"),
            ),
            Field(
                "hooks",
                types=("map",),
                status="retired",
                invalid="not read in plugins; a warning says so",
                sources=("cc-docs", "cc-run"),
            ),
            Field(
                "mcpServers",
                types=("list", "map"),
                status="retired",
                invalid="not read in plugins; a warning says so",
                sources=("cc-docs", "cc-run"),
            ),
            Field(
                "permissionMode",
                status="retired",
                invalid="not read in plugins; a warning says so",
                sources=("cc-docs", "cc-run"),
            ),
        ),
        tools="claude-code",
        tool_fields=("tools", "disallowedTools"),
        tool_syntax=AGENT_TOOLS,
        duplicates=("plugin and folder stand before the name, so nothing clashes with other plugins or the project"),
        notes=(
            "without a header it can use, a file loads under its own name, a README.md too; "
            "claude plugin validate names headers that it cannot read, but no unknown tool, "
            "colour or model (2.1.329)"
        ),
        sources=("cc-docs", "cc-run", "cc-validate"),
    ),
)
MODELS = (
    ModelList(
        "claude-code",
        aliases=("sonnet", "opus", "haiku", "fable", "inherit"),
        undocumented_aliases=("best", "opusplan", "opus[1m]", "sonnet[1m]"),
        id_pattern="^claude-[a-z0-9.-]+$",
        case="insensitive",
        closed=True,
        unknown="goes to the provider unchanged and fails when it runs",
        resolves=(
            ("opus", "claude-opus-5-5"),
            ("sonnet", "claude-sonnet-5-5"),
            ("haiku", "claude-haiku-5-5"),
            ("fable", "claude-fable-5-2"),
        ),
        notes="full ids count since 2.1.74; ids that were retired may lead to a newer model",
        sources=("cc-docs", "cc-run", "cc-log"),
    ),
)
COLOURS = (
    Colours(
        "claude-code",
        ("red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan"),
        "dropped",
        notes="plugin-dev has another list: blue, cyan, green, yellow, magenta, red",
        sources=("cc-docs", "pd-old", "pd-new"),
    ),
)
HOOK_EVENTS = (
    "SessionStart",
    "Setup",
    "UserPromptSubmit",
    "UserPromptExpansion",
    "PreToolUse",
    "PermissionRequest",
    "PermissionDenied",
    "PostToolUse",
    "PostToolUseFailure",
    "PostToolBatch",
    "Notification",
    "MessageDisplay",
    "SubagentStart",
    "SubagentStop",
    "TaskCreated",
    "TaskCompleted",
    "Stop",
    "StopFailure",
    "TeammateIdle",
    "InstructionsLoaded",
    "ConfigChange",
    "CwdChanged",
    "DirectoryAdded",
    "FileChanged",
    "WorktreeCreate",
    "WorktreeRemove",
    "PreCompact",
    "PostCompact",
    "Elicitation",
    "ElicitationResult",
    "SessionEnd",
)
PERMISSION_RULES = PermissionRules(
    "claude-code",
    covers=(
        ("Bash", ("Bash", "Monitor")),
        ("Read", ("Read", "Grep", "Glob", "LSP")),
        ("Edit", ("Edit", "Write", "NotebookEdit")),
    ),
    no_specifier=("WebSearch",),
    sources=("cc-docs", "cc-log"),
)
