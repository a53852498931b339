"""An identity for a finding that outlives edits elsewhere in its file."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentlint.diagnostic import Diagnostic
    from agentlint.source import Source

_LONGEST_TEXT = 500


def with_fingerprints(found: Iterable[Diagnostic], source: Source | None) -> list[Diagnostic]:
    """The findings, each with its fingerprint: 32 hexadecimal digits of its rule, its path and what it is about.

    That is the text at its span where there is a `source`, else the paths of its related places. The k-th finding of
    the same identity counts as another.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    result = []
    for diagnostic in found:
        span = diagnostic.span
        if source is not None:
            text = source.text[span.start : min(span.end, span.start + _LONGEST_TEXT)]
            about: tuple[str, ...] = (" ".join(text.split()),)
        else:
            about = tuple(sorted({related.location.path for related in diagnostic.related}))
        key = (diagnostic.rule, diagnostic.path, *about)
        counts[key] += 1
        data = "\0".join((*key, str(counts[key]))).encode("utf-8", "surrogatepass")
        result.append(replace(diagnostic, fingerprint=hashlib.blake2b(data, digest_size=16).hexdigest()))
    return result
