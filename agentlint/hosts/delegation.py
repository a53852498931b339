"""Where hosts let a file name an agent that is to be called: keys, tools, and forms in the text."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

AGENT_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "claude-code": ("agent",),
        "opencode": ("agent",),
        "vscode": ("agent", "agents", "handoffs"),
        "copilot-cli": ("agents", "handoffs"),
        "copilot-cloud": ("agents", "handoffs"),
    }
)
"""Host id to the keys whose value names agents: as text, as items of a list, or as `agent` of the maps in one."""
STARTERS = frozenset({"Agent", "Task"})
"""Tools of Claude Code whose parentheses hold names of agents."""
MENTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({"claude-code": ("@agent-",), "opencode": ("@",)})
"""Host id to what stands before the name of an agent in the text to have it called."""
