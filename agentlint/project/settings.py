"""`Settings`: the configuration in force, typed and frozen. `configuration.py` reads it from disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration and the command line say. Keys are those of design section 12, `-` written as `_`."""

    select: tuple[str, ...] = ("preset:recommended",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity | None] = field(default_factory=dict)
    """Rule name to the severity that replaces what the rule computes; None switches the rule off."""
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """Hosts that judge beside the owner of a file."""
    default_host: str = "claude-code"
    file_kinds: Mapping[str, str] = field(default_factory=dict)
    """Glob to file kind id, overruling detection."""
    tools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Host id to extra tool names that are known there."""
    mcp_servers: tuple[str, ...] = ()
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule name to its options, as written; the rule's options dataclass gives them types."""
    preview: bool = False
