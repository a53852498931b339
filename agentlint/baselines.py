"""The baselines of one run: which one holds for a file, and the writing of them on request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from agentlint.fix.write import WriteError, write_atomic
from agentlint.lint.baseline import Comparison, Judged, compare
from agentlint.project.baseline import DEFAULT_NAME, Known, dump, read
from agentlint.project.errors import UsageError
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.lint.registry import Registry
    from agentlint.project.configuration import Configuration
    from agentlint.project.workspace import Seen, Workspace
    from agentlint.source import Source


@record(frozen=False)
class _Open:
    """A baseline in use. `path` is absolute, `before` its text on disk, None where it is yet to be written."""

    path: str
    shown: str
    files: dict[str, Known]
    before: bytes | None
    homes: set[str]
    configured: bool = False

    def key(self, seen: Seen, workspace: Workspace) -> str:
        """The path by which the baseline knows a file: relative to the folder that the baseline lies in, unless that is
        outside of the file's project.
        """
        folder, home = os.path.dirname(self.path), workspace.home(seen)
        if _inside(seen.path, folder) or (home and _inside(self.path, home)):
            return os.path.relpath(seen.path, folder).replace(os.sep, "/")
        if home:
            self.homes.add(home)
        return workspace.place(seen)

    def exists(self, key: str) -> bool:
        """Whether a file that the baseline names is still there."""
        return "\0" not in key and any(os.path.lexists(os.path.join(home, key)) for home in self.homes)


class Baselines:
    """Reads the baselines that configurations name, or the one of the command line, and holds findings against them.

    `named` is the path of the command line, `write` that of a baseline to write ("" for the one in force), `prune`
    whether to take out what is gone. After `apply`, `known` counts the findings that were left out, and `notes` says
    what people should know.
    """

    def __init__(
        self, workspace: Workspace, registry: Registry, *, named: str | None, write: str | None, prune: bool
    ) -> None:
        self.workspace = workspace
        self.registry = registry
        self.writes = write is not None
        self.prune = prune
        self.known = 0
        self.notes: list[str] = []
        self._open: dict[str, _Open] = {}
        self._named: _Open | None = None
        path = write or named
        if path:
            fault = f"{path}: no such baseline; `agentlint check --write-baseline {path}` writes one"
            self._named = self._read(workspace.absolute(path), None if self.writes else fault)

    def open(self, configuration: Configuration) -> None:
        """Read the baseline that holds for the files of a configuration. Raises `UsageError`."""
        self._of(configuration)

    def apply(
        self, judged: Sequence[tuple[Seen, Source | None, list[Diagnostic], frozenset[str]]], *, sound: bool
    ) -> list[list[Diagnostic]]:
        """The findings of each file that no baseline has. Writes the baselines if that was asked for and the run is
        `sound`: what a rule that failed did not find is not gone.

        Raises `UsageError` where one cannot be written, or there is none to take anything out of.
        """
        if (self.writes or self.prune) and not sound:
            self.notes.append("no baseline was written, since not all rules could do their work")
            self.writes = self.prune = False
        groups: dict[str, list[int]] = {path: [] for path in self._open}
        result = [found for _, _, found, _ in judged]
        for index, (seen, *_) in enumerate(judged):
            one = self._of(seen.configuration)
            if one is not None:
                groups.setdefault(one.path, []).append(index)
        for path, indexes in groups.items():
            one = self._open[path]
            files = [
                Judged(one.key(seen, self.workspace), source, found, ran)
                for seen, source, found, ran in (judged[index] for index in indexes)
            ]
            outcome = compare(one.files, files, exists=one.exists, canonical=self._canonical)
            left = self._settle(one, outcome)
            for index, new in zip(indexes, left, strict=True):
                result[index] = new
        if self.prune and not groups:
            raise UsageError("--prune-baseline: there is no baseline; name it with --baseline or in the configuration")
        return result

    def _canonical(self, name: str) -> str | None:
        """The present name of a rule. Those of plugins are taken as they are: this run may not have that plugin."""
        return name if "/" in name else self.registry.canonical(name)

    def _settle(self, one: _Open, outcome: Comparison) -> list[list[Diagnostic]]:
        """Write, if wanted, and say what is to be said; what is left to report."""
        if self.writes:
            self._write(one, outcome.whole)
            self.notes.append(f"{one.shown}: {_findings(outcome.recorded)} written")
            if one.before is None and self._named is None and not one.configured:
                self.notes.append(f'to use it: baseline = "{DEFAULT_NAME}" in the configuration, or --baseline')
            left = [[d for d in new if d.rule == "internal-error"] for new in outcome.new]
            self.known += outcome.known + sum(map(len, outcome.new)) - sum(map(len, left))
            return left
        self.known += outcome.known
        if outcome.known:
            self.notes.append(f"{_findings(outcome.known)} in {one.shown} left out")
        if outcome.gone and self.prune:
            self._write(one, outcome.kept)
            self.notes.append(f"{one.shown}: {_findings(outcome.gone)} taken out")
        elif outcome.gone:
            self.notes.append(
                f"{one.shown}: {_findings(outcome.gone)} of it no longer there; take out with --prune-baseline"
            )
        return outcome.new

    def _of(self, configuration: Configuration) -> _Open | None:
        """The baseline for a configuration, read now if it has not been; None where there is none."""
        if self._named is not None:
            return self._named
        configured = configuration.settings.baseline
        if configured is None:
            if not self.writes:
                return None
            path = os.path.join(configuration.folder or self.workspace.cwd, DEFAULT_NAME)
        else:
            path = os.path.normpath(os.path.join(configuration.folder, configured))
        if path not in self._open:
            fault = None
            if not self.writes:
                origin = configuration.origins.get("baseline")
                fault = (
                    f"{origin}: `baseline` names a file that does not exist: `{configured}`; "
                    "`agentlint check --write-baseline` writes it"
                )
            self._read(path, fault).configured = configured is not None
        return self._open[path]

    def _read(self, path: str, fault: str | None) -> _Open:
        """The baseline at a path. Raises `UsageError` with `fault` where there is none, unless that is None."""
        shown = self.workspace.shown(path)
        before: bytes | None = None
        files: dict[str, Known] = {}
        try:
            files = read(path, shown)
            before = Path(path).read_bytes()
        except FileNotFoundError:
            if fault is not None:
                raise UsageError(fault) from None
        here = self.workspace.cwd
        homes = {os.path.dirname(path), here, self.workspace.roots.git(here) or here}
        self._open[path] = _Open(path, shown, files, before, homes)
        return self._open[path]

    def _write(self, one: _Open, files: dict[str, Known]) -> None:
        data = dump(files).encode("ascii")
        if data == one.before:
            return
        path = Path(one.path)
        try:
            if one.before is None:
                path.open("x").close()
            write_atomic(path, data, root=path.parent, expected=one.before)
        except (OSError, WriteError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise UsageError(f"{one.shown}: cannot write the baseline: {reason or error}") from error


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"


def _inside(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)
