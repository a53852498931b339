"""duplicate-heading: two headings of one text under one parent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentlint.api import Related, Rule, Severity, find_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Outline, OutlineHeading


_SAMPLE = re.compile(r"\b(?:examples?|samples?|templates?|output)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Options:
    """Headings that may be repeated."""

    allow: tuple[str, ...] = ()
    """Texts of headings that may stand more than once, such as `Example`. Case does not matter."""


class DuplicateHeading(Rule):
    """The same text at the same level, with the same heading above."""

    name = "duplicate-heading"
    summary = "Heading that its section already has"
    severity = Severity.INFO
    tags = ("body", "structure")
    since = "0.1.0"
    options_type = Options

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding for each heading that is repeated in its section, at the first repetition."""
        if "\n#" not in file.source.text:
            return
        outline = file.document.body.outline
        if not outline.sure:
            return
        end = outline.sound_until(file.document.body.span.end)
        text, allowed = file.source.text, {name.casefold() for name in self.options.allow}
        seen: list[tuple[int, dict[str, int]]] = [(0, {})]
        repeated: set[int] = set()
        found: dict[int, list[OutlineHeading]] = {}
        for place, (level, start, stop) in enumerate(outline.heads):
            if start > end:
                break
            while seen[-1][0] >= level:
                seen.pop()
            known = seen[-1][1]
            # The marks belong to the key: the same text at two levels is two headings.
            key = " ".join(text[start:stop].rstrip("# \t").split())
            if level != key.count("#", 0, level):
                key = ""
            first = known.setdefault(key, place)
            seen.append((level, {}))
            if first == place or not key:
                continue
            repeated.add(place)
            heading, before = outline.heading((level, start, stop)), outline.heading(outline.heads[first])
            if _in_a_sample(outline, place, repeated) or _parted(file, before.span.start, start):
                continue
            if heading.text and heading.text.casefold() not in allowed:
                found.setdefault(first, []).append(heading)
        for first, repeats in found.items():
            yield self._finding(file, outline.heading(outline.heads[first]), repeats)

    def _finding(self, file: File, first: OutlineHeading, repeats: list[OutlineHeading]) -> Diagnostic:
        source = file.source
        more = {1: "", 2: ", and once more"}.get(len(repeats), f", and {len(repeats) - 1} times more")
        related = [Related(source.locate(first.span), "the first one")]
        related += [Related(source.locate(other.span), "and again") for other in repeats[1:]]
        return self.report(
            repeats[0].span,
            f"the heading `{_shortened(first.text)}` stands at line {source.line_at(first.span.start)} already{more}",
            help="Merge the sections, or tell them apart by their headings.",
            related=tuple(related),
        )


def _in_a_sample(outline: Outline, place: int, repeated: set[int]) -> bool:
    """Whether the last heading that is no repetition announces a sample, which repeats the form shown before."""
    while place in repeated:
        place -= 1
    return place >= 0 and _SAMPLE.search(outline.heading(outline.heads[place]).text) is not None


def _parted(file: File, one: int, other: int) -> bool:
    """Whether section tags such as `<rules>` stand around the one place and not around the other."""
    start = file.document.body.span.start
    text = file.source.text[start:other]
    if "</" not in text:
        return False
    around: list[list[int]] = []
    opened: list[tuple[str, int]] = []
    at = 0
    marks = [tag for tag in find_tags(text) if text[tag.span.start - 1 : tag.span.start] in ("\n", "")]
    for place in (one - start, other - start):
        while at < len(marks) and marks[at].span.start < place:
            tag = marks[at]
            at += 1
            if tag.kind == "open":
                opened.append((tag.name, tag.span.start))
            elif tag.kind == "close" and opened and opened[-1][0] == tag.name:
                opened.pop()
        around.append([where for _, where in opened])
    return around[0] != around[1]


def _shortened(text: str, width: int = 36) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
