"""Scopes: the sets of files in which a name must be unique for a host.

A host folder's agents are one scope (`.claude/agents` with all below it), a plugin is one, and so is a plain `agents`
folder. What people keep beside that, copies for other hosts, translations, examples and archives, are scopes of their
own. Where a file lies in no such folder, only its neighbours are in its scope.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern
from agentlint.project.root import host_folders

if TYPE_CHECKING:
    from agentlint.hosts.model import FileKind

LOOSE = "loose"
"""The scope of files that belong to no project or kind of place, all that the user named together."""

_KIND_FOLDERS = {
    "agent": ("agents", "agent", "droids"),
    "skill": ("skills", "skill"),
    "command": ("commands", "command"),
    "mode": ("modes", "mode"),
    "output-style": ("output-styles",),
}
_PLUGINS = lazy_pattern(r"(?:.*[-_])?plugins(?:[-_].*)?", re.IGNORECASE)
_NUMBERED = lazy_pattern(r"\d+[-_. ]")
_LANGUAGES = (
    "ar bg bn ca cn cs da de el en es et fa fi fr gr he hi hr hu id it ja jp ko kr lt lv ms nb nl no pl pt ro ru sk sl "
    "sr sv sw ta th tr tw ua uk ur vi zh"
)
_LANGUAGE = rf"(?:{'|'.join(_LANGUAGES.split())})(?:[-_](?:[a-z]{{2}}|hans|hant|latn|cyrl))?"
_COPY = lazy_pattern(
    rf"{_LANGUAGE}|i18n|l10n|locales?|lang|languages|translations?"
    r"|english|chinese|japanese|korean|german|french|spanish|portuguese|russian|italian|turkish|vietnamese"
    r"|[-_.]*(?:archived?|deprecated|disabled|backups?|old|legacy|drafts?)"
    r"|examples?|samples?|templates?|fixtures|tests?|dist|build|out|vendor|v\d+",
    re.IGNORECASE,
)
_TRANSLATED_NAME = lazy_pattern(
    rf"(?:[._]{_LANGUAGE}|-(?:cn|de|en|es|fr|ja|jp|ko|kr|pt|ru|tw|zh)(?:-[a-z]{{2}}|-han[st])?)(?=\.[^.]*$)",
    re.IGNORECASE,
)
"""The end of a file's name that marks it as a translation of its neighbour."""


def scope_of(path: str, kind: FileKind, plugin: str | None) -> str:
    """The scope of a file, an opaque word; it ends in `:plugin` for files that a plugin calls by their folders too.

    `path` is the POSIX path in the project, `plugin` the folder of the plugin that it belongs to, written likewise
    ("" for the project itself, None where no manifest says so).
    """
    *folders, name = path.split("/")
    names = _KIND_FOLDERS.get(kind.kind, (kind.kind,))
    host_at = max((i for i, part in enumerate(folders) if part in host_folders()), default=-1)
    plugin_at = _plugin_depth(folders, plugin)
    if host_at >= 0 and host_at + 1 >= plugin_at and _part(folders, host_at + 1) in names:
        return _word(kind, folders[: host_at + 1], names[0])
    if _part(folders, plugin_at) in names:
        return _copies(kind, folders, plugin_at, name, "plugin")
    plain = max((i for i, part in enumerate(folders) if part in names), default=-1)
    if plain >= 0:
        return _copies(kind, folders, plain, name, "folder")
    while folders and (_NUMBERED.match(folders[-1]) or _part(folders, len(folders) - 2) == "categories"):
        folders = folders[:-1]
    return _copies(kind, folders, len(folders), name, "neighbours")


def _copies(kind: FileKind, folders: list[str], at: int, name: str, sort: str) -> str:
    """The scope of a folder, or that of the copies below it or of the language that the file's name ends in."""
    copies = [i for i, part in enumerate(folders) if i > at and _COPY.fullmatch(part)]
    language = _TRANSLATED_NAME.search(name)
    folders = folders[: (copies[-1] if copies else at) + 1]
    return _word(kind, [*folders, language[0].lower()] if language else folders, sort)


def _word(kind: FileKind, folders: list[str], sort: str) -> str:
    return f"{kind.host}:{'/'.join(folders)}:{sort}"


def _part(folders: list[str], at: int) -> str:
    return folders[at] if 0 <= at < len(folders) else ""


def _plugin_depth(folders: list[str], plugin: str | None) -> int:
    """Number of folders down to the plugin's own, by its manifest or by the layout `plugins/<name>/`; -1 for none."""
    depth = -1
    if plugin is not None:
        depth = len(plugin.split("/")) if plugin else 0
    for index, part in enumerate(folders[:-1]):
        if _PLUGINS.fullmatch(part):
            depth = max(depth, index + 2)
    return depth


class Plugins:
    """Finds the plugin that a folder belongs to. Every folder is looked at once; `top` bounds the search."""

    def __init__(self) -> None:
        self._roots: dict[str, str | None] = {}
        self._listed: dict[str, frozenset[str]] = {}

    def root(self, folder: str, top: str) -> str | None:
        """The nearest folder, up to `top`, that is a plugin's: it has a manifest or the marketplace lists it."""
        passed = []
        at = folder
        while at not in self._roots:
            passed.append(at)
            above = os.path.dirname(at)
            if os.path.isfile(os.path.join(at, ".claude-plugin", "plugin.json")) or at in self._marketplace(top):
                self._roots[at] = at
            elif at == top or above == at:
                self._roots[at] = None
            else:
                at = above
        for one in passed:
            self._roots[one] = self._roots[at]
        return self._roots[folder]

    def _marketplace(self, top: str) -> frozenset[str]:
        """Folders of the plugins that the project's own marketplace lists."""
        if top not in self._listed:
            self._listed[top] = frozenset(_marketplace_sources(top))
        return self._listed[top]


def _marketplace_sources(top: str) -> list[str]:
    try:
        with open(os.path.join(top, ".claude-plugin", "marketplace.json"), "rb") as file:
            import json

            data = json.loads(file.read(4 * 1024 * 1024).decode("utf-8-sig"))
        plugins = data["plugins"]
        sources = [plugin["source"] for plugin in plugins if isinstance(plugin.get("source"), str)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    return [os.path.normpath(os.path.join(top, source)) for source in sources if source.startswith(".")]
