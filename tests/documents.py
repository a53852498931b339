"""The documents of this project, taken apart: fenced blocks, and code between backticks in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tools.corpus import ROOT

_FENCE = re.compile(r"^( *)(`{3,})([^`\n]*)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"`([^`\n]+)`:\n\n$")
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True)
class Block:
    """A fenced block: the page, its 1-based line, the language, the text, and the path that the line above names."""

    page: str
    line: int
    language: str
    text: str
    path: str | None = None

    @property
    def where(self) -> str:
        """Page and line."""
        return f"{self.page}:{self.line}"


@cache
def pages() -> dict[str, str]:
    """Path to text of every document that users and developers read, without the cases of rules."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "rules/agentlint_rules").glob("*/README.md")]
    found += [ROOT / "examples/README.md", *(ROOT / "examples/plugin").rglob("README.md")]
    return {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in sorted(found)}


def blocks_of(page: str, text: str) -> list[Block]:
    """The fenced blocks of a page, those within other blocks left out."""
    return [
        Block(page, text.count("\n", 0, m.start()) + 1, m[3].partition(" ")[0], m[4], named[1] if named else None)
        for m in _FENCE.finditer(text)
        for named in [_NAMED.search(text, 0, m.start())]
    ]


@cache
def blocks() -> tuple[Block, ...]:
    """The fenced blocks of all pages."""
    return tuple(block for page, text in pages().items() for block in blocks_of(page, text))


def code_spans(text: str) -> list[str]:
    """What stands between backticks outside of fenced blocks."""
    return _SPAN.findall(_FENCE.sub("", text))
