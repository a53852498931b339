"""No server outlives its editor, even where nobody closes its standard input."""

from __future__ import annotations

import os
import time
from threading import Thread

_SECONDS = 3.0


def watch_parent(process_id: int) -> None:
    """End this process once the one with that id is gone. Where that cannot be seen, its closed pipe has to do."""
    if os.name == "posix" and process_id > 0:
        Thread(target=_watch, args=(process_id,), name="agentlint-parent", daemon=True).start()


def _watch(process_id: int) -> None:
    while True:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            os._exit(1)
        except OSError:
            pass  # it is there, and another user's
        time.sleep(_SECONDS)
