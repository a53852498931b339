"""Which files there are below a folder: what git tracks or would track, else a walk that honours ignore files.

Paths are absolute strings; undecodable bytes in names are kept as lone surrogates (`os.fsdecode`).
"""

from __future__ import annotations

import os
from bisect import bisect_left
from typing import TYPE_CHECKING

from agentlint.project.root import above_host_folder, host_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pathspec import GitIgnoreSpec

    from agentlint.project.root import Roots

SKIPPED_FOLDERS = frozenset({
    ".git", ".hg", ".svn", ".jj", "node_modules", "bower_components", "__pycache__", "__pypackages__", "site-packages",
    ".venv", "venv", "virtualenv", ".tox", ".nox", ".eggs", ".cache", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    ".agentlint_cache", ".gradle", ".terraform", ".next", ".nuxt", ".yarn", ".pnpm-store",
})  # fmt: skip
"""Folders of tools and installed packages, which no listing enters; nor is a folder with a `pyvenv.cfg`."""

_GIT_SECONDS = 120
_GIT_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")


class Listing:
    """Lists folders, each at most once in a run."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._listed: dict[str, tuple[str, ...]] = {}

    def files(self, folder: str, *, all_of_it: bool = True) -> tuple[str, ...]:
        """All files below a folder, sorted; with `all_of_it` False those in the host folders directly inside it."""
        key = folder if all_of_it else folder + os.sep
        if key not in self._listed:
            self._listed[key] = self._list(folder) if all_of_it else self._host_folders(folder)
        return self._listed[key]

    def walked(self, folder: str) -> tuple[str, ...]:
        """All files below a folder, sorted, whatever git knows of them."""
        return self._gather(folder, lambda at: walk(at, at))

    def _list(self, folder: str) -> tuple[str, ...]:
        for known, files in self._listed.items():
            if not known.endswith(os.sep) and folder.startswith(known + os.sep):
                # They are sorted, and the character after the separator comes right after all that is inside.
                start = bisect_left(files, folder + os.sep)
                inside = files[start : bisect_left(files, folder + chr(ord(os.sep) + 1), start)]
                if inside:
                    return inside
        return self._gather(folder, self._enter)

    def _gather(self, folder: str, enter: Callable[[str], Iterator[str]]) -> tuple[str, ...]:
        found: set[str] = set()
        visited: set[str] = set()
        pending = [folder]
        while pending:
            at = pending.pop()
            real = os.path.realpath(at)
            if real in visited:
                continue
            visited.add(real)
            for path in enter(at):
                if path.endswith(os.sep):
                    if not _is_worktree(path):
                        pending.append(path.rstrip(os.sep))
                else:
                    found.add(path)
        return tuple(sorted(found))

    def _host_folders(self, folder: str) -> tuple[str, ...]:
        found: list[str] = []
        for name in sorted(host_folders()):
            inner = os.path.join(folder, name)
            if os.path.isdir(inner):
                found.extend(self.files(inner))
        return tuple(found)

    def _enter(self, folder: str) -> Iterator[str]:
        """Files below; names with a separator at the end are folders still to be listed by themselves."""
        top = self._roots.git(folder)
        names = _git_files(folder) if top is not None else None
        if names == [] and _git_ignores(folder):
            names = None
            top = folder  # what was named although git ignores it is walked, by its own ignore files alone
        if names is None:
            project = self._roots.project(folder)
            if top is None and project is not None and project.found_by == "configuration":
                top = project.root
            yield from walk(folder, top or folder)
            return
        for name in names:
            path = os.path.join(folder, name.replace("/", os.sep) if os.sep != "/" else name)
            if name.endswith("/"):
                yield path  # a repository of its own
            elif "." not in os.path.basename(name)[1:] and os.path.islink(path) and os.path.isdir(path):
                if _may_follow(path, top or folder):
                    yield path + os.sep
            else:
                yield path


def walk(folder: str, top: str) -> Iterator[str]:
    """Files below `folder` that no `.gitignore` between `top` and the file leaves out.

    A link to a folder is given back with a separator at its end instead of being entered.
    """
    pending: list[tuple[str, tuple[_Ignores, ...]]] = [(folder, _inherited(top, folder))]
    while pending:
        at, inherited = pending.pop()
        try:
            with os.scandir(at) as scan:
                entries = list(scan)
        except OSError:
            continue  # a folder that may not be read, or is gone by now, holds nothing for us
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names and at != folder:
            continue
        own = _ignores(at) if ".gitignore" in names and at != folder else None
        specs = (*inherited, own) if own is not None else inherited
        for entry in entries:
            try:
                is_link = entry.is_symlink()
                is_folder = entry.is_dir()
            except OSError:
                continue
            if is_folder and entry.name in SKIPPED_FOLDERS:
                continue
            if specs and _ignored(specs, entry.path, is_folder):
                continue
            if not is_folder:
                if entry.is_file() or is_link:
                    yield entry.path
            elif not is_link:
                pending.append((entry.path, specs))
            elif _may_follow(entry.path, top):
                yield entry.path + os.sep


class _Ignores:
    """The patterns of one `.gitignore` and the folder they speak of."""

    def __init__(self, folder: str, spec: GitIgnoreSpec) -> None:
        self.prefix = folder.rstrip(os.sep) + os.sep
        self.spec = spec

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True ignored, False taken back in by `!`, None not mentioned."""
        relative = path[len(self.prefix) :].replace(os.sep, "/")
        return self.spec.check_file(relative + "/" if is_folder else relative).include


