"""A cache that is damaged, foreign, malicious or cannot be written costs time, and nothing else."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlint.session import Request, run
from tests.cache.project import TEXTS, outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMATS = ("full", "json")


def make(root: Path) -> Path:
    """A project with a cache that knows all of it."""
    for number, text in enumerate(TEXTS):
        path = root / "agents" / f"a{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    (root / "agentlint.toml").write_text("")
    run(Request(cwd=root, cache=True))
    return root / ".agentlint_cache" / "results"


def same(root: Path) -> bool:
    """Whether a run that has the cache says what one says that has none."""
    return outcome(root, {}, cache=True, formats=FORMATS) == outcome(root, {}, cache=False, formats=FORMATS)


def rewrite(store: Path, change: Callable[[Any, bytes], tuple[Any, bytes]]) -> None:
    """Replace the index and the pieces of a store, with sums that are right."""
    head, _, rest = store.read_bytes().partition(b"\n")
    size = int(head.split()[2])
    index, pieces = change(json.loads(rest[:size]), rest[size:])
    data = json.dumps(index).encode()
    store.write_bytes(b"agentlint-cache 1 %d %d %d\n" % (len(data), crc32(data), len(pieces)) + data + pieces)


def _link_to_folder(store: Path) -> None:
    shutil.rmtree(store.parent)
    (store.parent.parent.parent / "elsewhere").mkdir()
    store.parent.symlink_to(store.parent.parent.parent / "elsewhere", target_is_directory=True)


def _file_for_folder(store: Path) -> None:
    shutil.rmtree(store.parent)
    store.parent.write_bytes(b"")


def _folder_for_file(store: Path) -> None:
    store.unlink()
    (store / "inside").mkdir(parents=True)


def _fifo(store: Path) -> None:
    store.unlink()
    os.mkfifo(store)


def _endless(store: Path) -> None:
    store.unlink()
    store.symlink_to("/dev/zero")


def _huge(store: Path) -> None:
    with store.open("r+b") as file:
        file.truncate(20 * 1024**3)


def _huge_index(store: Path) -> None:
    store.write_bytes(b"agentlint-cache 1 99999999999 0 0\n{}")


def _huge_number(store: Path) -> None:
    store.write_bytes(b"agentlint-cache 1 " + b"9" * 5000 + b" 0 0\n{}")


def _nested(store: Path) -> None:
    data = b"[" * 200_000
    store.write_bytes(b"agentlint-cache 1 %d %d 0\n" % (len(data), crc32(data)) + data)


def _other_format(store: Path) -> None:
    store.write_bytes(store.read_bytes().replace(b"agentlint-cache 1 ", b"agentlint-cache 2 ", 1))


def _other_program(store: Path) -> None:
    rewrite(store, lambda index, pieces: ({**index, "program": "0" * 32}, pieces))


def _read_only_folder(store: Path) -> None:
    shutil.rmtree(store.parent)
    store.parent.mkdir(mode=0o555)


def _unreadable(store: Path) -> None:
    store.chmod(0)


DAMAGES = [
    _link_to_folder, _file_for_folder, _folder_for_file, _fifo, _endless, _huge, _huge_index, _huge_number, _nested,
    _other_format, _other_program, _read_only_folder, _unreadable,
]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="some of it needs POSIX")
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_another_thing_in_its_place(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    root = tmp_path / "project"
    damage(make(root))
    assert same(root)
    assert same(root)


def test_no_link_is_followed(tmp_path: Path) -> None:
    root = tmp_path / "project"
    _link_to_folder(make(root))
    run(Request(cwd=root, cache=True))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_cut_short_anywhere(tmp_path: Path) -> None:
    root = tmp_path / "project"
    store = make(root)
    whole = store.read_bytes()
    for size in (*range(0, 60, 9), *range(60, len(whole), len(whole) // 10), len(whole) - 1):
        store.write_bytes(whole[:size])
        assert same(root), size


def test_a_wrong_byte_anywhere(tmp_path: Path) -> None:
    root = tmp_path / "project"
    store = make(root)
    whole = store.read_bytes()
    chance = random.Random(5)
    for _ in range(25):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        store.write_bytes(data)
        assert same(root)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    root = tmp_path_factory.mktemp("sound") / "project"
    store = make(root)
    return store, store.read_bytes()


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(("../../x", "\0"))
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=40)
@given(value=values, where=st.data())
def test_an_index_that_lies(sound: tuple[Path, bytes], value: Any, where: st.DataObject) -> None:
    store, whole = sound
    store.write_bytes(whole)

    def lie(index: Any, pieces: bytes) -> tuple[Any, bytes]:
        at = index
        while isinstance(at, list | dict) and at:
            key = where.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
            if not isinstance(at[key], list | dict) or not at[key] or where.draw(st.booleans()):
                at[key] = value
                break
            at = at[key]
        return index, pieces

    rewrite(store, lie)
    outcome(store.parent.parent, {}, cache=True, formats=FORMATS)


@settings(max_examples=40)
@given(value=values, where=st.data())
def test_pieces_that_lie(sound: tuple[Path, bytes], value: Any, where: st.DataObject) -> None:
    store, whole = sound
    store.write_bytes(whole)

    def lie(index: Any, pieces: bytes) -> tuple[Any, bytes]:
        data = json.dumps(
            where.draw(st.sampled_from((value, [[value], None], [[], value], {"duplicate-name": value})))
        ).encode()
        place = [len(pieces), len(data), crc32(data)]
        for row in index["files"].values():
            row[4] = [[key, digest, place] for key, digest, _ in row[4]]
            row[5] = [[key, place] for key, _ in row[5]]
        index["rosters"] = [[key, focus, place] for key, focus, _ in index["rosters"]]
        return index, pieces + data

    rewrite(store, lie)
    outcome(store.parent.parent, {}, cache=True, formats=FORMATS)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs limits of processes")
def test_a_full_disk(tmp_path: Path) -> None:
    root = tmp_path / "project"
    store = make(root)
    shutil.rmtree(store.parent)
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600)); "
        "sys.argv = ['agentlint', 'check', '--output-format', 'json', '-v']; from agentlint.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", limited], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["summary"]["files"] == run(Request(cwd=root)).files
    assert "was not written: File too large" in done.stderr
    assert not list(store.parent.glob("results*"))
    assert same(root)


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    root = tmp_path / "project"
    store = make(root)
    old, new = store.with_name("results.1-0.tmp"), store.with_name("results.2-0.tmp")
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    (root / "agents" / "new.md").write_bytes(TEXTS[0])
    run(Request(cwd=root, cache=True))
    assert not old.exists()
    assert new.exists()
