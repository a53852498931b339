"""May this text replace that one? The one function that every writer asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from agentlint.diagnostic import Applicability
from agentlint.hosts.catalog import TOOL_LISTS
from agentlint.hosts.reader import read, typed_values
from agentlint.hosts.reading import Outcome
from agentlint.patterns import lazy_pattern
from agentlint.records import record
from agentlint.rendered import difference
from agentlint.source import Span
from agentlint.syntax.document import Document
from agentlint.syntax.markdown import Body
from agentlint.syntax.nodes import Broken
from agentlint.syntax.schema import entries_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentlint.diagnostic import Edit
    from agentlint.hosts.model import FileKind
    from agentlint.hosts.reading import Reading, Value
    from agentlint.source import Source
    from agentlint.syntax.nodes import Frontmatter

_RANK = {
    Outcome.LOADED: 0, Outcome.RECOVERED: 1, Outcome.CUT: 2, Outcome.NO_HEADER: 3, Outcome.DROPPED: 4,
    Outcome.UNKNOWN: 5,
}  # fmt: skip
_STATUS = {"valid": 0, "repaired": 1, "broken": 2}
_PUNCTUATION = lazy_pattern(r"[,\s()]")
_OWN_COMMENT = lazy_pattern(r"<!--[ \t\r\n]*agentlint-ignore(?:(?!-->).)*-->", re.DOTALL)
_BREAK = lazy_pattern(r"\r\n?|\n")


@record()
class Refusal:
    """Why a text may not be written: a stable kebab-case `code` and a sentence fragment."""

    code: str
    reason: str


def prove(
    before: Source,
    after: Source,
    kinds: Sequence[FileKind],
    edits: Sequence[Edit],
    applicability: Applicability,
    purpose: Literal["fix", "format"] = "fix",
) -> Refusal | None:
    """None where `after` may replace `before`, else why not.

    `kinds` are all file kinds that claim the file, the owner's first. `edits` are what was applied to `before`, in
    order of position; everything outside them must be the same. A safe change must leave every host with what it read:
    where it read the header as written, the same values; where it recovered or dropped it, for each key the value as
    before or what strict YAML makes of the author's line. An unsafe change must only not make any reading worse. A safe
    fix leaves the body alone; a format may change it where it renders the same and code, tags and placeholders stay.
    """
    if _spliced(before.text, edits) != after.text:
        return Refusal("outside-edits", "text outside the edits changed")
    old, new = Document.of(before), Document.of(after)
    new.share_header(old)
    header, mended = old.frontmatter, new.frontmatter
    if header is not None and (mended is None or _STATUS[mended.status] > _STATUS[header.status]):
        return Refusal("header-worse", "the header would parse worse than before")
    if header is not None and mended is not None and header.closed and not mended.closed:
        return Refusal("header-worse", "the header would no longer be closed")
    safe = applicability is Applicability.SAFE
    if purpose == "format":
        refusal = _same_look(old, new)
        if refusal is not None:
            return refusal
    elif safe and not _body_kept(before, old, edits):
        return Refusal("body-changed", "a safe fix would change the body")
    if purpose == "format" and mended is header is not None and all(e.span.start > header.span.end for e in edits):
        # The header and the line behind it are the same to the letter, and so is what a host reads of them.
        return next(filter(None, (_same_text(k, read(old, k), read(new, k), old, new) for k in kinds)), None)
    for kind in kinds:
        was, now = read(old, kind), read(new, kind)
        refusal = _same_reading(kind, kinds[0], was, now, old.frontmatter, safe)
        if refusal is None and purpose == "format":
            refusal = _same_text(kind, was, now, old, new)
        if refusal is None and safe and purpose == "fix" and not _untouched_body(kind, was, now, old, new, edits):
            refusal = Refusal("body-changed", f"{kind.id} would read another body")
        if refusal is not None:
            return refusal
    if safe and kinds and header is not None and mended is not None:
        changed = _changed_entry(kinds[0], header, mended)
        if changed is not None:
            return Refusal("value-changed", f"strict YAML would read another {changed}")
    return None


def _same_look(old: Document, new: Document) -> Refusal | None:
    """Whether a format keeps what the body shows, the comments of the header, and each entry where none is mended."""
    other = difference(old.body, new.body)
    if other is not None:
        return Refusal(f"{other}-changed", f"the body's {other} would change")
    header, mended = old.frontmatter, new.frontmatter
    if header is None or mended is None or header is mended or header.status != mended.status:
        return None
    if _comments(old) != _comments(new):
        return Refusal("comments-changed", "a comment in the header would change")
    if header.status != "valid" and _raw_entries(old) != _raw_entries(new):
        return Refusal("value-changed", "a header that YAML cannot parse would change")
    return None


def _comments(document: Document) -> list[str]:
    header = document.frontmatter
    return sorted(document.source.slice(c).rstrip() for c in header.comments) if header is not None else []


def _raw_entries(document: Document) -> list[tuple[str, list[str]]]:
    entries = document.frontmatter.entries if document.frontmatter is not None else ()
    return [(e.key, [line.rstrip() for line in _BREAK.split(document.source.slice(e.span))]) for e in entries]


def _same_text(kind: FileKind, was: Reading, now: Reading, old: Document, new: Document) -> Refusal | None:
    """Whether a host that takes other lines than the author for the body sees the same in them."""
    if was.outcome is not now.outcome or was.body_start == old.body_span.start:
        return None
    before = Body(old.source, Span(was.body_start, len(old.source.text)))
    after = Body(new.source, Span(now.body_start, len(new.source.text)))
    other = difference(before, after)
    return Refusal(f"{other}-changed", f"the {other} that {kind.id} sees would change") if other is not None else None


def _spliced(text: str, edits: Sequence[Edit]) -> str | None:
    pieces = []
    at = 0
    for edit in edits:
        if edit.span.start < at or edit.span.end > len(text):
            return None
        pieces += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*pieces, text[at:]])


def _body_kept(before: Source, old: Document, edits: Sequence[Edit]) -> bool:
    """Whether no edit touches the body, but for comments that are addressed to this program."""
    start = old.body_span.start
    return all(e.span.end <= start or _on_own_comment(before.text, start, e) for e in edits)


def _on_own_comment(text: str, start: int, edit: Edit) -> bool:
    """Whether an edit takes out one comment of ours, with the rest of its line at most, or changes what it lists."""
    span = edit.span
    opener = text.find("<!--", span.start, span.end)
    if opener != -1:
        comment = _OWN_COMMENT.match(text, opener, span.end)
        if comment is None or edit.text:
            return False
        around = text[span.start : opener] + text[comment.end() : span.end]
        return not around.strip(" \t\r\n") and len(_BREAK.findall(around)) <= 1
    opener = text.rfind("<!--", start, span.start)
    comment = _OWN_COMMENT.match(text, opener) if opener != -1 else None
    if comment is None or not opener + 4 <= span.start <= span.end <= comment.end() - 3:
        return False
    changed = text[opener : span.start] + edit.text + text[span.end : comment.end()]
    return _OWN_COMMENT.fullmatch(changed) is not None and changed.count("<!--") == 1


def _changed_entry(owner: FileKind, header: Frontmatter, mended: Frontmatter) -> str | None:
    """A key that strict YAML, after the repairs, would no longer read as it is written, or that is new."""
    left = _by_present_names(owner, entries_value(header.entries))
    right = _by_present_names(owner, entries_value(mended.entries))
    raw = {e.key for e in header.entries if isinstance(e.value, Broken)}
    for key in sorted(left.keys() | right.keys()):
        if key not in left or key not in right:
            return key
        if key not in raw and not _equal(owner, owner, key, left[key], right[key], exact=True):
            return key
    return None


def _untouched_body(
    kind: FileKind, was: Reading, now: Reading, old: Document, new: Document, edits: Sequence[Edit]
) -> bool:
    """Whether the host takes the same text for the body: what is header for its owner may be body for another."""
    if not was.loads or kind.frontmatter == "none":
        return True
    start, ours = was.body_start, old.body_span.start
    if any(e.span.end > start and e.span.start < ours for e in edits):
        return False
    grown = sum(len(e.text) - len(e.span) for e in edits if e.span.start >= max(start, ours))
    return len(new.source.text) - now.body_start == len(old.source.text) - start + grown


def _same_reading(
    kind: FileKind, owner: FileKind, was: Reading, now: Reading, header: Frontmatter | None, safe: bool
) -> Refusal | None:
    if was.outcome is Outcome.UNKNOWN:
        # What is not known cannot get worse; but strict YAML must then read the author's lines.
        return None if now.outcome is Outcome.UNKNOWN or not safe else _kept(kind, owner, was, now, header)
    # What a host does not load at all cannot get worse either, though it may be unknown what becomes of the new text.
    if was.outcome is not Outcome.DROPPED and _RANK[now.outcome] > _RANK[was.outcome]:
        return Refusal("reading-worse", f"{kind.id} would be {now.outcome.value}, now {was.outcome.value}")
    return _kept(kind, owner, was, now, header) if safe else None


def _kept(kind: FileKind, owner: FileKind, was: Reading, now: Reading, header: Frontmatter | None) -> Refusal | None:
    strict = was.outcome is Outcome.LOADED
    loaded = was.outcome in (Outcome.LOADED, Outcome.RECOVERED, Outcome.CUT)
    lines = {} if strict else _line_values(kind, header, joined=not loaded)
    before, after = _by_present_names(kind, was.values), _by_present_names(kind, now.values)
    gone = sorted(set(before) - set(after)) if loaded else []
    if gone:
        return Refusal("value-changed", f"{kind.id} would no longer read {gone[0]}")
    for key, value in after.items():
        if key in before and _equal(kind, owner, key, before[key], value, exact=strict):
            continue
        if strict or key not in lines or not _equal(kind, owner, key, lines[key], value, exact=False):
            return Refusal("value-changed", f"{kind.id} would read another {key}")
    return None


def _by_present_names(kind: FileKind, values: Mapping[str, Value]) -> Mapping[str, Value]:
    """The values under the names that the host gives its keys now, where it takes an old name for the new one."""
    new = {f.name: f.renamed_to for f in kind.fields if f.status == "deprecated" and f.renamed_to and f.name in values}
    new = {old: name for old, name in new.items() if name not in values}
    return {new.get(key, key): value for key, value in values.items()} if new else values


def _line_values(kind: FileKind, header: Frontmatter | None, *, joined: bool) -> Mapping[str, Value]:
    """What strict YAML makes of each entry as written; with `joined` also of text that ran to the margin."""
    if header is None:
        return {}
    apart = {r.key for r in header.repairs if not r.keeps_keys}
    values = typed_values(kind, [e for e in header.entries if joined or e.key not in apart])
    return _by_present_names(kind, values)


def _equal(kind: FileKind, owner: FileKind, key: str, left: Value, right: Value, *, exact: bool) -> bool:
    if type(left) is not type(right):
        return False
    # The names are those of the owner's tools; other hosts that read its files translate them or take no tools at all.
    for judge in (owner, kind):
        if key in judge.tool_fields and judge.tools is not None:
            return _granted(judge.tools, left) == _granted(judge.tools, right)
    if isinstance(left, str) and isinstance(right, str) and not exact:
        # A second try keeps blanks at the end of a line.
        return left.strip() == right.strip()
    return left == right


def _granted(tools: str, value: Value) -> frozenset[str]:
    """The tools that a value names, old names and aliases resolved; order and repetition do not count."""
    known = TOOL_LISTS[tools]
    to = {t.name: t.maps_to for t in known.tools if t.status in ("renamed", "alias") and t.maps_to}
    if isinstance(value, str):
        names = _names(value)
    elif isinstance(value, list):
        names = [n for item in value for n in (_names(item) if isinstance(item, str) else [repr(item)])]
    elif isinstance(value, dict):
        names = [f"{name}: {granted}" for name, granted in value.items()]
    else:
        names = [repr(value)]
    out = set()
    for name in filter(None, names):
        word, paren, rest = name.partition("(")
        out.add(to.get(word, word) + paren + rest)
    return frozenset(n.lower() for n in out) if known.case == "insensitive" else frozenset(out)


def _names(text: str) -> list[str]:
    """The parts between commas and blanks that stand in no parentheses."""
    names = []
    depth = at = 0
    for found in _PUNCTUATION.finditer(text):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth = max(depth - 1, 0)
        elif depth == 0:
            names.append(text[at : found.start()])
            at = found.end()
    return [*names, text[at:]]
