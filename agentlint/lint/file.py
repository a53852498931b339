"""`File`: what a rule sees of the file it checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from agentlint.hosts.as_of import as_of
from agentlint.hosts.catalog import HOSTS
from agentlint.hosts.detect import lies_with
from agentlint.hosts.reader import read
from agentlint.hosts.versions import in_use, is_before, phrase
from agentlint.lint.tool_lists import judge_tool_lists
from agentlint.project.facts import ProjectFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.hosts.model import FileKind
    from agentlint.hosts.reading import Reading
    from agentlint.hosts.versions import InUse
    from agentlint.lint.identity import Identity
    from agentlint.lint.references import AgentReference
    from agentlint.lint.tool_lists import JudgedList
    from agentlint.project.settings import Settings
    from agentlint.source import Source
    from agentlint.syntax.document import Document
    from agentlint.syntax.nodes import Frontmatter


@dataclass
class File:
    """One file under check.

    `kinds` are all file kinds that claim the path; `kind` is the owner's and judges by default. `settings` carries
    extra tool names and hosts.
    """

    document: Document
    kind: FileKind
    kinds: tuple[FileKind, ...]
    settings: Settings
    project: ProjectFacts = field(default_factory=ProjectFacts)

    @property
    def source(self) -> Source:
        """The text."""
        return self.document.source

    @property
    def path(self) -> str:
        """POSIX path under which findings are reported."""
        return self.document.source.path

    @property
    def frontmatter(self) -> Frontmatter | None:
        """The header, or None."""
        return self.document.frontmatter

    @cached_property
    def judges(self) -> tuple[FileKind, ...]:
        """Kinds whose hosts judge the file: the owner's, then those that the configuration adds with `hosts`."""
        wanted = self.settings.hosts
        return (self.kind, *(k for k in self.kinds if k is not self.kind and k.host in wanted))

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        """File kind id to what its host reads, for every claiming kind, the owner's first."""
        ordered = (self.kind, *(k for k in self.kinds if k is not self.kind))
        return {k.id: read(self.document, k) for k in ordered}

    @cached_property
    def reading(self) -> Reading:
        """What the owning host reads."""
        return read(self.document, self.kind)

    @cached_property
    def assumed(self) -> bool:
        """Whether only the default host says whom the file is meant for: it lies in no folder of its owner."""
        shared = any(k.host not in (self.kind.host, "agentskills") for k in self.kinds)
        return not (shared or self.kind.id == "claude-code/plugin-agent" or lies_with(self.path, self.kind.host))

    def version_of(self, host: str) -> InUse | None:
        """The version of a host that the configuration names; None stands for the one whose facts were checked."""
        written = self.settings.host_versions.get(host)
        return in_use(written, HOSTS[host].releases) if written is not None else None

    def as_of_version(self, kind: FileKind) -> FileKind:
        """The facts of a file kind as they were in the configured version of its host; the same where none is."""
        version = self.version_of(kind.host) if self.settings.host_versions else None
        return as_of(kind, version) if version is not None else kind

    def not_yet(self, host: str, since: str | None) -> str | None:
        """How a fact began that the configured version of a host does not have, as "came with 2.1.63"; else None."""
        return phrase(since) if self.is_before(host, since) else None

    def is_before(self, host: str, since: str | None) -> bool:
        """Whether the configured version of a host is older than the version that a fact says it came with."""
        return bool(self.settings.host_versions) and is_before(self.version_of(host), since)

    @cached_property
    def tool_lists(self) -> tuple[JudgedList, ...]:
        """Every tool list of the header, as the hosts that judge the file see it."""
        return judge_tool_lists(self)

    @cached_property
    def identity(self) -> Identity | None:
        """The name that calls the file; None for what is called by its path alone, or by nothing."""
        from agentlint.lint.identity import identify

        return identify(self)

    @cached_property
    def agent_references(self) -> tuple[AgentReference, ...]:
        """Every place at which the file names an agent that is to be called, in no order."""
        from agentlint.lint.references import find_references

        return tuple(find_references(self))
