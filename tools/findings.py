"""Findings of all stable rules in the corpus, by rule and host.

    python -m tools.findings [--write] [--loaded 100 --seed 7]

Prints the table of docs/findings.md; with `--write` puts it there. With `--loaded` draws files that Claude Code loads
as they are written and prints the errors in them, for a reader to judge.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from typing import TYPE_CHECKING

from agentlint.hosts.detect import HEAD_BYTES, detect
from agentlint.hosts.reader import read
from agentlint.hosts.reading import Outcome
from agentlint.session import Request, run
from agentlint.syntax.document import Document
from tools.corpus import ROOT, repositories, unpack
from tools.docs import insert

if TYPE_CHECKING:
    from agentlint.diagnostic import Diagnostic

PAGE = ROOT / "docs" / "findings.md"
OWNER = "claude-code/agent"


def collect() -> tuple[list[tuple[str, Diagnostic]], list[str]]:
    """All findings with their paths in the corpus, and the agents of Claude Code that it loads as written."""
    found: list[tuple[str, Diagnostic]] = []
    whole = []
    for folder in repositories(unpack()):
        report = run(Request(cwd=folder, isolated=True))
        if report.failures:
            raise SystemExit("\n".join(report.failures))
        found += [(f"{folder.name}/{d.path}", d) for d in report.diagnostics]
        for path, source in report.sources.items():
            owner = detect(path, source.text[:HEAD_BYTES]).owner
            if owner is not None and owner.id == OWNER and read(Document.of(source), owner).outcome is Outcome.LOADED:
                whole.append(f"{folder.name}/{path}")
    return found, sorted(whole)


def table(found: list[tuple[str, Diagnostic]]) -> str:
    """Rules down, owning hosts across, as Markdown."""
    counts: Counter[tuple[str, str]] = Counter()
    severities: dict[str, set[str]] = {}
    for _, diagnostic in found:
        host = (diagnostic.kind or "?/").partition("/")[0]
        counts[diagnostic.rule, host] += 1
        severities.setdefault(diagnostic.rule, set()).add(diagnostic.severity.value)
    hosts = sorted({host for _, host in counts}, key=lambda h: (-sum(n for (_, x), n in counts.items() if x == h), h))
    lines = ["| rule | severity | " + " | ".join(hosts) + " | all |", "|---|---|" + "--:|" * (len(hosts) + 1)]
    for rule in sorted(severities):
        row = [counts[rule, host] for host in hosts]
        cells = " | ".join(str(n) if n else "" for n in row)
        lines.append(f"| `{rule}` | {', '.join(sorted(severities[rule]))} | {cells} | {sum(row)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table, or write it, or draw files that load whole."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--loaded", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    found, whole = collect()
    if options.loaded:
        drawn = set(random.Random(options.seed).sample(whole, options.loaded))
        errors = [(p, d) for p, d in found if p in drawn and d.severity.value == "error"]
        print(f"{len(drawn)} of {len(whole)} files, {len({p for p, _ in errors})} of them with errors")
        for path, diagnostic in errors:
            print(f"{path}:{diagnostic.location.range.start.line}: {diagnostic.rule}: {diagnostic.message}")
        return
    text = table(found)
    if options.write:
        PAGE.write_text(insert(PAGE.read_text(encoding="utf-8"), "findings", text), encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
