"""Where the facts about hosts come from. Every fact names one or more of these ids."""

from __future__ import annotations

from agentlint.hosts.model import Reference

SOURCES = (
    Reference(
        "cc-docs",
        (
            "Claude Code documents: sub-agents, skills, tools, permissions, plugins, memory, "
            "output styles, hooks, models"
        ),
        "2026-08-22",
        "docs",
    ),
    Reference("cc-docs-hist", "Claude Code documents, older copies by date", "2025-07 to 2026-08", "docs"),
    Reference("cc-log", "Claude Code change log", "to 2.1.240 (2026-08)", "changelog"),
    Reference("cc-run", "Claude Code, run against a stand-in for its API", "2.1.329, 2026-11-20", "black-box"),
    Reference("cc-validate", "Claude Code, its command plugin validate", "2.1.329, 2026-11-20", "black-box"),
    Reference("pd-old", "plugin-dev in anthropics/claude-code", "2026-08-22, written 2025-11-17", "docs"),
    Reference(
        "pd-new",
        "plugin-dev in anthropics/claude-plugins-official",
        "2026-08-21, commit ce721c1f of 2026-04-28",
        "docs",
    ),
    Reference("as-spec", "Agent Skills specification and client guide", "2026-08-09", "docs"),
    Reference("skills-ref", "skills-ref, reference library of Agent Skills", "0.1.1", "black-box"),
    Reference("as-anthropic", "anthropics/skills, scripts of skill-creator", "2026-07-01", "source-code"),
    Reference("gray-matter", "gray-matter on js-yaml", "4.0.3", "black-box"),
    Reference("py-fm", "python-frontmatter on PyYAML", "1.3.0 / 6.0.3", "black-box"),
    Reference("gh-docs", "GitHub documents on custom agents and instructions", "read 2026-11-20", "docs"),
    Reference("cop-run", "GitHub Copilot CLI, run", "1.0.102, 2026-11-20", "black-box"),
    Reference(
        "vsc-docs",
        "VS Code documents on agents, prompts, instructions, skills and chat tools",
        "2026-05 to 2026-10",
        "docs",
    ),
    Reference("vsc-src", "VS Code, source of its prompt file support", "2026", "source-code"),
    Reference(
        "vsc-effort", "VS Code pull request 329263, issues 313546 and 334592", "2026-08-05 to 2026-09-04", "issue"
    ),
    Reference("cur-docs", "Cursor documents on rules, subagents, commands and skills", "read 2026-11-20", "docs"),
    Reference("rulesync", "rulesync by dyoshikawa, a converter between hosts", "2026-08-18", "third-party"),
    Reference("rs-1283", "rulesync, pull request 1283", "2026-03-08", "issue"),
    Reference("skillsaw", "skillsaw by stbenjam, a linter", "2026-08-08", "third-party"),
    Reference("oc-run", "OpenCode, run; its source and documents", "1.18.33, 2026-11-20", "black-box"),
    Reference("gem-src", "Gemini CLI, source in its package", "0.61.0", "source-code"),
    Reference("gem-docs", "Gemini CLI documents", "2026", "docs"),
    Reference("qwen-src", "Qwen Code, source and documents in its package", "0.24.4", "source-code"),
    Reference("fac-docs", "Factory documents", "2026-07-24", "docs"),
    Reference("cdx-run", "Codex CLI, run; its documents", "0.169.0, 2026-11-20", "black-box"),
    Reference("kiro-docs", "Kiro documents on steering and custom agents", "read 2026-11-20", "docs"),
    Reference("kiro-9176", "Kiro issue 9176", "2026", "issue"),
    Reference("ws-docs", "Windsurf (Devin Desktop) documents", "2026, renamed 2026-06-02", "docs"),
    Reference("cline-docs", "Cline documents", "2026", "docs"),
    Reference("roo-docs", "Roo Code documents", "2026", "docs"),
    Reference("aug-docs", "Augment documents", "2026", "docs"),
    Reference("agents-md", "AGENTS.md convention", "2026-03-12", "docs"),
    Reference("iss-91871", "Claude Code issue 91871", "2026-09-03, about 2.1.259", "issue"),
    Reference("iss-45971", "Claude Code issue 45971", "2026-04", "issue"),
    Reference("iss-16916", "Claude Code issue 16916", "2026-01, about 2.1.1", "issue"),
    Reference("iss-582", "ruflo issue 582", "2025-08", "issue"),
    Reference("iss-budget", "wshobson/agents issue 93, Claude Code issue 13493", "from 2025-10-13", "issue"),
    Reference(
        "corpus7",
        "Counts over seven public collections of agents, skills and plugins",
        "2025-07-28 to 2026-08-22",
        "corpus",
    ),
)
