"""Cut the text of a header that does not parse into chunks, one per key."""

from __future__ import annotations

from dataclasses import field

from agentlint.diagnostic import Edit
from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Span
from agentlint.syntax.nodes import Cause

HEADER_KEYS = frozenset(
    """
    name description tools model color allowed-tools disallowed-tools allowedTools disallowedTools disallowed_tools
    allowed_tools permissionMode permission-mode maxTurns max-turns max_turns skills mcpServers mcp-servers mcp_servers
    hooks memory background effort isolation initialPrompt observer omitClaudeMd argument-hint arguments when_to_use
    whenToUse when-to-use disable-model-invocation user-invocable user-invokable paths shell metadata license
    compatibility globs alwaysApply applyTo excludeAgent target infer handoffs agents agent mode temperature top_p
    permission permissions steps maxSteps disable hidden options prompt variant display_name kind timeout_mins
    agent_card_url agent_card_json auth approvalMode runConfig executor executionBackend priority reasoningEffort
    reasoning-effort reasoningLevel inclusion fileMatchPattern resources welcomeMessage includeMcpJson includePowers
    trigger max-nesting readonly is_background keep-coding-instructions force-for-plugin version author category tags
    emoji vibe title type id role subtask template slug roleDefinition groups customInstructions providerId modelId
    maxIterations disabled_tools allowPromptArgument github advancedOptions hide-from-slash-command-tool args usage
    dependencies origin source risk date_added skill-type platforms namespace context
    """.split()  # noqa: SIM905
)
"""Keys that start an entry even after text that ran to the margin: the fields of all hosts, and what else is common."""

TEXT_KEYS = frozenset(
    ("name", "description", "when_to_use", "whenToUse", "prompt", "argument-hint", "model", "color", "title", "license")
)
"""Keys whose value is text in every host: a bracket there opens no list."""
OPEN_TEXT_KEYS = frozenset(("description", "when_to_use", "whenToUse", "prompt"))
_QUOTES = ("'", '"')
_DIALOGUE = frozenset(
    "user assistant human agent context system commentary example examples note response claude output input".split()  # noqa: SIM905
)
KEY_LINE = lazy_pattern(r"([A-Za-z_][\w.-]*)[ \t]*:(?=[ \t\r\n]|$)")
_QUOTED_KEY = lazy_pattern(r"([\"'])([A-Za-z_][\w.-]*)\1[ \t]*:(?=[ \t\r\n]|$)")
_TIGHT_KEY = lazy_pattern(r"([A-Za-z_][\w.-]*):(?=[^\s/])")
_INDENTED_KEY = lazy_pattern(r"[ \t]+([A-Za-z_][\w.-]*):(?=[ \t\r\n]|$)")
_BREAK = lazy_pattern(r"\r\n?|\n")


@record(frozen=False)
class Chunk:
    """One entry's lines. Offsets are into the header's text; `value_start` is after the colon and blanks.

    `end` is where the next one starts, `stop` where this one's text ends: blank lines and comments before the next key
    lie between.
    """

    start: int
    end: int
    stop: int
    key: str | None
    key_start: int
    value_start: int
    cause: Cause | None = None
    edits: list[Edit] = field(default_factory=list)
    """What has to be done to make the key line one: taking out its indentation, a blank after its colon."""

    def start_of_text(self, text: str) -> int:
        """Where the value begins, on this line or below."""
        value = text[self.value_start : self.stop]
        return self.value_start + len(value) - len(value.lstrip(" \t\r\n"))


@record(frozen=False)
class Line:
    """Offsets of a line: its start, the end of its text, and the end of its line break."""

    start: int
    end: int
    after: int


def split_lines(text: str, start: int, stop: int) -> list[Line]:
    """The lines of `text[start:stop]`."""
    lines = []
    at = start
    for found in _BREAK.finditer(text, start, stop):
        lines.append(Line(at, found.start(), found.end()))
        at = found.end()
    if at < stop:
        lines.append(Line(at, stop, stop))
    return lines


def split_chunks(text: str) -> list[Chunk]:
    """Cut a header that does not parse into entries.

    A line at column 0 of the form `key:` starts one, unless it stands below a description and its word is a speaker or
    unknown (`user:`, `assistant:`, `Context:`): then it is text that ran to the margin.
    """
    chunks: list[Chunk] = []
    open_text = False
    for line in split_lines(text, 0, len(text)):
        row = text[line.start : line.end]
        found = _key_on(text, line, row, chunks, open_text)
        if found is not None:
            chunks.append(found)
            open_text = False
            continue
        if row.rstrip(" \t") == "..." and not open_text:
            # The end of a YAML document: text only where text runs at the margin already.
            chunks.append(Chunk(line.start, line.after, line.end, None, line.start, line.start))
            continue
        if chunks:
            chunk = chunks[-1]
            chunk.end = line.after
            if row.strip() and row[0] != "#":
                chunk.stop = line.start + len(row.rstrip(" \t"))
                is_item = text[chunk.value_start] in "\r\n" and row[:2].rstrip() == "-"
                open_text = open_text or (row[0] not in " \t" and not is_item)
                quote = text[chunk.value_start : chunk.value_start + 1]
                if quote in _QUOTES and text[chunk.stop - 1] == quote:
                    open_text = False
        elif row.strip() and not row.lstrip().startswith("#"):
            stop = line.start + len(row.rstrip(" \t"))
            chunks.append(Chunk(line.start, line.after, stop, None, line.start, line.start))
            open_text = True
    return chunks


def _key_on(text: str, line: Line, row: str, chunks: list[Chunk], open_text: bool) -> Chunk | None:
    above = chunks[-1] if chunks else None
    stop = line.start + len(row.rstrip(" \t"))
    match = KEY_LINE.match(row)
    if match is not None:
        key = match[1]
        if key not in HEADER_KEYS and above is not None:
            if key.lower() in _DIALOGUE and above.key in OPEN_TEXT_KEYS:
                return None
            if open_text:
                return None
        start = line.start + match.end()
        return Chunk(line.start, line.after, stop, key, line.start, _skip_blanks(text, start))
    match = _QUOTED_KEY.match(row)
    if match is not None and (match[2] in HEADER_KEYS or not open_text):
        start = line.start + match.end()
        return Chunk(line.start, line.after, stop, match[2], line.start, _skip_blanks(text, start))
    match = _TIGHT_KEY.match(row)
    if match is not None and match[1] in HEADER_KEYS and not open_text:
        start = line.start + match.end()
        chunk = Chunk(line.start, line.after, stop, match[1], line.start, start, Cause.MISSING_SPACE)
        chunk.edits = [Edit.insert(start, " ")]
        return chunk
    match = _INDENTED_KEY.match(row)
    if match is not None and match[1] in HEADER_KEYS and not open_text:
        value = text[above.value_start : above.stop] if above is not None and above.key is not None else ""
        if above is not None and (not value or value[0] in "|>[{" or _BREAK.search(value)):
            return None
        indent = match.start(1)
        start = line.start + match.end()
        cause = Cause.TAB if "\t" in row[:indent] else Cause.BAD_INDENTATION
        chunk = Chunk(line.start, line.after, stop, match[1], line.start + indent, _skip_blanks(text, start), cause)
        chunk.edits = [Edit.delete(Span(line.start, line.start + indent))]
        return chunk
    return None


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at
