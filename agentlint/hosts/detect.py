"""Which file kinds a path is of: what each host folder and name says, and for other Markdown what its header says.

Nothing here touches the disk: the caller passes the path and, where there is one, the beginning of the text.

The owner is the host that the innermost host folder is named after. Where several hosts share a folder it is the one in
`_FOLDER_OWNERS`: under `.github/agents` Copilot CLI, which was run on such files and reads every form of them, then the
cloud agent and VS Code; under `.agents` the open specification. The open specification claims every `SKILL.md`, but as
the last reader in a folder of another host. `*.agent.md` is Copilot's in any folder that is not another host's.
"""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from agentlint.hosts.catalog import KINDS
from agentlint.patterns import lazy_pattern
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from agentlint.hosts.model import FileKind

HEAD_BYTES = 8 * 1024
"""How much of a file `detect` wants to see."""

How = Literal["path", "content", "named", "configured", "none"]

_PLAIN_FOLDERS = {
    "agents": "agent", "commands": "command", "skills": "skill", "rules": "rule", "output-styles": "output-style",
}  # fmt: skip
_TELLING_FOLDERS = frozenset({"agents", "commands", "skills", "rules"})
_MEMORY_NAMES = frozenset({"CLAUDE.md", "CLAUDE.local.md", "AGENTS.md"})
_SKILL = "SKILL.md"
_FOLDER_OWNERS = {
    ".claude": ("claude-code",), ".github": ("copilot-cli", "copilot-cloud", "vscode"), ".copilot": ("copilot-cli",),
    ".agents": ("agentskills", "antigravity"), ".agent": ("antigravity",), ".cursor": ("cursor",),
    ".opencode": ("opencode",), ".config": ("opencode",), ".gemini": ("gemini-cli",), ".qwen": ("qwen-code",),
    ".factory": ("factory",), ".codex": ("codex",), ".kiro": ("kiro",), ".amazonq": ("amazonq",),
    ".windsurf": ("windsurf",), ".devin": ("windsurf",), ".cline": ("cline",), ".clinerules": ("cline",),
    ".roo": ("roo",), ".augment": ("augment",), ".junie": ("junie",), ".kilo": ("kilo",), ".goose": ("goose",),
}  # fmt: skip

_KEYS = ("name", "description", "argument-hint")
_KEY = lazy_pattern(rf"^({'|'.join(_KEYS)})[ \t]*:", re.MULTILINE)
_OPENER = lazy_pattern(r"\ufeff?---[ \t]*\n")
_CLOSER = lazy_pattern(r"^---[ \t]*$", re.MULTILINE)
_BLANK_LINE = lazy_pattern(r"^[ \t]*\n", re.MULTILINE)


@record()
class Detection:
    """What a file is. `kinds` are those of all hosts that read it, the owner's first; empty where it is of no kind.

    `how`: `path` by folder and name, or by its header below a folder named agents, commands, skills or rules;
    `content` by its header alone; `named` because the user named it and it has a header; `configured` by the globs
    of the configuration.
    """

    kinds: tuple[FileKind, ...]
    owner: FileKind | None
    how: How


NO_KIND = Detection((), None, "none")


class _Pattern(NamedTuple):
    """A glob below its first folder: `folders` before the name, of which `**` stands for any number."""

    kind: FileKind
    folders: tuple[str, ...]
    name: str


class _Index(NamedTuple):
    folders: Mapping[str, tuple[_Pattern, ...]]
    names: Mapping[str, tuple[FileKind, ...]]
    endings: tuple[tuple[str, tuple[FileKind, ...]], ...]
    by_host: Mapping[tuple[str, str], FileKind]


def detect(
    path: str,
    head: str | Head | None,
    *,
    default_host: str = "claude-code",
    file_kinds: Mapping[str, str] | None = None,
    named: bool = False,
    plugin_roots: Collection[str] = (),
) -> Detection:
    """File kinds of a POSIX path.

    `head` is the beginning of the text (`HEAD_BYTES` suffice) or what it says, None where it was not read: then files
    that only their header could tell count by their folder. `file_kinds` maps globs to file kind ids, the first match
    holds and overrules all else. `named` says that the user named this very file. `plugin_roots` are folders that hold
    a plugin manifest, written like `path`. Ids that no host knows are passed over; the configuration reports them.
    """
    for glob, kind_id in (file_kinds or {}).items():
        kind = KINDS.get(kind_id)
        if kind is not None and _glob(glob).fullmatch(path):
            return Detection((kind,), kind, "configured")
    parts = path.split("/")
    index = _index()
    header = head if isinstance(head, Head) else Head(head)
    found = _by_path(parts, index, header, default_host, _plugin_depth(path, plugin_roots))
    if found is None and parts[-1].endswith(".md"):
        found = _by_content(parts, index, header, default_host)
    if found is None and named and header.there:
        kind = index.by_host.get((default_host, "agent"))
        found = Detection((kind,), kind, "named") if kind else None
    return found or NO_KIND


