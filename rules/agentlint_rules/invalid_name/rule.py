"""invalid-name: a name of a form, length or word that the host does not take, or that its documents advise against."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Rule, Scalar, Severity, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Field, File, FileKind

_QWEN_WORDS = frozenset({"self", "system", "user", "model", "tool", "config", "default", "main"})
_SEPARATORS = lazy_pattern(r"[^a-z0-9]+")
_REFUSES = {
    "claude-code": "Claude Code skips the agent",
    "agentskills": "skills-ref refuses the skill",
    "codex": "Codex does not load the skill",
    "gemini-cli": "Gemini CLI refuses the agent",
    "qwen-code": "Qwen Code refuses the agent",
}


class InvalidName(Rule):
    """Holds `name` against what the host data say of it."""

    name = "invalid-name"
    summary = "Name in a form that the host does not take, or that its documents advise against"
    severity = Severity.ERROR
    tags = ("name",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding: what a host refuses, else what the owner's documents advise against."""
        header = file.frontmatter
        entry = header.get("name") if header is not None else None
        if entry is None or not isinstance(entry.value, Scalar):
            return
        value = file.reading.values.get("name", entry.value.value)
        name = value.strip() if isinstance(value, str) else ""
        if not name:
            return
        stray = file.assumed and file.kind.host == "agentskills"
        for kind in file.judges:
            field = file.as_of_version(kind).field("name")
            if field is None or field.status == "retired":
                continue
            wrong = _refused(kind, field, name)
            if wrong is not None:
                does = _REFUSES.get(kind.host, f"{HOSTS[kind.host].name} refuses the file")
                yield self.report(
                    entry.value.span,
                    f"name `{_short(name)}` {wrong}: {does}",
                    severity=Severity.ERROR if kind is file.kind and not stray else Severity.WARNING,
                    help=_advice(kind),
                    hosts=(kind.host,),
                    fixes=_fixes(kind, field, entry.value, name),
                )
                return
        advice = None if file.assumed and _of_another_program(file.path) else _advised_against(file.kind, name)
        if advice is not None:
            yield self.report(
                entry.value.span,
                f"name `{_short(name)}` {advice}",
                severity=Severity.INFO,
                help=f"{HOSTS[file.kind.host].name} loads it; its documents ask for lower case, digits and hyphens.",
            )


def _of_another_program(path: str) -> bool:
    """Whether a folder above is hidden or begins with an underscore: frameworks keep personas of their own there."""
    return any(part[:1] == "_" or (part[:1] == "." and part.strip(".")) for part in path.split("/")[:-1])


def _refused(kind: FileKind, field: Field, name: str) -> str | None:
    """What is wrong with a name that the host does not take, as a verb phrase; None for one that it takes."""
    if kind.id == "claude-code/agent":
        if ":" in name and "a colon" in field.forbidden:
            return "holds a colon"
        return "begins with a hyphen" if name.startswith("-") else None
    if field.limit_kind != "hard" or kind.confidence == "low":
        return None
    if field.max_length is not None and len(name) > field.max_length:
        return f"has {len(name)} characters, {len(name) - field.max_length} too many"
    if field.min_length is not None and len(name) < field.min_length:
        return f"has fewer than {field.min_length} characters"
    if kind.host == "agentskills":
        return _refused_by_skills_ref(name)
    if field.pattern is not None and not _pattern(field.pattern).fullmatch(name):
        return f"holds {_first_bad(field.pattern, name)}"
    if kind.id == "qwen-code/agent":
        if name[0] in "-_" or name[-1] in "-_":
            return "begins or ends with - or _"
        if name.lower() in _QWEN_WORDS:
            return "is a reserved word"
    return None


def _refused_by_skills_ref(name: str) -> str | None:
    """The reference library takes letters of any script, and is strict about case and hyphens."""
    name = unicodedata.normalize("NFKC", name)
    if name != name.lower():
        return "is not in lower case"
    if name.startswith("-") or name.endswith("-"):
        return "begins or ends with a hyphen"
    if "--" in name:
        return "has two hyphens in a row"
    bad = next((c for c in name if not c.isalnum() and c != "-"), None)
    return f"holds {_character(bad)}" if bad is not None else None


def _advised_against(kind: FileKind, name: str) -> str | None:
    field = kind.field("name")
    if field is None or field.limit_kind != "guidance" or name in kind.builtin_names:
        return None
    if any(c.isalpha() and not c.isascii() and c.lower() == c.upper() for c in name):
        return None  # a script without case: the documents' advice cannot be followed
    if field.pattern is not None and not _pattern(field.pattern).fullmatch(name):
        if name != name.lower():
            return "is not in lower case with hyphens"
        return f"holds {_first_bad(field.pattern, name)}, not only lower case and hyphens"
    if field.max_length is not None and len(name) > field.max_length:
        return f"has {len(name)} characters; up to {field.max_length} are advised"
    if field.min_length is not None and len(name) < field.min_length:
        return f"has {len(name)} characters; at least {field.min_length} are advised"
    return None


@lru_cache(maxsize=32)
def _pattern(pattern: str) -> re.Pattern[str]:
    r"""The pattern as `re` writes it: letters and digits of any script are `\w`, with `_`, which all of these take."""
    return re.compile(pattern.replace(r"\p{L}\p{N}", r"\w"))


def _first_bad(pattern: str, name: str) -> str:
    one = _pattern(pattern)
    bad = next((c for c in name if not one.fullmatch(c) and c != "-"), None)
    return _character(bad) if bad is not None else "hyphens in the wrong place"


def _character(character: str) -> str:
    if character.isspace():
        return "a blank"
    return f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"


def _advice(kind: FileKind) -> str:
    if kind.host == "qwen-code":
        return "Use letters, digits, _ and -, and no reserved word."
    if kind.host in ("gemini-cli", "factory"):
        return "Use lower case, digits, _ and -."
    if kind.host == "codex":
        return "Use a shorter name."
    return "Use lower case, digits and single hyphens."


def _fixes(kind: FileKind, field: Field, value: Scalar, name: str) -> tuple[Fix, ...]:
    """A name that the host takes. Unsafe, though nobody can call the agent yet: the name itself reaches the model."""
    better = _SEPARATORS.sub("-", unicodedata.normalize("NFKC", name).lower()).strip("-")
    keeps = sum(c.isalnum() for c in better) == sum(c.isalnum() for c in name)
    if not better or not keeps or kind.identity == "name-is-directory" or _refused(kind, field, better) is not None:
        return ()
    if better.isdecimal() or better in ("true", "false", "null"):
        return ()
    return (Fix(f"Rename to {better}", (Edit(value.span, better),), Applicability.UNSAFE),)


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= 24 else name[:21] + "..."
