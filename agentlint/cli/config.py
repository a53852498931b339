"""`agentlint config`."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentlint.cli.command import Command, section
from agentlint.cli.output import complain, enable_color, wants_color
from agentlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.cli.output import ColorMode
    from agentlint.project.configuration import Configuration
    from agentlint.report.look import Look

_output = section("Output")
_configuration = section("Configuration")

_HIDDEN = frozenset({"preview"})
"""Settings that only the command line has."""
_WIDTH = 80
_COMMENT_COLUMN = 36
_BARE_KEY = lazy_pattern(r"[A-Za-z0-9_-]+")


@click.command("config", cls=Command)
@click.argument("path", default=".", type=click.Path())
@_configuration(
    "--config", "named", metavar="FILE", type=click.Path(), help="Use this configuration file and no other."
)
@_configuration("--isolated", is_flag=True, help="Use no configuration file.")
@_output(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="FORMAT",
    help="text (the default: TOML, with origins as comments) or json.",
)
@_output(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    metavar="WHEN",
    help="always, never or auto (the default: on a terminal; NO_COLOR and FORCE_COLOR count).",
)
def command(path: str, named: str | None, isolated: bool, output_format: str, color: ColorMode) -> int:
    """Show the settings that hold for PATH (default: this folder), and where each
    comes from.
    """
    from agentlint.lint.plugins import registry_of
    from agentlint.lint.selection import select_rules
    from agentlint.project.errors import UsageError
    from agentlint.report.look import Look
    from agentlint.session import Request, configuration_in_force

    if named is not None and isolated:
        raise click.UsageError("--config and --isolated exclude each other.")
    if named is None and not Path(path).exists():
        complain(f"{path}: no such file or folder")
        return 2
    try:
        configuration = configuration_in_force(Request(paths=(path,), config=named, isolated=isolated))
    except UsageError as error:
        complain(str(error))
        return 2
    settings = configuration.settings
    registry = registry_of(settings.plugins, settings.rule_paths, folder=configuration.folder)
    rules = sorted(select_rules(registry, settings).names)
    for problem in registry.problems:
        sys.stderr.write(f"note: {problem}\n")
    if output_format == "json":
        sys.stdout.write(_json(configuration, rules))
        return 0
    painted = wants_color(color, sys.stdout)
    if painted:
        enable_color()
    sys.stdout.writelines(_text(configuration, rules, Look(color=painted)))
    return 0


def _shown(path: str) -> str:
    """A path as messages name it: relative to the working folder where it is not far off."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        relative = path
    relative = relative.replace(os.sep, "/")
    return path.replace(os.sep, "/") if relative.startswith("../../../") else relative


def _settings(configuration: Configuration) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(configuration.settings):
        value = getattr(configuration.settings, field.name)
        if field.name not in _HIDDEN and value is not None:
            yield field.name.replace("_", "-"), _plain(value)


def _plain(value: Any) -> Any:
    """Settings in plain data; a severity of None is written `off`."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if hasattr(value, "items"):
        return {str(key): "off" if item is None else _plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, str) else value


def _origins(configuration: Configuration) -> dict[str, str]:
    """Origin of every setting, and of each entry of a table."""
    return {key: str(origin) for key, origin in configuration.origins.items()}


def _json(configuration: Configuration, rules: list[str]) -> str:
    from agentlint.report.json import dumps

    origins = _origins(configuration)
    settings = dict(_settings(configuration))
    for key, value in settings.items():
        if not isinstance(value, dict) or not value:
            origins.setdefault(key, "default")
    path = None if configuration.path is None else _shown(configuration.path)
    return dumps({"version": 1, "path": path, "settings": settings, "origins": origins, "rules": rules})


def _text(configuration: Configuration, rules: list[str], look: Look) -> Iterator[str]:
    """TOML that a configuration file could hold, each value followed by its origin."""
    from agentlint.report.cells import wrap

    origins = _origins(configuration)
    where = "no configuration file" if configuration.path is None else _shown(configuration.path)
    yield look.paint(f"# {where}", "dim") + "\n"
    for number, line in enumerate(wrap(f"{len(rules)} rules run: {', '.join(rules)}", _WIDTH - 4)):
        yield look.paint(f"# {'  ' if number else ''}{line}", "dim") + "\n"
    yield "\n"
    tables: list[tuple[str, dict[str, Any]]] = []
    for key, value in _settings(configuration):
        if isinstance(value, dict) and value:
            tables.append((key, value))
        else:
            yield _assignment(key, value, origins.get(key, "default"), look)
    for key, table in tables:
        nested = {name: inner for name, inner in table.items() if isinstance(inner, dict)}
        if len(nested) < len(table):
            yield f"\n{look.paint(f'[{_key(key)}]', 'bold')}\n"
        for name, inner in table.items():
            if not isinstance(inner, dict):
                yield _assignment(name, inner, origins.get(f"{key}.{name}", "default"), look)
        for name, inner in nested.items():
            origin = look.paint(f"  # {origins.get(f'{key}.{name}', 'default')}", "dim")
            yield f"\n{look.paint(f'[{_key(key)}.{_key(name)}]', 'bold')}{origin}\n"
            yield from (_assignment(option, setting, "", look) for option, setting in inner.items())


def _assignment(key: str, value: Any, origin: str, look: Look) -> str:
    comment = f"  # {origin}" if origin else ""
    name, text = _key(key), _toml(value)
    if isinstance(value, list) and len(f"{name} = {text}{comment}") > _WIDTH:
        text = "[" + comment + "\n" + "".join(f"    {_toml(item)},\n" for item in value) + "]"
        head, _, tail = text.partition("\n")
        return f"{look.paint(name, 'cyan')} = [{look.paint(head[1:], 'dim')}\n{tail}\n"
    gap = " " * max(_COMMENT_COLUMN - len(f"{name} = {text}"), 0) if comment else ""
    return f"{look.paint(name, 'cyan')} = {text}{gap}{look.paint(comment, 'dim')}\n"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _toml(name)


def _toml(value: Any) -> str:
    """A value as TOML. JSON's strings are TOML's, but for the delete character."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(str(k))} = {_toml(v)}" for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
