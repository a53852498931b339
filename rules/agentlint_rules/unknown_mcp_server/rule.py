"""unknown-mcp-server: a tool of a server that the project does not declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import (
    Alias,
    Applicability,
    Edit,
    Fix,
    Rule,
    Scalar,
    Severity,
    Span,
    ToolFate,
    YamlMapping,
    YamlSequence,
    closest,
    lazy_pattern,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from agentlint.api import Diagnostic, File, JudgedList, ToolRef

_PREFIX = {"claude-code": "mcp__", "qwen-code": "mcp__", "gemini-cli": "mcp_", "copilot": "", "vscode": ""}
"""By tool list: what stands before the server's name in the name of a tool."""
_BUILT_IN = ("ide", "claude-in-chrome", "computer-use", "claude-preview", "github", "playwright")
_FROM_ELSEWHERE = ("plugin_", "claude_ai_")
"""How names of servers begin that come with a plugin or with the user's account."""
_OWN_KEYS = ("mcpServers", "mcp-servers", "mcp_servers")
_NOT_KEPT = lazy_pattern(r"[^A-Za-z0-9_-]")


class UnknownMcpServer(Rule):
    """Judges names of MCP tools by the servers that the project's files declare."""

    name = "unknown-mcp-server"
    summary = "Tool of an MCP server that the project does not declare"
    severity = Severity.WARNING
    tags = ("tools", "mcp")
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each server of a list; silent where the project declares none anywhere."""
        declared = file.project.mcp_servers
        if declared is None:
            return
        for judged in file.tool_lists:
            if judged.tools.id not in _PREFIX or all(found.fate is not ToolFate.MCP for _, found in judged.resolved):
                continue
            known = {*declared, *file.settings.mcp_servers, *_own_servers(file)}
            yield from self._list(judged, known)

    def _list(self, judged: JudgedList, known: Set[str]) -> Iterator[Diagnostic]:
        prefix = _PREFIX[judged.tools.id]
        by_plain = {_plain(name, prefix): name for name in known}
        plain = {*by_plain, *_BUILT_IN}
        unknown: dict[str, list[tuple[ToolRef, Span]]] = {}
        for ref, found in judged.resolved:
            if found.fate is not ToolFate.MCP or ref.quoted or not ref.enabled:
                continue
            server = _server(ref.name, prefix, plain)
            if server and server not in plain and not server.startswith(_FROM_ELSEWHERE):
                start = ref.span.start + len(prefix)
                unknown.setdefault(server, []).append((ref, Span(start, start + len(server))))
        for server, places in unknown.items():
            near = closest(server, by_plain)
            if near is None and not prefix:
                continue  # a set of an extension looks the same
            more = f" ({len(places)} entries)" if len(places) > 1 else ""
            edits = tuple(Edit(span, near) for ref, span in places) if near is not None else ()
            exact = near is not None and all(len(ref.span) == len(ref.name) for ref, _ in places)
            title = f"Replace {server} by {near}"
            yield self.report(
                places[0][1] if exact or near is None else places[0][0].span,
                f"the project declares no MCP server `{_short(server)}`{more}",
                severity=Severity.WARNING if near is not None else Severity.INFO,
                help=f"Did you mean {by_plain[near]}?"
                if near is not None
                else "Declare it in the project, unless everybody has it in their own settings.",
                hosts=(judged.kind.host,),
                fixes=(Fix(title, edits, Applicability.UNSAFE),) if exact else (),
            )


def _server(name: str, prefix: str, known: Set[str]) -> str:
    """The server's part of the name of a tool; the empty string where it names none."""
    rest = name[len(prefix) :]
    if prefix == "":
        return rest.partition("/")[0] if "." not in rest.partition("/")[0] else ""
    separator = "__" if prefix == "mcp__" else "_"
    whole = rest + separator
    for server in known:
        if whole.startswith(server + separator):
            return server
    if separator == "_":
        return "" if rest.startswith("*") else rest.partition("_")[0]
    return "" if rest.startswith("*") else rest.partition("__")[0]


def _plain(name: str, prefix: str) -> str:
    """A server's name as it stands in the names of its tools."""
    return _NOT_KEPT.sub("_", name) if prefix else name


def _own_servers(file: File) -> Iterator[str]:
    """Servers that the file itself declares or asks for."""
    for key in _OWN_KEYS:
        entry = file.frontmatter.get(key) if file.frontmatter is not None else None
        node = entry.value if entry is not None else None
        node = node.target if isinstance(node, Alias) else node
        items = node.items if isinstance(node, YamlSequence) else (node,)
        for item in items:
            if isinstance(item, YamlMapping):
                yield from (one.key for one in item.entries)
            elif isinstance(item, Scalar):
                yield item.value.strip()


def _short(name: str) -> str:
    return name if len(name) <= 30 else name[:29] + "…"
