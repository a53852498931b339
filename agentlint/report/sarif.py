"""SARIF 2.1.0 for GitHub code scanning and other viewers."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from agentlint import __version__
from agentlint.diagnostic import Severity
from agentlint.lint.registry import load_rules
from agentlint.patterns import lazy_pattern
from agentlint.report.concealed import concealed_spans, shows
from agentlint.report.json import dumps
from agentlint.report.line_hash import line_hashes
from agentlint.report.look import Look
from agentlint.report.page import render_page
from agentlint.report.rule_text import first_paragraph, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.diagnostic import Diagnostic, Fix, Related
    from agentlint.lint.registry import RuleInfo
    from agentlint.report import Findings
    from agentlint.source import Range, Source, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RELATED = 100
"""Places of a result that code scanning keeps."""
MAX_LINKS = 6
MAX_DESCRIPTION = 1024
MAX_TAGS = 20
MAX_HASHED = 4 << 20
"""Code points beyond which no line is hashed; the uploading action does it then."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_DRIVE = lazy_pattern(r"[A-Za-z]:/")
_LINK_CHARACTER = lazy_pattern(r"[\[\]\\]")
_SOURCE_ROOT = "%SRCROOT%"


def render(findings: Findings, look: Look) -> Iterator[str]:
    """The whole log in one piece: one run, all rules that there are, a result for each finding."""
    rules = _rules(findings)
    index = {rule["id"]: at for at, rule in enumerate(rules)}
    hashes = _hashes(findings)
    concealed = concealed_spans(findings.diagnostics)
    results = []
    for diagnostic in findings.diagnostics:
        result = _result(diagnostic, findings.sources.get(diagnostic.path), concealed.get(diagnostic.path, ()), look)
        found = hashes.get(diagnostic.path, {}).get(diagnostic.location.range.start.line)
        if found is not None:
            result["partialFingerprints"] = {"primaryLocationLineHash": found}
        results.append({"ruleId": diagnostic.rule, "ruleIndex": index[diagnostic.rule], **result})
    driver = {"name": "agentlint", "version": __version__, "semanticVersion": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "agentlint/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_SOURCE_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(findings)],
        "results": results,
    }
    yield dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def uri(path: str) -> str:
    """A reported path as a URI reference, percent-encoded: relative, or `file:` for an absolute path."""
    encode = partial(quote, safe="/", encoding="utf-8", errors="surrogateescape")
    if path.startswith("/"):
        return f"file://{encode(path)}"
    if _DRIVE.match(path):
        return f"file:///{path[:2]}{encode(path[2:])}"
    return encode(path)


# -- rules


def _rules(findings: Findings) -> list[dict[str, Any]]:
    """All rules by name, and those of findings that are in no registry."""
    infos = {**load_rules().infos, **findings.rules}
    strangers = {d.rule: d.severity for d in findings.diagnostics if d.rule not in infos}
    known = {name: _rule(info) for name, info in infos.items()}
    return [*known.values(), *(_stranger(name, severity) for name, severity in sorted(strangers.items()))]


def _rule(rule: RuleInfo) -> dict[str, Any]:
    page = page_of(rule) or f"# {rule.name}\n\n{_sentence(rule.summary)}\n"
    what = first_paragraph(page, "## What it does") or _sentence(rule.summary)
    precision = "high" if rule.status == "stable" else "medium"
    return {
        "id": rule.name,
        "name": _pascal(rule.name),
        "shortDescription": {"text": _sentence(rule.summary)},
        "fullDescription": {"text": _cut(what, MAX_DESCRIPTION)},
        "help": {"text": "".join(render_page(page, Look(width=100))), "markdown": page},
        "defaultConfiguration": {
            "enabled": rule.default and rule.status == "stable",
            "level": _LEVELS[rule.severity],
        },
        "properties": {
            "tags": list(rule.tags[:MAX_TAGS]),
            "precision": precision,
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _stranger(name: str, severity: Severity) -> dict[str, Any]:
    """A rule of which nothing but the name is known."""
    text = f"Findings of the rule {name}."
    return {
        "id": name,
        "name": _pascal(name),
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"enabled": True, "level": _LEVELS[severity]},
        "properties": {"tags": [], "precision": "medium", "problem.severity": _PROBLEMS[severity]},
    }


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


# -- results


def _result(diagnostic: Diagnostic, source: Source | None, concealed: Sequence[Span], look: Look) -> dict[str, Any]:
    place = _place(diagnostic.path, diagnostic.location.range, look)
    found: dict[str, Any] = {
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _message(diagnostic, look)},
        "locations": [{"physicalLocation": place}],
    }
    related = diagnostic.related[:MAX_RELATED]
    if related:
        found["relatedLocations"] = [_related(at, one, look) for at, one in enumerate(related, start=1)]
    fixes = [
        _fix(fix, diagnostic, look)
        for fix in diagnostic.fixes
        if fix.edits and not (concealed and (source is None or shows(fix, source, concealed)))
    ]
    if fixes:
        found["fixes"] = fixes
    if diagnostic.fingerprint:
        found["fingerprints"] = {"agentlint/v1": diagnostic.fingerprint}
    properties = {"kind": diagnostic.kind, "hosts": list(diagnostic.hosts), "group": diagnostic.group}
    if any(properties.values()):
        found["properties"] = {name: value for name, value in properties.items() if value}
    return found


