"""Damage done to well-formed example blocks, by plain text surgery that knows nothing of the code under test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic
    from agentlint.source import Source

BLOCK = re.compile(r"<example>(?:(?!</?example>).)*</example>", re.DOTALL | re.IGNORECASE)
_GAP = r"(?:\\{1,2}n|\s)*"
_TURN_END = r"(?=\\{1,2}n|\n|\s+(?:user|assistant)\s*:|\s*</?(?:commentary|example|user|assistant|context)\b|\Z)"
_TAGGED = r"<{0}>.*?</{0}>"


@dataclass(frozen=True)
class Mutation:
    """`text` is the damaged file; the damage lies between `start` and `end`, and the block begins at `block`."""

    kind: str
    text: str
    block: int
    start: int
    end: int


def mutations(text: str, start: int, end: int) -> Iterator[Mutation]:
    """Every kind of damage that the well-formed block `text[start:end]` offers."""
    block = text[start:end]
    opener, closer = block[: len("<example>")], block[-len("</example>") :]
    inner = block[len(opener) : -len(closer)]
    gap = re.match(_GAP, inner)
    break_ = gap[0] if gap else ""

    def put(kind: str, new: str, at: int, length: int) -> Mutation:
        return Mutation(kind, text[:start] + new + text[end:], start, start + at, start + at + length)

    body = opener + re.sub(_GAP + r"\Z", "", inner)
    yield put("drop closer", body, 0, len(body))
    yield put("drop closer, keep its line", opener + inner, 0, len(opener + inner))
    yield put("closer typed as opener", opener + inner + opener, len(opener + inner), len(opener))
    yield put("empty", opener + closer, 0, len(opener + closer))
    yield put("empty over lines", opener + break_ + closer, 0, len(opener))
    yield put("stray closer behind", block + break_ + closer, len(block), len(break_ + closer))
    yield put("stray closer before", closer + break_ + block, 0, len(closer))
    for role in ("user", "assistant"):
        dropped = re.sub(
            rf"(?:(?<![\w-])|(?<=\\n)){role}\s*:.*?{_TURN_END}", "", inner, flags=re.DOTALL | re.IGNORECASE
        )
        if dropped == inner:
            dropped = re.sub(_TAGGED.format(role), "", inner, flags=re.DOTALL)
        other = "assistant" if role == "user" else "user"
        if dropped != inner and re.search(rf"{other}\s*:|<{other}>", dropped, re.IGNORECASE):
            yield put(f"drop {role} turn", opener + dropped + closer, 0, len(opener))
    commentary = re.search(r"<commentary>.*?</commentary>", inner, re.DOTALL)
    if commentary is None:
        return
    first, last = len(opener) + commentary.start(), len(opener) + commentary.end()
    tag = "</commentary>"
    cut = block[: last - len(tag)] + block[last:]
    yield put("drop </commentary>", cut, first, last - len(tag) - first)
    typed = block[: last - len(tag)] + "<commentary>" + block[last:]
    yield put("</commentary> typed as opener", typed, first, last - first)
    swapped = block[: last - len(tag)] + closer + block[last : -len(closer)] + tag
    yield put("swap closers", swapped, last - len(tag), len(swapped) - last + len(tag))
    both = block[: last - len(tag)] + closer + block[last:]
    yield put("</commentary> typed as </example>", both, last - len(tag), len(closer))
    again = block[: -len(closer)] + tag
    yield put("</example> typed as </commentary>", again, 0, len(again))
    yield put("stray </commentary>", block[:last] + break_ + tag + block[last:], last, len(break_ + tag))


def is_found(mutation: Mutation, source: Source, found: list[Diagnostic]) -> bool:
    """Whether a finding lies in the damage or on the block's opener: the right line, and the right part of the line."""
    lines = {*range(source.line_at(mutation.start), source.line_at(mutation.end) + 1), source.line_at(mutation.block)}
    return any(
        source.line_at(diagnostic.span.start) in lines
        and mutation.block - 12 <= diagnostic.span.start <= mutation.end + 1
        for diagnostic in found
    )
