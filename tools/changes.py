"""What the formatter changes in the corpus, by reason: `python -m tools.changes [--write]`.

Prints the table of docs/formatting.md; with `--write` puts it there. The share of changed lines of a file are the lines
that have no equal on the other side, of all lines before and after.
"""

from __future__ import annotations

import sys
from collections import Counter
from difflib import SequenceMatcher
from statistics import median

from agentlint.format.edits import Reason
from agentlint.format.formatter import format_source
from agentlint.hosts.detect import HEAD_BYTES, detect
from agentlint.source import Source
from tools.corpus import ROOT, markdown_files, unpack
from tools.docs import insert

WORDS = {
    Reason.LINE_ENDING: "mixed line endings become one",
    Reason.QUOTE: "quotes where strict YAML needs them",
    Reason.FENCE_LINE: "blanks behind the `---` of a header",
    Reason.KEY_ORDER: "`name` and `description` come first",
    Reason.TOOL_SPACING: "even spacing in tool lists",
    Reason.TRAILING_BLANK: "blanks at the end of a line",
    Reason.BLANK_RUN: "several blank lines become one",
    Reason.BLANK_AFTER_HEADER: "one blank line behind the header",
    Reason.BLANK_AROUND: "a blank line beside a heading, list, fence or table",
    Reason.FINAL_NEWLINE: "one newline at the end",
    Reason.BULLET: "another bullet (only with the option)",
}


def measure() -> tuple[int, int, Counter[Reason], Counter[Reason], list[float], Counter[str]]:
    """Files, files changed, files and places by reason, shares of changed lines, refused edits by code."""
    files, places, refused = Counter[Reason](), Counter[Reason](), Counter[str]()
    shares = []
    count = changed = 0
    folder = unpack()
    for path in markdown_files(folder):
        name = path.relative_to(folder).as_posix().partition("/")[2]
        source = Source.from_bytes(name, path.read_bytes())
        kinds = detect(name, source.text[:HEAD_BYTES], named=True).kinds
        if not kinds:
            continue
        done = format_source(source, kinds)
        count += 1
        changed += done.text != source.text
        files.update(done.reasons.keys())
        places.update(done.reasons)
        refused.update(refusal.code for _, refusal in done.refused)
        old, new = source.text.split("\n"), done.text.split("\n")
        same = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
        shares.append(1 - 2 * same / (len(old) + len(new)))
    return count, changed, files, places, shares, refused


def report() -> str:
    """The table and a line below it."""
    count, changed, files, places, shares, refused = measure()
    lines = ["| reason | what | files | places |", "|---|---|--:|--:|"]
    lines += [
        f"| `{reason.value}` | {WORDS[reason]} | {files[reason]:,} | {places[reason]:,} |"
        for reason in sorted(Reason, key=lambda r: (-files[r], r.value))
    ]
    shares.sort()
    refusals = ", ".join(f"{n} {code}" for code, n in refused.most_common()) or "none"
    return "\n".join(lines) + (
        f"\n\n{changed:,} of {count:,} files change. Share of changed lines: {median(shares):.1%} in the median file, "
        f"{shares[len(shares) * 9 // 10]:.1%} in nine files of ten. Edits that the proof refused: {refusals}.\n"
    )


def main() -> int:
    """Print or write."""
    try:
        text = report()
    except FileNotFoundError as error:
        print(f"the corpus is not here: {error.filename}", file=sys.stderr)
        return 2
    if "--write" in sys.argv[1:]:
        page = ROOT / "docs/formatting.md"
        page.write_text(insert(page.read_text("utf-8"), "changes", text), "utf-8", newline="\n")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
