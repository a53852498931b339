"""overlapping-descriptions: two agents of one scope say that they are for the same job."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentlint.api import Location, ProjectRule, Related, Scalar, Severity, Span, Tie, without_examples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.api import Diagnostic, Entry, File, Roster, RosterEntry

    from .fleet import Claim, Fleet

MAX_RELATED = 5
MAX_TWINS = 8
MAX_MARKED = 200
LEAST_SHOWN = 0.15
"""From this score on a pair is worth showing in a picture of the fleet."""
HELP = "Say in each description what is its own and what is left to the other, or make the two one agent."


@dataclass(frozen=True)
class Options:
    """When two descriptions count as one claim."""

    threshold: float = 0.3
    """How surely two descriptions claim one job, above 0 to 1. With 1 only equal texts are reported; lower values find
    more and are wrong more often: `docs/accuracy.md` has the curve."""
    ignore_words: tuple[str, ...] = ()
    """Words that are not compared, such as the name of the product that every agent of the project works on."""

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise ValueError(f"threshold must be above 0 and at most 1, not {self.threshold}")


@dataclass(eq=False)
class _Member:
    """An agent and those that claim its job, with their scores."""

    entry: RosterEntry
    name: str
    location: Location
    claim: Claim
    partners: list[tuple[float, _Member]] = field(default_factory=list)
    count: int = 0
    """Number of partners; more than are listed where many descriptions are equal."""

    def add(self, score: float, other: _Member) -> None:
        self.partners.append((score, other))
        self.count += 1


class OverlappingDescriptions(ProjectRule):
    """Compares what the agents of one scope say they are for."""

    name = "overlapping-descriptions"
    summary = "Two agents claim the same job, so that the model cannot tell which to use"
    severity = Severity.WARNING
    tags = ("cross-file", "description")
    since = "0.1.0"
    options_type = Options

    def facts(self, file: File) -> dict[str, Any] | None:
        """Name, claim as items of words, and place; None for what is no agent or has no description."""
        from .words import normalise, split_items

        header = file.frontmatter
        entry = header.get("description") if header is not None and file.kind.kind == "agent" else None
        if header is None or entry is None or not entry.text:
            return None
        text = without_examples(entry.text)
        if not text.strip():
            return None
        named = header.get("name")
        name = (named.text if named else None) or file.path.rsplit("/", 1)[-1].split(".")[0]
        items = split_items(text)
        facts: dict[str, Any] = {
            "name": " ".join(name.split())[:100],
            "items": items,
            "at": file.source.locate(_mark(entry)).to_json(),
        }
        if not items:
            facts["text"] = " ".join(normalise(text).split())
        return facts

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """One diagnostic per agent in focus that shares its job with another of its scope."""
        for found in _by_scope(roster.facts(self.name)):
            if any(entry.in_focus for entry, _ in found):
                fleet, members = self._compare(found, self.options.threshold)
                groups = _groups(members)
                for member in members:
                    if member.partners and member.entry.in_focus:
                        yield self._report(fleet, member, groups[member.claim.key])

    def overview(self, roster: Roster) -> Iterator[Tie]:
        """Pairs that claim one job, those too unsure for a finding among them."""
        threshold = self.options.threshold
        for found in _by_scope(roster.facts(self.name)):
            fleet, members = self._compare(found, min(LEAST_SHOWN, threshold))
            # Members come in path order; of equal texts only one of two may list the other.
            pairs = {tuple(sorted((a.claim.key, b.claim.key))): s for a in members for s, b in a.partners}
            for (left, right), strength in sorted(pairs.items()):
                a, b = members[left], members[right]
                reason = _reason(fleet, a.claim, b.claim)
                yield Tie(a.entry.path, b.entry.path, strength, strength >= threshold, reason)

    def _compare(self, found: Sequence[tuple[RosterEntry, Any]], threshold: float) -> tuple[Fleet, list[_Member]]:
        """The agents of a scope, each with its partners from `threshold` up."""
        from .candidates import candidates
        from .fleet import Claim, Fleet
        from .likeness import score
        from .words import split_name, terms, without_words

        unwanted = frozenset(term for word in self.options.ignore_words for term in terms(word.lower()))
        members: list[_Member] = []
        equal: dict[tuple[str, ...], list[_Member]] = defaultdict(list)
        for entry, data in found:
            items = tuple(without_words(data["items"], unwanted))
            name = " ".join(without_words(split_name(data["name"]), unwanted)) if unwanted else data["name"]
            claim = Claim(len(members), name, items)
            member = _Member(entry, data["name"], Location.from_json(entry.path, data["at"]), claim)
            members.append(member)
            # A text of stop words alone is compared as a whole; no item begins with a line break.
            equal[items or ("\n" + data.get("text", " ".join(data["items"])),)].append(member)
        for group in equal.values():
            _join_twins(group)
        # Equal texts are one claim: the first stands for all where it is compared with others.
        firsts = [group[0].claim for group in equal.values() if group[0].claim.items]
        fleet = Fleet(claim.terms for claim in firsts)
        for a, b in candidates(fleet, firsts):
            likeness = score(fleet, a, b)
            if likeness >= threshold:
                members[a.key].add(likeness, members[b.key])
                members[b.key].add(likeness, members[a.key])
        return fleet, members

    def _report(self, fleet: Fleet, member: _Member, group: str) -> Diagnostic:
        partners = sorted(member.partners, key=lambda p: (-p[0], p[1].entry.path))
        best = partners[0][1]
        more = f" and {member.count - 1} more" if member.count > 1 else ""
        message = f"same job as `{_called(best, member)}`{more}: {_reason(fleet, member.claim, best.claim)}"
        related = tuple(
            Related(other.location, f"`{other.name}`: {_reason(fleet, other.claim, member.claim)}")
            for _, other in partners[:MAX_RELATED]
        )
        return self.report_at(member.location, message, help=HELP, related=related, group=group)


def _by_scope(facts: Iterator[tuple[RosterEntry, Any]]) -> list[list[tuple[RosterEntry, Any]]]:
    """Entries and facts of each scope that has more than one, scopes in order."""
    scopes: dict[str, list[tuple[RosterEntry, Any]]] = defaultdict(list)
    for entry, data in facts:
        scopes[entry.scope].append((entry, data))
    return [found for _, found in sorted(scopes.items()) if len(found) > 1]


def _reason(fleet: Fleet, a: Claim, b: Claim) -> str:
    from .wording import differing, shared

    if a.items == b.items:
        return "the descriptions are equal"
    both = ", ".join(shared(fleet, a, b)[:2]) or "the same words"
    differ = ", ".join(differing(fleet, a, b)[:2])
    return f"both claim: {both}; " + (f"differ in: {differ}" if differ else "no telling word differs")


def _called(other: _Member, member: _Member) -> str:
    """The other agent's name, or the end of its path where both bear one name."""
    return "/".join(other.entry.path.split("/")[-2:]) if other.name == member.name else other.name


