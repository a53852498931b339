"""The verdict files can be read, fit the corpus, and give the numbers that the documents state."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from agentlint.lint.registry import load_rules
from agentlint.source import Source, SourceError
from tools.corpus import ROOT
from tools.docs import insert
from tools.verdicts import VERDICTS, interval, read_verdicts, table

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(VERDICTS.glob("*.csv"))
HEAD = "path,line,verdict,reason\n"


def test_there_are_verdicts() -> None:
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_verdict_file_is_well_formed(file: Path) -> None:
    assert file.stem in load_rules().rules
    rows = read_verdicts(file)
    assert rows
    places = Counter((row.path, row.line, row.column) for row in rows if row.column is not None)
    assert [place for place, count in places.items() if count > 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_verdicts_are_about_places_of_the_corpus(file: Path, corpus: Path) -> None:
    astray = []
    for row in read_verdicts(file):
        path = corpus / row.path
        if not path.is_file():
            astray.append(row)
            continue
        try:
            source = Source.from_bytes(row.path, path.read_bytes())
        except SourceError:
            continue
        if row.line > source.line_count or (row.column or 1) > len(source.line_text(row.line)) + 1:
            astray.append(row)
    assert astray == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("path,line,verdict\n", "no column reason"),
        (HEAD + "a.md,3,maybe,x\n", "rule.csv:2: not a verdict"),
        (HEAD + "a.md,0,true,x\n", "not a line"),
        (HEAD + "a.md,x,true,x\n", "not a line"),
        (HEAD + "a.md,3,true,\n", "no path or no reason"),
        (HEAD + "a.md,3,true\n", "not as many fields"),
        (HEAD + "a.md,3,true,x,y\n", "not as many fields"),
    ],
)
def test_a_malformed_verdict_file_is_refused(tmp_path: Path, rows: str, message: str) -> None:
    file = tmp_path / "rule.csv"
    file.write_text(rows, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_verdicts(file)


def test_the_table_counts_debatable_apart(tmp_path: Path) -> None:
    rows = ["a.md,1,true,x"] * 8 + ["b.md,1,false,y", "c.md,1,false,y", "d.md,1,debatable,z"]
    (tmp_path / "some-rule.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    assert table(tmp_path).splitlines()[-1] == "| `some-rule` | 11 | 8 | 2 | 1 | 80.0% | 49.0% to 94.3% |"


def test_the_interval_stays_within_bounds() -> None:
    assert interval(0, 10)[0] == pytest.approx(0)
    assert interval(10, 10)[1] == pytest.approx(1)
    low, high = interval(98, 100)
    assert 0.92 < low < 0.98 < high < 1


def test_a_generated_part_replaces_only_what_lies_between_its_markers() -> None:
    text = "a\n<!-- begin x: by make -->\nold\n<!-- end x -->\nb\n"
    assert insert(text, "x", "new\n") == "a\n<!-- begin x: by make -->\n\nnew\n\n<!-- end x -->\nb\n"
    with pytest.raises(ValueError, match="no place for y"):
        insert(text, "y", "")


def test_every_page_with_a_generated_part_says_how() -> None:
    for page in ("docs/rules.md", "docs/accuracy.md"):
        assert "make docs" in (ROOT / page).read_text(encoding="utf-8")
