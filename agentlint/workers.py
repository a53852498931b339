"""Checking many files at once: here, in processes of this machine, or wherever an executor runs its tasks.

Order and content of the results never depend on where they were made. A task must be importable where it runs, so rules
that only this process can import are run here.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from agentlint.lint.job import run_batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from agentlint.lint.job import Batch
    from agentlint.lint.result import FileResult

WORTHWHILE = 150
"""Files for each process from which it pays to start one (docs/performance.md)."""
LARGEST = 64
"""Files in one task at most, so that no worker is idle for long at the end."""
OUTSIDE = 64
"""Taken for the number of workers of an executor from outside, which does not tell it."""


def lint_batches(batches: Iterable[Batch], *, executor: Executor | None = None, jobs: int = 1) -> Iterator[FileResult]:
    """What the rules say of every file, in the order of the batches and of their jobs.

    With `executor` tasks go there, and it is not shut down. Else up to `jobs` processes are started (0: one for each
    processor) where there are enough files for that. A file of which its process dies gets an `internal-error`, and
    the others their results.
    """
    for batch in batches:
        workers = min(jobs or processors(), len(batch.jobs) // WORTHWHILE)
        if (executor is None and workers <= 1) or not _portable(batch):
            yield from _here(batch)
            continue
        # Imported here: it costs more than to check a file, and most runs need no process.
        from agentlint.processes import AHEAD, cut, lint_in_processes, spread

        if executor is not None:
            yield from spread(cut(batch, LARGEST), executor, OUTSIDE)
        else:
            size = max(1, min(LARGEST, len(batch.jobs) // (workers * AHEAD)))
            yield from lint_in_processes(batch, workers, size)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(batch: Batch) -> Iterator[FileResult]:
    for job in batch.jobs:
        yield from run_batch(replace(batch, jobs=(job,)))


def _portable(batch: Batch) -> bool:
    """Whether other processes can import the rules: not those of a project's own, nor of the script that is run."""
    modules = {type(rule).__module__.partition(".")[0] for rule in batch.rules}
    return all(getattr(sys.modules.get(name), "__spec__", None) is not None for name in modules)
