"""Findings that formats get wrong: emoji, CRLF, spans over lines, secrets, and paths that need escaping."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Applicability, Diagnostic, Edit, Fix, Related, Severity
from agentlint.source import Source, Span

if TYPE_CHECKING:
    from agentlint.lint.registry import RuleInfo

PERCENT = "my agents/100% sure: yes, no.md"
EMOJI = "agents/🎻 geige [1].md"
SECRET = "agents/secret.md"
GONE = "agents/unreadable.md"
TOKEN = "tok-5519-cafe-0042"


@dataclass
class Findings:
    """What a format takes of a run."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    files: int = 5
    fixed: int = 0
    sources: dict[str, Source] = field(default_factory=dict)
    failures: tuple[str, ...] = ()
    rules: dict[str, RuleInfo] = field(default_factory=dict)


def span_of(source: Source, text: str) -> Span:
    start = source.text.index(text)
    return Span(start, start + len(text))


def find(source: Source, text: str, rule: str, severity: Severity, message: str, **more: Any) -> Diagnostic:
    span = span_of(source, text)
    identity = f"{rule}-{span.start}"
    return Diagnostic(rule, severity, message, span, fingerprint=identity, **more).resolve(source)


def awkward() -> Findings:
    """Seven findings in four files, and a clean file."""
    percent = Source(
        PERCENT,
        "---\r\nname: 🎻🎻 geige\r\ndescription: Spielt 🎻, wenn ein Lied fehlt\r\ntools: Read, 🪕, Grep\r\n---\r\n"
        "\r\n<example>\r\nuser: ein Lied\r\nassistant: gern 🎶\r\n<commentary>ohne Ende\r\n",
    )
    emoji = Source(EMOJI, "\ufeff---\nname: geige\n---\n\n\tText 👩‍👩‍👧 und mehr\r\rEnde")
    secret = Source(SECRET, f"---\nname: key\n---\n\nUse {TOKEN} now.\nNever say {TOKEN} aloud.\n")
    clean = Source("agents/clean.md", "---\nname: clean\n---\n")
    tool, grep = span_of(percent, "🪕, "), span_of(percent, "Grep")
    first = find(
        percent, "🎻🎻 geige\r\n", "odd-name", Severity.ERROR, "name `🎻🎻 geige` is 100% odd: {0}, [x](1)\r\nor so",
        help="give it another, in lower case", kind="claude-code/agent", hosts=("claude-code",), group="g1",
        related=(
            Related(emoji.locate(span_of(emoji, "geige")), "the same [name]"),
            Related(clean.locate(Span(0, 3)), "another"),
        ),
    )  # fmt: skip
    second = find(
        percent, "🪕", "unknown-tool", Severity.ERROR, "`🪕` is not a tool of Claude Code",
        fixes=(
            Fix("Take it out", (Edit.delete(tool), Edit(grep, "Grep, Glob 🔎"))),
            Fix("Leave Grep only", (Edit(Span(tool.start, grep.end), "Grep"),), Applicability.UNSAFE),
        ),
        url="https://example.org/unknown-tool",
    )  # fmt: skip
    third = find(
        percent, "<example>\r\nuser: ein Lied\r\nassistant: gern 🎶\r\n", "malformed-example", Severity.WARNING,
        "the block\x1b[31m has no\x00 end \ud800 \ufffe]]><b> & \"so\" on",
        fixes=(Fix("Close it", (Edit.insert(len(percent.text), "</example>\r\n"),)),),
    )  # fmt: skip
    fourth = find(
        emoji, "👩‍👩‍👧 und", "hidden-text", Severity.INFO, "zero width joiners", hosts=("copilot", "cursor"),
        fixes=(Fix("Take the tab out", (Edit.delete(span_of(emoji, "\t")),)),),
    )  # fmt: skip
    fifth = find(
        secret, TOKEN, "secret-in-prompt", Severity.WARNING, "this looks like a token", conceal=True,
        fixes=(
            Fix("Move it to the end", (Edit(span_of(secret, TOKEN), "it"), Edit.insert(len(secret.text), TOKEN))),
            Fix("Name a variable", (Edit(span_of(secret, TOKEN), "$TOKEN"),), Applicability.UNSAFE),
        ),
    )  # fmt: skip
    start = span_of(secret, "name")
    sixth = find(
        secret, "name: key", "invalid-name", Severity.INFO, "name `key` is short",
        fixes=(Fix("Say it longer", (Edit(start, "title"), Edit.insert(len(secret.text), "x\n"))),),
    )  # fmt: skip
    nothing = Source(GONE, "")
    seventh = Diagnostic("unreadable-file", Severity.ERROR, "byte 7 is not valid UTF-8", Span(0, 0)).resolve(nothing)
    return Findings(
        [fourth, sixth, fifth, seventh, first, second, third],
        sources={source.path: source for source in (percent, emoji, secret, clean)},
    )
