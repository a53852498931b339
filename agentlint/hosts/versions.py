"""Versions of hosts compared with the versions at which facts began and ended.

A version that is written shorter stands for all that begin with it: `2.1` for every 2.1.x. A fact is taken to be
otherwise only where that holds for all of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VERSION = re.compile(r"(?:VS Code |v)?(\d{1,6}(?:\.\d{1,6}){1,5})(?![\d.-])")

Version = tuple[int, ...]


@lru_cache(maxsize=512)
def version_of(text: str | None) -> Version | None:
    """The version that a fact's `since` or `until` begins with, None for a date and the like."""
    found = _VERSION.match(text or "")
    return tuple(map(int, found[1].split("."))) if found else None


def configured_version(text: str) -> Version:
    """A version as the configuration writes it. Raises `ValueError` for other text."""
    if not re.fullmatch(r"\d{1,6}(?:\.\d{1,6}){0,5}", text):
        raise ValueError(text)
    return tuple(map(int, text.split(".")))


def is_before(version: Version | None, since: str | None) -> bool:
    """Whether a host of that version does not know yet what came with `since`. False where either is unknown."""
    came = version_of(since)
    if version is None or came is None:
        return False
    length = min(len(version), len(came))
    return version[:length] < came[:length]


def is_up_to(version: Version | None, until: str | None) -> bool:
    """Whether a host of that version still knows what `until` was the last to know. False where either is unknown."""
    last = version_of(until)
    if version is None or last is None:
        return False
    length = min(len(version), len(last))
    return version[:length] < last[:length] or (
        version[:length] == last[:length] and len(version) >= len(last) == length
    )
