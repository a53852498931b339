"""The files of one run: which configuration, project, kind and scope each has, and its bytes, read once."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol

from agentlint.hosts.detect import HEAD_BYTES, NO_KIND, Detection, Head, detect
from agentlint.project.configuration import Configuration, load
from agentlint.project.discovery import Listing
from agentlint.project.errors import UsageError
from agentlint.project.paths import ProjectPaths
from agentlint.project.root import CONFIGURATION_NAMES, Project, Roots, above_host_folder
from agentlint.project.scopes import LOOSE, Plugins, scope_of
from agentlint.project.user import UserFolders
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pathspec import GitIgnoreSpec

    from agentlint.project.mcp import Servers

MAX_READ = 64 * 1024 * 1024
"""Bytes beyond which a file is not read at all. Far above the size from which rules call a file too large."""


@record()
class Seen:
    """A file that was looked at.

    `path` is absolute, `shown` what findings report. `data` are its bytes, or the error that reading it gave; empty
    where it is `unread`, since a memory knows it. `roster` is the root of the project whose cross-file rules see it, ""
    for what belongs to none. `user`: it is one of those that the user keeps for all projects, which were asked for.
    """

    path: str
    shown: str
    configuration: Configuration
    project: Project
    detection: Detection
    data: bytes | OSError
    scope: str
    roster: str
    named: bool
    unread: bool = False
    user: bool = False


class Memory(Protocol):
    """What is remembered of files, each by the root of its project and its own path, both absolute."""

    def head(self, root: str, path: str, state: os.stat_result) -> Head | None:
        """What the head of the file said, if it is known that the file has not changed since."""

    def learn(self, root: str, path: str, state: os.stat_result, head: Head, data: bytes, *, whole: bool) -> None:
        """The file was read: all of its bytes or, where not `whole`, those of its head. `state` is that of before."""


@record()
class _Place:
    """What the files of one folder have in common. `below` and `shown` end in `/` or are empty: prefixes of names.

    `user`: they are the user's, for all projects.
    """

    configuration: Configuration
    project: Project
    plugin: str | None
    below: str
    shown: str
    user: bool


class Workspace:
    """Looks at files for one run and remembers per folder what it found."""

    def __init__(
        self,
        cwd: str,
        *,
        config: str | None = None,
        isolated: bool = False,
        replaced: Mapping[str, bytes] | None = None,
        memory: Memory | None = None,
        user: bool = False,
    ) -> None:
        """`config` is the one configuration file to use; `replaced` paths and the bytes to take for
        their content, looked up anew for every file. `memory` may spare reading files. With `user` there are, beside
        projects, the user's own folders.

        Raises `UsageError` for a configuration that is not there or faulty.
        """
        self.cwd = cwd
        self.roots = Roots()
        self.listing = Listing(self.roots)
        self.plugins = Plugins()
        self.user = UserFolders.of_this_user(self.listing) if user else None
        self.replaced: Mapping[str, bytes] = replaced if replaced is not None else {}
        self._memory = memory
        self._isolated = isolated
        self._configurations: dict[str | None, Configuration] = {None: Configuration(folder=cwd)}
        self._excludes: dict[str | None, GitIgnoreSpec | None] = {}
        self._real_folders: dict[str, str] = {}
        self._identities: dict[str, str] = {}
        self._places: dict[str, _Place] = {}
        self._forced: Configuration | None = None
        if config is not None:
            path = self.absolute(config)
            if not os.path.isfile(path):
                raise UsageError(f"{config}: no such configuration file")
            self._forced = replace(self._load(path), folder=cwd)

    @cached_property
    def servers(self) -> Servers:
        """The MCP servers that projects declare."""
        from agentlint.project.mcp import Servers

        return Servers()

    def absolute(self, path: str) -> str:
        """A path as typed, from the root on; links in it are kept."""
        return os.path.normpath(os.path.join(self.cwd, path))

    def shown(self, path: str) -> str:
        """A path relative to the working directory, with `/`; absolute where there is no such way."""
        prefix = self.cwd.rstrip(os.sep) + os.sep
        if path.startswith(prefix):
            path = path[len(prefix) :]
        else:
            with suppress(ValueError):  # another drive
                path = os.path.relpath(path, self.cwd)
        return path if os.sep == "/" else path.replace(os.sep, "/")

    def home(self, seen: Seen) -> str:
        """The folder that a file's place is relative to, "" for a loose file: the repository's, else the project's.
        Where a host folder alone makes the project it is the one above, so that neighbours stay apart in one run.
        """
        git = self.roots.git(os.path.dirname(seen.path))
        if git is None and seen.project.found_by == "host-folder":
            return os.path.dirname(seen.project.root)
        return git or seen.project.root

    def place(self, seen: Seen) -> str:
        """The path of a file that is the same wherever the program is run; as shown where nothing tells."""
        home = self.home(seen)
        return _below(seen.path, home) if home else seen.shown

    def configuration(self, folder: str) -> Configuration:
        """The configuration in force for the files of a folder. Raises `UsageError` for a faulty one."""
        if self._forced is not None:
            return self._forced
        path = None if self._isolated else self.roots.configuration(folder)
        if path not in self._configurations:
            self._configurations[path] = self._load(path or "")
        return self._configurations[path]

    def project(self, folder: str) -> Project:
        """The project of the files in a folder; for loose files one that has no root."""
        if self.user is not None and self.user.hold(folder):
            return self.user.project
        found = self.roots.project(folder)
        return found or Project("", os.path.splitdrive(folder)[0] + os.sep, "named")

    def excluded(self, path: str) -> bool:
        """Whether the configuration excludes a file."""
        configuration = self.configuration(os.path.dirname(path))
        key = configuration.path
        if key not in self._excludes:
            settings = configuration.settings
            self._excludes[key] = _spec((*settings.exclude, *settings.extend_exclude))
        spec = self._excludes[key]
        return spec is not None and spec.match_file(_below(path, configuration.folder))

    def may_be_prompt(self, paths: Iterable[str]) -> list[str]:
        """The paths that can be of any kind by their names, or by what some configuration says of them."""
        endings, names = _telling_names()
        chosen, others = [], []
        for path in paths:
            if path.endswith(CONFIGURATION_NAMES) and os.path.basename(path) in CONFIGURATION_NAMES:
                self._preload(os.path.dirname(path))
            elif path.endswith(endings) or os.path.basename(path) in names:
                chosen.append(path)
            else:
                others.append(path)
        known = [self._forced] if self._forced is not None else self._configurations.values()
        if any(c is not None and c.settings.file_kinds for c in known):
            chosen.extend(p for p in others if self.configuration(os.path.dirname(p)).settings.file_kinds)
        return chosen

    def members(self, project: Project) -> list[str]:
        """Files of a project that may be prompt files, those of projects inside it left out."""
        if not project.root:
            return []
        if self.user is not None and project is self.user.project:
            return self.user_files()
        files = self.paths(project).files
        return [path for path in self.may_be_prompt(files) if self.project(os.path.dirname(path)) == project]

    def user_files(self) -> list[str]:
        """Files in the user's own folders that may be prompt files, none where these were not asked for."""
        return self.may_be_prompt(self.user.files) if self.user is not None else []

    def paths(self, project: Project) -> ProjectPaths:
        """What files a project with a root has, as far as its listing goes."""
        # In a home folder without or with a repository a full listing would read everything that the user has.
        whole = project.found_by != "host-folder" and project.root != os.path.expanduser("~")
        return ProjectPaths(project.root, self.listing.files(project.root, all_of_it=whole), whole)

    def host_folder_files(self, path: str) -> list[str]:
        """Files in the host folder that a file lies in, none where it lies in no such folder."""
        above = above_host_folder(os.path.dirname(path))
        if above is None:
            return []
        name = path[len(above.rstrip(os.sep)) + 1 :].split(os.sep, 1)[0]
        return self.may_be_prompt(self.listing.files(os.path.join(above, name)))

    def identity(self, path: str) -> str:
        """The real path: equal for two paths that lead to one file."""
        known = self._identities.get(path)
        if known is None:
            folder, name = os.path.split(path)
            if os.path.islink(path):
                known = os.path.realpath(path)
            else:
                if folder not in self._real_folders:
                    self._real_folders[folder] = os.path.realpath(folder)
                known = os.path.join(self._real_folders[folder], name)
            self._identities[path] = known
        return known

    def best_of(self, paths: Sequence[str], named: frozenset[str]) -> str:
        """Of several paths to one file the one to report: named by the user, telling its kind, no link."""

        def rank(path: str) -> tuple[bool, bool, bool, str]:
            telling = self._detect(path, None, named=False).how == "path"
            return path not in named, not telling, os.path.islink(path), path

        return min(paths, key=rank)

    def look(self, path: str, *, named: bool) -> Seen | None:
        """Read a file as far as needed and find out what it is. None if it is gone, or nobody's and not named."""
        data: bytes | OSError | None
        try:
            data, detection = self._read(path, named)
        except OSError as error:
            if isinstance(error, FileNotFoundError) and not named:
                return None
            data, detection = error, self._detect(path, None, named)
        if detection.owner is None and not named:
            return None
        return self._seen(path, detection, data, named)

    def _place(self, folder: str) -> _Place:
        if folder not in self._places:
            project = self.project(folder)
            user = self.user is not None and project is self.user.project
            shown = self.shown(folder) if folder != self.cwd else ""
            if user and shown.startswith("../"):
                shown = folder.replace(os.sep, "/")  # the way to the home folder says nothing
            plugin = self.plugins.root(folder, project.root or folder)
            self._places[folder] = _Place(
                self.configuration(folder),
                project,
                None if plugin is None else _below(plugin, project.base),
                _as_prefix(_below(folder, project.base)),
                _as_prefix(shown),
                user,
            )
        return self._places[folder]

    def _seen(self, path: str, detection: Detection, data: bytes | OSError | None, named: bool) -> Seen:
        folder, name = os.path.split(path)
        place = self._place(folder)
        scope = LOOSE
        placed = detection.how == "path" or not named or bool(place.project.root)
        if detection.owner is not None and detection.how != "named" and placed:
            # No path in a project begins with a slash, so the user's scopes are none of a project.
            scope = scope_of(f"{'/' * place.user}{place.below}{name}", detection.owner, place.plugin)
        return Seen(
            path, place.shown + name, place.configuration, place.project, detection, data or b"", scope,
            "" if scope == LOOSE else place.project.root, named, data is None, place.user,
        )  # fmt: skip

    def read(self, seen: Seen) -> Seen:
        """The same file with its bytes, read now if they have not been."""
        if not seen.unread:
            return seen
        data: bytes | OSError
        try:
            data = self._content(seen.path, seen.project.root, lambda _: True)
        except OSError as error:
            data = error
        return replace(seen, data=data, unread=False)

    def _read(self, path: str, named: bool) -> tuple[bytes | None, Detection]:
        """The bytes, which are the head alone where the file is of no kind, and the kinds. None for the bytes where
        memory spared reading them. Raises `OSError`.
        """
        replaced = self.replaced.get(path)
        if replaced is not None:
            return replaced, self._detect(path, Head(replaced[:HEAD_BYTES].decode("utf-8", "replace")), named)
        state = os.stat(path)
        if not stat.S_ISREG(state.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        root = self._place(os.path.dirname(path)).project.root
        known = self._memory.head(root, path, state) if self._memory is not None else None
        if known is not None:
            return None, self._detect(path, known, named)
        detection = NO_KIND

        def wanted(head: Head) -> bool:
            nonlocal detection
            detection = self._detect(path, head, named)
            return detection.owner is not None

        return self._content(path, root, wanted), detection

    def _content(self, path: str, root: str, wanted: Callable[[Head], bool]) -> bytes:
        """The bytes of a file, the first of them only where the head is not `wanted`. Raises `OSError`."""
        with open(path, "rb", buffering=0) as file:
            state = os.fstat(file.fileno())
            data = file.read(HEAD_BYTES)
            head = Head(data.decode("utf-8", "replace"))
            whole = wanted(head)
            if len(data) == HEAD_BYTES and whole:
                rest = [data]
                size = len(data)
                while chunk := file.read(1024 * 1024):
                    size += len(chunk)
                    if size > MAX_READ:
                        raise OSError(errno.EFBIG, f"larger than {MAX_READ // 1024 // 1024} MiB")
                    rest.append(chunk)
                data = b"".join(rest)
        if self._memory is not None:
            self._memory.learn(root, path, state, head, data, whole=whole)
        return data

    def _detect(self, path: str, head: Head | None, named: bool) -> Detection:
        folder, name = os.path.split(path)
        place = self._place(folder)
        settings = place.configuration.settings
        if settings.file_kinds:
            found = detect(_below(path, place.configuration.folder), None, file_kinds=settings.file_kinds)
            if found.how == "configured":
                return found
        plugins = () if place.plugin is None else (place.plugin,)
        return detect(place.below + name, head, default_host=settings.default_host, named=named, plugin_roots=plugins)

    def _preload(self, folder: str) -> None:
        with suppress(UsageError):  # said when a file is found that it governs
            self.configuration(folder)

    def _load(self, path: str) -> Configuration:
        folder = os.path.dirname(path)
        return load(path, self.roots.git(folder) or folder, self.shown)


def matcher(patterns: Iterable[str], folder: str) -> Matcher:
    """Tells whether an absolute path matches one of the globs, which are relative to `folder`."""
    return Matcher(_spec(tuple(patterns)), folder)


@record()
class Matcher:
    """Globs in gitignore's syntax, bound to a folder."""

    spec: GitIgnoreSpec | None
    folder: str

    def __call__(self, path: str) -> bool:
        """Whether the path matches."""
        return self.spec is not None and self.spec.match_file(_below(path, self.folder))


def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec | None:
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


@cache
def _telling_names() -> tuple[tuple[str, ...], frozenset[str]]:
    """Endings and whole names of the files that hosts read."""
    from agentlint.hosts.catalog import KINDS

    endings, names = set(), set()
    for kind in KINDS.values():
        for glob in kind.globs:
            name = glob.rsplit("/", 1)[-1]
            extension = os.path.splitext(name)[1]
            if extension:
                endings.add(extension)
            else:
                names.add(name)
    return tuple(sorted(endings)), frozenset(names)


def _below(path: str, folder: str) -> str:
    """POSIX path relative to a folder above; "" for the folder itself."""
    if path == folder:
        return ""
    prefix = folder if folder.endswith(os.sep) else folder + os.sep
    relative = path[len(prefix) :] if path.startswith(prefix) else os.path.relpath(path, folder)
    return relative if os.sep == "/" else relative.replace(os.sep, "/")


def _as_prefix(folder: str) -> str:
    return folder + "/" if folder and not folder.endswith("/") else folder
