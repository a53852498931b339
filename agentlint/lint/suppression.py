"""Comments that silence findings, and the findings about comments that silence nothing.

In the frontmatter, on a line of its own: `# agentlint-ignore[rule, rule] reason` for the entry below it,
`# agentlint-ignore-file[rule] reason` for the file. In the body `<!-- agentlint-ignore[rule] reason -->` for the block
below it, or for all between a tag below it and the tag that closes it. At the end of a line, or with `: ` or `---`
inside, a comment would change what Claude Code reads when it recovers a broken header, so such forms do not count and
are findings themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import field
from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from agentlint.lint.fingerprint import with_fingerprints
from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Range, Span
from agentlint.syntax.nodes import Entry, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from agentlint.lint.registry import Registry
    from agentlint.source import Source
    from agentlint.syntax.document import Document
    from agentlint.syntax.markdown import Block
    from agentlint.syntax.nodes import Frontmatter, Node
    from agentlint.syntax.tags import Tag

UNUSED = "unused-suppression"
FORMATTER = "format"
"""The name under which a whole file is kept from the formatter. No rule."""
UNSUPPRESSIBLE = frozenset({"internal-error", "unreadable-file", "too-large"})

_MARK = "agentlint-ignore"
_MAX_HINTS = 100
_FORM = lazy_pattern(r"agentlint-ignore(-file)?\[([^\[\]\r\n]*)\]")
_HTML_COMMENT = lazy_pattern(r"<!--[ \t\r\n]*(agentlint-ignore(?:(?!-->)[^<]){0,1000})-->")
_YAML_COMMENT = lazy_pattern(r"#[ \t]*agentlint-ignore[^\r\n]*")
_NAME = lazy_pattern(r"[^,]+")
_BLANKS = lazy_pattern(r"\s*")


@record()
class SuppressedName:
    """One rule name of a comment. `removal` deletes the name, or the comment's line where it is the only one."""

    name: str
    span: Span
    range: Range
    removal: Edit


@record()
class Suppression:
    """A comment that counts. It silences its rules where a finding begins inside `target`; None stands for the file."""

    names: tuple[SuppressedName, ...]
    target: Span | None
    removal: Edit


@record()
class WrongForm:
    """A comment that does not count, and why."""

    span: Span
    range: Range
    message: str
    help: str


@record()
class Suppressions:
    """All suppression comments of one file, in text order."""

    path: str = ""
    items: tuple[Suppression, ...] = ()
    wrong: tuple[WrongForm, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.wrong)


@record()
class Applied:
    """What is left after suppression, and the indices (comment, name) of what silenced something."""

    kept: tuple[Diagnostic, ...]
    used: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def find_suppressions(document: Document) -> Suppressions:
    """All suppression comments of a file. The body's blocks are parsed only if its text has such a comment."""
    source = document.source
    if _MARK not in source.text:
        return Suppressions(source.path)
    finder = _Finder(source)
    header = document.frontmatter
    if header is not None:
        finder.in_header(header)
    body = document.body_span
    if source.text.find(_MARK, body.start, body.end) != -1:
        finder.in_body(document)
    return Suppressions(source.path, tuple(finder.items), tuple(finder.wrong))


def apply(suppressions: Suppressions, diagnostics: Iterable[Diagnostic], registry: Registry) -> Applied:
    """Take out the diagnostics of one file that its comments silence. `registry` tells former rule names.

    Where several comments cover a finding, the nearest counts as used, of comments for the same lines the first.
    """
    found = list(diagnostics)
    if not suppressions.items:
        return Applied(tuple(found))
    by_rule: dict[str, dict[Span | None, tuple[int, int]]] = {}
    for index, item in enumerate(suppressions.items):
        for number, name in enumerate(item.names):
            rule = registry.canonical(name.name)
            if rule is not None and rule not in UNSUPPRESSIBLE:
                by_rule.setdefault(rule, {}).setdefault(item.target, (index, number))
    places: dict[str, list[int]] = {}
    for place, diagnostic in enumerate(found):
        if diagnostic.rule in by_rule:
            places.setdefault(diagnostic.rule, []).append(place)
    silenced: dict[int, tuple[int, int]] = {}
    for rule, mine in places.items():
        silenced.update(_nearest_comments(by_rule[rule], mine, [found[place].span.start for place in mine]))
    kept = tuple(diagnostic for place, diagnostic in enumerate(found) if place not in silenced)
    return Applied(kept, frozenset(silenced.values()))


