"""Which rules run: names, `tag:x`, `preset:x` and `ALL`, the nearer the more it counts.

A name beats a tag, a tag a preset, a preset `ALL`; of two equally near ones `ignore` wins.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from agentlint.lint.registry import ENGINE_TAG, LOCAL, PRESETS, Registry, RuleInfo, nearest
from agentlint.project.errors import UsageError
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from agentlint.lint.rule import Rule
    from agentlint.project.settings import Settings

_BY_ALL, _BY_PRESET, _BY_TAG, _BY_NAME = range(4)
PORTABLE_TAG = "portable"
"""Rules with this tag speak of hosts other than the owner: the preset `recommended` leaves them out."""


@record(slots=False)
class Selection:
    """The outcome: the rules that run, in name order, and `notes` for people about selectors that had no effect.

    `strict`: the preset `strict` is on, which sets options. `every_host`: the preset `portable` is on, so every host
    that reads a file judges it. `missing` says which rules were asked for and cannot run since their plugin, or a part
    of it, cannot be used.
    """

    registry: Registry
    settings: Settings
    infos: tuple[RuleInfo, ...]
    strict: bool = False
    every_host: bool = False
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of the rules that run."""
        return frozenset(info.name for info in self.infos)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, imported and made when first asked for. Raises `UsageError` for options that are wrong."""
        faults: list[str] = []
        made = [_instantiate(self.registry, info, self.settings, faults, strict=self.strict) for info in self.infos]
        if faults:
            raise UsageError("\n".join(dict.fromkeys(faults)))
        return tuple(rule for rule in made if rule is not None)


def select_rules(
    registry: Registry,
    settings: Settings,
    *,
    select: Iterable[str] | None = None,
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    preview: bool | None = None,
    sound: Callable[[Selection], bool] = lambda _: False,
) -> Selection:
    """The rules that the configuration and, over it, the command line ask for, with their options.

    A `select` of the command line replaces the configured selection whole, its `ignore` included; a rule that it names
    runs even where the configuration sets its severity to `off`. `sound` says of a selection whether its options are
    known to be right, so that no rule needs to be imported to find out. Raises `UsageError` for unknown rules, tags,
    presets and options, all faults in one message.
    """
    faults: list[str] = []
    validate_names(registry, settings, faults)
    wanted: dict[str, int] = {}
    spoken = [*settings.select, *settings.extend_select]
    _add(wanted, registry, spoken, "select", faults)
    _drop(wanted, registry, settings.ignore, "ignore", faults)
    named: set[str] = set()
    if select is not None:
        wanted.clear()
        spoken = list(select)
        _add(wanted, registry, spoken, "--select", faults)
        named = {name for name, depth in wanted.items() if depth == _BY_NAME}
    extended = list(extend_select)
    _add(wanted, registry, extended, "--extend-select", faults)
    _drop(wanted, registry, ignore, "--ignore", faults)
    missing = _missing(registry, [] if select is not None else spoken, [*(select or ()), *extended])
    on_top = {registry.canonical(entry) for entry in extended}
    for name, severity in settings.severity.items():
        present = registry.canonical(name)
        if severity is None and present not in named and present not in on_top:
            wanted.pop(present or "", None)
    _engine_rules(wanted, registry, settings, ignore, configured_ignores=select is None)
    use_preview = settings.preview if preview is None else preview
    notes = []
    infos = []
    strict = "preset:strict" in (*spoken, *extended)
    for name in sorted(wanted):
        info = registry.infos[name]
        if info.status == "preview" and not use_preview:
            if wanted[name] == _BY_NAME:
                notes.append(f"{name} is a preview rule and runs with --preview only")
            continue
        infos.append(info)
    every_host = "preset:portable" in (*spoken, *extended)
    selection = Selection(registry, settings, tuple(infos), strict, every_host, tuple(notes), missing)
    if faults or not sound(selection):
        try:
            _ = selection.rules
        except UsageError as error:
            faults += str(error).split("\n")
    if faults:
        raise UsageError("\n".join(dict.fromkeys(faults)))
    return selection


def expand(registry: Registry, entries: Iterable[str], where: str) -> frozenset[str]:
    """Rule names that the entries stand for, as for `per-file-ignores`. Raises `UsageError` naming `where`."""
    faults: list[str] = []
    names = frozenset(name for entry in entries for name in _expand(registry, entry, where, faults)[0])
    if faults:
        raise UsageError("\n".join(faults))
    return names


def validate_names(registry: Registry, settings: Settings, faults: list[str]) -> None:
    """Add a message to `faults` for each unknown rule that the configuration mentions outside `select` and `ignore`."""
    for entries in settings.per_file_ignores.values():
        for entry in entries:
            _expand(registry, entry, "per-file-ignores", faults)
    for table, names in (("severity", settings.severity), ("rules", settings.rules)):
        faults.extend(
            _unknown(f"rule `{name}`", f"[{table}]", registry.suggest(name))
            for name in names
            if registry.canonical(name) is None and registry.lacking(name) is None
        )
    for name, options in settings.rules.items():
        present = registry.canonical(name)
        if present is not None and options and not registry.infos[present].options:
            faults.append(f"rule `{present}` has no options, but [rules.{name}] sets `{next(iter(options))}`")


def _missing(registry: Registry, configured: Iterable[str], asked: Iterable[str]) -> tuple[str, ...]:
    """What was selected and is not there. A project's own rules may be left out, unless the command line names one."""
    lacking = [(entry, registry.lacking(entry)) for entry in configured]
    lacking = [(entry, name) for entry, name in lacking if name != LOCAL]
    lacking += [(entry, registry.lacking(entry)) for entry in asked]
    return tuple(
        f"`{entry}` is selected and cannot run: {registry.incomplete[name]}"
        for entry, name in lacking
        if name is not None
    )


