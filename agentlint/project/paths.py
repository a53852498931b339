"""Which paths a project holds, for the rules that look at references to files."""

from __future__ import annotations

import os
from bisect import bisect_left
from typing import TYPE_CHECKING

from agentlint.project.discovery import SKIPPED_FOLDERS
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence


@record()
class ProjectPaths:
    """The listing of a project: what git tracks or would track, else a walk by the ignore files.

    `files` are sorted, `root` and the separator before each. `whole` is False where only the host folders in the root
    were listed. What a file rule says depends on them, so a cache key must hold a digest of them for those rules.
    """

    root: str
    files: Sequence[str]
    whole: bool = True
    separator: str = os.sep

    def holds(self, path: str) -> bool | None:
        """Whether there is a file or folder at a normalised POSIX path relative to the root; None where that is not
        known: outside the root, in folders that are never listed, in other repositories, behind links to folders.
        """
        parts = path.split("/")
        if parts[0] in ("", "..", ".") or not SKIPPED_FOLDERS.isdisjoint(parts):
            return path in ("", ".") or None
        at = self.root.rstrip(self.separator)
        for index, part in enumerate(parts):
            at += self.separator + part
            place = bisect_left(self.files, at)
            is_file = place < len(self.files) and self.files[place] == at
            if is_file:
                return True if index == len(parts) - 1 else None
            inside = at + self.separator
            place = bisect_left(self.files, inside)
            if place == len(self.files) or not self.files[place].startswith(inside):
                return None if index == 0 and not self.whole else False
        return True
