"""Rule sets from outside: of installed distributions (`plugins`), and of the project itself (`rule-paths`).

Nothing here raises because of what a rule set does: what cannot be used is told as a problem, and the rest is used.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from contextlib import contextmanager, redirect_stdout
from dataclasses import field
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Severity
from agentlint.lint.registry import ENGINE_TAG, LOCAL, Registry, load_rules
from agentlint.patterns import lazy_pattern
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import EntryPoint

    from agentlint.lint.rule import Rule

GROUP = "agentlint.rules"
"""The group of entry points: the name of each is the name of a rule set, its value the module that lists the rules."""
BUILT_IN = "builtin"
OLDEST_API = 1
"""The oldest version of `agentlint.api` for which a rule set may be written."""

_RULE_NAME = lazy_pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CHOICES = {"status": ("preview", "stable"), "fix": ("never", "sometimes", "always")}
_LONGEST = 200


@record()
class RuleSet:
    """The usable rules of a set, and what is wrong with it, one sentence each. `whole`: nothing is."""

    name: str
    rules: tuple[type[Rule], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every rule of the set can be used."""
        return not self.problems


class _UnusableError(Exception):
    """A set or a rule cannot be used; the text says why, as the end of a sentence."""


@record(frozen=False)
class _Collected:
    """Rules of one set while they are judged."""

    name: str
    source: str
    rules: dict[str, type[Rule]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, candidate: object, where: str) -> None:
        """Take a rule in, or tell why not."""
        try:
            rule = _checked(candidate, self.name)
            if rule.name in self.rules:
                raise _UnusableError(f"there are two rules `{rule.name}`")
        except _UnusableError as error:
            self.problems.append(f"{where} is left out: {error}")
            return
        self.rules[rule.name] = rule

    def done(self) -> RuleSet:
        return RuleSet(
            self.name, tuple(self.rules.values()), tuple(f"{self.source}: {problem}" for problem in self.problems)
        )


def registry_of(
    plugins: Iterable[str] = (),
    rule_paths: Iterable[str] = (),
    *,
    folder: str = "",
    allow_local: bool = False,
    allow_plugins: bool = True,
) -> Registry:
    """The built-in rules and those of the sets that a configuration names, read now.

    `rule_paths` are relative to `folder`; they are read only with `allow_local`, and `plugins` only with
    `allow_plugins`. What cannot be used stands in `Registry.problems`, for people, and its set in
    `Registry.incomplete`.
    """
    paths = tuple(str(Path(folder, path)) for path in dict.fromkeys(rule_paths))
    return _registry_of(tuple(dict.fromkeys(plugins)), paths, allow_local, allow_plugins)


@cache
def _registry_of(plugins: tuple[str, ...], paths: tuple[str, ...], allow_local: bool, allow_plugins: bool) -> Registry:
    registry = load_rules()
    foreign = [name for name in plugins if name != BUILT_IN]
    sets = [load_set(name) for name in foreign] if allow_plugins else []
    problems: list[str] = []
    incomplete: dict[str, str] = {}
    if foreign and not allow_plugins:
        incomplete |= dict.fromkeys(foreign, "an editor runs plugins only with `agentlint server --allow-plugins`")
        problems.append("the rules of `plugins` were not run: see `agentlint server --allow-plugins`")
    if paths and allow_local:
        sets.append(load_local(paths))
    elif paths:
        incomplete[LOCAL] = "the project's own rules run only with --allow-local-rules"
        problems.append("the rules of `rule-paths` were not run: they are code of the project; see --allow-local-rules")
    for one in sets:
        problems += one.problems
        if not one.whole:
            incomplete[one.name] = one.problems[0]
    rules = {rule.name: rule for one in sets for rule in one.rules}
    return registry.with_rules(rules, problems=problems, incomplete=incomplete)


# -- sets of installed distributions


