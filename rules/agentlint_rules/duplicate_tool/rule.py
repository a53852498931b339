"""duplicate-tool: the same tool twice in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Edit, Fix, Related, Rule, Severity, ToolFate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, ToolRef


class DuplicateTool(Rule):
    """A name that is repeated, or that stands beside the old name of the same tool."""

    name = "duplicate-tool"
    summary = "Tool that is listed twice"
    severity = Severity.INFO
    tags = ("tools",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """A finding at every later mention of a tool with the same specifier."""
        for judged in file.tool_lists:
            if judged.listing.form == "map":
                continue
            first: dict[tuple[str, str | None], ToolRef] = {}
            for ref, found in judged.resolved:
                if not found.fate.resolves or ref.quoted:
                    continue
                # An alias is a name of its own: two of them may stand for one set on purpose.
                canonical = ref.name if found.fate in (ToolFate.ALIAS, ToolFate.LEGACY) else found.canonical
                before = first.setdefault((canonical, ref.specifier), ref)
                if before is ref:
                    continue
                gone = judged.listing.removal(ref, file.source.text)
                same = before.name == ref.name
                yield self.report(
                    ref.span,
                    f"`{ref.name}` is listed twice" if same else f"`{ref.name}` and `{before.name}` are the same tool",
                    help="Take it out here.",
                    hosts=(judged.kind.host,),
                    related=(Related(file.source.locate(before.span), "listed first here"),),
                    fixes=(Fix(f"Remove the second {ref.name}", (Edit.delete(gone),)),) if gone is not None else (),
                )
