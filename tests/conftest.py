"""Fixtures that every test folder shares."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the project; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, which is not here")
    return SHARED


@pytest.fixture(scope="session")
def corpus(shared: Path) -> Path:
    """The corpus, unpacked once for all workers and runs. Read only: copy a file before changing it."""
    archive = shared / "corpus" / "dev.tar.gz"
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


@pytest.fixture(scope="session")
def seeds(shared: Path) -> Path:
    """The five files that the project was created from."""
    return shared / "seeds"