def _join_twins(group: Sequence[_Member]) -> None:
    """Make members of equal description partners, each of its next ones in path order, going round."""
    for at, member in enumerate(group):
        for step in range(1, min(len(group), MAX_TWINS)):
            member.partners.append((1.0, group[(at + step) % len(group)]))
        member.count = len(group) - 1


def _groups(members: Sequence[_Member]) -> list[str]:
    """For each member the name of its group: all that hang together, named after their sorted paths."""
    parents = list(range(len(members)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = at = parents[parents[at]]
        return at

    for at, member in enumerate(members):
        for _, other in member.partners:
            parents[root(other.claim.key)] = root(at)
    paths: dict[int, list[str]] = defaultdict(list)
    for at, member in enumerate(members):
        paths[root(at)].append(member.entry.path)
    # Paths may hold lone surrogates, where a file name is no text.
    texts = {at: "\n".join(sorted(found)).encode("utf-8", "surrogatepass") for at, found in paths.items()}
    names = {at: hashlib.sha256(text).hexdigest()[:16] for at, text in texts.items()}
    return [names[root(at)] for at in range(len(members))]


def _mark(entry: Entry) -> Span:
    """The first line of the description, cut to what is worth underlining; the key where there is no scalar."""
    value = entry.value
    if not isinstance(value, Scalar) or not value.value.strip():
        return entry.key_span
    text = value.value
    start = len(text) - len(text.lstrip())
    ends = [at for mark in ("\n", "\\n") if (at := text.find(mark, start)) > start]
    end = min([*ends, len(text), start + MAX_MARKED])
    return value.source_span(start, start + len(text[start:end].rstrip()))
