"""Names of agents: where each is defined, and where files name it to have it called."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from agentlint.hosts.spelling import plain
from agentlint.lint.references import find_known_references
from agentlint.patterns import lazy_pattern
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agentlint.lint.references import Form
    from agentlint.server.view import FileView, NamedFile, ProjectView
    from agentlint.source import Span

_PARTS = lazy_pattern(r"[-_ ]+")


@record()
class Mention:
    """A place at which a file names an agent. `form` is None for the name that an agent gives itself."""

    view: FileView
    name: str
    span: Span
    form: Form | None


def is_agent(named: NamedFile) -> bool:
    """Whether it is called as an agent, and not as a skill or command."""
    return named.kind.endswith(("agent", "/mode"))


def reference_at(view: FileView, offset: int) -> Mention | None:
    """The reference that the offset is in or right behind."""
    for ref in find_known_references(view.file, view.project.named):
        if ref.span.start <= offset <= ref.span.end:
            return Mention(view, ref.name, ref.span, ref.form)
    return None


def own_name_at(view: FileView, offset: int) -> NamedFile | None:
    """The file itself, where it is an agent and the offset is in the name that it gives itself."""
    own = own_name(view)
    return own if own is not None and own.span is not None and own.span.start <= offset <= own.span.end else None


def own_name(view: FileView) -> NamedFile | None:
    """The file itself as an agent that others call; None where it is none."""
    called = view.file.identity
    found = view.project.named.get(called.name, ()) if called is not None else ()
    return next((named for named in found if named.path == view.path and is_agent(named)), None)


class Agents:
    """The agents of a project by what a reference may call them."""

    def __init__(self, project: ProjectView) -> None:
        self.project = project

    @cached_property
    def _alike(self) -> Mapping[str, Sequence[NamedFile]]:
        """Names without case and separators to the agents that they call."""
        found: dict[str, list[NamedFile]] = {}
        for name, files in self.project.named.items():
            found.setdefault(plain(name), []).extend(filter(is_agent, files))
        return found

    def resolve(self, view: FileView, name: str) -> tuple[NamedFile, ...]:
        """The agents that a reference in a file means: several where nothing tells which.

        A name as it is written wins over one that differs in case and separators. Of several agents those of the file's
        own scope win, then those of its host, then those whose folder is nearest.
        """
        found = [named for named in self.project.named.get(name, ()) if is_agent(named)]
        if not found and ":" in name:
            # Agents of plugins are called by the names of their plugin and their folders, too.
            last = self.project.named.get(name.rpartition(":")[2], ())
            found = [one for one in last if one.kind == "claude-code/plugin-agent" or one.scope.endswith(":plugin")]
        found = found or list(self._alike.get(plain(name), ()))
        ranks = [_distance(view, named) for named in found]
        return tuple(named for named, rank in zip(found, ranks, strict=True) if rank == min(ranks))


def _distance(view: FileView, named: NamedFile) -> tuple[bool, bool, int]:
    here, there = view.path.split("/"), named.path.split("/")
    shared = next((at for at, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), len(there))
    return named.scope != view.scope, named.kind.partition("/")[0] != view.file.kind.host, -shared


def agents_at(view: FileView, offset: int) -> tuple[NamedFile, ...]:
    """The agents whose name stands at the offset: what a reference means, or the agent that gives itself the name."""
    own = own_name_at(view, offset)
    if own is not None:
        return (own,)
    ref = reference_at(view, offset)
    return Agents(view.project).resolve(view, ref.name) if ref is not None else ()


def mentions(project: ProjectView, agents: Sequence[NamedFile]) -> Iterator[tuple[Mention, tuple[NamedFile, ...]]]:
    """Every reference in the project that means one of these agents, with all that it may mean."""
    known = Agents(project)
    paths = {agent.path for agent in agents}
    words = [[part for part in _PARTS.split(agent.name.casefold()) if part] for agent in agents]
    for view in project.views():
        text = view.source.text.casefold()
        if not any(all(part in text for part in parts) for parts in words):
            continue
        for ref in find_known_references(view.file, project.named):
            found = known.resolve(view, ref.name)
            if any(named.path in paths for named in found):
                yield Mention(view, ref.name, ref.span, ref.form), found


def references(view: FileView, offset: int, *, declaration: bool) -> Iterator[Mention]:
    """Every place in the project that names the agent at the offset; with `declaration` its own `name` as well."""
    agents = agents_at(view, offset)
    if not agents:
        return
    if declaration:
        for agent in agents:
            of_agent = view.project.view(agent.path)
            if of_agent is not None and agent.span is not None:
                yield Mention(of_agent, agent.name, agent.span, None)
    for mention, _ in mentions(view.project, agents):
        yield mention


def search(project: ProjectView, query: str) -> Iterator[NamedFile]:
    """What of a project is called by a name that holds the letters of the query in their order."""
    wanted = query.casefold().replace(" ", "")
    for name, files in project.named.items():
        letters = iter(name.casefold())
        if all(letter in letters for letter in wanted):
            yield from files
