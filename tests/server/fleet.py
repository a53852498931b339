"""A project in memory, for the features of the server that take views: path to text, and a cursor marked by `‸`."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from agentlint.hosts.detect import detect
from agentlint.lint.engine import lint_source
from agentlint.lint.file import File, ProjectFacts
from agentlint.lint.registry import load_rules
from agentlint.lint.selection import select_rules
from agentlint.project.scopes import scope_of
from agentlint.project.settings import Settings
from agentlint.server.view import FileView, NamedFile
from agentlint.source import Source
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic

CURSOR = "‸"
AGENT = ".claude/agents/reviewer.md"


class Fleet:
    def __init__(
        self,
        texts: Mapping[str, str],
        *,
        servers: Sequence[str] = (),
        settings: Settings | None = None,
        lint: bool = True,
    ) -> None:
        self.cursors = {path: text.index(CURSOR) for path, text in texts.items() if CURSOR in text}
        self.texts = {path: text.replace(CURSOR, "") for path, text in texts.items()}
        self.settings = settings or Settings()
        self.lint = lint
        self.facts = ProjectFacts(frozenset(servers) or None)
        self._views: dict[str, FileView | None] = {}

    def view(self, path: str) -> FileView | None:
        path = path.removeprefix("/p/")
        if path not in self._views:
            self._views[path] = self._make(path) if path in self.texts else None
        return self._views[path]

    def _make(self, path: str) -> FileView | None:
        source = Source(path, self.texts[path])
        found = detect(path, source.text[:8192], default_host=self.settings.default_host)
        if found.owner is None:
            return None
        file = File(Document(source), found.kinds[0], found.kinds, self.settings, self.facts)
        registry = load_rules()
        found_by_rules: tuple[Diagnostic, ...] = ()
        if self.lint:
            rules = select_rules(registry, self.settings).rules
            found_by_rules = lint_source(source, found.kinds, self.settings, rules, self.facts).diagnostics
        return FileView(
            f"file:///p/{path}", f"/p/{path}", 1, file, scope_of(path, found.owner, None), registry, self,
            tuple(sorted(found_by_rules, key=lambda d: d.span)),
        )  # fmt: skip

    def views(self) -> Iterator[FileView]:
        for path in sorted(self.texts):
            view = self.view(path)
            if view is not None:
                yield view

    @cached_property
    def named(self) -> Mapping[str, Sequence[NamedFile]]:
        found: dict[str, list[NamedFile]] = defaultdict(list)
        for view in self.views():
            called = view.file.identity
            if called is not None:
                description = view.file.reading.values.get("description")
                found[called.name].append(
                    NamedFile(
                        called.name, called.span, view.path, view.uri, view.file.kind.id, view.scope,
                        description if isinstance(description, str) else "",
                    )
                )  # fmt: skip
        return found

    def at_cursor(self) -> tuple[FileView, int]:
        """The file that holds the cursor, and its offset there."""
        ((path, offset),) = self.cursors.items()
        view = self.view(path)
        assert view is not None
        return view, offset


def one(text: str, path: str = AGENT, **rest: Sequence[str]) -> tuple[FileView, int]:
    """The view of a single file and the offset of the cursor in it."""
    return Fleet({path: text}, **rest).at_cursor()  # type: ignore[arg-type]


def agent(name: str, description: str = "Does one thing.", *lines: str, body: str = "Do it.") -> str:
    """A sound agent of Claude Code."""
    head = "\n".join([f"name: {name}", f"description: {description}", *lines])
    return f"---\n{head}\n---\n\n{body}\n"
