"""missing-frontmatter: files that their host does not load, or knows too little of, for want of a header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Outcome, Rule, Severity, Span, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, FileKind

_DOCUMENT = lazy_pattern(
    r"[A-Z0-9_. -]+|(?i:readme|index|overview|changelog|contributing|license|todo|notes?|guide|summary|[a-z-]*template)"
    r"|[_.].*|.*[-_.](?:readme|guide|guidelines|templates?|index|overview|reference|registry|catalog|protocols?|standards"
    r"|conventions|matrix|schema|checklist|instructions|setup|quickstart|usage|examples|workflows|handoffs?|roadmap)"
    r"|agents|workflows|standards|conventions|registry|handoffs?|quickstart",
)
_DOCUMENT_FOLDERS = frozenset(
    ("docs", "doc", "references", "reference", "resources", "templates", "template", "examples", "shared", "archive",
     "assets", "includes", "common", "archived", "deprecated", "lib", "data", "context", "knowledge", "prompts",
     "scripts", "snippets", "partials", "memory", "reports")
)  # fmt: skip


class MissingFrontmatter(Rule):
    """No `---` line at the very start of a file whose host wants a header."""

    name = "missing-frontmatter"
    summary = "File without the header that its host needs"
    severity = Severity.ERROR
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding, on the first line that is not blank."""
        if file.frontmatter is not None or file.kind.confidence == "low":
            return
        for kind in file.judges:
            severity = _severity(file, kind)
            if severity is not None:
                yield self._finding(file, kind, severity)
                return

    def _finding(self, file: File, kind: FileKind, severity: Severity) -> Diagnostic:
        span, opener = _place(file)
        name = HOSTS[kind.host].name
        keys = [f"`{f.name}`" for f in kind.fields if f.required == "yes"]
        if severity is Severity.INFO:
            end = f"{name} lists the {kind.kind} with the first paragraph of its body"
            keys = ["`description`"]
        elif kind.parser is None or file.readings[kind.id].outcome is not Outcome.DROPPED:
            end = f"the documents of {name} require one"
        else:
            end = "the specification requires one"
            if kind.host != "agentskills":
                end = f"{name} does not load the {kind.kind}"
        fixes: tuple[Fix, ...] = ()
        if opener:
            what, help_ = "the header begins below line 1", "Take away what stands before its --- line."
            if file.source.slice(span).startswith("---"):
                edit = Edit.delete(Span(int(file.source.has_bom), span.start))
                fixes = (Fix("Take the blanks before the header away", (edit,), Applicability.UNSAFE),)
        else:
            what = "no header"
            help_ = f"Begin the file with {' and '.join(keys) or 'its keys'} between two --- lines."
        return self.report(span, f"{what}: {end}", severity=severity, help=help_, hosts=(kind.host,), fixes=fixes)


def _severity(file: File, kind: FileKind) -> Severity | None:
    parts = file.path.split("/")
    if kind.confidence == "low" or kind.frontmatter == "none" or kind.format != "markdown":
        return None
    if kind.kind == "skill":
        if kind.frontmatter == "required":
            dropped = kind.parser is not None and file.readings[kind.id].outcome is Outcome.DROPPED
            stray = file.assumed and kind.host == "agentskills"
            return Severity.ERROR if dropped and not stray else Severity.WARNING
        if "skills" not in parts[:-1]:
            return None
        wanted = kind.field("description")
        return Severity.INFO if wanted is not None and wanted.required == "recommended" else None
    if kind.frontmatter != "required" or not file.source.text.strip() or _is_document(parts):
        return None
    if kind.parser is None or file.readings[kind.id].outcome is not Outcome.DROPPED:
        return Severity.WARNING
    # Deeper down people keep what belongs to an agent and is none.
    deep = "agents" in parts[:-2]
    return Severity.WARNING if deep and not _place(file)[1] else Severity.ERROR


def _is_document(parts: list[str]) -> bool:
    """Whether the file's name or folder says that it is a page about agents, or a part of one."""
    at = max((i for i, part in enumerate(parts[:-1]) if part in ("agents", "agent", "droids")), default=len(parts))
    below = {part.lower() for part in parts[at + 1 : -1]}
    stem = parts[-1].split(".")[0] if not parts[-1].startswith(".") else parts[-1]
    return _DOCUMENT.fullmatch(stem) is not None or not below.isdisjoint(_DOCUMENT_FOLDERS)


def _place(file: File) -> tuple[Span, bool]:
    """The first line that is not blank, and whether a header opens there, or one line later, all the same."""
    source = file.source
    for line in range(1, min(source.line_count, 50) + 1):
        text = source.line_text(line)
        if text.strip("\ufeff \t"):
            span = source.line_span(line)
            start = span.start + len(text) - len(text.lstrip("\ufeff \t"))
            shown = Span(start, min(span.start + len(text), start + 80))
            word = text.strip("\ufeff \t")
            fenced = word.startswith("```") and line < source.line_count and source.line_text(line + 1).strip() == "---"
            return shown, (word == "---" or fenced) and _has_keys(file, line + 1 + fenced)
    return Span(0, 0), False


def _has_keys(file: File, line: int) -> bool:
    """Whether keys stand on the lines from `line` on, and a `---` below them."""
    keys = 0
    for at in range(line, min(file.source.line_count, line + 60) + 1):
        text = file.source.line_text(at).strip()
        if text == "---":
            return keys > 0
        keys += re.match(r"(?:name|description)[ \t]*:", text) is not None
    return False