def _instantiate(
    registry: Registry, info: RuleInfo, settings: Settings, faults: list[str], *, strict: bool
) -> Rule | None:
    from agentlint.lint.options import build_options

    written: dict[str, object] = {}
    for name, options in settings.rules.items():
        if registry.canonical(name) == info.name:
            written.update(options)
    rule = registry.rules[info.name]
    if strict:
        present = {key.replace("_", "-") for key in written}
        written.update((key, value) for key, value in rule.strict_options.items() if key not in present)
    if not written or rule.options_type is None:
        return rule()
    try:
        return rule(build_options(rule.options_type, written, f"[rules.{info.name}]"))
    except UsageError as error:
        faults.append(str(error))
    except Exception as error:
        if "/" not in info.name:
            raise
        what = f"{type(error).__name__}: {error}"
        faults.append(f"rule `{info.name}` does not take the options in [rules.{info.name}]: {what}")
    return None


def _engine_rules(
    wanted: dict[str, int], registry: Registry, settings: Settings, ignore: Iterable[str], *, configured_ignores: bool
) -> None:
    """A file that was not judged is told whatever is selected, unless the rule is ignored by name or switched off."""
    off = {registry.canonical(entry) for entry in ignore}
    if configured_ignores:
        off |= {registry.canonical(entry) for entry in settings.ignore}
    off |= {registry.canonical(name) for name, severity in settings.severity.items() if severity is None}
    for name, info in registry.infos.items():
        if ENGINE_TAG in info.tags and name not in off:
            wanted.setdefault(name, _BY_ALL)


def _add(wanted: dict[str, int], registry: Registry, entries: Iterable[str], where: str, faults: list[str]) -> None:
    for entry in entries:
        names, depth = _expand(registry, entry, where, faults)
        for name in names:
            wanted[name] = max(depth, wanted.get(name, depth))


def _drop(wanted: dict[str, int], registry: Registry, entries: Iterable[str], where: str, faults: list[str]) -> None:
    for entry in entries:
        names, depth = _expand(registry, entry, where, faults)
        for name in names:
            if name in wanted and depth >= wanted[name]:
                del wanted[name]


def _expand(registry: Registry, entry: str, where: str, faults: list[str]) -> tuple[list[str], int]:
    infos: Mapping[str, RuleInfo] = registry.infos
    if entry == "ALL":
        return list(infos), _BY_ALL
    if entry.startswith("preset:"):
        preset = entry.removeprefix("preset:")
        if preset not in PRESETS:
            faults.append(_unknown(f"preset `{preset}`", where, nearest(preset, PRESETS)))
            return [], _BY_PRESET
        return [name for name, info in infos.items() if _in_preset(info, preset)], _BY_PRESET
    if entry.startswith("tag:"):
        tag = entry.removeprefix("tag:")
        if tag not in registry.tags and registry.lacking(entry) is None:
            faults.append(_unknown(f"tag `{tag}`", where, nearest(tag, registry.tags)))
        return [name for name, info in infos.items() if tag in info.tags], _BY_TAG
    name = registry.canonical(entry)
    if name is None and registry.lacking(entry) is not None:
        return [], _BY_NAME
    if name is None:
        hint = registry.suggest(entry)
        if hint is None and entry.lower() == "all":
            hint = "ALL"
        faults.append(_unknown(f"rule `{entry}`", where, hint))
        return [], _BY_NAME
    return [name], _BY_NAME


def _in_preset(info: RuleInfo, preset: str) -> bool:
    if preset == "strict":
        return PORTABLE_TAG not in info.tags
    if preset == "portable":
        return info.default or PORTABLE_TAG in info.tags
    return info.default and PORTABLE_TAG not in info.tags


def _unknown(what: str, where: str, hint: str | None) -> str:
    return f"unknown {what} in {where}" + (f"; did you mean `{hint}`?" if hint else "")
