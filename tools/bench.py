"""Time cold runs over the corpus: milliseconds a file by stage, and how long the program takes to start.

    python -m tools.bench [--rounds 5] [--write] [FOLDER]

A round is a fresh process that checks each repository of the corpus (or each folder in FOLDER) as a project of its own,
all rules on, on one core; nothing is cached but what the operating system keeps of the disk. Figures are medians over
rounds, which take turns so that a busy minute hits all of them. Stages are in processor time, what says `clock` and the
starts in time by the clock. Never part of a test: they say something about the machine too. With `--write` the tables
go into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from tools.corpus import ROOT, repositories, unpack

if TYPE_CHECKING:
    from agentlint.hosts.model import FileKind
    from agentlint.lint.file import File

PAGE = ROOT / "docs/performance.md"
STARTS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import click'": ["-c", "import click"],
    "agentlint version": ["-m", "agentlint", "version"],
    "agentlint check (nothing to check)": ["-m", "agentlint", "check", "-q", "--isolated", "--no-project", "LICENSE"],
}


def whole(folder: Path) -> dict[str, float]:
    """Seconds of the real run, in sum and as the session itself splits them, and the number of files."""
    from agentlint.session import Request, run

    totals: dict[str, float] = defaultdict(float)
    for repository in repositories(folder):
        began, clock = process_time(), perf_counter()
        report = run(Request(cwd=repository, isolated=True))
        totals["whole run"] += process_time() - began
        totals["whole run, clock"] += perf_counter() - clock
        totals["files"] += report.files
        for stage, seconds in report.timings.items():
            totals[f"of these: {stage}, clock"] += seconds
    return totals


def stages(folder: Path) -> dict[str, float]:
    """Seconds of each step called by itself, one after the other over all files, and the number of files."""
    from agentlint.hosts.detect import detect
    from agentlint.lint.file import File
    from agentlint.lint.registry import load_rules
    from agentlint.lint.rule import ProjectRule
    from agentlint.project.settings import Settings
    from agentlint.source import Source, SourceError
    from agentlint.syntax.document import Document

    totals: dict[str, float] = defaultdict(float)
    paths = [path for repository in repositories(folder) for path in sorted(repository.rglob("*")) if path.is_file()]
    sources: list[Source] = []
    began = process_time()
    for path in paths:
        try:
            sources.append(Source.from_bytes(path.relative_to(folder).as_posix(), path.read_bytes()))
        except SourceError:
            continue
    totals["read and decode"] = process_time() - began

    began = process_time()
    claimed: list[tuple[Source, FileKind, tuple[FileKind, ...]]] = []
    for source in sources:
        found = detect(source.path.partition("/")[2], source.text[:8192])
        if found.owner is not None and found.owner.format == "markdown":
            claimed.append((source, found.owner, found.kinds))
    totals["detect"] = process_time() - began

    settings = Settings()
    files: list[File] = [File(Document(source), kind, kinds, settings) for source, kind, kinds in claimed]
    totals["files"] = len(files)
    for stage, part in (("header", "frontmatter"), ("readings of all hosts", "readings")):
        began = process_time()
        for file in files:
            getattr(file, part)
        totals[stage] = process_time() - began
    began = process_time()
    for file in files:
        _ = file.document.body.blocks
    totals["body"] = process_time() - began
    for name, rule_type in sorted(load_rules().rules.items()):
        rule = rule_type()
        began = process_time()
        for file in files:
            for _ in rule.check(file):
                pass
            if isinstance(rule, ProjectRule):
                rule.facts(file)
        totals[f"rule {name}"] = process_time() - began
    return totals


def worker(name: str, folder: Path) -> dict[str, float]:
    """One measurement in a fresh process."""
    command = [sys.executable, "-m", "tools.bench", "--worker", name, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def start(arguments: list[str]) -> float:
    """Seconds that a fresh Python takes with these arguments."""
    began = perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=False)
    return perf_counter() - began


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table, first column left, the others right."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    lines = [heads, ("-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])), *rows]
    cells = [[first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])] for first, *rest in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


def with_figures(page: str, tool: str, figures: str) -> str:
    """A page with new figures of a tool in the place of the old ones. Raises `ValueError` where it has no place."""
    begin = f"<!-- what `python -m tools.{tool} --write` measured -->\n"
    start = page.index(begin) + len(begin)
    end = page.index("<!-- end of what it measured -->\n", start)
    return f"{page[:start]}\n{figures.strip()}\n\n{page[end:]}"


def write_figures(tool: str, figures: str) -> None:
    """Put new figures of a tool into the page about speed."""
    PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8"), tool, figures), encoding="utf-8", newline="\n")


def main() -> int:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description="Time cold runs over the corpus.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    parser.add_argument("--worker", choices=("whole", "stages"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        print(json.dumps({"whole": whole, "stages": stages}[arguments.worker](arguments.folder)))
        return 0
    try:
        folder = arguments.folder or unpack()
    except FileNotFoundError as error:
        print(f"the corpus is not here: {error.filename}", file=sys.stderr)
        return 2

    turns = range(arguments.rounds)
    rounds = [{name: worker(name, folder) for name in ("whole", "stages")} for _ in turns]
    rows: list[tuple[str, ...]] = []
    for name in ("whole", "stages"):
        count = rounds[0][name]["files"]
        for stage in rounds[0][name]:
            if stage != "files":
                seconds = statistics.median(measured[name][stage] for measured in rounds)
                rows.append((stage, f"{seconds * 1000 / count:.3f}", f"{seconds:.2f}"))
    count = rounds[0]["whole"]["files"]
    head = f"{count:.0f} prompt files, medians of {arguments.rounds} rounds, Python {sys.version.split()[0]}."
    of_stages = f"{head}\n\n{table(('stage', 'ms a file', 's in all'), rows)}"
    print(of_stages)

    starts = [{name: start(command) for name, command in STARTS.items()} for _ in turns]
    times = {name: statistics.median(measured[name] for measured in starts) for name in STARTS}
    base = times["python -c 'import click'"]
    rows = [(name, f"{seconds * 1000:.0f}", f"{seconds / base:.2f}") for name, seconds in times.items()]
    of_starts = table(("start", "ms", "of import click"), rows)
    print(of_starts)
    if arguments.write:
        write_figures("bench", f"{of_stages}\n{of_starts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
