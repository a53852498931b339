"""The fast path: headers of one-line scalars, flat lists and block scalars, read without a YAML library.

It is conservative. Whatever it is not sure about makes it give up (return None) and the events of ruamel.yaml decide; a
property test and the corpus hold the two equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.nodes import Entry, Node, Scalar, ScalarStyle, YamlSequence
from agentlint.syntax.scalars import decode
from agentlint.syntax.yaml_events import ParsedHeader, make_scalar

if TYPE_CHECKING:
    from collections.abc import Callable

# Apart, since one class over all of Unicode takes ten times as long to compile.
_ODD = lazy_pattern(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]|[\u2028\u2029]|[\ud800-\udfff]|\ufeff|[\ufffe\uffff]")
_KEY = lazy_pattern(r"([A-Za-z_][A-Za-z0-9_.-]*):(?: +|$)")
_KEY_IS_NO_STRING = frozenset(("true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL"))
_DOUBLE = lazy_pattern(r'"(?:[^"\\]|\\["\\/nt])*"')
_SINGLE = lazy_pattern(r"'(?:[^']|'')*'")
_PLAIN_START = lazy_pattern(r"[^\-?:,\[\]{}#&*!|>'\"%@` ]")
_PLAIN_BREAK = lazy_pattern(r": | #|:$")
_FLOW_ITEM = lazy_pattern(
    r" *([A-Za-z0-9_./(][A-Za-z0-9_./()*+-]*(?: [A-Za-z0-9_./()*+-]+)*|\"[^\"\\]*\"|'[^']*') *([,\]])"
)
_BLOCK_HEADER = lazy_pattern(r"[|>][+-]?$")


def parse_simple(text: str, place: Callable[[int], int]) -> ParsedHeader | None:
    """Entries of a simple header, or None where it is not certainly simple. `place` maps offsets to the file's."""
    if _ODD.search(text) or text.count("\r") != text.count("\r\n"):
        return None
    return _Simple(text, place).parse()


