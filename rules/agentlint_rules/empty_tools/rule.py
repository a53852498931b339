"""empty-tools: lists that leave the agent without any tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, JudgedList


class EmptyTools(Rule):
    """A list with nothing in it, or with no name that the host knows."""

    name = "empty-tools"
    summary = "Tool list that leaves the agent with no tool"
    severity = Severity.ERROR
    tags = ("tools",)
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding for each list."""
        for judged in file.tool_lists:
            syntax = judged.kind.tool_syntax
            if judged.purpose != "give" or syntax is None:
                continue
            if judged.listing.form == "nothing":
                yield from self._nothing(judged)
            elif syntax.empty == "none" and not judged.open and judged.listing.form in ("string", "list", "raw"):
                yield from self._no_known_name(judged)

    def _nothing(self, judged: JudgedList) -> Iterator[Diagnostic]:
        key, host = judged.entry.key, judged.host_name
        as_list = isinstance(judged.entry.value, YamlSequence)
        span = judged.entry.value.span if as_list and judged.entry.value is not None else judged.entry.key_span
        empty = judged.kind.tool_syntax.empty if judged.kind.tool_syntax is not None else "unknown"
        if empty == "none" and judged.kind.host == "claude-code":
            # `[]` is the only way to ask for no tools, so it may be meant.
            yield self.report(
                span, f"`{key}` is empty: the agent has no tool at all",
                severity=Severity.WARNING if as_list else Severity.ERROR,
                help=f"List the tools it needs, or leave `{key}` out to give it all.", hosts=(judged.kind.host,),
            )  # fmt: skip
        elif empty == "all":
            yield self.report(
                span, f"`{key}` is empty, which in {host} gives the agent every tool", severity=Severity.WARNING,
                help=f"List the tools it may have, or leave `{key}` out.", hosts=(judged.kind.host,),
            )  # fmt: skip

    def _no_known_name(self, judged: JudgedList) -> Iterator[Diagnostic]:
        names = judged.resolved
        if judged.listing.json or judged.listing.separators or judged.kind.host != "claude-code" or judged.meant_for:
            return
        if all(not found.fate.resolves or ref.quoted for ref, found in names):
            key = judged.entry.key
            what = (
                f"none of the {len(names)} names in `{key}` is a"
                if len(names) > 1
                else f"the only name in `{key}` is no"
            )
            message = f"{what} tool: {judged.host_name} refuses the agent"
            yield self.report(
                judged.entry.key_span, message,
                help="An agent is launched only with at least one known tool.", hosts=(judged.kind.host,),
            )  # fmt: skip
