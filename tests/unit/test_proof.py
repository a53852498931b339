"""What the proof lets through, what it refuses, and attempts to fool it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlint.diagnostic import Applicability, Edit
from agentlint.hosts.catalog import KINDS
from agentlint.proof import Refusal, prove
from agentlint.source import Source, Span
from agentlint.syntax.document import Document
from agentlint.syntax.schema import entries_value
from tests.property.headers import Header, headers

AGENT = ["claude-code/agent", "copilot-cli/agent"]
VALID = "---\nname: tester\ndescription: Does one thing.\ntools: Read, Grep\n---\n\nYou do it.\n"
RECOVERED = VALID.replace("Does one thing.", "Does it when: asked.")
DROPPED = VALID.replace("Does one thing.", "Does it when asked:")
CUT = VALID.replace("Does one thing.", 'Does it when: asked.\nuser: "a"\nassistant: "b"')
DASHES = VALID.replace("Does one thing.", "one --- two").replace("tools: Read, Grep", "argument-hint: [a] [b]")


def changes(before: str, *pairs: tuple[str, str]) -> list[Edit]:
    """Edits that replace the first occurrence of each text."""
    edits = []
    for old, new in pairs:
        at = before.index(old)
        edits.append(Edit(Span(at, at + len(old)), new))
    return sorted(edits, key=lambda e: e.span)


def apply(text: str, edits: list[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def judge(before: str, *pairs: tuple[str, str], kinds: list[str] = AGENT, safe: bool = True) -> str | None:
    edits = changes(before, *pairs)
    refusal = prove(
        Source("a.md", before),
        Source("a.md", apply(before, edits)),
        [KINDS[k] for k in kinds],
        edits,
        Applicability.SAFE if safe else Applicability.UNSAFE,
    )
    assert refusal is None or refusal.reason
    return refusal.code if refusal is not None else None


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        (VALID, "Does one thing.", "'Does one thing.'"),
        (VALID, "Does one thing.", '"Does one thing."'),
        (VALID, "Does one thing.", "|-\n  Does one thing."),
        (VALID, "Read, Grep", "Read,Grep"),
        (VALID, "name: tester\ndescription: Does one thing.\n", "description: Does one thing.\nname: tester\n"),
        (VALID, "name: tester\n", "# why\nname: tester\n"),
        (RECOVERED, "Does it when: asked.", "'Does it when: asked.'"),
        (DROPPED, "Does it when asked:", "'Does it when asked:'"),
    ],
)
def test_what_reads_the_same_is_safe(before: str, old: str, new: str) -> None:
    assert judge(before, (old, new)) is None
    assert judge(before, (old, new), safe=False) is None


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        (VALID, "one thing", "another thing"),
        (VALID, "Does one thing.", "Does one thing. "[:-2]),
        (VALID, "Does one thing.", "' Does one thing.'"),
        (VALID, "Does one thing.", "|\n  Does one thing."),
        (VALID, "tools: Read, Grep\n", ""),
        (VALID, "tools: Read, Grep\n", "tools: Read, Grep\nmodel: opus\n"),
        (VALID, "Read, Grep", "[Read, Grep]"),
        (VALID, "Read, Grep", "Read"),
        (VALID, "Read, Grep", "Read, Grep, Edit"),
        (VALID, "Read, Grep", "read, grep"),
        (RECOVERED, "when: asked", "when asked"),
        (RECOVERED, "tools: Read, Grep\n", ""),
        (DROPPED, "description: Does it when asked:\n", "description: Does it when asked\n"),
        (DROPPED, "description: Does it when asked:\ntools: Read, Grep\n", "description: 'Does it when asked:'\n"),
        (DROPPED, "Does it when asked:\ntools: Read, Grep", "'Does it when asked:'\ntools: Read"),
    ],
)
def test_another_value_is_not_safe(before: str, old: str, new: str) -> None:
    assert judge(before, (old, new), kinds=AGENT[:1]) == "value-changed"


def test_a_number_does_not_become_text() -> None:
    before = VALID.replace("tools: Read, Grep", "version: 1.0")
    assert judge(before, ("1.0", "'1.0'")) == "value-changed"
    assert judge(before, ("1.0", "1.00")) is None


def test_a_line_break_in_two_characters_stays_so_for_other_hosts() -> None:
    before = VALID.replace("one thing", "one\\nthing")
    after = ("Does one\\nthing.", '"Does one\\nthing."')
    # Claude Code shows its model a line break either way; a strict reader does not.
    assert judge(before, after, kinds=["claude-code/agent"]) == "value-changed"
    assert judge(before, after) == "value-changed"
    assert judge(before, ("Does one\\nthing.", "'Does one\\nthing.'")) is None


def test_a_cut_description_is_joined_only_where_the_host_had_dropped_it() -> None:
    joined = (
        'Does it when: asked.\nuser: "a"\nassistant: "b"',
        '|-\n  Does it when: asked.\n  user: "a"\n  assistant: "b"',
    )
    assert judge(CUT, joined, kinds=["claude-code/agent"]) == "value-changed"
    assert judge(CUT, joined, kinds=["claude-code/agent"], safe=False) is None
    dropped = CUT.replace('user: "a"', '<example>\nuser: "a"')
    wrapped = "|-\n  " + dropped[dropped.index("Does it") : dropped.index("\ntools")].replace("\n", "\n  ")
    edit = (dropped[dropped.index("Does it") : dropped.index("\ntools")], wrapped)
    assert judge(dropped, edit, kinds=["claude-code/agent"]) is None


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize(
    ("before", "old", "new", "code"),
    [
        (VALID, "Does one thing.", "Does: one: thing.", "header-worse"),
        (VALID, "\n---\n\nYou", "\n\nYou", "header-worse"),
        (VALID, "---\nname", "name", "header-worse"),
        (VALID, "---\nname", "\n---\nname", "header-worse"),
        (RECOVERED, "description: Does it when: asked.\n", "", "reading-worse"),
        (RECOVERED, "Does it when: asked.", "Does it\n  when: asked.", "reading-worse"),
        (VALID, "Does one thing.", "Does --- one thing.", "reading-worse"),
        (VALID, "name: tester", "title: tester", "reading-worse"),
    ],
)
def test_nothing_that_reads_worse_is_written(before: str, old: str, new: str, code: str, safe: bool) -> None:
    assert judge(before, (old, new), kinds=["claude-code/agent"], safe=safe) == code


def test_unsafe_changes_may_change_values_and_body() -> None:
    assert judge(VALID, ("one thing", "another thing"), ("You do it", "You do not"), safe=False) is None


def test_text_outside_the_edits_is_the_same() -> None:
    before, kinds = Source("a.md", VALID), [KINDS["claude-code/agent"]]
    for after in (VALID + " ", VALID.replace("You", "We"), VALID.replace("\n", "\r\n")):
        refusal = prove(before, Source("a.md", after), kinds, [], Applicability.UNSAFE)
        assert refusal == Refusal("outside-edits", "text outside the edits changed")
    two = [Edit(Span(10, 12), "x"), Edit(Span(4, 6), "y")]
    assert prove(before, before, kinds, two, Applicability.UNSAFE) is not None
    assert prove(before, before, kinds, [Edit(Span(0, len(VALID) + 1), VALID)], Applicability.UNSAFE) is not None


# The body


@pytest.mark.parametrize(
    ("old", "new"), [("You do it.\n", ""), ("You do it.", "You do it."), ("\n\nYou", "\n\n\nYou"), ("it.\n", "it.\n\n")]
)
def test_a_safe_fix_leaves_the_body_alone(old: str, new: str) -> None:
    assert judge(VALID, (old, new)) == "body-changed"


COMMENTED = VALID + "\n<!-- agentlint-ignore[unknown-tool, too-large] why -->\nMore <!-- note -->.\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [("<!-- agentlint-ignore[unknown-tool, too-large] why -->\n", ""), ("unknown-tool, ", ""), (" why", "")],
)
def test_comments_to_this_program_may_go(old: str, new: str) -> None:
    assert judge(COMMENTED, (old, new)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<!-- note -->", ""),
        ("<!-- agentlint-ignore[unknown-tool, too-large] why -->\nMore <!-- note -->", ""),
        ("too-large] why -->", ""),
        ("<!-- agentlint-ignore[unknown-tool, too-large] why -->", "Words."),
        ("\n\n<!-- agentlint-ignore[unknown-tool, too-large] why -->\n", ""),
        (" why", " --> new text <!-- agentlint-ignore"),
        ("agentlint-ignore[", "["),
        ("<!-- agentlint-ignore[unknown-tool, too-large] why -->\nMore", ""),
        ("too-large", "too-large -->"),
    ],
)
def test_nothing_else_goes_with_them(old: str, new: str) -> None:
    assert judge(COMMENTED, (old, new)) == "body-changed"


def test_what_is_body_for_one_host_is_body() -> None:
    # Claude Code ends this header at the dashes: what follows is shown to the model.
    quoted = ("[a] [b]", "'[a] [b]'")
    assert judge(DASHES, quoted, kinds=["claude-code/agent"]) == "body-changed"
    assert judge(DASHES, quoted, kinds=["claude-code/agent"], safe=False) is None
    assert judge(DASHES, quoted, kinds=["gemini-cli/agent"]) is None


def test_a_header_that_is_text_for_the_host_is_not_closed_in_safety() -> None:
    before = "---\ndescription: d\n\nBody.\n"
    assert judge(before, ("\n\nBody", "\n---\n\nBody"), kinds=["claude-code/command"]) is not None
    assert judge(before, ("\n\nBody", "\n---\n\nBody"), kinds=["claude-code/command"], safe=False) is None


# Tools


@pytest.mark.parametrize(
    ("tools", "changed"),
    [
        ("Task, Read", "Agent, Read"),
        ("Task(a, b)", "Agent(a, b)"),
        ("Read, Read", "Read"),
        ("Grep, Read", "Read, Grep"),
        ("KillBash", "TaskStop"),
    ],
)
def test_old_names_that_the_host_maps_may_be_renamed(tools: str, changed: str) -> None:
    assert (
        judge(VALID.replace("Read, Grep", tools), (f"tools: {tools}", f"tools: {changed}"), kinds=["claude-code/agent"])
        is None
    )


@pytest.mark.parametrize(
    ("tools", "changed"),
    [
        ("MultiEdit", "Edit"),
        ("Read", "Reed"),
        ("Bash(a b)", "Bash(a c)"),
        ("Bash(a, b)", "Bash(a), b"),
        ("Task", "Task, Agent(x)"),
        ("Agent(a)", "Agent"),
        ("TodoWrite", "TaskCreate"),
        ("Read", "'*'"),
        ("(Read, Grep", "(Read), Grep"),
    ],
)
def test_other_tools_are_refused(tools: str, changed: str) -> None:
    before = VALID.replace("Read, Grep", tools)
    assert judge(before, (f"tools: {tools}", f"tools: {changed}"), kinds=["claude-code/agent"]) == "value-changed"


def test_a_tool_list_of_64_kib_is_compared_at_once() -> None:
    before = VALID.replace("Read, Grep", "Read, " * 10_000 + "Grep")
    start = time.process_time()
    assert judge(before, ("name: tester", "name: 'tester'")) is None
    assert time.process_time() - start < 20


# Properties


@settings(deadline=None, max_examples=150)
@given(headers(newlines=("\n",)), st.data())
def test_no_value_changes_under_a_safe_edit(header: Header, data: st.DataObject) -> None:
    """Whatever is replaced: what is let through as safe reads the same for a strict reader."""
    before = f"---\n{header.text.rstrip()}\n---\nBody.\n"
    start = data.draw(st.integers(4, len(before) - 12))
    end = min(start + data.draw(st.integers(0, 4)), len(before))
    edit = Edit(
        Span(start, end), data.draw(st.sampled_from(["", " ", "x", "'", "\n", ": ", "#", "- ", "  ", "\\", "Read"]))
    )
    kind = KINDS["copilot-cli/agent"]
    old, new = Document(Source("a.md", before)), Document(Source("a.md", apply(before, [edit])))
    if old.frontmatter is None or old.frontmatter.status != "valid":
        return
    refusal = prove(old.source, new.source, [kind], [edit], Applicability.SAFE)
    if refusal is None:
        assert new.frontmatter is not None
        assert new.frontmatter.status == "valid"
        ours, theirs = entries_value(old.frontmatter.entries), entries_value(new.frontmatter.entries)
        assert {**ours, "tools": None} == {**theirs, "tools": None}
        assert new.source.text[new.body_span.start :] == "Body.\n"


@settings(deadline=None, max_examples=100)
@given(headers(newlines=("\n",)))
def test_no_change_is_always_safe(header: Header) -> None:
    source = Source("a.md", f"---\n{header.text.rstrip()}\n---\nBody.\n")
    for kind in KINDS.values():
        assert prove(source, source, [kind], [], Applicability.SAFE) is None


def test_reasons_name_the_host_and_the_key() -> None:
    edits = changes(VALID, ("one thing", "it"))
    refusal = prove(
        Source("a.md", VALID),
        Source("a.md", apply(VALID, edits)),
        [KINDS["claude-code/agent"]],
        edits,
        Applicability.SAFE,
    )
    assert refusal is not None
    assert re.search(r"claude-code/agent.*description", refusal.reason)
