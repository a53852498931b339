"""A lazy pattern does what the compiled one does, and is compiled once, when it is needed."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import pytest

import agentlint
import agentlint_rules
from agentlint.patterns import lazy_pattern

TEXT = "two ropes, Three knots"


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("search", (TEXT,)), ("match", (TEXT, 4)), ("fullmatch", (TEXT, 0, 3)), ("findall", (TEXT,)),
        ("split", (TEXT, 2)), ("sub", ("-", TEXT)), ("subn", ("-", TEXT, 1)), ("finditer", (TEXT,)),
    ],
)  # fmt: skip
def test_every_method_gives_the_same(method: str, arguments: tuple[Any, ...]) -> None:
    def told(result: Any) -> Any:
        if method == "finditer":
            return [told_of(match) for match in result]
        return told_of(result)

    def told_of(result: Any) -> Any:
        return (result.span(), result.groups()) if isinstance(result, re.Match) else result

    source, flags = r"(t)?[a-z]+", re.IGNORECASE
    late, early = lazy_pattern(source, flags), re.compile(source, flags)
    for _ in range(2):
        assert told(getattr(late, method)(*arguments)) == told(getattr(early, method)(*arguments))


def test_what_else_a_pattern_knows() -> None:
    late = lazy_pattern(rb"(?P<knot>bow)", re.ASCII)
    assert (late.pattern, late.groupindex, late.groups) == (rb"(?P<knot>bow)", {"knot": 1}, 1)
    with pytest.raises(AttributeError):
        late.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_it_is_compiled_when_first_used_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    real = re.compile
    monkeypatch.setattr("agentlint.patterns.re.compile", lambda *args: compiled.append(args) or real(*args))
    late = lazy_pattern("rope")
    assert compiled == []
    assert late.search(TEXT) is not None
    assert late.match(TEXT) is None
    assert late.search("rope") is not None
    assert compiled == [("rope", 0)]


def test_a_faulty_pattern_is_told_of_at_its_first_use() -> None:
    late = lazy_pattern("(")
    with pytest.raises(re.error):
        late.search(TEXT)


def test_all_of_ours_compile() -> None:
    lazy = type(lazy_pattern(""))
    modules = [
        importlib.import_module(found.name)
        for room in (agentlint, agentlint_rules)
        for found in pkgutil.walk_packages(room.__path__, room.__name__ + ".")
        if not found.name.startswith(("agentlint.server", "agentlint.__main__"))
    ]
    ours = [value for module in modules for value in vars(module).values() if type(value) is lazy]
    assert len(ours) > 200
    assert all(isinstance(one.pattern, str | bytes) for one in ours)
