"""The tool lists of one file as the hosts that judge it see them: what the rules about tools share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentlint.hosts.catalog import HOSTS, TOOL_LISTS
from agentlint.hosts.detect import lies_with
from agentlint.hosts.tools import Resolution, ToolFate, ToolListing, ToolRef, read_tools, resolve
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.hosts.model import FileKind, ToolList
    from agentlint.lint.file import File
    from agentlint.syntax.nodes import Entry

Purpose = Literal["give", "deny", "allow"]


@record()
class JudgedList:
    """One key that holds tools, as the host of `kind` sees it.

    `purpose`: the key gives tools to an agent, takes them away, or allows them without a question. `open`: names that
    the list does not hold may be tools all the same. `assumed`: only the default host says that it is meant
    for this host. `resolved` pairs each reference with what the host makes of it. `version` is that of the host where
    the configuration names one, else empty.
    """

    kind: FileKind
    tools: ToolList
    entry: Entry
    listing: ToolListing
    purpose: Purpose
    open: bool
    assumed: bool
    resolved: tuple[tuple[ToolRef, Resolution], ...]
    version: str = ""

    @property
    def gives_all(self) -> bool:
        """Whether an entry stands for every tool, so that no other one matters."""
        return self.purpose == "give" and any(found.fate is ToolFate.ALL for _, found in self.resolved)

    @property
    def meant_for(self) -> str | None:
        """The tool list of the host that the file seems to be meant for, where it is not this one.

        That is so where the file lies in no folder of this host, the host gives no tool for it, and another host knows
        at least half of the names, one of which is not just a name of this host in other letters.
        """
        if not self.assumed or any(found.fate.resolves for _, found in self.resolved):
            return None
        strangers = {ref.name for ref, found in self.resolved if found.fate in (ToolFate.FOREIGN, ToolFate.UNKNOWN)}
        best, most = None, (len(self.resolved) + 1) // 2
        for other in TOOL_LISTS.values() if strangers else ():
            known = [ref.name for ref, _ in self.resolved if resolve(ref.name, other).fate.resolves]
            if other is not self.tools and len(known) >= most and not strangers.isdisjoint(known):
                best, most = other.id, len(known) + 1
        return best

    @property
    def host_name(self) -> str:
        """The host as people call it."""
        return host_of_list(self.tools.id) if self.open else HOSTS[self.kind.host].name


def host_of_list(list_id: str) -> str:
    """The name of the host that a tool list belongs to."""
    return HOSTS[list_id].name if list_id in HOSTS else list_id.capitalize()


def judge_tool_lists(file: File) -> tuple[JudgedList, ...]:
    """Every tool list of the header, for each host that judges the file and whose tools are known."""
    return tuple(_judge(file)) if file.frontmatter is not None else ()


def _judge(file: File) -> Iterator[JudgedList]:
    header = file.frontmatter
    assert header is not None
    seen: set[tuple[str, str]] = set()
    for kind in file.judges:
        if kind.tools is None:
            continue
        first, second = _lists_of(kind, file)
        for key in kind.tool_fields:
            entry = header.get(key)
            if entry is None or (first.id, key) in seen:
                continue
            seen.add((first.id, key))
            spaces = kind.tool_syntax is not None and kind.tool_syntax.string in ("comma-or-space", "space")
            listing = read_tools(entry, spaces=spaces, as_written=header.status != "valid")
            purpose: Purpose = "give"
            if key.lower().startswith("disa"):
                purpose = "deny"
            elif key.lower().startswith("allow"):
                purpose = "allow"
            extra = file.settings.tools.get(kind.host, ())
            servers = (*file.settings.mcp_servers, *(file.project.mcp_servers or ()))
            version = file.version_of(kind.host)
            resolved = []
            for ref in listing.refs:
                found = resolve(
                    ref.name, first, extra=extra, servers=servers, denied=purpose == "deny", version=version
                )
                if second is not None and not found.fate.resolves:
                    other = resolve(ref.name, second, extra=extra, servers=servers)
                    found = other if other.fate.resolves else found
                resolved.append((ref, found))
            is_open = first.open or first.unknown is None or second is not None
            # The path may be written from inside the host's folder; then that other hosts read the file too tells.
            shared = any(k.host not in (kind.host, "agentskills") for k in file.kinds)
            assumed = not (shared or kind.id == "claude-code/plugin-agent" or lies_with(file.path, kind.host))
            written = file.settings.host_versions.get(kind.host, "")
            yield JudgedList(kind, first, entry, listing, purpose, is_open, assumed, tuple(resolved), written)


def _lists_of(kind: FileKind, file: File) -> tuple[ToolList, ToolList | None]:
    """The list that judges and one whose names are as good: Copilot and VS Code share files and skip foreign names."""
    assert kind.tools is not None
    own = TOOL_LISTS[kind.tools]
    shared = {"copilot", "vscode"} & {k.tools for k in file.kinds if k.tools is not None}
    if own.id not in shared or len(shared) < 2:
        return own, None
    target = file.frontmatter.get("target") if file.frontmatter is not None else None
    wanted = (target.text or "") if target is not None else ""
    if wanted.strip() == "github-copilot":
        return TOOL_LISTS["copilot"], None
    if wanted.strip() == "vscode":
        return TOOL_LISTS["vscode"], None
    return own, TOOL_LISTS["vscode" if own.id == "copilot" else "copilot"]
