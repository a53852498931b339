"""XML-like tags in prose: `<name>`, `</name>`, `<name attr="x"/>`. No tree is built here."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

TagKind = Literal["open", "close", "empty"]

# `[^<>]` ends at the next bracket, so every character is looked at once however many `<` there are.
_CANDIDATE = lazy_pattern(r"<(/?)([A-Za-z][\w-]*(?::[A-Za-z][\w-]*)?)((?:[\s/][^<>]*)?)>|<!--", re.ASCII)
_ATTRIBUTES = lazy_pattern(
    r"""(?:\s++(?:[A-Za-z_:@][\w:.-]*+\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=`/]++)"""
    r"""|(?:open|hidden|checked|disabled|required|controls|async|defer)(?![\w-])))*+\s*+(/?)"""
)
_SCHEMES = frozenset({"mailto", "tel", "urn", "data", "javascript"})


@record()
class Tag:
    """One tag. `name` is in lower case, `span` runs from bracket to bracket, in offsets of the text searched."""

    kind: TagKind
    name: str
    span: Span


def find_tags(text: str, protected: Sequence[Span] = ()) -> tuple[Tag, ...]:
    """All tags of a text in order, in linear time.

    No tags are: placeholders of several words, generics such as `list<string>` (an opener right behind a word whose
    closer never comes), comparison signs, autolinks, and what stands in HTML comments. `protected` are spans of `text`,
    sorted and apart, in which nothing is looked for (code).
    """
    if "<" not in text:
        return ()
    starts = [span.start for span in protected]
    found: list[Tag] = []
    glued: list[int] = []
    at = 0
    comments = True
    while match := _CANDIDATE.search(text, at):
        at = match.end()
        place = bisect_right(starts, match.start()) - 1
        if place >= 0 and match.start() < protected[place].end:
            at = protected[place].end
            continue
        if match[2] is None:
            end = text.find("-->", at) if comments else -1
            comments = end != -1
            at = end + 3 if comments else at
            continue
        tag = _tag(match)
        if tag is None:
            continue
        if tag.kind == "open" and match.start() and _is_word(text[match.start() - 1]):
            glued.append(len(found))
        found.append(tag)
    if glued:
        closed = {tag.name for tag in found if tag.kind == "close"}
        generic = {index for index in glued if found[index].name not in closed}
        found = [tag for index, tag in enumerate(found) if index not in generic]
    return tuple(found)


def _tag(match: re.Match[str]) -> Tag | None:
    slash, name, rest = match[1], match[2].lower(), match[3]
    if name.partition(":")[0] in _SCHEMES:
        return None
    kind: TagKind = "close" if slash else "open"
    if rest:
        attributes = _ATTRIBUTES.fullmatch(rest)
        if attributes is None or (slash and rest.strip()):
            return None
        if attributes[1]:
            kind = "empty"
    return Tag(kind, name, Span(match.start(), match.end()))


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
