"""The file that a cache is kept in: one for each project, replaced whole, believed only as far as it is sound.

    agentlint-cache 1 <bytes of the index> <CRC-32 of the index> <bytes of the pieces>
    <the index, JSON>
    <pieces: findings, facts and texts, found by offset, size and CRC-32, read when asked for>

Who hands over a project hands over its cache too. So nothing here is taken to be well-formed, nothing in it can be more
than text and numbers, and what is damaged is as good as not there.
"""

from __future__ import annotations

import json
import os
import stat
import time
from contextlib import contextmanager, suppress
from dataclasses import field
from typing import TYPE_CHECKING, Any, BinaryIO
from zlib import crc32

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
MAX_INDEX = 64 * 1024 * 1024
"""Bytes of an index beyond which it is taken for damaged: enough for some 300,000 files."""
MAX_PIECE = 64 * 1024 * 1024
"""The same for a piece."""
MAX_RESULTS = 4
"""For how many selections of rules, or versions of the configuration, the findings of a file are kept."""
MAX_ROSTERS = 60
"""How many findings of one cross-file rule over one roster and focus are kept for a project."""
MAX_PLANS = 16
LOST = (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError, MemoryError)
"""What reading something damaged may raise."""

_MAGIC = b"agentlint-cache"
_LONGEST_HEAD = 100
_TEMPORARY = ".tmp"
_STALE_SECONDS = 3600
_SECOND = 1_000_000_000
_IGNORES = "*\n"
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# What agentlint found out before, so that it need not do so again. May be deleted at any time.
# About this file: https://bford.info/cachedir/
"""


class Piece:
    """Bytes on their way into a store, or in one: then they are read when asked for."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self.sum = crc32(data)
        self._data: bytes | None = data
        self._file: _File | None = None
        self._offset = 0

    @classmethod
    def kept(cls, place: Any, file: _File) -> Piece:
        """The piece that a row of an index points to. Raises `ValueError` for what is no place in the file."""
        piece = cls.__new__(cls)
        offset, size, sum_ = place
        if not type(offset) is type(size) is type(sum_) is int:
            raise ValueError("no place")
        if offset < 0 or not 0 <= size <= min(file.room - offset, MAX_PIECE):
            raise ValueError("no such place")
        piece.size, piece.sum, piece._offset = size, sum_, offset
        piece._data, piece._file = None, file
        return piece

    def read(self) -> bytes:
        """The bytes. Raises `ValueError` or `OSError` where they are not what was written."""
        data = self.raw()
        if self._data is None and crc32(data) != self.sum:
            raise ValueError("a damaged piece")
        return data

    def raw(self) -> bytes:
        """The bytes unchecked. Raises `ValueError` or `OSError` where there are too few."""
        if self._data is not None or self._file is None:
            return self._data or b""
        return self._file.piece(self._offset, self.size) if self.size else b""


@record(frozen=False)
class Entry:
    """What is kept of one file.

    `state` identifies its state on disk, empty where that cannot be relied on, `digest` its content, "" where only the
    head was read; `head` is what that says of its kind. `text` is kept where there are findings. `facts` has a key, the
    digest of the facts and the facts for each set of cross-file rules, `results` a key and the findings for each set of
    rules, the latest first.
    """

    state: tuple[int, ...]
    digest: str
    head: int
    text: Piece | None = None
    facts: list[tuple[str, str, Piece]] = field(default_factory=list)
    results: list[tuple[str, Piece]] = field(default_factory=list)


