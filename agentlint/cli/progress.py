"""A sign of life on standard error for runs that take long: on a terminal only, after a second."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DELAY = 1.0
_CLEAR = "\r\x1b[K"


@contextmanager
def sign_of_life(what: str, *, wanted: bool = True) -> Iterator[None]:
    """While the block runs, a line `what… 3 s` that is rewritten every second and gone at the end."""
    stream = sys.stderr
    if not wanted or not stream.isatty():
        yield
        return
    done = threading.Event()
    started = time.monotonic()

    def tick() -> None:
        shown = False
        while not done.wait(DELAY):
            stream.write(f"{_CLEAR}{what}… {time.monotonic() - started:.0f} s")
            stream.flush()
            shown = True
        if shown:
            stream.write(_CLEAR)
            stream.flush()

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
