"""Linters side by side on made-up fleets: how long each takes, how that grows, and how much memory ours needs.

    python -m tools.linters [--rounds 5] [--quick] [--peers FOLDER] [--write]

FOLDER holds one environment for each of the other linters, named as it is (`make bench` sets them up); those that are
not there are left out. All programs check the same files of `tools.fleet`, in one folder that is a project by itself,
by their own commands and defaults; the programs take turns, so that a busy minute hits all of them, and the times are
medians by the clock. What each of our own targets asks for is told at the end. agnix compares every file with every
other and is given one turn at 4,000 files, where it takes most of a minute. With `--write` the tables go into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

from tools.bench import table, write_figures
from tools.corpus import ROOT
from tools.fleet import PLACE, agents, write_fleet

AGENTLINT = "agentlint"
COLD = {
    AGENTLINT: [sys.executable, "-m", "agentlint", "check", "--no-cache"],
    "agnix": ["agnix"],
    "rumdl": ["rumdl", "check", "--no-cache"],
    "skilllint": ["skilllint", "check"],
    "skillsaw": ["skillsaw", "lint"],
}
WARM = {AGENTLINT: [sys.executable, "-m", "agentlint", "check"], "rumdl": ["rumdl", "check"]}
"""Programs that remember what they found, with the commands by which they do."""
CLICK = "python -c 'import click'"
SIZES, QUICK_SIZES = (500, 2_000, 4_000), (500,)
GROWTH = (1_000, 10_000)
_SLOW = {("agnix", 4_000): 1}
"""Turns of a program that would take too long."""

Times = dict[str, list[float]]


class Case(NamedTuple):
    """What was timed: seconds of each turn, by program."""

    name: str
    times: Times

    def median(self, program: str) -> float | None:
        """Seconds of the middle turn; None where the program is not there."""
        turns = self.times.get(program)
        return statistics.median(turns) if turns else None

    def ratio(self, program: str, other: str) -> float | None:
        """How many times as long as `other` a program takes."""
        ours, theirs = self.median(program), self.median(other)
        return ours / theirs if ours is not None and theirs is not None else None


class Target(NamedTuple):
    """What a figure has to be at most, None where it could not be measured."""

    what: str
    most: float
    figure: float | None
    unit: str = ""


def programs(commands: dict[str, list[str]], peers: Path) -> dict[str, list[str]]:
    """The commands of those programs that are there: ours, and others from the environments in `peers`."""
    found = {}
    for name, (program, *arguments) in commands.items():
        path = Path(program) if name == AGENTLINT else peers.absolute() / name / "bin" / program
        if path.is_file():
            found[name] = [str(path), *arguments]
    return found


def timed(command: list[str], cwd: Path) -> float:
    """Seconds by the clock. Raises `RuntimeError` where the command fails for another reason than its findings."""
    began = perf_counter()
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    seconds = perf_counter() - began
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)}: status {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return seconds


def take_turns(name: str, commands: dict[str, list[str]], cwd: Path, rounds: int, files: int = 0) -> Case:
    """Time programs in turn, after one turn that does not count where they are not slow."""
    times: Times = {program: [] for program in commands}
    for turn in range(-1 if files <= SIZES[0] else 0, rounds):
        for program, command in commands.items():
            if turn < _SLOW.get((program, files), rounds):
                seconds = timed(command, cwd)
                times[program] += [seconds] if turn >= 0 else []
    print(f"  {name}: done", file=sys.stderr)
    return Case(name, times)


def memory(command: list[str], cwd: Path) -> float:
    """Most MB that a command and its processes hold at once; pages that several share count once."""
    most = 0
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, _held(process.pid))
            sleep(0.02)
    return most / 1024


def _held(pid: int) -> int:
    """KB of a process and all below it; 0 where the system does not tell."""
    held, waiting = 0, [pid]
    while waiting:
        folder = Path("/proc") / str(waiting.pop())
        with contextlib.suppress(OSError, ValueError, StopIteration):
            lines = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
            held += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
        with contextlib.suppress(OSError, ValueError):
            waiting += map(int, (folder / "task" / folder.name / "children").read_text(encoding="ascii").split())
    return held


def measure(folder: Path, peers: Path, rounds: int, *, quick: bool) -> tuple[list[Case], list[Target]]:
    """Time everything; `folder` is empty at the start."""
    cold, warm = programs(COLD, peers), programs(WARM, peers)
    fleets = {size: folder / str(size) for size in (1, *(QUICK_SIZES if quick else (*SIZES, *GROWTH)))}
    for size, fleet in fleets.items():
        write_fleet(fleet, size)
    one = f"{PLACE.as_posix()}/{next(agents(1)).name}.md"
    cases = [take_turns("1 file, cold", {n: [*c, one] for n, c in cold.items()}, fleets[1], rounds)]
    targets = [Target("one file, of skilllint", 0.4, cases[0].ratio(AGENTLINT, "skilllint"))]
    for size in QUICK_SIZES if quick else SIZES:
        case = take_turns(f"{size:,} files, cold", {n: [*c, "."] for n, c in cold.items()}, fleets[size], rounds, size)
        most = {500: 2.0, 2_000: 0.5, 4_000: 0.2}[size]
        targets.append(Target(f"cold {size:,}, of agnix", most, case.ratio(AGENTLINT, "agnix")))
        cases.append(case)
    bare = {CLICK: [sys.executable, "-c", "import click"]}
    remembering = {n: [*c, "."] for n, c in warm.items()}
    case = take_turns("500 files, warm", {**remembering, **bare}, fleets[500], rounds)
    beyond = statistics.median(case.times[AGENTLINT]) - statistics.median(case.times[CLICK])
    cases.append(case)
    targets.append(Target("warm 500, beyond importing click", 0.15, beyond, " s"))
    if quick:
        return cases, targets
    small, large = GROWTH
    for name, command in remembering.items():
        print(f"  {name} fills its cache in {timed(command, fleets[large]):.1f} s", file=sys.stderr)
    case = take_turns(f"{large:,} files, warm", remembering, fleets[large], rounds, large)
    targets.append(Target(f"warm {large:,}, of rumdl", 2.0, case.ratio(AGENTLINT, "rumdl")))
    cases.append(case)
    command = [*cold[AGENTLINT], "."]
    pair: Times = {str(size): [] for size in GROWTH}
    for _ in range(rounds):
        for size in GROWTH:
            pair[str(size)].append(timed(command, fleets[size]))
    growth = Case("growth", pair)
    cases += [Case(f"{size:,} files, cold", {AGENTLINT: pair[str(size)]}) for size in GROWTH]
    targets.append(Target(f"cold {large:,}, of {small:,}", 11.0, growth.ratio(str(large), str(small))))
    targets.append(Target(f"memory at {large:,}", 400.0, memory(command, fleets[large]) or None, " MB"))
    return cases, targets


def report(cases: list[Case], targets: list[Target]) -> str:
    """Both tables as Markdown."""
    names = list(dict.fromkeys(program for case in cases for program in case.times))
    rows = []
    for case in cases:
        cells = []
        for name in names:
            seconds = case.median(name)
            ratio = case.ratio(name, AGENTLINT)
            cells.append("" if seconds is None or ratio is None else f"{seconds:.3f} ({ratio:.2f})")
        rows.append((case.name, *cells))
    asked: list[tuple[str, ...]] = [
        (one.what, f"{one.most:g}{one.unit}", "not measured", "")
        if one.figure is None
        else (one.what, f"{one.most:g}{one.unit}", f"{one.figure:.2f}{one.unit}", verdict(one))
        for one in targets
    ]
    heads = ("seconds (times ours)", *names)
    return f"{table(heads, rows)}\n{table(('target', 'at most', 'measured', ''), asked)}"


def verdict(target: Target) -> str:
    """Whether a target with a figure is reached."""
    return "met" if target.figure is not None and target.figure <= target.most else "missed"


def main() -> int:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description="Compare linters on made-up fleets.")
    parser.add_argument("--peers", metavar="FOLDER", type=Path, default=ROOT / ".venv/linters")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one file and 500, and no more")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    arguments = parser.parse_args()
    # As an installed package is: whoever edits a module and times it next must not time its compilation.
    for room in ("agentlint", "rules"):
        compileall.compile_dir(ROOT / room, quiet=2)
    missing = COLD.keys() - programs(COLD, arguments.peers).keys()
    if missing:
        print(f"not in {arguments.peers}: {', '.join(sorted(missing))}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="agentlint-fleets-") as temporary:
        folder = Path(temporary).resolve()
        cases, targets = measure(folder, arguments.peers, arguments.rounds, quick=arguments.quick)
    version = sys.version.split()[0]
    head = f"Medians of {arguments.rounds} turns, {os.cpu_count()} cores, Python {version}."
    figures = f"{head}\n\n{report(cases, targets)}"
    print(figures)
    if arguments.write:
        write_figures("linters", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
