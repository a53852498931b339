"""What cross-file rules know of a roster beside their findings: for pictures of it, such as `agentlint map`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping


@record()
class Tie:
    """Two files that claim one job.

    `left` and `right` are paths of the roster, in this order. `strength`, above 0 to 1, says how surely they do;
    `reported` whether that is enough for a finding. `reason` is for people.
    """

    left: str
    right: str
    strength: float
    reported: bool
    reason: str


@record()
class Budget:
    """What a host lists of the files of a scope together, against the most that it wants; `limit` 0 for no end.

    `characters` has the size of each path's part, in code points; the host counts `characters_per_unit` of them as one
    `unit`. `sure` is False where nobody knows whether the host ever loads these files together.
    """

    host: str
    scope: str
    unit: Literal["tokens", "characters"]
    characters_per_unit: int
    limit: int
    characters: Mapping[str, int]
    sure: bool

    @property
    def used(self) -> int:
        """The sum, in units, as the host rounds it."""
        return -(-sum(self.characters.values()) // self.characters_per_unit)
