"""Each host's header reader, item by item: what opens, closes, is recovered, is lost."""

from __future__ import annotations

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.hosts.reader import read
from agentlint.hosts.reading import Outcome, Reading
from agentlint.source import Source
from agentlint.syntax.document import Document

AGENT = "claude-code/agent"
NAMED = "name: tester\ndescription: Does one thing.\n"
ALL = [
    "claude-code/agent",
    "agentskills/skill",
    "opencode/skill",
    "copilot-cli/agent",
    "gemini-cli/agent",
    "gemini-cli/skill",
    "qwen-code/agent",
    "codex/skill",
    "vscode/agent",
    "cursor/rule",
]


def reading(text: str, kind: str = AGENT) -> Reading:
    return read(Document(Source("a.md", text)), KINDS[kind])


def of_header(header: str, kind: str = AGENT) -> Reading:
    return reading(f"---\n{header}---\nBody.\n", kind)


def of_description(value: str, kind: str = AGENT) -> Reading:
    return of_header(f"name: tester\ndescription: {value}\ntools: Read\n", kind)


def codes(found: Reading) -> list[str]:
    return [r.code for r in found.reasons]


@pytest.mark.parametrize("kind", ALL)
def test_a_plain_header_is_read_as_written(kind: str) -> None:
    found = of_header(NAMED, kind)
    assert found.outcome is Outcome.LOADED
    assert dict(found.values) == {"name": "tester", "description": "Does one thing."}
    assert f"---\n{NAMED}---\nBody.\n"[found.body_start :] == "Body.\n"


# Claude Code: opening and closing


@pytest.mark.parametrize("opener", ["---", "---  ", "---\t"])
def test_claude_code_opens_at_three_dashes(opener: str) -> None:
    assert reading(f"{opener}\n{NAMED}---\n").outcome is Outcome.LOADED


@pytest.mark.parametrize(
    "opener", [" ---", "----", "---yaml", "--- # c", "+++", "```", "<!-- x -->\n---", "\n---", "--", ""]
)
def test_claude_code_skips_an_agent_that_opens_otherwise(opener: str) -> None:
    found = reading(f"{opener}\n{NAMED}---\n")
    assert found.outcome is Outcome.DROPPED
    assert codes(found) == ["no-header"]


@pytest.mark.parametrize(
    ("text", "outcome"), [("\ufeff---\n{}---\n", Outcome.LOADED), ("---\r\n{}---\r\n", Outcome.LOADED)]
)
def test_claude_code_takes_byte_order_marks_and_crlf(text: str, outcome: Outcome) -> None:
    newline = "\r\n" if "\r" in text else "\n"
    assert reading(text.format(NAMED.replace("\n", newline))).outcome is outcome


def test_claude_code_skips_lone_cr() -> None:
    assert reading(f"---\n{NAMED}---\n".replace("\n", "\r")).outcome is Outcome.DROPPED


@pytest.mark.parametrize(
    "row",
    [
        "description: a---b",
        "description: a --- b",
        "# a --- comment\ndescription: d",
        "description: '---'",
        "description: | a | --- |",
        "description: x\n---foo: y",
    ],
)
def test_any_dashes_inside_end_the_header_of_claude_code(row: str) -> None:
    found = of_header(f"name: tester\n{row}\ntools: Read\n")
    assert "tools" not in found.values
    assert found.outcome in (Outcome.CUT, Outcome.DROPPED)
    assert "cut-by-dashes" in codes(found)
    span = next(r.span for r in found.reasons if r.code == "cut-by-dashes")
    assert span is not None
    assert len(span) == 3


def test_the_description_ends_where_the_dashes_stand() -> None:
    found = of_description("one thing --- and another")
    assert found.outcome is Outcome.CUT
    assert dict(found.values) == {"name": "tester", "description": "one thing"}


def test_dashes_inside_quotes_make_the_rest_unreadable() -> None:
    found = of_description("'one --- two'")
    assert found.outcome is Outcome.DROPPED
    assert set(codes(found)) == {"cut-by-dashes", "yaml-error"}


@pytest.mark.parametrize("closer", ["----", "--- # end", "---x"])
def test_a_closer_with_more_on_its_line_loses_nothing(closer: str) -> None:
    found = reading(f"---\n{NAMED}{closer}\nBody.\n")
    assert found.outcome is Outcome.LOADED
    assert dict(found.values) == {"name": "tester", "description": "Does one thing."}


