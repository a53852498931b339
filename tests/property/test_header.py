"""Headers: the fast path equals the events path, and both equal ruamel.yaml's safe loader."""

from __future__ import annotations

import datetime
import math
import warnings
from typing import TYPE_CHECKING, Any

from hypothesis import example, given, settings
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from agentlint.source import Source
from agentlint.syntax.frontmatter import parse_frontmatter, parse_header_text
from agentlint.syntax.nodes import Cause, Scalar, YamlMapping, YamlSequence
from agentlint.syntax.scalars import Shift
from agentlint.syntax.schema import entries_value
from agentlint.syntax.simple_header import parse_simple
from agentlint.syntax.yaml_events import HeaderError, TooDeepError, parse_events
from tests.property.headers import Header, headers, mutated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.syntax.nodes import Entry, Node

UNLOADABLE = object()


def ruamel(text: str) -> Any:
    """What the safe loader makes of a text; `YAMLError` where it refuses it.

    Where the syntax is right and ruamel.yaml stumbles over building a value (a date that does not exist, `=` as a word,
    lone surrogates), the result is `UNLOADABLE`: nothing to compare with.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor may be used twice
            return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        if "could not determine a constructor" in str(error) and "!" not in text:
            return UNLOADABLE
        if "expected a mapping or list of mappings for merging" in str(error):
            return UNLOADABLE
        raise
    except (ValueError, IndexError, AttributeError, AssertionError, TypeError):
        return UNLOADABLE


def plain(value: Any) -> Any:
    """Their data as ours: dates as they were written cannot be told any more, so they become a mark."""
    if isinstance(value, datetime.date):
        return "<date>"
    if isinstance(value, dict):
        return {str(k) if k is not None else "": plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(v) for v in value]
    return "<nan>" if isinstance(value, float) and math.isnan(value) else value


def same(ours: Any, theirs: Any) -> bool:
    if theirs == "<date>":
        return isinstance(ours, str)
    if isinstance(theirs, dict):
        return (
            isinstance(ours, dict)
            and len(ours) == len(theirs)
            and all(same(a, b) for a, b in zip(ours.values(), theirs.values(), strict=True))
        )
    if isinstance(theirs, list):
        return isinstance(ours, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    return type(ours) is type(theirs) and ours == theirs


def nodes(entries: list[Entry]) -> Iterator[Node]:
    stack: list[Node] = [e.value for e in entries if e.value is not None]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, YamlSequence):
            stack += node.items
        elif isinstance(node, YamlMapping):
            stack += [e.value for e in node.entries if e.value is not None]


def offset_maps(entries: list[Entry]) -> list[list[int]]:
    return [[n.source_offset(i) for i in range(len(n.value) + 1)] for n in nodes(entries) if isinstance(n, Scalar)]


@settings(deadline=None, max_examples=500)
@given(headers())
@example(Header((("a", "a: b\xa0"),)))
@example(Header((("a", "a: |\n  b\xa0"),)))
@example(Header((("a", "a: # c"), ("b", "b: 1 # d"))))
@example(Header((("a", "a: |\n  b\n\n# c\n"), ("d", "d: e"))))
@example(Header((("a", "a: b\n\n# c\n\n"), ("d", "d:\n- e\n\n- f # g\n"))))
@example(Header((("a", "a: <<"), ("b", "b: ="))))
def test_the_fast_path_equals_the_events(header: Header) -> None:
    text = header.text
    # Another place for each, since offsets of plain texts are counted and not decoded where the place is a shift.
    fast = parse_simple(text, Shift(7))
    if fast is None:
        return
    full = parse_events(text, lambda o: o + 7)
    assert fast.entries == full.entries
    assert offset_maps(fast.entries) == offset_maps(full.entries)
    assert fast.comments == full.comments


@settings(deadline=None, max_examples=1000)
@given(mutated())
@example("a: b\n  # c\n  d: e\n")
@example("a:\n- b\n c: d\n")
@example("a: [b]\n  \nc: d\n")
@example("a: |\n\n  b\n c\n")
def test_the_fast_path_takes_nothing_that_the_events_refuse(text: str) -> None:
    fast = parse_simple(text, Shift(0))
    if fast is None:
        return
    full = parse_events(text, int)
    assert fast.entries == full.entries
    assert offset_maps(fast.entries) == offset_maps(full.entries)
    assert fast.comments == full.comments


@settings(deadline=None, max_examples=400)
@given(headers())
def test_values_equal_ruamels(header: Header) -> None:
    compare(header.text)


@settings(deadline=None, max_examples=1200)
@given(mutated())
@example("a: !b c\n")
@example("a: *b\n")
@example("a: 1\na: 2\n")
@example("a:\n  b: 1\n  b: 2\n")
@example("- a\n")
@example("just text\n")
@example("a: b\n---\nc: d\n")
@example("? a\n: b\n")
@example("a: \x01\n")
@example("a: {b}\n")
@example("[a]: b\n")
@example("? [a]\n: b\n")
@example("<<: {a: 1}\nb: 2\n")
def test_verdict_and_values_equal_ruamels(text: str) -> None:
    compare(text)


def parsed(text: str) -> tuple[list[Entry] | None, Cause | None]:
    try:
        return parse_header_text(text, int).entries, None
    except HeaderError as error:
        return None, error.cause
    except TooDeepError:
        return None, None


def compare(text: str) -> None:
    try:
        theirs = ruamel(text)
        valid = isinstance(theirs, dict) or theirs is None or theirs is UNLOADABLE
    except YAMLError:
        theirs, valid = None, False
    entries, cause = parsed(text)
    if entries is None:
        # Lists and maps as keys are YAML, and no header.
        assert not valid or theirs is UNLOADABLE or cause is Cause.COMPLEX_KEY
        return
    if not valid and "\t" in text:
        # Tabs around a value are white space to YAML and an error to ruamel.yaml.
        return
    assert valid
    if theirs is UNLOADABLE or any(not isinstance(k, str) for k in theirs or {}):
        return
    ours = {k: "<nan>" if isinstance(v, float) and math.isnan(v) else v for k, v in entries_value(entries).items()}
    if "<<" not in text:
        assert list(ours) == list(theirs or {})
        assert same(ours, plain(theirs or {})), (ours, theirs)


@settings(deadline=None, max_examples=400)
@given(headers())
def test_spans_stand_where_they_say(header: Header) -> None:
    text = header.text
    before = "---" + header.newline
    source = Source("a.md", before + text + ("" if header.final else header.newline) + "---" + header.newline + "body")
    found = parse_frontmatter(source)
    assert found is not None
    assert source.text[: found.content.start] == before
    end = found.content.start
    for entry in found.entries:
        assert source.slice(entry.key_span).strip("'\"") == entry.key
        assert entry.line_span.covers(entry.span)
        assert entry.span.covers(entry.key_span)
        assert entry.line_span.start >= end
        assert source.position(entry.line_span.start).column == 1
        end = entry.line_span.end
    for comment in found.comments:
        assert source.slice(comment).startswith("#")
        assert "\n" not in source.slice(comment)
    for node in nodes(list(found.entries)):
        written = source.slice(node.span)
        assert written == written.strip(" \t\r\n")
    for row in (r for _, r in header.rows):
        for line in row.split("\n"):
            if line.strip().startswith("# note") or line.strip() == "# deep":
                assert any(source.slice(c) == line.strip() for c in found.comments) or "|" in text or ">" in text
