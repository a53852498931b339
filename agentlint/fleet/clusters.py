"""Agents that claim one job, gathered, and an order in which those that are alike stand side by side."""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentlint.lint.overview import Tie


@record()
class Clusters:
    """`order`: the paths of all agents that are tied to another. `groups`: runs of it that findings join."""

    order: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


def cluster(ties: Sequence[Tie]) -> Clusters:
    """Walk from agent to agent along the surest tie, the largest cluster first. The same for the same ties.

    Reported ties come before all others, so a cluster is one run of the order: it is left when nothing of it remains.
    """
    near: dict[str, list[tuple[bool, float, str]]] = defaultdict(list)
    for tie in ties:
        near[tie.left].append((not tie.reported, -tie.strength, tie.right))
        near[tie.right].append((not tie.reported, -tie.strength, tie.left))
    sizes = _sizes((tie.left, tie.right) for tie in ties if tie.reported)
    starts = sorted(near, key=lambda path: (-sizes.get(path, 1), min(near[path])[:2], path))
    order: dict[str, None] = {}
    groups: list[list[str]] = []
    for start in starts:
        waiting = [(True, 0.0, start)]
        while waiting:
            unreported, _, path = heappop(waiting)
            if path in order:
                continue
            if unreported or not groups:
                groups.append([])
            order[path] = None
            groups[-1].append(path)
            for tied in near[path]:
                heappush(waiting, tied)
    return Clusters(tuple(order), tuple(tuple(group) for group in groups if len(group) > 1))


def _sizes(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """For each path how many hang together with it, itself counted."""
    parents: dict[str, str] = {}

    def root(path: str) -> str:
        while parents.setdefault(path, path) != path:
            parents[path] = path = parents[parents[path]]
        return path

    for left, right in pairs:
        parents[root(right)] = root(left)
    members: dict[str, int] = defaultdict(int)
    for path in parents:
        members[root(path)] += 1
    return {path: members[root(path)] for path in parents}