@pytest.mark.parametrize("closer", ["", "...\n", "===\n"])
def test_an_unclosed_header_is_none_in_claude_code(closer: str) -> None:
    found = reading(f"---\n{NAMED}{closer}\nBody.\n")
    assert (found.outcome, codes(found)) == (Outcome.DROPPED, ["unclosed"])
    command = reading(f"---\ndescription: d\n{closer}\nBody.\n", "claude-code/command")
    assert (command.outcome, codes(command), command.body_start) == (Outcome.NO_HEADER, ["unclosed"], 0)


# Claude Code: the second try


@pytest.mark.parametrize(
    "value",
    [
        "Use it when: asked",
        'Use it. <example>Context: x\\nuser: "a"\\nassistant: "b"</example>',
        "@x",
        "`x`",
        "*x",
        "%x",
        "[a] [b]",
        "{a} b",
        "{{x}}",
        "|x",
        ">x",
        "a: b:",
        'say "a": b',
        "C:\\new: x",
    ],
)
def test_claude_code_recovers_one_line_values(value: str) -> None:
    found = of_description(value)
    assert (found.outcome, codes(found)) == (Outcome.RECOVERED, ["recovered"])
    assert found.values["description"] == value.replace("\\n", "\n")
    assert found.values["tools"] == "Read"


def test_claude_code_recovers_bare_globs_of_rules() -> None:
    found = of_header("paths: **/*.ts\n", "claude-code/rule")
    assert (found.outcome, dict(found.values)) == (Outcome.RECOVERED, {"paths": "**/*.ts"})


@pytest.mark.parametrize(
    "value",
    [
        'Use it.\n\n<example>\nuser: "a"\n</example>',
        "Use it\n  when: asked",
        "Use it when asked:",
        '"quoted" and more',
        '"say "hi" to me"',
        '"unclosed',
        "'unclosed",
        "- item",
        "? what",
        "a: b\u2028c: d",
        "a: b\0",
    ],
)
def test_claude_code_does_not_recover(value: str) -> None:
    found = of_description(value)
    assert (found.outcome, codes(found)) == (Outcome.DROPPED, ["yaml-error"])
    assert not found.loads


@pytest.mark.parametrize("value", ["Use it when: asked", "@x", "*x", "{{x}}"])
def test_claude_code_recovers_nothing_in_crlf(value: str) -> None:
    text = f"---\nname: tester\ndescription: {value}\n---\n"
    assert reading(text).outcome is Outcome.RECOVERED
    assert reading(text.replace("\n", "\r\n")).outcome is Outcome.DROPPED


def test_speakers_at_the_margin_become_keys_and_cut_the_description() -> None:
    found = of_description('Use it when: asked\nuser: "a"\nassistant: "b"')
    assert found.outcome is Outcome.CUT
    assert "stray-keys" in codes(found)
    assert found.values["description"] == "Use it when: asked"


def test_speakers_that_come_twice_are_let_through_and_cut_the_description_too() -> None:
    found = of_description('Use it.\nuser: "a"\nassistant: "b"\nuser: "c"')
    assert found.outcome is Outcome.CUT
    assert found.values["description"] == "Use it."
    assert "stray-keys" in codes(found)
    assert {"user", "assistant"} <= set(found.values)


@pytest.mark.parametrize(
    ("value", "outcome", "read_as"),
    [
        ("one # two", Outcome.LOADED, "one"),
        ("one #two", Outcome.LOADED, "one"),
        ("one#two", Outcome.LOADED, "one#two"),
        ("&one two", Outcome.LOADED, "two"),
        ("!one two", Outcome.CUT, "two"),
    ],
)
def test_what_claude_code_loses_in_silence(value: str, outcome: Outcome, read_as: str) -> None:
    found = of_description(value)
    assert (found.outcome, found.values["description"]) == (outcome, read_as)


def test_the_last_of_repeated_keys_counts_in_claude_code() -> None:
    found = of_header(NAMED + "model: opus\nmodel: sonnet\n")
    assert (found.outcome, found.values["model"]) == (Outcome.LOADED, "sonnet")
    twice_and_broken = of_header("name: tester\ndescription: a: b\nmodel: opus\nmodel: sonnet\n")
    assert (twice_and_broken.outcome, twice_and_broken.values["model"]) == (Outcome.RECOVERED, "sonnet")


