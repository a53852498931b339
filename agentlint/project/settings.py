"""`Settings`: the configuration in force, typed and frozen. `configuration.py` reads it from disk."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.diagnostic import Severity


@record()
class FormatOptions:
    """Options of the formatter. There are no others on purpose."""

    line_ending: Literal["auto", "lf", "crlf"] = "auto"
    """`auto` keeps the line ending in use, LF where a file mixes them; `lf` and `crlf` convert."""
    key_order: tuple[str, ...] = ("name", "description")
    """Header keys that come first, in this order; all others stay in the order they have. Empty to move none."""
    bullet: Literal["keep", "-", "*", "+"] = "keep"
    """The mark of bullet lists; `keep` leaves each as it is."""


@record()
class Settings:
    """What the configuration and the command line say. Keys of the configuration have `-` where fields have `_`.

    The string that follows a field is its description in the JSON schema and in the documents.
    """

    select: tuple[str, ...] = ("preset:recommended",)
    """What runs: rule names, `tag:x`, `preset:x`, `ALL`."""
    extend_select: tuple[str, ...] = ()
    """What runs as well."""
    ignore: tuple[str, ...] = ()
    """What does not run."""
    severity: Mapping[str, Severity | None] = field(default_factory=dict)
    """Rule name to `error`, `warning`, `info` or `off`: replaces what the rule computes."""
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Glob to the rules, tags or presets that are silent there."""
    exclude: tuple[str, ...] = ()
    """Globs of files that a search passes over."""
    extend_exclude: tuple[str, ...] = ()
    """Globs that a search passes over, added to what `extend` brings."""
    hosts: tuple[str, ...] = ()
    """Hosts that judge a file beside the owner of its folder, if they read it."""
    default_host: str = "claude-code"
    """The host that plain `agents/`, `commands/` and `skills/` folders belong to."""
    host_versions: Mapping[str, str] = field(default_factory=dict)
    """Host to the version in use, such as `2.1.50` (`2.1` stands for every 2.1.x), or to a date such as `2026-01`.
    Without it the version counts at which the host's facts were checked."""
    file_kinds: Mapping[str, str] = field(default_factory=dict)
    """Glob to file kind, such as `claude-code/agent`; overrules detection."""
    tools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Host to tool names that are known there, such as those of its plugins."""
    mcp_servers: tuple[str, ...] = ()
    """Names of MCP servers that are set up outside of the project; those that it declares are known."""
    plugins: tuple[str, ...] = ()
    """Rule sets of installed plugins, by the name of the set; no other is imported."""
    rule_paths: tuple[str, ...] = ()
    """Folders or files of the project's own rules; they run with `--allow-local-rules` only."""
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule name to its options, one table for each rule."""
    format: Mapping[str, Any] = field(default_factory=dict)
    """Options of the formatter: `line-ending`, `key-order` and `bullet`."""
    baseline: str | None = None
    """Path of the baseline, relative to the folder of the nearest configuration file."""
    preview: bool = False

    @property
    def format_options(self) -> FormatOptions:
        """The options of the formatter, typed."""
        return FormatOptions(**{key.replace("-", "_"): value for key, value in self.format.items()})
