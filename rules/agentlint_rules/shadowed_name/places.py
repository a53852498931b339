"""How places and names are told, and folders in which nobody works."""

from __future__ import annotations

_SHELVED = frozenset(
    ("example", "examples", "sample", "samples", "template", "templates", "fixture", "fixtures", "test", "tests",
     "testdata", "archive", "archived", "backup", "build", "dist", "vendor", "node_modules")
)  # fmt: skip


def is_shelved(folders: str) -> bool:
    """Whether nobody works in a folder, so that nothing in it stands in front of anything."""
    return not _SHELVED.isdisjoint(folders.split("/"))


def short(name: str) -> str:
    """A name on one line, cut where it is long."""
    name = " ".join(name.split())
    return name if len(name) <= 30 else name[:27] + "..."


def end_of(path: str) -> str:
    """The end of a path that tells the file from its namesake: `related` has all of it."""
    return "/".join(path.split("/")[-4:])