def test_an_alias_to_nothing_stays_unreadable_after_the_second_try() -> None:
    assert of_header(NAMED + "skills:\n  - *none\n").outcome is Outcome.DROPPED


def test_claude_code_takes_tabs_json_and_words_as_text() -> None:
    tabs = of_header(NAMED + "hooks:\n\tStop:\n\t\t- a\n")
    assert (tabs.outcome, tabs.values["hooks"]) == (Outcome.LOADED, {"Stop": ["a"]})
    json = of_header('{"name": "tester", "description": "d"}\n')
    assert (json.outcome, dict(json.values)) == (Outcome.LOADED, {"name": "tester", "description": "d"})
    assert of_header(NAMED + "background: yes\n").values["background"] == "yes"


def test_a_key_without_a_space_is_none() -> None:
    found = of_header("name:tester\n")
    assert found.outcome is Outcome.DROPPED


# Claude Code: required fields, and errors by kind


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("description: d\n", "missing-field"),
        ("name: a\n", "missing-field"),
        ("name: a\ndescription:\n", "missing-field"),
        ("name: a\ndescription: ''\n", "missing-field"),
        ("name: 3000\ndescription: d\n", "wrong-type"),
        ("name: true\ndescription: d\n", "wrong-type"),
        ("name: a\ndescription: [d]\n", "wrong-type"),
        ("name: a\ndescription: 1\n", "wrong-type"),
        ("name: a:b\ndescription: d\n", "forbidden-name"),
        ("name: -a\ndescription: d\n", "forbidden-name"),
        (NAMED + "hooks: run\n", "wrong-type"),
        ("", "missing-field"),
    ],
)
def test_why_claude_code_drops_an_agent(header: str, code: str) -> None:
    found = of_header(header)
    assert (found.outcome, codes(found)) == (Outcome.DROPPED, [code])


@pytest.mark.parametrize(
    "header", ["name: a\ndescription: 2026-01-02\n", "name: Ä b/c\ndescription: d\n", NAMED + "hooks: {Stop: []}\n"]
)
def test_what_claude_code_does_not_mind(header: str) -> None:
    assert of_header(header).outcome is Outcome.LOADED


@pytest.mark.parametrize(
    "kind", ["claude-code/plugin-agent", "claude-code/skill", "claude-code/rule", "claude-code/command"]
)
def test_other_kinds_go_on_without_a_broken_header(kind: str) -> None:
    found = of_header("name: a\ndescription: 'a' b\n", kind)
    assert (found.outcome, dict(found.values)) == (Outcome.NO_HEADER, {})
    assert found.loads
    assert "---\nname: a\ndescription: 'a' b\n---\nBody.\n"[found.body_start :] == "Body.\n"


def test_what_the_model_is_shown_of_a_description() -> None:
    text = "name: a\ndescription: 'one\\ntwo <x>'\n"
    assert of_header(text).values["description"] == "one\ntwo <x>"
    assert of_header(text, "claude-code/skill").values["description"] == "one\\ntwo &lt;x&gt;"
    assert of_header(text, "codex/skill").values["description"] == "one\\ntwo <x>"
    assert of_header("name: a\ndescription: |\n  one\n\n  two\n", "codex/skill").values["description"] == "one two"


# The other hosts


@pytest.mark.parametrize("value", ["a: b", "[a] b", "*a", "'a' b"])
@pytest.mark.parametrize("kind", ["agentskills/skill", "copilot-cli/agent", "gemini-cli/agent"])
def test_hosts_without_a_second_try_drop_broken_headers(kind: str, value: str) -> None:
    found = of_description(value, kind)
    assert (found.outcome, codes(found)) == (Outcome.DROPPED, ["yaml-error"])


@pytest.mark.parametrize(
    "row", ["tools: [a]", "tools: {a: b}", "tools: !!str a", "tools: &a b", "a: 1\na: 2", "a:\n\tb: c"]
)
def test_skills_ref_refuses_what_strictyaml_refuses(row: str) -> None:
    found = of_header(f"{NAMED}{row}\n", "agentskills/skill")
    assert (found.outcome, codes(found)) == (Outcome.DROPPED, ["yaml-error"])