class _Simple:
    def __init__(self, text: str, place: Callable[[int], int]) -> None:
        self.text = text
        self.place = place
        self.lines: list[tuple[int, int, int]] = []
        at = 0
        size = len(text)
        while at < size:
            stop = text.find("\n", at)
            after = stop + 1 if stop != -1 else size
            end = stop if stop != -1 else size
            if end > at and text[end - 1] == "\r":
                end -= 1
            self.lines.append((at, end, after))
            at = after

    def parse(self) -> ParsedHeader | None:
        text, place, lines = self.text, self.place, self.lines
        out = ParsedHeader([])
        seen: set[str] = set()
        index = 0
        while index < len(lines):
            start, end, _ = lines[index]
            stop = len(text[start:end].rstrip(" ")) + start
            if stop == start:
                index += 1
                continue
            first = text[start]
            if first == "#" or (first == " " and text[start:stop].lstrip(" ")[0] == "#"):
                out.comments.append(Span(place(text.index("#", start)), place(end)))
                index += 1
                continue
            key = _KEY.match(text, start, stop)
            if key is None or key[1] in seen or key[1] in _KEY_IS_NO_STRING:
                return None
            seen.add(key[1])
            found = self._value(key.end(), stop, index)
            if found is None:
                return None
            value, value_end, last = found
            key_end = key.end(1)
            out.entries.append(
                Entry(
                    key[1],
                    Span(place(start), place(key_end)),
                    value,
                    Span(place(start), place(value_end)),
                    Span(place(start), place(lines[last][2])),
                )
            )
            index = last + 1
        return out

    def _value(self, start: int, stop: int, index: int) -> tuple[Node | None, int, int] | None:
        """Value that starts at `start`, where it ends, and the index of its last line."""
        text, place = self.text, self.place
        if start >= stop:
            return self._below(index)
        first = text[start]
        if first in "|>":
            return self._block(start, stop, index)
        if self._continues(index):
            return None
        if first == '"':
            match = _DOUBLE.match(text, start, stop)
            if match is None or match.end() != stop:
                return None
            value = decode(text, start, stop, ScalarStyle.DOUBLE)[0] if "\\" in match[0] else match[0][1:-1]
            return make_scalar(text, place, start, stop, stop, ScalarStyle.DOUBLE, value), stop, index
        if first == "'":
            match = _SINGLE.match(text, start, stop)
            if match is None or match.end() != stop:
                return None
            value = match[0][1:-1].replace("''", "'")
            return make_scalar(text, place, start, stop, stop, ScalarStyle.SINGLE, value), stop, index
        if first == "[":
            items = self._flow(start, stop)
            if items is None:
                return None
            return YamlSequence(Span(place(start), place(stop)), tuple(items), True), stop, index
        plain = self._plain(start, stop)
        return None if plain is None else (plain, stop, index)

    def _plain(self, start: int, stop: int) -> Scalar | None:
        text = self.text
        if not _PLAIN_START.match(text, start) or _PLAIN_BREAK.search(text, start, stop):
            return None
        return make_scalar(text, self.place, start, stop, stop, ScalarStyle.PLAIN, text[start:stop])

    def _flow(self, start: int, stop: int) -> list[Node] | None:
        text = self.text
        at = start + 1
        if text[at:stop].lstrip(" ") == "]":
            return []
        items: list[Node] = []
        while True:
            match = _FLOW_ITEM.match(text, at, stop)
            if match is None:
                return None
            first, last = match.span(1)
            style = {'"': ScalarStyle.DOUBLE, "'": ScalarStyle.SINGLE}.get(text[first], ScalarStyle.PLAIN)
            value = match[1] if style is ScalarStyle.PLAIN else match[1][1:-1]
            items.append(make_scalar(text, self.place, first, last, last, style, value))
            at = match.end()
            if match[2] == "]":
                return items if at == stop else None

    def _continues(self, index: int) -> bool:
        """Whether the next line that is not blank could belong to the value on this one."""
        text = self.text
        for start, end, _ in self.lines[index + 1 :]:
            line = text[start:end]
            if line and line.strip(" "):
                return line[0] in " -"
        return False

    def _below(self, index: int) -> tuple[Node | None, int, int] | None:
        """An empty value, or a flat list on the lines below."""
        text, lines = self.text, self.lines
        items: list[Node] = []
        dash: int | None = None
        last = index
        at = index + 1
        while at < len(lines):
            start, end, _ = lines[at]
            stop = start + len(text[start:end].rstrip(" "))
            if stop == start:
                at += 1
                continue
            lead = start
            while text[lead] == " ":
                lead += 1
            if text[lead] != "-":
                if lead > start:
                    return None
                break
            if text[lead : lead + 2] != "- " or (dash is not None and lead - start != dash):
                return None
            dash = lead - start
            first = lead + 2
            while first < stop and text[first] == " ":
                first += 1
            item = self._item(first, stop)
            if item is None:
                return None
            items.append(item)
            last = at
            at += 1
        if dash is None:
            key_line = lines[index]
            end_of_key = key_line[0] + len(text[key_line[0] : key_line[1]].rstrip(" "))
            return None, end_of_key, index
        span = Span(items[0].span.start, items[-1].span.end)
        stop = lines[last][0] + len(text[lines[last][0] : lines[last][1]].rstrip(" "))
        return YamlSequence(span, tuple(items), False), stop, last

    def _item(self, start: int, stop: int) -> Scalar | None:
        text, place = self.text, self.place
        if start >= stop:
            return None
        first = text[start]
        if first == '"':
            match = _DOUBLE.match(text, start, stop)
            if match is None or match.end() != stop:
                return None
            value = decode(text, start, stop, ScalarStyle.DOUBLE)[0]
            return make_scalar(text, place, start, stop, stop, ScalarStyle.DOUBLE, value)
        if first == "'":
            match = _SINGLE.match(text, start, stop)
            if match is None or match.end() != stop:
                return None
            value = match[0][1:-1].replace("''", "'")
            return make_scalar(text, place, start, stop, stop, ScalarStyle.SINGLE, value)
        return self._plain(start, stop)

    def _block(self, start: int, stop: int, index: int) -> tuple[Node | None, int, int] | None:
        text, lines = self.text, self.lines
        if not _BLOCK_HEADER.match(text, start, stop) or stop - start > 2:
            return None
        indent = 0
        last = index
        at = index + 1
        while at < len(lines):
            first, end, _ = lines[at]
            lead = first
            while lead < end and text[lead] == " ":
                lead += 1
            if lead == end:
                if not indent and lead > first:
                    return None
                at += 1
                continue
            if lead == first:
                break
            if not indent:
                indent = lead - first
            elif lead - first < indent:
                return None
            last = at
            at += 1
        if not indent:
            return None
        _, text_end, end = lines[at - 1]
        if last < at - 1 and text_end == end:
            return None
        style = ScalarStyle.LITERAL if text[start] == "|" else ScalarStyle.FOLDED
        value = decode(text, start, end, style, 0)[0]
        finish = lines[last][0] + len(text[lines[last][0] : lines[last][1]].rstrip(" "))
        return make_scalar(text, self.place, start, finish, end, style, value, 0), finish, last
