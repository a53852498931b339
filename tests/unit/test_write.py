"""Atomic writes: whole or not at all, and never outside the project."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from agentlint.fix import write
from agentlint.fix.strays import remove_strays
from agentlint.fix.write import WriteError, write_atomic

OLD, NEW = b"\xef\xbb\xbfold\r\n", b"\xef\xbb\xbfnew \xf0\x9f\xa6\x8a\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "project" / "agents" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_bytes_and_mode_are_kept(file: Path) -> None:
    file.chmod(0o640)
    write_atomic(file, NEW, root=file.parent, expected=OLD)
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert names(file.parent) == ["a.md"]


def test_executable_bit_is_kept(file: Path) -> None:
    file.chmod(0o755)
    write_atomic(file, NEW, root=None)
    assert stat.S_IMODE(file.stat().st_mode) == 0o755


def test_a_file_that_changed_meanwhile_is_refused(file: Path) -> None:
    file.write_bytes(b"somebody else was here")
    with pytest.raises(WriteError, match="changed while it was being checked"):
        write_atomic(file, NEW, root=file.parent, expected=OLD)
    assert file.read_bytes() == b"somebody else was here"
    assert names(file.parent) == ["a.md"]


def test_a_file_that_vanished_is_not_made_anew(file: Path) -> None:
    file.unlink()
    with pytest.raises(WriteError, match="cannot write: no such file"):
        write_atomic(file, NEW, root=file.parent, expected=OLD)
    assert names(file.parent) == []


def test_a_file_that_vanishes_while_writing_is_not_made_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: file.unlink(missing_ok=True))
    with pytest.raises(WriteError, match="cannot write"):
        write_atomic(file, NEW, root=file.parent, expected=OLD)
    assert names(file.parent) == []


@pytest.mark.parametrize("failing", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_file_and_no_temporary(
    file: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if failing == "write":
        real = os.fdopen

        class Full:
            def __init__(self, descriptor: int, mode: str) -> None:
                self.file = real(descriptor, mode)

            def __enter__(self) -> Full:
                return self

            def __exit__(self, *_: object) -> None:
                self.file.close()

            write = full

        monkeypatch.setattr(write.os, "fdopen", Full)
    elif failing == "fsync":
        monkeypatch.setattr(write.os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WriteError, match="no space left"):
        write_atomic(file, NEW, root=file.parent, expected=OLD)
    assert file.read_bytes() == OLD
    assert names(file.parent) == ["a.md"]


def test_an_interrupt_leaves_the_file_and_no_temporary(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(file, NEW, root=file.parent)
    assert file.read_bytes() == OLD
    assert names(file.parent) == ["a.md"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.parametrize("moment", ["fsync", "rename"])
def test_a_kill_at_any_moment_leaves_old_or_new(file: Path, moment: str) -> None:
    """The program is killed for good just before the disk is asked to keep the data, and just after the rename."""
    program = textwrap.dedent(
        f"""
        import os, signal, sys
        from pathlib import Path
        from agentlint.fix import write
        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL)
        if {moment!r} == "fsync":
            write.os.fsync = die
        else:
            write._sync_folder = die
        write.write_atomic(Path({str(file)!r}), {NEW!r}, root=None)
        """
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert file.read_bytes() == (OLD if moment == "fsync" else NEW)
    # What a kill leaves behind is never taken for a prompt file.
    assert all(p.suffix == ".tmp" for p in file.parent.iterdir() if p != file)


def test_a_folder_that_refuses_new_files(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(write.os, "open", refuse)
    with pytest.raises(WriteError, match="cannot write: permission denied"):
        write_atomic(file, NEW, root=file.parent)
    assert file.read_bytes() == OLD


def test_a_read_only_file_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write.os, "access", lambda *_: False)
    with pytest.raises(WriteError, match="the file is read-only"):
        write_atomic(file, NEW, root=file.parent)
    assert file.read_bytes() == OLD


def test_a_symlink_inside_the_project_is_followed_and_stays(file: Path) -> None:
    link = file.parent.parent / "link.md"
    link.symlink_to(file)
    assert write_atomic(link, NEW, root=file.parent.parent, expected=OLD) == file.resolve()
    assert link.is_symlink()
    assert file.read_bytes() == NEW


@pytest.mark.parametrize("how", ["file", "folder", "chain"])
def test_a_symlink_out_of_the_project_is_refused_by_name(file: Path, tmp_path: Path, how: str) -> None:
    outside = tmp_path / "elsewhere" / "secret.md"
    outside.parent.mkdir()
    outside.write_bytes(OLD)
    root = file.parent.parent
    path = root / "link.md"
    if how == "file":
        path.symlink_to(outside)
    elif how == "folder":
        (root / "linked").symlink_to(outside.parent)
        path = root / "linked" / "secret.md"
    else:
        (root / "second.md").symlink_to(outside)
        path.symlink_to("second.md")
    with pytest.raises(WriteError, match="out of the project") as caught:
        write_atomic(path, NEW, root=root, expected=OLD)
    assert str(outside.resolve()) in str(caught.value)
    assert outside.read_bytes() == OLD
    assert names(outside.parent) == ["secret.md"]


def test_a_project_below_a_symlink_is_inside(file: Path, tmp_path: Path) -> None:
    (tmp_path / "home").symlink_to(tmp_path / "project")
    path = tmp_path / "home" / "agents" / "a.md"
    write_atomic(path, NEW, root=tmp_path / "home")
    assert file.read_bytes() == NEW


def test_a_link_outside_any_project_may_only_lead_to_a_neighbour(file: Path, tmp_path: Path) -> None:
    (file.parent / "b.md").symlink_to("a.md")
    write_atomic(file.parent / "b.md", NEW, root=None)
    assert file.read_bytes() == NEW
    (tmp_path / "c.md").symlink_to(file)
    with pytest.raises(WriteError, match="symlink"):
        write_atomic(tmp_path / "c.md", OLD, root=None)


def test_a_loop_of_symlinks(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")
    with pytest.raises(WriteError, match="cannot write"):
        write_atomic(tmp_path / "a.md", NEW, root=tmp_path)


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(WriteError, match="not a regular file"):
        write_atomic(tmp_path / "a.md", NEW, root=tmp_path)


def test_a_name_as_long_as_names_can_be(file: Path) -> None:
    long = file.parent / ("n" * 252 + ".md")
    long.write_bytes(OLD)
    write_atomic(long, NEW, root=file.parent)
    assert long.read_bytes() == NEW


def test_what_a_killed_program_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import os; print(os.getpid())"], stdout=subprocess.PIPE) as gone:
        pid = int(gone.communicate()[0])
    stray = tmp_path / f".agentlint-{pid}-0123456789abcdef.tmp"
    kept = [
        tmp_path / f".agentlint-{os.getpid()}-0123456789abcdef.tmp",  # of a program that runs
        tmp_path / f".agentlint-{pid}-notes.tmp",
        tmp_path / f"agentlint-{pid}-0123456789abcdef.tmp",
        tmp_path / "below" / stray.name,
    ]
    kept[-1].parent.mkdir()
    for path in (stray, *kept):
        path.write_bytes(NEW)
    folder = tmp_path / f".agentlint-{pid}-fedcba9876543210.tmp"
    folder.mkdir()
    remove_strays([str(tmp_path), str(tmp_path / "no such folder")])
    assert not stray.exists()
    assert all(path.exists() for path in (folder, *kept))


def test_the_name_of_a_temporary_file_is_known_as_one(tmp_path: Path) -> None:
    program = "from agentlint.fix.strays import temporary_name as t; print(t())"
    name = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / name).touch()
    remove_strays([str(tmp_path)])
    assert names(tmp_path) == []