def lies_with(path: str, host: str) -> bool:
    """Whether the file lies in a folder that is named after the host, so that it is surely meant for it."""
    return any(host in _FOLDER_OWNERS.get(part, ()) for part in path.split("/")[:-1])


class Head:
    """What the beginning of a text says about its kind, looked at when first asked. None stands for a text unknown."""

    def __init__(self, text: str | None) -> None:
        self.known = text is not None
        self._text = text or ""

    @classmethod
    def from_flags(cls, flags: int) -> Head:
        """Undo `flags`."""
        head = cls("")
        head.there = bool(flags & 1)
        head.keys = frozenset(key for bit, key in enumerate(_KEYS, start=1) if flags >> bit & 1)
        return head

    @property
    def flags(self) -> int:
        """All that it says as a number below 16, for keeping."""
        return self.there | sum(1 << bit for bit, key in enumerate(_KEYS, start=1) if key in self.keys)

    @cached_property
    def there(self) -> bool:
        """Whether there is a header."""
        return self._opener() is not None

    @cached_property
    def keys(self) -> frozenset[str]:
        """Those of name, description and argument-hint that stand at column 0 of the header."""
        opener = self._opener()
        if opener is None:
            return frozenset()
        text = self._text[opener.end() :]
        # Where no line closes the header it ends for us at a blank line: a thematic break above prose opens none.
        end = _CLOSER.search(text) or _BLANK_LINE.search(text)
        return frozenset(_KEY.findall(text[: end.start()] if end else text))

    def _opener(self) -> re.Match[str] | None:
        if not self._text.startswith(("---", "\ufeff---")):
            return None
        if "\r" in self._text:
            self._text = self._text.replace("\r\n", "\n").replace("\r", "\n")
        return _OPENER.match(self._text)


def _by_path(
    parts: list[str], index: _Index, header: Head, default_host: str, plugin_depth: int | None
) -> Detection | None:
    name = parts[-1]
    if name.endswith(".mdc"):
        return _detection((KINDS["cursor/rule"],), "path")
    if name in _MEMORY_NAMES:
        return _detection(index.names[name], "path")
    hosts: set[str] = set()
    for at in range(len(parts) - 2, -1, -1):
        folder = parts[at]
        patterns = index.folders.get(folder)
        if patterns is None:
            continue
        hosts.update(_FOLDER_OWNERS[folder])
        kinds = _in_folder(folder, parts[at + 1 :], patterns, index)
        if kinds:
            if kinds[0].kind == "agent" and _is_document(name, header):
                return NO_KIND
            return _detection(kinds, "path")
    if name == _SKILL:
        foreign = bool(hosts) or _in_dot_folder(parts)
        return _detection(_skill(index, foreign, default_host, plugin_depth), "path")
    by_name = index.names.get(name)
    if by_name:
        return _detection(by_name, "path")
    for ending, kinds in index.endings:
        if name.endswith(ending) and (not hosts or any(k.host in hosts for k in kinds)):
            return _detection(kinds, "path")
    if plugin_depth is not None and "agents" in parts[plugin_depth : plugin_depth + 1] and name.endswith(".md"):
        return NO_KIND if _is_document(name, header) else _detection((KINDS["claude-code/plugin-agent"],), "path")
    if not header.known and name.endswith(".md") and not hosts:
        for folder in reversed(parts[:-1]):
            if folder in _PLAIN_FOLDERS:
                kind = index.by_host.get((default_host, _PLAIN_FOLDERS[folder]))
                return _detection((kind,), "path") if kind and not _is_document(name, header) else None
    return None


def _by_content(parts: list[str], index: _Index, header: Head, default_host: str) -> Detection | None:
    keys = header.keys
    if not keys:
        return None
    telling = [at for at, part in enumerate(parts[:-1]) if part in _PLAIN_FOLDERS]
    in_telling = any(parts[at] in _TELLING_FOLDERS for at in telling)
    if not ({"name", "description"} <= keys or (in_telling and keys & {"description", "argument-hint"})):
        return None
    word = _PLAIN_FOLDERS[parts[telling[-1]]] if telling else "agent"
    hosts = [h for part in reversed(parts[:-1]) if part in index.folders for h in _FOLDER_OWNERS.get(part, ())]
    for host in (*hosts, default_host):
        kind = index.by_host.get((host, word))
        if kind is not None:
            return _detection((kind,), "path" if in_telling else "content")
    kind = index.by_host.get((default_host, "agent"))
    return _detection((kind,), "content") if kind else None


def _in_folder(folder: str, below: list[str], patterns: tuple[_Pattern, ...], index: _Index) -> tuple[FileKind, ...]:
    """Kinds whose globs take what lies below a host folder, the owner of the folder first."""
    name, folders = below[-1], below[:-1]
    found = {p.kind.id: p.kind for p in _patterns_in(patterns, tuple(folders)) if _name_matches(p.name, name)}
    found = {i: k for i, k in found.items() if not any(_name_matches(e, name) for e in k.exclude)}
    owners = _FOLDER_OWNERS.get(folder, ())
    if name == _SKILL and any(f in ("skill", "skills") for f in folders):
        # Deeper than the host looks, but meant for it; and the open specification reads every SKILL.md.
        for host in (*owners, "agentskills"):
            kind = index.by_host.get((host, "skill"))
            if kind is not None:
                found.setdefault(kind.id, kind)
    rank = {host: at for at, host in enumerate(owners)}
    last = len(rank) + 1
    return tuple(sorted(found.values(), key=lambda k: rank.get(k.host, last if k.host == "agentskills" else len(rank))))


