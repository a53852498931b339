"""Every cause for which strict YAML rejects a header: how it is named, mended, and read in the meantime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from agentlint.hosts.catalog import KINDS
from agentlint.source import Source, Span
from agentlint.syntax.chunks import HEADER_KEYS
from agentlint.syntax.frontmatter import parse_frontmatter
from agentlint.syntax.nodes import Broken, Cause, Frontmatter, Scalar, ScalarStyle
from agentlint.syntax.schema import entries_value
from tests.property.headers import Header, headers, mutated

if TYPE_CHECKING:
    from agentlint.diagnostic import Edit


def parse(header: str) -> tuple[Source, Frontmatter]:
    source = Source("a.md", f"---\n{header}---\nBody.\n")
    found = parse_frontmatter(source)
    assert found is not None
    return source, found


def mend(source: Source, found: Frontmatter) -> str:
    """The header's text after all repairs, fences not included."""
    edits: list[Edit] = sorted((e for r in found.repairs for e in r.edits), key=lambda e: e.span, reverse=True)
    text = source.text
    end = found.content.end
    for edit in edits:
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        end += len(edit.text) - len(edit.span)
    return text[found.content.start : end]


CASES: list[tuple[Cause, str, str, str, Any]] = [
    # What the corpus holds.
    (Cause.UNQUOTED_COLON, "description", "a: b", "'a: b'", "a: b"),
    (Cause.UNQUOTED_COLON, "description", "it's a: b", "'it''s a: b'", "it's a: b"),
    (Cause.UNQUOTED_COLON, "description", "ends in:", "'ends in:'", "ends in:"),
    (Cause.UNQUOTED_COLON, "description", 'a\\nuser: "b"', "'a\\nuser: \"b\"'", 'a\\nuser: "b"'),
    (Cause.UNQUOTED_COLON, "description", "a\n  b: c", "'a\n  b: c'", "a b: c"),
    (Cause.UNQUOTED_COLON, "description", "a: b # c", "'a: b # c'", "a: b # c"),
    (Cause.RESERVED_START, "globs", "*.ts", "'*.ts'", "*.ts"),
    (Cause.RESERVED_START, "paths", "**/*.{a,b}, x", "'**/*.{a,b}, x'", "**/*.{a,b}, x"),
    (Cause.RESERVED_START, "description", "**bold** text", "'**bold** text'", "**bold** text"),
    (Cause.RESERVED_START, "trigger", "@x", "'@x'", "@x"),
    (Cause.RESERVED_START, "prompt", "`x` y", "'`x` y'", "`x` y"),
    (Cause.RESERVED_START, "prompt", "%x", "'%x'", "%x"),
    (Cause.RESERVED_START, "prompt", "- x", "'- x'", "- x"),
    (Cause.RESERVED_START, "prompt", "? x", "'? x'", "? x"),
    (Cause.RESERVED_START, "prompt", "|x", "'|x'", "|x"),
    (Cause.RESERVED_START, "prompt", ", x", "', x'", ", x"),
    (Cause.TEXT_AFTER_FLOW, "argument-hint", "[a] [b]", "'[a] [b]'", "[a] [b]"),
    (Cause.TEXT_AFTER_FLOW, "argument-hint", "[a] | --b", "'[a] | --b'", "[a] | --b"),
    (Cause.TEXT_AFTER_FLOW, "argument-hint", "{a} b", "'{a} b'", "{a} b"),
    (Cause.TEXT_AFTER_QUOTE, "argument-hint", "'a' b", "'''a'' b'", "'a' b"),
    (Cause.TEXT_AFTER_QUOTE, "argument-hint", '"a" | "b"', '\'"a" | "b"\'', '"a" | "b"'),
    (
        Cause.UNINDENTED_CONTINUATION,
        "description",
        "a\n<example>\nuser: b\n</example>",
        "|-\n  a\n  <example>\n  user: b\n  </example>",
        "a\n<example>\nuser: b\n</example>",
    ),
    (Cause.UNINDENTED_CONTINUATION, "description", "|\nb\nc", "|\n  b\n  c", "b\nc\n"),
    (Cause.UNINDENTED_CONTINUATION, "description", "|\n  b\nc", "|\n  b\n  c", "b\nc\n"),
    # What it lacks.
    (Cause.TEXT_AFTER_QUOTE, "description", '"say "hi" now"', '"say \\"hi\\" now"', 'say "hi" now'),
    (Cause.TEXT_AFTER_QUOTE, "description", "'it's'", "'it''s'", "it's"),
    (Cause.UNCLOSED_QUOTE, "description", '"a b', '"a b"', "a b"),
    (Cause.UNCLOSED_QUOTE, "description", "'tis", "'''tis'", "'tis"),
    (Cause.TAB, "hooks", "\n\ta: b\n\tc: d", "\n  a: b\n  c: d", {"a": "b", "c": "d"}),
    (Cause.TAB, "skills", "\n\t- a\n\t- b", "\n  - a\n  - b", ["a", "b"]),
    (Cause.BAD_INDENTATION, "hooks", "\n  a: b\n c: d", "\n  a: b\n  c: d", {"a": "b", "c": "d"}),
    (
        Cause.BAD_INDENTATION,
        "metadata",
        "\n  version: 1.0\n   author: me",
        "\n  version: 1.0\n  author: me",
        {"version": 1.0, "author": "me"},
    ),
    (Cause.BAD_INDENTATION, "description", ">-\n  a\n\n b", ">-\n  a\n\n  b", "a\nb"),
    (Cause.PLACEHOLDER, "model", "{{x}}", "'{{x}}'", "{{x}}"),
    (Cause.PLACEHOLDER, "description", "{{x}} y: z", "'{{x}} y: z'", "{{x}} y: z"),
    (Cause.CONTROL_CHARACTER, "description", "a\x01b", '"a\\x01b"', "a\x01b"),
    (Cause.CONTROL_CHARACTER, "description", "'a\x01''b'", '"a\\x01\'b"', "a\x01'b"),
    (Cause.CONTROL_CHARACTER, "description", '"a\x7f\\n"', '"a\\x7F\\n"', "a\x7f\n"),
    (Cause.CONTROL_CHARACTER, "description", "a\0\\b", '"a\\x00\\\\b"', "a\0\\b"),
    (Cause.BAD_ESCAPE, "description", '"\\d+ \\n"', '"\\\\d+ \\n"', "\\d+ \n"),
    (Cause.BROKEN_FLOW, "tools", "[a, b", "[a, b]", ["a", "b"]),
    (Cause.BROKEN_FLOW, "description", "[a, b", "'[a, b'", "[a, b"),
    (Cause.BROKEN_FLOW, "tools", "[a, b: c, *]", "[a, 'b: c', '*']", ["a", "b: c", "*"]),
    (Cause.BROKEN_FLOW, "metadata", "{a: b", "{a: b}", {"a": "b"}),
    (Cause.UNKNOWN_TAG, "description", "!x y", "'!x y'", "!x y"),
    (Cause.RESERVED_START, "model", "*x", "'*x'", "*x"),
    (Cause.RESERVED_START, "tools", "\n  - @a\n  - b", "\n  - '@a'\n  - b", ["@a", "b"]),
    (Cause.UNQUOTED_COLON, "skills", "\n  - a: b: c\n  - d", "\n  - a: 'b: c'\n  - d", [{"a": "b: c"}, "d"]),
    (Cause.UNQUOTED_COLON, "metadata", "\n  a: b: c\n  d: e", "\n  a: 'b: c'\n  d: e", {"a": "b: c", "d": "e"}),
    (
        Cause.UNQUOTED_COLON,
        "description",
        "\n  Use it when: asked\n  or so.",
        "\n  'Use it when: asked\n  or so.'",
        "Use it when: asked or so.",
    ),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("cause", "key", "value", "mended", "read_as"), CASES)
