"""What is kept of a body so that it can be compared with thousands of others: a few hundred characters.

A body is the set of its *phrases*: what stands between marks of sentences and line breaks, in lower case. Of
their hashes the `SIZE` smallest are kept. By these alone the share of phrases that two bodies have in common can be
told: the smallest hashes of both together are a fair draw of all their phrases (Broder's bottom-k sketch), and where a
body has no more than `SIZE` phrases they are all of them.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from agentlint_rules._marks import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZE = 64
DIGITS = 8
"""Hexadecimal digits of a hash."""
LAST = 16
"""Of those that share a hash each is compared with so many before it: of a large family of copies no pair is needed."""
MARKS = 1021
"""Bits by which it is told at a glance that one lacks many hashes of another."""

_ROUNDING = 1e-9
_WIDE_MARKS = [mark.encode() for mark in "。、，：；！？"]
_ENDS = b"\n\r.,:;!?|#"
"""ASCII marks that end a phrase; all other marks and blanks are left out."""
_LEFT_OUT = bytes(at for at in range(128) if not chr(at).isalnum() and at not in _ENDS)
_ENDS_AS_LINES = bytes.maketrans(_ENDS, b"\n" * len(_ENDS))
WORD = 5
"""Bytes that are counted as a word: letters of most scripts, or two characters of those that write no blanks."""


class Sketch(NamedTuple):
    """`digest` is that of the whole text, `words` about its length, `hashes` the smallest of its phrases, ascending."""

    digest: str
    words: int
    hashes: tuple[int, ...]


def sketch(text: str) -> Sketch:
    """The sketch of a body: the same for texts that differ in blanks, case, punctuation and Markdown's marks alone."""
    data = text.lower().encode("utf-8", "surrogatepass")
    if len(data) > len(text):
        for mark in _WIDE_MARKS:
            data = data.replace(mark, b"\n")
    data = data.translate(_ENDS_AS_LINES, _LEFT_OUT)
    phrases = set(data.split(b"\n"))
    phrases.discard(b"")
    whole = data.translate(None, b"\n")
    digest = hashlib.sha256(whole).hexdigest()[:16]
    return Sketch(digest, len(whole) // WORD, tuple(sorted(set(map(crc32, phrases)))[:SIZE]))


def pack(hashes: Sequence[int]) -> str:
    """Hashes as a text for the facts."""
    return "".join(f"{value:0{DIGITS}x}" for value in hashes)


def unpack(text: str) -> tuple[int, ...]:
    """The hashes of a packed text."""
    return struct.unpack(f">{len(text) // DIGITS}I", bytes.fromhex(text))


def resemblance(left: Sequence[int], right: Sequence[int]) -> float:
    """Share of the phrases of both that each has, 0 to 1; an estimate where there are more than `SIZE`."""
    both = set(left) | set(right)
    drawn = sorted(both)[:SIZE] if max(len(left), len(right)) >= SIZE else both
    return len(set(left).intersection(right, drawn)) / len(drawn) if drawn else 0.0


def near(sketches: Sequence[Sequence[int]], least: float) -> Iterator[tuple[int, int, float]]:
    """Places of the pairs that resemble each other to `least` or more, ascending, and how much they do.

    Two that do have so many hashes in common that, in whatever order all are put, each has one of them among the first
    few of its own. So only these are indexed, the rarest first, and no pair is missed but among more than `LAST` that
    share a hash.
    """
    index: dict[int, list[int]] = {}
    known = Counter(chain.from_iterable(sketches))
    sets = [frozenset(hashes) for hashes in sketches]
    marks = [mark(hashes, MARKS) for hashes in sketches]
    for at, hashes in enumerate(sketches):
        first = len(hashes) - ceil(least * len(hashes) - _ROUNDING) + 1
        rarest = sorted(hashes, key=lambda value: (known[value], value))
        others: set[int] = set()
        for value in rarest[:first]:
            if known[value] == 1:
                continue
            sharing = index.setdefault(value, [])
            others.update(sharing[-LAST:])
            sharing.append(at)
        own, own_marks, size = sets[at], marks[at], len(hashes)
        for other in sorted(others):
            # No fewer are drawn than the longer of both has, so most pairs need no closer look, nor even a count.
            needed = least * max(size, len(sketches[other])) - _ROUNDING
            if (own_marks & ~marks[other]).bit_count() > size - needed or len(own & sets[other]) < needed:
                continue
            share = resemblance(sketches[other], hashes)
            if share >= least:
                yield other, at, share
