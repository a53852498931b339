"""Files of the project and files of the user that go by one name, for hosts that read both."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from agentlint.api import HOSTS, KINDS, Location, Severity
from agentlint_rules.shadowed_name.places import end_of, is_shelved, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentlint.api import File, RosterEntry

_APART = frozenset({"plugin", "folder", "neighbours", "loose"})
"""Ends of scopes whose files the host does not find in its own folder."""

Member = tuple["RosterEntry", Any]


class Clash(NamedTuple):
    """What to say at `at` of a name, and which places it is about."""

    at: Member
    others: tuple[Member, ...]
    message: str
    note: str
    help: str
    severity: Severity


def called(file: File) -> str | None:
    """The name that the host compares with those of the user's files; None where it is not known which one wins."""
    if file.kind.project_wins is None or file.identity is None:
        return None
    if file.kind.identity in ("directory", "name-is-directory"):
        # From inside the folder the path as given has none.
        path = file.path if "/" in file.path else f"{file.project.folder}/{file.path}"
        return "/".join(path.split("/")[-2:-1]) or None
    return None if file.identity.by_path else file.identity.key


def clashes(members: Iterable[Member]) -> Iterator[Clash]:
    """For each name that the user and the project have, one for every file of either."""
    by_name: dict[tuple[str, str], tuple[list[Member], list[Member]]] = defaultdict(lambda: ([], []))
    for entry, data in members:
        folders, _, sort = entry.scope.partition(":")[2].rpartition(":")
        if data["called"] is not None and (entry.user or not (sort in _APART or is_shelved(folders))):
            by_name[entry.kind, data["called"]][entry.user].append((entry, data))
    for (kind_id, name), (project, user) in sorted(by_name.items()):
        if project and user:
            yield from _clash(kind_id, name, project, user[0])


def _clash(kind_id: str, name: str, project: list[Member], user: Member) -> Iterator[Clash]:
    kind = KINDS[kind_id]
    wins = bool(kind.project_wins)
    what = f"{kind.kind} `{short(name)}`"
    in_front, behind = "stands in front of", "gives way to"
    taken = f"{HOSTS[kind.host].name} takes that of the {'project' if wins else 'user'}."
    for one in project:
        yield Clash(
            one,
            (user,),
            f"{what} {in_front if wins else behind} {_at_home(user[0])}",
            behind if wins else in_front,
            f"{taken} Rename one if both are wanted.",
            Severity.INFO if wins else Severity.WARNING,
        )
    more = f" and {len(project) - 1} more" if len(project) > 1 else ""
    yield Clash(
        user,
        tuple(project),
        f"{what} {behind if wins else in_front} {end_of(project[0][0].path)}{more} in this project",
        in_front if wins else behind,
        f"{taken} Rename one if both are wanted.",
        Severity.INFO,
    )


def _at_home(entry: RosterEntry) -> str:
    """The path of a user's file as people write it."""
    folder = entry.scope.partition(":")[2].rpartition(":")[0] + "/"
    at = entry.path.rfind(folder)
    return f"~{entry.path[at:]}" if at >= 0 else entry.path


def location(member: Member) -> Location:
    """The place of a member's name."""
    return Location.from_json(member[0].path, member[1]["at"])