def _nearest_comments(
    targets: Mapping[Span | None, tuple[int, int]], places: Sequence[int], offsets: Sequence[int]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """For each place whose offset lies in a target the comment of the innermost one; one sweep over both."""
    spans = sorted((s for s in targets if s is not None), key=lambda s: (s.start, -s.end))
    whole_file = targets.get(None)
    open_: list[Span] = []
    following = 0
    for offset, place in sorted(zip(offsets, places, strict=True)):
        while following < len(spans) and spans[following].start <= offset:
            open_.append(spans[following])
            following += 1
        while open_ and open_[-1].end <= offset:
            open_.pop()
        if open_:
            yield place, targets[open_[-1]]
        elif whole_file is not None:
            yield place, whole_file


def report_unused(
    suppressions: Suppressions,
    used: Collection[tuple[int, int]],
    ran: Collection[str],
    registry: Registry,
    *,
    severity: Severity | None = None,
) -> tuple[Diagnostic, ...]:
    """The `unused-suppression` findings of one file, resolved.

    `used` comes from `apply`. `ran` names the rules whose findings are complete: a comment for any other rule may be
    needed in another run and is left alone. `severity` replaces the rule's own. Findings that the comments themselves
    silence are left out.
    """
    found = [
        _finding(suppressions.path, wrong.span, wrong.range, wrong.message, wrong.help, severity)
        for wrong in suppressions.wrong
    ]
    for index, item in enumerate(suppressions.items):
        idle = [
            (number, *verdict)
            for number, name in enumerate(item.names)
            if (verdict := _verdict(name.name, item, (index, number) in used, ran, registry, len(found))) is not None
        ]
        whole = len(idle) == len(item.names)
        for number, message, help_ in idle:
            name = item.names[number]
            fix = Fix("Remove the comment", (item.removal,)) if whole else Fix(
                f"Remove `{_short(name.name)}` from the comment", (name.removal,), Applicability.SAFE
            )  # fmt: skip
            found.append(_finding(suppressions.path, name.span, name.range, message, help_, severity, fix))
    return tuple(with_fingerprints(apply(suppressions, found, registry).kept, None))


def _verdict(
    name: str, item: Suppression, used: bool, ran: Collection[str], registry: Registry, before: int
) -> tuple[str, str] | None:
    if name == FORMATTER:
        if item.target is None:
            return None
        return "`format` is for whole files", f"Write `# {_MARK}-file[{FORMATTER}]` in the header."
    rule = registry.canonical(name)
    if rule is None and registry.lacking(name) is not None:
        return None
    if rule is None:
        # Looking for a near name is dear; who has a hundred wrong ones needs no more hints.
        hint = registry.suggest(name) if before < _MAX_HINTS else None
        message = f"no rule is named `{_short(name)}`"
        return message, f"Did you mean `{hint}`?" if hint else "Remove the name; `agentlint rule` lists all rules."
    if rule in UNSUPPRESSIBLE:
        return f"`{rule}` cannot be suppressed", "Remove the name."
    if used or rule not in ran or rule == UNUSED:
        return None
    return f"nothing here to suppress for `{rule}`", "Remove the name from the comment."


def _finding(
    path: str, span: Span, range_: Range, message: str, help_: str, severity: Severity | None, fix: Fix | None = None
) -> Diagnostic:
    return Diagnostic(
        UNUSED, severity or Severity.WARNING, message, span, help=help_, path=path, range=range_,
        fixes=(fix,) if fix is not None else (),
    )  # fmt: skip


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:37] + "..."


