"""The body: blocks and sections from markdown-it's block rules, and the spans that are code. Parsed when asked for."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from agentlint.source import Source
    from agentlint.syntax.outline import Outline
    from agentlint.syntax.tags import Tag

BlockType = Literal[
    "heading", "paragraph", "code", "list", "listItem", "blockquote", "table", "html", "thematicBreak", "definition"
]

_TYPES: dict[str, BlockType] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "code",
    "code_block": "code",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "listItem",
    "blockquote_open": "blockquote",
    "table_open": "table",
    "html_block": "html",
    "hr": "thematicBreak",
}
_CONTAINERS = frozenset({"list", "listItem", "blockquote"})
_QUOTE_MARK = lazy_pattern(r"[ \t]*>[ \t]?")
_ITEM_MARK = lazy_pattern(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]*")
_BLANKS = lazy_pattern(r"[ \t]*")
_BACKTICKS = lazy_pattern(r"`+")
_MAX_NESTING = 60
_PARAGRAPH = 4000


@record()
class Block:
    """A block, named as in mdast. `span` runs from its first mark to the end of its last line, break not included.

    heading: `depth` 1 to 6 and `text` without marks. code: `fenced` or indented, `lang` (first word of the fence line)
    and `info` (all of it), `value` as the span of the lines inside, `closed` for a fence that is closed.
    list: `ordered`. Only containers (list, listItem, blockquote) have `children`.
    """

    type: BlockType
    span: Span
    children: tuple[Block, ...] = ()
    depth: int = 0
    text: str = ""
    fenced: bool = False
    lang: str = ""
    info: str = ""
    value: Span | None = None
    closed: bool = True
    ordered: bool = False

    def walk(self) -> Iterator[Block]:
        """The block itself and all blocks in it, in the order of the text."""
        stack = [self]
        while stack:
            block = stack.pop()
            yield block
            stack.extend(reversed(block.children))


@record()
class Section:
    """A heading and what it heads: `span` ends where the next heading of the same or a higher level begins."""

    heading: Block
    level: int
    span: Span
    parent: Section | None


class Body:
    """Everything behind the header. Nothing is parsed before it is asked for."""

    def __init__(self, source: Source, span: Span) -> None:
        self.source = source
        self.span = span

    @property
    def text(self) -> str:
        """The body's text as on disk."""
        return self.source.text[self.span.start : self.span.end]

    @cached_property
    def tokens(self) -> tuple[list[Token], dict[str, Any]]:
        """markdown-it's block tokens, tables on, and its environment; containers deeper than 60 levels are left out."""
        return block_tokens(self.text)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks at the top level, in order. Containers nested deeper than 60 levels are left out."""
        return _Builder(self.source, self.span).build(*self.tokens)

    def walk(self) -> Iterator[Block]:
        """All blocks at every level, in the order of the text."""
        for block in self.blocks:
            yield from block.walk()

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Sections of the headings at the top level, in order."""
        headings = [block for block in self.blocks if block.type == "heading"]
        ends = [self.span.end] * len(headings)
        open_: list[int] = []
        parents: list[int | None] = []
        for index, heading in enumerate(headings):
            while open_ and headings[open_[-1]].depth >= heading.depth:
                ends[open_.pop()] = heading.span.start
            parents.append(open_[-1] if open_ else None)
            open_.append(index)
        sections: list[Section] = []
        for heading, end, parent in zip(headings, ends, parents, strict=True):
            above = None if parent is None else sections[parent]
            sections.append(Section(heading, heading.depth, Span(heading.span.start, end), above))
        return tuple(sections)

    @cached_property
    def outline(self) -> Outline:
        """Headings and fences by a scan of the lines, offsets in the file: a small part of what `blocks` costs."""
        from agentlint.syntax.outline import outline

        return outline(self.source.text, self.span.start)

    @cached_property
    def text_outside(self) -> str | None:
        """What stands outside of fences, a line break before it, where a quick look suffices to tell; else None."""
        from agentlint.syntax.outline import text_outside

        return text_outside(self.source.text, self.span.start)

    @cached_property
    def plain_heads(self) -> list[str] | None:
        """Lines that begin with `#` outside of fences, where a quick look suffices to tell; else None."""
        from agentlint.syntax.outline import head_lines

        outside = self.text_outside
        return None if outside is None else head_lines(outside)

    def is_code(self, offset: int) -> bool:
        """Whether an offset of the body lies in a fence or in inline code, by a look at its lines alone."""
        if self.outline.in_fence(offset):
            return True
        text = self.source.text
        start = max(text.rfind("\n\n", self.span.start, offset) + 2, self.span.start, offset - _PARAGRAPH)
        end = text.find("\n\n", offset, offset + _PARAGRAPH)
        end = min(offset + _PARAGRAPH, len(text)) if end < 0 else end
        if "`" not in text[start:offset]:
            return False
        return any(span.start <= offset - start < span.end for span in inline_code(text[start:end]))

    @cached_property
    def code_spans(self) -> tuple[Span, ...]:
        """What is code: fenced and indented blocks whole, and inline code; sorted, none inside another."""
        spans: list[Span] = []
        for block in self.walk():
            if block.type == "code":
                spans.append(block.span)
            elif block.type == "table":
                first = self.source.line_at(block.span.start)
                for line in range(first, self.source.line_at(block.span.end) + 1):
                    spans.extend(self._inline_code(self.source.line_span(line)))
            elif block.type not in _CONTAINERS:
                spans.extend(self._inline_code(block.span))
        spans.sort()
        return tuple(spans)

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """XML-like tags outside code, their spans in the file. Without a `<` nothing is parsed."""
        from agentlint.syntax.tags import Tag, find_tags

        text = self.text
        if "<" not in text:
            return ()
        start = self.span.start
        code = [Span(span.start - start, span.end - start) for span in self.code_spans]
        return tuple(
            Tag(tag.kind, tag.name, Span(tag.span.start + start, tag.span.end + start)) for tag in find_tags(text, code)
        )

    def _inline_code(self, span: Span) -> Iterator[Span]:
        return (Span(s.start + span.start, s.end + span.start) for s in inline_code(self.source.slice(span)))


