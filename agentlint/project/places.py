"""Where something stands in a TOML file, for messages: `tomllib` tells values, and not where they are."""

from __future__ import annotations

import re

from agentlint.patterns import lazy_pattern

_HEADER = lazy_pattern(r"^[ \t]*\[\[?([^\[\]#]+)\]\]?")
_WORD = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_ASSIGNMENT = lazy_pattern(rf"^[ \t]*({_WORD}(?:[ \t]*\.[ \t]*{_WORD})*)[ \t]*=")
_PART = lazy_pattern(r"[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'")
_TEXT_OR_COMMENT = lazy_pattern(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|(#.*)")


def line_of_key(text: str, dotted: str) -> int | None:
    """1-based line on which a key is set, or on which the first table below it begins; None if it is not found."""
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            table = here = _plain(header[1])
        else:
            assignment = _ASSIGNMENT.match(line)
            if assignment is None:
                continue
            here = f"{table}.{_plain(assignment[1])}".lstrip(".")
        if here == dotted or here.startswith(dotted + "."):
            return number
    return None


def line_of_word(text: str, word: str, first: int = 1) -> int | None:
    """1-based line, `first` or later, that holds a word as a whole outside of comments; None if there is none."""
    whole = re.compile(rf"(?<![\w:-]){re.escape(word)}(?![\w:-])")
    for number, line in enumerate(text.split("\n"), 1):
        if number < first or word not in line:
            continue
        comment = next((found.start(1) for found in _TEXT_OR_COMMENT.finditer(line) if found[1]), len(line))
        if whole.search(line, 0, comment):
            return number
    return None


def _plain(dotted: str) -> str:
    return ".".join(part.strip("\"'") for part in _PART.findall(dotted))