@lru_cache(maxsize=1024)
def _patterns_in(patterns: tuple[_Pattern, ...], folders: tuple[str, ...]) -> tuple[_Pattern, ...]:
    """Those of the patterns that may take a file in these folders: the same for all files of a folder."""
    return tuple(p for p in patterns if _folders_match(p.folders, folders))


def _in_dot_folder(parts: list[str]) -> bool:
    """Whether the innermost `skills` folder lies right in a folder that is named like that of a host unknown to us."""
    at = max((i for i, part in enumerate(parts) if part == "skills"), default=0)
    return at > 0 and parts[at - 1].startswith(".") and parts[at - 1] not in (".", "..")


def _skill(index: _Index, foreign: bool, default_host: str, plugin_depth: int | None) -> tuple[FileKind, ...]:
    """A SKILL.md outside the skill folders of hosts: the default host's, or the specification's in a foreign folder."""
    specification = KINDS["agentskills/skill"]
    host = "claude-code" if plugin_depth is not None else default_host
    kind = index.by_host.get((host, "skill"))
    if foreign or kind is None or kind is specification:
        return (specification,)
    return (kind, specification)


def _is_document(name: str, header: Head) -> bool:
    return name.lower() == "readme.md" and not header.keys


def _plugin_depth(path: str, plugin_roots: Collection[str]) -> int | None:
    """Number of leading segments that make the innermost plugin root above the path; None where there is none."""
    depth = None
    for root in plugin_roots:
        root = root.strip("/")
        if root in ("", "."):
            depth = max(depth or 0, 0)
        elif path.startswith(root + "/"):
            depth = max(depth or 0, root.count("/") + 1)
    return depth


def _detection(kinds: tuple[FileKind, ...], how: How) -> Detection:
    return Detection(kinds, kinds[0], how)


def _name_matches(pattern: str, name: str) -> bool:
    if pattern.startswith("*"):
        return name.endswith(pattern[1:]) and len(name) > len(pattern) - 1
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return name == pattern


def _folders_match(patterns: tuple[str, ...], folders: tuple[str, ...]) -> bool:
    """`**` stands for any number of folders; no glob of a host holds it twice."""
    if "**" in patterns:
        at = patterns.index("**")
        before, after = patterns[:at], patterns[at + 1 :]
        if len(folders) < len(before) + len(after):
            return False
        ends = folders[len(folders) - len(after) :] if after else ()
        return _each_matches(before, folders[:at]) and _each_matches(after, ends)
    return len(patterns) == len(folders) and _each_matches(patterns, folders)


def _each_matches(patterns: tuple[str, ...], folders: tuple[str, ...]) -> bool:
    return all(p in ("*", f) or _name_matches(p, f) for p, f in zip(patterns, folders, strict=True))


@cache
def _index() -> _Index:
    folders: dict[str, list[_Pattern]] = {}
    names: dict[str, dict[str, FileKind]] = {}
    endings: dict[str, dict[str, FileKind]] = {}
    for kind in KINDS.values():
        for glob in dict.fromkeys((*kind.globs, *kind.user_globs, *kind.foreign_globs)):
            parts = tuple(glob.removeprefix("**/").split("/"))
            if len(parts) == 1:
                table = endings if parts[0].startswith("*") else names
                table.setdefault(parts[0].removeprefix("*"), {})[kind.id] = kind
            elif parts[0].startswith("."):
                pattern = _Pattern(kind, parts[1:-1], parts[-1])
                if pattern not in folders.setdefault(parts[0], []):
                    folders[parts[0]].append(pattern)
    endings[".agent.md"] = {f"{h}/agent": KINDS[f"{h}/agent"] for h in _FOLDER_OWNERS[".github"]}
    by_host: dict[tuple[str, str], FileKind] = {(k.host, k.kind): k for k in reversed(tuple(KINDS.values()))}
    return _Index(
        {folder: tuple(patterns) for folder, patterns in folders.items()},
        {name: tuple(kinds.values()) for name, kinds in names.items()},
        tuple((ending, tuple(kinds.values())) for ending, kinds in endings.items()),
        by_host,
    )


@lru_cache(maxsize=256)
def _glob(glob: str) -> re.Pattern[str]:
    """A glob of the configuration: without a slash it is a name at any depth, `**` stands for any number of folders."""
    glob = glob.removeprefix("./")
    if "/" not in glob.rstrip("/"):
        glob = "**/" + glob
    glob = glob.removeprefix("/")
    if glob.endswith("/"):
        glob += "**"
    special = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    tokens = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    return re.compile("".join(special.get(token) or re.escape(token) for token in tokens), re.DOTALL)
