"""Verdict files: what a reader thought of findings drawn from the corpus.

`tests/accuracy/verdicts/<rule>.csv` has a row per finding that was read: `path` in the corpus, `line`, `verdict`
(`true`: it is so and worth saying, `false`: it is not so, `debatable`: one can see it either way) and `reason`;
`column` and `severity` may stand between.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

VERDICTS = Path(__file__).resolve().parent.parent / "tests" / "accuracy" / "verdicts"
Verdict = Literal["true", "false", "debatable"]
NEEDED = ("path", "line", "verdict", "reason")


@dataclass(frozen=True, slots=True)
class Judged:
    """One row. `line` and `column` are 1-based; `column` and `severity` are None where the file does not have them."""

    path: str
    line: int
    verdict: Verdict
    reason: str
    column: int | None = None
    severity: str | None = None


def read_verdicts(file: Path) -> list[Judged]:
    """All rows of a file. Raises `ValueError` naming file and line of what is not well-formed."""
    rows = []
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        if missing := set(NEEDED) - set(reader.fieldnames or ()):
            raise ValueError(f"{file.name}: no column {', '.join(sorted(missing))}")
        for row in reader:
            where = f"{file.name}:{reader.line_num}"
            if None in row or None in row.values():
                raise ValueError(f"{where}: not as many fields as columns")
            if row["verdict"] not in ("true", "false", "debatable"):
                raise ValueError(f"{where}: not a verdict: {row['verdict']!r}")
            numbers = [row["line"], row.get("column") or "1"]
            if not all(number.isdecimal() and int(number) for number in numbers):
                raise ValueError(f"{where}: not a line and column: {numbers}")
            if not row["path"] or not row["reason"].strip():
                raise ValueError(f"{where}: no path or no reason")
            rows.append(
                Judged(
                    row["path"],
                    int(row["line"]),
                    cast("Verdict", row["verdict"]),
                    row["reason"],
                    int(row["column"]) if row.get("column") else None,
                    row.get("severity") or None,
                )
            )
    return rows


def interval(hits: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, as two numbers between 0 and 1. `total` must not be 0."""
    z = 1.959964
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def table(folder: Path = VERDICTS) -> str:
    """The table of docs/accuracy.md: a line per rule that was read. `debatable` counts in neither share."""
    lines = ["| rule | read | true | false | debatable | true share | 95 % interval |", "|---|--:|--:|--:|--:|--:|---|"]
    for file in sorted(folder.glob("*.csv")):
        rows = read_verdicts(file)
        counts = Counter(row.verdict for row in rows)
        clear = counts["true"] + counts["false"]
        share, span = "–", "–"
        if clear:
            low, high = interval(counts["true"], clear)
            share, span = f"{counts['true'] / clear:.1%}", f"{low:.1%} to {high:.1%}"
        lines.append(
            f"| `{file.stem}` | {len(rows)} | {counts['true']} | {counts['false']} | {counts['debatable']} "
            f"| {share} | {span} |"
        )
    return "\n".join(lines) + "\n"
