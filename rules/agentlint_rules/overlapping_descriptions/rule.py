"""overlapping-descriptions: two agents of one scope say that they are for the same job."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from agentlint.api import ProjectRule, Related, Scalar, Severity, Span, Tie, record, without_examples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agentlint.api import Diagnostic, Entry, File, Roster, RosterEntry

    from .claim import Claim
    from .fleet import Fleet
    from .members import Member

MAX_RELATED = 5
MAX_MARKED = 200
LEAST_SHOWN = 0.15
"""From this score on a pair is worth showing in a picture of the fleet."""
HELP = "Say in each description what is its own and what is left to the other, or make the two one agent."


@record()
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
        from .members import compare, groups

        for found in _by_scope(roster.facts(self.name)):
            if any(entry.in_focus for entry, _ in found):
                fleet, members = compare(found, self.options.ignore_words, self.options.threshold)
                named = groups(members)
                # Both of a pair ask for the same two reasons.
                reason = lru_cache(maxsize=10_000)(partial(_reason, fleet))
                for member in members:
                    if member.partners and member.entry.in_focus:
                        yield self._report(reason, member, named[member.at])

    def overview(self, roster: Roster) -> Iterator[Tie]:
        """Pairs that claim one job, those too unsure for a finding among them."""
        from .members import compare

        threshold = self.options.threshold
        for found in _by_scope(roster.facts(self.name)):
            fleet, members = compare(found, self.options.ignore_words, min(LEAST_SHOWN, threshold))
            # Members come in path order; of equal texts only one of two may list the other.
            pairs = {(min(a.at, b.at), max(a.at, b.at)): strength for a in members for strength, b in a.partners}
            for (left, right), strength in sorted(pairs.items()):
                a, b = members[left], members[right]
                reason = _reason(fleet, a.claim, b.claim)
                yield Tie(a.entry.path, b.entry.path, strength, strength >= threshold, reason)

    def _report(self, reason: Callable[[Claim, Claim], str], member: Member, group: str) -> Diagnostic:
        partners = sorted(member.partners, key=lambda p: (-p[0], p[1].entry.path))
        best = partners[0][1]
        more = f" and {member.count - 1} more" if member.count > 1 else ""
        message = f"same job as `{_called(best, member)}`{more}: {reason(member.claim, best.claim)}"
        related = tuple(
            Related(other.location, f"`{other.name}`: {reason(other.claim, member.claim)}")
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
    both = ", ".join(islice(shared(fleet, a, b), 2)) or "the same words"
    differ = ", ".join(islice(differing(fleet, a, b), 2))
    return f"both claim: {both}; " + (f"differ in: {differ}" if differ else "no telling word differs")


def _called(other: Member, member: Member) -> str:
    """The other agent's name, or the end of its path where both bear one name."""
    return "/".join(other.entry.path.split("/")[-2:]) if other.name == member.name else other.name


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
