"""Formatters side by side on real files: how many files each one damages, and how long it takes.

    python -m tools.peers [--files 500] [--seed 1] --mdformat PYTHON --prettier FOLDER

PYTHON is an interpreter that has mdformat and mdformat-frontmatter, FOLDER one whose node_modules holds prettier
(`make bench` sets both up). Each program formats the same files of the corpus in place, in a copy, by its own command
and with its own defaults; afterwards the files are judged by `tools.formatting`, which has nothing of our formatter.
Times are processor seconds of the whole command, start included.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from tools.bench import table
from tools.corpus import ROOT, markdown_files, unpack
from tools.formatting import header_faults, html, split

ROUNDS = 3
_MDFORMAT = """
import sys
from mdformat._cli import run
failed = 0
for path in sys.argv[1:]:
    try:
        failed += bool(run([path]))
    except Exception:
        failed += 1
print("gave up on", failed, file=sys.stderr)
"""
"""Its command, file by file in one process: by itself it ends at the first file that it cannot format."""


class Damage(NamedTuple):
    """Files in which a program changed data of the header, HTML, letters of the body, anything."""

    header: int = 0
    html: int = 0
    letters: int = 0
    changed: int = 0


def sample(folder: Path, number: int, seed: int) -> list[Path]:
    """Files with a header, drawn over all repositories."""
    paths = [p for p in markdown_files(folder) if p.read_bytes().startswith(b"---")]
    return sorted(random.Random(seed).sample(paths, min(number, len(paths))))


def run(command: list[str], cwd: Path) -> tuple[float, float, str]:
    """Processor and clock seconds of a command, and what it complained of."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", errors="replace", check=False)
    clock, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, clock, done.stderr.strip()


def damage(pairs: list[tuple[str, str]]) -> Damage:
    """Count the files, texts before and after, that read otherwise."""
    counts = [0, 0, 0, 0]
    for old, new in pairs:
        (old_header, old_body), (new_header, new_body) = split(_unix(old)), split(_unix(new))
        counts[0] += (old_header is None) != (new_header is None) or bool(
            header_faults(old_header or "", new_header or "")
        )
        old_body, new_body = old_body.rstrip("\n") + "\n", new_body.rstrip("\n") + "\n"
        counts[1] += old_body != new_body and any(
            html(old_body, tables=t) != html(new_body, tables=t) for t in (True, False)
        )
        counts[2] += re.sub(r"\s+", "", old_body) != re.sub(r"\s+", "", new_body)
        counts[3] += old != new
    return Damage(*counts)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="Compare formatters on real files.")
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mdformat", metavar="PYTHON")
    parser.add_argument("--prettier", metavar="FOLDER", type=Path)
    arguments = parser.parse_args()
    try:
        folder = unpack()
    except FileNotFoundError as error:
        print(f"the corpus is not here: {error.filename}", file=sys.stderr)
        return 2
    paths = sample(folder, arguments.files, arguments.seed)
    texts = [p.read_bytes().decode() for p in paths]
    programs = {"agentlint format": [sys.executable, "-m", "agentlint", "format", "--isolated", "-q"]}
    if arguments.mdformat:
        programs["mdformat + mdformat-frontmatter"] = [str(Path(arguments.mdformat).absolute()), "-c", _MDFORMAT]
    binary = ((arguments.prettier or Path()) / "node_modules/prettier/bin/prettier.cjs").resolve()
    if binary.is_file() and shutil.which("node"):
        programs["prettier"] = [
            "node",
            str(binary),
            "--write",
            "--log-level",
            "error",
            "--no-config",
            "--no-editorconfig",
        ]
    rows: list[tuple[str, ...]] = []
    base = 0.0
    for name, command in programs.items():
        times = []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory(prefix="agentlint-peers-") as temporary:
                copy = Path(temporary).resolve()
                names = []
                for number, text in enumerate(texts):
                    # Short names, so that no program meets the configuration or the ignore files of a repository.
                    target = copy / ".claude" / "agents" / f"{number}.md"
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(text.encode())
                    names.append(target.relative_to(copy).as_posix())
                *time, told = run([*command, *names], copy)
                times.append(time)
                pairs = [(text, (copy / n).read_bytes().decode()) for text, n in zip(texts, names, strict=True)]
        found = damage(pairs)
        seconds, clock = min(times)
        gave_up = re.search(r"gave up on (\d+)", told)
        failed = gave_up[1] if gave_up else str(told.count("[error] .claude"))
        if name.startswith("mdformat"):
            base = seconds
        rows.append(
            (name, *map(str, found), failed, f"{seconds:.2f}", f"{clock:.2f}", f"{seconds * 1000 / len(texts):.1f}")
        )
    print(f"{len(texts)} files of the corpus, seed {arguments.seed}; the best of {ROUNDS} rounds\n")
    heads = (
        "program",
        "other header data",
        "other HTML",
        "other letters",
        "files changed",
        "gave up",
        "CPU s",
        "clock s",
        "CPU ms a file",
    )
    print(table(heads, rows))
    if base:
        print(f"agentlint takes {float(rows[0][6]) / base:.2f} of mdformat's processor time.")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
