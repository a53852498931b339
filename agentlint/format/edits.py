"""Edits that the formatter proposes, each with the reason that statistics and documents name."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agentlint.diagnostic import Edit


class Reason(StrEnum):
    """Why the formatter changes a place."""

    LINE_ENDING = "line-ending"
    QUOTE = "quote"
    FENCE_LINE = "fence-line"
    KEY_ORDER = "key-order"
    TOOL_SPACING = "tool-spacing"
    TRAILING_BLANK = "trailing-blank"
    BLANK_RUN = "blank-run"
    BLANK_AFTER_HEADER = "blank-after-header"
    BLANK_AROUND = "blank-around"
    FINAL_NEWLINE = "final-newline"
    BULLET = "bullet"


class Proposal(NamedTuple):
    """Edits that belong together: a moved key is taken out in one place and put in at another."""

    reason: Reason
    edits: tuple[Edit, ...]
