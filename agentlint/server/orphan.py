"""No server outlives its editor, even where nobody closes its standard input."""

from __future__ import annotations

import os
import time
from threading import Thread

_SECONDS = 3.0


def watch_parent(process_id: int) -> None:
    """End this process once the one with that id is gone. Where that cannot be seen, its closed pipe has to do: on
    Windows, and where the editor counts processes elsewhere, as one outside of a container does.
    """
    if os.name == "posix" and process_id > 0 and _is_there(process_id):
        Thread(target=_watch, args=(process_id,), name="agentlint-parent", daemon=True).start()


def _watch(process_id: int) -> None:
    while _is_there(process_id):
        time.sleep(_SECONDS)
    os._exit(1)


def _is_there(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # another user's
    return True
