"""How common a term is in descriptions at large, so that weights make sense in a project of five agents too.

`background.txt` beside this module holds, per line, a rate and the terms that have it: in how many of 10,000
descriptions such a term stands. The figures were counted with `python -m tools.overlap background FOLDER`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

PER = 10_000
FLOOR = 20
"""The table leaves out terms of this rate or less: they are not told apart."""


@cache
def rates() -> dict[str, int]:
    """Term to its rate per `PER` descriptions. Read once, when the rule first compares something."""
    table: dict[str, int] = {}
    for line in Path(__file__).with_name("background.txt").read_text(encoding="utf-8").splitlines():
        rate, *terms = line.split(" ")
        if not rate.startswith("#"):
            table.update(dict.fromkeys(terms, int(rate)))
    return table
