"""Fail on any skipped test that is not on the written list.

python tools/skips.py ALLOWED FOLDER     reads every *.xml (JUnit, by pytest) in FOLDER

Exit status: 0 all skips are on the list, 1 some are not, 2 there is no report to read. An entry of the list that no
skip needed is printed: a skip may hang on the machine (root reads every file).
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Skip:
    """One skipped test and why."""

    test: str
    reason: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """One line of the list."""

    pattern: str
    words: str

    def covers(self, skip: Skip) -> bool:
        """Whether the test's name and its reason both fit."""
        return fnmatchcase(skip.test, self.pattern) and self.words in skip.reason


def read_allowances(text: str) -> list[Allowance]:
    """Lines of `pattern | words`; blank ones and comments left out. Raises `ValueError` for a line without both."""
    found = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        pattern, bar, words = (part.strip() for part in line.partition("|"))
        if not (pattern and bar and words):
            raise ValueError(f"not `pattern | words of the reason`: {line}")
        found.append(Allowance(pattern, words))
    return found


def read_skips(report: Path) -> tuple[list[Skip], int]:
    """Skipped tests of a JUnit report and the number of all tests in it. Raises `ET.ParseError` for a torn file."""
    skips: list[Skip] = []
    count = 0
    for case in ET.parse(report).getroot().iter("testcase"):
        count += 1
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        skips.extend(
            Skip(name, " ".join(f"{element.get('message') or ''} {element.text or ''}".split()))
            for element in case.iter("skipped")
            if element.get("type") != "pytest.xfail"
        )
    return skips, count


def main(allowed: str, folder: str) -> int:
    """Check all reports of the folder; prints what does not fit."""
    allowances = read_allowances(Path(allowed).read_text(encoding="utf-8"))
    reports = sorted(Path(folder).glob("*.xml"))
    if not reports:
        print(f"no test report in {folder}", file=sys.stderr)
        return 2
    skips: list[Skip] = []
    total = 0
    for report in reports:
        try:
            found, count = read_skips(report)
        except ET.ParseError as error:
            print(f"{report}: not a test report: {error}", file=sys.stderr)
            return 2
        skips += found
        total += count
    unlisted = [skip for skip in skips if not any(a.covers(skip) for a in allowances)]
    idle = [a for a in allowances if not any(a.covers(skip) for skip in skips)]
    print(f"{total} tests, {len(skips)} skipped, {len(unlisted)} of them not on {allowed}")
    for skip in unlisted:
        print(f"  skipped: {skip.test}: {skip.reason}")
    for allowance in idle:
        print(f"  on the list, not skipped here: {allowance.pattern} | {allowance.words}")
    return 1 if unlisted or not total else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
