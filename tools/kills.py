"""Kill `agentlint check --fix` at random moments: `python -m tools.kills [--times 100] [--files 500] [--seed 0]`.

Copies files of the corpus, each into an agents folder of its own, kills the run that mends them and looks at every
file: it must be the text from before or the one that an undisturbed run writes. The next run must
finish the work and leave no temporary file. Exits 1 where something else was found.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tools.corpus import markdown_files, unpack

COMMAND = [sys.executable, "-m", "agentlint", "check", "--fix", "--isolated", "--no-cache", "--quiet",
           "--fail-on", "never", "--output-format", "concise", "--ignore", "overlapping-descriptions", "."]  # fmt: skip

Texts = dict[str, bytes]


def texts(folder: Path) -> Texts:
    """Bytes of every file below, by relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(folder: Path, content: Texts) -> None:
    """Make the folder hold just these files."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in content.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def start(folder: Path) -> subprocess.Popen[bytes]:
    """A run that mends the files of a folder."""
    return subprocess.Popen(COMMAND, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(folder: Path) -> float:
    """Let a run come to its end; seconds that it took. Raises `RuntimeError` if it fails."""
    began = time.monotonic()
    with start(folder) as process:
        _, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(errors.decode(errors="replace"))
    return time.monotonic() - began


def wrong(found: Texts, before: Texts, after: Texts, *, killed: bool) -> list[str]:
    """What should not be there: lost, strange or half files, and, in a run that ended, unmended ones and strays."""
    faults = [f"{name} is gone" for name in before if name not in found]
    for name, data in found.items():
        if name not in before:
            if not killed or not name.rpartition("/")[2].startswith(".agentlint-"):
                faults.append(f"{name} should not be there")
        elif data != after[name] and not (killed and data == before[name]):
            faults.append(f"{name} is neither old nor new")
    return faults


def main(argv: list[str] | None = None) -> int:
    """Run the campaign. 1 for a fault, 0 for none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    chance = random.Random(options.seed)
    drawn = chance.sample(markdown_files(unpack()), options.files)
    before = {f"{n:04}/.claude/agents/{path.stem}.md": path.read_bytes() for n, path in enumerate(drawn)}
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "fleet")
        write(folder, before)
        seconds = finish(folder)
        after = texts(folder)
        changed = [name for name in before if before[name] != after[name]]
        print(f"{len(before)} files, {len(changed)} to mend, {seconds:.1f} s undisturbed")
        for time_ in range(options.times):
            write(folder, before)
            with start(folder) as process:
                time.sleep(chance.uniform(0.3, 1.0) * seconds)
                process.send_signal(signal.SIGKILL)
                process.communicate()
            found = texts(folder)
            faults = wrong(found, before, after, killed=True)
            mended = sum(found.get(name) == after[name] for name in changed)
            counts["before" if not mended else "after" if mended == len(changed) else "in the middle"] += 1
            counts["stray"] += any(name not in before for name in found)
            finish(folder)
            faults += wrong(texts(folder), before, after, killed=False)
            if faults:
                print(f"kill {time_}: " + "; ".join(faults[:5]))
                return 1
    print(", ".join(f"{name}: {count}" for name, count in sorted(counts.items())), "- every file old or new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
