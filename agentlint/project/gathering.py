"""The files of a run: those in focus, and those that only cross-file rules look at."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

from agentlint.project.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agentlint.project.configuration import Configuration
    from agentlint.project.workspace import Seen, Workspace


MAX_TOLD = 5


class Gathering:
    """Finds the files of a run.

    `paths` as typed by the user, or `only`, one absolute path that is not read through. `wants_roster` says of a
    configuration whether its rules want to know the whole project. `notes` and `details` collect what people are told.

    Where the workspace has the user's own folders they are in focus beside the working directory if no path is given,
    and else known to the cross-file rules only.

    With `force_exclude` a program hands over the files, and nobody has said of one that it is a prompt file: it counts
    as if it was found in its folder, neither excluded nor unknown ones are looked at.
    """

    def __init__(
        self,
        workspace: Workspace,
        paths: Sequence[str],
        *,
        only: str | None,
        force_exclude: bool,
        wants_roster: Callable[[Configuration], bool],
    ) -> None:
        self.workspace = workspace
        self.paths = paths or (".",)
        self.with_user = workspace.user is not None and not paths and only is None
        self.only = only
        self.force_exclude = force_exclude
        self.wants_roster = wants_roster
        self.notes: list[str] = []
        self.details: list[str] = []
        self._of_no_kind: list[str] = []

    def focus(self) -> tuple[frozenset[str], list[str]]:
        """The files that the user named one by one, and all in focus, folders read through. Raises `UsageError`."""
        if self.only is not None:
            return frozenset([self.only]), [self.only]
        named: dict[str, None] = {}
        found: dict[str, None] = {}
        missing = []
        for typed in self.paths:
            path = self.workspace.absolute(typed)
            if not typed or not os.path.lexists(path):
                missing.append(typed)
                continue
            # A faulty configuration is told although nothing may be found that it governs.
            self.wants_roster(self.workspace.configuration(path if os.path.isdir(path) else os.path.dirname(path)))
            if os.path.isdir(path):
                files = self.workspace.may_be_prompt(self.workspace.listing.files(path))
                found.update(dict.fromkeys(p for p in files if not self.workspace.excluded(p)))
            elif not self.force_exclude:
                named[path] = None
            elif not self.workspace.excluded(path):
                found[path] = None
        if self.with_user:
            self._add_user_files(found)
        if missing:
            raise UsageError("\n".join(f"{path or repr(path)}: no such file or folder" for path in missing))
        return frozenset(named), [*named, *(p for p in found if p not in named)]

    def _add_user_files(self, found: dict[str, None]) -> None:
        files = [path for path in self.workspace.user_files() if not self.workspace.excluded(path)]
        found.update(dict.fromkeys(files))
        if not files:
            self.notes.append("--user: no prompt files found in your home folder")

    def look(self, named: frozenset[str], focus: Sequence[str]) -> tuple[list[Seen], list[Seen]]:
        """The prompt files in focus, and the others of their projects where a cross-file rule wants to know them."""
        workspace = self.workspace
        seen = [one for path in self.distinct(focus, named) if (one := workspace.look(path, named=path in named))]
        chosen = [one for one in seen if self._is_checked(one)]
        self._tell_of_no_kind()
        self._tell_of_empty_folders(chosen)
        members = self.members(chosen)
        taken = self._identities(seen, members)
        rest = [p for p in members if workspace.identity(p) not in taken and not workspace.excluded(p)]
        others = [one for path in self.distinct(rest, named) if (one := workspace.look(path, named=False))]
        chosen.sort(key=lambda one: one.shown)
        return chosen, [one for one in others if one.detection.kinds[0].format == "markdown"]

    def members(self, chosen: Sequence[Seen]) -> dict[str, None]:
        """Files that may belong to a roster of the files in focus; empty where no cross-file rule runs."""
        members: dict[str, None] = {}
        first: dict[str, Seen] = {}
        for one in chosen:
            first.setdefault(one.project.root, one)
        for one in first.values():
            if self.wants_roster(one.configuration):
                members.update(dict.fromkeys(self.workspace.members(one.project)))
        if any(self.wants_roster(one.configuration) for one in first.values()):
            members.update(dict.fromkeys(self.workspace.user_files()))
        for one in chosen:
            # What git ignores may still be read by a host: its neighbours in the host folder count then.
            if one.path not in members and one.roster and self.wants_roster(one.configuration):
                members.update(dict.fromkeys(self.workspace.host_folder_files(one.path)))
        return members

    def _identities(self, seen: Sequence[Seen], members: Mapping[str, None]) -> set[str]:
        """Real paths of the files in focus, in the spelling of `members` too where the file system folds case."""
        taken = {self.workspace.identity(one.path) for one in seen}
        strangers = [one.path for one in seen if one.path not in members]
        if strangers and members:
            folded = {_folded(path): path for path in members}
            for path in strangers:
                twin = folded.get(_folded(path))
                if twin is not None and _same_file(path, twin):
                    taken.add(self.workspace.identity(twin))
        return taken

    def distinct(self, paths: Sequence[str], named: frozenset[str]) -> list[str]:
        """The paths, each file once though links lead to it more than once."""
        by_file: dict[str, list[str]] = {}
        for path in paths:
            by_file.setdefault(self.workspace.identity(path), []).append(path)
        return [same[0] if len(same) == 1 else self.workspace.best_of(same, named) for same in by_file.values()]

    def _is_checked(self, seen: Seen) -> bool:
        """Whether a file that was looked at is a prompt file that can be checked; says why not where it was named."""
        owner = seen.detection.owner
        if owner is not None and owner.format == "markdown":
            self.details.append(f"{seen.shown}: {', '.join(k.id for k in seen.detection.kinds)}")
            return True
        if owner is not None:
            text = f"{seen.shown}: {owner.id}; files in {owner.format.upper()} are not checked"
            (self.notes if seen.named else self.details).append(text)
            return False
        if isinstance(seen.data, OSError):
            return True
        self._of_no_kind.append(seen.shown)
        return False

    def _tell_of_no_kind(self) -> None:
        """Name the files of no kind that the user named; many of them (a hook names all that changed) in one line."""
        told = [f"{path}: not a prompt file of any known host" for path in self._of_no_kind]
        if len(told) > MAX_TOLD:
            first = self._of_no_kind[0]
            self.notes.append(f"{len(told)} named files are not prompt files of any known host, {first} among them")
            self.details.extend(told)
        else:
            self.notes.extend(told)

    def _tell_of_empty_folders(self, chosen: Sequence[Seen]) -> None:
        if self.only is not None:
            return
        for typed in self.paths:
            path = self.workspace.absolute(typed)
            if os.path.isdir(path):
                prefix = path.rstrip(os.sep) + os.sep
                if not any(one.path.startswith(prefix) for one in chosen):
                    self.notes.append(f"{typed}: no prompt files found")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False