def test_a_cause_is_named_and_mended(
    cause: Cause, key: str, value: str, mended: str, read_as: Any, newline: str
) -> None:
    blank = "" if value.startswith("\n") else " "
    before, after = "name: tester\n", "# note\nlicense: MIT # why\n"
    source, found = parse(f"{before}{key}:{blank}{value}\n{after}".replace("\n", newline))
    assert found.status == "repaired"
    assert [(r.cause, r.key) for r in found.repairs] == [(cause, key)]
    assert found.error is not None
    assert (found.error.cause, found.error.key) == (cause, key)
    assert source.slice(found.repairs[0].span) == value.lstrip("\n").strip(" \t").replace("\n", newline)
    assert key in found.repairs[0].title
    text = mend(source, found)
    assert text == f"{before}{key}:{blank}{mended}\n{after}".replace("\n", newline)
    expected = {"name": "tester", key: read_as, "license": "MIT"}
    assert YAML(typ="safe", pure=True).load(text) == expected
    assert entries_value(found.entries) == expected
    assert [source.slice(c) for c in found.comments] == ["# note", "# why"]
    entry = found.get(key)
    assert entry is not None
    assert source.slice(entry.key_span) == key
    if isinstance(entry.value, Scalar):
        for index, char in enumerate(entry.value.value):
            at = entry.value.source_offset(index)
            assert not char.isalnum() or source.text[at] in (char, "\\")
            assert entry.value.span.start <= at <= entry.value.span.end


