"""duplicate-heading: two headings of one text under one parent."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from agentlint.api import Related, Rule, Severity, find_tags, lazy_pattern, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, OutlineHeading


_MOST_RELATED = 20
_SAMPLE = lazy_pattern(r"\b(?:examples?|samples?|templates?|output)\b", re.IGNORECASE)


@record()
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
        plain = file.document.body.plain_heads
        if plain is not None and len({"".join(line.rstrip("# \t").split()) for line in plain}) == len(plain):
            return
        outline = file.document.body.outline
        if not outline.sure:
            return
        end = outline.sound_until(file.document.body.span.end)
        text, allowed = file.source.text, {name.casefold() for name in self.options.allow}
        seen: list[tuple[int, dict[str, int]]] = [(0, {})]
        found: dict[int, list[OutlineHeading]] = {}
        sections: _Sections | None = None
        new: tuple[int, int] | None = None
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
                new = (start, stop)
                continue
            # A heading such as "Example output" announces a sample, which repeats the form shown before.
            if new is not None and _SAMPLE.search(text, *new):
                continue
            sections = sections or _Sections(text, file.document.body.span.start)
            if sections.at(outline.heads[first][1]) != sections.at(start):
                continue
            heading = outline.heading((level, start, stop))
            if heading.text and heading.text.casefold() not in allowed:
                found.setdefault(first, []).append(heading)
        for first, repeats in found.items():
            yield self._finding(file, outline.heading(outline.heads[first]), repeats)

    def _finding(self, file: File, first: OutlineHeading, repeats: list[OutlineHeading]) -> Diagnostic:
        source = file.source
        more = {1: "", 2: ", and once more"}.get(len(repeats), f", and {len(repeats) - 1} times more")
        related = [Related(source.locate(first.span), "the first one")]
        related += [Related(source.locate(other.span), "and again") for other in repeats[1:_MOST_RELATED]]
        return self.report(
            repeats[0].span,
            f"the heading `{_shortened(first.text)}` stands at line {source.line_at(first.span.start)} already{more}",
            help="Merge the sections, or tell them apart by their headings.",
            related=tuple(related),
        )


class _Sections:
    """Which section tags such as `<rules>` stand around a place, by one pass over the text behind `start`."""

    def __init__(self, text: str, start: int) -> None:
        self._starts = [0]
        self._sections = [0]
        inner = text[start:]
        if "</" not in inner:
            return
        opened: list[tuple[str, int]] = []
        for number, tag in enumerate(find_tags(inner), 1):
            if tag.span.start and inner[tag.span.start - 1] != "\n":
                continue
            if tag.kind == "open":
                opened.append((tag.name, number))
            elif tag.kind == "close" and opened and opened[-1][0] == tag.name:
                opened.pop()
            else:
                continue
            self._starts.append(start + tag.span.start)
            self._sections.append(opened[-1][1] if opened else 0)

    def at(self, offset: int) -> int:
        """A number that is the same for all places in one section."""
        return self._sections[bisect_right(self._starts, offset) - 1]


def _shortened(text: str, width: int = 36) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
