"""missing-field: keys without which the host does not load the file, or loads it with less."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import (
    HOSTS,
    Applicability,
    Edit,
    Fix,
    Outcome,
    Related,
    Rule,
    Scalar,
    Severity,
    Span,
    judge_key,
    lazy_pattern,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Entry, Field, File, FileKind, Frontmatter

_NAME = lazy_pattern(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_TEXT_AFTER_HASH = lazy_pattern(r"#(?!todo|fixme|xxx)\w", re.IGNORECASE)
_NULL = frozenset(("", "~", "null", "Null", "NULL"))


class MissingField(Rule):
    """A key that is absent, or that has nothing behind it, judged by what the host does without it."""

    name = "missing-field"
    summary = "Header without a key that the host needs"
    severity = Severity.ERROR
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding for each key: that of the first host that judges."""
        header = file.frontmatter
        if header is None or not header.closed or header.too_large or header.status == "broken":
            return
        seen: set[str] = set()
        for kind in file.judges:
            if kind.frontmatter == "none" or kind.confidence == "low":
                continue
            for field in kind.fields:
                if field.required == "no" or field.name in seen:
                    continue
                entry = _entry(header, field)
                if entry is not None and (not _nothing(entry) or _cut(file, header, entry)):
                    continue
                severity = _severity(file, kind, field, entry)
                if severity is not None:
                    seen.add(field.name)
                    yield self._finding(file, header, kind, field, entry, severity)

    def _finding(
        self, file: File, header: Frontmatter, kind: FileKind, field: Field, entry: Entry | None, severity: Severity
    ) -> Diagnostic:
        key = field.name
        start = header.span.start
        span = entry.key_span if entry is not None else Span(start, start + 3)
        what = f"`{key}` is empty" if entry is not None else f"`{key}` is missing"
        near = next((e for e in header.entries if judge_key(kind.id, e.key).meant == key), None) if not entry else None
        help_ = f"Write what `{key}` is to be."
        related: tuple[Related, ...] = ()
        if near is not None:
            help_ = f"`{near.key}` may be meant to be it."
            related = (Related(file.source.locate(near.key_span), f"`{near.key}` stands here"),)
        return self.report(
            span, f"{what}: {_without(file, kind, field)}", severity=severity, help=help_, hosts=(kind.host,),
            related=related, fixes=_fixes(file, header, kind, field, entry) if near is None else (),
        )  # fmt: skip


def _entry(header: Frontmatter, field: Field) -> Entry | None:
    found = (header.get(name) for name in (field.name, *field.aliases))
    return next((entry for entry in found if entry is not None), None)


def _nothing(entry: Entry) -> bool:
    """Whether nothing stands behind the key that a host could take for its value."""
    if entry.value is None:
        return True
    if not isinstance(entry.value, Scalar):
        return False
    text = entry.value.value.strip()
    return not text or (entry.value.style == "plain" and entry.value.tag is None and text in _NULL)


def _cut(file: File, header: Frontmatter, entry: Entry) -> bool:
    """Whether the text is there and lost to a comment, of which value-cut tells."""
    comment = next((c for c in header.comments if entry.value is None and c.start in entry.line_span), None)
    return comment is not None and _TEXT_AFTER_HASH.match(file.source.text, comment.start, comment.end) is not None


def _severity(file: File, kind: FileKind, field: Field, entry: Entry | None) -> Severity | None:
    if field.required == "yes":
        lost = kind.parser is not None and file.readings[kind.id].outcome is Outcome.DROPPED
        return Severity.ERROR if lost and not _maybe_plugin(file, kind) and not _stray_skill(file) else Severity.WARNING
    if field.required == "documented" and field.name == "name":
        return None
    if field.required == "documented":
        return Severity.WARNING
    return Severity.INFO if entry is None or field.name == "description" else None


def _maybe_plugin(file: File, kind: FileKind) -> bool:
    """Whether the file may be a plugin's, which loads under the name of its file and with a stock description."""
    return kind.id == "claude-code/agent" and file.assumed and "agents" in file.path.split("/")


def _stray_skill(file: File) -> bool:
    """Whether the file is a skill in a folder of a host that is not known here, and may ask for less."""
    return file.assumed and file.kind.host == "agentskills"


def _without(file: File, kind: FileKind, field: Field) -> str:
    name = HOSTS[kind.host].name
    noun = "file" if kind.kind in ("instructions", "mode") else kind.kind
    if field.required == "yes":
        if kind.parser is None or kind.host == "agentskills":
            return (
                f"the {'specification' if kind.parser else 'documents'} of {name} require{'s' * bool(kind.parser)} it"
            )
        if _maybe_plugin(file, kind):
            return f"{name} skips the agent, unless a plugin holds it"
        return f"{name} does not load the {noun}"
    if field.name == "applyTo":
        return f"{name} attaches the file only by hand"
    if field.default is not None and field.name == "description":
        return f"{name} shows {field.default} instead"
    if field.required == "documented":
        return f"the documents of {name} require it"
    return f"the documents of {name} recommend it"


def _fixes(file: File, header: Frontmatter, kind: FileKind, field: Field, entry: Entry | None) -> tuple[Fix, ...]:
    """The name alone can be told: by the file, or by the folder of a skill."""
    if field.name != "name" or header.status != "valid":
        return ()
    parts = file.path.split("/")
    name = parts[-2] if kind.kind == "skill" and len(parts) > 1 else parts[-1].removesuffix(".md")
    if _NAME.fullmatch(name) is None:
        return ()
    if entry is not None:
        at = entry.key_span.end + len(":")
        edit = Edit(Span(at, max(entry.span.end, at)), f" {name}")
        if file.source.text[at - 1 : at] != ":":
            return ()
    else:
        edit = Edit.insert(header.content.start, f"name: {name}{file.source.preferred_newline}")
    return (Fix(f"Name it {name}", (edit,), Applicability.UNSAFE),)