def block_tokens(text: str, *, tables: bool = True) -> tuple[list[Token], dict[str, Any]]:
    """markdown-it's block tokens of a text, no inline rules run, and its environment with the link definitions."""
    environment: dict[str, Any] = {}
    if not text.endswith(("\n", "\r")):
        # Without it markdown-it leaves a last line of blanks out of a fence that is open.
        text += "\n"
    return _parser(tables).parse(text, environment), environment


@cache
def _parser(tables: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    if tables:
        parser.enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def inline_code(text: str) -> list[Span]:
    """Code spans of a paragraph by CommonMark's rule: a run of backticks up to the next run of the same length.

    Spans are offsets of `text` and take in the backticks. Linear but for a logarithm, whatever the runs.
    """
    if "`" not in text:
        return []
    runs = [(m.start(), m.end()) for m in _BACKTICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(index)
    spans: list[Span] = []
    index = 0
    while index < len(runs):
        start, end = runs[index]
        # A backslash takes the first backtick out of an opening run, never out of a closing one.
        if _escaped(text, start):
            start += 1
        closers = by_length.get(end - start, [])
        place = bisect_left(closers, index + 1)
        if start < end and place < len(closers):
            index = closers[place]
            spans.append(Span(start, runs[index][1]))
        index += 1
    return spans


def _escaped(text: str, offset: int) -> bool:
    at = offset
    while at and text[at - 1] == "\\":
        at -= 1
    return (offset - at) % 2 == 1


class _Builder:
    """Turns markdown-it's flat tokens into blocks. Lines are those of the source: LF, CRLF and lone CR end one."""

    def __init__(self, source: Source, span: Span) -> None:
        self.source = source
        self.span = span
        self.first_line = source.line_at(span.start)
        starts = [*source.line_starts[self.first_line - 1 :], len(source.text)]
        lines = [source.text[start:end].rstrip("\r\n") for start, end in pairwise(starts)]
        self.ends = [start + len(line) for start, line in zip(starts, lines, strict=False)]
        self.hollow = [not line.strip(" \t>") for line in lines]

    def build(self, tokens: list[Token], environment: dict[str, Any]) -> tuple[Block, ...]:
        blocks = self.nest(tokens)
        references = [*environment.get("references", {}).values(), *environment.get("duplicate_refs", ())]
        if not references:
            return blocks
        # Definitions leave no token. Those inside a list or a quote are told only as definitions at the top level.
        definitions = [
            Block("definition", self.lines(reference["map"][0], reference["map"][1])) for reference in references
        ]
        return tuple(sorted([*blocks, *definitions], key=lambda block: block.span.start))

    def nest(self, tokens: list[Token]) -> tuple[Block, ...]:
        top: list[Block] = []
        stack: list[tuple[Token, Span, list[Block]]] = []
        skipped = 0
        for position, token in enumerate(tokens):
            kind = _TYPES.get(token.type)
            if skipped:
                skipped += token.nesting
                continue
            if token.nesting == -1:
                if stack and token.type == stack[-1][0].type.replace("_open", "_close"):
                    opener, span, children = stack.pop()
                    kind = _TYPES[opener.type]
                    if children:
                        span = Span(span.start, max(span.end, children[-1].span.end))
                    block = Block(kind, span, tuple(children), ordered=opener.type == "ordered_list_open")
                    (stack[-1][2] if stack else top).append(block)
                continue
            if kind is None or token.map is None:
                continue
            span = self.lines(token.map[0], token.map[1], [item[0] for item in stack])
            if kind in _CONTAINERS:
                stack.append((token, span, []))
                continue
            block = self.leaf(kind, token, span, tokens[position + 1] if kind == "heading" else None)
            (stack[-1][2] if stack else top).append(block)
            if kind == "table":
                skipped = 1
        return tuple(top)

    def leaf(self, kind: BlockType, token: Token, span: Span, inline: Token | None) -> Block:
        if kind == "heading":
            return Block(kind, span, depth=int(token.tag[1]), text=inline.content if inline is not None else "")
        if kind != "code":
            return Block(kind, span)
        first, end = token.map or (0, 0)
        if token.type == "code_block":
            return Block(kind, span, value=span)
        content = token.content
        inner = content.count("\n") + (bool(content) and not content.endswith("\n"))
        closed = end - first - 1 > inner
        info = token.info.strip()
        start = self.start_of(first + 1)
        value = Span(start, max(start, self.start_of(end - 1 if closed else end)))
        # Trailing blank lines belong to an open fence, so its span is not trimmed as that of other blocks is.
        last = self.source.line_span(max(self.first_line + end - 1, self.first_line))
        whole = Span(span.start, max(span.end, last.end))
        lang = info.split(maxsplit=1)[0] if info else ""
        return Block(kind, whole, fenced=True, lang=lang, info=info, value=value, closed=closed)

    def start_of(self, line: int) -> int:
        starts = self.source.line_starts
        index = self.first_line - 1 + line
        return starts[index] if index < len(starts) else self.span.end

    def lines(self, first: int, end: int, containers: list[Token] | None = None) -> Span:
        """The span of markdown-it's lines `first` to `end` (0-based, exclusive) without outer marks and blank ends."""
        text = self.source.text
        last = min(end, len(self.ends)) - 1
        stop = self.ends[min(first, len(self.ends) - 1)]
        at = max(self.start_of(first), self.span.start)
        for container in containers or ():
            mark = None
            if container.type == "blockquote_open":
                mark = _QUOTE_MARK.match(text, at, stop)
            elif container.type == "list_item_open" and container.map is not None and container.map[0] == first:
                mark = _ITEM_MARK.match(text, at, stop)
            at = mark.end() if mark else at
        blanks = _BLANKS.match(text, at, stop)
        at = blanks.end() if blanks else at
        while last > first and self.hollow[last]:
            last -= 1
        return Span(at, max(self.ends[max(last, 0)], at))
