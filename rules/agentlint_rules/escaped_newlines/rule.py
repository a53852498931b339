r"""escaped-newlines: the two characters `\n` in a description, where a line break was meant or a path is hurt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Rule, Scalar, ScalarStyle, Severity, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File

_KEYS = ("description", "when_to_use")
_HIT = lazy_pattern(r"\\n")
_WORD = lazy_pattern(r"[^\s\"'`<>()\[\]]*")
_PATH = lazy_pattern(r"[C-HX-Zc-hx-z]:\\|\\\\|\.{1,2}\\|~\\|%\w+%\\|\$\w+\\")
_FOLDERS = lazy_pattern(r"[\w.-]+(?:\\[a-z_][\w.-]*){2,}")
_OTHER_PART = lazy_pattern(r"\\[^ntr\\]")
_UNPRINTABLE = lazy_pattern(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\x85\u2028\u2029]"
)
_TURN = lazy_pattern(r"(?:user|assistant|context|commentary|examples?)\b", re.IGNORECASE)
_MAX_WORD = 120


class EscapedNewlines(Rule):
    """Looks for a backslash and an n in what YAML makes of the description."""

    name = "escaped-newlines"
    summary = "Literal `\\n` in a description, as it is typed or doubly escaped"
    severity = Severity.INFO
    tags = ("description",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding for line breaks and one for paths in each text."""
        header = file.frontmatter
        for key in _KEYS:
            entry = header.get(key) if header is not None else None
            if entry is None or not isinstance(entry.value, Scalar) or "\\n" not in entry.value.value:
                continue
            scalar = entry.value
            hits = [m.start() for m in _HIT.finditer(scalar.value)]
            paths = {at for at in hits if _in_path(scalar.value, at)}
            breaks = [at for at in hits if at not in paths and not _named(scalar.value, at)]
            if breaks:
                yield self._breaks(file, key, scalar, breaks)
            if paths and _breaks_lines(file) and key == "description":
                yield self._path(scalar, min(paths))

    def _breaks(self, file: File, key: str, scalar: Scalar, breaks: list[int]) -> Diagnostic:
        host = HOSTS[file.kind.host].name
        known = file.kind.parser is not None and not file.reading.assumed
        if _breaks_lines(file):
            does = f"; only {host} breaks the line there"
        else:
            does = f"; {host} shows it as it is" if known and file.kind.kind in ("agent", "skill") else ""
        double = "doubly escaped `\\\\n`" if scalar.style is ScalarStyle.DOUBLE else "literal `\\n`"
        times = f" {len(breaks)} times" if len(breaks) > 1 else ""
        fixes: tuple[Fix, ...] = ()
        header = file.frontmatter
        if header is not None and header.status == "valid":
            fixes = _fixes(file, scalar, breaks)
        return self.report(
            scalar.source_span(breaks[0], breaks[0] + 2),
            f"`{key}` holds {double}{times}{does}",
            help=f"Write `{key}: |-` and the text below it, indented, with real line breaks.",
            fixes=fixes,
        )

    def _path(self, scalar: Scalar, at: int) -> Diagnostic:
        start, end = _word(scalar.value, at)
        word = scalar.value[start:end]
        shown = word if len(word) <= 30 else word[:27] + "..."
        return self.report(
            scalar.source_span(start, end),
            f"Claude Code reads the `\\n` in `{shown}` as a line break",
            severity=Severity.WARNING,
            help="Write the path with slashes.",
        )


def _breaks_lines(file: File) -> bool:
    return file.kind.host == "claude-code" and file.kind.kind == "agent"


def _word(text: str, at: int) -> tuple[int, int]:
    """The run of characters without blanks, quotes and brackets around an offset, within bounds."""
    start = at
    while start > max(0, at - _MAX_WORD) and not (text[start - 1].isspace() or text[start - 1] in "\"'`<>()[]"):
        start -= 1
    found = _WORD.match(text, at, at + _MAX_WORD)
    return start, found.end() if found else at


def _in_path(text: str, at: int) -> bool:
    r"""Whether `\n` begins a part of a path: `C:\new`, `.\node`, `src\app\new`."""
    if not (text[at + 2 : at + 3].islower() or text[at + 2 : at + 3] in ("_", ".")):
        return False
    start, end = _word(text, at)
    if (start and text[start - 1] in ")]>") or _TURN.match(text, at + 2):
        return False
    word = text[start:end]
    return bool(_PATH.match(word) or (_FOLDERS.fullmatch(word) and _OTHER_PART.search(word)))


def _named(text: str, at: int) -> bool:
    r"""Whether `\n` is spoken of: alone between quotes or backticks, or with other escapes there."""
    before, after = text[max(0, at - 1) : at], text[at + 2 : at + 3]
    if before in ("`", "'", '"') and after == before:
        return True
    return text[at + 2 : at + 4] == "\\t" or text[max(0, at - 2) : at] == "\\r"


def _fixes(file: File, scalar: Scalar, breaks: list[int]) -> tuple[Fix, ...]:
    r"""The text as a literal block. Unsafe: hosts that show `\n` as typed read another text, and Cursor no block."""
    pieces, at = [], 0
    for hit in breaks:
        pieces.append(scalar.value[at:hit])
        at = hit + 2
    pieces.append(scalar.value[at:])
    text = "\n".join(pieces).strip()
    if not text or "---" in text or _UNPRINTABLE.search(text):
        return ()
    newline = file.source.preferred_newline
    lines = [line.rstrip() for line in text.split("\n")]
    block = newline.join(["|-", *(f"  {line}" if line else "" for line in lines)])
    return (Fix("Write the text as a block with real line breaks", (Edit(scalar.span, block),), Applicability.UNSAFE),)
