"""What users may set under `[format]`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """Options of the formatter. There are no others on purpose."""

    line_ending: Literal["auto", "lf", "crlf"] = "auto"
    """`auto` keeps the line ending in use, LF where a file mixes them; `lf` and `crlf` convert."""
    key_order: tuple[str, ...] = ("name", "description")
    """Header keys that come first, in this order; all others stay in the order they have. Empty to move none."""
    bullet: Literal["keep", "-", "*", "+"] = "keep"
    """The mark of bullet lists; `keep` leaves each as it is."""
