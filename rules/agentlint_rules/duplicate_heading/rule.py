"""duplicate-heading: two headings of one text under one parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentlint.api import Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File


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
        """One finding for each heading that repeats one before."""
        if "\n#" not in file.source.text:
            return
        outline = file.document.body.outline
        if not outline.sure:
            return
        end = outline.sound_until(file.document.body.span.end)
        text, allowed = file.source.text, {name.casefold() for name in self.options.allow}
        seen: list[tuple[int, dict[str, int]]] = [(0, {})]
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
            heading, before = outline.heading((level, start, stop)), outline.heading(outline.heads[first])
            if heading.text and heading.text.casefold() not in allowed:
                line = file.source.line_at(before.span.start)
                yield self.report(
                    heading.span,
                    f"the heading `{_shortened(heading.text)}` stands at line {line} already",
                    help="Merge the two sections, or tell them apart by their headings.",
                    related=(Related(file.source.locate(before.span), "the first one"),),
                )


def _shortened(text: str, width: int = 36) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
