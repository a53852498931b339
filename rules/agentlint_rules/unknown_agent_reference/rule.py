"""unknown-agent-reference: a file wants an agent called that the project does not have."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from agentlint.api import KINDS, Location, ProjectRule, Severity, closest, lazy_pattern, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Roster

_LOOKED_AT = frozenset({"agent", "mode", "skill", "command", "prompt", "memory", "rule", "instructions"})
_NAMED = frozenset({"agent", "mode", "skill", "command", "prompt"})
"""Kinds whose names count as known: prose calls many things agents."""
_ALWAYS_THERE = (
    "general-purpose", "general", "explore", "plan", "build", "ask", "agent", "edit", "chat", "default", "main",
    "parent", "claude", "output-style-setup", "worker", "subagent", "fork", "self", "inherit", "auto", "none", "all",
)  # fmt: skip
_PLACEHOLDER = lazy_pattern(
    r"(?:your|my|some|any|the|this|new|other|another|target|selected|specific|custom|example|sample|foo|bar|matching|"
    r"appropriate|relevant|right|specialized|sub|multi|cross|single|per|non|ai|llm|user|domain|lead|parent|child|main|"
    r"high|low|read|long|full|task|background|next|previous)(?:[-_].*)?|(?:.*[-_])?(?:name|type|id|x+|n|\d+|here|"
    r"specific|based|driven|aware|powered|style|only|running|level|purpose|like|side|party|ready|first)",
    re.IGNORECASE,
)


@record()
class Options:
    """In which projects the rule speaks."""

    min_agents: int = 3
    """Fewest agents of the file's host that a project must have before references are compared with them."""


class UnknownAgentReference(ProjectRule):
    """Compares the agents that files name with those that the project has."""

    name = "unknown-agent-reference"
    summary = "Reference to an agent that the project does not have"
    severity = Severity.WARNING
    tags = ("cross-file", "body")
    since = "0.1.0"
    status = "preview"
    options_type = Options

    def facts(self, file: File) -> dict[str, Any] | None:
        """The names under which the file can be called, and the first reference to each agent in it."""
        kind = file.kind.kind
        if kind not in _LOOKED_AT:
            return None
        refs: dict[str, list[Any]] = {}
        for ref in file.agent_references:
            name = ref.name.strip()
            if 1 < len(name) <= 64 and not _PLACEHOLDER.fullmatch(name):
                before = refs.get(name)
                if before is None or (before[1] == "prose" and ref.form != "prose"):
                    refs[name] = [name, ref.form, file.source.locate(ref.span).to_json()]
        names = _names(file) if kind in _NAMED else []
        return {"names": names, "refs": list(refs.values())} if names or refs else None

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """A finding at every reference in focus to a name that nothing in the project has."""
        entries = list(roster.facts(self.name))
        shown = {_plain(name): name for entry, data in entries if _is_agent(entry.kind) for name in data["names"][:1]}
        known = {_plain(name) for _, data in entries for name in data["names"]}
        known.update(_plain(name) for name in _ALWAYS_THERE)
        known.update(_plain(name) for kind in KINDS.values() for name in kind.builtin_names)
        per_host = Counter(entry.kind.partition("/")[0] for entry, _ in entries if _is_agent(entry.kind))
        for entry, data in entries:
            if not entry.in_focus or per_host[entry.kind.partition("/")[0]] < self.options.min_agents:
                continue
            for name, form, place in data["refs"]:
                plain = _plain(name)
                if ":" in name or plain in known or (form == "call" and any(one.startswith(plain) for one in shown)):
                    continue
                near = closest(plain, shown)
                sure = near is not None or form != "prose"
                yield self.report_at(
                    Location.from_json(entry.path, place),
                    f"the project has no agent `{name}`",
                    severity=Severity.WARNING if sure else Severity.INFO,
                    help=f"Did you mean {shown[near]}?"
                    if near is not None
                    else "Write it, name another, or take the reference out. "
                    "Agents of the user are seen with --user only.",
                )


def _is_agent(kind: str) -> bool:
    return kind.endswith(("agent", "/mode"))


def _names(file: File) -> list[str]:
    """Under which names the file can be called, the one to show first."""
    *folders, base = file.path.split("/")
    stem = base.split(".", 1)[0]
    if base == "SKILL.md" and folders:
        stem = folders[-1]
    entry = file.frontmatter.get("name") if file.frontmatter is not None else None
    written = (entry.text or "").strip() if entry is not None else ""
    return list(dict.fromkeys(name[:200] for name in (written, stem) if name))


def _plain(name: str) -> str:
    """Hosts compare names without case and separators; people leave "agent" out or put it behind."""
    plain = re.sub(r"[\W_]+", "", name).casefold()
    for ending in ("subagent", "agent"):
        plain = plain.removesuffix(ending) or plain
    return plain
