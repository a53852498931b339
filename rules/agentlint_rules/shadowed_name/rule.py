"""shadowed-name: a file that another one with its name stands in front of, by the host's order of precedence."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from agentlint.api import Location, ProjectRule, Related, Scalar, Severity, Span
from agentlint_rules.shadowed_name.places import end_of, is_shelved, short
from agentlint_rules.shadowed_name.users import called, clashes, location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Roster, RosterEntry

_KINDS = frozenset({"claude-code/agent", "claude-code/skill", "claude-code/command"})
MAX_RELATED = 20
Member = tuple["RosterEntry", Any]


class ShadowedName(ProjectRule):
    """What a project shows of Claude Code's precedence, and of that of all hosts where the user's files are known."""

    name = "shadowed-name"
    summary = "File that another of its name, nearer or stronger, keeps out of use"
    severity = Severity.WARNING
    tags = ("cross-file", "name")
    hosts = ("claude-code", "copilot-cli", "cursor", "factory", "gemini-cli", "qwen-code", "agentskills")
    since = "0.1.0"

    def facts(self, file: File) -> dict[str, Any] | None:
        """What the file is called by, the place of that name, and the folders above it."""
        if not file.reading.loads:
            return None
        known_as = called(file)
        if file.kind.id not in _KINDS:
            if known_as is None or file.identity is None:
                return None
            at = file.source.locate(file.identity.span or Span(0, 0)).to_json()
            return {"called": known_as, "at": at}
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
        at = file.source.locate(span).to_json()
        return {"name": written, "folder": folder, "called": known_as, "at": at}

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """One diagnostic for every file in focus that shadows another or is shadowed."""
        agents: dict[tuple[str, bool], list[tuple[str, Member]]] = defaultdict(list)
        called: dict[tuple[str, str], dict[str, list[Member]]] = defaultdict(lambda: defaultdict(list))
        found = list(roster.facts(self.name))
        for entry, data in found:
            if entry.kind not in _KINDS:
                continue
            folders, _, sort = entry.scope.partition(":")[2].rpartition(":")
            kind = entry.kind.partition("/")[2]
            if kind == "agent":
                if sort == "agents":
                    agents[data["name"], entry.user].append((_home(folders), (entry, data)))
                continue
            # A plugin's skill goes by the name in its header, any other one by its folder.
            plugin = sort == "plugin"
            name = data["name"] if kind == "command" or (plugin and data["name"]) else data["folder"]
            if name and (plugin or sort in ("skills", "commands")):
                base = folders.rpartition("/")[0] if plugin else folders
                called[f"{sort if plugin else ''}:{base}", name][kind].append((entry, data))
        for (name, _), members in sorted(agents.items()):
            yield from self._nested(name, members)
        for (_, name), kinds in sorted(called.items()):
            if kinds["skill"] and kinds["command"]:
                yield from self._command(name, kinds["skill"][0], kinds["command"][0])
        yield from self._users(found)

    def _users(self, members: list[Member]) -> Iterator[Diagnostic]:
        """Files of the project and of the user that go by one name."""
        for clash in clashes(members):
            entry, data = clash.at
            if entry.in_focus:
                yield self.report_at(
                    location(clash.at),
                    clash.message,
                    severity=clash.severity,
                    help=clash.help,
                    group=_group(f"{entry.kind}\0{data['called']}", "user"),
                    related=tuple(Related(location(one), clash.note) for one in clash.others[:MAX_RELATED]),
                )

    def _nested(self, name: str, members: list[tuple[str, Member]]) -> Iterator[Diagnostic]:
        """Agents of one name in `.claude` folders of which one lies above the other."""
        first: dict[str, Member] = {}
        for home, member in members:
            first.setdefault(home, member)
        if len(first) < 2:
            return
        for home, (entry, data) in first.items():
            above = _nearest_above(home, first)
            if above is None or is_shelved(home):
                continue
            outer, outer_data = first[above]
            group = _group(name, entry.path)
            here, there = Location.from_json(entry.path, data["at"]), Location.from_json(outer.path, outer_data["at"])
            if entry.in_focus:
                yield self.report_at(
                    here,
                    f"agent `{short(name)}` stands in front of {end_of(outer.path)} below this folder",
                    severity=Severity.INFO,
                    help="Claude Code takes the agent nearest to where it is started. Rename one if both are wanted.",
                    group=group,
                    related=(Related(there, "stands behind it"),),
                )
            if outer.in_focus:
                yield self.report_at(
                    there,
                    f"agent `{short(name)}` gives way to {end_of(entry.path)} below that folder",
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
                f"command `{short(name)}` never runs: the skill of that name wins",
                help="Give one of them another name, or delete the command.",
                group=group,
                related=(Related(stronger, "the skill"),),
            )
        if skill[0].in_focus:
            yield self.report_at(
                stronger,
                f"skill `{short(name)}` takes the place of the command of that name",
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
