"""Groups of findings that hang together: one name for all members, for rules that compare files with each other."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def name_clusters(paths: Sequence[str], ties: Iterable[tuple[int, int]]) -> dict[int, str]:
    """Place in `paths` to the name of its cluster, for each place that a tie joins with another.

    The name is made of the paths of all members, so it is the same in every run and process that sees the same project.
    """
    parents: dict[int, int] = {}

    def root(at: int) -> int:
        parents.setdefault(at, at)
        while parents[at] != at:
            parents[at] = at = parents[parents[at]]
        return at

    for left, right in ties:
        parents[root(right)] = root(left)
    members: dict[int, list[str]] = {}
    for at in parents:
        members.setdefault(root(at), []).append(paths[at])
    # Paths may hold lone surrogates, where a file name is no text.
    texts = {at: "\n".join(sorted(found)).encode("utf-8", "surrogatepass") for at, found in members.items()}
    names = {at: hashlib.sha256(text).hexdigest()[:16] for at, text in texts.items()}
    return {at: names[root(at)] for at in parents}
