"""invalid-field-value: values that the host does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Rule, Scalar, Severity, host_reads, judge_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Entry, Field, File, FileKind, ValueFault

_EFFECTS = {
    "left-out": "{host} leaves it out",
    "file-skipped": "{host} does not load the {noun}",
    "program-stops": "{host} does not start with it",
    "sent-on": "sent to the provider as it is",
}
_LONGEST = 32
_LISTED = 12


class InvalidFieldValue(Rule):
    """Wrong types, words outside a choice, forms, ranges and models that the host does not know."""

    name = "invalid-field-value"
    summary = "Value that the host does not take for a header key"
    severity = Severity.WARNING
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """For each entry the faults that the first host finds which finds any."""
        header = file.frontmatter
        if header is None:
            return
        for entry in header.entries:
            for kind in map(file.as_of_version, file.judges):
                field = kind.field(entry.key)
                if field is None or kind.frontmatter == "none" or kind.confidence == "low":
                    continue
                if not host_reads(kind, entry.key) or (field.invalid or "").startswith("not read"):
                    continue
                faults = judge_value(kind, field, entry)
                if faults and not _taken_elsewhere(file, kind, entry, faults):
                    yield from (self._finding(file, kind, field, entry, fault) for fault in faults)
                    break

    def _finding(self, file: File, kind: FileKind, field: Field, entry: Entry, fault: ValueFault) -> Diagnostic:
        host, effect = HOSTS[kind.host].name, fault.effect
        noun = {"instructions": "file", "output-style": "style"}.get(kind.kind, kind.kind)
        message = _what(fault, entry.key, host)
        if effect is not None:
            message += "; " + _EFFECTS[effect].format(host=host, noun=noun)
        severity = Severity.WARNING
        # A file without assumptions is lost: how the host reads its header was seen, not guessed.
        if effect in ("file-skipped", "program-stops") and kind.confidence == "high" and kind.parser is not None:
            severity = Severity.ERROR
        elif file.assumed and fault.code == "choice" and fault.meant is None:
            # The host goes on without the value, and that the file is meant for it is only assumed.
            severity = Severity.INFO
        elif (fault.code == "model" and fault.form == "retired") or (
            fault.code == "length" and field.limit_kind == "guidance"
        ):
            severity = Severity.INFO
        return self.report(
            fault.span, message, severity=severity, help=_advice(fault, kind, field) + _version(file, kind, field),
            hosts=(kind.host,),
            fixes=_fixes(file, field, entry, fault),
        )  # fmt: skip


def _version(file: File, kind: FileKind, field: Field) -> str:
    """A sentence that says which version judges, where that may make the difference."""
    if kind in file.judges or not (field.dated or kind.booleans_since):
        return ""
    return f" This is about {file.settings.host_versions[kind.host]}, as [host-versions] says."


def _taken_elsewhere(file: File, kind: FileKind, entry: Entry, faults: tuple[ValueFault, ...]) -> bool:
    """Whether a value of another type is meant for another host in whose folder the file lies as well."""
    if faults[0].code != "type" or faults[0].effect is not None or kind.host == "claude-code":
        return False
    others = [(k, k.field(entry.key)) for k in file.kinds if k.host != kind.host]
    return any(f is not None and host_reads(k, entry.key) and not judge_value(k, f, entry) for k, f in others)


def _what(fault: ValueFault, key: str, host: str) -> str:
    shown = fault.shown if len(fault.shown) <= _LONGEST else fault.shown[: _LONGEST - 1] + "…"
    shown = " ".join(shown.split())
    match fault.code:
        case "type":
            return f"`{key}` is {fault.shown}, not {fault.form}"
        case "event":
            return f"`{shown}` is no hook event of {host}"
        case "model" if fault.form == "retired":
            return f"`{shown}` was a model of older versions of {host}"
        case "model" if fault.form:
            return f"model `{shown}` names no provider"
        case "model":
            return f"`{shown}` is no model of {host}"
        case "range":
            return f"`{key}` is {shown}, not {fault.form}"
        case "item":
            return f"an item of `{key}` is {shown}"
        case "length":
            return f"`{key}` has {shown}"
        case _:
            return f"`{shown}` is no value of `{key}`"


def _advice(fault: ValueFault, kind: FileKind, field: Field) -> str:
    name = HOSTS[kind.host].name
    if fault.code == "type":
        return f"{name} takes {fault.form} for `{field.name}`."
    if fault.code == "model":
        if not fault.wanted:
            return f"{name} names models as {fault.form}."
        guess = f"Did you mean {fault.meant}? " if fault.meant else ""
        full = " or the full name of a Claude model" if kind.host == "claude-code" else " or the name of a model"
        return f"{guess}{name} knows {', '.join(fault.wanted)}{full}."
    if fault.meant:
        return f"Did you mean {fault.meant}?"
    if fault.form:
        return f"{name} takes {fault.form}."
    words = fault.wanted[:_LISTED]
    more = "and others" if len(fault.wanted) > _LISTED else ""
    colour = " or #rrggbb" if field.pattern is not None and "#" in field.pattern else ""
    return f"{name} takes {_either((*words, more) if more else words)}{colour}."


def _either(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" or {words[-1]}"


def _fixes(file: File, field: Field, entry: Entry, fault: ValueFault) -> tuple[Fix, ...]:
    """All unsafe: the host then reads what it left out before."""
    header = file.frontmatter
    if header is None or header.status != "valid":
        return ()
    if fault.meant is not None:
        text = file.source.slice(fault.span)
        quote = text[0] if text[:1] in ("'", '"') and text[-1:] == text[0] else ""
        edit = Edit(fault.span, f"{quote}{fault.meant}{quote}")
        return (Fix(f"Write {fault.meant}", (edit,), Applicability.UNSAFE),)
    written = file.source.slice(fault.span)
    if fault.code == "type" and field.types == ("string",) and fault.shown == "a list" and written.startswith("["):
        return _as_text(field, entry, fault, written)
    if fault.code == "type" and "string" in field.types and isinstance(entry.value, Scalar) and written.isalnum():
        return (Fix("Quote the value", (Edit(fault.span, f'"{written}"'),), Applicability.UNSAFE),)
    return ()


def _as_text(field: Field, entry: Entry, fault: ValueFault, written: str) -> tuple[Fix, ...]:
    """A hint in brackets is text as it stands; a list of globs is one text with commas."""
    items = getattr(entry.value, "items", ())
    if "'" in written or "\n" in written or "\r" in written or not all(isinstance(i, Scalar) for i in items):
        return ()
    text = written if field.name == "argument-hint" else ", ".join(i.value for i in items)
    if field.name not in ("argument-hint", "applyTo"):
        return ()
    return (Fix("Write it as text", (Edit(fault.span, f"'{text}'"),), Applicability.UNSAFE),)
