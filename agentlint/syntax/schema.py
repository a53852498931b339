"""Types of plain scalars: the YAML 1.2 core schema, timestamps included as ruamel.yaml and js-yaml resolve them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern
from agentlint.syntax.nodes import Alias, Broken, Entry, Node, Scalar, ScalarStyle, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_INTEGER = lazy_pattern(r"[-+]?(?:0b[0-1_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)")
_FLOAT = lazy_pattern(
    r"[-+]?(?:(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9_]+(?:[eE][-+][0-9]+)?"
    r"|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)
_MAX_DIGITS = 1000
"""Python refuses to write out integers of more than a few thousand digits; no host means one."""
_MAX_NODES = 20_000
"""Aliases repeat what they stand for; past this many values the rest is left out (YAML bombs)."""


def plain_value(text: str) -> str | int | float | bool | None:
    """What a plain scalar's text means in YAML 1.2. Timestamps stay text: no host makes more of them."""
    if not text:
        return None
    first = text[0]
    if first in "~nNtTfF":
        if text in _NULL:
            return None
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        return text
    if first not in "0123456789-+.":
        return text
    if _INTEGER.fullmatch(text) and any(c.isdigit() for c in text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return _float(text)
    return text


def _integer(text: str) -> int | str:
    digits = text.replace("_", "")
    sign = -1 if digits[0] == "-" else 1
    digits = digits.lstrip("+-")
    if len(digits) > _MAX_DIGITS:
        return text
    try:
        if digits.startswith("0b"):
            return sign * int(digits[2:], 2)
        if digits.startswith("0x"):
            return sign * int(digits[2:], 16)
        if digits.startswith("0o"):
            return sign * int(digits[2:], 8)
        return sign * int(digits)
    except ValueError:
        return text


def _float(text: str) -> float | str:
    word = text.replace("_", "").lower()
    if word.endswith((".inf", ".nan")):
        word = word.replace(".", "")
    try:
        return float(word)
    except ValueError:
        return text


def scalar_value(scalar: Scalar) -> str | int | float | bool | None:
    """The value of a scalar with its type: quoted and block scalars are text, a core tag decides where there is one."""
    tag = (scalar.tag or "").removeprefix("!!").removeprefix("tag:yaml.org,2002:")
    if tag == "str" or (tag == "!" and scalar.value):
        return scalar.value
    if scalar.style is ScalarStyle.PLAIN or tag in ("int", "float", "bool", "null"):
        return plain_value(scalar.value)
    return scalar.value


def entries_value(entries: Iterable[Entry]) -> dict[str, Value]:
    """Entries as a dictionary of plain data, the last of a repeated key.

    Aliases are followed, within bounds; what is broken stays as raw text.
    """
    reader = _Reader()
    return {e.key: reader.read(e.value, 0) for e in entries}


class _Reader:
    def __init__(self) -> None:
        self.nodes = 0

    def read(self, node: Node | None, depth: int) -> Value:
        self.nodes += 1
        if node is None or self.nodes > _MAX_NODES or depth > 60:
            return None
        if isinstance(node, Scalar):
            return scalar_value(node)
        if isinstance(node, Broken):
            return node.text
        if isinstance(node, Alias):
            return self.read(node.target, depth + 1)
        if isinstance(node, YamlSequence):
            return [self.read(i, depth + 1) for i in node.items]
        merged: dict[str, Value] = {}
        for entry in node.entries:
            if entry.key == "<<":
                value = self.read(entry.value, depth + 1)
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, dict):
                        merged = {**one, **merged}
        merged.update((e.key, self.read(e.value, depth + 1)) for e in node.entries if e.key != "<<")
        return merged
