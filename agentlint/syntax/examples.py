"""Example blocks: `<example>` with context, turns and commentary, in descriptions and bodies, and what is wrong there.

Finding is separate from judging. Here tags are matched and every way in which they do not match becomes a `Problem`;
which of them is worth a word, and how loud, is for a rule to say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.source import Span
from agentlint.syntax.matching import ProblemKind, match_tags
from agentlint.syntax.nodes import Alias, Broken, Scalar
from agentlint.syntax.tags import find_tags
from agentlint.syntax.turns import find_labels, tag_role
from agentlint.syntax.views import TextView, description_view, with_line_breaks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.syntax.document import Document
    from agentlint.syntax.matching import MatchedBlock, Mismatch
    from agentlint.syntax.mentions import Pair
    from agentlint.syntax.nodes import Node
    from agentlint.syntax.tags import Tag
    from agentlint.syntax.turns import Role

Place = Literal["description", "body"]

DESCRIPTION_KEYS = ("description", "when_to_use", "whenToUse", "when-to-use")
_HINT = lazy_pattern(r"<[\s/]*(?:example|commentary)", re.IGNORECASE)
_BARE_LINES = 20
_BARE_KEY = lazy_pattern(r"(?:description|when[-_]to[-_]use|whenToUse)[ \t]*:[ \t]*")
_PSEUDO_TAG = lazy_pattern(r"<(?=[^<>\n]*[ _])[A-Za-z][^<>\n]{3,120}>")
_PSEUDO_WORDS = lazy_pattern(
    r"tools?|call(?:s|ed|ing)?|invo(?:kes?|king|cations?)|functions?|launch(?:es|ing)?|uses?|using|omitted",
    re.IGNORECASE,
)
_WORD = lazy_pattern(r"[^\W\d_]+")
_LEAD_IN = lazy_pattern(
    r"(?:(?<=[\n.!?。])|^|(?<=\s))[ \t]*[*_#]*[ \t]*(?:[\w-]+[ \t]+){0,4}examples?\b[^.!?\n:<]{0,40}[:：][*_]*\s*\Z",
    re.IGNORECASE,
)
_LAST_WORDS = lazy_pattern(r"(?<=[.!?。\n])[ \t]*[*_#]*[^.!?。\n:：<]{1,60}[:：][*_]*\s*\Z")
_LIST_MARK = lazy_pattern(r"\n?[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]*\Z")
_EXAMPLE_WORD = lazy_pattern(r"\bexamples?\b", re.IGNORECASE)
_INLINE_CODE = lazy_pattern(r"(?<!`)`[^`\n]{1,80}`(?!`)")
_EXAMPLE_HEADING = lazy_pattern(r"(?:^|(?<=[\n.:]))[-*#_ \t]*(?:example|scenario)s?\b[^\n:<]{0,80}:?", re.IGNORECASE)


@record()
class Turn:
    """One speech. `span` covers label and speech (for a tag: the tags too). `tagged`: `<user>…</user>`, no label."""

    role: Literal["user", "assistant", "other"]
    speaker: str
    span: Span
    tagged: bool
    sure: bool = True
    """False where only the name of a tag such as `<user_request>` says so."""


@record()
class Example:
    """One example block. `open` and `close` are its tags, `content` what lies between, `span` all of it.

    `close` is None for a block that is not closed; its `content` then ends before the next block. `context` covers
    label and text, `commentary` both tags and what they hold. `parent` is the opener of the block around a nested one.
    """

    place: Place
    open: Span
    close: Span | None
    content: Span
    span: Span
    context: Span | None
    turns: tuple[Turn, ...]
    commentary: Span | None
    placeholder: bool
    """Whether it holds dots or the like, and no word."""
    is_empty: bool
    parent: Span | None = None

    @property
    def has_user(self) -> bool:
        """Whether the user's side is there. Any speaker counts, as long as somebody else answers."""
        return any(turn.role == "user" for turn in self.turns) or any(turn.role == "other" for turn in self.turns)

    @property
    def has_assistant(self) -> bool:
        """Whether the assistant's side is there; a second speaker who is not named as user counts."""
        if any(turn.role == "assistant" for turn in self.turns):
            return True
        return any(turn.role == "user" for turn in self.turns) and any(turn.role == "other" for turn in self.turns)

    @property
    def is_dialogue(self) -> bool:
        """Whether the block shows that it is meant as a dialogue: two of context, user, assistant and commentary."""
        roles = {turn.role for turn in self.turns if turn.sure and turn.role != "other"}
        return len(roles) + (self.context is not None) + (self.commentary is not None) >= 2


@record()
class Replacement:
    """Put `text` in place of `span`; before it a copy of what stands in the source at `like`, if given."""

    span: Span
    text: str
    like: Span | None = None


