"""docs/findings.md says what the rules find today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.docs import insert
from tools.findings import PAGE, collect, table

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_is_fresh_and_no_file_stops_a_run(corpus: Path) -> None:
    found, whole = collect()
    page = PAGE.read_text(encoding="utf-8")
    assert insert(page, "findings", table(found)) == page, "stale: python -m tools.findings --write"
    assert len(whole) > 1000
