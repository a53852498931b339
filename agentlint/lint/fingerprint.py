"""An identity for a finding that outlives edits elsewhere in its file."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.source import Source

_LONGEST_TEXT = 500


def with_fingerprints(found: Iterable[Diagnostic], source: Source | None, place: str | None = None) -> list[Diagnostic]:
    """The findings, each with its fingerprint: 32 hexadecimal digits of its rule, its path and what it is about.

    `place` is the path to use for all of them, relative to what does not depend on where the program is run; without it
    that of each finding counts. Else as `identities`.
    """
    listed = list(found)
    result = []
    for diagnostic, about in zip(listed, _about(listed, source), strict=True):
        path = diagnostic.path if place is None else place
        result.append(replace(diagnostic, fingerprint=_hash((diagnostic.rule, path, *about), 16)))
    return result


def identities(found: Sequence[Diagnostic], source: Source | None) -> list[str]:
    """What tells each finding from the others of its rule and file, wherever the file lies: 16 hexadecimal digits.

    That is the text at its span where there is a `source`, its message where that is a secret, else the paths of its
    related places. The k-th finding of the same rule about the same text counts as another.
    """
    return [_hash(about, 8) for about in _about(found, source)]


def _about(found: Sequence[Diagnostic], source: Source | None) -> list[tuple[str, ...]]:
    counts: Counter[tuple[str, ...]] = Counter()
    result = []
    for diagnostic in found:
        span = diagnostic.span
        if diagnostic.conceal:
            about: tuple[str, ...] = (diagnostic.message,)
        elif source is not None:
            text = source.text[span.start : min(span.end, span.start + _LONGEST_TEXT)]
            about = (" ".join(text.split()),)
        else:
            about = tuple(sorted({related.location.path for related in diagnostic.related}))
        key = (diagnostic.rule, *about)
        counts[key] += 1
        result.append((*about, str(counts[key])))
    return result


def _hash(parts: tuple[str, ...], size: int) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
