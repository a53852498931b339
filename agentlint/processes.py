"""Tasks for executors, and processes of this machine that end with this one and leave nothing undone when one dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from agentlint.lint.fingerprint import with_fingerprints
from agentlint.lint.job import run_batch
from agentlint.lint.result import FileResult, internal_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor, Future
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from agentlint.lint.job import Batch, Job

AHEAD = 4
"""Tasks handed out for each worker before the first is done."""


def cut(batch: Batch, size: int) -> Iterator[Batch]:
    """The batch in tasks of `size` files."""
    for start in range(0, len(batch.jobs), size):
        yield replace(batch, jobs=batch.jobs[start : start + size])


def spread(tasks: Iterable[Batch], executor: Executor, workers: int, *, cancel: bool = True) -> Iterator[FileResult]:
    """Results in order, with a bounded number of tasks under way. Raises what the executor raises.

    With `cancel` those that nobody waits for any more are called off.
    """
    waiting: deque[Future[list[FileResult]]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(run_batch, task))
            if len(waiting) >= workers * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        if cancel:
            for future in waiting:
                future.cancel()


def lint_in_processes(batch: Batch, workers: int, size: int) -> Iterator[FileResult]:
    """Results of a batch in order, from as many workers as that, which are given `size` files at a time.

    A file of which its worker dies gets an `internal-error`, and the others their results.
    """
    done = 0
    while done < len(batch.jobs):
        rest = replace(batch, jobs=batch.jobs[done:])
        try:
            with _Pool(workers) as pool:
                # When its workers are killed the pool of Python 3.11 stumbles over tasks that were called off.
                for result in spread(cut(rest, size), pool.executor, workers, cancel=False):
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
        # What runs in Python while a process forks swallows exceptions, a Ctrl-C among them: it is kept until then.
        # Workers never get one, since they inherit that it is held back.
        try:
            with _without_interrupts():
                self.executor.submit(_ready)
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            for process in set(multiprocessing.active_children()) - self.before:
                process.kill()
        self.executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back until the end of the block, where the system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ready() -> None:
    """The first task: where processes are forked, all of them start with it."""


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
