"""Where a project begins: the nearest configuration or `.git`, else the folder that holds the host folder.

Paths here are absolute strings. Every folder is looked at once in a run, so that thousands of files in one tree cost a
few system calls each folder and none each file.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIGURATION_NAMES = ("agentlint.toml", ".agentlint.toml", "pyproject.toml")

_TABLE = lazy_pattern(rb"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*agentlint[ \t]*[].]", re.MULTILINE)


@record()
class Project:
    """The files among which cross-file rules look.

    `root` is its folder; `base` the folder to which paths are relative when their kind is found out (above `root` where
    `root` itself lies in a host folder, such as a `.claude` folder that is a repository of its own). `found_by` says
    what made it the root; `named` that nothing did, and that the project is what the user named.
    """

    root: str
    base: str
    found_by: Literal["configuration", "git", "host-folder", "named"]


@record()
class _Folder:
    configuration: str | None
    has_git: bool


class Roots:
    """Finds configurations and roots, each folder looked at once."""

    def __init__(self) -> None:
        self._folders: dict[str, _Folder] = {}
        self._configurations: dict[str, str | None] = {}
        self._git: dict[str, str | None] = {}
        self._projects: dict[str, Project | None] = {}

    def configuration(self, folder: str) -> str | None:
        """The nearest configuration file at or above an absolute folder, or None."""
        return _climb(folder, self._configurations, lambda at: self._look(at).configuration)

    def git(self, folder: str) -> str | None:
        """The nearest folder at or above that has a `.git`, or None."""
        return _climb(folder, self._git, lambda at: at if self._look(at).has_git else None)

    def project(self, folder: str) -> Project | None:
        """The project of the files in a folder; None for loose ones."""
        if folder not in self._projects:
            self._projects[folder] = self._find(folder)
        return self._projects[folder]

    def _find(self, folder: str) -> Project | None:
        configuration = self.configuration(folder)
        git = self.git(folder)
        if configuration is not None and (git is None or len(os.path.dirname(configuration)) >= len(git)):
            root = os.path.dirname(configuration)
            return Project(root, detection_base(root), "configuration")
        if git is not None:
            return Project(git, detection_base(git), "git")
        above = above_host_folder(folder)
        return Project(above, above, "host-folder") if above is not None else None

    def _look(self, folder: str) -> _Folder:
        known = self._folders.get(folder)
        if known is None:
            found = None
            for name in CONFIGURATION_NAMES:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and (name != "pyproject.toml" or _has_table(path)):
                    found = path
                    break
            known = _Folder(found, os.path.exists(os.path.join(folder, ".git")))
            self._folders[folder] = known
        return known


def above_host_folder(folder: str) -> str | None:
    """The folder that holds the outermost host folder (`.claude` …) on the way to `folder`, or None."""
    parts = folder.replace(os.sep, "/").split("/")
    for index, part in enumerate(parts):
        if index and part in host_folders():
            return os.sep.join(parts[:index]) or os.sep
    return None


def detection_base(root: str) -> str:
    """The folder to which paths of a project are relative for detection: above the host folder that holds the root.

    A worktree below `.claude/worktrees` is a copy of the whole project, and its own base.
    """
    parts = root.replace(os.sep, "/").split("/")
    if "worktrees" in parts:
        return root
    return above_host_folder(root) or root


@cache
def host_folders() -> frozenset[str]:
    """Names of hidden folders in which some host looks for files, such as `.claude`."""
    from agentlint.hosts.catalog import KINDS

    names = set()
    for kind in KINDS.values():
        for glob in kind.globs:
            for part in glob.split("/")[:-1]:
                if part.startswith("."):
                    names.add(part)
                    break
    return frozenset(names)


def _climb(folder: str, memory: dict[str, str | None], look: Callable[[str], str | None]) -> str | None:
    """What `look` says of the folder or of the nearest one above it; every folder on the way is remembered."""
    passed = []
    at = folder
    while at not in memory:
        passed.append(at)
        found = look(at)
        above = os.path.dirname(at)
        if found is not None or above == at:
            memory[at] = found
            break
        at = above
    for one in passed:
        memory[one] = memory[at]
    return memory[at]


def _has_table(path: str) -> bool:
    """Whether a pyproject.toml has settings for agentlint. One that is not TOML has them if it names the table."""
    import tomllib

    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    if b"agentlint" not in data:
        return False
    try:
        tool = tomllib.loads(data.decode("utf-8")).get("tool")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return _TABLE.search(data) is not None
    return isinstance(tool, dict) and "agentlint" in tool
