"""What a project holds, for writing its first configuration."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from agentlint.project.gathering import Gathering
from agentlint.project.workspace import Workspace
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.project.workspace import Seen


@record()
class Survey:
    """`files`: prompt files found. `kinds`: number of files by file kind of the owner, most first.

    `plain`: files in folders that no host is named after, which therefore belong to the default host. `loose`: folders,
    relative and with `/`, of files that only their content shows to be prompt files. `plugins`: folders with a plugin
    manifest or listed by the marketplace, "." for the project itself. `readers`: hosts other than the owners that read
    some of the files, most first.
    """

    files: int
    kinds: tuple[tuple[str, int], ...]
    plain: int
    loose: tuple[str, ...]
    plugins: tuple[str, ...]
    readers: tuple[str, ...]

    @property
    def hosts(self) -> dict[str, int]:
        """Host id to the number of files that it owns, most first."""
        counts: Counter[str] = Counter()
        for kind, count in self.kinds:
            counts[kind.partition("/")[0]] += count
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def survey(folder: str) -> Survey:
    """Look at the prompt files below an absolute folder, whatever configuration there is."""
    workspace = Workspace(folder, isolated=True)
    gathering = Gathering(workspace, (".",), only=None, force_exclude=False, wants_roster=lambda _: False)
    seen, _ = gathering.look(*gathering.focus())
    owned = [one for one in seen if one.detection.owner is not None]
    kinds = Counter(one.detection.kinds[0].id for one in owned)
    owners = {one.detection.kinds[0].host for one in owned}
    readers = Counter(host for one in owned for host in {kind.host for kind in one.detection.kinds} - owners)
    loose = {os.path.dirname(one.shown) or "." for one in owned if one.detection.how == "content"}
    return Survey(
        len(owned),
        tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        sum(_is_plain(one) for one in owned),
        tuple(sorted(loose)),
        _plugins(workspace, folder, owned),
        tuple(host for host, _ in sorted(readers.items(), key=lambda item: (-item[1], item[0]))),
    )


def _is_plain(seen: Seen) -> bool:
    kind = seen.detection.kinds[0].kind
    if seen.detection.how != "path" or kind not in ("agent", "skill", "command"):
        return False
    return not any(part.startswith(".") for part in seen.shown.split("/"))


def _plugins(workspace: Workspace, folder: str, seen: Sequence[Seen]) -> tuple[str, ...]:
    found = set()
    for one in seen:
        root = workspace.plugins.root(os.path.dirname(one.path), one.project.root or folder)
        if root is not None:
            found.add(workspace.shown(root) if root != folder else ".")
    return tuple(sorted(found))
