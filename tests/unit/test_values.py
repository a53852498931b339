"""Header values against what hosts take."""

from __future__ import annotations

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.hosts.values import ValueFault, judge_value
from agentlint.source import Source
from agentlint.syntax.document import Document

AGENT = "claude-code/agent"


def judge(kind: str, line: str) -> tuple[ValueFault, ...]:
    header = Document.of(Source("a.md", f"---\n{line}\n---\n")).frontmatter
    assert header is not None
    entry = header.entries[-1]
    field = KINDS[kind].field(entry.key)
    assert field is not None
    return judge_value(KINDS[kind], field, entry)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (AGENT, "model: Opus"),
        (AGENT, "model: opus[1m]"),
        (AGENT, "model: claude-opus-4-1-20250805"),
        (AGENT, "model: claude-opus-4-1[1m]"),
        (AGENT, "model: claude-sonnet-4@20250514"),
        (AGENT, "model: arn:aws:bedrock:eu-west-1:1:inference-profile/x"),
        (AGENT, "model: openrouter/gpt-5"),
        (AGENT, "model: ${MODEL}"),
        (AGENT, "model:"),
        (AGENT, "model: ~"),
        (AGENT, "name: 42x"),
        (AGENT, "description: 2026-01-01"),
        (AGENT, "maxTurns: '12'"),
        (AGENT, "maxTurns: 12.0"),
        (AGENT, "background: 'true'"),
        (AGENT, "effort: 3"),
        (AGENT, "effort: Max"),
        (AGENT, "tools: {Read: true}"),
        (AGENT, "observer: [1, {a: 2}]"),
        (AGENT, "mcpServers: [a, {b: {command: c}}]"),
        (AGENT, "hooks: {Stop: []}"),
        (AGENT, "description: &x [broken"),
        ("claude-code/skill", "user-invocable: on"),
        ("claude-code/skill", "description: 42"),
        ("agentskills/skill", "compatibility: 42"),
        ("copilot-cli/agent", "infer: yes"),
        ("cursor/agent", "model: gpt-5[effort=high]"),
        ("cursor/agent", "model: Whatever I like"),
        ("opencode/agent", "color: '#aabbcc'"),
        ("opencode/agent", "model: anthropic/claude-sonnet-4-5"),
        ("opencode/agent", "tools: {bash: false}"),
        ("opencode/agent", "permission: deny"),
        ("qwen-code/agent", "tools: {read_file: true}"),
        ("vscode/instructions", "excludeAgent: [code-review, cloud-agent]"),
    ],
)
def test_what_a_host_takes(kind: str, line: str) -> None:
    assert judge(kind, line) == ()


@pytest.mark.parametrize(
    ("kind", "line", "code", "shown", "effect"),
    [
        (AGENT, "model: gpt-4", "model", "gpt-4", "sent-on"),
        (AGENT, "model: 4", "model", "4", "left-out"),
        (AGENT, "color: fuschia", "choice", "fuschia", "left-out"),
        (AGENT, "color: 7", "choice", "7", "left-out"),
        (AGENT, "memory: Local", "choice", "Local", "left-out"),
        (AGENT, "maxTurns: -1", "range", "-1", "left-out"),
        (AGENT, "maxTurns: many", "type", "the text `many`", "left-out"),
        (AGENT, "maxTurns: 1.5", "type", "the fraction `1.5`", "left-out"),
        (AGENT, "background: yes", "type", "the text `yes`", "left-out"),
        (AGENT, "name: true", "type", "`true`", "file-skipped"),
        (AGENT, "description: 1.5", "type", "the number `1.5`", "file-skipped"),
        (AGENT, "description: {a: b}", "type", "a map", "file-skipped"),
        (AGENT, "hooks: x", "type", "the text `x`", "file-skipped"),
        (AGENT, "hooks: {stop: []}", "event", "stop", None),
        (AGENT, "mcpServers: [[a]]", "item", "a list", "left-out"),
        ("claude-code/skill", "argument-hint: [file]", "type", "a list", "left-out"),
        ("claude-code/skill", "context: spoon", "choice", "spoon", None),
        ("gemini-cli/agent", "tools: read_file", "type", "the text `read_file`", "file-skipped"),
        ("gemini-cli/agent", "temperature: '0.2'", "type", "the text `0.2`", "file-skipped"),
        ("gemini-cli/agent", "display_name: 42", "type", "the number `42`", "file-skipped"),
        ("opencode/agent", "color: green", "form", "green", "program-stops"),
        ("opencode/agent", "tools: Read, Grep", "type", "the text `Read, Grep`", "program-stops"),
        ("opencode/agent", "tools: [read]", "type", "a list", "program-stops"),
        ("opencode/agent", "hidden: 'true'", "type", "the text `true`", "program-stops"),
        ("opencode/agent", "permission: {bash: {'*': maybe}}", "choice", "maybe", None),
        ("opencode/agent", "model: sonnet", "model", "sonnet", None),
        ("opencode/command", "subtask: 1", "type", "the number `1`", "program-stops"),
        ("qwen-code/agent", "approvalMode: never", "choice", "never", "file-skipped"),
        ("cursor/agent", "model: fast", "model", "fast", None),
        ("kiro/agent", "tools: read", "type", "the text `read`", None),
    ],
)
def test_what_it_does_not_take(kind: str, line: str, code: str, shown: str, effect: str | None) -> None:
    (fault,) = judge(kind, line)
    assert (fault.code, fault.shown, fault.effect) == (code, shown, effect)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("color: Grean", "green"),
        ("model: opsu", "opus"),
        ("permissionMode: accept-edits", "acceptEdits"),
        ("hooks: {preToolUse: []}", "PreToolUse"),
        ("color: fuschia", None),
    ],
)
def test_what_was_meant(line: str, meant: str | None) -> None:
    (fault,) = judge(AGENT, line)
    assert fault.meant == meant


def test_the_place_is_the_value_and_in_maps_its_part() -> None:
    (fault,) = judge(AGENT, "color: 'mauve'  # a comment")
    assert (fault.span.start, fault.span.end) == (11, 18)
    (fault,) = judge("opencode/agent", "permission: {bash: {'*': maybe}}")
    assert fault.span.end - fault.span.start == len("maybe")


@pytest.mark.parametrize(
    "line",
    [
        "maxTurns: " + "9" * 5000,
        "maxTurns: .inf",
        "color: " + "x" * 60_000,
        "permission: " + "{a: " * 40 + "ask" + "}" * 40,
        "permission:\n" + "".join(f"  k{i}: never\n" for i in range(3000)),
        "permission: &p {a: never, b: [*p]}",
        "description: *none",
        "model: !!binary aGk=",
    ],
)
@pytest.mark.parametrize("kind", [AGENT, "opencode/agent", "gemini-cli/agent"])
def test_hostile_values_end(kind: str, line: str) -> None:
    header = Document.of(Source("a.md", f"---\n{line}\n---\n")).frontmatter
    assert header is not None
    for entry in header.entries:
        field = KINDS[kind].field(entry.key)
        if field is not None:
            assert len(judge_value(KINDS[kind], field, entry)) <= 500
