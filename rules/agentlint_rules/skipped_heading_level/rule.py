"""skipped-heading-level: a heading two or more levels below the one it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File


class SkippedHeadingLevel(Rule):
    """A step down of more than one level."""

    name = "skipped-heading-level"
    summary = "Heading that skips a level"
    severity = Severity.INFO
    tags = ("body", "structure")
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """The first heading of each kind of step, with the number of others like it."""
        if "\n###" not in file.source.text:
            return
        plain = file.document.body.plain_heads
        if plain is not None and not _may_skip(plain):
            return
        outline = file.document.body.outline
        if not outline.sure:
            return
        end = outline.sound_until(file.document.body.span.end)
        text = file.source.text
        steps: dict[tuple[int, int], list[Span]] = {}
        above: list[int] = []
        for level, start, stop in outline.heads:
            if start > end:
                break
            if _is_comment(text[start : start + 6]):
                return
            while above and above[-1] >= level:
                above.pop()
            if above and level > above[-1] + 1:
                steps.setdefault((above[-1], level), []).append(Span(start, stop))
            above.append(level)
        for (parent, level), found in steps.items():
            more = f" ({len(found) - 1} more like it)" if len(found) > 1 else ""
            yield self.report(
                found[0],
                f"a heading of level {level} stands right below one of level {parent}{more}",
                help=f"Make it a heading of level {parent + 1}.",
            )


def _may_skip(lines: list[str]) -> bool:
    """Whether any line has two marks more than the one before: every skipped level begins with that."""
    before = 6
    for line in lines:
        level = len(line) - len(line.lstrip("#"))
        if level > before + 1:
            return True
        before = level
    return False


def _is_comment(line: str) -> bool:
    """Whether a heading is rather a comment of code that stands in no fence: `#` and indented text."""
    return line.startswith(("#   ", "##   ", "#!"))
