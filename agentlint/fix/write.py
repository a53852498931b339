"""Writes a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from agentlint.fix.strays import temporary_name


class WriteError(Exception):
    """A file was not written, and is as it was. `path` names it; `str(error)` is the reason as a sentence fragment."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(reason)
        self.path = path


def write_atomic(path: Path, data: bytes, *, root: Path | None, expected: bytes | None = None) -> Path:
    """Replace the content of an existing file.

    The bytes go to a temporary file in the same folder, to the disk, and then under the file's name in one step, so
    that whoever looks, and whatever stops the program, finds the old file or the new one. Permissions stay. A symlink
    is followed and stays a link; a target outside `root`, the project's folder, is refused. A file that is in no
    project, `root` None, may only be a link to a neighbour. With `expected`, the bytes that the file was read with, a
    file that has changed since is refused.

    Returns the real path written. Raises `WriteError`; then the file is as it was and no temporary file is left.
    """
    target = writable_target(path, root=root)
    temporary = target.parent / temporary_name()
    try:
        try:
            _write_through(temporary, data, target.stat())
            if expected is not None and target.read_bytes() != expected:
                raise WriteError(path, "the file changed while it was being checked")
            temporary.replace(target)
        finally:
            # Also on KeyboardInterrupt. After the rename there is nothing of this name.
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(path, f"cannot write: {_reason(error)}") from error
    _sync_folder(target.parent)
    return target


def writable_target(path: Path, *, root: Path | None) -> Path:
    """The real path of a file that may be written.

    Raises `WriteError` if it is missing, no regular file, read-only, or reached through a symlink that leaves `root`.
    """
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
        if not stat.S_ISREG(mode):
            raise WriteError(path, "not a regular file")
        if _leaves(path, target, root):
            raise WriteError(path, f"a symlink leads out of the project, to {target}")
        if not os.access(target, os.W_OK):
            raise WriteError(path, "the file is read-only")
    except (OSError, RuntimeError) as error:
        # Before 3.13 a loop of symlinks is a RuntimeError.
        raise WriteError(path, f"cannot write: {_reason(error)}") from error
    return target


def _leaves(path: Path, target: Path, root: Path | None) -> bool:
    if root is None:
        # Of a file in no project only the last step counts: folders above it are the user's way of naming it.
        return path.is_symlink() and target.parent != path.parent.resolve()
    return target != Path(os.path.abspath(path)) and not target.is_relative_to(root.resolve())  # noqa: PTH100


def _write_through(temporary: Path, data: bytes, like: os.stat_result) -> None:
    """Create the file, readable by its owner alone until it is whole, and wait until the disk has it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(temporary, flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if hasattr(os, "chown") and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
        # Only root may give a file away; for others it stays theirs, as with any editor that writes anew.
        with contextlib.suppress(OSError):
            os.chown(temporary, like.st_uid, like.st_gid)
    temporary.chmod(stat.S_IMODE(like.st_mode))


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last. Best effort: not every system lets a folder be opened."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def _reason(error: OSError | RuntimeError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error) or type(error).__name__
