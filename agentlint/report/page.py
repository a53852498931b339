"""A Markdown page as text for a terminal: headings, wrapped paragraphs, lists, indented code, aligned tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.report.cells import visible, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from agentlint.report.look import Look, Style

    Piece = tuple[str, tuple[Style, ...]]
    Word = list[Piece]


def render_page(markdown: str, look: Look) -> Iterator[str]:
    """The page line by line, each with its line break."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    yield from (line.rstrip() + "\n" for line in _Page(tokens, look).lines())


class _Page:
    def __init__(self, tokens: Sequence[Token], look: Look) -> None:
        self.tokens = tokens
        self.look = look
        self.indent = 2
        self.bullet = ""
        """What stands before the next paragraph: the mark of a list item, once."""
        self.numbers: list[int | None] = []
        """Open lists, innermost last: the next number, or None for bullets."""
        self.list_begins = False

    def lines(self) -> Iterator[str]:
        blank = False
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            kind = token.type
            if kind == "table_open":
                end = next(i for i in range(at, len(self.tokens)) if self.tokens[i].type == "table_close")
                block = self._table(self.tokens[at:end])
                at = end
            elif kind == "heading_open":
                block = self._heading(self.tokens[at + 1], int(token.tag[1]))
                at += 2
            elif kind == "paragraph_open":
                block = self._paragraph(self.tokens[at + 1])
                if token.hidden and not self.list_begins:
                    blank = False
                self.list_begins = False
                at += 2
            elif kind in ("fence", "code_block"):
                block = [
                    " " * (self.indent + 2) + self.look.paint(visible(line), "dim")
                    for line in token.content.rstrip("\n").split("\n")
                ]
            else:
                block = []
                blank = self._nest(token) or blank
            if block:
                if blank:
                    yield ""
                yield from block
                blank = True
            at += 1

    def _nest(self, token: Token) -> bool:
        """Enter or leave a list, an item or a quote; whether a blank line is due."""
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.list_begins = not self.numbers
            start = token.attrs.get("start", 1)
            self.numbers.append(int(start) if kind[0] == "o" else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.numbers.pop()
            return True
        elif kind == "list_item_open":
            number = self.numbers[-1]
            self.bullet = "- " if number is None else f"{number}. "
            if number is not None:
                self.numbers[-1] = number + 1
            self.indent += len(self.bullet)
        elif kind == "list_item_close":
            number = self.numbers[-1]
            self.indent -= 2 if number is None else len(f"{number - 1}. ")
            self.bullet = ""
        elif kind == "blockquote_open":
            self.indent += 2
        elif kind == "blockquote_close":
            self.indent -= 2
        return False

    def _heading(self, inline: Token, level: int) -> list[str]:
        text = "".join(part for word in _words(inline) for part, _ in [*word, (" ", ())]).strip()
        if level == 1:
            return [self.look.paint(text, "bold"), self.look.paint("=" * width_of(text), "dim")]
        return [self.look.paint(text, "bold", "cyan")]

    def _paragraph(self, inline: Token) -> list[str]:
        bullet, self.bullet = self.bullet, ""
        lines = _fill(_words(inline), self.look, self.look.width - self.indent)
        first = " " * (self.indent - len(bullet)) + bullet
        return [(first if at == 0 else " " * self.indent) + line for at, line in enumerate(lines)]

    def _table(self, tokens: Sequence[Token]) -> list[str]:
        rows: list[list[list[Word]]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(_words(token))
        columns = max(len(row) for row in rows)
        natural = [
            max(sum(_width(word) + 1 for word in row[at]) for row in rows if at < len(row)) for at in range(columns)
        ]
        room = self.look.width - self.indent - 2 * (columns - 1)
        widths = _share([max(n - 1, 1) for n in natural], room)
        lines = []
        for number, row in enumerate(rows):
            cells = [_fill(words, self.look, width) for words, width in zip(row, widths, strict=False)]
            plain = [_fill(words, None, width) for words, width in zip(row, widths, strict=False)]
            for at in range(max(map(len, cells), default=0)):
                line = " " * self.indent
                for cell, bare, width in zip(cells, plain, widths, strict=False):
                    part = cell[at] if at < len(cell) else ""
                    used = width_of(bare[at]) if at < len(bare) else 0
                    line += part + " " * (width - used + 2)
                lines.append(line)
            if number == 0:
                lines.append(" " * self.indent + self.look.paint("  ".join("-" * width for width in widths), "dim"))
        return lines


def _share(wanted: list[int], room: int) -> list[int]:
    """Widths of columns: as wanted where that fits, else the widest give way, evenly."""
    widths = list(wanted)
    while sum(widths) > room and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths


def _words(inline: Token) -> list[Word]:
    """The words of a paragraph, each in pieces of one style. Code keeps its back quotes: colour may be off."""
    words: list[Word] = [[]]
    styles: list[Style] = []
    links: list[str] = []
    for child in inline.children or ():
        kind = child.type
        if kind == "text":
            _add(words, child.content, tuple(styles))
        elif kind == "code_inline":
            fence = "``" if "`" in child.content else "`"
            _add(words, f"{fence}{child.content}{fence}", ("cyan",))
        elif kind in ("softbreak", "hardbreak"):
            words.append([])
        elif kind == "strong_open":
            styles.append("bold")
        elif kind == "strong_close":
            styles.pop()
        elif kind == "link_open":
            links.append(str(child.attrs.get("href", "")))
        elif kind == "link_close":
            target = links.pop()
            shown = "".join(piece for word in words for piece, _ in word)
            if target and not shown.endswith(target):
                _add(words, f" ({target})", ("dim",))
        elif kind == "html_inline":
            _add(words, child.content, ())
    return [word for word in words if word]


def _add(words: list[Word], text: str, style: tuple[Style, ...]) -> None:
    for at, part in enumerate(visible(text).split(" ")):
        if at:
            words.append([])
        if part:
            words[-1].append((part, style))


def _width(word: Word) -> int:
    return sum(width_of(text) for text, _ in word)


def _fill(words: list[Word], look: Look | None, width: int) -> list[str]:
    """The words in lines of at most `width` cells (a longer word stands alone), painted if there is a look."""
    lines: list[str] = []
    line = ""
    used = 0
    for word in words:
        size = _width(word)
        text = "".join(look.paint(part, *style) if look and style else part for part, style in word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = text, size
        else:
            line += (" " if line else "") + text
            used += size + (1 if used else 0)
    return [*lines, line] if line else lines
