"""unknown-tool: names in a tool list for which the host gives no tool."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from agentlint.api import Applicability, Edit, Fix, Rule, Scalar, Severity, Span, ToolFate, host_of_list, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, JudgedList, Resolution, ToolRef

_SIMPLE_NAME = lazy_pattern(r"[A-Za-z_][\w./*-]*")
_EVERYTHING = frozenset({"all", "any", "everything", "inherit"})
_LONGEST_NAME = 36


class UnknownTool(Rule):
    """Typos and other case, retired names, names of other hosts, and lists that the host takes apart otherwise."""

    name = "unknown-tool"
    summary = "Tool name that gives the agent nothing"
    severity = Severity.ERROR
    tags = ("tools",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Findings in every tool list of the header whose host is known to leave such names out."""
        for judged in file.tool_lists:
            if judged.gives_all:
                continue
            other = judged.meant_for
            if other is not None:
                yield self._other_host(judged, host_of_list(other))
                continue
            wrong_form = self._form(file, judged)
            if wrong_form is not None:
                yield wrong_form
                if judged.listing.json or judged.listing.form == "map":
                    continue
            listed = Counter(ref.name for ref, _ in judged.resolved if not ref.quoted)
            for ref, found in judged.resolved:
                severity = _severity(judged, ref, found)
                if severity is not None:
                    yield self._name(file, judged, ref, found, severity, listed)

    def _other_host(self, judged: JudgedList, other: str) -> Diagnostic:
        """One finding for a list that is another host's, in a file that only the default host claims."""
        host, key = judged.host_name, judged.entry.key
        ours = _either(tuple(dict.fromkeys(s for _, found in judged.resolved for s in found.suggestions[:1])))
        return self.report(
            judged.entry.key_span, f"the names in `{key}` are {other}'s: {host} knows none of them",
            severity=Severity.WARNING, hosts=(judged.kind.host,),
            help=f"If {other} is to read the file, say so with default-host or file-kinds in the configuration."
            + (f" Else write {host}'s names, such as {ours}." if ours else ""),
        )  # fmt: skip

    def _form(self, file: File, judged: JudgedList) -> Diagnostic | None:
        """The finding about a list that is written in a form which its host does not read."""
        listing, entry, host = judged.listing, judged.entry, judged.host_name
        severity = Severity.ERROR if not judged.open and judged.purpose != "allow" else Severity.WARNING
        syntax = judged.kind.tool_syntax
        if listing.json and entry.value is not None:
            return self.report(
                entry.value.span, f"`{entry.key}` is a JSON array inside a string", severity=severity,
                help=f"{host} looks for tools whose names hold brackets and quotes. Take the outer quotes away.",
                hosts=(judged.kind.host,), fixes=_unwrap(file, judged),
            )  # fmt: skip
        if listing.separators:
            mark = file.source.slice(listing.separators[0])
            edits = tuple(Edit(_with_blanks_before(file, span), ",") for span in listing.separators)
            return self.report(
                listing.separators[0], f"`{mark}` does not separate tool names in {host}", severity=severity,
                help="Put commas between the names.", hosts=(judged.kind.host,),
                fixes=(Fix("Separate the names by commas", edits, Applicability.UNSAFE),),
            )  # fmt: skip
        if (
            listing.form == "map"
            and syntax is not None
            and syntax.mapping == "no"
            and judged.kind.host == "claude-code"
        ):
            effect = " and gives every tool" if judged.purpose == "give" else ""
            return self.report(
                entry.key_span, f"`{entry.key}` is a map: {host} skips it{effect}",
                severity=Severity.WARNING, hosts=(judged.kind.host,),
                help="Write the names as a list or between commas; a map of names belongs to OpenCode.",
            )  # fmt: skip
        return None

    def _name(
        self, file: File, judged: JudgedList, ref: ToolRef, found: Resolution, severity: Severity, listed: Counter[str]
    ) -> Diagnostic:
        name = ref.name if len(ref.name) <= _LONGEST_NAME else ref.name[: _LONGEST_NAME - 1] + "…"
        host = judged.host_name
        suggestions = tuple(dict.fromkeys(found.suggestions))
        message = f"`{name}` is not a tool of {host}"
        advice = f"Did you mean {_either(suggestions)}?" if suggestions else _no_idea(judged, ref)
        match found.fate:
            case ToolFate.RETIRED | ToolFate.REMOVED:
                message = f"`{name}` is no longer a tool of {host}"
                advice = f"Its successor is {_either(suggestions)}." if suggestions else "Nothing took its place."
            case ToolFate.NOT_YET:
                message = f"{host} {judged.version} has no `{name}` yet: it {found.began}"
            case ToolFate.CASE:
                message = f"`{name}` is not a tool of {host}, where case counts"
            case ToolFate.FOREIGN:
                others = " and ".join(host_of_list(other) for other in found.lists[:2])
                message = f"`{name}` belongs to {others}, not to {host}"
                advice = f"{host} calls it {_either(suggestions)}." if suggestions else f"{host} has no such tool."
            case ToolFate.MCP_FORM:
                message = f"`{name}` does not name an MCP tool as {host} does"
                advice = "Write mcp__server__tool or mcp__server, with two underscores each."
                if name == "mcp__*":
                    message = "`mcp__*` names no server, so it gives no tool"
                    advice = "Name each server: mcp__server. The wildcard works in disallowedTools."
            case _ if found.fate.resolves:
                message = f"the quotes are part of the name `{ref.text[:_LONGEST_NAME]}`"
                advice, suggestions = "Take the quotes away, or quote the whole list.", (ref.name,)
        present = next((s for s in suggestions if listed[s] > (s == ref.name and not ref.quoted)), None)
        if present is not None and found.fate is not ToolFate.FOREIGN:
            advice += f" {present} is listed already." if found.fate is not ToolFate.CASE else ""
        fixes = _fixes(file, judged, ref, suggestions, present)
        return self.report(ref.span, message, severity=severity, help=advice, hosts=(judged.kind.host,), fixes=fixes)


