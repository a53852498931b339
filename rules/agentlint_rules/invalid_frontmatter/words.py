"""What hosts make of a header, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Outcome, lazy_pattern

if TYPE_CHECKING:
    from agentlint.api import File, Reading

_DOES = {
    Outcome.LOADED: ("reads it as it stands", "read it as it stands"),
    Outcome.RECOVERED: ("recovers it", "recover it"),
    Outcome.CUT: ("loses a part of it", "lose a part of it"),
    Outcome.NO_HEADER: ("goes on without the header", "go on without the header"),
    Outcome.DROPPED: ("does not load the file", "do not load the file"),
}

_PLUGIN_AGENT = lazy_pattern(r"(?:^|/)plugins/[^/]+/agents/")


def owner_name(reading: Reading) -> str:
    """The name of the host that owns the file."""
    return HOSTS[reading.host].name


def what_happens(outcome: Outcome) -> str | None:
    """What one host does, as a verb phrase; None where that is not known."""
    known = _DOES.get(outcome)
    return known[0] if known is not None else None


def owner_does(file: File, outcome: Outcome) -> str | None:
    """What the owner does, as a verb phrase; None where that is not known.

    An agent below `plugins/<name>/agents` whose plugin has no manifest here may be meant for a plugin all the same.
    There Claude Code loads a file that it cannot read, under the file's name and with a stock description.
    """
    if outcome is Outcome.DROPPED and file.kind.id == "claude-code/agent" and _PLUGIN_AGENT.search(file.path):
        return "cannot read the header"
    return what_happens(outcome)


def other_hosts(file: File) -> str:
    """What the other hosts that read this file do with its header, as sentences, each after a blank."""
    by_outcome: dict[Outcome, list[str]] = {}
    for kind in file.kinds:
        if kind is file.kind or kind.host == file.kind.host or kind.frontmatter == "none":
            continue
        reading = file.readings[kind.id]
        if reading.outcome in _DOES and reading.outcome is not Outcome.LOADED:
            names = by_outcome.setdefault(reading.outcome, [])
            if HOSTS[kind.host].name not in names:
                names.append(HOSTS[kind.host].name)
    return "".join(f" {listed(names)} {_DOES[outcome][len(names) > 1]}." for outcome, names in by_outcome.items())


def listed(words: list[str]) -> str:
    """Words with commas and an `and`."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
