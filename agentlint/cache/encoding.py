"""Findings and suppressions as JSON and back. What comes back is checked: it may be anything that JSON can say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentlint.diagnostic import Applicability, Diagnostic, Edit, Fix, Related, Severity
from agentlint.source import Location, Position, Range, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agentlint.lint.suppression import Suppressions


def dump_result(diagnostics: Iterable[Diagnostic], suppressions: Suppressions, path: str) -> bytes:
    """The findings of one file, resolved, and its suppressions; nothing for none. `path` is its own and left out."""
    found = [_from_diagnostic(diagnostic, path) for diagnostic in diagnostics]
    comments = _from_suppressions(suppressions) if suppressions else None
    return _dump([found, comments]) if found or comments else b""


def load_result(data: bytes, path: str) -> tuple[tuple[Diagnostic, ...], Suppressions | None]:
    """Undo `dump_result` for a file reported as `path`. Raises `ValueError` or `TypeError` for anything else."""
    if not data:
        return (), None
    found, comments = json.loads(data)
    suppressions = None if comments is None else _to_suppressions(comments, path)
    return tuple(_to_diagnostic(one, path) for one in found), suppressions


def dump_diagnostics(diagnostics: Iterable[Diagnostic]) -> bytes:
    """Findings of several files."""
    found = [_from_diagnostic(diagnostic, None) for diagnostic in diagnostics]
    return _dump(found) if found else b""


def load_diagnostics(data: bytes) -> tuple[Diagnostic, ...]:
    """Undo `dump_diagnostics`. Raises `ValueError` or `TypeError` for anything else."""
    return tuple(_to_diagnostic(one, "") for one in json.loads(data)) if data else ()


def dump_facts(facts: Mapping[str, Any]) -> dict[str, bytes] | None:
    """Facts of one file by rule name; None where JSON would not give them back as they are."""
    try:
        data = {name: _dump(of_rule) for name, of_rule in facts.items()}
        return data if all(json.loads(data[name]) == of_rule for name, of_rule in facts.items()) else None
    except (ValueError, TypeError, RecursionError):
        return None


def join_facts(facts: Mapping[str, bytes]) -> bytes:
    """Facts by rule name as one piece; nothing for none."""
    return b"{%s}" % b",".join(_dump(name) + b":" + data for name, data in facts.items()) if facts else b""


def load_facts(data: bytes) -> dict[str, Any]:
    """Undo `dump_facts` and `join_facts`. Raises `ValueError` for anything else."""
    facts = json.loads(data) if data else {}
    if not isinstance(facts, dict):
        raise ValueError("no facts")
    return facts


def _dump(content: Any) -> bytes:
    # Escaped, since a text may hold lone surrogates.
    return json.dumps(content, separators=(",", ":")).encode("ascii")


# -- to JSON


def _from_diagnostic(one: Diagnostic, path: str | None) -> list[Any]:
    """A list in the order of the fields of `Diagnostic`. The fingerprint is left out: it is made for each report."""
    return [
        one.rule, one.severity.value, one.message, _from_span(one.span), one.help,
        None if one.path == path else one.path, _from_range(one.range), one.kind, one.hosts, one.group,
        [[*_from_location(related.location, path), related.message] for related in one.related],
        [[fix.title, fix.applicability.value, [_from_edit(edit) for edit in fix.edits]] for fix in one.fixes],
        one.url, one.conceal,
    ]  # fmt: skip


def _from_span(span: Span) -> list[int]:
    return [span.start, span.end]


def _from_range(at: Range | None) -> list[int] | None:
    return None if at is None else [at.start.line, at.start.column, at.end.line, at.end.column]


def _from_location(location: Location, path: str | None) -> list[Any]:
    return [None if location.path == path else location.path, _from_span(location.span), _from_range(location.range)]


def _from_edit(edit: Edit) -> list[Any]:
    return [_from_span(edit.span), edit.text, _from_range(edit.range)]


def _from_suppressions(suppressions: Suppressions) -> list[Any]:
    items = [
        [
            [[one.name, _from_span(one.span), _from_range(one.range), _from_edit(one.removal)] for one in item.names],
            None if item.target is None else _from_span(item.target), _from_edit(item.removal),
        ]
        for item in suppressions.items
    ]  # fmt: skip
    return [items, [[_from_span(w.span), _from_range(w.range), w.message, w.help] for w in suppressions.wrong]]


# -- from JSON


def _to_diagnostic(data: Any, own: str) -> Diagnostic:
    rule, severity, message, span, help_, path, range_, kind, hosts, group, related, fixes, url, conceal = data
    return Diagnostic(
        _text(rule), Severity(severity), _text(message), _to_span(span), help=_text_or_none(help_),
        path=own if path is None else _text(path), range=_to_range(range_), kind=_text_or_none(kind),
        hosts=tuple(map(_text, hosts)), group=_text_or_none(group),
        related=tuple(Related(_to_location(place, own), _text(said)) for *place, said in related),
        fixes=tuple(
            Fix(_text(title), tuple(_to_edit(edit) for edit in edits), Applicability(applicability))
            for title, applicability, edits in fixes
        ),
        url=_text_or_none(url), conceal=conceal is True,
    )  # fmt: skip


def _to_span(data: Any) -> Span:
    start, end = data
    return Span(_number(start), _number(end))


def _to_range(data: Any) -> Range:
    line, column, last, beyond = map(_number, data)
    return Range(Position(line, column), Position(last, beyond))


def _to_location(data: Any, own: str) -> Location:
    path, span, range_ = data
    return Location(own if path is None else _text(path), _to_span(span), _to_range(range_))


def _to_edit(data: Any) -> Edit:
    span, text, range_ = data
    return Edit(_to_span(span), _text(text), _to_range(range_))


def _to_suppressions(data: Any, path: str) -> Suppressions:
    from agentlint.lint.suppression import SuppressedName, Suppression, Suppressions, WrongForm

    items, wrong = data
    return Suppressions(
        path,
        tuple(
            Suppression(
                tuple(
                    SuppressedName(_text(name), _to_span(span), _to_range(range_), _to_edit(removal))
                    for name, span, range_, removal in names
                ),
                None if target is None else _to_span(target), _to_edit(whole),
            )
            for names, target, whole in items
        ),
        tuple(WrongForm(_to_span(s), _to_range(r), _text(message), _text(help_)) for s, r, message, help_ in wrong),
    )  # fmt: skip


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError("no text")
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _number(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("no number")
    return value