def _severity(judged: JudgedList, ref: ToolRef, found: Resolution) -> Severity | None:
    """How much is lost by the name; None where nothing is, or where the name may be a tool for all that is known."""
    fate = found.fate
    if fate.resolves and not ref.quoted:
        return None
    slip = fate in (ToolFate.CASE, ToolFate.NEAR, ToolFate.MCP_FORM) or fate.resolves
    gone = fate in (ToolFate.RETIRED, ToolFate.REMOVED)
    if not ref.enabled and not slip:
        return None
    if judged.open and not gone:
        return _open_severity(judged, fate)
    if judged.purpose == "allow":
        return Severity.WARNING
    if judged.purpose == "deny":
        return Severity.ERROR if slip else Severity.INFO if gone else Severity.WARNING
    return Severity.ERROR


def _open_severity(judged: JudgedList, fate: ToolFate) -> Severity | None:
    if fate is ToolFate.UNKNOWN or fate.resolves:
        return None
    if judged.tools.id == "opencode":
        return Severity.WARNING if fate in (ToolFate.CASE, ToolFate.NEAR) else Severity.INFO
    if judged.tools.unknown is None and fate is ToolFate.CASE:
        return None
    return Severity.INFO


def _no_idea(judged: JudgedList, ref: ToolRef) -> str:
    if ref.name.casefold() in _EVERYTHING and judged.purpose == "give":
        return f"To give the agent every tool, leave `{judged.entry.key}` out."
    if judged.tools.unknown == "error":
        return f"{judged.host_name} does not load the agent with it."
    mcp = judged.kind.tool_syntax.mcp[:1] if judged.kind.tool_syntax is not None else ()
    form = f" Tools of MCP servers are named {mcp[0]}." if mcp else ""
    return f"{judged.host_name} leaves the name out.{form}"


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + " or " + names[-1]


def _fixes(
    file: File, judged: JudgedList, ref: ToolRef, suggestions: tuple[str, ...], present: str | None
) -> tuple[Fix, ...]:
    """All unsafe, since they change which tools the agent has: take out what a listed name covers, else replace it."""
    if present is not None:
        gone = judged.listing.removal(ref, file.source.text)
        title = f"Remove {ref.name}; {present} is listed"
        return (Fix(title, (Edit.delete(gone),), Applicability.UNSAFE),) if gone is not None else ()
    span = ref.item if ref.quoted else ref.span
    return tuple(Fix(f"Replace {ref.name} by {s}", (Edit(span, s),), Applicability.UNSAFE) for s in suggestions)


def _unwrap(file: File, judged: JudgedList) -> tuple[Fix, ...]:
    value = judged.entry.value
    if not isinstance(value, Scalar) or file.frontmatter is None or file.frontmatter.status != "valid":
        return ()
    names = [r.name if r.specifier is None else f"{r.name}({r.specifier})" for r in judged.listing.refs]
    items = (n if _SIMPLE_NAME.fullmatch(n) else json.dumps(n, ensure_ascii=False) for n in names)
    edit = Edit(value.span, f"[{', '.join(items)}]")
    return (Fix("Write the array as a YAML list", (edit,), Applicability.UNSAFE),)


def _with_blanks_before(file: File, span: Span) -> Span:
    start = span.start
    while start > 0 and file.source.text[start - 1] in " \t":
        start -= 1
    return Span(start, span.end)