def _closings(tags: Iterable[Tag]) -> dict[int, int]:
    """Start of each opening tag to the end of the tag that closes it."""
    closings: dict[int, int] = {}
    open_: dict[str, list[int]] = {}
    for tag in tags:
        if tag.kind == "open":
            open_.setdefault(tag.name, []).append(tag.span.start)
        elif tag.kind == "close" and open_.get(tag.name):
            closings[open_[tag.name].pop()] = tag.span.end
    return closings


class _Finder:
    """Collects the comments of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.items: list[Suppression] = []
        self.wrong: list[WrongForm] = []
        self.closings: dict[int, int] | None = None

    def in_header(self, header: Frontmatter) -> None:
        for span in self.header_comments(header):
            text = self.source.slice(span)
            line = self.source.line_span(self.source.line_at(span.start))
            match = _FORM.match(text.lstrip("#").lstrip(" \t"))
            own_line = not self.source.text[line.start : span.start].strip(" \t")
            if not own_line:
                self.reject(
                    span, "a suppression at the end of a line does not count",
                    "Put the comment on a line of its own above the entry; some hosts read it into the value here.",
                )  # fmt: skip
            elif match is None:
                self.reject_form(span, text, "# agentlint-ignore[rule-name] reason")
            elif ": " in text or text.rstrip().endswith(":") or "---" in text:
                bad = "`---`" if "---" in text else "`: `"
                self.reject(
                    span, f"a suppression with {bad} inside does not count",
                    f"Word the reason without {bad}; some hosts take it for part of the header's structure.",
                )  # fmt: skip
            else:
                at = span.start + text.index("[") + 1
                target = None if match[1] else self.entry_below(header.entries, span)
                self.accept(match[2], at, target, self.whole_line(line))

    def header_comments(self, header: Frontmatter) -> Iterator[Span]:
        """Comments of the header that speak to us, in text order.

        In a valid header those that the parser saw. A repair may have made text of a line that begins with `#`, which
        no text of valid YAML does, so in a repaired header such lines count too; in a broken one every comment-like
        end of a line.
        """
        text = self.source.text
        spans = {span for span in header.comments if _YAML_COMMENT.match(text, span.start, span.end)}
        if header.status != "valid":
            starts = {span.start for span in spans}
            before = "\r\n" if header.status == "repaired" else " \t\r\n"
            for match in _YAML_COMMENT.finditer(text, header.content.start, header.content.end):
                at = match.start()
                if at not in starts and (at == header.content.start or text[at - 1] in before):
                    spans.add(Span(at, at + len(match[0].rstrip(" \t"))))
        return iter(sorted(spans))

    def entry_below(self, entries: Sequence[Entry], comment: Span) -> Span:
        """Lines of the entry, or of the list item inside one, that follows the comment; empty if none does."""
        while True:
            starts = [entry.key_span.start for entry in entries]
            index = bisect_left(starts, comment.end)
            holder = entries[index - 1] if index else None
            inner = holder.value if holder is not None and comment.start < holder.span.end else None
            if isinstance(inner, YamlMapping) and not inner.flow:
                entries = inner.entries
                continue
            if isinstance(inner, YamlSequence) and not inner.flow:
                return self.item_below(inner.items, comment)
            if index == len(entries):
                return Span(comment.end, comment.end)
            entry = entries[index]
            return Span(self.line_start(entry.key_span.start), max(entry.line_span.end, entry.span.end))

    def item_below(self, items: Sequence[Node], comment: Span) -> Span:
        for item in items:
            if item.span.start >= comment.end:
                return Span(self.line_start(item.span.start), item.span.end + 1)
        return Span(comment.end, comment.end)

    def in_body(self, document: Document) -> None:
        body = document.body_span
        text = self.source.text
        blocks = document.body.blocks
        starts = [block.span.start for block in blocks]
        code = document.body.code_spans
        code_starts = [span.start for span in code]
        for match in _HTML_COMMENT.finditer(text, body.start, body.end):
            before = bisect_left(code_starts, match.start() + 1) - 1
            if before >= 0 and match.start() in code[before]:
                continue
            span = Span(match.start(), match.end())
            inner = match[1]
            form = _FORM.match(inner)
            if form is None:
                self.reject_form(span, inner, "<!-- agentlint-ignore[rule-name] reason -->")
            elif form[1]:
                self.reject(
                    span, "`agentlint-ignore-file` counts in the frontmatter only",
                    "Write it as a `#` comment in the frontmatter, or use `per-file-ignores` in the configuration.",
                )  # fmt: skip
            else:
                target = self.with_tag(self.block_below(blocks, starts, span), document)
                first, last = self.source.line_at(span.start), self.source.line_at(span.end)
                lines = Span(self.source.line_span(first).start, self.source.line_span(last).end)
                alone = not (text[lines.start : span.start] + text[span.end : lines.end]).strip(" \t")
                removal = self.whole_line(lines) if alone else Edit.delete(span)
                self.accept(form[2], match.start(1) + inner.index("[") + 1, target, removal)

    def block_below(self, blocks: Sequence[Block], starts: list[int], comment: Span) -> Span:
        """The block that follows the comment; where the comment begins an HTML block that goes on, its rest."""
        index = bisect_left(starts, comment.end)
        around = blocks[index - 1] if index else None
        if around is not None and self.source.text[comment.end : around.span.end].strip():
            return Span(comment.end, around.span.end)
        if index == len(blocks):
            return Span(comment.end, comment.end)
        span = blocks[index].span
        return Span(span.start, max(span.end, span.start + 1))

    def with_tag(self, target: Span, document: Document) -> Span:
        """The target; one that begins with a tag goes up to the tag that closes it: an example holds many blocks."""
        first = _BLANKS.match(self.source.text, target.start)
        at = first.end() if first is not None else target.start
        if not self.source.text.startswith("<", at):
            return target
        if self.closings is None:
            self.closings = _closings(document.body.tags)
        return Span(target.start, max(target.end, self.closings.get(at, target.end)))

    def accept(self, listed: str, at: int, target: Span | None, removal: Edit) -> None:
        """Keep a well-formed comment; `listed` is the text between its brackets, which begins at offset `at`."""
        parts = [(m.start(), m.end()) for m in _NAME.finditer(listed) if m[0].strip()]
        names = []
        for number, (start, end) in enumerate(parts):
            text = listed[start:end]
            first = at + start + len(text) - len(text.lstrip())
            span = Span(first, first + len(text.strip()))
            if number + 1 < len(parts):
                following = listed[slice(*parts[number + 1])]
                gone = Span(span.start, at + parts[number + 1][0] + len(following) - len(following.lstrip()))
            else:
                gone = Span(at + parts[number - 1][1] if number else at, span.end)
            names.append(SuppressedName(text.strip(), span, self.source.range(span), self.resolved(Edit.delete(gone))))
        if names:
            self.items.append(Suppression(tuple(names), target, self.resolved(removal)))
        else:
            span = Span(at - 1, at + len(listed) + 1)
            self.reject(span, "a suppression names no rule", "Name the rules in the brackets, or remove the comment.")

    def reject_form(self, span: Span, text: str, form: str) -> None:
        blanket = re.search(r"agentlint-ignore(?:-file)?[ \t]*(\r|\n|$)", text) is not None
        message = f"a suppression {'without rule names' if blanket else 'of this form'} does not count"
        self.reject(span, message, f"Write it as `{form}`.")

    def reject(self, span: Span, message: str, help_: str) -> None:
        self.wrong.append(WrongForm(span, self.source.range(span), message, help_))

    def whole_line(self, line: Span) -> Edit:
        """Delete lines with the break behind them."""
        text = self.source.text
        end = line.end
        if text.startswith("\r\n", end):
            end += 2
        elif end < len(text):
            end += 1
        return Edit.delete(Span(line.start, end))

    def line_start(self, offset: int) -> int:
        return self.source.line_span(self.source.line_at(offset)).start

    def resolved(self, edit: Edit) -> Edit:
        return Edit(edit.span, edit.text, self.source.range(edit.span))
