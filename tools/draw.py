"""Draw findings of one rule from the corpus, for a reader to judge.

    python -m tools.draw RULE [--seed 1] [--number 100] [--csv FILE]

Each repository of the corpus is run as a project of its own. `--csv` writes a verdict file to fill in: what is read
belongs into tests/accuracy/verdicts/RULE.csv with the verdict `true`, `false` or `debatable` and a reason. The same
seed draws the same findings as long as the rule reports the same ones.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.corpus import repositories, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentlint.diagnostic import Diagnostic
    from agentlint.source import Source

COLUMNS = ("path", "line", "column", "severity", "verdict", "reason")
WIDTH = 160
"""Characters of a line that are shown around a finding."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finding, its path in the corpus and the text it is in (None where the file could not be read)."""

    path: str
    diagnostic: Diagnostic
    source: Source | None


def findings(rule: str, folders: Iterable[Path]) -> list[Drawn]:
    """All findings of the rule, in order of place. Raises `UsageError` for a rule that is not there."""
    from agentlint.session import Request, run

    found = []
    for folder in folders:
        report = run(Request(cwd=folder, select=(rule,), isolated=True, preview=True))
        found += [
            Drawn(f"{folder.name}/{d.path}", d, report.sources.get(d.path))
            for d in report.diagnostics
            if d.rule == rule
        ]
    return sorted(found, key=lambda drawn: (drawn.path, drawn.diagnostic.span, drawn.diagnostic.message))


def draw(found: list[Drawn], number: int, seed: int) -> list[Drawn]:
    """A sample without repetition, in order of place; everything where there is no more than `number`."""
    if len(found) <= number:
        return found
    kept = sorted(random.Random(seed).sample(range(len(found)), number))
    return [found[index] for index in kept]


def excerpt(source: Source, diagnostic: Diagnostic) -> list[str]:
    """The line of the finding, cut around its column, with a marker below it, and the lines beside it."""
    assert diagnostic.range is not None
    start, end = diagnostic.range.start, diagnostic.range.end
    shown = []
    for line in range(max(1, start.line - 2), min(source.line_count, start.line + 3) + 1):
        text = source.line_text(line)
        first = max(0, start.column - 1 - WIDTH // 2) if line == start.line else 0
        cut = text[first : first + WIDTH].replace("\t", " ")
        shown.append(f"    {line:>5} | {'…' if first else ' '}{cut}{'…' if len(text) > first + WIDTH else ''}")
        if line == start.line:
            width = end.column - start.column if end.line == start.line else len(cut) - (start.column - 1 - first)
            marks = "^" * max(1, min(width, WIDTH - (start.column - 1 - first)))
            shown.append(f"          |  {' ' * (start.column - 1 - first)}{marks}")
    return shown


def show(index: int, total: int, drawn: Drawn) -> str:
    """One finding as text."""
    found = drawn.diagnostic
    where = found.range.start if found.range is not None else None
    place = f":{where.line}:{where.column}" if where is not None else ""
    lines = [f"[{index}/{total}] {drawn.path}{place}", f"    {found.severity}: {found.message}"]
    if found.help:
        lines.append(f"    help: {found.help}")
    lines += [f"    with {related.location.path}: {related.message}" for related in found.related[:5]]
    if len(found.related) > 5:
        lines.append(f"    with {len(found.related) - 5} more")
    lines += [f"    fix ({fix.applicability}): {fix.title}" for fix in found.fixes]
    if drawn.source is not None and found.range is not None:
        lines += excerpt(drawn.source, found)
    return "\n".join(lines) + "\n"


def write_sheet(target: Path, drawn: list[Drawn]) -> None:
    """A verdict file with empty verdicts. Raises `FileExistsError` rather than overwrite one."""
    with target.open("x", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(COLUMNS)
        for item in drawn:
            start = item.diagnostic.range.start if item.diagnostic.range is not None else None
            line, column = (start.line, start.column) if start is not None else (1, 1)
            rows.writerow((item.path, line, column, item.diagnostic.severity, "", ""))


def main() -> int:
    """Draw and print. Returns 2 for a rule that is not there or a corpus that is not there."""
    parser = argparse.ArgumentParser(description="Draw findings of one rule from the corpus, for a reader to judge.")
    parser.add_argument("rule")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--csv", type=Path, metavar="FILE")
    arguments = parser.parse_args()

    from agentlint.project.errors import UsageError

    try:
        found = findings(arguments.rule, repositories(unpack()))
    except FileNotFoundError as error:
        print(f"the corpus is not here: {error.filename}", file=sys.stderr)
        return 2
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    drawn = draw(found, arguments.number, arguments.seed)
    print(f"{arguments.rule}: {len(found)} findings in the corpus, {len(drawn)} drawn with seed {arguments.seed}\n")
    for index, item in enumerate(drawn, 1):
        print(show(index, len(drawn), item))
    if arguments.csv is not None:
        write_sheet(arguments.csv, drawn)
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
