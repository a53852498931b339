"""The configuration as JSON Schema (draft-07), out of the dataclasses that read it.

Descriptions are the strings that follow the fields in the source.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
import types
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from agentlint.diagnostic import Severity
from agentlint.hosts.catalog import HOSTS, KINDS
from agentlint.lint.registry import PRESETS
from agentlint.project.configuration import KEYS
from agentlint.project.settings import FormatOptions, Settings

if TYPE_CHECKING:
    from agentlint.lint.registry import Registry

DRAFT = "http://json-schema.org/draft-07/schema#"

Schema = dict[str, Any]

_VERSION_IN_USE = r"^(\d{1,6}(\.\d{1,6}){0,5}|\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)$"
_SELECTORS = ("select", "extend-select", "ignore")
_ANY_SET = "[a-z0-9][a-z0-9_.-]*"


def configuration_schema(registry: Registry, *, strict: bool = False, unread_sets: Collection[str] = ()) -> Schema:
    """The schema of `agentlint.toml`, and of `[tool.agentlint]`.

    It accepts what agentlint accepts with any plugins, so far as a schema can say it: a rule `set/name` of any set.
    With `strict` it knows the rules of `registry` and no others, no former names of rules, and options spelt with `-`
    alone. `unread_sets` are sets that are configured and whose rules are not known: any name in them is right.
    """
    builder = _Builder(registry, strict, [re.escape(name) for name in unread_sets] if strict else [_ANY_SET])
    properties: Schema = {
        "extend": {
            "type": "string",
            "minLength": 1,
            "description": "Path of another configuration file to start from; never outside of the project.",
        }
    }
    docs = attribute_docs(Settings)
    defaults = Settings()
    for name, hint in get_type_hints(Settings, localns={"Mapping": Mapping, "Severity": Severity}).items():
        key = name.replace("_", "-")
        if key not in KEYS:
            continue
        schema = builder.key(key, hint)
        description = docs.get(name)
        default = _plain(getattr(defaults, name))
        properties[key] = {
            **({"description": description} if description else {}),
            **schema,
            **({"default": default} if default is not None else {}),
        }
    return {
        "$schema": DRAFT,
        "title": "agentlint configuration" + (", with known rules only" if strict else ""),
        "description": "Settings in agentlint.toml, .agentlint.toml, or under [tool.agentlint] in pyproject.toml.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "definitions": builder.definitions(),
    }


def attribute_docs(of: type) -> dict[str, str]:
    """Field of a class to the string that follows it in the source, on one line; empty where there is no source."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(of)))
    except (OSError, TypeError, SyntaxError):
        return {}
    found: dict[str, str] = {}
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef))
    for field, text in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        ):
            found[field.target.id] = " ".join(text.value.value.split())
    return found


class _Builder:
    def __init__(self, registry: Registry, strict: bool, sets: list[str]) -> None:
        self.registry = registry
        self.strict = strict
        self.of_sets = f"^({'|'.join(sets)})/[a-z0-9][a-z0-9-]*$" if sets else None
        """What names of rules look like that nobody can list here."""

    def definitions(self) -> Schema:
        names = list(self.registry.infos)
        known: list[Schema] = [{"enum": names}]
        if not self.strict and self.registry.renamed:
            known.append({"enum": sorted(self.registry.renamed), "description": "A former name."})
        if self.of_sets is not None:
            known.append({"type": "string", "pattern": self.of_sets, "description": "A rule of a plugin."})
        tags: Schema = {"enum": [f"tag:{tag}" for tag in self.registry.tags]}
        if self.of_sets is not None:
            tags = {"type": "string", "pattern": "^tag:."}
        presets = {"enum": [f"preset:{preset}" for preset in PRESETS]}
        return {
            "rule": {"description": "The name of a rule.", "anyOf": known},
            "selector": {
                "description": "The name of a rule, tag:NAME, preset:NAME, or ALL.",
                "anyOf": [{"$ref": "#/definitions/rule"}, tags, presets, {"const": "ALL"}],
            },
            "host": {"description": "The id of a host.", "enum": list(HOSTS)},
            "file-kind": {"description": "Host and kind of a file.", "enum": list(KINDS)},
            "severity": {"enum": [*(severity.value for severity in Severity), "off"]},
        }

    def key(self, key: str, hint: Any) -> Schema:
        """The schema of a top-level key: by its meaning where it has one of its own, else by its type."""
        own: Mapping[str, Schema] = {
            **{name: _list({"$ref": "#/definitions/selector"}) for name in _SELECTORS},
            "severity": {
                "type": "object",
                "propertyNames": {"$ref": "#/definitions/rule"},
                "additionalProperties": {"$ref": "#/definitions/severity"},
            },
            "per-file-ignores": _table(_list({"$ref": "#/definitions/selector"})),
            "hosts": _list({"$ref": "#/definitions/host"}),
            "default-host": {"$ref": "#/definitions/host"},
            "file-kinds": _table({"$ref": "#/definitions/file-kind"}),
            "tools": {**_table(_list({"type": "string"})), "propertyNames": {"$ref": "#/definitions/host"}},
            "host-versions": {
                **_table({"type": "string", "pattern": _VERSION_IN_USE}),
                "propertyNames": {"$ref": "#/definitions/host"},
            },
        }
        if key == "rules":
            return self.rules()
        if key == "format":
            return self.options(FormatOptions)
        # In draft-07 a reference hides its neighbours.
        schema = own.get(key) or _of_type(hint)
        return {"allOf": [schema]} if "$ref" in schema else schema

    def rules(self) -> Schema:
        """Options of every rule that has some; a rule without may only stand there empty."""
        properties: Schema = {}
        for name, info in self.registry.infos.items():
            schema: Schema = {"type": "object", "maxProperties": 0}
            if info.options:
                options = self.registry.rules[name].options_type
                if options is not None:
                    schema = self.options(options)
            properties[name] = {"description": info.summary + ".", **schema}
        result: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if not self.strict:
            former = {name: {"type": "object"} for name in self.registry.renamed}
            result["properties"] = {**properties, **former}
        if self.of_sets is not None:
            result["patternProperties"] = {self.of_sets: {"type": "object"}}
        return result

    def options(self, options_type: type) -> Schema:
        """The schema of a dataclass of options."""
        hints, docs = get_type_hints(options_type), attribute_docs(options_type)
        properties: Schema = {}
        for field in dataclasses.fields(options_type):
            schema = _of_type(hints[field.name])
            if field.name in docs:
                schema = {"description": docs[field.name], **schema}
            default = _default(field)
            if default is not None:
                schema["default"] = default
            properties[field.name.replace("_", "-")] = schema
            if not self.strict and options_type is not FormatOptions:
                properties.setdefault(field.name, _of_type(hints[field.name]))
        return {"type": "object", "properties": properties, "additionalProperties": False}


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return _plain(field.default)
    if field.default_factory is not dataclasses.MISSING:
        return _plain(field.default_factory())
    return None


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, str) else value


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _table(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _of_type(hint: Any) -> Schema:
    """The schema of a type that options may have; see `agentlint.lint.options`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        schemas = [_of_type(one) for one in arguments if one is not type(None)]
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    if origin is tuple:
        return _list(_of_type(arguments[0]))
    if origin is not None:
        return _table(_of_type(arguments[1]))
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {"type": names[hint]} if hint in names else {}
