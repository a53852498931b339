"""A rule's options: from the plain values of a configuration file to its frozen dataclass."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from agentlint.lint.registry import nearest
from agentlint.project.errors import UsageError


def build_options(options_type: type, written: Mapping[str, Any], where: str) -> Any:
    """An instance of `options_type`, a dataclass, from values as TOML types them; keys with `-` or `_`.

    Fields may be `bool`, `int`, `float`, `str`, `Literal`, `tuple[X, ...]`, `Mapping[str, X]` and unions of
    these. Raises `UsageError` naming `where` for an unknown key, with a suggestion, and for a value of another type.
    """
    hints = get_type_hints(options_type)
    known = {field.name for field in dataclasses.fields(options_type)}
    values: dict[str, Any] = {}
    faults: list[str] = []
    for key, value in written.items():
        name = key.replace("-", "_")
        if name not in known:
            hint = nearest(key, (k.replace("_", "-") for k in known))
            faults.append(f"unknown option `{key}` in {where}" + (f"; did you mean `{hint}`?" if hint else ""))
            continue
        try:
            values[name] = _convert(value, hints[name])
        except TypeError as error:
            faults.append(f"option `{key}` in {where} must be {error}, not {_shown(value)}")
    if faults:
        raise UsageError("\n".join(faults))
    try:
        return options_type(**values)
    except ValueError as error:
        raise UsageError(f"{where}: {error}") from error


def describe_type(hint: Any) -> str:
    """What a value of this type is called in messages and documents."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "one of " + ", ".join(f"`{a}`" for a in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(describe_type(a) for a in arguments if a is not type(None))
    if origin is tuple:
        return f"a list, each item {describe_type(arguments[0])}"
    if origin is not None:
        return f"a table, each value {describe_type(arguments[1])}"
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "a string"}
    return names.get(hint, str(hint))


def _convert(value: Any, hint: Any) -> Any:
    """The value as the type wants it. Raises `TypeError` with a description of what is wanted."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        for one in arguments:
            try:
                return _convert(value, one)
            except TypeError:
                continue
    elif origin is Literal:
        if isinstance(value, str | int) and value in arguments:
            return value
    elif origin is tuple:
        if isinstance(value, list | tuple):
            return tuple(_convert(item, arguments[0]) for item in value)
    elif origin is not None:
        if isinstance(value, Mapping):
            return {str(key): _convert(item, arguments[1]) for key, item in value.items()}
    elif hint is float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    elif isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    raise TypeError(describe_type(hint))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
