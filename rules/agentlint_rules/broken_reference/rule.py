"""broken-reference: links and imports of files that the project does not have."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from agentlint.api import Rule, Severity, Span, lazy_pattern, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, ProjectPaths

_LINK = lazy_pattern(r"\]\(<?([^()<>\s]{1,300})>?(?:[ \t]+[\"'(][^\n()]{0,200}[\"')])?\)")
_IMPORT = lazy_pattern(
    r"(?:(?<=[\s(])|(?<=\A))@((?:\.{1,2}/)*[\w.-]+(?:/[\w.-]+)*\.(?:mdc?|txt|json|ya?ml|toml))(?![\w/@])"
)
_LONGEST_LINE = 1000
_MOST = 2000
_SCHEME = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_NOT_A_PATH = lazy_pattern(r"[{}$<>*|\\%\[\]=,;!\"'`…]|\.\.\.")
_MADE_UP = lazy_pattern(
    r"(?:^|/)(?:path/to|your[-_]|example|foo|bar|xxx?|link|url|file\.|filename|relative/|some[-_])"
    r"|[A-Z]{2,}[-_ ]?(?:ID|NAME|SLUG)",
    re.IGNORECASE,
)
# What every project is thought to have: agents that write documents name them in samples.
_USUAL = lazy_pattern(
    r"(?:^|/)(?:LICEN[CS]E|CONTRIBUTING|CODE_OF_CONDUCT|CHANGELOG|SECURITY|README|CLAUDE|AGENTS)(?:\.\w+)?\Z"
)
_IF_THERE = lazy_pattern(
    r"\bif (?:it |they )?(?:exists?|present|available|any)\b|\bor @|\bwhere present\b", re.IGNORECASE
)
_IMPORTING = frozenset({"claude-code/memory", "claude-code/command"})


@record()
class Options:
    """What counts as a reference."""

    links: bool = True
    """Judge relative Markdown links and images."""
    imports: bool = True
    """Judge `@path` imports in memory files and commands of Claude Code."""


class BrokenReference(Rule):
    """Relative links and `@path` imports, against the listing of the project."""

    name = "broken-reference"
    summary = "Link or import of a file that is not there"
    severity = Severity.WARNING
    tags = ("body", "project")
    since = "0.1.0"
    status = "preview"
    options_type = Options
    wants_paths = True

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Findings in order of kind and place. Silent where the project is not known."""
        paths = file.project.paths
        if paths is None:
            return
        text, start = file.source.text, file.document.body_span.start
        if self.options.links and text.find("](", start) >= 0:
            yield from self._links(file, paths, text, start)
        if self.options.imports and file.kind.id in _IMPORTING:
            yield from self._imports(file, paths, text, start)

    def _links(self, file: File, paths: ProjectPaths, text: str, start: int) -> Iterator[Diagnostic]:
        body = file.document.body
        end = body.outline.sound_until(len(text))
        for match in islice(_LINK.finditer(text, start, end), _MOST):
            target = _path_of(match[1])
            if target is None or (file.kind.kind == "agent" and _USUAL.search(target)):
                continue
            if _found(file, paths, target, upwards=True) is not False:
                continue
            if body.is_code(match.start()):
                continue
            yield self.report(
                Span(match.start(1), match.end(1)),
                f"the project has no `{_shortened(target)}` that this link could lead to",
                help="Correct the path: it counts from the folder of this file.",
            )

    def _imports(self, file: File, paths: ProjectPaths, text: str, start: int) -> Iterator[Diagnostic]:
        body = file.document.body
        end = body.outline.sound_until(len(text))
        for match in islice(_IMPORT.finditer(text, start, end), _MOST):
            if _MADE_UP.search(match[1]) or ".local." in match[1] or body.is_code(match.start()):
                continue
            if _IF_THERE.search(file.source.line_text(file.source.line_at(match.start()))[:_LONGEST_LINE]):
                continue
            if _found(file, paths, match[1], upwards=file.kind.kind == "command") is not False:
                continue
            yield self.report(
                Span(match.start(), match.end()),
                f"`@{_shortened(match[1])}` imports a file that is not there",
                help="Correct the path, which counts from the folder of this file, or put it into backticks.",
            )


def _path_of(target: str) -> str | None:
    """The relative path that a link leads to, None for what leads elsewhere or is only a stand-in."""
    if target.startswith(("#", "/", "~", "@")) or _SCHEME.match(target):
        return None
    path = target.partition("#")[0].partition("?")[0]
    path = unquote(path) if "%" in path else path
    if not path or _NOT_A_PATH.search(path) or _MADE_UP.search(path):
        return None
    name = path.rstrip("/").rpartition("/")[2]
    return path if "/" in path or "." in name.strip(".") else None


def _found(file: File, paths: ProjectPaths, target: str, *, upwards: bool) -> bool | None:
    """Whether the target is there, from the file's folder or, with `upwards`, from one above; None for not known."""
    folder = file.project.folder
    answers = []
    while True:
        place = posixpath.normpath(posixpath.join(folder, target))
        answers.append(paths.holds(place))
        if not folder or not upwards:
            break
        folder = posixpath.dirname(folder)
    return True if True in answers else None if None in answers else False


def _shortened(text: str, width: int = 40) -> str:
    return text if len(text) <= width else "…" + text[1 - width :]
