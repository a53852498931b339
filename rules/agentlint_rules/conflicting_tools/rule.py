"""conflicting-tools: what one line gives, another takes away or makes pointless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Applicability, Edit, Fix, Related, Rule, Severity, ToolFate, YamlMapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Entry, File, JudgedList, Resolution, ToolRef


class ConflictingTools(Rule):
    """A tool in both lists, names beside `*`, and permissions that gainsay each other."""

    name = "conflicting-tools"
    summary = "Tool that one line gives and another takes away"
    severity = Severity.WARNING
    tags = ("tools",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Findings in the lists of each host that judges, then in OpenCode's permissions."""
        lists = [judged for judged in file.tool_lists if not judged.listing.json]
        for judged in lists:
            if judged.purpose == "deny":
                continue
            yield from self._beside_all(judged)
            for other in lists:
                if other.kind is judged.kind and other.purpose == "deny":
                    yield from self._taken_away(file, judged, other)
        if file.kind.host == "opencode" and file.frontmatter is not None:
            permission = file.frontmatter.get("permission")
            if permission is not None and isinstance(permission.value, YamlMapping):
                yield from self._permissions(file, permission.value, file.frontmatter.get("tools"))

    def _beside_all(self, judged: JudgedList) -> Iterator[Diagnostic]:
        names = [ref for ref, found in judged.resolved if found.fate is not ToolFate.ALL and ref.enabled]
        if not judged.gives_all or not names or judged.listing.form == "map":
            return
        star = next(ref for ref, found in judged.resolved if found.fate is ToolFate.ALL)
        syntax = judged.kind.tool_syntax
        if syntax is None or "*" not in syntax.all_names:
            return
        verb = "adds" if len(names) == 1 else "add"
        idle = f"the {len(names)} names beside it" if len(names) > 1 else f"`{_short(names[0].name)}` beside it"
        yield self.report(
            star.span, f"`*` gives every tool: {idle} in `{judged.entry.key}` {verb} nothing",
            severity=Severity.INFO, hosts=(judged.kind.host,),
            help="Take `*` out if the agent is to have these tools alone; else take the names out.",
        )  # fmt: skip

    def _taken_away(self, file: File, judged: JudgedList, deny: JudgedList) -> Iterator[Diagnostic]:
        denied: dict[tuple[str, str | None], ToolRef] = {}
        servers: list[tuple[str, ToolRef]] = []
        for ref, found in deny.resolved:
            if ref.quoted or not found.fate.resolves:
                continue
            denied.setdefault((found.canonical, ref.specifier), ref)
            if found.fate is ToolFate.MCP and ref.specifier is None:
                servers.append((ref.name.removesuffix("*").removesuffix("__") + "__", ref))
        for ref, found in judged.resolved:
            if ref.quoted or not found.fate.resolves or found.fate is ToolFate.ALL:
                continue
            other = _denied_by(ref, found, denied, servers)
            if other is None:
                continue
            key = deny.entry.key
            gone = judged.listing.removal(ref, file.source.text)
            title = f"Remove {ref.name} from {judged.entry.key}, as {key} wins"
            loses = judged.purpose == "give"
            yield self.report(
                ref.span,
                f"`{_short(ref.name)}` stands in `{judged.entry.key}` and, as `{_short(other.name)}`, in `{key}`"
                if other.name != ref.name
                else f"`{_short(ref.name)}` stands in both `{judged.entry.key}` and `{key}`",
                help=(f"{judged.host_name} takes it away. " if loses else "") + "Take it out of one of the two.",
                hosts=(judged.kind.host,),
                related=(Related(file.source.locate(other.span), "taken away here"),),
                fixes=(Fix(title, (Edit.delete(gone),), Applicability.UNSAFE),) if gone is not None and loses else (),
            )

    def _permissions(self, file: File, permission: YamlMapping, tools: Entry | None) -> Iterator[Diagnostic]:
        given = tools.value.entries if tools is not None and isinstance(tools.value, YamlMapping) else ()
        enabled = {entry.key: entry for entry in given}
        for entry in permission.entries:
            action = (entry.text or "").strip().lower()
            tool = enabled.get(entry.key)
            on = (tool.text or "").strip().lower() if tool is not None else ""
            if tool is not None and (on, action) in (("true", "deny"), ("false", "allow")):
                yield self.report(
                    tool.span,
                    f"`{entry.key}: {on}` in `tools` gainsays `{entry.key}: {action}` in `permission`",
                    help="Say it in `permission` alone: `tools` is deprecated.",
                    related=(Related(file.source.locate(entry.span), "the permission"),),
                )
            if isinstance(entry.value, YamlMapping):
                yield from self._last_match(file, entry, entry.value)

    def _last_match(self, file: File, entry: Entry, patterns: YamlMapping) -> Iterator[Diagnostic]:
        """A `*` behind patterns with another action: the last match wins, so they never count."""
        actions = [(one, (one.text or "").strip().lower()) for one in patterns.entries]
        star = next((at for at in range(len(actions) - 1, -1, -1) if actions[at][0].key == "*"), None)
        if not star:
            return
        dead = [one for one, action in actions[:star] if action != actions[star][1] and one.key != "*"]
        if dead:
            one, action = actions[star]
            more = f" and {len(dead) - 1} more" if len(dead) > 1 else ""
            yield self.report(
                one.span,
                f"`*: {action}` comes after `{_short(dead[0].key)}`{more} and overrides it",
                help=f"The last match wins. Put `*` first in `{entry.key}`.",
                related=(Related(file.source.locate(dead[0].span), "overridden"),),
            )


def _denied_by(
    ref: ToolRef,
    found: Resolution,
    denied: dict[tuple[str, str | None], ToolRef],
    servers: list[tuple[str, ToolRef]],
) -> ToolRef | None:
    """The entry that takes a tool away: the same one, the whole of it, or all tools of its server."""
    other = denied.get((found.canonical, None)) or denied.get((found.canonical, ref.specifier))
    if other is None and found.fate is ToolFate.MCP:
        name = ref.name.removesuffix("*").removesuffix("__") + "__"
        other = next((each for prefix, each in servers if name.startswith(prefix)), None)
    return other


def _short(name: str) -> str:
    return name if len(name) <= 30 else name[:29] + "…"
