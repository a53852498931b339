"""Which folder an open document belongs to: the folder of the workspace that it lies in, else its project."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from agentlint.project.root import Roots
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentlint.server.documents import OpenDocument
    from agentlint.server.keeper import Keeper
    from agentlint.server.warm import Warm


@record(eq=False)
class Home:
    """A folder with open documents. `folder` is absolute; paths are reported relative to it."""

    folder: str
    warm: Warm
    keeper: Keeper


class Homes:
    """All folders with open documents."""

    def __init__(self, make: Callable[[str], Home]) -> None:
        """`make` makes the home of a folder."""
        self.folders: tuple[str, ...] = ()
        """The workspace's own, absolute."""
        self._make = make
        self._homes: dict[str, Home] = {}
        self._folders: dict[str, str] = {}

    def __iter__(self) -> Iterator[Home]:
        return iter(list(self._homes.values()))

    def of(self, document: OpenDocument) -> Home:
        """The home of a document, made when it is the first of its folder."""
        folder = self.folder(document.path)
        if folder not in self._homes:
            self._homes[folder] = self._make(folder)
        return self._homes[folder]

    def drop(self, *, but: Iterable[OpenDocument]) -> None:
        """Forget the homes that hold none of these documents and are no folders of the workspace."""
        kept = {self.folder(document.path) for document in but} | set(self.folders)
        self._homes = {folder: home for folder, home in self._homes.items() if folder in kept}
        self._folders.clear()

    def clear(self) -> None:
        """Forget everything, so that all is made anew, with other options or other folders."""
        self._homes.clear()
        self._folders.clear()

    def folder(self, path: str) -> str:
        """The folder to which a document of that path belongs."""
        if path not in self._folders:
            around = [folder for folder in self.folders if path.startswith(folder.rstrip(os.sep) + os.sep)]
            project = None if around else Roots().project(os.path.dirname(path))
            self._folders[path] = max(around, key=len) if around else project.root if project else os.path.dirname(path)
        return self._folders[path]
