"""`cases.md`: test cases of a rule as prose, files and expectations. Parsing, and rewriting the expectations in place.

A document begins with `# rule-name`; each `##` is one case. In a case

- a line that is only a path in backticks and a colon names the next fenced block as a file; words in the info string
  change its bytes: `crlf`, `cr`, `mixed` (CRLF on every second line), `bom`, `no-final-newline`;
- a block `toml` is the configuration (one before the first case holds for all);
- a block `diagnostics` holds the findings expected, one a line, empty for none;
- blocks ``fixed `path` `` and ``unsafe `path` `` hold a whole file after `--fix` and after `--fix --unsafe-fixes`, its
  bytes changed as those of the file that it was, unless words in its own info string say how (`lf`: not at all).
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import Literal

from agentlint.records import record

BlockKind = Literal["file", "config", "diagnostics", "fixed", "unsafe", "other"]

MODIFIERS = frozenset({"lf", "crlf", "cr", "mixed", "bom", "no-final-newline"})
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^\r\n]*)$")
_PATH_LINE = re.compile(r"`([^`]+)`:[ \t]*$")
_PATH = re.compile(r"`([^`]+)`")


class CaseError(ValueError):
    """A document of cases is not well formed. `line` is 1-based."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


@record()
class Block:
    """A fenced block. `line` is that of its opening fence, 1-based; `lines` its content; `marker` the fence."""

    kind: BlockKind
    line: int
    marker: str
    lines: tuple[str, ...]
    path: str | None = None
    language: str = ""
    modifiers: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The content, each line ended by a line feed."""
        return "".join(f"{line}\n" for line in self.lines)

    def content(self, modifiers: frozenset[str] | None = None) -> str:
        """The text of the file that the block stands for, changed as its modifiers (or those given) say."""
        wanted = self.modifiers if modifiers is None else modifiers
        text = self.text
        if "no-final-newline" in wanted:
            text = text.removesuffix("\n")
        if "mixed" in wanted:
            text = "".join(
                line.replace("\n", "\r\n" if i % 2 else "\n") for i, line in enumerate(text.splitlines(True))
            )
        elif "crlf" in wanted or "cr" in wanted:
            text = text.replace("\n", "\r\n" if "crlf" in wanted else "\r")
        return "\ufeff" + text if "bom" in wanted else text


@record()
class Section:
    """A heading and the fenced blocks below it. `line` is that of the heading, `end` the line behind the section."""

    title: str
    line: int
    end: int
    blocks: tuple[Block, ...]
    prose: bool

    def of_kind(self, kind: BlockKind) -> tuple[Block, ...]:
        """The blocks of one kind, in order."""
        return tuple(block for block in self.blocks if block.kind == kind)

    def files(self) -> dict[str, Block]:
        """Path to block of each file."""
        return {block.path: block for block in self.of_kind("file") if block.path is not None}


@record()
class CaseDocument:
    """A whole document: its title, what stands before the first `##`, and the sections."""

    title: str
    head: Section
    sections: tuple[Section, ...]
    lines: tuple[str, ...] = field(repr=False)


def parse_cases(text: str) -> CaseDocument:
    """Read a document of cases (or a rule's README). Raises `CaseError` for an open fence or a path without a block."""
    lines = text.split("\n")
    headings: list[tuple[str, int]] = []
    title = ""
    blocks: list[Block] = []
    prose: set[int] = set()
    pending: tuple[str, int] | None = None
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        fence = _FENCE.match(line)
        if fence is not None and not (fence[1][0] == "`" and fence[2].count("`") % 2):
            end = _closing(lines, number, fence[1])
            blocks.append(_block(fence[1], fence[2], number, tuple(lines[number:end]), pending))
            pending = None
            number = end + 1
            continue
        if not line.strip():
            continue
        if pending is not None:
            raise CaseError(f"`{pending[0]}` is not followed by a fenced block", pending[1])
        path = _PATH_LINE.match(line)
        if path is not None:
            pending = (path[1], number)
        elif line.startswith("## "):
            headings.append((line[3:].strip(), number))
        elif line.startswith("# ") and not title:
            title = line[2:].strip().strip("`")
        else:
            prose.add(len(headings))
    if pending is not None:
        raise CaseError(f"`{pending[0]}` is not followed by a fenced block", pending[1])
    starts = [0, *(at for _, at in headings), len(lines) + 1]
    sections = [
        Section(
            headings[index - 1][0] if index else title, starts[index], starts[index + 1],
            tuple(b for b in blocks if starts[index] < b.line < starts[index + 1]), index in prose,
        )
        for index in range(len(headings) + 1)
    ]  # fmt: skip
    return CaseDocument(title, sections[0], tuple(sections[1:]), tuple(lines))


def replace_blocks(document: CaseDocument, changes: dict[int, tuple[str, ...]], added: dict[int, list[str]]) -> str:
    """The document's text with new content for some blocks, and lines put in.

    `changes`: line of a block's opening fence to its new content. `added`: lines to put in before a 1-based line.
    """
    by_line = {block.line: block for section in (document.head, *document.sections) for block in section.blocks}
    result: list[str] = []
    number = 1
    lines = document.lines
    while number <= len(lines):
        result.extend(added.get(number, ()))
        block = by_line.get(number)
        if block is None or number not in changes:
            result.append(lines[number - 1])
            number += 1
            continue
        content = changes[number]
        marker = fence_for(content, len(block.marker), block.marker[0])
        result.append(marker + lines[number - 1][len(block.marker) :])
        result.extend(content)
        result.append(marker)
        number += len(block.lines) + 2
    result.extend(added.get(len(lines) + 1, ()))
    return "\n".join(result)


def fence_for(content: tuple[str, ...], least: int = 3, character: str = "`") -> str:
    """A fence longer than any in the content."""
    longest = least - 1
    for line in content:
        run = len(line) - len(line.lstrip(character))
        longest = max(longest, run)
    return character * (longest + 1)


def _closing(lines: list[str], start: int, marker: str) -> int:
    """Index of the line that closes a fence whose content begins at index `start`."""
    for index in range(start, len(lines)):
        line = lines[index].rstrip(" \t")
        if line.startswith(marker) and not line.strip(marker[0]):
            return index
    raise CaseError("the fence is never closed", start)


def _block(marker: str, info: str, line: int, content: tuple[str, ...], pending: tuple[str, int] | None) -> Block:
    named = _PATH.search(info)
    words = _PATH.sub(" ", info).split()
    language = words[0] if words and words[0] not in MODIFIERS else ""
    modifiers = frozenset(words) & MODIFIERS
    if pending is not None:
        return Block("file", line, marker, content, pending[0], language, modifiers)
    if language in ("fixed", "unsafe"):
        if named is None:
            raise CaseError(f"a `{language}` block names no file; write it as {marker}{language} `path`", line)
        result: BlockKind = "fixed" if language == "fixed" else "unsafe"
        return Block(result, line, marker, content, named[1], language, modifiers)
    kinds: dict[str, BlockKind] = {"diagnostics": "diagnostics", "toml": "config"}
    kind = kinds.get(language, "other")
    return Block(kind, line, marker, content, None, language, modifiers)
