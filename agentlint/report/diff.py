"""Changes as a unified diff that `git apply` and `patch -p1` take."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.report.look import Look


class Change(Protocol):
    """A file's whole text before and after."""

    @property
    def path(self) -> str:
        """POSIX path under which the file is reported."""

    @property
    def before(self) -> str:
        """Text as on disk."""

    @property
    def after(self) -> str:
        """Text with the fixes."""


def render_diff(changes: Sequence[Change], look: Look) -> Iterator[str]:
    """The diff in pieces, each a line with its line break; nothing for texts that are equal."""
    for change in changes:
        before, after = _lines(change.before), _lines(change.after)
        name = change.path.replace("\n", "\\n").replace("\t", "\\t")
        for line in unified_diff(before, after, f"a/{name}", f"b/{name}"):
            yield _shown(line, look)


def _lines(text: str) -> list[str]:
    """Lines with their line feeds: only those, since a diff knows no other line end."""
    lines = text.split("\n")
    last = lines.pop()
    return [*(line + "\n" for line in lines), *([last] if last else [])]


def _shown(line: str, look: Look) -> str:
    tail = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
    if not look.color:
        return line + tail
    body = line.removesuffix("\n")
    end = "\n" if line.endswith("\n") else tail
    if body.startswith(("--- ", "+++ ")):
        return look.paint(body, "bold") + end
    if body.startswith("@@"):
        return look.paint(body, "cyan") + end
    if body.startswith("+"):
        return look.paint(body, "green") + end
    if body.startswith("-"):
        return look.paint(body, "red") + end
    return body + end
