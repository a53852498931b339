"""Findings to output, one module per format.

A format is a module with `render(findings, look) -> Iterator[str]`, listed in `FORMATS`, imported when used.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic
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
        """Path to text, for files with findings. A format must do without where one is missing."""


@dataclass(frozen=True, slots=True)
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
    )
}


def render(name: str, findings: Findings, look: Look) -> Iterator[str]:
    """The findings in the format of that name, in pieces, each ending with a line break. Raises `KeyError`."""
    renderer = cast("Renderer", import_module(FORMATS[name].module).render)
    return renderer(findings, look)
