"""The corpus of real prompt files beside the project: test data that is never part of it.

`../shared/corpus/dev.tar.gz` holds `owner+name/<path in the repository>`. It is unpacked once into the temporary
folder, for all tests and tools, and must not be written to.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def unpack(archive: Path = SHARED / "corpus" / "dev.tar.gz") -> Path:
    """Folder of the unpacked corpus. Raises `FileNotFoundError` where there is no archive."""
    stat = archive.stat()
    key = hashlib.sha256(f"{archive}:{stat.st_size}:{stat.st_mtime_ns}".encode()).hexdigest()[:16]
    target = Path(tempfile.gettempdir()) / f"agentlint-corpus-{key}"
    if not target.is_dir():
        unpacked = Path(tempfile.mkdtemp(prefix="agentlint-corpus-", dir=target.parent))
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
        try:
            os.rename(unpacked, target)  # noqa: PTH104 (atomic; the loser of a race keeps the winner's copy)
        except OSError:
            shutil.rmtree(unpacked, ignore_errors=True)
    return target


def repositories(corpus: Path) -> list[Path]:
    """One folder per repository, in order of name."""
    return sorted(path for path in corpus.iterdir() if path.is_dir())


def markdown_files(folder: Path) -> list[Path]:
    """All `.md` and `.mdc` files below, in order of path."""
    return sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".mdc") and p.is_file())
