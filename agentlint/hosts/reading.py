"""`Reading`: what one host gets out of one file."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.source import Span

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]


class Outcome(StrEnum):
    """What becomes of a file in a host, best first."""

    LOADED = "loaded"
    """Read as written."""
    RECOVERED = "recovered"
    """Strict YAML rejects the header; the host's second try reads it."""
    CUT = "cut"
    """It loads, but text or keys of the header are lost."""
    NO_HEADER = "no-header"
    """The body is used; the header is not seen or not understood."""
    DROPPED = "dropped"
    """The host does not load the file."""
    UNKNOWN = "unknown"
    """Not established what this host does with such a file."""


@record()
class Reason:
    """One thing that happened on the way. `code` is stable (kebab-case), `text` is for people."""

    code: str
    text: str
    span: Span | None = None


@record()
class Reading:
    """What one host reads: the header's values as that host types them, and where it takes the body to begin.

    `assumed` marks readers that were not run or read in source: modelled as strict YAML 1.2.
    """

    host: str
    kind: str
    outcome: Outcome
    assumed: bool
    values: Mapping[str, Value]
    reasons: tuple[Reason, ...]
    body_start: int

    @property
    def loads(self) -> bool:
        """Whether the host loads the file at all, as far as is known."""
        return self.outcome not in (Outcome.DROPPED, Outcome.UNKNOWN)
