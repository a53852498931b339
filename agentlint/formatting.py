"""One run of the formatter, from paths to written files. What `agentlint format` calls."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from agentlint.format.formatter import format_source
from agentlint.project.gathering import Gathering
from agentlint.project.workspace import Workspace
from agentlint.source import Source, SourceError
from agentlint.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentlint.project.workspace import Seen
    from agentlint.stages import Progress

STDIN_NAME = "<stdin>"


class FormatRequest(NamedTuple):
    """What the user asked for.

    `paths` as typed, relative to `cwd` (the working directory if None); no paths mean `cwd` itself. `-` is not a path:
    give `stdin` and `stdin_filename` instead. `config` names the one configuration file to use, `isolated` uses none.
    Without `write` nothing on the disk changes.
    """

    paths: tuple[str, ...] = ()
    cwd: Path | None = None
    stdin: bytes | None = None
    stdin_filename: str | None = None
    config: str | None = None
    isolated: bool = False
    force_exclude: bool = False
    write: bool = True


class FormattedFile(NamedTuple):
    """A file that is other than it should be: its whole text before and after, as on disk."""

    path: str
    before: str
    after: str


class FormatReport(NamedTuple):
    """What a run did.

    `changes`: files that were changed, or would be without `write`, in order of path. `files`: prompt files looked at.
    `reasons`: how often each kind of change was made. `notes` are for stderr; `failures` are for it too and mean exit
    2. `stdin_output`: the bytes to give back for standard input, the very ones that came where it is excluded or of no
    kind.
    """

    changes: tuple[FormattedFile, ...] = ()
    files: int = 0
    reasons: Mapping[str, int] = MappingProxyType({})
    notes: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    stdin_output: bytes | None = None


def format_files(request: FormatRequest, progress: Progress | None = None) -> FormatReport:
    """Format what the request names. Raises `UsageError` for what ends in exit status 2 before any result.

    `progress` is told the stage, and how many files of how many are done in it.
    """
    return _Run(request, progress).report()


class _Run:
    def __init__(self, request: FormatRequest, progress: Progress | None) -> None:
        self.request = request
        self.stages = Stages(progress)
        cwd = os.path.abspath(request.cwd or os.curdir)
        self.stdin_path = None
        if request.stdin is not None:
            self.stdin_path = os.path.normpath(os.path.join(cwd, request.stdin_filename or STDIN_NAME))
        self.workspace = Workspace(
            cwd, config=request.config, isolated=request.isolated,
            replaced={self.stdin_path: request.stdin or b""} if self.stdin_path else None,
        )  # fmt: skip
        self.changes: list[FormattedFile] = []
        self.reasons: Counter[str] = Counter()
        self.notes: list[str] = []
        self.failures: list[str] = []
        self.stdin_output = request.stdin
        self.files = 0

    def report(self) -> FormatReport:
        request = self.request
        if self.stdin_path is None or not self.workspace.excluded(self.stdin_path):
            gathering = Gathering(
                self.workspace, request.paths, only=self.stdin_path, force_exclude=request.force_exclude,
                wants_roster=lambda configuration: False,
            )  # fmt: skip
            with self.stages.timed("discover"):
                named, focus = gathering.focus()
            with self.stages.timed("read"):
                seen, _ = gathering.look(named, focus)
            if self.stdin_path is None:
                self.notes += gathering.notes
            if self.request.write and self.stdin_path is None:
                from agentlint.fix.strays import remove_strays

                remove_strays({os.path.dirname(self.workspace.identity(one.path)) for one in seen})
            for one in self.stages.each("format", seen, len(seen)):
                # What is a prompt by its header alone may be any document: its author has to name it.
                if one.named or one.detection.how != "content":
                    self.file(one)
        return FormatReport(
            tuple(self.changes), self.files, self.reasons, tuple(dict.fromkeys(self.notes)),
            tuple(dict.fromkeys(self.failures)), self.stdin_output,
        )  # fmt: skip

    def file(self, seen: Seen) -> None:
        if not isinstance(seen.data, bytes):
            self.failures.append(f"{seen.shown}: cannot be read: {seen.data.strerror or seen.data}")
            return
        try:
            source = Source.from_bytes(seen.shown, seen.data)
        except SourceError as error:
            self.failures.append(f"{seen.shown}: cannot be read: {error}")
            return
        self.files += 1
        try:
            done = format_source(source, seen.detection.kinds, seen.configuration.settings.format_options)
        except Exception as error:
            self.failures.append(
                f"{seen.shown}: formatting failed, the file is as it was: {type(error).__name__}: {error}"
            )
            return
        self.notes += [f"{seen.shown}: left as it was in one place: {refusal.reason}" for _, refusal in done.refused]
        if done.text == source.text or (self.request.write and not self.write(seen, done.text)):
            return
        self.reasons.update({reason.value: count for reason, count in done.reasons.items()})
        self.changes.append(FormattedFile(seen.shown, source.text, done.text))

    def write(self, seen: Seen, text: str) -> bool:
        data = text.encode("utf-8")
        if seen.path == self.stdin_path:
            self.stdin_output = data
            return True
        from agentlint.fix.write import WriteError, write_atomic

        root = Path(seen.project.root) if seen.project.root else None
        try:
            write_atomic(Path(seen.path), data, root=root, expected=seen.data if isinstance(seen.data, bytes) else None)
        except WriteError as error:
            self.failures.append(f"{seen.shown}: not formatted: {error}")
            return False
        return True
