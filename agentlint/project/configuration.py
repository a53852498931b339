"""Configuration files: found, read, checked key by key, and merged with what they extend.

Rule names and rule options are checked where rules are known (`agentlint.lint.selection`); `place` finds the line that
such a fault is on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from agentlint.diagnostic import Severity
from agentlint.patterns import lazy_pattern
from agentlint.project.errors import UsageError
from agentlint.project.places import line_of_key, line_of_word
from agentlint.project.settings import FormatOptions, Settings
from agentlint.records import record

MAX_BYTES = 1024 * 1024
_SET_NAME = lazy_pattern(r"[a-z0-9][a-z0-9_.-]*")
_SETTING = lazy_pattern(r"\[(rules\.[^\]]+)\]| in \[?(select|extend-select|ignore|severity|per-file-ignores)\b")
"""How messages about rules and their options name the setting."""


@record()
class Origin:
    """Where a value comes from: the path of a configuration file with the 1-based line if it was found, or a phrase."""

    where: str
    line: int | None = None

    def __str__(self) -> str:
        return self.where if self.line is None else f"{self.where}:{self.line}"


COMMAND_LINE = Origin("command line")


@record()
class Configuration:
    """Settings in force for a folder. `origins`: key as written in a file (`[rules.x]` as `rules.x`) to its origin.

    `path` is the nearest configuration file, None where there is none; `folder` what its globs are relative to.
    `texts` keeps each file that was read, by the path used in messages.
    """

    settings: Settings = field(default_factory=Settings)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    path: str | None = None
    folder: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    def place(self, message: str) -> str:
        """A fault that selection found, with the file and the line of what it is about, where that can be told."""
        if re.search(r" in --\S+", message):
            return message  # the command line's own fault
        setting = _SETTING.search(message)
        key = (setting[1] or setting[2]) if setting else ""
        words = [word for word in re.findall(r"`([^`]+)`", message) if word != key]
        for known, origin in self.origins.items():
            text = self.texts.get(origin.where)
            # What `extend-select` names is selected like the rest, and messages make no difference.
            ours = known in (key, f"extend-{key}") or known.startswith(key + ".")
            if text is None or origin.line is None or not ours:
                continue
            line = _line_in(text, origin, known, message if key.startswith("rules.") else None, words)
            if line is not None:
                return f"{origin.where}:{line}: {message}"
        return message


def _line_in(text: str, origin: Origin, key: str, options: str | None, words: list[str]) -> int | None:
    """The line of the first of `words` from the setting on; of the option that `options` names, or its table."""
    if options is not None:
        prefix = "tool.agentlint." if origin.where.endswith("pyproject.toml") else ""
        names = re.findall(r"[A-Za-z][\w-]*", options)
        return next(filter(None, (line_of_key(text, f"{prefix}{key}.{name}") for name in names)), origin.line)
    return next(filter(None, (line_of_word(text, word, origin.line or 1) for word in words)), None)


def load(path: str, top: str, shown: Callable[[str], str]) -> Configuration:
    """Read a configuration file and what it extends.

    `top` is the folder that `extend` must not leave; `shown` turns an absolute path into what messages name. Raises
    `UsageError` with one line for each fault.
    """
    reader = _Reader(top, shown)
    written = reader.read(path, ())
    if reader.faults:
        raise UsageError("\n".join(reader.faults))
    settings = Settings(**written)
    origins = MappingProxyType(dict(reader.origins))
    return Configuration(settings, origins, path, os.path.dirname(path), MappingProxyType(dict(reader.texts)))


def with_command_line(
    configuration: Configuration,
    *,
    select: tuple[str, ...] | None = None,
    extend_select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    preview: bool | None = None,
) -> Configuration:
    """The configuration as the command line changes it, for showing. A run gives these to the selection itself."""
    settings, origins = configuration.settings, dict(configuration.origins)
    if select is not None:
        settings = replace(settings, select=select, extend_select=(), ignore=())
        origins = {k: v for k, v in origins.items() if k not in ("extend-select", "ignore")}
        origins["select"] = COMMAND_LINE
    if extend_select:
        settings = replace(settings, extend_select=(*settings.extend_select, *extend_select))
        origins["extend-select"] = COMMAND_LINE
    if ignore:
        settings = replace(settings, ignore=(*settings.ignore, *ignore))
        origins["ignore"] = COMMAND_LINE
    if preview is not None:
        settings = replace(settings, preview=preview)
        origins["preview"] = COMMAND_LINE
    return replace(configuration, settings=settings, origins=MappingProxyType(origins))


class _BadValueError(Exception):
    """A value that is not what its key wants; the text says what is wanted. `at` is the inner key or item at fault."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.at = at