def test_skills_ref_reads_all_as_text() -> None:
    found = of_header(NAMED + "metadata:\n  version: 1.0\n  live: true\n  none:\n", "agentskills/skill")
    assert found.values["metadata"] == {"version": "1.0", "live": "true", "none": ""}


def test_skills_ref_splits_at_the_first_dashes() -> None:
    found = of_description("one --- two", "agentskills/skill")
    assert (found.outcome, dict(found.values)) == (Outcome.CUT, {"name": "tester", "description": "one"})


@pytest.mark.parametrize(
    "kind",
    ["opencode/skill", "copilot-cli/agent", "gemini-cli/agent", "qwen-code/agent", "codex/skill", "vscode/agent"],
)
def test_dashes_in_words_are_harmless_elsewhere(kind: str) -> None:
    found = of_description("one --- two---three", kind)
    assert (found.outcome, found.values["description"]) == (Outcome.LOADED, "one --- two---three")


def test_a_line_that_begins_with_dashes_ends_headers_read_by_gray_matter() -> None:
    found = of_header("name: tester\ndescription: d\n---more\nlicense: MIT\n", "opencode/skill")
    assert (found.outcome, dict(found.values)) == (Outcome.CUT, {"name": "tester", "description": "d"})


@pytest.mark.parametrize(
    ("kind", "outcome", "code"),
    [
        ("claude-code/agent", Outcome.LOADED, None),
        ("copilot-cli/agent", Outcome.LOADED, None),
        ("opencode/skill", Outcome.LOADED, None),
        ("qwen-code/agent", Outcome.LOADED, None),
        ("gemini-cli/agent", Outcome.DROPPED, "bom"),
        ("codex/skill", Outcome.DROPPED, "bom"),
        ("agentskills/skill", Outcome.DROPPED, "bom"),
        ("vscode/agent", Outcome.UNKNOWN, "bom"),
        ("cursor/rule", Outcome.UNKNOWN, "bom"),
    ],
)
def test_byte_order_marks(kind: str, outcome: Outcome, code: str | None) -> None:
    found = reading(f"\ufeff---\n{NAMED}---\n", kind)
    assert found.outcome is outcome
    assert codes(found) == ([code] if code else [])


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("claude-code/agent", Outcome.DROPPED),
        ("agentskills/skill", Outcome.DROPPED),
        ("copilot-cli/agent", Outcome.DROPPED),
        ("gemini-cli/agent", Outcome.DROPPED),
        ("qwen-code/agent", Outcome.DROPPED),
        ("codex/skill", Outcome.DROPPED),
        ("cursor/rule", Outcome.UNKNOWN),
        ("opencode/skill", Outcome.CUT),
        ("vscode/agent", Outcome.CUT),
    ],
)
def test_headers_that_are_not_closed(kind: str, outcome: Outcome) -> None:
    found = reading(f"---\n{NAMED}", kind)
    assert found.outcome is outcome
    assert codes(found) == ["unclosed"]


@pytest.mark.parametrize("kind", ALL)
def test_a_leading_blank_line_hides_the_header(kind: str) -> None:
    found = reading(f"\n---\n{NAMED}---\n", kind)
    assert dict(found.values) == {}
    if KINDS[kind].frontmatter == "required":
        assert (found.outcome, codes(found)) == (Outcome.DROPPED, ["no-header"])
    else:
        assert found.outcome is Outcome.LOADED


@pytest.mark.parametrize("kind", [k for k in ALL if k != "cursor/rule"])
def test_crlf_loads_everywhere(kind: str) -> None:
    found = reading(f"---\n{NAMED}---\nBody.\n".replace("\n", "\r\n"), kind)
    assert (found.outcome, found.values["description"]) == (Outcome.LOADED, "Does one thing.")


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("qwen-code/agent", Outcome.DROPPED), ("gemini-cli/agent", Outcome.LOADED), (AGENT, Outcome.LOADED)],
)
def test_qwen_code_wants_a_line_break_behind_the_closing_line(kind: str, outcome: Outcome) -> None:
    assert reading(f"---\n{NAMED}---", kind).outcome is outcome
    assert reading(f"---\n{NAMED}---\n", kind).outcome is Outcome.LOADED