def _ignores(folder: str) -> _Ignores | None:
    try:
        with open(os.path.join(folder, ".gitignore"), "rb") as file:
            text = os.fsdecode(file.read())
    except OSError:
        return None
    from pathspec import GitIgnoreSpec

    lines = []
    for line in text.splitlines():
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue  # git passes over a pattern that it does not understand, and so do we
        lines.append(line)
    return _Ignores(folder, GitIgnoreSpec.from_lines(lines))


def _inherited(top: str, folder: str) -> tuple[_Ignores, ...]:
    """What the ignore files from `top` down to `folder` say; only its own where they leave the folder itself out."""
    specs: tuple[_Ignores, ...] = ()
    for at in _between(top, folder):
        if specs and _ignored(specs, at, is_folder=True):
            own = _ignores(folder)
            return (own,) if own is not None else ()
        spec = _ignores(at)
        if spec is not None:
            specs = (*specs, spec)
    return specs


def _ignored(specs: tuple[_Ignores, ...], path: str, is_folder: bool) -> bool:
    for spec in reversed(specs):
        verdict = spec.verdict(path, is_folder)
        if verdict is not None:
            return verdict
    return False


def _between(top: str, folder: str) -> list[str]:
    """The folders from `top` down to `folder`, both included."""
    chain = [folder]
    while chain[-1] != top and os.path.dirname(chain[-1]) != chain[-1]:
        chain.append(os.path.dirname(chain[-1]))
    return chain[::-1] if chain[-1] == top else [folder]


def _may_follow(link: str, top: str) -> bool:
    """Whether a link to a folder is entered: one that stays inside the tree, or that lies in a host folder."""
    real, inside = os.path.realpath(link), os.path.realpath(top)
    return real.startswith(inside + os.sep) or above_host_folder(link) is not None


def _git_files(folder: str) -> list[str] | None:
    """Tracked and untracked, not ignored names below a folder, relative to it; None where git cannot tell."""
    arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    output = _git(folder, arguments)
    if output is None or output[0] != 0:
        return None
    names = dict.fromkeys(os.fsdecode(name) for name in output[1].split(b"\0") if name)
    return [name for name in names if not _skipped(name)]


def _skipped(name: str) -> bool:
    if "/" not in name:
        return False
    return not SKIPPED_FOLDERS.isdisjoint(name.split("/")[:-1])


def _is_worktree(folder: str) -> bool:
    """Whether a folder is another working tree of some repository: a second copy of files that are seen already."""
    try:
        with open(os.path.join(folder, ".git"), "rb") as file:
            pointer = file.read(4096)
    except OSError:
        return False
    return pointer.startswith(b"gitdir:") and b"/worktrees/" in pointer.replace(b"\\", b"/")


def _git_ignores(folder: str) -> bool:
    output = _git(folder, ["check-ignore", "-q", "."])
    return output is not None and output[0] == 0


def _git(folder: str, arguments: list[str]) -> tuple[int, bytes] | None:
    """Exit status and output of git in a folder; None where it cannot be run."""
    import subprocess

    # A hook sets these for the repository it runs in; another folder may be in another. fsmonitor would run a program
    # that the repository's own configuration names.
    environment = {k: v for k, v in os.environ.items() if k not in _GIT_VARIABLES}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    try:
        done = subprocess.run(
            ["git", "-c", "core.fsmonitor=false", "-C", folder, *arguments],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_GIT_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return done.returncode, done.stdout
