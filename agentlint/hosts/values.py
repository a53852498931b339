"""A value in a header against what its host takes: type, choice, form, range."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from agentlint.hosts.catalog import HOOK_EVENTS, MODELS
from agentlint.hosts.spelling import closest, plain
from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.syntax.nodes import Alias, Broken, Scalar, YamlMapping, YamlSequence
from agentlint.syntax.schema import scalar_value

if TYPE_CHECKING:
    from agentlint.hosts.model import Effect, Field, FileKind, ModelList
    from agentlint.source import Span
    from agentlint.syntax.nodes import Entry, Node

FaultCode = Literal["type", "choice", "form", "model", "range", "length", "event", "item"]

_STRICT = ("program-stops", "file-skipped")
_TRUE_FALSE = frozenset(("true", "false"))
_OTHER_WORDS = frozenset(("yes", "no", "on", "off", "y", "n", "0", "1"))
_PLACEHOLDER = lazy_pattern(r"\{\{|\$\{?[A-Za-z(]|<[a-z]|\[[A-Z]")
_PROVIDER = lazy_pattern(r"[/:@]|anthropic\.|arn:", re.IGNORECASE)
_VARIANT = lazy_pattern(r"\[\w+\]$")
_SETTING_WORDS = frozenset(("default",))
"""Words that the model setting takes; whether an agent does too is not established."""
_MAX_LEAVES = 500
_LONGEST = 24
"""Code points of a value that are shown."""


@record()
class ValueFault:
    """One thing that is wrong with a value.

    `span` is what is wrong, `shown` its text. `wanted` are the values that the host takes, where they can be listed,
    else `form` says in words what it takes. `meant` is the one that was probably meant, as it is to be written.
    `effect` is what the host does, None where that is not established.
    """

    code: FaultCode
    span: Span
    shown: str
    wanted: tuple[str, ...] = ()
    form: str = ""
    meant: str | None = None
    effect: Effect | None = None


def judge_value(kind: FileKind, field: Field, entry: Entry) -> tuple[ValueFault, ...]:
    """What is wrong with the value of an entry whose key is `field`; empty where nothing is, or nothing is known.

    Names, the length of descriptions, single tools and empty values are the matter of others.
    """
    node = _target(entry.value)
    if node is None or isinstance(node, Broken) or (isinstance(node, Scalar) and _empty(node)):
        return ()
    wrong = _wrong_type(kind, field, node)
    if wrong is not None:
        effect = field.effect if field.effect in _STRICT or field.effect == "left-out" else None
        return (
            ValueFault("type", node.span, wrong, form=_wanted_types(kind, field), effect=effect or kind.wrong_type),
        )
    if field.enum:
        return tuple(_choices(kind, field, node))
    if field.name == "model":
        found = _model(kind, field, node)
        return (found,) if found is not None else ()
    if field.name == "hooks" and isinstance(node, YamlMapping):
        return tuple(_events(kind, node))
    if field.name == "mcpServers" and isinstance(node, YamlSequence) and field.effect == "left-out":
        return tuple(_servers(node))
    if isinstance(node, Scalar):
        found = _scalar(field, node)
        return (found,) if found is not None else ()
    return ()


def _target(node: Node | None) -> Node | None:
    return node.target if isinstance(node, Alias) else node


def _empty(node: Scalar) -> bool:
    value = scalar_value(node)
    return value is None or (isinstance(value, str) and not value.strip())


# Types


def _wrong_type(kind: FileKind, field: Field, node: Node) -> str | None:
    """What the value is, in words, where the field takes no such thing."""
    types = field.types
    if "any" in types:
        return None
    if isinstance(node, Scalar) and _takes_one_name(kind, field) and re.search(r"[,\s]", node.value.strip()):
        return _with_text("the text", node)
    if isinstance(node, YamlMapping):
        if field.name in kind.tool_fields and not _maps_are_wrong(kind):
            return None
        return None if "map" in types else "a map"
    if isinstance(node, YamlSequence):
        return None if "list" in types else "a list"
    return _wrong_scalar(kind, field, node) if isinstance(node, Scalar) else None


def _takes_one_name(kind: FileKind, field: Field) -> bool:
    """Whether tools that are written as text can only be one name."""
    return field.name in kind.tool_fields and kind.tool_syntax is not None and kind.tool_syntax.string == "one-name"


def _maps_are_wrong(kind: FileKind) -> bool:
    """Whether a map of tools is surely wrong, and not told of by the rules about tools."""
    return kind.host != "claude-code" and (kind.tool_syntax is None or kind.tool_syntax.mapping in ("no", "fatal"))


def _wrong_scalar(kind: FileKind, field: Field, node: Scalar) -> str | None:
    types = field.types
    value = scalar_value(node)
    strict = kind.wrong_type in _STRICT
    if kind.parser == "skills-ref":
        return None if "string" in types else _with_text("the text", node)
    if isinstance(value, bool):
        if "boolean" in types:
            return None
        name = "true" if value else "false"
        return f"`{name}`" if "string" not in types or strict or field.effect in _STRICT else None
    if isinstance(value, int | float):
        if "number" in types or ("integer" in types and (isinstance(value, int) or value.is_integer())):
            return None
        if "string" in types and not strict and field.effect not in _STRICT:
            return None
        if "boolean" in types and str(value) in kind.booleans:
            return None
        return _with_text("the fraction" if "integer" in types else "the number", node)
    if "string" in types:
        return None
    text = str(value)
    if "boolean" in types and (
        text.lower() in kind.booleans or (not strict and text.lower() in _TRUE_FALSE) or _maybe_boolean(kind, text)
    ):
        return None
    if not strict and ("integer" in types or "number" in types) and re.fullmatch(r"[-+]?\d+(?:\.\d+)?", text.strip()):
        return None if "number" in types or "." not in text else _with_text("the fraction", node)
    return _with_text("the text", node)


def _with_text(noun: str, node: Scalar) -> str:
    text = " ".join(node.value[: 4 * _LONGEST].split())
    return f"{noun} `{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}`"


def _maybe_boolean(kind: FileKind, text: str) -> bool:
    """Words that YAML 1.1 reads as true or false, in a kind of whose booleans nothing more is known."""
    known = kind.booleans or kind.id == "claude-code/agent" or kind.wrong_type in _STRICT
    return not known and text.lower() in _OTHER_WORDS


_IN_WORDS = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false", "list": "a list",
    "map": "a map",
}  # fmt: skip


def _wanted_types(kind: FileKind, field: Field) -> str:
    if _takes_one_name(kind, field):
        return "one name or a list"
    return " or ".join(_IN_WORDS[t] for t in field.types if t in _IN_WORDS)


# Choices


def _choices(kind: FileKind, field: Field, node: Node) -> list[ValueFault]:
    found: list[ValueFault] = []
    stack = [node]
    seen = 0
    while stack and seen < _MAX_LEAVES:
        one = _target(stack.pop())
        seen += 1
        if isinstance(one, YamlMapping):
            stack += [e.value for e in one.entries if e.value is not None]
        elif isinstance(one, YamlSequence):
            stack += list(one.items)
        elif isinstance(one, Scalar) and not _empty(one):
            fault = _choice(kind, field, one)
            if fault is not None:
                found.append(fault)
    return found


def _choice(kind: FileKind, field: Field, node: Scalar) -> ValueFault | None:
    value = scalar_value(node)
    text = node.value.strip() if field.name in kind.tool_fields else node.value
    if "integer" in field.types and isinstance(value, int) and not isinstance(value, bool):
        return None
    fold = field.enum_case == "insensitive"
    if text in field.enum or (fold and text.lower() in field.enum) or _PLACEHOLDER.search(text):
        return None
    return ValueFault("choice", node.span, text, field.enum, meant=_meant(text, field.enum), effect=field.effect)


def _meant(text: str, known: tuple[str, ...]) -> str | None:
    written = plain(text)
    same = [k for k in known if plain(k) == written]
    return same[0] if same else closest(text, known)


# Models


def _model(kind: FileKind, field: Field, node: Node) -> ValueFault | None:
    models = MODELS.get(kind.host)
    if models is None or not isinstance(node, Scalar):
        return None
    text = node.value.strip()
    if _PLACEHOLDER.search(text):
        return None
    word = text.lower() if models.case == "insensitive" else text
    if word in models.retired_aliases:
        return ValueFault("model", node.span, text, models.aliases, form="retired")
    known = (*models.aliases, *models.undocumented_aliases)
    if not models.closed or word in known or _is_id(models, word) or word in _SETTING_WORDS:
        return None
    if models.aliases:
        if _PROVIDER.search(text) or _VARIANT.sub("", word) in known:
            return None
        # Whatever is no text stands for the model of the session.
        effect = field.effect if isinstance(scalar_value(node), str) or field.effect is None else "left-out"
        return ValueFault("model", node.span, text, models.aliases, meant=closest(text, models.aliases), effect=effect)
    return ValueFault("model", node.span, text, form="provider/model", effect=field.effect)


def _is_id(models: ModelList, word: str) -> bool:
    return models.id_pattern is not None and _pattern(models.id_pattern).search(_VARIANT.sub("", word)) is not None


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


# The rest


def _events(kind: FileKind, node: YamlMapping) -> list[ValueFault]:
    known = HOOK_EVENTS.get(kind.host, ())
    return [
        ValueFault("event", e.key_span, e.key, known, meant=_meant(e.key, known))
        for e in node.entries[:_MAX_LEAVES]
        if known and e.key not in known and e.key != "<<"
    ]


def _servers(node: YamlSequence) -> list[ValueFault]:
    found = []
    for item in node.items[:_MAX_LEAVES]:
        one = _target(item)
        if isinstance(one, YamlSequence) or (isinstance(one, YamlMapping) and len(one.entries) != 1):
            what = "a list" if isinstance(one, YamlSequence) else f"a map of {len(one.entries)} keys"
            form = "the name of a server, or a map of one name to its settings"
            found.append(ValueFault("item", one.span, what, form=form, effect="left-out"))
    return found


def _scalar(field: Field, node: Scalar) -> ValueFault | None:
    value = scalar_value(node)
    text = node.value.strip()
    if field.minimum is not None and re.fullmatch(r"[-+]?\d+", text) and len(text) < 20 and int(text) < field.minimum:
        return ValueFault("range", node.span, text, form=f"{field.minimum} or more", effect=field.effect)
    if field.name in ("name", "description") or not isinstance(value, str):
        return None
    if field.pattern is not None and _pattern(field.pattern).search(text) is None and not _PLACEHOLDER.search(text):
        words = field.pattern.strip("^$()").split("|")
        return ValueFault("form", node.span, text, tuple(w for w in words if w.isalpha()), effect=field.effect)
    if field.max_length is not None and len(value) > field.max_length:
        return ValueFault("length", node.span, f"{len(value):,} characters", form=f"at most {field.max_length:,}")
    return None
