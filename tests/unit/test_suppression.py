"""Comments that silence findings."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from agentlint.api import Diagnostic, File, Rule, Severity
from agentlint.fix.converge import fix_source
from agentlint.hosts.catalog import KINDS
from agentlint.lint.engine import lint_source
from agentlint.lint.registry import Registry, RuleInfo, load_rules
from agentlint.lint.suppression import apply, report_unused
from agentlint.project.settings import Settings
from agentlint.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

AGENT = KINDS["claude-code/agent"]


class Finder(Rule):
    """Finds every `BAD` of the file."""

    name = "no-bad"
    summary = "s"
    severity = Severity.WARNING
    since = "1"

    def check(self, file: File) -> Iterator[Diagnostic]:
        for match in re.finditer("BAD", file.source.text):
            yield self.report(Span(*match.span()), "bad")


class Other(Finder):
    """The same under another name."""

    name = "no-other"


REGISTRY = Registry(
    [*load_rules().infos.values(), RuleInfo.of(Finder), RuleInfo.of(Other)],
    {"no-evil": "no-bad"},
    {"no-bad": Finder, "no-other": Other},
)
RAN = frozenset({"no-bad", "no-other", "unused-suppression"})


def lint(text: str, ran: frozenset[str] = RAN) -> list[str]:
    """Findings as `line rule`, `unused-suppression` ones with their message."""
    return [
        f"{d.location.range.start.line} {d.rule}" + (f": {d.message}" if d.rule == "unused-suppression" else "")
        for d in findings(Source("a.md", text), ran)
    ]


def findings(source: Source, ran: frozenset[str] = RAN) -> list[Diagnostic]:
    result = lint_source(source, (AGENT,), Settings(), [Finder()])
    applied = apply(result.suppressions, result.diagnostics, REGISTRY)
    unused = report_unused(result.suppressions, applied.used, ran, REGISTRY)
    return sorted((*applied.kept, *unused), key=lambda d: (d.span, d.rule))


def fixed(text: str) -> str:
    return fix_source(Source("a.md", text), findings, lambda *_: None).text


HEADER = "---\nname: a\n{}---\n\nText.\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_comment_silences_the_entry_below_it(newline: str) -> None:
    text = HEADER.format("# agentlint-ignore[no-bad] known\ntools: BAD,\n  BAD\nmodel: BAD\n").replace("\n", newline)
    assert lint(text) == ["6 no-bad"]


def test_the_file_form_silences_header_and_body() -> None:
    assert lint(HEADER.format("tools: BAD\n# agentlint-ignore-file[no-bad]\n") + "BAD\n") == []


def test_several_rules_and_blanks() -> None:
    assert lint(HEADER.format("#agentlint-ignore[ no-other ,no-bad ]\ntools: BAD\n")) == [
        "3 unused-suppression: nothing here to suppress for `no-other`"
    ]


def test_a_former_name_works() -> None:
    assert lint(HEADER.format("# agentlint-ignore[no-evil]\ntools: BAD\n")) == []


def test_comments_stack() -> None:
    text = "# agentlint-ignore[no-bad] why\n# another comment\n\n# agentlint-ignore[no-other] because\ntools: BAD\n"
    assert lint(HEADER.format(text)) == ["6 unused-suppression: nothing here to suppress for `no-other`"]


def test_above_a_list_item_only_that_item_counts() -> None:
    text = "tools:\n  - BAD\n  # agentlint-ignore[no-bad] ours\n  - BAD\n  - BAD\n"
    assert lint(HEADER.format(text)) == ["4 no-bad", "7 no-bad"]


def test_above_a_nested_entry_only_that_entry_counts() -> None:
    text = "hooks:\n  # agentlint-ignore[no-bad] ours\n  one: BAD\n  two: BAD\n"
    assert lint(HEADER.format(text)) == ["6 no-bad"]


def test_below_the_last_entry_nothing_is_silenced() -> None:
    text = HEADER.format("tools: BAD\n# agentlint-ignore[no-bad] late\n")
    assert lint(text) == ["3 no-bad", "4 unused-suppression: nothing here to suppress for `no-bad`"]


@pytest.mark.parametrize(
    "broken",
    [
        "description: one: two: three\n",
        "description: Use when\nuser: no, not this\n",
        'description: "never closed\n',
        "description: {{placeholder}\n",
        "\tbad: indentation\n",
        "description: @reserved\n",
    ],
)
def test_it_works_in_broken_headers(broken: str) -> None:
    assert lint(HEADER.format("# agentlint-ignore[no-bad] known\ntools: BAD\n" + broken)) == []
    assert lint(HEADER.format("# agentlint-ignore-file[no-bad] known\n" + broken + "tools: BAD\n")) == []


def test_text_in_a_block_scalar_is_no_comment() -> None:
    text = HEADER.format("description: |\n  # agentlint-ignore[no-bad] just text\n  BAD\ntools: Read\n")
    assert lint(text) == ["5 no-bad"]


WRONG = [
    ("tools: BAD # agentlint-ignore[no-bad] why\n", "at the end of a line"),
    ("# agentlint-ignore: no-bad\ntools: BAD\n", "of this form"),
    ("# agentlint-ignore(no-bad)\ntools: BAD\n", "of this form"),
    ("# agentlint-ignore no-bad\ntools: BAD\n", "of this form"),
    ("# agentlint-ignore\ntools: BAD\n", "without rule names"),
    ("# agentlint-ignore-file  \ntools: BAD\n", "without rule names"),
    ("# agentlint-ignore[]\ntools: BAD\n", "names no rule"),
    ("# agentlint-ignore[ , ]\ntools: BAD\n", "names no rule"),
    ("# agentlint-ignore[no-bad] reason: this\ntools: BAD\n", "`: `"),
    ("# agentlint-ignore[no-bad] reason:\ntools: BAD\n", "`: `"),
    ("# agentlint-ignore[no-bad] a---b\ntools: BAD\n", "`---`"),
    ("# agentlint-ignore[no-bad\ntools: BAD\n", "of this form"),
]


@pytest.mark.parametrize(("text", "why"), WRONG)
def test_wrong_forms_do_not_count_and_are_told(text: str, why: str) -> None:
    found = lint(HEADER.format(text))
    assert len(found) == 2
    assert any(f.endswith("no-bad") for f in found)
    assert any("unused-suppression" in f and why in f for f in found)
    assert fixed(HEADER.format(text)) == HEADER.format(text)


def test_a_comment_in_the_body_silences_the_block_below_it() -> None:
    text = HEADER.format("") + "\n<!-- agentlint-ignore[no-bad] sample -->\n\nBAD and\nBAD\n\nBAD\n"
    assert lint(text) == ["12 no-bad"]


def test_a_comment_right_above_its_block() -> None:
    assert lint(HEADER.format("") + "\n<!-- agentlint-ignore[no-bad] -->\nBAD\n\nBAD\n") == ["10 no-bad"]


def test_a_comment_above_a_fence_silences_all_of_it() -> None:
    text = HEADER.format("") + "\n<!-- agentlint-ignore[no-bad] -->\n\n```\nBAD\n\nBAD\n```\n\nBAD\n"
    assert lint(text) == ["15 no-bad"]


def test_a_comment_above_a_tag_silences_all_up_to_its_closer() -> None:
    tagged = "<example>\nBAD\n\nBAD <example>x</example>\n\n- BAD\n</example>\n\nBAD\n"
    assert lint(HEADER.format("") + "\n<!-- agentlint-ignore[no-bad] -->\n" + tagged) == ["16 no-bad"]
    assert lint(HEADER.format("") + "\n<!-- agentlint-ignore[no-bad] -->\n\n" + tagged) == ["17 no-bad"]


def test_a_comment_above_a_tag_that_is_never_closed_silences_its_block() -> None:
    text = HEADER.format("") + "\n<!-- agentlint-ignore[no-bad] -->\n\n<example>\nBAD\n\nBAD\n"
    assert lint(text) == ["12 no-bad"]


def test_comments_in_code_are_text() -> None:
    text = HEADER.format("") + "\n```\n<!-- agentlint-ignore[no-bad] -->\n```\n\nBAD `<!-- agentlint-ignore -->`\n"
    assert lint(text) == ["11 no-bad"]


def test_the_file_form_does_not_count_in_the_body() -> None:
    assert lint(HEADER.format("") + "\n<!-- agentlint-ignore-file[no-bad] -->\nBAD\n") == [
        "7 unused-suppression: `agentlint-ignore-file` counts in the frontmatter only",
        "8 no-bad",
    ]


def test_a_body_without_header() -> None:
    assert lint("<!-- agentlint-ignore[no-bad] -->\nBAD\n\nBAD\n") == ["4 no-bad"]


def test_blocks_are_parsed_only_where_the_body_has_a_comment(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("agentlint.syntax.markdown.Body", refuse)
    assert lint(HEADER.format("# agentlint-ignore[no-bad] x\ntools: BAD\n")) == []


def test_a_rule_that_did_not_run_is_left_alone() -> None:
    text = HEADER.format("# agentlint-ignore[no-other] for another run\ntools: Read\n")
    assert lint(text, RAN - {"no-other"}) == []
    assert lint(text) == ["3 unused-suppression: nothing here to suppress for `no-other`"]


def test_unknown_names_are_told_whatever_ran() -> None:
    text = HEADER.format("# agentlint-ignore[no-badd] typing\ntools: Read\n")
    (found,) = findings(Source("a.md", text), frozenset())
    assert found.message == "no rule is named `no-badd`"
    assert found.help == "Did you mean `no-bad`?"
    assert text[found.span.start : found.span.end] == "no-badd"


def test_the_finding_can_be_silenced_itself() -> None:
    text = "# agentlint-ignore-file[unused-suppression] on purpose\n# agentlint-ignore[no-other] x\na: b\n"
    assert lint(HEADER.format(text)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# agentlint-ignore[no-other] x\ntools: Read\n", "tools: Read\n"),
        ("  # agentlint-ignore[no-other, nonsense] x\ntools: Read\n", "tools: Read\n"),
        ("# agentlint-ignore[no-other, no-bad] x\ntools: BAD\n", "# agentlint-ignore[no-bad] x\ntools: BAD\n"),
        ("# agentlint-ignore[no-bad, no-other] x\ntools: BAD\n", "# agentlint-ignore[no-bad] x\ntools: BAD\n"),
        ("# agentlint-ignore[a,no-bad , b ,c] x\ntools: BAD\n", "# agentlint-ignore[no-bad ] x\ntools: BAD\n"),
        ("# agentlint-ignore[a, b, no-bad]\ntools: BAD\n", "# agentlint-ignore[no-bad]\ntools: BAD\n"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_fix_takes_out_what_is_unused(before: str, after: str, newline: str) -> None:
    assert fixed(HEADER.format(before).replace("\n", newline)) == HEADER.format(after).replace("\n", newline)
    assert lint(HEADER.format(after)) == []


def test_the_fix_in_the_body() -> None:
    start = HEADER.format("")
    assert fixed(start + "\n<!-- agentlint-ignore[no-bad] -->\nfine\n") == start + "\nfine\n"
    assert fixed(start + "\nfine <!-- agentlint-ignore[no-bad] --> text\n") == start + "\nfine  text\n"


def test_findings_carry_a_fingerprint_and_a_place() -> None:
    (found,) = findings(Source("d/a.md", HEADER.format("# agentlint-ignore[nonsense] x\n")))
    assert found.path == "d/a.md"
    assert found.fingerprint
    assert found.fixes[0].edits[0].range is not None


def test_the_nearest_comment_counts_as_used() -> None:
    near = "# agentlint-ignore[no-bad] one\n# agentlint-ignore[no-bad] two\na: BAD\n"
    text = "# agentlint-ignore-file[no-bad] all\n" + near
    assert lint(HEADER.format(text)) == [
        "3 unused-suppression: nothing here to suppress for `no-bad`",
        "5 unused-suppression: nothing here to suppress for `no-bad`",
    ]
    assert lint(fixed(HEADER.format(text))) == []


@pytest.mark.parametrize(
    "body",
    [
        "<!-- agentlint-ignore[no-bad] -->\nBAD\n\n" * 4_000,
        "<!-- agentlint-ignore[no-bad] --> BAD " * 4_000,
        "<!-- agentlint-ignore[no-bad] -->\n" * 4_000 + "\n" + "BAD " * 4_000,
        "<!-- agentlint-ignore[" + "no-bat," * 4_000 + "] -->\n",
    ],
    ids=["blocks", "one-paragraph", "one-block", "names"],
)
def test_comments_by_the_thousand_take_no_quadratic_time(body: str) -> None:
    started = time.process_time()
    assert "no-bad" not in {d.rule for d in findings(Source("a.md", HEADER.format("") + "\n" + body))}
    assert time.process_time() - started < 5
