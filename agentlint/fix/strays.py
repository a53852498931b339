"""Temporary files of writes, and what a killed program left of them."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = lazy_pattern(r"\.agentlint-([1-9]\d{0,9})-[0-9a-f]{16}\.tmp")


def temporary_name() -> str:
    """A file name that nobody else takes and that tells which process it belongs to."""
    return f".agentlint-{os.getpid()}-{os.urandom(8).hex()}.tmp"


def remove_strays(folders: Iterable[str]) -> None:
    """Remove the temporary files in these folders, not below them, whose process is gone. Never raises."""
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                match = _NAME.fullmatch(entry.name)
                if match is not None and entry.is_file(follow_symlinks=False) and not _lives(int(match[1])):
                    with contextlib.suppress(OSError):
                        os.unlink(entry.path)  # noqa: PTH108 (pathlib is not loaded for a run that mends nothing)


def _lives(pid: int) -> bool:
    """Whether there may be a process of that number."""
    if os.name == "nt":
        return False  # Windows removes no file that a process has open, and to signal one there is to end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
