"""`Settings`: the configuration in force, typed and frozen. `configuration.py` reads it from disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """Options of the formatter. There are no others on purpose."""

    line_ending: Literal["auto", "lf", "crlf"] = "auto"
    """`auto` keeps the line ending in use, LF where a file mixes them; `lf` and `crlf` convert."""
    key_order: tuple[str, ...] = ("name", "description")
    """Header keys that come first, in this order; all others stay in the order they have. Empty to move none."""
    bullet: Literal["keep", "-", "*", "+"] = "keep"
    """The mark of bullet lists; `keep` leaves each as it is."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration and the command line say. Keys are those of design section 12, `-` written as `_`."""

    select: tuple[str, ...] = ("preset:recommended",)
    """What runs: rule names, `tag:x`, `preset:x`, `ALL`."""
    extend_select: tuple[str, ...] = ()
    """What runs as well."""
    ignore: tuple[str, ...] = ()
    """What does not run."""
    severity: Mapping[str, Severity | None] = field(default_factory=dict)
    """Rule name to the severity that replaces what the rule computes; None switches the rule off."""
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Glob to the rules that are silent there."""
    exclude: tuple[str, ...] = ()
    """Globs of files that a search passes over."""
    extend_exclude: tuple[str, ...] = ()
    """The same, added to what `extend` brings."""
    hosts: tuple[str, ...] = ()
    """Hosts that judge beside the owner of a file."""
    default_host: str = "claude-code"
    """The host that plain `agents/`, `commands/` and `skills/` folders belong to."""
    host_versions: Mapping[str, str] = field(default_factory=dict)
    """Host id to the version in use, such as `2.1.50`; `2.1` stands for every 2.1.x. Without it the version counts at
    which the host's facts were checked."""
    file_kinds: Mapping[str, str] = field(default_factory=dict)
    """Glob to file kind id, overruling detection."""
    tools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Host id to extra tool names that are known there."""
    mcp_servers: tuple[str, ...] = ()
    """Names of MCP servers that are set up outside of the project."""
    plugins: tuple[str, ...] = ()
    """Rule sets of installed distributions, by the name of the set; nothing else of them is imported."""
    rule_paths: tuple[str, ...] = ()
    """Folders or files of the project's own rules; they run with `--allow-local-rules` only."""
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule name to its options, as written; the rule's options dataclass gives them types."""
    format: Mapping[str, Any] = field(default_factory=dict)
    """Options of the formatter, as written and checked; `format_options` gives them types."""
    baseline: str | None = None
    """Path of the baseline, relative to the folder of the nearest configuration file."""
    preview: bool = False

    @property
    def format_options(self) -> FormatOptions:
        """The options of the formatter, typed."""
        return FormatOptions(**{key.replace("-", "_"): value for key, value in self.format.items()})