@pytest.mark.parametrize(
    ("header", "cause", "mended", "values"),
    [
        (
            "name: a\n  description: b\ntools: c\n",
            Cause.BAD_INDENTATION,
            "name: a\ndescription: b\ntools: c\n",
            {"name": "a", "description": "b", "tools": "c"},
        ),
        (
            " name: a\ndescription: b\n",
            Cause.BAD_INDENTATION,
            "name: a\ndescription: b\n",
            {"name": "a", "description": "b"},
        ),
        ("name: a\n\tdescription: b\n", Cause.TAB, "name: a\ndescription: b\n", {"name": "a", "description": "b"}),
        (
            "name:tester\ndescription: d\n",
            Cause.MISSING_SPACE,
            "name: tester\ndescription: d\n",
            {"name": "tester", "description": "d"},
        ),
        ("model: a\n# c\nmodel: b\n", Cause.DUPLICATE_KEY, "# c\nmodel: b\n", {"model": "b"}),
    ],
)
def test_keys_in_the_wrong_place(header: str, cause: Cause, mended: str, values: dict[str, str]) -> None:
    source, found = parse(header)
    assert (found.status, [r.cause for r in found.repairs]) == ("repaired", [cause])
    assert mend(source, found) == mended
    assert entries_value(found.entries) == values


def test_a_repeated_key_keeps_its_first_value_at_hand() -> None:
    source, found = parse("model: a: x\nname: t\nmodel: b: y\n")
    assert [r.cause for r in found.repairs] == [Cause.DUPLICATE_KEY, Cause.UNQUOTED_COLON]
    assert [(d.key, d.text) for d in found.duplicates] == [("model", "a: x")]
    assert source.slice(found.duplicates[0].span) == "model: a: x"
    assert entries_value(found.entries) == {"name": "t", "model": "b: y"}
    assert not found.repairs[0].keeps_keys


@pytest.mark.parametrize(
    ("header", "cause", "values"),
    [
        ("just text\n", Cause.NOT_A_MAPPING, {}),
        ("- a\n- b\n", Cause.NOT_A_MAPPING, {}),
        ("name: a\n...\nmodel: b\n", Cause.MULTIPLE_DOCUMENTS, {"name": "a", "model": "b"}),
        ("hooks:\n  a: b: c\n  and more\nname: t\n", Cause.OTHER, {"name": "t"}),
    ],
)
def test_what_no_repair_explains_stays_broken(header: str, cause: Cause, values: dict[str, str]) -> None:
    source, found = parse(header)
    assert (found.status, found.repairs) == ("broken", ())
    assert found.error is not None
    assert found.error.cause is cause or cause is Cause.OTHER
    known = {k: v for k, v in entries_value(found.entries).items() if k in values}
    assert known == values
    for entry in found.entries:
        if isinstance(entry.value, Broken):
            assert source.slice(entry.value.span) == entry.value.text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_header_without_its_closing_line(newline: str) -> None:
    text = "---\nname: a\ndescription: b\n\n# Title\n\nText.\n".replace("\n", newline)
    source = Source("a.md", text)
    found = parse_frontmatter(source)
    assert found is not None
    assert not found.closed
    assert found.error is not None
    assert found.error.cause is Cause.MISSING_CLOSE
    assert entries_value(found.entries) == {"name": "a", "description": "b"}
    assert source.slice(found.content).split() == ["name:", "a", "description:", "b"]


def test_a_header_that_runs_into_the_body_up_to_a_thematic_break() -> None:
    source = Source("a.md", "---\nname: a\ndescription: b\n\n# Title\n\nSome text.\n\nText: more.\n\n---\n\nEnd.\n")
    found = parse_frontmatter(source)
    assert found is not None
    assert (found.closed, entries_value(found.entries)) == (False, {"name": "a", "description": "b"})
    assert source.slice(found.content) == "name: a\ndescription: b\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "--",
        "----\na: b\n----\n",
        " ---\na: b\n---\n",
        "\n---\na: b\n---\n",
        "---\n\ntext\n",
        "---\ntext only\n",
    ],
)
def test_what_is_no_header(text: str) -> None:
    assert parse_frontmatter(Source("a.md", text)) is None


