"""Scopes: the sets of files in which a name must be unique for a host.

A host folder's agents are one scope (`.claude/agents` with all below it), a plugin is one, and so is a plain `agents`
folder. What people keep beside that, copies for other hosts, translations, examples and archives, are scopes of their
own. Where a file lies in no such folder, only its neighbours are in its scope.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from agentlint.project.root import host_folders

if TYPE_CHECKING:
    from agentlint.hosts.model import FileKind

LOOSE = "loose"
"""The scope of files that belong to no project or kind of place, all that the user named together."""

_KIND_FOLDERS = {
    "agent": ("agents", "agent", "droids", "subagents"),
    "skill": ("skills", "skill"),
    "command": ("commands", "command"),
    "mode": ("modes", "mode"),
    "output-style": ("output-styles",),
}
_PLUGINS = re.compile(r"(?:.*[-_])?plugins(?:[-_].*)?", re.IGNORECASE)
_NUMBERED = re.compile(r"\d+[-_. ]")
_LANGUAGES = (
    "ar bg bn ca cn cs da de el en es et fa fi fr gr he hi hr hu id it ja jp ko kr lt lv ms nb nl no pl pt ro ru sk sl "
    "sr sv sw ta th tr tw ua uk ur vi zh"
)
_COPY = re.compile(
    rf"(?:{'|'.join(_LANGUAGES.split())})(?:[-_](?:[a-z]{{2}}|hans|hant|latn|cyrl))?"
    r"|i18n|l10n|locales?|lang|languages|translations?|[-_.]*(?:archived?|deprecated|disabled|backups?|old|legacy|drafts?)"
    r"|examples?|samples?|templates?|fixtures|tests?|dist|build|out|vendor|v\d+",
    re.IGNORECASE,
)


def scope_of(path: str, kind: FileKind, plugin: str | None) -> str:
    """The scope of a file, an opaque word.

    `path` is the POSIX path in the project, `plugin` the folder of the plugin that it belongs to, written likewise
    ("" for the project itself, None where no manifest says so).
    """
    folders = path.split("/")[:-1]
    names = _KIND_FOLDERS.get(kind.kind, (kind.kind,))
    host_at = max((i for i, part in enumerate(folders) if part in host_folders()), default=-1)
    plugin_depth = _plugin_depth(folders, plugin)
    if host_at + 1 >= plugin_depth and host_at >= 0:
        inside = folders[host_at + 1] if host_at + 1 < len(folders) else ""
        if inside in names:
            return _word(kind, folders[: host_at + 1], names[0])
    elif plugin_depth >= 0 and folders[plugin_depth : plugin_depth + 1] and folders[plugin_depth] in names:
        return _word(kind, folders[:plugin_depth], names[0])
    plain = max((i for i, part in enumerate(folders) if part in names), default=-1)
    if plain >= 0:
        copies = [i for i, part in enumerate(folders) if i > plain and _COPY.fullmatch(part)]
        return _word(kind, folders[: (copies[-1] if copies else plain) + 1], names[0])
    while folders and (_NUMBERED.match(folders[-1]) or (len(folders) > 1 and folders[-2] == "categories")):
        folders = folders[:-1]
    return _word(kind, folders, "")


def _word(kind: FileKind, folders: list[str], name: str) -> str:
    return f"{kind.host}:{'/'.join(folders)}:{name or kind.kind}"


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
        if folder not in self._roots:
            above = os.path.dirname(folder)
            manifest = os.path.join(folder, ".claude-plugin", "plugin.json")
            if os.path.isfile(manifest) or folder in self._marketplace(top):
                self._roots[folder] = folder
            elif folder == top or above == folder:
                self._roots[folder] = None
            else:
                self._roots[folder] = self.root(above, top)
        return self._roots[folder]

    def _marketplace(self, top: str) -> frozenset[str]:
        """Folders of the plugins that the project's own marketplace lists."""
        if top not in self._listed:
            self._listed[top] = frozenset(_marketplace_sources(top))
        return self._listed[top]


def _marketplace_sources(top: str) -> list[str]:
    try:
        with open(os.path.join(top, ".claude-plugin", "marketplace.json"), "rb") as file:
            data = json.loads(file.read(4 * 1024 * 1024).decode("utf-8-sig"))
        plugins = data["plugins"]
        sources = [plugin["source"] for plugin in plugins if isinstance(plugin.get("source"), str)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    return [os.path.normpath(os.path.join(top, source)) for source in sources if source.startswith(".")]
