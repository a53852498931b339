"""Count how common terms are in the descriptions below a folder of repositories, for `overlapping-descriptions`.

    python tests/bench/overlap_background.py FOLDER > rules/agentlint_rules/overlapping_descriptions/background.txt

Each direct subfolder counts as one repository and at most as 40 descriptions, so that no big fleet sets the tone; equal
descriptions of one repository count once. Terms of a single repository, those that fewer than three descriptions hold,
and those that are as rare as the rule's floor are left out.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "rules")]

from agentlint.api import Document, Source, without_examples  # noqa: E402
from agentlint_rules.overlapping_descriptions.background import FLOOR, PER  # noqa: E402
from agentlint_rules.overlapping_descriptions.words import split_items, terms  # noqa: E402

CAP = 40


def descriptions(root: Path) -> dict[str, set[frozenset[str]]]:
    """Repository to the terms of each agent's description; a file without `name:` and `description:` is no agent."""
    found: dict[str, set[frozenset[str]]] = defaultdict(set)
    for path in sorted(root.rglob("*.md")):
        header = Document(Source(path.name, path.read_text(encoding="utf-8", errors="replace"))).frontmatter
        entry = header.get("description") if header is not None else None
        if header is None or entry is None or not entry.text or header.get("name") is None:
            continue
        items = split_items(without_examples(entry.text))
        found[path.relative_to(root).parts[0]].add(frozenset(t for item in items for t in terms(item)))
    return found


def count(groups: dict[str, set[frozenset[str]]]) -> dict[str, int]:
    """Term to its rate per `PER` descriptions."""
    weights: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    size = 0.0
    for group in groups.values():
        factor = min(1.0, CAP / len(group))
        size += factor * len(group)
        spread.update(frozenset().union(*group))
        for found in group:
            counts.update(found)
            for term in found:
                weights[term] += factor
    rates = {
        term: round(weight / size * PER) for term, weight in weights.items() if counts[term] > 2 and spread[term] > 1
    }
    return {term: rate for term, rate in rates.items() if rate > FLOOR}


def main(folder: str) -> None:
    """Print the table, one line per rate."""
    by_rate: dict[int, list[str]] = defaultdict(list)
    for term, rate in count(descriptions(Path(folder))).items():
        by_rate[rate].append(term)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(f"# rate per {PER} descriptions, terms that have it")
    for rate in sorted(by_rate, reverse=True):
        print(rate, *sorted(by_rate[rate]))


if __name__ == "__main__":
    main(sys.argv[1])