def test_a_comment_above_the_next_key_stays_a_comment() -> None:
    source, found = parse("description: a: b\n# agentlint-ignore[unknown-tool] why\n\ntools: Read\n")
    assert mend(source, found) == "description: 'a: b'\n# agentlint-ignore[unknown-tool] why\n\ntools: Read\n"
    assert [source.slice(c) for c in found.comments] == ["# agentlint-ignore[unknown-tool] why"]
    source, found = parse(
        "description: a\n<example>\n# b\nuser: c\n</example>\n# agentlint-ignore[unknown-tool] why\ntools: Read\n"
    )
    assert entries_value(found.entries)["description"] == "a\n<example>\n# b\nuser: c\n</example>"
    assert [source.slice(c) for c in found.comments] == ["# agentlint-ignore[unknown-tool] why"]


def test_a_quote_that_closes_at_the_margin_ends_its_text() -> None:
    _, found = parse("description: 'a\n'\nx_1: b\nlicense: c: d\n")
    assert entries_value(found.entries) == {"description": "a ", "x_1": "b", "license": "c: d"}


def test_an_alias_to_an_anchor_elsewhere_is_no_cause() -> None:
    source, found = parse("metadata: &m [x]\ntools: *m\ndescription: a: b\n")
    assert [(r.cause, r.key) for r in found.repairs] == [(Cause.UNQUOTED_COLON, "description")]
    assert mend(source, found) == "metadata: &m [x]\ntools: *m\ndescription: 'a: b'\n"
    source, found = parse("tools: *m\nmetadata: &m [x]\n")
    assert mend(source, found) == "tools: '*m'\nmetadata: &m [x]\n"


def test_styles_are_those_of_the_author() -> None:
    _, found = parse("name: a\ndescription: b: c\nprompt: 'd' e\n")
    styles = {e.key: e.value.style for e in found.entries if isinstance(e.value, Scalar)}
    assert styles["description"] is ScalarStyle.PLAIN
    assert styles["prompt"] is ScalarStyle.SINGLE


def test_all_fields_of_all_hosts_start_an_entry() -> None:
    fields = {
        name
        for kind in KINDS.values()
        if kind.format == "markdown"
        for f in kind.fields
        for name in (f.name, *f.aliases)
    }
    assert sorted(fields - HEADER_KEYS) == []


# Damage


DAMAGE = [
    "a: b",
    "*glob",
    "[a] [b]",
    "@x",
    "'a' b",
    '"a',
    "{{x}}",
    "a\x01b",
    "!x y",
    "[a, b",
    "`x`: y",
    "ends:",
    "- x",
    '"\\d"',
]


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@settings(deadline=None, max_examples=200)
@given(headers(newlines=("\n",)), st.sampled_from(DAMAGE), st.integers(0, 5))
def test_the_other_entries_are_read_as_before(header: Header, damage: str, place: int) -> None:
    _, whole = parse(header.text.rstrip("\n") + "\n")
    if whole.status != "valid":
        return
    rows = [row for _, row in header.rows]
    place = min(place, len(rows))
    rows.insert(place, f"argument-hint: {damage}")
    source, found = parse("\n".join(rows).rstrip("\n") + "\n")
    assert found.status == "repaired"
    expected, ours = entries_value(whole.entries), entries_value(found.entries)
    trailing = rows[place - 1] if place else ""
    for key, value in expected.items():
        if isinstance(value, str) and ("|+" in trailing or ">+" in trailing):
            assert str(ours[key]).rstrip("\n") == value.rstrip("\n")
        else:
            assert ours[key] == value
    assert mend_loads(source, found)


def mend_loads(source: Source, found: Frontmatter) -> bool:
    return isinstance(YAML(typ="safe", pure=True).load(mend(source, found)), dict)


@settings(deadline=None, max_examples=400)
@given(mutated())
def test_damage_anywhere_raises_nothing_and_every_repair_holds(text: str) -> None:
    source = Source("a.md", f"---\n{text}\n---\nBody.\n")
    found = parse_frontmatter(source)
    if found is None:
        return
    size = Span(0, len(source.text))
    for entry in found.entries:
        assert size.covers(entry.span)
        assert size.covers(entry.line_span)
    for repair in found.repairs:
        assert found.content.covers(repair.span)
        assert all(found.content.covers(e.span) for e in repair.edits)
        assert len(repair.span) > 0
    if found.status == "repaired":
        again = parse_frontmatter(Source("a.md", source.text[: found.content.start] + mend(source, found) + "---\n"))
        assert again is not None
        assert again.status == "valid"
        assert entries_value(again.entries) == entries_value(found.entries) or "\\" in text or "nan" in text