class Store:
    """The cache of one project. Empty where there is none, or none that can be used."""

    def __init__(self, folder: str, name: str, *, own: bool) -> None:
        """`folder` and `name` say where the file is. `own`: the folder is ours, no link, and to be kept out of git."""
        self.folder = folder
        self.path = os.path.join(folder, name)
        self.program = ""
        """What tells the program that wrote it from others."""
        self.rosters: list[tuple[str, str, Piece]] = []
        """Key of a roster, digest of the files in focus ("" for all), findings; the latest first."""
        self.plans: list[str] = []
        """Digests of plans that were found to be without fault, the latest first."""
        self.changed = False
        self._own = own
        self._files: list[_File] = []
        self._rows: dict[str, Any] = {}
        self._entries: dict[str, Entry | None] = {}
        self._began: int | None = None
        self._load()

    def entry(self, name: str) -> Entry | None:
        """What is kept of a file, by its POSIX path relative to the project; None for nothing."""
        try:
            return self._entries[name]
        except KeyError:
            found = None
            row = self._rows.get(name)
            if row is not None:
                with suppress(*LOST):
                    found = _entry(row, self._files[0])
            self._entries[name] = found
            return found

    def put(self, name: str, entry: Entry) -> None:
        """Keep this of a file. To be called again when the entry was changed."""
        self._entries[name] = entry
        self.changed = True

    def forget(self) -> None:
        """Let go of everything."""
        self._rows, self._entries = {}, {}
        self.rosters, self.plans = [], []

    def begin(self) -> None:
        """To be called before a file is read whose state is to be kept: asks the file system what time it is."""
        if self._began is not None:
            return
        self._began = 0
        with suppress(OSError):
            self._make_folder()
            with _temporary(self.path) as (_, out):
                self._began = os.fstat(out.fileno()).st_mtime_ns

    def settled(self, state: os.stat_result) -> bool:
        """Whether a file that had this state when it was read, after `begin`, cannot change without changing it.

        The clock of a file system ticks, and two writes within a tick leave the same times. So the file must have been
        older than the tick in which it was read. Whole seconds may be all that its file system tells.
        """
        began = self._began or 0
        return all(
            time + (2 * _SECOND if time % _SECOND == 0 else 0) < began
            for time in (state.st_mtime_ns, state.st_ctime_ns)
        )

    def save(self, root: str) -> None:
        """Replace the file on disk if there is anything new, and close it in any case.

        What another run has written meanwhile is taken over where this run has not looked itself. Of files that are no
        longer in the project, whose folder is `root`, nothing is kept. Raises `OSError` or `ValueError` where it cannot
        be written; what is on disk is then as it was.
        """
        try:
            if self.changed:
                self._adopt()
                self._make_folder()
                self._write(root)
                self._sweep()
        finally:
            self.close()

    def close(self) -> None:
        """Close the file on disk: pieces in it cannot be read any more."""
        for file in self._files:
            file.close()

    # -- reading

    def _load(self) -> None:
        with suppress(*LOST):
            if self._own and os.path.islink(self.folder):
                return
            file = _File(self.path)
            self._files.append(file)
            index = file.index()
            program = _text(index["program"])
            rosters = [(_text(key), _text(focus), Piece.kept(place, file)) for key, focus, place in index["rosters"]]
            plans = [_text(plan) for plan in index["plans"]]
            rows = index["files"]
            if isinstance(rows, dict):
                self.program, self.rosters, self.plans, self._rows = program, rosters, plans, rows

    def _adopt(self) -> None:
        if self._files and self._files[0].is_current():
            return
        other = Store(self.folder, os.path.basename(self.path), own=self._own)
        self._files += other._files
        if self.program != other.program:
            return
        for name in other._rows:
            if name not in self._entries:
                self._entries[name] = other.entry(name)
        known = {roster[:2] for roster in self.rosters}
        self.rosters += [roster for roster in other.rosters if roster[:2] not in known]
        self.plans = list(dict.fromkeys((*self.plans, *other.plans)))

    # -- writing

    def _make_folder(self) -> None:
        """Make the folder and what marks it. Raises `OSError` where that cannot be or where it is not ours to use."""
        if self._own and os.path.islink(self.folder):
            raise OSError("the folder is a link")
        try:
            os.makedirs(self.folder)
        except FileExistsError:
            if not self._own:
                return
        for name, text in ((".gitignore", _IGNORES), ("CACHEDIR.TAG", _TAG)):
            with suppress(FileExistsError):
                _write_new(os.path.join(self.folder, name), text)

    def _write(self, root: str) -> None:
        pieces = _Pieces()
        rows = {}
        for name in dict.fromkeys((*self._rows, *self._entries)):
            looked_at = name in self._entries
            entry = self.entry(name)
            if entry is not None and (looked_at or _is_there(root, name)):
                rows[name] = [
                    list(entry.state), entry.digest, entry.head,
                    None if entry.text is None else pieces.place(entry.text),
                    [[key, digest, pieces.place(piece)] for key, digest, piece in entry.facts[:MAX_RESULTS]],
                    [[key, pieces.place(piece)] for key, piece in entry.results[:MAX_RESULTS]],
                ]  # fmt: skip
        content = {
            "program": self.program,
            "plans": self.plans[:MAX_PLANS],
            "rosters": [[key, focus, pieces.place(piece)] for key, focus, piece in self.rosters[:MAX_ROSTERS]],
            "files": rows,
        }
        index = json.dumps(content, separators=(",", ":")).encode("ascii")
        if len(index) > MAX_INDEX:
            raise ValueError("too many files to keep track of")
        head = b"%s %d %d %d %d\n" % (_MAGIC, FORMAT, len(index), crc32(index), pieces.size)
        with _temporary(self.path) as (path, out):
            out.write(head)
            out.write(index)
            for piece in pieces.all:
                out.write(piece.raw())
            out.close()
            self.close()  # some systems replace no open file
            os.replace(path, self.path)

    def _sweep(self) -> None:
        """Remove what a run that was killed has left."""
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.endswith(_TEMPORARY) and entry.stat().st_mtime < time.time() - _STALE_SECONDS:
                    os.unlink(entry.path)


