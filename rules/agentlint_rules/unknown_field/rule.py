"""unknown-field: header keys that the host does not have."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Rule, Severity, YamlMapping, host_reads, judge_key, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Entry, File, FileKind, KeyVerdict

_TURNS = frozenset(("user", "assistant", "User", "Assistant", "Context"))
"""Lines of a dialogue that ran to the margin: what became of them is told elsewhere."""
_PLURALS = {"output-style": "output styles", "instructions": "instructions"}
_LONGEST_KEY = 40


@record()
class Options:
    """Which keys are meant to be there."""

    allow: tuple[str, ...] = ()
    """Keys that are meant for other programs or for people, such as `team` or `x_*`."""
    report_ignored: bool = False
    """Report, at info, also keys that resemble none of any host's and of which the host says nothing."""


class UnknownField(Rule):
    """Misspelt keys, keys of other hosts, and keys that the host rejects or complains about."""

    name = "unknown-field"
    summary = "Header key that the host does not have"
    severity = Severity.WARNING
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"
    options_type = Options
    strict_options = {"report-ignored": True}  # noqa: RUF012 (the class of rules says that it is the class's)

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding for each entry: that of the first host that judges."""
        header = file.frontmatter
        if header is None:
            return
        for entry in header.entries:
            if entry.key in _TURNS or entry.key == "<<" or entry.key.startswith(("x-", "X-")) or self._allowed(entry):
                continue
            for kind in file.judges:
                verdict = judge_key(kind.id, entry.key)
                field = kind.field(entry.key)
                later = file.not_yet(kind.host, field.since) if verdict.fate == "known" and field is not None else None
                if later is not None:
                    yield self._too_new(file, kind, entry, later)
                    break
                if verdict.fate == "known" or kind.frontmatter == "none" or kind.confidence == "low":
                    continue
                verdict = _sure(file, verdict)
                severity = self._severity(file, kind, entry, verdict)
                if severity is not None:
                    yield self._finding(file, kind, entry, verdict, severity)
                    break

    def _too_new(self, file: File, kind: FileKind, entry: Entry, later: str) -> Diagnostic:
        host, version = HOSTS[kind.host].name, file.settings.host_versions[kind.host]
        return self.report(
            entry.key_span, f"{host} {version} has no `{entry.key}` yet: it {later}",
            help="Take the key out, or raise the version under [host-versions].", hosts=(kind.host,),
        )  # fmt: skip

    def _allowed(self, entry: Entry) -> bool:
        return any(fnmatchcase(entry.key, pattern) for pattern in self.options.allow)

    def _severity(self, file: File, kind: FileKind, entry: Entry, verdict: KeyVerdict) -> Severity | None:
        meant = verdict.meant is not None
        if not meant or verdict.fate == "suggested":
            readers = _other_readers(file, kind, entry.key)
            if readers:
                claude = kind.unknown_fields == "warned" and kind.host == "claude-code"
                return Severity.INFO if claude else None
        ignored = Severity.INFO if self.options.report_ignored else None
        match kind.unknown_fields:
            case "error" | "fatal":
                return Severity.ERROR if not file.assumed else Severity.WARNING if meant else ignored
            case "warned":
                if meant or verdict.fate == "foreign":
                    return Severity.WARNING
                return Severity.INFO if not file.assumed else ignored
            case "ignored" | "passed-on":
                return Severity.WARNING if meant or verdict.fate == "foreign" else ignored
            case _:
                return Severity.WARNING if meant else None

    def _finding(self, file: File, kind: FileKind, entry: Entry, verdict: KeyVerdict, severity: Severity) -> Diagnostic:
        key = entry.key if len(entry.key) <= _LONGEST_KEY else entry.key[: _LONGEST_KEY - 1] + "…"
        message = f"`{key}` is not a key of {_files_of(kind)}"
        readers = _other_readers(file, kind, entry.key) if severity is Severity.INFO else []
        if readers or verdict.host is not None:
            other = readers[0] if readers else HOSTS[verdict.host or ""].name
            message = f"`{key}` is a key of {other}, not of {_files_of(kind)}"
        header = file.frontmatter
        fixes: tuple[Fix, ...] = ()
        if verdict.meant is None:
            help_ = _what_happens(file, kind, entry.key)
        elif header is not None and header.get(verdict.meant) is not None:
            help_ = f"The key is `{verdict.meant}`, which is there already."
        else:
            slip = verdict.fate in ("slip", "spelling")
            help_ = f"Did you mean `{verdict.meant}`?" if slip else f"The key for it is `{verdict.meant}`."
            if not isinstance(entry.value, YamlMapping):
                edit = Edit(entry.key_span, verdict.meant)
                fixes = (Fix(f"Rename {key} to {verdict.meant}", (edit,), Applicability.UNSAFE),)
        return self.report(entry.key_span, message, severity=severity, help=help_, hosts=(kind.host,), fixes=fixes)


def _sure(file: File, verdict: KeyVerdict) -> KeyVerdict:
    """A slip only where the key that would be meant is missing: two like keys are two keys."""
    header = file.frontmatter
    if verdict.fate == "slip" and header is not None and header.get(verdict.meant or "") is not None:
        return type(verdict)("unknown")
    return verdict


def _other_readers(file: File, judge: FileKind, key: str) -> list[str]:
    """Hosts beside `judge` that read this very file in their own format and have the key."""
    kinds = [k for k in file.kinds if k.host != judge.host and not (k.foreign_globs and judge.host == "claude-code")]
    return list(dict.fromkeys(HOSTS[k.host].name for k in kinds if host_reads(k, key)))


def _files_of(kind: FileKind) -> str:
    plural = _PLURALS.get(kind.kind, kind.kind + "s")
    name = HOSTS[kind.host].name
    return name if name.lower().endswith(plural) else f"{name} {plural}"


def _what_happens(file: File, kind: FileKind, key: str) -> str:
    name = HOSTS[kind.host].name
    readers = _other_readers(file, kind, key)
    also = f" {' and '.join(readers)} read{'s' if len(readers) == 1 else ''} it." if readers else ""
    allow = "Take it out, or list it under `allow` if it is meant."
    match kind.unknown_fields:
        case "error" | "fatal":
            return f"{name} rejects a file with a key that it does not know. Take the key out."
        case "warned":
            return f"{name} leaves it out, and says so in its log or editor.{also} {allow}"
        case "passed-on":
            return f"{name} sends it to the provider of the model as a setting. {allow}"
        case _:
            return f"{name} leaves it out without a word.{also} {allow}"
