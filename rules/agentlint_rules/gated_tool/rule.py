"""gated-tool: real tools that the agent will not have in every session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity, ToolFate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File


class GatedTool(Rule):
    """Tools that depend on a switch, a model or a platform, and tools that no subagent is given."""

    name = "gated-tool"
    summary = "Tool that the agent has only in some sessions"
    severity = Severity.INFO
    tags = ("tools",)
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each such tool that a list gives to an agent."""
        # Only an agent that is the main session is sent its initial prompt, so one that has it is meant to be that.
        header = file.frontmatter
        leads = header is not None and header.get("initialPrompt") is not None
        for judged in file.tool_lists:
            if judged.purpose != "give" or judged.gives_all:
                continue
            for ref, found in judged.resolved:
                tool = found.tool
                if tool is None or ref.quoted or not ref.enabled or not found.fate.resolves:
                    continue
                if tool.subagent == "never" and judged.kind.kind == "agent" and not leads:
                    yield self.report(
                        ref.span,
                        f"{judged.host_name} never gives `{ref.name}` to a subagent",
                        help="It counts only where this agent runs as the main session.",
                        hosts=(judged.kind.host,),
                    )
                elif found.fate is ToolFate.GATED:
                    why = f"{tool.name}: {tool.notes}." if tool.notes else "Where it is off the name gives nothing."
                    yield self.report(
                        ref.span,
                        f"`{ref.name}` is not in every session of {judged.host_name}",
                        help=why,
                        hosts=(judged.kind.host,),
                    )
