"""Findings to output, one module per format.

A format is a module with `render(findings, look) -> Iterator[str]`, listed in `FORMATS`, imported when used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.lint.registry import RuleInfo
    from agentlint.report.look import Look
    from agentlint.source import Source

    Renderer = Callable[["Findings", Look], Iterator[str]]


class Findings(Protocol):
    """What a format needs of a run: resolved diagnostics in order, counts, and the texts that spans point into."""

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """Sorted by path, position and rule."""

    @property
    def files(self) -> int:
        """How many files were looked at."""

    @property
    def fixed(self) -> int:
        """How many fixes were applied."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """Path to text, for the files that were looked at. A format must do without where one is missing."""

    @property
    def failures(self) -> Sequence[str]:
        """Internal errors and the like, for which the run ends in 2."""

    @property
    def rules(self) -> Mapping[str, RuleInfo]:
        """Rules by name that the run had beside the built-in ones."""


@record()
class Format:
    """An output format. `for_people`: it ends with a summary, and may be coloured."""

    name: str
    module: str
    for_people: bool


FORMATS: Mapping[str, Format] = {
    f.name: f
    for f in (
        Format("full", "agentlint.report.full", for_people=True),
        Format("concise", "agentlint.report.concise", for_people=True),
        Format("json", "agentlint.report.json", for_people=False),
        Format("sarif", "agentlint.report.sarif", for_people=False),
        Format("github", "agentlint.report.github", for_people=False),
        Format("gitlab", "agentlint.report.gitlab", for_people=False),
        Format("junit", "agentlint.report.junit", for_people=False),
        Format("rdjson", "agentlint.report.rdjson", for_people=False),
    )
}

STATISTICS = "agentlint.report.statistics"


def render(name: str, findings: Findings, look: Look) -> Iterator[str]:
    """The findings in the format of that name, in pieces, each ending with a line break. Raises `KeyError`.

    With `look.statistics` a format for people gives counts per rule instead.
    """
    format = FORMATS[name]
    module = STATISTICS if look.statistics and format.for_people else format.module
    renderer = cast("Renderer", import_module(module).render)
    return renderer(findings, look)
