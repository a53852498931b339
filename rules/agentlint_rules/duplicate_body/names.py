"""What the names of two files say about whether their bodies are meant to be alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import lazy_pattern

if TYPE_CHECKING:
    from agentlint.api import File

MAX_NAME = 100
START = 4
"""Letters that a word has at least to stand for a longer one."""
_WORD = lazy_pattern(r"[^\W_]+")
_CAMEL = lazy_pattern(r"(?<=[a-z0-9])(?=[A-Z])")


def called(file: File) -> str:
    """The name in the header, else that of the skill's folder or of the file."""
    header = file.frontmatter
    entry = header.get("name") if header is not None else None
    written = " ".join((entry.text or "").split()) if entry is not None else ""
    *folders, last = file.path.split("/")
    stem = last.split(".")[0]
    return (written or (folders[-1] if folders and stem.lower() == "skill" else stem))[:MAX_NAME]


def own_words(name: str) -> list[str]:
    """Words of a name in lower case, camel case taken apart."""
    return _WORD.findall(_CAMEL.sub(" ", name).lower())


def are_one(left: str, right: str) -> bool:
    """Whether two names are one, or differ by a number alone: worker-1 and worker-2 are made to be alike."""
    one, other = ([word for word in own_words(name) if not word.isdecimal()] for name in (left, right))
    return one == other


def begins_alike(one: str, other: str) -> bool:
    """Whether two words are one, or one is the beginning of the other: "infra" and "infrastructure"."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= START and long.startswith(short))
