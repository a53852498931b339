"""A run over all real files ends, with every rule on and every fix worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.session import Request, run

if TYPE_CHECKING:
    from pathlib import Path


def test_no_file_stops_a_run(corpus: Path) -> None:
    report = run(Request(cwd=corpus, select=("ALL",), preview=True, diff=True, unsafe_fixes=True))
    assert report.failures == ()
    assert report.files > 2700
    assert {d.rule for d in report.diagnostics}.isdisjoint({"internal-error", "unreadable-file"})
    assert len({d.fingerprint for d in report.diagnostics}) == len(report.diagnostics)
    assert all(change.before != change.after for change in report.changes)
