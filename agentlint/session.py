"""One run: discover, detect, lint, roster, cross-file rules, suppress, fix. The one door for command line and server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agentlint.diagnostic import Diagnostic
from agentlint.source import Source


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for.

    `paths` as typed, relative to `cwd` (an absolute folder); none means `cwd` itself. `-` is not a path: give `stdin`
    (bytes) and `stdin_filename` instead. `select`, `extend_select` and `ignore` come on top of every configuration file:
    None leaves the configured value, a tuple replaces it (`ignore` and `extend_select` add to it). `config` names the one
    configuration file to use, `isolated` uses none. With `diff` fixes are worked out and not written.
    """

    paths: tuple[str, ...] = ()
    cwd: Path = field(default_factory=Path.cwd)
    stdin: bytes | None = None
    stdin_filename: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool | None = None
    config: str | None = None
    isolated: bool = False
    no_project: bool = False
    force_exclude: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A file whose text the fixes change: whole text before and after, as on disk. `written` is False with `diff`."""

    path: str
    before: str
    after: str
    written: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found.

    `diagnostics` are resolved and sorted by path, position, rule; after fixes they are those that remain. `files`: prompt
    files in focus that were checked. `fixed`: fixes applied. `notes` are for stderr, `failures` (internal errors, refused
    or failed writes) too and mean exit 2. `sources`: reported path to the text in which its spans lie. `timings`: stage to
    seconds. `stdin_output`: with `fix`, the bytes to echo for standard input, else None.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    files: int = 0
    fixed: int = 0
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    stdin_output: bytes | None = None
    stdin_excluded: bool = False


def run(request: Request) -> Report:
    """Do what the request says. Raises `agentlint.project.errors.UsageError` for what ends in exit status 2 before any result."""
    raise NotImplementedError
