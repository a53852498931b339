"""The base classes of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from agentlint.diagnostic import Diagnostic, Fix, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agentlint.lint.file import File
    from agentlint.lint.overview import Budget, Tie
    from agentlint.project.roster import Json, Roster
    from agentlint.source import Location, Span

API_VERSION = 1


class Rule:
    """One thing that a user may want to switch.

    Subclasses set the class attributes and override `check`. A rule yields diagnostics; it never prints, never touches
    files and never sees suppressions. `options` is a frozen dataclass whose fields have defaults and docstrings.
    """

    name: ClassVar[str]
    """Kebab-case, permanent, reads as "allow …". In a plugin the name of its set and a slash come first."""
    summary: ClassVar[str]
    """One line without a full stop."""
    severity: ClassVar[Severity]
    """The severity of most findings; a finding may carry another."""
    tags: ClassVar[tuple[str, ...]] = ()
    hosts: ClassVar[tuple[str, ...]] = ()
    """Host ids to which the rule is limited; empty for all."""
    since: ClassVar[str]
    status: ClassVar[Literal["preview", "stable"]] = "stable"
    fix: ClassVar[Literal["never", "sometimes", "always"]] = "never"
    options_type: ClassVar[type | None] = None
    strict_options: ClassVar[Mapping[str, Any]] = {}
    """Options that the preset `strict` sets where the configuration does not, written as there."""
    default: ClassVar[bool] = True
    """Whether the preset `recommended` selects it."""
    wants_paths: ClassVar[bool] = False
    """Whether it asks `file.project.paths` which files there are; to list them costs time."""

    def __init__(self, options: Any = None) -> None:
        self.options = options if options is not None or self.options_type is None else self.options_type()

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Findings in one file. Pure: same file, same findings."""
        return iter(())

    def report(
        self,
        span: Span,
        message: str,
        *,
        severity: Severity | None = None,
        help: str | None = None,
        hosts: tuple[str, ...] = (),
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
        group: str | None = None,
        conceal: bool = False,
    ) -> Diagnostic:
        """A finding at a span of the file under check. With `conceal` no report shows the text of the span."""
        return Diagnostic(
            self.name, severity or self.severity, message, span,
            help=help, hosts=hosts, related=related, fixes=fixes, group=group, conceal=conceal,
        )  # fmt: skip


class ProjectRule(Rule):
    """A rule about several files: `facts` of each file are kept, `check_project` sees them all and no text."""

    def facts(self, file: File) -> Json | None:
        """What this file contributes, as JSON-able data; None for nothing. A place as its location's `to_json()`."""
        raise NotImplementedError

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """Findings over the roster, made with `report_at`. Only those at entries in focus are shown."""
        raise NotImplementedError

    def overview(self, roster: Roster) -> Iterator[Tie | Budget]:
        """What the rule knows of the roster beside its findings, of entries out of focus too; nothing for most."""
        return iter(())

    def report_at(
        self,
        location: Location,
        message: str,
        *,
        severity: Severity | None = None,
        help: str | None = None,
        hosts: tuple[str, ...] = (),
        related: tuple[Related, ...] = (),
        group: str | None = None,
    ) -> Diagnostic:
        """A finding at a place kept in the facts."""
        return Diagnostic(
            self.name, severity or self.severity, message, location.span,
            path=location.path, range=location.range, help=help, hosts=hosts, related=related, group=group,
        )  # fmt: skip