def load_set(name: str) -> RuleSet:
    """The set of that name, out of whatever distribution offers it. Imports its module."""
    from importlib.metadata import entry_points

    source = f"the plugin `{name}`"
    found = list({_offer(point): point for point in entry_points(group=GROUP, name=name)}.items())
    if not found:
        return RuleSet(name, problems=(f"{source} is not installed: no distribution offers rules of that name",))
    if len(found) > 1:
        offers = " and ".join(offer for offer, _ in found)
        return RuleSet(name, problems=(f"{source} is left out: {offers} offer rules of that name",))
    (offer, point) = found[0]
    source = f"the plugin `{name}` ({offer})"
    try:
        with _untrusted():
            module = import_module(point.module)
    except (Exception, SystemExit) as error:
        return RuleSet(name, problems=(f"{source}: it cannot be imported: {_told(error)}",))
    return set_of(module, name, source)


def set_of(module: ModuleType, name: str, source: str) -> RuleSet:
    """The set that a module lists, under a name; `source` is what messages call it."""
    collected = _Collected(name, source)
    try:
        listed = _rules_of(module)
    except _UnusableError as error:
        collected.problems.append(f"it is left out: {error}")
    except (Exception, SystemExit) as error:
        collected.problems.append(f"its rules cannot be listed: {_told(error)}")
    else:
        for candidate in listed:
            collected.add(candidate, f"`{_name_of(candidate)}`")
    return collected.done()


def _offer(point: EntryPoint) -> str:
    """Distribution and version, as far as its metadata tells them."""
    try:
        distribution = point.dist
        return f"{distribution.name} {distribution.version}" if distribution is not None else point.value
    except Exception:  # metadata of others
        return point.value


def _rules_of(module: ModuleType) -> tuple[object, ...]:
    """What the module lists. Raises `_UnusableError` where it is written for another version of the API."""
    check_api(module)
    with _untrusted():
        listed = getattr(module, "RULES", None)
    if not isinstance(listed, list | tuple) or not listed:
        raise _UnusableError(f"`{module.__name__}` has no `RULES`, a tuple of rule classes")
    return tuple(listed)


def check_api(module: ModuleType) -> None:
    """Whether a rule set is written for an API that this version has. Raises `_UnusableError`."""
    from agentlint.lint.rule import API_VERSION

    version = getattr(module, "AGENTLINT_API", None)
    if not isinstance(version, int) or isinstance(version, bool):
        raise _UnusableError(f"`{module.__name__}` does not state its API version (`AGENTLINT_API = {API_VERSION}`)")
    if version > API_VERSION:
        raise _UnusableError(f"it is written for API {version} and this agentlint has {API_VERSION}; update agentlint")
    if version < OLDEST_API:
        raise _UnusableError(f"it is written for API {version}, too old for this agentlint ({OLDEST_API} or newer)")


# -- rules of the project itself


def load_local(paths: Iterable[str]) -> RuleSet:
    """Rules by path (absolute): a folder with a `rule.py`, a folder of such folders, or a Python file with one rule.

    Imports them. A rule may import what lies beside it with relative imports.
    """
    collected = _Collected(LOCAL, "rule-paths")
    for path in paths:
        try:
            places = _places(Path(path))
        except OSError as error:
            collected.problems.append(f"`{path}` cannot be read: {error.strerror or error}")
            continue
        if not places:
            collected.problems.append(f"`{path}` is no Python file and no folder that holds a rule.py")
        for folder, module in places:
            _add_local(collected, folder, module)
    return collected.done()


def _places(path: Path) -> list[tuple[Path, str]]:
    """Folder to import from and dotted module, for each rule that a path stands for. Raises `OSError`."""
    if path.suffix == ".py" and path.is_file():
        return [(path.parent, path.stem)]
    if (path / "rule.py").is_file():
        return [(path.parent, f"{path.name}.rule")]
    if not path.is_dir():
        return []
    return [(path, f"{one.name}.rule") for one in sorted(path.iterdir()) if (one / "rule.py").is_file()]


def _add_local(collected: _Collected, folder: Path, name: str) -> None:
    from agentlint.lint.index import rule_class

    where = f"{name.replace('.', '/')}.py"
    package = package_at(folder)
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # nothing is written into the project
    try:
        with _untrusted():
            module = import_module(f"{package}.{name}")
            if hasattr(module, "AGENTLINT_API"):
                check_api(module)
            rule = rule_class(module.__name__)
    except _UnusableError as error:
        collected.problems.append(f"`{where}` is left out: {error}")
    except (Exception, SystemExit) as error:
        collected.problems.append(f"`{where}` cannot be imported: {_told(error)}")
    else:
        collected.add(rule, f"`{where}`")
    finally:
        sys.dont_write_bytecode = before


