"""The stages of a run: how long each took, and how far it is, for who wants to be told."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Progress = Callable[[str, int, int], None]
    """Told the stage, and how many of how many files it is through with, 0 of 0 where files are not counted."""

Item = TypeVar("Item")


class Stages:
    """What a run went through. `timings`: stage to seconds. `progress` is called in the thread of the run."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.timings: dict[str, float] = defaultdict(float)
        self._progress = progress

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the time of the block for a stage. A stage may come more than once."""
        if self._progress is not None:
            self._progress(stage, 0, 0)
        start = perf_counter()
        try:
            yield
        finally:
            self.timings[stage] += perf_counter() - start

    def each(self, stage: str, items: Iterable[Item], total: int) -> Iterator[Item]:
        """The items one by one, of which there are `total`: one is done when the next is asked for."""
        progress = self._progress
        if progress is None:
            yield from items
            return
        progress(stage, 0, total)  # the first may take long to come
        for done, item in enumerate(items):
            progress(stage, done, total)
            yield item
