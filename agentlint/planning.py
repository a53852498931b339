"""What a configuration and the command line together mean for a file: its settings and its rules."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from agentlint.lint.registry import load_rules
from agentlint.lint.selection import Selection, expand, select_rules
from agentlint.project.errors import UsageError
from agentlint.project.workspace import Matcher, matcher
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agentlint.lint.registry import Registry
    from agentlint.lint.rule import Rule
    from agentlint.project.configuration import Configuration
    from agentlint.project.settings import Settings


@record()
class Wishes:
    """What the command line says about rules, on top of every configuration file.

    `select` replaces the configured selection, `extend_select` and `ignore` add to it. `allow_local` lets the rules of
    `rule-paths` run, which is code of the project; without `allow_plugins` those of installed distributions do not run
    either, which a configuration names.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool | None = None
    allow_local: bool = False
    allow_plugins: bool = True


@record(slots=False)
class Plan:
    """Settings and rules for the files under one configuration, and where which rules are not wanted."""

    settings: Settings
    registry: Registry
    selection: Selection
    ignores: tuple[tuple[Matcher, frozenset[str]], ...]

    @cached_property
    def project_rules(self) -> tuple[Rule, ...]:
        """Those of the rules that run that are cross-file rules."""
        return tuple(rule for rule in self.selection.rules if rule.name in self.project_names)

    @cached_property
    def project_names(self) -> frozenset[str]:
        """Names of the cross-file rules."""
        return frozenset(info.name for info in self.selection.infos if info.project)

    @cached_property
    def wants_paths(self) -> bool:
        """Whether some rule asks which paths the project holds."""
        return any(info.wants_paths for info in self.selection.infos)

    def ignored(self, path: str) -> frozenset[str]:
        """Rules that `per-file-ignores` switches off for an absolute path."""
        return frozenset().union(*(names for matches, names in self.ignores if matches(path)))


class Plans:
    """The plan of each configuration, made when first asked for.

    What people are to be told of rules that cannot run is added to `notes` and `failures`.
    """

    def __init__(
        self,
        wishes: Wishes,
        notes: list[str],
        failures: list[str],
        sound: Callable[[Configuration, Selection], bool] = lambda *_: False,
    ) -> None:
        """`sound` says of a selection whether it is known that the options of its rules are right."""
        self.wishes = wishes
        self.sound = sound
        self.registry = load_rules()
        self.notes = notes
        self.failures = failures
        self._plans: dict[str | None, Plan] = {}

    def __contains__(self, configuration: Configuration) -> bool:
        return configuration.path in self._plans

    def __iter__(self) -> Iterator[Plan]:
        return iter(self._plans.values())

    def of(self, configuration: Configuration) -> Plan:
        """Settings and rules for the files under a configuration. Raises `UsageError` for faults in it."""
        if configuration.path not in self._plans:
            self._plans[configuration.path] = self._made(configuration)
        return self._plans[configuration.path]

    def _made(self, configuration: Configuration) -> Plan:
        wishes, settings = self.wishes, configuration.settings
        registry = self._registry_of(configuration)
        try:
            selection = select_rules(
                registry, settings, select=wishes.select, extend_select=wishes.extend_select,
                ignore=wishes.ignore, preview=wishes.preview, sound=partial(self.sound, configuration),
            )  # fmt: skip
            ignores = tuple(
                (matcher([glob], configuration.folder), expand(registry, names, "per-file-ignores"))
                for glob, names in settings.per_file_ignores.items()
            )
        except UsageError as error:
            raise UsageError("\n".join(map(configuration.place, str(error).split("\n")))) from error
        if selection.every_host:
            from agentlint.hosts.catalog import HOSTS

            settings = replace(settings, hosts=tuple(HOSTS))
        self.notes += [*registry.problems, *selection.notes]
        self.failures += selection.missing
        return Plan(settings, registry, selection, ignores)

    def _registry_of(self, configuration: Configuration) -> Registry:
        """The rules that there are for a configuration, those of its plugins included."""
        settings = configuration.settings
        if not settings.plugins and not settings.rule_paths:
            return self.registry
        from agentlint.lint.plugins import registry_of

        return registry_of(
            settings.plugins, settings.rule_paths, folder=configuration.folder,
            allow_local=self.wishes.allow_local, allow_plugins=self.wishes.allow_plugins,
        )  # fmt: skip
