"""shadowed-name: a file that another one with its name stands in front of, by the host's order of precedence."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from agentlint.api import Location, ProjectRule, Related, Scalar, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Roster, RosterEntry

_KINDS = frozenset({"claude-code/agent", "claude-code/skill", "claude-code/command"})
_SHELVED = frozenset(
    ("example", "examples", "sample", "samples", "template", "templates", "fixture", "fixtures", "test", "tests",
     "testdata", "archive", "archived", "backup", "build", "dist", "vendor", "node_modules")
)  # fmt: skip
"""Folders in which nobody works, so that nothing in them stands in front of anything."""
Member = tuple["RosterEntry", Any]


class ShadowedName(ProjectRule):
    """What a project shows of Claude Code's precedence: nearer folders first, skills before commands."""

    name = "shadowed-name"
    summary = "File that another of its name, nearer or stronger, keeps out of use"
    severity = Severity.WARNING
    tags = ("cross-file", "name")
    hosts = ("claude-code",)
    since = "0.1.0"

    def facts(self, file: File) -> dict[str, Any] | None:
        """What the file is called by, the place of that name, and the folders above it."""
        if file.kind.id not in _KINDS or not file.reading.loads:
            return None
        header = file.frontmatter
        entry = header.get("name") if header is not None else None
        written, span = None, Span(0, 0)
        value = file.reading.values.get("name")
        if entry is not None and isinstance(entry.value, Scalar) and isinstance(value, str) and value.strip():
            written, span = value.strip()[:200], entry.value.span
        # From inside the folder the path as given has none.
        *folders, name = (file.path if "/" in file.path else f"{file.project.folder}/{file.path}").split("/")
        if file.kind.kind == "agent" and written is None:
            return None
        if file.kind.kind == "command":
            if any(folders) and folders[-1] != "commands":
                return None  # a folder below becomes a part of the name, which no skill has
            written, span = name.rsplit(".", 1)[0], Span(0, 0)
        folder = folders[-1] if any(folders) and folders[-1] not in (".", "..") else None
        return {"name": written, "folder": folder, "at": file.source.locate(span).to_json()}

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """One diagnostic for every file in focus that shadows another or is shadowed."""
        agents: dict[str, list[tuple[str, Member]]] = defaultdict(list)
        called: dict[tuple[str, str], dict[str, list[Member]]] = defaultdict(lambda: defaultdict(list))
        for entry, data in roster.facts(self.name):
            folders, _, sort = entry.scope.partition(":")[2].rpartition(":")
            kind = entry.kind.partition("/")[2]
            if kind == "agent":
                if sort == "agents":
                    agents[data["name"]].append((_home(folders), (entry, data)))
                continue
            # A plugin's skill goes by the name in its header, any other one by its folder.
            plugin = sort == "plugin"
            name = data["name"] if kind == "command" or (plugin and data["name"]) else data["folder"]
            if name and (plugin or sort in ("skills", "commands")):
                base = folders.rpartition("/")[0] if plugin else folders
                called[f"{sort if plugin else ''}:{base}", name][kind].append((entry, data))
        for name, members in sorted(agents.items()):
            yield from self._nested(name, members)
        for (_, name), kinds in sorted(called.items()):
            if kinds["skill"] and kinds["command"]:
                yield from self._command(name, kinds["skill"][0], kinds["command"][0])

    def _nested(self, name: str, members: list[tuple[str, Member]]) -> Iterator[Diagnostic]:
        """Agents of one name in `.claude` folders of which one lies above the other."""
        first: dict[str, Member] = {}
        for home, member in members:
            first.setdefault(home, member)
        if len(first) < 2:
            return
        for home, (entry, data) in first.items():
            above = _nearest_above(home, first)
            if above is None or _SHELVED & set(home.split("/")):
                continue
            outer, outer_data = first[above]
            group = _group(name, entry.path)
            here, there = Location.from_json(entry.path, data["at"]), Location.from_json(outer.path, outer_data["at"])
            if entry.in_focus:
                yield self.report_at(
                    here,
                    f"agent `{_short(name)}` stands in front of {_end(outer.path)} below this folder",
                    severity=Severity.INFO,
                    help="Claude Code takes the agent nearest to where it is started. Rename one if both are wanted.",
                    group=group,
                    related=(Related(there, "stands behind it"),),
                )
            if outer.in_focus:
                yield self.report_at(
                    there,
                    f"agent `{_short(name)}` gives way to {_end(entry.path)} below that folder",
                    severity=Severity.INFO,
                    help="Claude Code takes the agent nearest to where it is started. Rename one if both are wanted.",
                    group=group,
                    related=(Related(here, "stands in front of it"),),
                )

    def _command(self, name: str, skill: Member, command: Member) -> Iterator[Diagnostic]:
        group = _group(name, command[0].path)
        at = Location.from_json(command[0].path, command[1]["at"])
        stronger = Location.from_json(skill[0].path, skill[1]["at"])
        if command[0].in_focus:
            yield self.report_at(
                at,
                f"command `{_short(name)}` never runs: the skill of that name wins",
                help="Give one of them another name, or delete the command.",
                group=group,
                related=(Related(stronger, "the skill"),),
            )
        if skill[0].in_focus:
            yield self.report_at(
                stronger,
                f"skill `{_short(name)}` takes the place of the command of that name",
                severity=Severity.INFO,
                help="Give one of them another name, or delete the command.",
                group=group,
                related=(Related(at, "the command"),),
            )


def _home(folders: str) -> str:
    """The folder that a `.claude` folder lies in, "" for the project's own."""
    return folders.rpartition("/")[0]


def _nearest_above(home: str, homes: dict[str, Member]) -> str | None:
    while home:
        home = home.rpartition("/")[0]
        if home in homes:
            return home
    return None


def _group(name: str, path: str) -> str:
    return hashlib.sha256(f"{name}\0{path}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= 30 else name[:27] + "..."


def _end(path: str) -> str:
    """The end of a path that tells the file from its namesake: `related` has all of it."""
    return "/".join(path.split("/")[-4:])
