"""Models of the hosts' header parsers: what opens and closes a header, what is recovered, what is lost.

Facts and their sources: `docs/hosts.md`. A parser is data plus, where the host tries again after a YAML error, a
function that rewrites the header's text as that host does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agentlint.hosts.model import ParserId

Closer = Literal["whole-line", "broken-line", "line-start", "anywhere"]


@record()
class HeaderParser:
    """How one host finds and reads a header.

    `opener` must match at the start of the text; `closer` is whether a `---` must be a whole line (`broken-line`: one
    that ends in a line break), begin a line, or may stand anywhere. `unclosed` and `bom` say what becomes of such
    files; `error` is the outcome for agents, skills and the other kinds when the YAML cannot be read. `retry` rewrites
    the text for the second try.
    """

    id: str
    opener: str = r"---[ \t]*(?:\r\n?|\n)"
    closer: Closer = "whole-line"
    bom: Literal["accepted", "no-header", "dropped", "unknown"] = "accepted"
    unclosed: Literal["no-header", "to-end", "dropped", "unknown"] = "no-header"
    duplicate_keys: Literal["last", "error", "unknown"] = "error"
    unknown_tags: Literal["swallowed", "error", "unknown"] = "error"
    tab_indentation: bool = False
    retry: Callable[[str], str | None] | None = None
    line_reader: Literal["no", "all", "skills"] = "no"
    """Whether lines are read as `key: rest of the line` when YAML gives up; for skills only name and description."""
    strings_only: bool = False
    """strictyaml: every scalar is text; flow style, tags and anchors are errors."""
    error: Literal["by-kind", "dropped", "no-header", "unknown"] = "dropped"
    assumed: bool = False


_CLAUDE_LINE = lazy_pattern(r"([A-Za-z_][\w-]*):[ \t]+([^ \t\r\u2028\u2029][^\r\u2028\u2029]*)")
_OPENCODE_LINE = lazy_pattern(r"([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*)")
_RESERVED = "@`%*[{|>"


def claude_code_retry(text: str) -> str | None:
    """Claude Code's second try: each one-line `key: value` at the margin that holds `: ` or starts with a reserved
    character is put in double quotes. None for CRLF text, where it never matches a line.
    """
    if "\r" in text:
        return None
    out = []
    for line in text.split("\n"):
        found = _CLAUDE_LINE.fullmatch(line)
        if found is not None:
            key, value = found[1], found[2]
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            if not quoted and (": " in value or value[0] in _RESERVED):
                value = value.replace("\\", "\\\\").replace('"', '\\"')
                line = f'{key}: "{value}"'
        out.append(line)
    return "\n".join(out)


def opencode_retry(text: str) -> str | None:
    """OpenCode's second try: an unquoted value with a colon becomes a literal block."""
    out = []
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _OPENCODE_LINE.fullmatch(line)
        if found is not None:
            key, value = found[1], found[2].strip()
            if ":" in value and value[0] not in "\"'":
                out += [f"{key}: |-", f"  {value}"]
                continue
        out.append(line)
    return "\n".join(out)


def codex_retry(text: str) -> str | None:
    """Codex: an unquoted value with `: ` is taken as text."""
    out = []
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _OPENCODE_LINE.fullmatch(line)
        if found is not None and ": " in found[2] and found[2].strip()[0] not in "\"'":
            value = found[2].strip().replace("'", "''")
            line = f"{found[1]}: '{value}'"
        out.append(line)
    return "\n".join(out)


PARSERS: Mapping[ParserId, HeaderParser] = {
    "claude-code": HeaderParser(
        "claude-code", r"---[ \t]*(?:\r\n|\n)", "anywhere", duplicate_keys="last", unknown_tags="swallowed",
        tab_indentation=True, retry=claude_code_retry, error="by-kind",
    ),
    "skills-ref": HeaderParser(
        "skills-ref", r"---", "anywhere", bom="dropped", unclosed="dropped", strings_only=True,
    ),
    "gray-matter": HeaderParser(
        "gray-matter", r"---(?!-)[ \t]*(?:ya?ml)?[ \t]*(?:\r\n?|\n)", "line-start", unclosed="to-end",
    ),
    "python-frontmatter": HeaderParser(
        "python-frontmatter", r"\s*-{3,}[ \t]*(?:\r\n?|\n)", bom="no-header", duplicate_keys="last",
    ),
    "opencode": HeaderParser(
        "opencode", r"---(?!-)[ \t]*(?:ya?ml)?[ \t]*(?:\r\n?|\n)", "line-start", unclosed="to-end",
        retry=opencode_retry, error="no-header",
    ),
    "copilot-cli": HeaderParser("copilot-cli", unclosed="dropped", duplicate_keys="unknown", unknown_tags="unknown"),
    "vscode": HeaderParser(
        "vscode", bom="unknown", unclosed="to-end", duplicate_keys="unknown", unknown_tags="unknown", error="unknown",
    ),
    "cursor": HeaderParser(
        "cursor", bom="unknown", unclosed="unknown", duplicate_keys="unknown", unknown_tags="unknown",
        line_reader="all", error="unknown", assumed=True,
    ),
    "gemini-cli": HeaderParser(
        "gemini-cli", r"---\r?\n", bom="no-header", unclosed="dropped", line_reader="skills",
    ),
    "qwen-code": HeaderParser("qwen-code", closer="broken-line", unclosed="dropped", line_reader="all"),
    "codex": HeaderParser(
        "codex", bom="dropped", unclosed="dropped", duplicate_keys="unknown", unknown_tags="unknown", retry=codex_retry,
    ),
}  # fmt: skip

ASSUMED = HeaderParser(
    "assumed", bom="unknown", unclosed="unknown", duplicate_keys="unknown", unknown_tags="unknown", error="unknown",
    assumed=True,
)  # fmt: skip
"""For hosts whose reader is not established: strict YAML 1.2 between whole `---` lines."""
