"""Which tools an agent may use, as its owning host sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentlint.hosts.tools import read_tools
from agentlint.records import record

if TYPE_CHECKING:
    from agentlint.lint.file import File

State = Literal["listed", "all", "none", "default", "unknown"]


@record()
class Grant:
    """What an agent is given.

    `listed`: `names`; `all`: an entry stands for every tool; `none`: an empty list; `default`: there is no list, so it
    is what the host gives without one; `unknown`: not known what the host makes of the list. `denied` is taken away
    again; `lost` are names for which the host gives nothing. All sorted.
    """

    state: State
    names: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def granted(file: File) -> Grant:
    """The tools of an agent. Names are those of the host; of a host whose tools are not known they are as written."""
    if file.kind.tools is None:
        return _as_written(file)
    own = [judged for judged in file.tool_lists if judged.kind is file.kind]
    given = [judged for judged in own if judged.purpose != "deny"]
    names: set[str] = set()
    denied: set[str] = set()
    lost: set[str] = set()
    for judged in own:
        for ref, found in judged.resolved:
            if not found.fate.resolves:
                lost.add(ref.name)
            elif judged.purpose == "deny" or not ref.enabled:
                denied.add(found.canonical)
            else:
                names.add(found.canonical)
    state: State = "listed"
    if not given:
        state = "default"
    elif any(judged.gives_all for judged in given):
        state, names = "all", set()
    elif not any(judged.listing.refs for judged in given):
        syntax = file.kind.tool_syntax
        state = syntax.empty if syntax is not None else "unknown"
    return Grant(state, _sorted(names), _sorted(denied), _sorted(lost))


def _as_written(file: File) -> Grant:
    header = file.frontmatter
    entries = [entry for key in file.kind.tool_fields if header is not None and (entry := header.get(key)) is not None]
    refs = [ref for entry in entries for ref in read_tools(entry).refs if ref.enabled]
    if not entries:
        return Grant("default" if file.kind.tool_fields else "unknown")
    return Grant("listed" if refs else "unknown", _sorted({ref.name for ref in refs}))


def _sorted(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))
