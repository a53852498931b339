"""Whether what follows a ` #` was meant as a comment or as text: judged by its shape and by the key."""

from __future__ import annotations

import re
from enum import Enum

from agentlint.api import lazy_pattern

_PROSE = frozenset({"description", "when_to_use", "argument-hint"})
_SHORT = frozenset({"name", "title"})
_COLOURS = frozenset({"color", "colour"})
_NOTE = lazy_pattern(
    r"agentlint|noqa|todo\b|fixme\b|xxx\b|hack\b|note\b|nb\b|optional\b|required\b|recommended\b|deprecated\b|default\b"
    r"|e\.g\.|i\.e\.|for example\b|eslint|prettier|yamllint|pragma\b|max\b|min\b|(?:up to )?\d[\d,.]* (?:char|word)"
    r"|(?:<-|←|\^)",
    re.IGNORECASE,
)
_PLACEHOLDER = lazy_pattern(r"<[^<>]*>|\{+[^{}]*\}+|\[[^\[\]]*\]|\.{3}|…|TBD|TODO")
_TEMPLATE = lazy_pattern(
    r"(?:an? )?(?:brief|short|clear|concise|one[- ]line|your|what (?:this|the)|description (?:of|here))\b",
    re.IGNORECASE,
)
_HEX = lazy_pattern(r"#[0-9A-Fa-f]{3,8}\b")


class Meaning(Enum):
    """What the author meant, as far as one can see."""

    COMMENT = "comment"
    TEXT = "text"
    UNSURE = "unsure"
    """Text most likely; it may be a comment."""


def meaning_of(key: str, value: str, before: str, comment: str, pattern: str | None = None) -> Meaning:
    """What `comment`, from its `#` to the end of the line, was meant to be.

    `value` is what is left of the value, `before` what stands before the `#` on its line, from the key's colon on.
    `pattern` is that of the values that the host takes, where it has one.
    """
    if key in _COLOURS:
        word = comment.split()[0]
        taken = not value and pattern is not None and _HEX.fullmatch(word) and re.fullmatch(pattern, word)
        return Meaning.TEXT if taken else Meaning.COMMENT
    if key not in _PROSE and key not in _SHORT:
        return Meaning.COMMENT
    words = comment.lstrip("#").strip()
    gap = len(before) - len(before.rstrip(" \t"))
    if _NOTE.match(words) or _PLACEHOLDER.fullmatch(value.strip()):
        return Meaning.COMMENT
    glued = comment[1:2] not in ("", " ", "\t")
    if key in _SHORT:
        return Meaning.TEXT if glued and comment[1].isalnum() else Meaning.COMMENT
    if glued:
        return Meaning.TEXT
    if gap > 1 or "\t" in before[len(before) - gap :] or not value:
        return Meaning.COMMENT
    if (value.rstrip()[-1:] in ".!?。！？" and words[:1].isupper()) or _TEMPLATE.match(value):
        return Meaning.UNSURE
    return Meaning.TEXT
