"""deprecated-field: keys that the host is about to forget, or has forgotten."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Rule, Scalar, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Entry, Field, File, FileKind


class DeprecatedField(Rule):
    """Old names, keys with a successor, and keys that are no longer read."""

    name = "deprecated-field"
    summary = "Header key that the host has renamed, replaced or given up"
    severity = Severity.WARNING
    tags = ("frontmatter",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding for each entry: that of the first host that judges."""
        header = file.frontmatter
        if header is None:
            return
        for entry in header.entries:
            for kind in file.judges:
                if kind.frontmatter == "none" or kind.confidence == "low":
                    continue
                field = _outdated(file.as_of_version(kind)).get(entry.key)
                if field is None:
                    continue
                if not (_names_command(kind, entry) and _last(entry.text) == _stem(file.path)):
                    yield self._finding(file, kind, field, entry)
                break

    def _finding(self, file: File, kind: FileKind, field: Field, entry: Entry) -> Diagnostic:
        host, key = HOSTS[kind.host].name, entry.key
        header = file.frontmatter
        assert header is not None
        if field.renamed_to is not None:
            there = header.get(field.renamed_to) is not None
            return self.report(
                entry.key_span, f"`{key}` is {host}'s old name for `{field.renamed_to}`",
                help=f"`{field.renamed_to}` is there already: take `{key}` out." if there
                else f"Write `{field.renamed_to}`.",
                hosts=(kind.host,), fixes=() if there else (_rename(file, entry, field.renamed_to),),
            )  # fmt: skip
        new = " and ".join(f"`{n}`" for n in field.replaced_by)
        instead = f"Use {new} instead." if new else "Take it out."
        if field.status == "retired" and field.invalid is not None:
            harmless = _names_command(kind, entry)
            place = " in plugins" if kind.id == "claude-code/plugin-agent" else ""
            if harmless:
                instead = "The name of the file is the name of the command."
            return self.report(
                entry.key_span, f"{host} does not read `{key}`{place or f' in {kind.kind}s'}",
                severity=Severity.INFO if harmless else Severity.WARNING, help=instead, hosts=(kind.host,),
            )  # fmt: skip
        return self.report(
            entry.key_span,
            f"`{key}` is deprecated in {host}" if field.status == "deprecated" else f"{host} has given up `{key}`",
            severity=Severity.INFO, help=instead, hosts=(kind.host,), fixes=_infer(file, field, entry),
        )  # fmt: skip


@cache
def _outdated(kind: FileKind) -> dict[str, Field]:
    old = (f for f in kind.fields if f.status in ("deprecated", "retired") and f.foreign is None)
    return {f.name: f for f in old}


def _names_command(kind: FileKind, entry: Entry) -> bool:
    """Whether the key is the name of a command, which its file has already."""
    return kind.id == "claude-code/command" and entry.key == "name"


def _last(name: str | None) -> str:
    """The name without its folders, which Claude Code puts before it with colons."""
    return (name or "").rpartition(":")[2]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _rename(file: File, entry: Entry, new: str) -> Fix:
    """Safe where every host that reads the file takes both names for the same key."""
    both = all(
        k.frontmatter == "none" or ((f := k.field(entry.key)) is not None and new in (f.name, f.renamed_to))
        for k in file.kinds
    )
    applicability = Applicability.SAFE if both else Applicability.UNSAFE
    return Fix(f"Rename {entry.key} to {new}", (Edit(entry.key_span, new),), applicability)


def _infer(file: File, field: Field, entry: Entry) -> tuple[Fix, ...]:
    """`infer: false` keeps the model from calling the agent, which is the other key turned round."""
    header = file.frontmatter
    new = "disable-model-invocation"
    if field.name != "infer" or new not in field.replaced_by or header is None or header.get(new) is not None:
        return ()
    if not isinstance(entry.value, Scalar) or entry.value.value not in ("true", "false"):
        return ()
    turned = "true" if entry.value.value == "false" else "false"
    edits = (Edit(entry.key_span, new), Edit(entry.value.span, turned))
    return (Fix(f"Write {new}: {turned}", edits, Applicability.UNSAFE),)
