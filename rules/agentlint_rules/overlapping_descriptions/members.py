"""The agents of one scope, who of them claims whose job, and what hangs together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentlint.api import Location
from agentlint_rules._clusters import name_clusters

from .candidates import candidates
from .claim import REMEMBERED, Claim, claim_of
from .fleet import Fleet
from .likeness import score
from .words import split_name, terms, without_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentlint.api import RosterEntry

MAX_TWINS = 8


@dataclass(eq=False, slots=True)
class Member:
    """An agent, at its place among those of its scope, and those that claim its job, with their scores."""

    at: int
    entry: RosterEntry
    data: dict[str, Any]
    claim: Claim
    partners: list[tuple[float, Member]] = field(default_factory=list)
    count: int = 0
    """Number of partners; more than are listed where many descriptions are equal."""

    @property
    def name(self) -> str:
        """As its author wrote it."""
        return str(self.data["name"])

    @property
    def location(self) -> Location:
        """Where its description stands."""
        return Location.from_json(self.entry.path, self.data["at"])

    def add(self, score: float, other: Member) -> None:
        """Take `other` for a partner."""
        self.partners.append((score, other))
        self.count += 1


def compare(
    found: Sequence[tuple[RosterEntry, Any]], ignored: Iterable[str], threshold: float
) -> tuple[Fleet, list[Member]]:
    """The agents of a scope from their facts, each with its partners from `threshold` up."""
    unwanted = frozenset(term for word in ignored for term in terms(word.lower()))
    # A larger fleet than is remembered would only push itself out.
    make = claim_of if len(found) <= REMEMBERED else Claim
    members: list[Member] = []
    equal: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for entry, data in found:
        items = tuple(without_words(data["items"], unwanted))
        name = " ".join(without_words(split_name(data["name"]), unwanted)) if unwanted else data["name"]
        member = Member(len(members), entry, data, make(name, items))
        members.append(member)
        # A text of stop words alone is compared as a whole; no item begins with a line break.
        equal[items or ("\n" + data.get("text", " ".join(data["items"])),)].append(member)
    for group in equal.values():
        _join_twins(group)
    # Equal texts are one claim: the first stands for all where it is compared with others.
    firsts = [group[0] for group in equal.values() if group[0].claim.items]
    claims = [first.claim for first in firsts]
    fleet = Fleet(claim.distinct for claim in claims)
    for left, right in candidates(fleet, claims, threshold):
        likeness = score(fleet, claims[left], claims[right], threshold)
        if likeness:
            firsts[left].add(likeness, firsts[right])
            firsts[right].add(likeness, firsts[left])
    return fleet, members


def _join_twins(group: Sequence[Member]) -> None:
    """Make members of equal description partners, each of its next ones in path order, going round."""
    for at, member in enumerate(group):
        for step in range(1, min(len(group), MAX_TWINS)):
            member.partners.append((1.0, group[(at + step) % len(group)]))
        member.count = len(group) - 1


def groups(members: Sequence[Member]) -> dict[int, str]:
    """Place of each member with partners to the name of its group: all that hang together."""
    ties = ((member.at, other.at) for member in members for _, other in member.partners)
    return name_clusters([member.entry.path for member in members], ties)