def package_at(folder: Path) -> str:
    """The name of a made-up package whose modules are the files of that folder."""
    from hashlib import sha256

    name = "_agentlint_local_" + sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return name


# -- one rule


def _checked(candidate: object, set_name: str) -> type[Rule]:
    """The candidate as a rule class that the engine can trust to be one. Raises `_UnusableError`."""
    from agentlint.hosts.catalog import HOSTS
    from agentlint.lint.rule import ProjectRule, Rule

    if not isinstance(candidate, type) or not issubclass(candidate, Rule):
        raise _UnusableError("it is no subclass of `Rule`")
    if candidate in (Rule, ProjectRule):
        raise _UnusableError("it is the base class itself")
    name = _stated(candidate, "name", str)
    prefix, slash, own = name.partition("/")
    if prefix != set_name or not slash or not _RULE_NAME.fullmatch(own):
        raise _UnusableError(f"its name must be `{set_name}/` and a kebab-case word, not {_short(name)}")
    summary = _stated(candidate, "summary", str)
    if not summary.strip() or "\n" in summary:
        raise _UnusableError("its `summary` must be one line of text")
    _stated(candidate, "severity", Severity)
    _stated(candidate, "since", str)
    _stated(candidate, "default", bool)
    for choice, allowed in _CHOICES.items():
        if getattr(candidate, choice) not in allowed:
            raise _UnusableError(f"its `{choice}` must be one of {', '.join(allowed)}")
    for words in ("tags", "hosts"):
        if not all(isinstance(word, str) for word in _stated(candidate, words, tuple)):
            raise _UnusableError(f"its `{words}` must be a tuple of strings")
    unknown = [host for host in candidate.hosts if host not in HOSTS]
    if unknown:
        raise _UnusableError(f"it names an unknown host `{_short(unknown[0])}`")
    if ENGINE_TAG in candidate.tags:
        raise _UnusableError(f"the tag `{ENGINE_TAG}` is for agentlint's own rules")
    if issubclass(candidate, ProjectRule):
        for method in ("facts", "check_project"):
            if getattr(candidate, method) is getattr(ProjectRule, method):
                raise _UnusableError(f"a cross-file rule needs `{method}`")
    elif candidate.check is Rule.check:
        raise _UnusableError("it has no `check`")
    _check_made(candidate)
    return candidate


def _check_made(rule: type[Rule]) -> None:
    """Whether the rule can be made with default options. Raises `_UnusableError`."""
    from agentlint.lint.options import build_options

    options = rule.options_type
    try:
        with _untrusted():
            if options is not None:
                if not isinstance(options, type) or not dataclasses.is_dataclass(options):
                    raise _UnusableError("its `options_type` must be a dataclass")
                build_options(options, dict(rule.strict_options), "`strict_options`")
            elif rule.strict_options:
                raise _UnusableError("it has `strict_options` and no `options_type`")
            rule()
    except _UnusableError:
        raise
    except (Exception, SystemExit) as error:
        raise _UnusableError(f"it cannot be made: {_told(error)}") from error


def _stated(rule: type[Rule], attribute: str, kind: type) -> Any:
    """A class attribute of the type that it must have. Raises `_UnusableError`."""
    value = getattr(rule, attribute, None)
    if not isinstance(value, kind):
        raise _UnusableError(f"its `{attribute}` must be a {kind.__name__}, not {_short(repr(value))}")
    return value


def _name_of(candidate: object) -> str:
    """What a rule is called in a message about it."""
    return str(getattr(candidate, "name", None) or getattr(candidate, "__name__", None) or _short(repr(candidate)))


@contextmanager
def _untrusted() -> Iterator[None]:
    """Code of others runs: what it prints does not get into the result."""
    with redirect_stdout(sys.stderr):
        yield


def _told(error: BaseException) -> str:
    return _short(f"{type(error).__name__}: {error}")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
