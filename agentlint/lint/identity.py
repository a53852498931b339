"""What calls a file in its host: the name that it states, else the one that its path gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agentlint.lint.file import File
    from agentlint.source import Span

_STEM_ENDINGS = (".agent", ".chatmode", ".prompt")


class Identity(NamedTuple):
    """`key` is what the host compares, `name` what people see, `span` the value of `name`, None where the path tells.

    `below` are the folders between that of the agents and the file, which are part of the name in some hosts.
    `by_path`: the path alone calls the file, so that no two can clash.
    """

    key: str
    name: str
    span: Span | None
    below: str
    by_path: bool = False


def identify(file: File) -> Identity | None:
    """What calls the file. None for files without a name, and for kinds that nobody calls by one."""
    how = file.kind.identity
    below = folders_below_agents(file.path)
    stem = stem_of(file.path)
    if how == "stem":
        return Identity(stem, stem, None, below)
    if how in ("directory", "name-is-directory"):
        folder = "/".join(file.path.split("/")[-2:-1])
        return Identity(folder, folder, None, below, by_path=True) if folder else None
    if how not in ("name", "name-or-stem", "name-or-path", "plugin-path"):
        return None
    written = written_name(file)
    name, span = written or (stem, None)
    if how == "plugin-path":
        return Identity(f"{below}:{name}", name, span, below)
    if written is not None or how == "name-or-stem":
        return Identity(name, name, span, below)
    if how == "name-or-path":
        name = f"{below}/{stem}" if below else stem
        return Identity(name, name, None, below, by_path=True)
    return None


def written_name(file: File) -> tuple[str, Span] | None:
    """The name as the host reads it, where it cannot as the author's line says, and the place of the value."""
    header = file.frontmatter
    entry = header.get("name") if header is not None else None
    if entry is None or entry.value is None:
        return None
    read = file.reading.values.get("name", entry.text)
    if not isinstance(read, str) or not read.strip():
        return None
    return read.strip(), entry.value.span


def stem_of(path: str) -> str:
    """The file name without its ending, and without the one that marks its kind."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for ending in _STEM_ENDINGS:
        stem = stem.removesuffix(ending)
    return stem


def folders_below_agents(path: str) -> str:
    """POSIX path from the folder of the agents to the file's own, "" for none."""
    folders = path.split("/")[:-1]
    anchor = "agents" if "agents" in folders else "agent"
    at = max((i for i, folder in enumerate(folders) if folder == anchor), default=len(folders))
    return "/".join(folders[at + 1 :])
