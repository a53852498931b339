"""Who calls whom: references to agents, and the agents of the same project that they lead to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.fleet.survey import Member
    from agentlint.lint.references import Form

MOST_NAMESAKES = 20
"""Agents of one name that one reference may lead to."""
_SURENESS: dict[Form, int] = {"header": 0, "call": 1, "prose": 2}


@record()
class Delegation:
    """A file that wants an agent called. `source` and `target` are paths; `form` is the surest way it is written."""

    source: str
    target: str
    form: Form
    line: int
    """1-based line of the reference in the source."""


def delegations(members: Sequence[Member]) -> Iterator[Delegation]:
    """Each pair once, in path order. A name leads to agents of the same project, of the same scope or host first.

    A file that speaks of itself calls nobody, whoever else bears its name.
    """
    named: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        if member.is_agent:
            named[member.roster, _plain(member.name)].append(member)
    for member in sorted(members, key=lambda m: m.path):
        best: dict[str, tuple[Form, int]] = {}
        for ref in member.file.agent_references:
            if _plain(ref.name) == _plain(member.name):
                continue
            for target in _targets(member, named.get((member.roster, _plain(ref.name)), ())):
                before = best.get(target.path)
                if before is None or _SURENESS[ref.form] < _SURENESS[before[0]]:
                    best[target.path] = ref.form, member.file.source.position(ref.span.start).line
        for path, (form, line) in sorted(best.items()):
            yield Delegation(member.path, path, form, line)


def _targets(caller: Member, candidates: Sequence[Member]) -> Sequence[Member]:
    """Whom of several namesakes the caller means: those nearest to it, where there are any."""
    host = [agent for agent in candidates if agent.file.kind.host == caller.file.kind.host]
    scope = [agent for agent in host if agent.scope == caller.scope]
    return (scope or host or candidates)[:MOST_NAMESAKES]


def _plain(name: str) -> str:
    """A name as hosts compare it, the plugin that it may begin with taken off."""
    return name.rpartition(":")[2].strip().casefold().replace("_", "-").replace(" ", "-")