@record()
class Problem:
    """One way in which the tags do not match.

    `span` is the tag at fault, `other` the tag that it should have matched, if any. `repair` is the one set of
    replacements that mends it, or empty where there are several ways or none.
    """

    kind: ProblemKind
    place: Place
    span: Span
    name: str
    """Name of the tag at fault, in lower case."""
    other: Span | None = None
    repair: tuple[Replacement, ...] = ()


@record()
class Transcript:
    """A dialogue written without tags. `span` is all of it with the words that lead in, `first` its first label."""

    span: Span
    first: Span


@record()
class Examples:
    """What one text holds: a description, or a body."""

    place: Place
    blocks: tuple[Example, ...] = ()
    problems: tuple[Problem, ...] = ()
    pseudo_tags: tuple[Span, ...] = ()
    """Stage directions that look like tags, such as `<Task tool call to …>`."""
    transcript: Transcript | None = None
    """A dialogue written without tags (descriptions only)."""


def find_examples(document: Document) -> tuple[Examples, ...]:
    """Example blocks of a file: of each description in its header, then of its body. Texts without any are left out.

    What was found is kept with the document, since several rules ask.
    """
    known: tuple[Examples, ...] | None = document.__dict__.get("_examples")
    if known is None:
        known = document.__dict__["_examples"] = _find_examples(document)
    return known


def _find_examples(document: Document) -> tuple[Examples, ...]:
    results = [
        scan_description(value)
        for entry in document.frontmatter or ()
        if entry.key in DESCRIPTION_KEYS and (value := _text_node(entry.value)) is not None
    ]
    body = document.body
    bare = _bare_description(document)
    if bare is not None:
        results.append(scan_description(bare))
    if _HINT.search(document.source.text, body.span.start, body.span.end):
        start = body.span.start
        code = [(span.start - start, span.end - start) for span in body.code_spans]
        if bare is not None:
            code = sorted([*code, (bare.span.start - start, bare.span.end - start)])
        results.append(_scan(TextView(body.text, start), "body", code))
    return tuple(r for r in results if r.blocks or r.problems or r.transcript)


def scan_description(value: Scalar | Broken) -> Examples:
    """Example blocks of one description value."""
    return _scan(description_view(value), "description")


def without_examples(description: str) -> str:
    r"""The claim of a description: its text without example blocks, tagged or not, and without the words that lead in.

    Takes the value as YAML gives it; a literal `\n` counts as a line break. What is left keeps its own line breaks.
    """
    text = with_line_breaks(description)
    shown = _shown(text)
    if not shown:
        return text.strip()
    kept: list[str] = []
    at = 0
    for start, end in sorted(shown):
        kept.append(_strip_lead_in(text[at:start]))
        at = max(at, end)
    kept.append(text[at:])
    left = "\n".join(filter(None, (part.strip() for part in kept)))
    left = re.sub(r"</?examples>|</?example>|</?commentary>", "", left, flags=re.IGNORECASE)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in left.split("\n"))).strip()


def _shown(text: str) -> list[Pair]:
    """Where the examples of a description stand: what `_scan` finds, without a look into the blocks."""
    if _HINT.search(text):
        blocks, mismatches = match_tags(text, find_tags(text), True, _code_of(text))
        if blocks or mismatches:
            return [(block.open[0], block.end) for block in blocks if block.parent is None]
    transcript = _transcript(TextView(text))
    return [] if transcript is None else [(transcript.span.start, transcript.span.end)]


def _strip_lead_in(text: str) -> str:
    text = text.rstrip()
    tail_at = max(0, len(text) - 200)
    head, tail = text[:tail_at], text[tail_at:]
    tail = re.sub(r"<examples>\s*\Z", "", tail, flags=re.IGNORECASE)
    tail = _LIST_MARK.sub("", tail)
    return head + _LAST_WORDS.sub("", _LEAD_IN.sub("", tail))


def _bare_description(document: Document) -> Broken | None:
    """In a file that begins with keys but has no `---`: the one-line description with its literal line breaks."""
    if document.frontmatter is not None:
        return None
    source = document.source
    for line in range(1, min(source.line_count, _BARE_LINES) + 1):
        span = source.line_span(line)
        key = _BARE_KEY.match(source.text, span.start, span.end)
        if key is not None and source.text.find("\\n", key.end(), span.end) >= 0:
            value = Span(key.end(), span.end)
            return Broken(value, source.slice(value))
    return None


def _text_node(node: Node | None) -> Scalar | Broken | None:
    if isinstance(node, Alias):
        node = node.target
    return node if isinstance(node, Scalar | Broken) else None


