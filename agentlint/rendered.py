"""Whether two bodies render to the same HTML and keep what must stay byte for byte. Part of the proof.

The comparison is of markdown-it's block tokens and of the text that its inline rules would be given: the HTML is a
function of these. It is made with and without tables, since not every reader of Markdown knows them. White space that
HTML does not show is set aside, outside code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentlint.patterns import lazy_pattern
from agentlint.syntax.markdown import block_tokens, inline_code

if TYPE_CHECKING:
    from markdown_it.token import Token

    from agentlint.syntax.markdown import Body

DEEP = 55
"""Levels of tokens from which on nothing is said to be equal."""
_TAG = lazy_pattern(r"<[A-Za-z/!?][^<>]*>")
_LEADING = lazy_pattern(r"(?:^|(?<=\n))[ \t]+")
_TRAILING = lazy_pattern(r"(?<=[^ \t\\])[ \t]+(?=\n)")
_PLACEHOLDER = lazy_pattern(
    r"\$ARGUMENTS\b(?:\[\d+\])?|\$\{[^}\s]{0,200}\}|\$\d\b|\{\{[^{}\n]*\}\}|(?:^|(?<=\s))@[\w./~-]+|!`[^`\n]*`"
)


def difference(old: Body, new: Body) -> str | None:
    """What would render or read differently in the body `new`, as a kebab-case word, or None.

    `html`: another block structure or other text; `code`: another code span; `tags`: another XML-like tag;
    `placeholders`: another `$ARGUMENTS`, `{{x}}`, `@file` or command.
    """
    before, after = old.text, new.text
    if before == after:
        return None
    if any(t.level > DEEP for t in (*old.tokens[0], *new.tokens[0])):
        # What lies deeper is left out of the tokens, and to go there would need as deep a recursion.
        return "html"
    found = _compare(old.tokens, new.tokens)
    if found is None and any(t.type == "table_open" for t in (*old.tokens[0], *new.tokens[0])):
        found = _compare(block_tokens(before, tables=False), block_tokens(after, tables=False))
    if found is None and _PLACEHOLDER.findall(before) != _PLACEHOLDER.findall(after):
        found = "placeholders"
    return found


_Parsed = tuple[list["Token"], dict[str, Any]]


def _compare(old: _Parsed, new: _Parsed) -> str | None:
    if len(old[0]) != len(new[0]) or _references(old[1]) != _references(new[1]):
        return "html"
    for left, right in zip(old[0], new[0], strict=True):
        if (left.type, left.tag, left.nesting, left.hidden, left.level) != (
            right.type, right.tag, right.nesting, right.hidden, right.level,
        ) or left.attrs != right.attrs or left.info.strip() != right.info.strip():  # fmt: skip
            return "html"
        if left.content != right.content:
            found = _text_difference(left, right)
            if found is not None:
                return found
    return None


def _text_difference(left: Token, right: Token) -> str | None:
    """Contents that are not the same to the letter: only blanks that HTML does not show may differ."""
    if left.type != "inline":
        return "html"
    if _shown(left.content) != _shown(right.content):
        return "html"
    for word, pieces in (("code", _code), ("tags", _tags)):
        if pieces(left.content) != pieces(right.content):
            return word
    return None


def _shown(text: str) -> str:
    """The text without blanks that no HTML shows: before a line, and behind it but for a hard break."""
    return _TRAILING.sub(lambda m: "  " if m[0].endswith("  ") else "", _LEADING.sub("", text.strip(" \t\n")))


def _code(text: str) -> list[str]:
    return [text[s.start : s.end] for s in inline_code(text)]


def _tags(text: str) -> list[str]:
    return _TAG.findall(text)


def _references(environment: dict[str, Any]) -> list[tuple[str, str, str]]:
    return sorted((k, v["href"], v["title"]) for k, v in environment.get("references", {}).items())
