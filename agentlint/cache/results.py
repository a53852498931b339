"""The caches of all projects of a run, by what is asked of them: states of files, findings, facts, texts, rosters.

Nothing here raises, whatever is on disk: what is not there, not to be had or damaged is worked out again.
"""

from __future__ import annotations

import os
import stat
import zlib
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from agentlint.cache.encoding import (
    dump_diagnostics,
    dump_facts,
    dump_result,
    join_facts,
    load_diagnostics,
    load_facts,
    load_result,
)
from agentlint.cache.store import LOST, Entry, Piece, Store
from agentlint.hosts.detect import Head
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.lint.suppression import Suppressions

DEFAULT_FOLDER = ".agentlint_cache"
MAX_TEXT = 64 * 1024 * 1024
"""Bytes of text beyond which a kept one is taken for damaged."""
_NAME = "results"
_DIGITS = 16


@record()
class Found:
    """What the rules said of a file in an earlier run: findings, resolved, and its suppressions if it has any."""

    diagnostics: tuple[Diagnostic, ...]
    suppressions: Suppressions | None


@record()
class Facts:
    """What a file contributes to cross-file rules.

    `digest` has 16 digits for each of the rules, in name order, and stands for what each knows of the file; None where
    JSON cannot hold it.
    """

    digest: str | None
    piece: Piece | None = None
    known: Mapping[str, Any] | None = None

    @staticmethod
    def of(facts: Mapping[str, Any], rules: Iterable[str]) -> Facts:
        """Facts by rule name; `rules` are the names of all that were asked."""
        data = dump_facts(facts)
        if data is None:
            return Facts(None, known=facts)
        sums = (blake2b(data.get(rule, b""), digest_size=_DIGITS // 2).hexdigest() for rule in sorted(rules))
        return Facts("".join(sums), Piece(join_facts(data)), facts)

    def load(self) -> Mapping[str, Any]:
        """The facts by rule name. Raises what is in `LOST` where they were damaged."""
        if self.known is not None:
            return self.known
        return load_facts(self.piece.read() if self.piece is not None else b"")

    def digest_of(self, at: int) -> str:
        """What stands for the facts of one rule, by its place in name order; all that there are for -1."""
        return self.digest or "" if at < 0 else (self.digest or "")[at * _DIGITS : (at + 1) * _DIGITS]


class Caches:
    """Opens the cache of each project when it is first asked for.

    `folder` is an absolute folder to keep them all in, None for one in each project. A project is known by its root;
    loose files, whose root is empty, have no cache, nor has the user's home, which is nobody's project.
    """

    def __init__(self, folder: str | None, program: str) -> None:
        self._folder = folder
        self._program = program
        self._stores: dict[str, Store | None] = {}
        self._home = os.path.expanduser("~")

    def save(self) -> list[str]:
        """Write what is new, once for each project; what could not be written, for people who ask."""
        problems = []
        for root, store in self._stores.items():
            if store is None:
                continue
            try:
                store.save(root)
            except (OSError, ValueError, MemoryError) as error:
                reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
                problems.append(f"the cache in {store.folder} was not written: {reason}")
        return problems

    # -- files

    def head(self, root: str, path: str, state: os.stat_result) -> Head | None:
        """What the head of a file said when it was last read, None where it has to be read (again)."""
        store = self._store(root)
        if store is None:
            return None
        entry = store.entry(_name(root, path))
        if entry is not None and entry.state == _state(state) and _readable(path, state):
            return Head.from_flags(entry.head)
        store.begin()
        return None

    def learn(self, root: str, path: str, state: os.stat_result, head: Head, data: bytes, *, whole: bool) -> None:
        """Note the content of a file: all of its bytes or, where not `whole`, only those at its head."""
        store = self._store(root)
        if store is None:
            return
        name = _name(root, path)
        digest = blake2b(data, digest_size=16).hexdigest() if whole else ""
        entry = store.entry(name)
        before = entry
        if entry is None or entry.digest != digest:
            entry = Entry((), digest, head.flags)
        # What only the head was known of keeps its state, which was relied on when the rest was left unread.
        proven = before is not None and before.digest in ("", digest) and before.state == _state(state)
        entry.state = _state(state) if proven or store.settled(state) else ()
        entry.head = head.flags
        store.put(name, entry)

    def text(self, root: str, path: str) -> str | None:
        """The text of a file that has findings, if it was kept."""
        entry = self._entry(root, path)
        if entry is None or entry.text is None:
            return None
        try:
            data = zlib.decompressobj().decompress(entry.text.read(), MAX_TEXT)
            return data.decode() if blake2b(data, digest_size=16).hexdigest() == entry.digest else None
        except (*LOST, zlib.error):
            return None

    def keep_text(self, root: str, path: str, text: str) -> None:
        """Keep the text of a file that has findings, so that they can be shown without reading it."""
        entry = self._entry(root, path)
        if entry is None or entry.text is not None:
            return
        data = text.encode()
        if blake2b(data, digest_size=16).hexdigest() == entry.digest:
            entry.text = Piece(zlib.compress(data, 1))
            self._put(root, path, entry)

    def found(self, root: str, path: str, key: str, shown: str) -> Found | None:
        """What the rules that `key` stands for said of a file. `shown` is the path that findings report."""
        entry = self._entry(root, path)
        for at, (known, piece) in enumerate(entry.results if entry is not None else ()):
            if known == key:
                try:
                    found = Found(*load_result(piece.read(), shown))
                except LOST:
                    return None
                if at and entry is not None:
                    entry.results.insert(0, entry.results.pop(at))
                return found
        return None

    def keep_found(
        self, root: str, path: str, key: str, shown: str, diagnostics: Sequence[Diagnostic], suppressions: Suppressions
    ) -> None:
        """Keep what the rules that `key` stands for said of a file."""
        entry = self._entry(root, path)
        if entry is not None and entry.digest:
            piece = Piece(dump_result(diagnostics, suppressions, shown))
            entry.results = [(key, piece), *(kept for kept in entry.results if kept[0] != key)]
            self._put(root, path, entry)

    def facts(self, root: str, path: str, key: str) -> Facts | None:
        """What the cross-file rules that `key` stands for know of a file."""
        entry = self._entry(root, path)
        for known, digest, piece in entry.facts if entry is not None else ():
            if known == key:
                return Facts(digest, piece)
        return None

    def keep_facts(self, root: str, path: str, key: str, facts: Facts) -> None:
        """Keep what the cross-file rules that `key` stands for know of a file, if JSON can hold it."""
        entry = self._entry(root, path)
        if entry is not None and entry.digest and facts.digest is not None and facts.piece is not None:
            entry.facts = [(key, facts.digest, facts.piece), *(kept for kept in entry.facts if kept[0] != key)]
            self._put(root, path, entry)

    # -- projects

    def roster(self, root: str, key: str, focus: str) -> tuple[Diagnostic, ...] | None:
        """What the cross-file rules said of the roster that `key` stands for, for the files that `focus` stands for."""
        store = self._store(root)
        for known, of, piece in store.rosters if store is not None else ():
            if (known, of) == (key, focus):
                try:
                    return load_diagnostics(piece.read())
                except LOST:
                    return None
        return None

    def keep_roster(self, root: str, key: str, focus: str, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep what the cross-file rules said of a roster."""
        store = self._store(root)
        if store is not None:
            piece = Piece(dump_diagnostics(diagnostics))
            store.rosters = [(key, focus, piece), *(kept for kept in store.rosters if kept[:2] != (key, focus))]
            store.changed = True

    def is_sound(self, root: str, plan: str) -> bool:
        """Whether a plan was found to be without fault."""
        store = self._store(root)
        return store is not None and plan in store.plans

    def keep_sound(self, root: str, plan: str) -> None:
        """Note that a plan was found to be without fault."""
        store = self._store(root)
        if store is not None and plan not in store.plans:
            store.plans.insert(0, plan)
            store.changed = True

    def _store(self, root: str) -> Store | None:
        if root not in self._stores:
            self._stores[root] = self._opened(root)
        return self._stores[root]

    def _opened(self, root: str) -> Store | None:
        if not root or (self._folder is None and root == self._home):
            return None
        if self._folder is None:
            store = Store(os.path.join(root, DEFAULT_FOLDER), _NAME, own=True)
        else:
            name = f"{_NAME}-{blake2b(os.fsencode(root), digest_size=8).hexdigest()}"
            store = Store(self._folder, name, own=False)
        if store.program != self._program:
            store.forget()
            store.program = self._program
        return store

    def _entry(self, root: str, path: str) -> Entry | None:
        store = self._store(root)
        return None if store is None else store.entry(_name(root, path))

    def _put(self, root: str, path: str, entry: Entry) -> None:
        store = self._store(root)
        if store is not None:
            store.put(_name(root, path), entry)


def _name(root: str, path: str) -> str:
    """What the store of a project calls a file in it."""
    return path[len(root) :].lstrip(os.sep).replace(os.sep, "/")


def _state(state: os.stat_result) -> tuple[int, ...]:
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def _readable(path: str, state: os.stat_result) -> bool:
    """Whether we could read the file: whoever could when it was kept may have been somebody else."""
    return bool(state.st_mode & stat.S_IROTH) or os.access(path, os.R_OK)
