"""What our hook costs in a commit: `pre-commit run` with it, less the same with a hook that does nothing.

    python -m tools.hook_time [--files 500] [--rounds 9] [--runner pre-commit]

The working tree becomes a repository of hooks that the runner installs as it does for users. In a project of made-up
agents one file changes and is staged, and the runner is called as git calls it: with our hook, and with one whose
`entry` is `true`. They take turns, so that a busy minute hits both; the figures are medians, by the clock and in
processor time, which other work on the machine changes less. The first run, which fills the cache, does not count.
The runner has to be on the PATH or beside this Python.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from tools.bench import table
from tools.corpus import ROOT
from tools.fleet import PLACE, write_fleet

if TYPE_CHECKING:
    from collections.abc import Iterable

TAG = "v0.1.0"
WHO = ("-c", "user.name=Tester", "-c", "user.email=tester@example.invalid", "-c", "commit.gpgsign=false")
TARGET = 0.3
"""Seconds that a commit may take longer by our hook."""
NOTHING = "a hook that does nothing"
OURS = "agentlint"
_LEFT_OUT = ("GIT_", "GITHUB_", "PYTHON", "PYTEST_", "VIRTUAL_ENV", "SKIP", "FORCE_COLOR")


class NoRepositoryError(RuntimeError):
    """The working tree is no checkout of git's, so that nobody knows what belongs to it."""


def make_hook_repository(folder: Path) -> None:
    """Make of the working tree a repository with one commit and a tag. Raises `NoRepositoryError`."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z", "--", ".", ":!**/node_modules/**"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        raise NoRepositoryError(listed.stderr)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"], ["tag", TAG]):
        subprocess.run(["git", *WHO, *command], cwd=folder, capture_output=True, check=True)


def runner_environment(caches: Path) -> dict[str, str]:
    """What a user's shell has, with a cache of the runner's own; how pip finds packages is for its configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    return kept | {"PRE_COMMIT_HOME": str(caches / "pre-commit"), "PREK_HOME": str(caches / "prek")}


class Turn(NamedTuple):
    """Seconds that a run took, by the clock and of the processor."""

    clock: float
    processor: float


def measure(runner: str, files: int, rounds: int, folder: Path) -> dict[str, list[Turn]]:
    """Each run, by hook. Raises `RuntimeError` where one does not pass."""
    hooks, project = folder / "hooks", folder / "project"
    make_hook_repository(hooks)
    write_fleet(project, files)
    environment = runner_environment(folder)
    nothing = f"- repo: local\n  hooks:\n  - {{id: none, name: {NOTHING}, entry: 'true', language: system}}\n"
    ours = f"- repo: {hooks}\n  rev: {TAG}\n  hooks:\n  - id: agentlint\n"
    for name, text in (("nothing.yaml", nothing), ("ours.yaml", ours)):
        (project / name).write_text(f"repos:\n{text}", encoding="utf-8")

    def call(*command: str) -> Turn:
        before, start = _processor(), perf_counter()
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        took = Turn(perf_counter() - start, _processor() - before)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return took

    call("git", "init", "-q")
    call("git", "add", "-A")
    call("git", *WHO, "commit", "-q", "-m", "all")
    changed = sorted((project / PLACE).glob("*.md"))[files // 2]
    command = {NOTHING: (runner, "run", "-c", "nothing.yaml"), OURS: (runner, "run", "-c", "ours.yaml")}
    call(*command[OURS], "--all-files")  # installs it, and fills the cache
    times: dict[str, list[Turn]] = {NOTHING: [], OURS: []}
    for turn in range(rounds + 1):
        for hook, taken in times.items():
            with changed.open("a", encoding="utf-8") as file:
                file.write(f"Turn {turn} of {hook}.\n")
            call("git", "add", str(changed))
            took = call(*command[hook])
            if turn:
                taken.append(took)
    return times


def _processor() -> float:
    """Seconds of processor time that all programs took which were run to their end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Measure, and print the table. 1 where the hook takes longer than it should."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--runner", default="pre-commit")
    options = parser.parse_args()
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    runner = shutil.which(options.runner, path=path)
    if runner is None:
        print(f"{options.runner} is not there", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="hook time ") as folder:
        times = measure(runner, options.files, options.rounds, Path(folder))
    rows = [(hook, *map(_median, zip(*taken, strict=True))) for hook, taken in times.items()]
    pairs = list(zip(times[OURS], times[NOTHING], strict=True))
    more = [[ours[at] - none[at] for ours, none in pairs] for at in range(len(Turn._fields))]
    rows.append(("more, turn by turn", *map(_median, more)))
    print(f"{options.runner}, one changed file of {options.files}, median seconds of {options.rounds} turns\n")
    print(table(("hook", "clock", "processor"), rows))
    print(f"The clock is to tell {TARGET} s more at most.")
    return int(statistics.median(more[0]) > TARGET)


def _median(seconds: Iterable[float]) -> str:
    return f"{statistics.median(seconds):.3f}"


if __name__ == "__main__":
    sys.exit(main())
