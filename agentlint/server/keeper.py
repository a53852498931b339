"""Gets the slow work of one folder done beside everything else, and says when it is."""

from __future__ import annotations

import asyncio
from functools import partial
from time import monotonic, thread_time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentlint.server.lane import Lane
    from agentlint.server.warm import Warm

T = TypeVar("T")

_SLOW = 0.02
"""Seconds of processor time; what takes longer than that waits until the typing stops."""
_PAUSE = 0.15
"""Seconds without a change that count as a stop."""
_LONGEST_WAIT = 2.0
"""Seconds after which it is done although somebody is typing."""


class Keeper:
    """Belongs to the event loop. Documents are judged in the lane `quick`, slow work is done in `slow`."""

    def __init__(
        self,
        warm: Warm,
        quick: Lane,
        slow: Lane,
        *,
        hurried: bool,
        news: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """`hurried`: somebody waits for the outcome, so nothing is put off until the typing stops. `news` is called
        when the findings of a project may be others than before, `failed` when work could not be done; it is tried
        again when there is more to do.
        """
        self.warm = warm
        self._quick = quick
        self._slow = slow
        self._hurried = hurried
        self._news = news
        self._failed = failed
        self._task: asyncio.Task[None] | None = None
        self._costs = (0.0, 0.0)
        self._puts_off = False
        self._last_stir = 0.0

    def stir(self) -> None:
        """Something may have changed: see to it. To be called after documents were judged."""
        self._last_stir = monotonic()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def settled(self, patience: float | None = None) -> None:
        """Wait until nothing is left to do, or for `patience` seconds; with any not at all where it is put off."""
        if self._task is not None and (patience is None or not self._puts_off):
            await asyncio.wait([self._task], timeout=patience)

    async def _work(self) -> None:
        try:
            while True:
                # The first time costs more than all others: what is slow twice is slow.
                if not self._hurried and min(self._costs) > _SLOW and await self._quickly(lambda: self.warm.can_wait):
                    await self._pause()
                task = await self._quickly(self.warm.next_task)
                if task is None:
                    return
                result, cost = await asyncio.wrap_future(self._slow.do(partial(_timed, task.run)))
                self._costs = (self._costs[1], cost)
                await self._quickly(partial(task.done, result))
                self._news()
        except Exception as error:
            await self._quickly(self.warm.give_up)
            self._failed(error)

    async def _pause(self) -> None:
        """Wait until nobody has typed for a moment."""
        end = monotonic() + _LONGEST_WAIT
        self._puts_off = True
        try:
            while (left := min(self._last_stir + _PAUSE, end) - monotonic()) > 0:
                await asyncio.sleep(left)
        finally:
            self._puts_off = False

    async def _quickly(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._quick.do(work))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """The result of some work, and the processor time that it took."""
    began = thread_time()
    result = work()
    return result, thread_time() - began
