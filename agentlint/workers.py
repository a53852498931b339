"""Checking many files at once: here, in processes of this machine, or wherever an executor runs its tasks.

Order and content of the results never depend on where they were made. A task must be importable where it runs, so rules
that only this process can import are run here.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from agentlint.lint.fingerprint import with_fingerprints
from agentlint.lint.job import Batch, run_batch
from agentlint.lint.result import FileResult, internal_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from agentlint.lint.job import Job

WORTHWHILE = 150
"""Files for each process from which it pays to start one (docs/performance.md)."""
LARGEST = 64
"""Files in one task at most, so that no worker is idle for long at the end."""
AHEAD = 4
"""Tasks handed out for each worker before the first is done."""
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
        elif executor is not None:
            yield from _spread(_cut(batch, LARGEST), executor, OUTSIDE)
        else:
            yield from _in_processes(batch, workers)


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


def _cut(batch: Batch, size: int) -> Iterator[Batch]:
    for start in range(0, len(batch.jobs), size):
        yield replace(batch, jobs=batch.jobs[start : start + size])


def _spread(tasks: Iterable[Batch], executor: Executor, workers: int) -> Iterator[FileResult]:
    """Results in order, with a bounded number of tasks under way. Raises what the executor raises."""
    waiting: deque[Future[list[FileResult]]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(run_batch, task))
            if len(waiting) >= workers * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


# -- processes of this machine


def _in_processes(batch: Batch, workers: int) -> Iterator[FileResult]:
    size = max(1, min(LARGEST, len(batch.jobs) // (workers * AHEAD)))
    done = 0
    while done < len(batch.jobs):
        rest = replace(batch, jobs=batch.jobs[done:])
        try:
            with _Pool(workers) as pool:
                for result in _spread(_cut(rest, size), pool.executor, workers):
                    done += 1
                    yield result
        except BrokenExecutor:
            # A worker died, and nobody says of which file: the next few go one by one.
            suspects = batch.jobs[done : done + size * workers]
            for result in _one_by_one(replace(batch, jobs=suspects)):
                done += 1
                yield result


def _one_by_one(batch: Batch) -> Iterator[FileResult]:
    """Results of files that may kill the process that checks them."""
    jobs = list(batch.jobs)
    while jobs:
        with _Pool(1) as pool:
            try:
                while jobs:
                    yield from pool.executor.submit(run_batch, replace(batch, jobs=(jobs[0],))).result()
                    del jobs[0]
            except BrokenExecutor:
                yield _died(jobs.pop(0))


def _died(job: Job) -> FileResult:
    """What there is to say of a file of which the process died."""
    found = internal_error(job.source.path, "agentlint", RuntimeError("the process that checked the file died"))
    owner = job.kinds[0]
    return FileResult(tuple(with_fingerprints([replace(found, kind=owner, hosts=(owner.partition("/")[0],))], None)))


class _Pool:
    """Worker processes that end with the block, at once where it is left by an exception, Ctrl-C among them."""

    def __init__(self, workers: int) -> None:
        self.before = set(multiprocessing.active_children())
        self.executor = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_prepare_worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            for process in set(multiprocessing.active_children()) - self.before:
                process.kill()
        self.executor.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    """How to start workers: by forking where that is safe, since it is ten times faster."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if safe else "spawn")


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
