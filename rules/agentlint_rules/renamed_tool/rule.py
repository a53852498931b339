"""renamed-tool: old names that the host still understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Applicability, Edit, Fix, Rule, Severity, ToolFate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Tool


class RenamedTool(Rule):
    """Old names in tool lists: safe to write anew where the host maps them, worth a word where another host did."""

    name = "renamed-tool"
    summary = "Old name of a tool that still works"
    severity = Severity.WARNING
    tags = ("tools",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each old name whose present one is known."""
        for judged in file.tool_lists:
            for ref, found in judged.resolved:
                new = found.tool.maps_to if found.tool is not None else None
                if new is None or ref.quoted or found.fate not in (ToolFate.RENAMED, ToolFate.LEGACY):
                    continue
                assert found.tool is not None
                legacy = found.fate is ToolFate.LEGACY
                guessed = legacy and _guessed(found.tool, new)
                host = "VS Code" if legacy else judged.host_name
                shared = legacy and judged.tools.id != "vscode"
                yield self.report(
                    ref.span,
                    f"`{ref.name}` is an old tool name of {host}"
                    if guessed
                    else f"`{ref.name}` is {host}'s old name for {new}",
                    severity=Severity.INFO if legacy else Severity.WARNING,
                    help=(f"{new} comes nearest to it today." if guessed else f"Write {new}.")
                    + (f" {judged.host_name} does not know the old name." if shared else ""),
                    hosts=(judged.kind.host,),
                    fixes=(
                        Fix(
                            f"Rename {ref.name} to {new}",
                            (Edit(ref.span, new),),
                            Applicability.UNSAFE if legacy else Applicability.SAFE,
                        ),
                    ),
                )


def _guessed(tool: Tool, new: str) -> bool:
    """Whether only the files that use the old name tell what it meant, and the new one does not say the same."""
    return tool.sources == ("corpus7",) and new.rpartition("/")[2].casefold() != tool.name.casefold()
