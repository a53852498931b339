"""unbalanced-tag: a section tag that is not closed, or closes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import Applicability, Edit, Fix, Related, Rule, Severity, Span, Tag, find_tags, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.api import Diagnostic, File

# Elements of HTML, some of which need no closing tag; how they are written is no matter of prompts.
_HTML_NAMES = """
    a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption
    center cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input
    ins kbd label legend li link main map mark menu meta meter nav noscript object ol optgroup option p
    param picture pre progress q rp rt ruby s samp script search select slot small source span strike
    strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track
    tt u ul var video wbr path g circle rect
"""
_HTML = frozenset(_HTML_NAMES.split())
_NOT_OURS = _HTML | {"example", "commentary"}
_MOST_TAGS = 5000
"""More than that and the file is data."""
_MOST_STRAYS = 100
_MOST_PARTNERS = 50
_MOST_UNCLOSED = 2
"""More than that and the file shows how tags are written."""
_LIKE_A_TAG = lazy_pattern(r"<(/?)([A-Za-z][\w:-]*)", re.ASCII)


class UnbalancedTag(Rule):
    """XML-like tags that divide a body into sections and do not match."""

    name = "unbalanced-tag"
    summary = "Section tag that is never closed, or closes nothing"
    severity = Severity.WARNING
    tags = ("body", "structure")
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Findings in order of the text."""
        body = file.document.body
        text = file.source.text
        outside = body.text_outside
        if "</" not in (text if outside is None else outside):
            return
        if outside is not None and not _may_be_unbalanced(_own_tags(outside)):
            return
        tags = _own_tags(text[body.span.start :])
        start = body.span.start
        if len(tags) > _MOST_TAGS or not _may_be_unbalanced(tags):
            return
        if not body.outline.sure:
            return
        end = body.outline.sound_until(body.span.end)
        tags = [_moved(tag, start) for tag in tags]
        tags = [tag for tag in tags if tag.span.start < end and not body.is_code(tag.span.start)]
        left, strays, pairs = _match(text, tags)
        if left or strays:
            torn = _torn(text[start:], tags)
            left = [tag for tag in left if (tag.name, "close") not in torn and end == body.span.end]
            strays = [tag for tag in strays if (tag.name, "open") not in torn]
            yield from self._findings(file, left, strays, pairs)

    def _findings(self, file: File, left: list[Tag], strays: list[Tag], pairs: int) -> Iterator[Diagnostic]:
        found: list[Diagnostic] = []
        for stray in strays[:_MOST_STRAYS]:
            partner = _partner(stray, left)
            if partner is not None:
                left.remove(partner)
            found.append(self._stray(file, stray, partner))
        # An opener alone may be a slot to fill in; it is a section where others in the file are closed.
        if pairs and len(left) <= _MOST_UNCLOSED:
            found.extend(self._unclosed(file, tag) for tag in left)
        yield from sorted(found, key=lambda diagnostic: diagnostic.span)

    def _stray(self, file: File, stray: Tag, partner: Tag | None) -> Diagnostic:
        written = file.source.slice(stray.span)
        if partner is None:
            return self.report(
                stray.span, f"`{written}` closes nothing",
                help="Delete it, or put the opening tag back where the section begins.",
            )  # fmt: skip
        opener = file.source.slice(partner.span)
        name = opener[1 : 1 + len(partner.name)]
        return self.report(
            stray.span, f"`{written}` closes nothing, while `{opener}` is open",
            help=f"Write </{name}>, or close both.",
            related=(Related(file.source.locate(partner.span), "this tag is open"),),
            fixes=(Fix(f"Write </{name}>", (Edit(stray.span, f"</{name}>"),), Applicability.UNSAFE),),
        )  # fmt: skip

    def _unclosed(self, file: File, tag: Tag) -> Diagnostic:
        written = file.source.slice(tag.span)
        return self.report(
            tag.span, f"`{written}` is never closed", help=f"Close it with </{tag.name}> where the section ends."
        )


def _match(text: str, tags: Sequence[Tag]) -> tuple[list[Tag], list[Tag], int]:
    """Opening and closing tags without a partner that stand alone on their lines, and the number of pairs.

    A tag alone on its line is matched with one that is too, if it can be: in between, prose may name the tag.
    """
    opened: dict[tuple[str, bool], list[Tag]] = {}
    strays: list[Tag] = []
    pairs = 0
    for tag in tags:
        alone = _stands_alone(text, tag)
        if tag.kind == "open":
            opened.setdefault((tag.name, alone), []).append(tag)
        elif tag.kind == "close":
            waiting = opened.get((tag.name, alone)) or opened.get((tag.name, not alone))
            if waiting:
                waiting.pop()
                pairs += 1
            elif alone:
                strays.append(tag)
    return [tag for (_, alone), waiting in opened.items() if alone for tag in waiting], strays, pairs


def _own_tags(text: str) -> list[Tag]:
    return [tag for tag in find_tags(text) if tag.name not in _NOT_OURS]


def _may_be_unbalanced(tags: Sequence[Tag]) -> bool:
    counts: dict[str, int] = {}
    for tag in tags:
        if tag.kind != "empty":
            counts[tag.name] = counts.get(tag.name, 0) + (1 if tag.kind == "open" else -1)
    return any(counts.values())


def _torn(text: str, tags: Sequence[Tag]) -> set[tuple[str, str]]:
    """Names, and whether opening or closing, of which the text has more that look like tags than could be read."""
    read: dict[tuple[str, str], int] = {}
    for tag in tags:
        kind = "close" if tag.kind == "close" else "open"
        read[tag.name, kind] = read.get((tag.name, kind), 0) + 1
    seen: dict[tuple[str, str], int] = {}
    for match in _LIKE_A_TAG.finditer(text):
        key = (match[2].lower(), "close" if match[1] else "open")
        seen[key] = seen.get(key, 0) + 1
    return {key for key, count in seen.items() if count > read.get(key, 0)}


def _moved(tag: Tag, by: int) -> Tag:
    return Tag(tag.kind, tag.name, Span(tag.span.start + by, tag.span.end + by))


def _stands_alone(text: str, tag: Tag) -> bool:
    """Whether nothing else stands on the line, a list mark or quote mark aside."""
    start, end = text.rfind("\n", 0, tag.span.start) + 1, text.find("\n", tag.span.end)
    before, after = text[start : tag.span.start], text[tag.span.end : end if end >= 0 else len(text)]
    return not after.strip() and not before.strip(" \t>")


def _partner(stray: Tag, left: Sequence[Tag]) -> Tag | None:
    """The last open tag before it whose name is nearly the same."""
    for tag in left[-_MOST_PARTNERS:][::-1]:
        if tag.span.start < stray.span.start and _close(tag.name, stray.name):
            return tag
    return None


def _close(one: str, other: str) -> bool:
    """Whether two names differ by one character, by a final s, or by their separators."""
    plain = [name.replace("-", "").replace("_", "") for name in (one, other)]
    if plain[0] == plain[1]:
        return True
    short, long = sorted(plain, key=len)
    if len(short) < 4 or len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