def _place(path: str, at: Range, look: Look) -> dict[str, Any]:
    shown = uri(look.from_root(path))
    artifact = {"uri": shown} if shown.startswith("file:") else {"uri": shown, "uriBaseId": _SOURCE_ROOT}
    return {"artifactLocation": artifact, "region": _region(at)}


def _region(at: Range) -> dict[str, int]:
    """All four sides, 1-based, the end column exclusive."""
    return {
        "startLine": at.start.line,
        "startColumn": at.start.column,
        "endLine": at.end.line,
        "endColumn": at.end.column,
    }


def _related(number: int, related: Related, look: Look) -> dict[str, Any]:
    location = related.location
    return {
        "id": number,
        "message": {"text": related.message},
        "physicalLocation": _place(location.path, location.range, look),
    }


def _message(diagnostic: Diagnostic, look: Look) -> str:
    """What is wrong, what to do, and links to the related places, which code scanning shows where the text has them."""
    parts = [_sentence(_unlinked(diagnostic.message))]
    if diagnostic.help:
        parts.append(_sentence(_unlinked(diagnostic.help[:1].upper() + diagnostic.help[1:])))
    for number, related in enumerate(diagnostic.related[:MAX_LINKS], start=1):
        name = f"{look.from_root(related.location.path)}:{related.location.range.start.line}"
        link = _LINK_CHARACTER.sub(r"\\\g<0>", name)
        parts.append(_sentence(f"See [{link}]({number}): {_unlinked(related.message)}"))
    if len(diagnostic.related) > MAX_LINKS:
        parts.append(f"And {len(diagnostic.related) - MAX_LINKS} more.")
    return " ".join(parts)


def _unlinked(text: str) -> str:
    """Text in which nothing looks like a link of SARIF."""
    return text.replace("](", "] (")


def _sentence(text: str) -> str:
    text = text.rstrip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _fix(fix: Fix, diagnostic: Diagnostic, look: Look) -> dict[str, Any]:
    """The edits of a fix. Viewers apply them together."""
    place = _place(diagnostic.path, diagnostic.location.range, look)["artifactLocation"]
    replacements = []
    for edit in fix.edits:
        if edit.range is None:
            raise ValueError("unresolved edit")
        replacement: dict[str, Any] = {"deletedRegion": _region(edit.range)}
        if edit.text:
            replacement["insertedContent"] = {"text": edit.text}
        replacements.append(replacement)
    return {
        "description": {"text": _sentence(fix.title)},
        "artifactChanges": [{"artifactLocation": place, "replacements": replacements}],
        "properties": {"applicability": fix.applicability.value},
    }


def _hashes(findings: Findings) -> dict[str, dict[int, str]]:
    """Path to line to hash, for the first lines of all findings."""
    lines: dict[str, set[int]] = {}
    for diagnostic in findings.diagnostics:
        lines.setdefault(diagnostic.path, set()).add(diagnostic.location.range.start.line)
    hashes = {}
    for path, wanted in lines.items():
        source = findings.sources.get(path)
        if source is not None and len(source.text) <= MAX_HASHED:
            hashes[path] = line_hashes(source.text, wanted)
    return hashes


def _invocation(findings: Findings) -> dict[str, Any]:
    failures = list(findings.failures)
    found: dict[str, Any] = {"executionSuccessful": not failures}
    if failures:
        found["toolExecutionNotifications"] = [{"level": "error", "message": {"text": text}} for text in failures]
    return found
