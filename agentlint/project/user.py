"""What a person keeps for all projects: the folders below the home folder in which hosts look for files."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from agentlint.hosts.catalog import KINDS
from agentlint.project.errors import UsageError
from agentlint.project.root import Project

if TYPE_CHECKING:
    from agentlint.project.discovery import Listing


class UserFolders:
    """The folders and files below `home`, an absolute folder, that some host reads in every project."""

    def __init__(self, home: str, listing: Listing) -> None:
        self.project = Project(home, home, "host-folder")
        self._listing = listing
        self._folders: dict[str, None] = {}
        self._files: dict[str, None] = {}
        for glob in dict.fromkeys(glob for kind in KINDS.values() for glob in kind.user_globs):
            *folders, name = glob.split("/")
            fixed = folders[: next((i for i, part in enumerate(folders) if "*" in part), len(folders))]
            if fixed == folders and "*" not in name:
                self._files[os.path.join(home, *folders, name)] = None
            else:
                self._folders[os.path.join(home, *fixed)] = None

    @staticmethod
    def of_this_user(listing: Listing) -> UserFolders:
        """Those of whoever runs the program. Raises `UsageError` where it is not known where that is."""
        home = os.path.normpath(os.path.expanduser("~"))
        if not os.path.isabs(home):
            raise UsageError("--user: it is not known where your home folder is; HOME names it")
        return UserFolders(home, listing)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """All files there, sorted. Hosts do not ask git what to read, so neither does this."""
        found = dict.fromkeys(path for path in self._files if os.path.isfile(path))
        for folder in self._folders:
            if os.path.isdir(folder):
                found.update(dict.fromkeys(self._listing.walked(folder)))
        return tuple(sorted(found))

    def hold(self, folder: str) -> bool:
        """Whether what lies in a folder belongs to the user and to no project."""
        return any(folder == one or folder.startswith(one + os.sep) for one in self._folders) or any(
            os.path.dirname(path) == folder for path in self._files
        )
