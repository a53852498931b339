"""All host facts by their ids. Importing it reads every host module, which takes a few milliseconds."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from agentlint.hosts import (
    agentskills,
    claude_code,
    claude_code_skills,
    claude_code_tools,
    codex,
    copilot,
    cursor,
    factory,
    gemini_cli,
    kiro,
    lesser,
    opencode,
    qwen_code,
    sources,
    vscode,
    windsurf,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.hosts.model import Colours, FileKind, Host, ModelList, PermissionRules, Reference, ToolList

_MODULES = (
    claude_code, claude_code_skills, agentskills, copilot, vscode, cursor, opencode, gemini_cli, qwen_code, factory,
    codex, kiro, windsurf, lesser,
)  # fmt: skip

HOSTS: Mapping[str, Host] = MappingProxyType({h.id: h for m in _MODULES for h in getattr(m, "HOSTS", ())})
"""Host id to host."""
KINDS: Mapping[str, FileKind] = MappingProxyType({k.id: k for m in _MODULES for k in m.KINDS})
"""File kind id, such as `claude-code/agent`, to file kind."""
TOOL_LISTS: Mapping[str, ToolList] = MappingProxyType(
    {t.id: t for m in (*_MODULES, claude_code_tools) for t in getattr(m, "TOOL_LISTS", ())}
)
"""Id of a tool list, as in `FileKind.tools`, to the list."""
MODELS: Mapping[str, ModelList] = MappingProxyType({m.id: m for n in _MODULES for m in getattr(n, "MODELS", ())})
"""Host id to what it takes as a model."""
COLOURS: Mapping[str, Colours] = MappingProxyType({c.id: c for m in _MODULES for c in getattr(m, "COLOURS", ())})
"""Host id to the colours that it knows."""
HOOK_EVENTS: Mapping[str, tuple[str, ...]] = MappingProxyType({"claude-code": claude_code.HOOK_EVENTS})
"""Host id to the events that a hook may be bound to."""
PERMISSION_RULES: Mapping[str, PermissionRules] = MappingProxyType(
    {claude_code.PERMISSION_RULES.id: claude_code.PERMISSION_RULES}
)
"""Host id to how it reads `Tool(specifier)`."""
SOURCES: Mapping[str, Reference] = MappingProxyType({r.id: r for r in sources.SOURCES})
"""Id in any `sources` to where the fact comes from."""