class _File:
    """A store on disk, open for reading. Raises `OSError` or `ValueError` where there is none or it is damaged."""

    def __init__(self, path: str) -> None:
        self.path = path
        flags = os.O_RDONLY
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"):
            flags |= getattr(os, name, 0)
        self._descriptor = os.open(path, flags)
        try:
            self._state = os.fstat(self._descriptor)
            if not stat.S_ISREG(self._state.st_mode):
                raise ValueError("no file")
            head = self._read(0, _LONGEST_HEAD).partition(b"\n")[0]
            magic, version, *numbers = head.split(b" ")
            size, self._sum, self.room = map(int, numbers)
            self._index = len(head) + 1, size
            self._pieces = len(head) + 1 + size
            whole = self._pieces + self.room
            if magic != _MAGIC or int(version) != FORMAT or size > MAX_INDEX or self._state.st_size != whole:
                raise ValueError("damaged, or of another version")
        except BaseException:
            self.close()
            raise

    def index(self) -> Any:
        """The index as JSON gives it."""
        data = self._read(*self._index)
        if crc32(data) != self._sum:
            raise ValueError("a damaged index")
        return json.loads(data)

    def piece(self, offset: int, size: int) -> bytes:
        """Bytes of the pieces."""
        data = self._read(self._pieces + offset, size)
        if len(data) != size:
            raise ValueError("cut short")
        return data

    def is_current(self) -> bool:
        """Whether its path still leads to it."""
        try:
            return os.path.samestat(os.stat(self.path), self._state)
        except OSError:
            return False

    def close(self) -> None:
        """Close it. Twice is once."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _read(self, offset: int, size: int) -> bytes:
        if self._descriptor < 0:
            raise ValueError("closed")
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        chunks = []
        while size and (chunk := os.read(self._descriptor, size)):
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)


class _Pieces:
    """Lays pieces one after the other."""

    def __init__(self) -> None:
        self.all: list[Piece] = []
        self.size = 0

    def place(self, piece: Piece) -> tuple[int, int, int]:
        """Where a piece will be, as rows of the index say it."""
        offset = self.size
        if piece.size:
            self.all.append(piece)
            self.size += piece.size
        return offset, piece.size, piece.sum


def _entry(row: Any, file: _File) -> Entry:
    """The entry that a row of an index describes. Raises what is in `LOST` for other rows."""
    state, digest, head, text, facts, results = row
    if type(head) is not int or not all(type(number) is int for number in state):
        raise ValueError("no state")
    return Entry(
        tuple(state), _text(digest), head,
        None if text is None else Piece.kept(text, file),
        [(_text(key), _text(of), Piece.kept(place, file)) for key, of, place in facts],
        [(_text(key), Piece.kept(place, file)) for key, place in results],
    )  # fmt: skip


def _is_there(root: str, name: str) -> bool:
    try:
        return os.path.lexists(os.path.join(root, name))
    except ValueError:  # no name that a file can have
        return False


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError("no text")
    return value


@contextmanager
def _temporary(path: str) -> Iterator[tuple[str, BinaryIO]]:
    """Path of a new file beside `path`, and that file open for writing; removed at the end if it is still there."""
    name = f"{path}.{os.getpid()}-{os.urandom(8).hex()}{_TEMPORARY}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    out = os.fdopen(os.open(name, flags, 0o600), "wb")
    try:
        yield name, out
    finally:
        with suppress(OSError):
            out.close()
        with suppress(OSError):
            os.unlink(name)


def _write_new(path: str, text: str) -> None:
    """Write a file that is not there yet. Raises `OSError`, `FileExistsError` where there is one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