def test_opencode_rewrites_values_with_a_colon() -> None:
    found = of_description("when: asked", "opencode/skill")
    assert (found.outcome, found.values["description"]) == (Outcome.RECOVERED, "when: asked")
    for value in ("'a: b' c", "*a", "[a] b"):
        assert of_description(value, "opencode/agent").outcome is Outcome.NO_HEADER


def test_a_repeated_key_survives_no_second_try_of_opencode() -> None:
    assert of_header("description: d\nmodel: a\nmodel: b\n", "opencode/agent").outcome is Outcome.NO_HEADER
    assert of_header("description: d: e\nmodel: a\nmodel: b\n", "opencode/agent").outcome is Outcome.NO_HEADER


def test_codex_recovers_colons_and_nothing_else() -> None:
    found = of_description("it's when: asked", "codex/skill")
    assert (found.outcome, found.values["description"]) == (Outcome.RECOVERED, "it's when: asked")
    assert of_description("'a' b", "codex/skill").outcome is Outcome.DROPPED
    assert of_description("*a", "codex/skill").outcome is Outcome.DROPPED


def test_gemini_falls_back_to_lines_for_skills_only() -> None:
    skill = of_description("when: asked", "gemini-cli/skill")
    assert skill.outcome is Outcome.RECOVERED
    assert dict(skill.values) == {"name": "tester", "description": "when: asked"}
    assert of_description("when: asked", "gemini-cli/agent").outcome is Outcome.DROPPED
    assert reading(f"--- \n{NAMED}---\n", "gemini-cli/agent").outcome is Outcome.DROPPED


def test_qwen_code_falls_back_to_lines() -> None:
    found = of_header(NAMED + "model: a\nmodel: b\n", "qwen-code/agent")
    assert (found.outcome, found.values["model"]) == (Outcome.RECOVERED, "b")
    found = of_description("when: asked", "qwen-code/agent")
    assert (found.outcome, found.values["description"], found.values["tools"]) == (
        Outcome.RECOVERED,
        "when: asked",
        "Read",
    )


@pytest.mark.parametrize("kind", ["copilot-cli/agent", "codex/skill", "vscode/agent"])
def test_what_nobody_tried_is_unknown(kind: str) -> None:
    assert of_header(NAMED + "a: 1\na: 2\n", kind).outcome is Outcome.UNKNOWN


def test_cursor_reads_bare_globs_and_is_not_known_beyond() -> None:
    globs = of_header("description: d\nglobs: **/*.ts, *.tsx\nalwaysApply: false\n", "cursor/rule")
    assert (globs.outcome, globs.assumed) == (Outcome.LOADED, True)
    assert dict(globs.values) == {"description": "d", "globs": "**/*.ts, *.tsx", "alwaysApply": False}
    assert of_header("description: a: b\n", "cursor/rule").outcome is Outcome.UNKNOWN


def test_vscode_does_not_tell_what_it_does_with_errors() -> None:
    assert of_description("a: b", "vscode/agent").outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("copilot-cli/agent", "description"),
        ("gemini-cli/agent", "name"),
        ("codex/skill", "description"),
        ("agentskills/skill", "name"),
    ],
)
def test_required_fields_elsewhere(kind: str, field: str) -> None:
    rows = [row for row in NAMED.splitlines(keepends=True) if not row.startswith(field)]
    found = of_header("".join(rows), kind)
    assert (found.outcome, codes(found)) == (Outcome.DROPPED, ["missing-field"])
    assert field in found.reasons[0].text


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    "text",
    ["", "---", "---\n", "---\n---", "---\n---\n", "\ufeff", "---\r---\r", "x", "---\n\0\n---\n", "---\n- a\n---\n"],
)
def test_no_reader_raises(kind: str, text: str) -> None:
    found = reading(text, kind)
    assert 0 <= found.body_start <= len(text)
    for reason in found.reasons:
        assert reason.span is None or reason.span.end <= len(text)


@pytest.mark.parametrize("line", ["model:\tsonnet", "model: sonnet\t", "model: \t sonnet \t "])
def test_tabs_around_a_value_are_white_space(line: str) -> None:
    reading = of_header(NAMED + line + "\n")
    assert (reading.outcome, reading.values["model"]) == (Outcome.LOADED, "sonnet")
