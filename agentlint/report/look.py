"""How output looks: width, colour, what the reader asked for, and where paths start for whoever reads it."""

from __future__ import annotations

import posixpath
from typing import Literal

from agentlint.records import record

Style = Literal["bold", "dim", "red", "green", "yellow", "blue", "magenta", "cyan"]

_CODES: dict[Style, str] = {
    "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36",
}  # fmt: skip

SEVERITY_STYLE: dict[str, Style] = {"error": "red", "warning": "yellow", "info": "cyan"}


@record()
class Look:
    """`width` in cells; `summary`: print closing lines for people; `unsafe_fixes`: count those too; `statistics`: count
    findings per rule. `prefix`: POSIX path from the root of the repository, as a service knows it, to the working
    directory.
    """

    width: int = 80
    color: bool = False
    summary: bool = True
    unsafe_fixes: bool = False
    statistics: bool = False
    prefix: str = ""

    def paint(self, text: str, *styles: Style) -> str:
        """The text in these styles, or as it is where there is no colour."""
        if not self.color or not text:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"

    def from_root(self, path: str) -> str:
        """A reported path as the service names it that shows findings beside the files of a repository."""
        if not self.prefix or posixpath.isabs(path) or path[1:2] == ":":
            return path
        return posixpath.normpath(posixpath.join(self.prefix, path))
