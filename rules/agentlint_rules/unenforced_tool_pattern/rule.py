"""unenforced-tool-pattern: a pattern behind a tool where the host grants the whole tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, JudgedList, ToolRef

_STARTS_AGENTS = frozenset({"Agent"})
"""Tools whose parentheses hold names of agents, which count where the agent is the main one."""


class UnenforcedToolPattern(Rule):
    """`Bash(git:*)` in an agent's `tools`: all of Bash."""

    name = "unenforced-tool-pattern"
    summary = "Pattern behind a tool that does not limit it"
    severity = Severity.WARNING
    tags = ("tools",)
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each tool of a list that gives tools, at its first pattern."""
        for judged in file.tool_lists:
            syntax = judged.kind.tool_syntax
            if syntax is None or syntax.specifiers != "ignored" or judged.purpose != "give":
                continue
            if judged.gives_all or judged.listing.json or judged.meant_for is not None:
                continue
            yield from self._list(judged)

    def _list(self, judged: JudgedList) -> Iterator[Diagnostic]:
        given = {found.canonical for ref, found in judged.resolved if ref.specifier is None}
        patterns: dict[str, list[ToolRef]] = {}
        for ref, found in judged.resolved:
            limited = (ref.specifier or "").strip() not in ("", "*")
            if limited and found.fate.resolves and not ref.quoted and found.canonical not in _STARTS_AGENTS | given:
                patterns.setdefault(found.canonical, []).append(ref)
        for refs in patterns.values():
            first = refs[0]
            more = f" and {len(refs) - 1} more" if len(refs) > 1 else ""
            written = f"{first.name}({first.specifier})"
            yield self.report(
                first.item,
                f"`{_short(written)}`{more} {'give' if more else 'gives'} the agent all of {first.name}",
                help=f"{judged.host_name} does not look at patterns in an agent's `{judged.entry.key}`. Write "
                f"{first.name}, and limit it by permission rules in the settings or by a hook.",
                hosts=(judged.kind.host,),
            )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
