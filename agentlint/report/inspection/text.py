"""The view for people, 80 columns wide or as wide as the terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agentlint.hosts.reading import Outcome
from agentlint.report.cells import clip, pad, visible, width_of, wrap
from agentlint.report.inspection import NEWLINE_NAMES
from agentlint.report.summary import plural
from agentlint.syntax.nodes import Alias, Broken, Scalar, ScalarStyle, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.hosts.model import FileKind
    from agentlint.hosts.reading import Reading, Value
    from agentlint.report.inspection import Inspection
    from agentlint.report.look import Look, Style
    from agentlint.source import Span
    from agentlint.syntax.examples import Example
    from agentlint.syntax.markdown import Block
    from agentlint.syntax.nodes import Entry, Frontmatter, Node

MAX_KEY = 18
MAX_ROWS = 60
VALUE_LINES = 3

_OUTCOMES: dict[Outcome, tuple[str, Style]] = {
    Outcome.LOADED: ("✓", "green"),
    Outcome.RECOVERED: ("!", "yellow"),
    Outcome.CUT: ("!", "red"),
    Outcome.NO_HEADER: ("!", "yellow"),
    Outcome.DROPPED: ("✗", "red"),
    Outcome.UNKNOWN: ("?", "dim"),
}
DOES = {
    Outcome.LOADED: "reads it as written",
    Outcome.RECOVERED: "recovers it: strict YAML rejects the header, a second try reads it",
    Outcome.CUT: "loads it, but part of the header is lost",
    Outcome.NO_HEADER: "uses the body and sees no header",
    Outcome.DROPPED: "does not load it",
    Outcome.UNKNOWN: "not established what it does with such a file",
}
"""What a host does with a file, as a verb phrase."""
_STATUS = {
    "valid": "valid YAML",
    "repaired": "not valid YAML as written; read with the repairs below",
    "broken": "not valid YAML, and no repair explains all of it",
}
_HOW = {
    "path": "recognised by its path",
    "content": "recognised by its content",
    "named": "taken for this, since it was named",
    "configured": "said to be this by the configuration",
    "none": "no host is known to read it",
}


def render_text(view: Inspection, look: Look) -> Iterator[str]:
    """The view line by line, each with its line break."""
    page = _Page(view, look)
    parts = (page.head(), page.header(), page.body(), page.examples(), page.readings())
    first = True
    for part in parts:
        lines = list(part)
        if lines and not first:
            yield "\n"
        yield from (line.rstrip() + "\n" for line in lines)
        first = False


def render_readings(view: Inspection, look: Look) -> Iterator[str]:
    """What each host reads of the file, line by line, each with its line break."""
    yield from (line.rstrip() + "\n" for line in _Page(view, look).readings())


class _Page:
    def __init__(self, view: Inspection, look: Look) -> None:
        self.view = view
        self.source = view.source
        self.look = look
        header = None if view.document.too_large else view.document.frontmatter
        self.header_start = -1 if header is None else header.content.start
        self.margin = max(len(str(view.source.line_count)), 3)
        """Cells of the line numbers at the left."""
        self.seen: dict[str, Value] = {}
        """Values that the reading above has shown."""

    def line_number(self, offset: int) -> str:
        number = str(self.source.line_at(min(offset, len(self.source.text))))
        return self.look.paint(number.rjust(self.margin), "blue")

    def title(self, name: str, facts: str) -> Iterator[str]:
        first, *more = wrap(facts, self.look.width, first=len(name) + 2, indent=len(name) + 2)
        yield f"{self.look.paint(name, 'bold')}  {first}"
        yield from more

    def wrapped(self, text: str, indent: int, first: str = "") -> Iterator[str]:
        """The text in the width, its first line after `first`, whose own cells count as the indent."""
        head, *more = wrap(text, self.look.width, first=indent, indent=indent)
        yield (first or " " * indent) + head
        yield from more

    def lines_of(self, span: Span) -> str:
        first, last = self.source.line_at(span.start), self.source.line_at(max(span.end - 1, span.start))
        return f"line {first}" if first == last else f"lines {first}-{last}"

    # The file

    def head(self) -> Iterator[str]:
        source = self.source
        yield self.look.paint(visible(source.path), "bold")
        facts = [
            plural(self.view.lines, "line"),
            f"{len(source.text):,} characters" if len(source.text) != 1 else "1 character",
            NEWLINE_NAMES[source.newline],
        ]
        if source.has_bom:
            facts.append("byte order mark")
        kind = self.view.kinds[0].id if self.view.kinds else None
        how = _HOW[self.view.how]
        yield from self.wrapped(f"{kind}: {how}" if kind else how, 0)
        yield " · ".join(facts)
        if self.view.document.too_large:
            yield from self.wrapped(f"Not parsed: {self.view.document.too_large}.", 0)

    # The header

    def header(self) -> Iterator[str]:
        if self.view.document.too_large:
            return
        header = self.view.document.frontmatter
        if header is None:
            yield from self.title("HEADER", "none: the text does not begin with a line ---")
            return
        closed = "" if header.closed else ", never closed"
        yield from self.title("HEADER", f"{self.lines_of(header.span)}{closed} · {_STATUS[header.status]}")
        keys = min(max((width_of(entry.key) for entry in header.entries), default=0), MAX_KEY)
        for entry in header.entries[:MAX_ROWS]:
            yield from self.entry(entry, keys)
        if len(header.entries) > MAX_ROWS:
            yield f"{' ' * self.margin}  … {len(header.entries) - MAX_ROWS} more"
        yield from self.faults(header)

    def entry(self, entry: Entry, keys: int) -> Iterator[str]:
        key = pad(clip(entry.key, MAX_KEY), keys)
        left = f"{self.line_number(entry.span.start)}  {self.look.paint(key, 'cyan')}  "
        value, facts = _value_text(entry.value)
        yield from self.value(left, self.margin + keys + 4, value, facts)

    def value(self, left: str, indent: int, text: str, facts: str) -> Iterator[str]:
        """A value beside its key, in at most `VALUE_LINES` lines, then the facts about it."""
        room = self.look.width - indent
        note = f"  ({facts})" if facts else ""
        if width_of(text) > room - len(note):
            text = clip(text, VALUE_LINES * room - len(note) - 12)
        first, *more = wrap(text, self.look.width, first=indent, indent=indent)
        lines = [left + first, *more]
        used = width_of(more[-1]) if more else indent + width_of(first)
        if used + len(note) <= self.look.width:
            lines[-1] += self.look.paint(note, "dim")
        else:
            lines.append(" " * indent + self.look.paint(note.strip(), "dim"))
        yield from lines

    def faults(self, header: Frontmatter) -> Iterator[str]:
        indent = self.margin + 2
        if header.error is not None:
            at = self.source.position(header.error.span.start)
            text = f"strict YAML stops at {at.line}:{at.column}: {header.error.message}"
            mark = f"{' ' * (self.margin)}{self.look.paint('✗', 'red')} "
            yield from self.wrapped(clip(text, 400), indent, mark)
        for repair in header.repairs[:MAX_ROWS]:
            line = self.source.line_at(repair.span.start)
            text = f"repair in line {line}: {repair.title} ({repair.cause.value})"
            yield from self.wrapped(clip(text, 400), indent, f"{' ' * self.margin}{self.look.paint('+', 'green')} ")

    # The body

    def body(self) -> Iterator[str]:
        if self.view.document.too_large:
            return
        body = self.view.document.body
        if not body.text.strip():
            yield from self.title("BODY", "empty")
            return
        blocks = list(body.blocks)
        counts = _block_counts(blocks)
        yield from self.title("BODY", self.lines_of(body.span) + (f" · {counts}" if counts else ""))
        before = [b for b in blocks if not body.sections or b.span.start < body.sections[0].span.start]
        if before and body.sections:
            yield self.outline_row(before[0].span.start, "(before the first heading)", before)
        starts = [section.span.start for section in body.sections]
        ends = [*starts[1:], body.span.end]
        for section, end in list(zip(body.sections, ends, strict=False))[:MAX_ROWS]:
            own = [b for b in blocks if section.span.start < b.span.start < end]
            text = f"{'#' * section.level} {section.heading.text}"
            yield self.outline_row(section.span.start, "  " * (section.level - 1) + text, own)
        if len(starts) > MAX_ROWS:
            yield f"{' ' * self.margin}  … {plural(len(starts) - MAX_ROWS, 'more section')}"
        for block in [b for b in body.walk() if b.type == "code" and not b.closed][:MAX_ROWS]:
            mark = f"{' ' * self.margin}{self.look.paint('✗', 'red')} "
            line = self.source.line_at(block.span.start)
            yield from self.wrapped(f"the code fence of line {line} is never closed", self.margin + 2, mark)
        tags = Counter(f"<{'/' if tag.kind == 'close' else ''}{tag.name}>" for tag in body.tags)
        if tags:
            shown = ", ".join(f"{name} {count}x" if count > 1 else name for name, count in list(tags.items())[:30])
            yield from self.wrapped(clip(f"tags: {shown}", 600), self.margin + 2)

    def outline_row(self, offset: int, text: str, blocks: Sequence[Block]) -> str:
        counts = _block_counts(blocks)
        room = self.look.width - self.margin - 2
        name = clip(text, max(room - len(counts) - 2, room // 2))
        return f"{self.line_number(offset)}  {pad(name, room - len(counts))}{self.look.paint(counts, 'dim')}"

    # Example blocks

    def examples(self) -> Iterator[str]:
        blocks = [block for found in self.view.examples for block in found.blocks]
        problems = [problem for found in self.view.examples for problem in found.problems]
        transcripts = [found.transcript for found in self.view.examples if found.transcript is not None]
        if not (blocks or problems or transcripts):
            return
        facts = [plural(len(blocks), "block") if blocks else "no block"]
        if problems:
            facts.append(f"{plural(len(problems), 'tag')} without a match")
        if transcripts:
            facts.append("a dialogue without tags")
        yield from self.title("EXAMPLES", " · ".join(facts))
        rows = [(block.span.start, self.example_row(block)) for block in blocks]
        rows += [(p.span.start, self.look.paint(f"{p.kind} <{p.name}> in the {p.place}", "red")) for p in problems]
        rows += [(t.span.start, "a dialogue in the description, without tags") for t in transcripts]
        for offset, text in sorted(rows)[:MAX_ROWS]:
            at = self.source.position(offset)
            place = f"{at.line}:{at.column}"
            yield f"{' ' * max(self.margin - len(str(at.line)), 0)}{self.look.paint(pad(place, 8), 'blue')} {text}"
        if len(rows) > MAX_ROWS:
            yield f"{' ' * self.margin}  … {len(rows) - MAX_ROWS} more"

    def example_row(self, block: Example) -> str:
        parts = ["context"] if block.context is not None else []
        turns = [turn.speaker if turn.role == "other" else turn.role for turn in block.turns]
        parts += [clip(f"{role} {count}x" if count > 1 else role, 20) for role, count in Counter(turns).items()]
        if block.commentary is not None:
            parts.append("commentary")
        text = " · ".join(parts) or ("a placeholder" if block.placeholder else "no dialogue inside")
        closed = "" if block.close is not None else "  never closed"
        room = self.look.width - self.margin - 28 - len(closed)
        return f"{pad('in the ' + block.place, 19)}{clip(text, room)}{self.look.paint(closed, 'red')}"

    # The hosts

    def readings(self) -> Iterator[str]:
        pairs = list(zip(self.view.kinds, self.view.readings, strict=False))
        if not pairs:
            return
        yield from self.title("READINGS", f"how {_hosts(len({k.host for k, _ in pairs}))}")
        groups: dict[object, list[tuple[FileKind, Reading]]] = {}
        for kind, reading in pairs:
            key = (_sameness(reading), self.view.unknown_keys(kind, reading))
            groups.setdefault(key, []).append((kind, reading))
        for at, members in enumerate(groups.values()):
            if at:
                yield ""
            yield from self.reading([kind for kind, _ in members], members[0][1])

    def reading(self, kinds: list[FileKind], reading: Reading) -> Iterator[str]:
        mark, style = _OUTCOMES[reading.outcome]
        verb = DOES[reading.outcome]
        owner = self.view.kinds[0]
        names = ", ".join(self.view.host_name(k) + (" (the owner)" if k is owner else "") for k in kinds)
        first, *more = wrap(names, self.look.width, first=2, indent=2)
        yield f"{self.look.paint(mark, style, 'bold')} {self.look.paint(first, 'bold')}"
        yield from (self.look.paint(line, "bold") for line in more)
        if len(kinds) > 1:
            verb = _PLURAL.get(reading.outcome, verb)
        assumed = " (assumed: this reader was not run)" if reading.assumed else ""
        yield from (self.look.paint(line, style) for line in self.wrapped(verb + assumed, 4))
        for reason in reading.reasons:
            where = ""
            if reason.span is not None and reason.span.start != self.header_start:
                at = self.source.position(reason.span.start)
                where = f" ({at.line}:{at.column})"
            yield from self.wrapped(clip(reason.text + where, 400), 6, "    - ")
        if reading.outcome in (Outcome.DROPPED, Outcome.UNKNOWN):
            return
        keys = min(max((width_of(key) for key in [*reading.values, "body"]), default=0), MAX_KEY)
        unknown = self.view.unknown_keys(kinds[0], reading)
        for key, value in list(reading.values.items())[:MAX_ROWS]:
            text, facts = _plain(value)
            if key in unknown:
                facts = f"{facts}, unknown key" if facts else "unknown key"
            left = f"    {self.look.paint(pad(clip(key, MAX_KEY), keys), 'cyan')}  "
            room = self.look.width - keys - 6
            if key in self.seen and self.seen[key] == value and width_of(text) > room:
                facts = "as above, unknown key" if key in unknown else "as above"
                text = clip(text, room - len(facts) - 4)
            self.seen[key] = value
            yield from self.value(left, keys + 6, text, facts)
        start = self.source.line_at(min(reading.body_start, len(self.source.text)))
        rest = self.source.text[reading.body_start :].strip()
        yield f"    {self.look.paint(pad('body', keys), 'cyan')}  {f'from line {start}' if rest else 'empty'}"


_PLURAL = {
    Outcome.LOADED: "read it as written",
    Outcome.RECOVERED: "recover it: strict YAML rejects the header, a second try reads it",
    Outcome.CUT: "load it, but part of the header is lost",
    Outcome.NO_HEADER: "use the body and see no header",
    Outcome.DROPPED: "do not load it",
    Outcome.UNKNOWN: "not established what they do with such a file",
}


def _sameness(reading: Reading) -> object:
    """Readings with equal keys are told as one."""
    return (reading.outcome, reading.assumed, repr(reading.values), reading.reasons, reading.body_start)


def _hosts(count: int) -> str:
    return "the one host that looks for such files reads it" if count == 1 else f"{count} hosts read it"


def _one_line(text: str) -> str:
    return text.strip().replace("\r\n", "\n").replace("\n", "⏎ ")


def _length(text: str) -> str:
    return f"{len(text):,} characters" if len(text) > 60 else ""


def _value_text(node: Node | None) -> tuple[str, str]:
    """A header value on one line, and what else there is to say of it."""
    if node is None:
        return "", "nothing written"
    if isinstance(node, Scalar):
        facts = [] if node.style is ScalarStyle.PLAIN else [node.style.value]
        if length := _length(node.value):
            facts.append(length)
        if node.value == "":
            facts.append("empty")
        return _one_line(node.value[:2000]), ", ".join(facts)
    if isinstance(node, Broken):
        return _one_line(node.text[:2000]), "unreadable"
    if isinstance(node, Alias):
        return f"*{node.name}", "alias"
    if isinstance(node, YamlSequence):
        items = [_value_text(item)[0] if isinstance(item, Scalar) else "…" for item in node.items[:100]]
        return ", ".join(items), f"{'flow ' if node.flow else ''}list of {len(node.items)}"
    assert isinstance(node, YamlMapping)
    return ", ".join(e.key for e in node.entries[:100]), f"map of {plural(len(node.entries), 'key')}"


def _plain(value: Value) -> tuple[str, str]:
    """A value as a host types it, on one line, and what else there is to say of it."""
    if isinstance(value, str):
        return _one_line(value[:2000]), "empty" if not value else _length(value)
    if isinstance(value, bool):
        return ("true" if value else "false"), "boolean"
    if value is None:
        return "", "null"
    if isinstance(value, int | float):
        return str(value), "number"
    if isinstance(value, list):
        items = [_plain(item)[0] if isinstance(item, str | int | float) else "…" for item in value[:100]]
        return ", ".join(items), f"list of {len(value)}"
    return ", ".join(list(value)[:100]), f"map of {plural(len(value), 'key')}"


_BLOCK_NOUNS = {
    "paragraph": "paragraph", "list": "list", "code": "code block", "table": "table", "blockquote": "quote",
    "html": "HTML block",
}  # fmt: skip


def _block_counts(blocks: Sequence[Block]) -> str:
    found = Counter(block.type for block in blocks)
    return ", ".join(plural(found[kind], noun) for kind, noun in _BLOCK_NOUNS.items() if found[kind])  # type: ignore[index]
