"""malformed-example on blocks of our own making: silent while they are whole, and it finds each kind of damage."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.corpus.example_mutations import BLOCK, is_found, mutations
from tests.example_shapes import SCENES, STYLES, block, check, shapes, warnings, whole


def test_whole_blocks_are_silent_in_every_shape() -> None:
    loud = {name: [d.message for d in found] for name, text in shapes() if (found := warnings(text)[1])}
    assert loud == {}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_kind_of_damage_is_found_where_it_is(style: str, newline: str) -> None:
    total: Counter[str] = Counter()
    missed: list[tuple[str, str]] = []
    for name, text in shapes():
        if not name.startswith(f"{style}/"):
            continue
        text = text.replace("\n", newline)
        for match in BLOCK.finditer(text):
            for mutation in mutations(text, *match.span()):
                total[mutation.kind] += 1
                if not is_found(mutation, *warnings(mutation.text)):
                    missed.append((name, mutation.kind))
    assert len(total) == 15
    assert len(missed) <= 0.02 * total.total(), missed


def test_one_mistake_is_one_warning() -> None:
    text = whole("plain", [block(scene, "lines", True) for scene in SCENES], "\n\n")
    for match in BLOCK.finditer(text):
        for mutation in mutations(text, *match.span()):
            assert len(warnings(mutation.text)[1]) == 1, mutation.kind


def test_the_column_is_that_of_the_tag_inside_an_escaped_line() -> None:
    text = whole("double", [block(scene, "lines", True) for scene in SCENES], "\n\n")
    at = text.index("</example>", text.index("</example>") + 1)
    source, found = warnings(text[:at] + "<example>" + text[at + len("</example>") :])
    assert [(d.span.start, source.slice(d.span)) for d in found] == [(at, "<example>")]


def test_fixes_bring_the_text_back() -> None:
    text = whole("literal", [block(scene, "lines", True) for scene in SCENES], "\n\n")
    match = list(BLOCK.finditer(text))[1]
    mended = {}
    for mutation in mutations(text, *match.span()):
        fixes = [fix for d in warnings(mutation.text)[1] for fix in d.fixes]
        if fixes:
            assert {str(fix.applicability) for fix in fixes} == {"unsafe"}
            edits = sorted((e for fix in fixes for e in fix.edits), key=lambda e: e.span.start, reverse=True)
            new = mutation.text
            for edit in edits:
                new = new[: edit.span.start] + edit.text + new[edit.span.end :]
            mended[mutation.kind] = new
    assert {kind for kind, new in mended.items() if new == text} >= {
        "drop closer", "closer typed as opener", "stray closer behind", "</commentary> typed as opener", "swap closers",
        "</commentary> typed as </example>", "</example> typed as </commentary>", "stray </commentary>",
    }  # fmt: skip
    assert all(not warnings(new)[1] for new in mended.values())


@pytest.mark.parametrize(
    "text",
    [
        "---\nname: a\ndescription: Writes <example> blocks.\n---\nx\n",
        "---\nname: a\ndescription: Explains what \"<example>\" and '</example>' do.\n---\nx\n",
        "Compare `<example>` with\n`</commentary>` here.\n",
        "The tag <example> opens it,\nand </example> closes it.\n",
        "```\n<example>\n```\n\n~~~\n</example>\n",
        "> ```\n> <example>\n> ```\n",
        "<!-- <example> -->\n",
        "<example>\nlist<string> and a <b, c> d\n</example>\n",
        "<examples>\n<example>\nInput: a\nOutput: b\n</example>\n</examples>\n",
        "- <example>user asks</example>\n",
        "<good-example>\n",
        "- <example>: a sample\n- <commentary> – why\n",
        "| tag | use |\n|---|---|\n| <example> | a sample |\n",
        "Fill in <example description> here.\n",
        "<example>\n...\n</example>\n",
        "text <example>in a sentence</example> goes on\n",
        "Use <example></example> around each.\n",
    ],
)
def test_what_only_names_tags_is_silent(text: str) -> None:
    assert check(text)[1] == []


def test_indented_lines_behind_a_blank_one_still_close_a_block() -> None:
    assert check("<example>\nInput: a\n\n    Output: b\n\n    </example>\n")[1] == []


@pytest.mark.parametrize(("option", "words"), [("commentary", "commentary"), ("pseudo_tags", "looks like a tag")])
def test_remarks_come_once_and_can_be_switched_off(option: str, words: str) -> None:
    from agentlint.hosts.catalog import KINDS
    from agentlint.lint.file import File
    from agentlint.project.settings import Settings
    from agentlint.source import Source
    from agentlint.syntax.document import Document
    from agentlint_rules.malformed_example.rule import MalformedExample, Options

    one = '<example>\\nuser: "a?"\\nassistant: "b."\\n<Task tool call to potter>\\n</example>'
    text = f"---\nname: potter\ndescription: Pots. {one}\\n{one}\n---\nx\n"
    kind = KINDS["claude-code/agent"]
    file = File(Document(Source("potter.md", text)), kind, (kind,), Settings())
    found = list(MalformedExample().check(file))
    assert [str(d.severity) for d in found] == ["info", "info"]
    assert sum(words in d.message for d in found) == 1
    assert all(words not in d.message for d in MalformedExample(Options(**{option: False})).check(file))
