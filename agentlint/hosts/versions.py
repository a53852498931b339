"""The version of a host that is in use, compared with the versions and dates at which facts began and ended.

Whatever is written shorter stands for all that begin with it: `2.1` for every 2.1.x, `2026-01` for each of its days. A
fact is taken to be otherwise only where that holds for all of them. A version and a date are compared where releases of
the host are known whose version and date lie between the two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERSION = lazy_pattern(r"(?:VS Code |v)?(\d{1,6}(?:\.\d{1,6}){1,5})(?![\d.-])")
_DATE = lazy_pattern(r"(?<![\d.])(20\d\d-\d\d(?:-\d\d)?)(?!\d)")

Version = tuple[int, ...]
Date = tuple[int, ...]
"""Year, month, and the day if it is known."""


@record()
class Moment:
    """When a fact began or ended: in a version of the host, at a date, or both. None for what is not known."""

    version: Version | None
    date: Date | None


@record()
class InUse:
    """The host that is in use. `written` is what the configuration says.

    `version` or `date` is what that names. The other is a bound: the host is older than `below`, or came no later than
    `date`; None where that is not known.
    """

    written: str
    version: Version | None
    date: Date | None
    below: Version | None = None


@lru_cache(maxsize=512)
def moment_of(text: str | None) -> Moment:
    """What the `since` or `until` of a fact names."""
    version, date = _VERSION.match(text or ""), _DATE.search(text or "")
    return Moment(_numbers(version[1], ".") if version else None, _numbers(date[1], "-") if date else None)


def phrase(since: str | None) -> str:
    """How a fact began, after "it", such as "came with 2.1.63"."""
    version, date = _VERSION.match(since or ""), _DATE.search(since or "")
    if version:
        return f"came with {version[1]}"
    if date is None:
        return "came later"
    return f"is documented since {date[1]}" if (since or "").startswith("docs ") else f"came in {date[1]}"


@lru_cache(maxsize=64)
def in_use(text: str, releases: Sequence[tuple[str, str]] = ()) -> InUse:
    """A version (`2.1.50`, `2.1`) or date (`2026-01-08`, `2026-01`) as the configuration writes it.

    `releases` are known versions of the host with their dates. Raises `ValueError` for other text.
    """
    known = [(_numbers(version, "."), _numbers(date, "-")) for version, date in releases]
    if re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?", text):
        at = _numbers(text, "-")
        return InUse(text, None, at, min((v for v, d in known if _less(at, d)), default=None))
    if not re.fullmatch(r"\d{1,6}(?:\.\d{1,6}){0,5}", text):
        raise ValueError(text)
    version = _numbers(text, ".")
    dates = [d for v, d in known if _less(version, v) or version == v]
    return InUse(text, version, min(dates, default=None))


def is_before(host: InUse | None, since: str | None) -> bool:
    """Whether that host does not know yet what came with `since`. False where either is unknown."""
    if host is None:
        return False
    came = moment_of(since)
    if came.version is not None and host.version is not None:
        return _less(host.version, came.version)
    if came.version is not None and host.below is not None:
        return host.below <= came.version
    return came.date is not None and host.date is not None and _less(host.date, came.date)


def is_up_to(host: InUse | None, until: str | None) -> bool:
    """Whether that host still knows what `until` was the last to know. False where either is unknown."""
    if host is None:
        return False
    last = moment_of(until)
    if last.version is not None and host.version is not None:
        return _less(host.version, last.version) or _within(host.version, last.version)
    if last.version is not None and host.below is not None:
        return host.below <= last.version
    return (
        last.date is not None
        and host.date is not None
        and (_less(host.date, last.date) or _within(host.date, last.date))
    )


def _numbers(text: str, mark: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(mark)))


def _less(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether all that begin with `one` come before all that begin with `other`."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _within(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether all that begin with `one` begin with `other`."""
    return one[: len(other)] == other
