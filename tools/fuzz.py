"""Look for files that the formatter damages: `python -m tools.fuzz [--seconds 60] [--seed 0] [PATH …]`.

Takes texts (the cases of tests/format, or the files in PATH), damages and mixes them, formats the result and asks
`problems` what is wrong. A failure is made as small as it goes and printed as a case for tests/format/regressions.md.
The same seed tries the same texts in the same order. Exits 1 where something was found.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from agentlint.format.formatter import format_source
from agentlint.hosts.catalog import KINDS
from agentlint.source import Source
from tools.corpus import ROOT
from tools.formatting import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OWNERS = ("claude-code/agent", "claude-code/skill", "claude-code/command", "cursor/rule", "opencode/agent")
PIECES = (
    "\n",
    "\n\n\n",
    "\r\n",
    "\r",
    "  \n",
    "\t",
    " ",
    "---\n",
    "```\n",
    "```md\n",
    "~~~\n",
    "- ",
    "1. ",
    "> ",
    "# ",
    "    ",
    "<example>\n",
    "</example>\n",
    "<pre>",
    "<!--",
    "-->",
    "|",
    "|---|",
    "[a]: b\n",
    "\\",
    "`",
    "*",
    "\ufeff",
    "\u2028",
    "\0",
    "$ARGUMENTS",
    "{{x}}",
    "@file",
    ": ",
    "#",
    "'",
    '"',
    "&a ",
    "*a",
    "[",
    "{",
    "name: x\n",
    "tools: a,b\n",
    "  - c\n",
    "|\n",
)
_BLOCK = re.compile(r"^(`{4,})before[^\n]*\n(.*?)^\1\n", re.DOTALL | re.MULTILINE)


def problems(text: str, owner: str) -> list[str]:
    """What formatting a text as a file of the kind `owner` does wrong; empty where all is well."""
    kinds = (KINDS[owner],)
    try:
        once = format_source(Source("a.md", text), kinds).text
        twice = format_source(Source("a.md", once), kinds).text
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    return [*(["twice is not once"] if twice != once else []), *faults(text, once)]


def seeds(paths: Sequence[Path]) -> list[str]:
    """Texts to begin with."""
    if paths:
        files = [f for p in paths for f in (sorted(p.rglob("*.md*")) if p.is_dir() else [p])]
        return [f.read_bytes().decode("utf-8", "replace")[:20_000] for f in files]
    pages = sorted((ROOT / "tests/format").glob("*.md"))
    blocks = [found[2] for page in pages for found in _BLOCK.finditer(page.read_text("utf-8"))]
    return [block.replace("·", " ").replace("⇥", "\t") for block in blocks]


def damaged(texts: Sequence[str], chance: random.Random) -> str:
    """One of the texts after a few random changes, parts of others among them."""
    text = chance.choice(texts)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(text))
        match chance.randrange(5):
            case 0:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randint(1, 12) :]
            case 2:
                lines = text.splitlines(keepends=True) or [""]
                lines.insert(chance.randrange(len(lines) + 1), lines[chance.randrange(len(lines))])
                text = "".join(lines)
            case 3:
                other = chance.choice(texts).splitlines(keepends=True) or [""]
                first = chance.randrange(len(other))
                text = text[:at] + "".join(other[first : first + chance.randint(1, 5)]) + text[at:]
            case _:
                text = text[:at] + text[at:].replace("\n", chance.choice(["\r\n", "\n\n", " \n", "\r"]), 1)
    return text


def smallest(text: str, fails: Callable[[str], bool]) -> str:
    """The text without all lines, then characters, that the failure does not need."""
    for pieces in (text.splitlines(keepends=True), None):
        parts = pieces if pieces is not None else list(text)
        size = max(len(parts) // 2, 1)
        while size and len(parts) < 5000:
            at = 0
            while at < len(parts):
                shorter = parts[:at] + parts[at + size :]
                if fails("".join(shorter)):
                    parts = shorter
                else:
                    at += size
            size = size // 2 if size > 1 else 0
        text = "".join(parts)
    return text


def fuzz(
    texts: Sequence[str], seed: int, *, seconds: float = 0, tries: int = 0
) -> tuple[int, list[tuple[str, str, str]]]:
    """Number of texts tried, and (owner, smallest text, problem) for each kind of failure, the first of its kind."""
    chance = random.Random(seed)
    end = monotonic() + seconds
    found: dict[str, tuple[str, str, str]] = {}
    count = 0
    while count < tries or (seconds and monotonic() < end):
        count += 1
        text, owner = damaged(texts, chance), chance.choice(OWNERS)
        wrong = problems(text, owner)
        if wrong and wrong[0] not in found:
            kind = wrong[0]
            found[kind] = (owner, smallest(text, lambda t, k=kind, o=owner: k in problems(t, o)), kind)  # type: ignore[misc]
    return count, list(found.values())


def main() -> int:
    """Search and print."""
    parser = argparse.ArgumentParser(description="Look for files that the formatter damages.")
    parser.add_argument("paths", nargs="*", type=Path, help="files and folders to begin with, such as the corpus")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    count, found = fuzz(seeds(arguments.paths), arguments.seed, seconds=arguments.seconds)
    for owner, text, problem in found:
        print(f"## {problem}\n\n`{owner}`: {text!r}\n")
    print(f"{count} texts, {len(found)} kinds of failure", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
