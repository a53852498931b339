"""Fixtures that every test folder shares."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tools.corpus import SHARED, unpack

if TYPE_CHECKING:
    from pathlib import Path

# The same examples each time, so that a red run is a change's fault; HYPOTHESIS_PROFILE=random looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("random", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "repeatable")
settings.load_profile(PROFILE)
if PROFILE == "repeatable":
    # Else examples depend on the literals of whichever modules the tests before have imported.
    providers._get_local_constants = providers.Constants


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the project; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, which is not here")
    return SHARED


@pytest.fixture(scope="session")
def corpus(shared: Path) -> Path:
    """The corpus, unpacked once for all workers and runs. Read only: copy a file before changing it."""
    return unpack(shared / "corpus" / "dev.tar.gz")


@pytest.fixture(scope="session")
def seeds(shared: Path) -> Path:
    """The five files that the project was created from."""
    return shared / "seeds"