def _scan(view: TextView, place: Place, code: list[Pair] | None = None) -> Examples:
    text = view.text
    if not _HINT.search(text):
        return Examples(place, transcript=_transcript(view) if place == "description" else None)
    tags = find_tags(text)
    blocks, mismatches = match_tags(text, tags, place == "description", code if code is not None else _code_of(text))
    starts = [tag.span.start for tag in tags]
    examples: list[Example] = []
    pseudo: list[Span] = []
    for block in blocks:
        inner = tags[bisect_left(starts, block.open[1]) : bisect_left(starts, block.content_end)]
        example = _example(view, place, block, inner)
        examples.append(example)
        if place == "description" or example.is_dialogue:
            pseudo.extend(_pseudo_tags(view, block))
    problems = tuple(_problem(view, place, mismatch) for mismatch in mismatches)
    transcript = _transcript(view) if place == "description" and not blocks and not problems else None
    return Examples(place, tuple(examples), problems, tuple(dict.fromkeys(pseudo)), transcript)


def _code_of(text: str) -> list[Pair]:
    """Inline code of a description: short, on one line. It is no Markdown, so a lone backtick must not reach far."""
    return [(m.start(), m.end()) for m in _INLINE_CODE.finditer(text)]


def _span(view: TextView, pair: Pair) -> Span:
    return view.span(pair[0], pair[1])


def _trimmed(view: TextView, start: int, end: int) -> Span:
    text = view.text
    while end > start and text[end - 1].isspace():
        end -= 1
    return view.span(start, end)


def _problem(view: TextView, place: Place, mismatch: Mismatch) -> Problem:
    repair = tuple(
        Replacement(_span(view, r.span), r.text, None if r.like is None else _span(view, r.like))
        for r in mismatch.repair
    )
    other = None if mismatch.other is None else _span(view, mismatch.other)
    return Problem(mismatch.kind, place, _span(view, mismatch.span), mismatch.name, other, repair)


def _example(view: TextView, place: Place, block: MatchedBlock, tags: Sequence[Tag]) -> Example:
    start, end = block.open[1], block.content_end
    skip = block.commentary if block.commentary is not None and block.commentary_closed else (end, end)
    marks: list[tuple[int, int, Role, str, bool, bool]] = [
        (label.start, -1, label.role, label.speaker, False, True)
        for label in find_labels(view.text, start, end)
        if not skip[0] <= label.start < skip[1]
    ]
    closers: dict[str, list[int]] = {}
    for tag in tags:
        if tag.kind == "close":
            closers.setdefault(tag.name, []).append(tag.span.end)
    for tag in tags:
        role = tag_role(tag.name) if tag.kind == "open" else None
        if role is not None and not skip[0] <= tag.span.start < skip[1]:
            ends = closers.get(tag.name, ())
            at = bisect_left(ends, tag.span.end)
            marks.append((tag.span.start, ends[at] if at < len(ends) else -1, role[0], tag.name, True, role[1]))
    marks.sort()
    context: Span | None = None
    turns: list[Turn] = []
    for index, (at, known_end, role_name, speaker, tagged, sure) in enumerate(marks):
        following = marks[index + 1][0] if index + 1 < len(marks) else end
        if at < skip[0] < following:
            following = skip[0]
        span = view.span(at, known_end) if known_end >= 0 else _trimmed(view, at, following)
        if role_name == "context":
            context = context or span
        else:
            turns.append(Turn(role_name, speaker, span, tagged, sure))
    close = None if block.close is None else _span(view, block.close)
    return Example(
        place, _span(view, block.open), close, view.span(start, end), view.span(block.open[0], block.end), context,
        tuple(turns), None if block.commentary is None else _span(view, block.commentary),
        placeholder=block.first < end and _WORD.search(view.text, start, end) is None,
        is_empty=block.first >= end,
        parent=None if block.parent is None else _span(view, block.parent),
    )  # fmt: skip


def _pseudo_tags(view: TextView, block: MatchedBlock) -> list[Span]:
    return [
        view.span(match.start(), match.end())
        for match in _PSEUDO_TAG.finditer(view.text, block.open[1], block.content_end)
        if any(_PSEUDO_WORDS.fullmatch(word) for word in _WORD.findall(match[0]))
    ]


def _transcript(view: TextView) -> Transcript | None:
    """A dialogue without tags: from the words that lead in, or the first label, to the end of the last speech."""
    text = view.text
    labels = find_labels(text)
    if not {"user", "assistant"} <= {label.role for label in labels}:
        return None
    if all(label.inner for label in labels) and not _EXAMPLE_WORD.search(text, 0, labels[0].start):
        return None
    first = labels[0].start
    heading = _EXAMPLE_HEADING.search(text, 0, first)
    start = heading.start() if heading else first
    last = max(label.end for label in labels)
    line_break = text.find("\n", last)
    end = line_break if line_break >= 0 else len(text)
    return Transcript(_trimmed(view, start, end), view.span(first, labels[0].end))
