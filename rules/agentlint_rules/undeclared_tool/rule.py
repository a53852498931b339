"""undeclared-tool: the body asks for a tool that the header does not give."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from agentlint.api import TOOL_LISTS, Rule, Severity, Span, ToolFate, lazy_pattern

from .mentions import BY_REFERENCE, likely, mentions, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, JudgedList

_FENCE_LINE = lazy_pattern(r"^ {0,3}(?:`{3,}|~{3,})[ \t]*([^\s`]*)", re.MULTILINE)


class UndeclaredTool(Rule):
    """Tools that the text tells the agent to use, in agents whose list does not hold them."""

    name = "undeclared-tool"
    summary = "The body tells the agent to use a tool that its list leaves out"
    severity = Severity.WARNING
    tags = ("tools", "body")
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each tool, at its first mention."""
        if file.kind.kind not in ("agent", "mode"):
            return
        for judged in file.tool_lists:
            if judged.kind is not file.kind or judged.meant_for is not None or judged.listing.json:
                continue
            missing = _missing(judged)
            if not missing:
                continue
            start = file.document.body_span.start
            text = file.source.slice(file.document.body_span)
            wanted = likely(text, judged.tools.id, missing)
            told: set[str] = set()
            for name, at in mentions(text, judged.tools.id, wanted) if wanted else ():
                place = Span(start + at, start + at + len(name))
                if missing[name] not in told and not _in_block_of_code(file, place):
                    told.add(missing[name])
                    yield self._report(judged, name, place)

    def _report(self, judged: JudgedList, name: str, place: Span) -> Diagnostic:
        key = judged.entry.key
        denied = judged.purpose == "deny" or judged.listing.form == "map"
        gated = any(tool.name == name and tool.status == "gated" for tool in judged.tools.tools)
        return self.report(
            place,
            f"the body asks for `{name}`, which `{key}` {'takes away' if denied else 'leaves out'}",
            severity=Severity.INFO if gated else None,
            help=f"Take it out of `{key}`, or out of the text."
            if denied
            else f"Add it to `{key}`, or take it out of the text: the agent cannot do what it is told.",
            hosts=(judged.kind.host,),
        )


def _missing(judged: JudgedList) -> dict[str, str]:
    """Names of tools that the agent does not have, each with the name under which two are the same tool."""
    names = names_of(judged.tools.id)
    if judged.purpose == "allow" or judged.listing.form in ("nothing", "raw"):
        return {}
    if judged.purpose == "deny" or judged.listing.form == "map":
        lost = {
            found.canonical
            for ref, found in judged.resolved
            if ref.specifier is None and found.fate.resolves and not (ref.enabled and judged.purpose == "give")
        }
        return {name: tool for name, tool in names.items() if tool in lost}
    have = {found.canonical for _, found in judged.resolved if found.fate.resolves}
    sets = any(found.fate is ToolFate.SET for _, found in judged.resolved)
    if judged.gives_all or not have or (sets and judged.tools.id not in BY_REFERENCE):
        return {}
    return _left_out(judged.tools.id, frozenset(have))


@lru_cache(maxsize=256)
def _left_out(list_id: str, have: frozenset[str]) -> dict[str, str]:
    """Names of the tools that are not in `have`, nor in a set of it, nor replaced by one of it."""
    succeeded = {old.name for old in TOOL_LISTS[list_id].tools if not have.isdisjoint(old.replaced_by)}
    folders = {name.partition("/")[0] for name in have}
    return {
        name: tool
        for name, tool in names_of(list_id).items()
        if tool not in have and name not in succeeded and name.partition("/")[0] not in folders
    }


def _in_block_of_code(file: File, place: Span) -> bool:
    """Whether the place lies in a block of code, as its author meant it; inline code does not count."""
    body = file.document.body
    spans = body.code_spans
    at = bisect_right(spans, place.start, key=lambda span: span.start) - 1
    if at < 0 or place.start not in spans[at] or "\n" not in file.source.slice(spans[at]):
        return False
    if place.start < body.outline.sound_until(body.span.end):
        return True
    # Behind a fence that ends elsewhere than meant, a line of backticks without a language was meant to close one.
    above = list(_FENCE_LINE.finditer(file.source.text, body.span.start, place.start))
    return not above or bool(above[-1][1])