class _Reader:
    def __init__(self, top: str, shown: Callable[[str], str]) -> None:
        self.top = top
        self.shown = shown
        self.faults: list[str] = []
        self.origins: dict[str, Origin] = {}
        self.texts: dict[str, str] = {}

    def read(self, path: str, chain: tuple[str, ...]) -> dict[str, Any]:
        """Settings of one file, merged over those that it extends."""
        shown = self.shown(path)
        text, table = self.parse(path, shown)
        self.texts[shown] = text
        prefix = "tool.agentlint." if os.path.basename(path) == "pyproject.toml" else ""
        base: dict[str, Any] = {}
        extend = table.pop("extend", None)
        if extend is not None:
            base = self.extended(extend, path, chain, Origin(shown, line_of_key(text, prefix + "extend")))
        for key, value in table.items():
            origin = Origin(shown, line_of_key(text, prefix + key))
            check = KEYS.get(key)
            if check is None:
                hint = _nearest(key, (*KEYS, "extend"))
                self.faults.append(f"{origin}: unknown key `{key}`" + (f"; did you mean `{hint}`?" if hint else ""))
                continue
            try:
                self.merge(base, key, check(value), text, prefix, origin)
            except _BadValueError as fault:
                if fault.at:
                    line = line_of_key(text, f"{prefix}{key}.{fault.at}")
                    line = line or line_of_word(text, fault.at, origin.line or 1)
                    origin = replace(origin, line=line or origin.line)
                self.faults.append(f"{origin}: `{key}` {fault}")
        return base

    def merge(self, into: dict[str, Any], key: str, value: Any, text: str, prefix: str, origin: Origin) -> None:
        name = key.replace("-", "_")
        if isinstance(value, Mapping):
            merged = dict(into.get(name, {}))
            for inner, setting in value.items():
                line = line_of_key(text, f"{prefix}{key}.{inner}") or origin.line
                self.origins[f"{key}.{inner}"] = Origin(origin.where, line)
                if isinstance(setting, Mapping):
                    setting = {**merged.get(inner, {}), **setting}
                merged[inner] = setting
            into[name] = MappingProxyType(merged)
        else:
            into[name] = (*into.get(name, ()), *value) if key.startswith("extend-") else value
            self.origins[key] = origin

    def extended(self, value: object, path: str, chain: tuple[str, ...], origin: Origin) -> dict[str, Any]:
        if not isinstance(value, str):
            self.faults.append(f"{origin}: `extend` must be a string, the path of another configuration file")
            return {}
        chain = (*chain, os.path.realpath(path))
        target = os.path.realpath(os.path.join(os.path.dirname(path), value))
        top = os.path.realpath(self.top)
        if target != top and not target.startswith(top.rstrip(os.sep) + os.sep):
            self.faults.append(f"{origin}: `extend` leaves the project: `{value}`")
        elif target in chain:
            names = " -> ".join(self.shown(p) for p in (*chain[chain.index(target) :], target))
            self.faults.append(f"{origin}: `extend` goes round in a circle: {names}")
        elif not os.path.isfile(target):
            self.faults.append(f"{origin}: `extend` names a file that does not exist: `{value}`")
        else:
            return self.read(target, chain)
        return {}

    def parse(self, path: str, shown: str) -> tuple[str, dict[str, Any]]:
        """Text and table of a file. Raises `UsageError` where it cannot be read as TOML."""
        import tomllib

        try:
            with open(path, "rb") as file:
                data = file.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise UsageError(f"{shown}: the configuration is larger than {MAX_BYTES // 1024} KiB")
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
            table = tomllib.loads(text)
        except OSError as error:
            raise UsageError(f"{shown}: cannot read the configuration: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise UsageError(f"{shown}:{line}: the configuration is not UTF-8 text") from error
        except tomllib.TOMLDecodeError as error:
            message = str(error)
            at = re.search(r" \(at line (\d+), column (\d+)\)$", message)
            last = text.rstrip("\n").count("\n") + 1
            where, message = (f"{shown}:{at[1]}:{at[2]}", message[: at.start()]) if at else (f"{shown}:{last}", message)
            raise UsageError(f"{where}: not valid TOML: {message}") from error
        except RecursionError as error:
            raise UsageError(f"{shown}: the configuration is nested too deeply") from error
        if os.path.basename(path) == "pyproject.toml":
            tool = table.get("tool")
            inner = tool.get("agentlint") if isinstance(tool, dict) else None
            if not isinstance(inner, dict):
                raise UsageError(f"{shown}: there is no table [tool.agentlint]")
            table = inner
        return text, table


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _BadValueError(f"must be a list of strings, not {_shown(value)}")
    return tuple(value)


def _strings_of(name: str, value: object) -> tuple[str, ...]:
    """The strings that stand under a name within a table."""
    try:
        return _strings(value)
    except _BadValueError as fault:
        raise _BadValueError(f"of `{name}` {fault}", name) from None


def _globs(value: object) -> tuple[str, ...]:
    patterns = _strings(value)
    for pattern in patterns:
        _check_glob(pattern)
    return patterns


def _check_glob(pattern: str) -> None:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError as error:
        raise _BadValueError(f"holds a glob that cannot be read: `{pattern}`", pattern) from error


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _BadValueError(f"must be a table, not {_shown(value)}")
    return value


def _path(value: object) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise _BadValueError(f"must be a path as a string, not {_shown(value)}")
    return value


def _sets(value: object) -> tuple[str, ...]:
    names = _strings(value)
    for name in names:
        if name == "local":
            raise _BadValueError("holds `local`: the project's own rules are found by `rule-paths`", name)
        if not _SET_NAME.fullmatch(name):
            raise _BadValueError(f"holds what cannot be the name of a rule set: {_shown(name)}", name)
    return names


def _paths(value: object) -> tuple[str, ...]:
    return tuple(map(_path, _strings(value)))


def _host(value: object) -> str:
    from agentlint.hosts.catalog import HOSTS

    return _known(value, HOSTS, "host")


def _hosts(value: object) -> tuple[str, ...]:
    return tuple(_host(item) for item in _strings(value))


def _severities(value: object) -> dict[str, Severity | None]:
    allowed = (*(s.value for s in Severity), "off")
    found: dict[str, Severity | None] = {}
    for name, level in _table(value).items():
        if level not in allowed:
            raise _BadValueError(f"of `{name}` must be one of {', '.join(allowed)}, not {_shown(level)}", name)
        found[name] = None if level == "off" else Severity(level)
    return found


def _ignores(value: object) -> dict[str, tuple[str, ...]]:
    found = {}
    for pattern, names in _table(value).items():
        _check_glob(pattern)
        found[pattern] = _strings_of(pattern, names)
    return found


def _file_kinds(value: object) -> dict[str, str]:
    from agentlint.hosts.catalog import KINDS

    found = {}
    for pattern, kind in _table(value).items():
        _check_glob(pattern)
        found[pattern] = _known(kind, KINDS, "file kind")
    return found


def _host_versions(value: object) -> dict[str, str]:
    from agentlint.hosts.versions import in_use

    found = {}
    for host, version in _table(value).items():
        if not isinstance(version, str):
            wanted = 'a version as a string, such as "2.1.50"'
            raise _BadValueError(f"of `{host}` must be {wanted}, not {_shown(version)}", host)
        try:
            in_use(version)
        except ValueError:
            wanted = "numbers with dots between, or a date such as 2026-01"
            raise _BadValueError(f"of `{host}` must be {wanted}, not {_shown(version)}", host) from None
        found[_host(host)] = version
    return found


def _tools(value: object) -> dict[str, tuple[str, ...]]:
    return {_host(host): _strings_of(host, names) for host, names in _table(value).items()}


def _rules(value: object) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for name, options in _table(value).items():
        if not isinstance(options, dict):
            raise _BadValueError(f"`{name}` must be a table of options, not {_shown(options)}", name)
        found[name] = options
    return found


def _format(value: object) -> dict[str, Any]:
    hints = get_type_hints(FormatOptions)
    known = {name.replace("_", "-"): hint for name, hint in hints.items()}
    found: dict[str, Any] = {}
    for name, setting in _table(value).items():
        if name not in known:
            hint = _nearest(name, tuple(known))
            raise _BadValueError(f"has no option `{name}`" + (f"; did you mean `{hint}`?" if hint else ""), name)
        choices = get_args(known[name])
        if get_origin(known[name]) is Literal:
            if not isinstance(setting, str) or setting not in choices:
                raise _BadValueError(f"of `{name}` must be one of {', '.join(choices)}, not {_shown(setting)}", name)
            found[name] = setting
        else:
            found[name] = _strings_of(name, setting)
    return found


KEYS: Mapping[str, Callable[[object], Any]] = {
    "select": _strings,
    "extend-select": _strings,
    "ignore": _strings,
    "severity": _severities,
    "per-file-ignores": _ignores,
    "exclude": _globs,
    "extend-exclude": _globs,
    "hosts": _hosts,
    "default-host": _host,
    "host-versions": _host_versions,
    "file-kinds": _file_kinds,
    "tools": _tools,
    "mcp-servers": _strings,
    "baseline": _path,
    "plugins": _sets,
    "rule-paths": _paths,
    "rules": _rules,
    "format": _format,
}


def _known(value: object, known: Mapping[str, object], what: str) -> str:
    if not isinstance(value, str):
        raise _BadValueError(f"must name a {what} as a string, not {_shown(value)}")
    if value not in known:
        hint = _nearest(value, tuple(known))
        suggestion = f"; did you mean `{hint}`?" if hint else ""
        raise _BadValueError(f"names an unknown {what} `{value}`{suggestion}", value)
    return value


def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    folded = word[:200].lower().replace("_", "-")
    longer = [name for name in known if name.startswith(folded + "-")]
    found = longer or get_close_matches(folded, known, 1, 0.6)
    return found[0] if found else None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
