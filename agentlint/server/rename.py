"""Rename an agent: its own `name`, or its file where that is what calls it, and every reference to it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability, Edit, Fix, Severity
from agentlint.fix.apply import RuleFix, splice
from agentlint.hosts.spelling import plain
from agentlint.lint.file import File
from agentlint.lint.identity import stem_of
from agentlint.patterns import lazy_pattern
from agentlint.proof import prove
from agentlint.records import record
from agentlint.server import facts, names
from agentlint.source import Source, Span
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from agentlint.server.view import FileView, NamedFile

_NAME = lazy_pattern(r"\w[\w.-]*")
"""What can be written wherever an agent is named, without quotes and inside parentheses."""


class RenameError(ValueError):
    """Why the agent cannot be renamed so, as a sentence for people."""


@record()
class Change:
    """What happens to one file. `unsure` are the edits to prose, which somebody may want to look at first."""

    view: FileView
    edits: tuple[Edit, ...]
    unsure: frozenset[Span]

    @property
    def after(self) -> Source:
        """The text with the edits in it."""
        fix = Fix("Rename", self.edits, Applicability.UNSAFE)
        return Source(self.view.source.path, splice(self.view.source, [RuleFix("rename", fix)]).text)


@record()
class Renaming:
    """All changes, in order of path. `move`: the path to move from and the one to move to, absolute."""

    changes: tuple[Change, ...]
    move: tuple[str, str] | None


def prepare(view: FileView, offset: int) -> tuple[Span, str] | None:
    """The span of the agent's name at the offset, and that name; None where there is none that can be renamed."""
    agents = names.agents_at(view, offset)
    if len(agents) != 1:
        return None
    own = names.own_name_at(view, offset)
    if own is not None:
        place = _place_of_name(view)
        return (place, own.name) if place is not None else None
    ref = names.reference_at(view, offset)
    return (_last_part(ref), agents[0].name) if ref is not None else None


def rename(view: FileView, offset: int, new: str) -> Renaming:
    """What it takes to call the agent at the offset `new`. Raises `RenameError`."""
    new = new.strip()
    agents = names.agents_at(view, offset)
    if not agents:
        raise RenameError("There is no agent's name here.")
    if len(agents) > 1:
        raise RenameError(f"{len(agents)} agents are called {agents[0].name}; rename one where it is defined.")
    agent = agents[0]
    of_agent = view.project.view(agent.path)
    if of_agent is None:
        raise RenameError(f"{agent.path} is gone.")
    move = _move(of_agent, agent, new) if agent.span is None else None
    _check_name(of_agent, agent, new)
    edits: dict[str, dict[Span, bool]] = {}
    views: dict[str, FileView] = {of_agent.path: of_agent}
    if agent.span is not None:
        place = _place_of_name(of_agent)
        if place is None:
            raise RenameError(f"The name in {of_agent.file.path} cannot be edited as it is written.")
        edits[of_agent.path] = {place: False}
    for mention, meant in names.mentions(view.project, agents):
        part = _last_part(mention)
        exact = mention.view.source.slice(part) == agent.name
        if len(meant) == 1 and (exact or mention.form != "prose"):
            views.setdefault(mention.view.path, mention.view)
            edits.setdefault(mention.view.path, {})[part] = mention.form == "prose"
    changes = tuple(_change(views[path], edits[path], new) for path in sorted(edits))
    if agent.span is not None:
        _check_result(next(change for change in changes if change.view is of_agent), new)
    for change in changes:
        _prove(change)
    return Renaming(changes, move)


def _place_of_name(view: FileView) -> Span | None:
    """The name that an agent gives itself, without quotes; None where it is not written as one piece."""
    entry = view.file.frontmatter.get("name") if view.file.frontmatter is not None else None
    called = view.file.identity
    if entry is None or called is None or entry.value is None:
        return None
    start = view.source.text.find(called.name, entry.value.span.start, entry.value.span.end)
    return Span(start, start + len(called.name)) if start >= 0 else None


def _last_part(mention: names.Mention) -> Span:
    """The name alone, where those of a plugin and its folders stand before it."""
    prefix = mention.name.rpartition(":")[0]
    return Span(mention.span.start + len(prefix) + 1, mention.span.end) if prefix else mention.span


def _move(view: FileView, agent: NamedFile, new: str) -> tuple[str, str]:
    """Old and new path of a file that is called by its own. Raises `RenameError`."""
    folder, base = posixpath.split(view.path)
    target = f"{folder}/{new.rpartition('/')[2]}{base[len(stem_of(base)) :]}"
    if agent.name.rpartition("/")[0] != new.rpartition("/")[0]:
        raise RenameError("The folders before the name stay as they are; move the file to change them.")
    if target != view.path and view.project.view(target) is not None:
        raise RenameError(f"There is a file {posixpath.basename(target)} already.")
    return view.path, target


def _check_name(view: FileView, agent: NamedFile, new: str) -> None:
    """Raise `RenameError` for a name that cannot be written everywhere, or that something else has."""
    if _NAME.fullmatch(new.rpartition("/")[2] if agent.span is None else new) is None:
        raise RenameError("A name is made of letters, digits, `-`, `_` and `.`, and begins with a letter or digit.")
    if new == agent.name:
        return
    written = plain(new)
    kind = view.file.kind
    if written in (plain(name) for name in kind.builtin_names):
        raise RenameError(f"{facts.host_name(kind)} has a built-in agent called {new}.")
    for name, files in view.project.named.items():
        if plain(name) != written:
            continue
        for other in files:
            if names.is_agent(other) and other.scope == agent.scope and other.path != agent.path:
                raise RenameError(f"{other.path} is called {other.name} already.")


def _change(view: FileView, edits: dict[Span, bool], new: str) -> Change:
    ordered = sorted(edits, key=lambda span: span.start)
    return Change(view, tuple(Edit(span, new) for span in ordered), frozenset(s for s in ordered if edits[s]))


def _prove(change: Change) -> None:
    """Raise `RenameError` where a host would read less of the file than before."""
    view = change.view
    refusal = prove(view.source, change.after, view.kinds, change.edits, Applicability.UNSAFE)
    if refusal is not None:
        raise RenameError(f"{view.file.path} would suffer: {refusal.reason}.")


def _check_result(changed: Change, new: str) -> None:
    """Raise `RenameError` where the agent's host would not take the new name, or not read it as a name."""
    before = changed.view.file
    after = File(Document.of(changed.after), before.kind, before.kinds, before.settings, before.project)
    if after.identity is None or after.identity.name != new:
        raise RenameError(f"{facts.host_name(before.kind)} would not read {new} as a name.")
    judge = changed.view.registry.rules["invalid-name"]()
    wrong = next((found for found in judge.check(after) if found.severity is Severity.ERROR), None)
    if wrong is not None:
        raise RenameError(f"The {wrong.message}.")
