"""duplicate-body: two files of one scope give the model the same instructions."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from agentlint.api import Location, ProjectRule, Related, Severity, Span, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.api import Diagnostic, File, Roster, RosterEntry

KINDS = frozenset({"agent", "command", "mode", "skill"})
"""Kinds of files that are called by name; rules and instructions may say the same for several places."""
MAX_RELATED = 5
MAX_NAME = 40
LEAST_CHARACTERS = 120
"""Shorter bodies are not even counted."""


@record()
class Options:
    """When two bodies count as one."""

    similarity: float = 0.8
    """Share of all phrases of two bodies that both must have, above 0.5 to 1; with 1 only equal bodies are reported."""
    least_words: int = 30
    """Bodies of fewer words are not compared: a pointer to another file may stand in several."""

    def __post_init__(self) -> None:
        if not 0.5 < self.similarity <= 1:
            raise ValueError(f"similarity must be above 0.5 and at most 1, not {self.similarity}")


class DuplicateBody(ProjectRule):
    """Compares the bodies of what one host loads together."""

    name = "duplicate-body"
    summary = "Two agents, skills or commands of one scope have the same body, or nearly"
    severity = Severity.INFO
    tags = ("cross-file", "body")
    since = "0.1.0"
    options_type = Options

    def facts(self, file: File) -> dict[str, Any] | None:
        """Name, those of its words that the body says, sketch and place of the body; None for what is not compared."""
        body = file.document.body_span
        if file.kind.kind not in KINDS or len(body) < LEAST_CHARACTERS:
            return None
        from .names import called, own_words
        from .sketch import pack, sketch

        text = file.source.slice(body)
        found = sketch(text)
        if found.words < self.options.least_words:
            return None
        name, lower = called(file), text.lower()
        return {
            "name": name,
            "said": [word for word in dict.fromkeys(own_words(name)) if word in lower],
            "digest": found.digest,
            "phrases": pack(found.hashes),
            "at": file.source.locate(_first_line(file, body)).to_json(),
        }

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """One diagnostic per file in focus whose body another of its kind and scope has, too."""
        scopes: dict[tuple[str, str], list[tuple[RosterEntry, Any]]] = defaultdict(list)
        for entry, data in roster.facts(self.name):
            scopes[entry.scope, entry.kind].append((entry, data))
        for _, found in sorted(scopes.items()):
            if len(found) > 1 and any(entry.in_focus for entry, _ in found):
                yield from self._check_scope(found)

    def _check_scope(self, found: Sequence[tuple[RosterEntry, Any]]) -> Iterator[Diagnostic]:
        from agentlint_rules._clusters import name_clusters

        from .pairs import MAX_TWINS, pairs

        partners: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for left, right, share in pairs([data for _, data in found], self.options.similarity):
            partners[left].append((share, right))
            partners[right].append((share, left))
        ties = ((at, other) for at, others in partners.items() for _, other in others)
        groups = name_clusters([entry.path for entry, _ in found], ties)
        twins = Counter(data["digest"] for _, data in found)
        for at, others in sorted(partners.items()):
            if found[at][0].in_focus:
                others.sort(key=lambda pair: (-pair[0], pair[1]))
                # Of many equal bodies each lists the next few only.
                count = len(others) if len(others) < MAX_TWINS else max(len(others), twins[found[at][1]["digest"]] - 1)
                yield self._report(found, at, others, count, groups[at])

    def _report(
        self,
        found: Sequence[tuple[RosterEntry, Any]],
        at: int,
        others: list[tuple[float, int]],
        count: int,
        group: str,
    ) -> Diagnostic:
        entry, data = found[at]
        what = entry.kind.partition("/")[2].removeprefix("plugin-")
        share, best = others[0]
        more = f" and {count - 1} more" if count > 1 else ""
        related = tuple(
            Related(Location.from_json(found[other][0].path, found[other][1]["at"]), _said(part, found[other][1]))
            for part, other in others[:MAX_RELATED]
        )
        return self.report_at(
            Location.from_json(entry.path, data["at"]),
            f"{_said(share, found[best][1])}{more}",
            help=f"Keep one {what}, or move what they share to one place that each of them names.",
            related=related,
            group=group,
        )


def _said(share: float, other: Any) -> str:
    name = other["name"] if len(other["name"]) <= MAX_NAME else other["name"][: MAX_NAME - 3] + "..."
    if share == 1:
        return f"same body as `{name}`"
    return f"nearly the body of `{name}`: {int(share * 100)} % of the phrases are the same"


def _first_line(file: File, body: Span) -> Span:
    text = file.source.text
    at = body.start
    while at < body.end and text[at].isspace():
        at += 1
    return Span(at, max(at, file.source.line_span(file.source.line_at(at)).end))
