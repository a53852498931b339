"""Measure `overlapping-descriptions`, and count the background that it weighs terms with.

    python -m tools.overlap curve                    precision and recall on the labelled pairs in ../shared
    python -m tools.overlap speed [SIZE ...]         processor time and memory for made-up fleets of such sizes
    python -m tools.overlap groups [--threshold T]   what the rule reports per repository of the corpus, to read
    python -m tools.overlap background FOLDER        the table of background rates, from the agents below a folder

Background: each direct subfolder counts as one repository and at most as 40 descriptions, so that no big fleet sets the
tone; equal descriptions of one repository count once. Terms of a single repository, those that fewer than three
descriptions hold, and those that are as rare as the rule's floor are left out.

Curve: the labelled pairs of a repository are scored with a background counted without that repository. Beside it stand
a plain TF-IDF cosine over the words of the descriptions, and how far average precision strays if repositories are drawn
anew.

Speed: each description is put together from items of real ones, and each word is replaced by a made-up one with a
chance of one in four, out of as many as there are descriptions. Every size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT / "rules") not in sys.path:
    sys.path.append(str(ROOT / "rules"))

from agentlint.api import Document, Roster, RosterEntry, Source, without_examples  # noqa: E402
from agentlint_rules.overlapping_descriptions import background, likeness  # noqa: E402
from agentlint_rules.overlapping_descriptions.claim import Claim  # noqa: E402
from agentlint_rules.overlapping_descriptions.fleet import Fleet  # noqa: E402
from agentlint_rules.overlapping_descriptions.words import split_items  # noqa: E402
from tools.corpus import SHARED, repositories, unpack  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentlint.api import Diagnostic

CAP = 40
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1.0)
GRID: dict[str, tuple[float, ...]] = {
    "SAME_CORE": (0.0, 0.25),
    "CLOSE_NAMES": (0.0, 0.2),
    "UNCLAIMED": (0.25, 0.4, 0.6, 1.0),
    "SUBSTITUTED": (0.25, 0.5, 1.0),
}
"""Parameters of the score that are chosen anew for every repository left out, to see what choosing them is worth."""


def agent_claims(folder: Path) -> dict[Path, Claim]:
    """Path to claim of every Markdown file below that has a `name:` and a `description:`."""
    found: dict[Path, Claim] = {}
    for path in sorted(folder.rglob("*.md")):
        header = Document(Source(path.name, path.read_text(encoding="utf-8", errors="replace"))).frontmatter
        name = header.get("name") if header is not None else None
        entry = header.get("description") if header is not None else None
        if name is not None and entry is not None and entry.text:
            items = tuple(split_items(without_examples(entry.text)))
            found[path] = Claim(name.text or "", items)
    return found


def count_background(groups: Iterable[Iterable[Claim]]) -> dict[str, int]:
    """Term to its rate per `background.PER` descriptions, counted over the claims of each repository."""
    weights: defaultdict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    size = 0.0
    for group in groups:
        texts = {claim.terms for claim in group}
        if not texts:
            continue
        factor = min(1.0, CAP / len(texts))
        size += factor * len(texts)
        spread.update(frozenset().union(*texts))
        for found in texts:
            counts.update(found)
            for term in found:
                weights[term] += factor
    known = [term for term in weights if counts[term] > 2 and spread[term] > 1]
    rates = {term: round(weights[term] / size * background.PER) for term in known}
    return {term: rate for term, rate in rates.items() if rate > background.FLOOR}


def print_background(folder: Path) -> None:
    """Print the table that the rule ships, one line per rate."""
    by_rate: dict[int, list[str]] = defaultdict(list)
    for term, rate in count_background(agent_claims(path).values() for path in repositories(folder)).items():
        by_rate[rate].append(term)
    print(f"# rate per {background.PER} descriptions, terms that have it")
    for rate in sorted(by_rate, reverse=True):
        print(rate, *sorted(by_rate[rate]))


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair, ready to be scored."""

    label: str
    repository: str
    fleet: Fleet
    a: Claim
    b: Claim

    @property
    def score(self) -> float:
        """What the rule makes of it."""
        return likeness.score(self.fleet, self.a, self.b)


def labelled_pairs(corpus: Path, labels: Path) -> list[Pair]:
    """The labelled pairs, weighed among all agents of their repository and a background of all other repositories."""
    claims = {path.name: agent_claims(path) for path in repositories(corpus)}
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    pairs: list[Pair] = []
    for repository in sorted({row["a_path"].split("/")[0] for row in rows}):
        table = count_background(group.values() for name, group in claims.items() if name != repository)
        mine = claims[repository]
        weights = Fleet((claim.terms for claim in {claim.items: claim for claim in mine.values()}.values()), table)
        for row in rows:
            if row["a_path"].split("/")[0] == repository:
                a, b = mine[corpus / row["a_path"]], mine[corpus / row["b_path"]]
                pairs.append(Pair(row["label"], repository, weights, a, b))
    return pairs


def average_precision(scored: Sequence[tuple[float, bool]]) -> float:
    """Mean over the true ones of the precision at their rank; equal scores count as one rank."""
    total = sum(truth for _, truth in scored)
    result = 0.0
    for value, here in itertools.groupby(sorted(scored, reverse=True), key=lambda pair: pair[0]):
        above = [truth for score, truth in scored if score >= value]
        result += sum(truth for _, truth in here) * sum(above) / len(above)
    return result / total


def cross_validated(pairs: Sequence[Pair]) -> float:
    """Average precision where each repository is scored with the parameters that do best on all others."""
    tried: list[list[float]] = []
    for values in itertools.product(*GRID.values()):
        chosen: dict[str, Any] = dict(zip(GRID, values, strict=True))
        with patch.multiple(likeness, **chosen):
            tried.append([pair.score for pair in pairs])
    scored: list[tuple[float, bool]] = []
    for repository in sorted({pair.repository for pair in pairs}):
        inside = [pair.repository == repository for pair in pairs]

        def precision(scores: list[float], inside: list[bool] = inside) -> float:
            rows = zip(scores, pairs, inside, strict=True)
            return average_precision([(score, pair.label == "overlap") for score, pair, out in rows if not out])

        best = max(tried, key=precision)
        scored += [(s, p.label == "overlap") for s, p, here in zip(best, pairs, inside, strict=True) if here]
    return average_precision(scored)


def print_curve(corpus: Path, labels: Path) -> None:
    """Print how many pairs of each label reach each threshold, precision and recall, and average precision."""
    pairs = labelled_pairs(corpus, labels)
    scored = [(pair.score, pair.label) for pair in pairs]
    total = sum(label == "overlap" for _, label in scored)
    print("| threshold | overlap | related | distinct | precision | recall |\n|---|---|---|---|---|---|")
    for threshold in THRESHOLDS:
        found = Counter(label for value, label in scored if value >= threshold)
        precision = found["overlap"] / (found.total() or 1)
        print(
            f"| {threshold:.2f} | {found['overlap']} | {found['related']} | {found['distinct']} "
            f"| {precision:.2f} | {found['overlap'] / total:.2f} |"
        )
    print(f"\naverage precision {average_precision([(v, label == 'overlap') for v, label in scored]):.3f}")
    print(f"with parameters chosen without the repository {cross_validated(pairs):.3f}")
    print("repositories drawn anew: {:.3f} to {:.3f} in nine of ten draws".format(*spread(pairs)))
    print(f"plain TF-IDF cosine {average_precision(plain_cosine(pairs, corpus)):.3f}")


def spread(pairs: Sequence[Pair], draws: int = 1000) -> tuple[float, float]:
    """The 5th and 95th percentile of average precision over draws of repositories, with replacement."""
    rng = random.Random(0)
    by_repository: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for pair in pairs:
        by_repository[pair.repository].append((pair.score, pair.label == "overlap"))
    names = sorted(by_repository)
    drawn = (list(itertools.chain(*(by_repository[rng.choice(names)] for _ in names))) for _ in range(draws))
    found = sorted(average_precision(scored) for scored in drawn if any(truth for _, truth in scored))
    return found[len(found) // 20], found[-len(found) // 20]


def plain_cosine(pairs: Sequence[Pair], corpus: Path) -> list[tuple[float, bool]]:
    """The baseline: cosine of TF-IDF vectors of the descriptions' words, with rates over all agents of the corpus."""
    texts = [claim.items for folder in repositories(corpus) for claim in agent_claims(folder).values()]
    rates = Counter(word for items in texts for word in set(" ".join(items).split()))

    def vector(claim: Claim) -> dict[str, float]:
        counts = Counter(" ".join(claim.items).split())
        found = {word: count * math.log(len(texts) / rates[word]) for word, count in counts.items()}
        length = math.hypot(*found.values()) or 1.0
        return {word: weight / length for word, weight in found.items()}

    scored = []
    for pair in pairs:
        a, b = vector(pair.a), vector(pair.b)
        scored.append((sum(weight * b[word] for word, weight in a.items() if word in b), pair.label == "overlap"))
    return scored


def made_up_fleet(found: Mapping[str, Roster], size: int, new_words: float = 0.25, seed: int = 1) -> Roster:
    """A fleet of so many agents of one scope, out of the items and words of names of real ones.

    `new_words` is the share of words, 0 to 1, that are replaced by made-up ones.
    """
    rule = "overlapping-descriptions"
    rng = random.Random(seed)
    facts = [entry.facts[rule] for roster in found.values() for entry in roster.entries]
    items = [item for data in facts for item in data["items"]]
    names = [word for data in facts for word in data["name"].replace("_", "-").split("-")]

    def word(real: str) -> str:
        return real if rng.random() >= new_words else f"{rng.choice(names).lower()[:4]}{rng.randrange(size):x}"

    def agent(number: int) -> RosterEntry:
        chosen = rng.sample(items, len(rng.choice(facts)["items"]))
        data = {
            "name": "-".join(word(name) for name in rng.sample(names, 3)),
            "items": [" ".join(map(word, item.split())) for item in chosen],
            "at": [0, 1, 1, 1, 1, 2],
        }
        return RosterEntry(f"{number:06}.md", "claude-code/agent", "s", True, {rule: data})

    return Roster([agent(number) for number in range(size)])


def print_speed(sizes: Sequence[int], new_words: float) -> None:
    """Print a row per size; a single size is measured here, several each in a process of their own."""
    from agentlint_rules.overlapping_descriptions.rule import OverlappingDescriptions

    if len(sizes) > 1:
        print("| descriptions | seconds | again, one changed | peak MB | findings |\n|--:|--:|--:|--:|--:|", flush=True)
        for size in sizes:
            options = ["--new-words", str(new_words), str(size)]
            subprocess.run([sys.executable, "-m", "tools.overlap", "speed", *options], check=True, cwd=ROOT)
        return
    roster = made_up_fleet(rosters(unpack()), sizes[0], new_words)
    # As the command line does.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    rule = OverlappingDescriptions()
    began = time.process_time()
    count = len(list(rule.check_project(roster)))
    seconds = time.process_time() - began
    again = []
    for entry in roster.entries[:5] if sizes[0] <= 1000 else []:
        data = entry.facts[rule.name]
        changed = {rule.name: {**data, "items": [*data["items"], "counts the gulls"]}}
        others = [other for other in roster.entries if other is not entry]
        edited = Roster([*others, RosterEntry(entry.path, entry.kind, entry.scope, True, changed)])
        began = time.process_time()
        list(rule.check_project(edited))
        again.append(time.process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    once_more = f"{statistics.median(again):.3f}" if again else "–"
    print(f"| {sizes[0]:,} | {seconds:.2f} | {once_more} | {peak:.0f} | {count:,} |", flush=True)


def rosters(corpus: Path) -> dict[str, Roster]:
    """Repository to the facts of its agents, each in the scope that the project layer gives it."""
    from agentlint.hosts.detect import detect
    from agentlint.lint.file import File
    from agentlint.project.scopes import scope_of
    from agentlint.project.settings import Settings
    from agentlint_rules.overlapping_descriptions.rule import OverlappingDescriptions

    rule = OverlappingDescriptions()
    found: dict[str, Roster] = {}
    for folder in repositories(corpus):
        entries: list[RosterEntry] = []
        for path in sorted(folder.rglob("*.md")):
            text = path.read_bytes().decode("utf-8", errors="replace")
            name = path.relative_to(folder).as_posix()
            detection = detect(name, text[:8192])
            if detection.owner is None:
                continue
            file = File(Document(Source(name, text)), detection.owner, detection.kinds, Settings())
            data: Any = rule.facts(file)
            if data is not None:
                scope = scope_of(name, detection.owner, None)
                entries.append(RosterEntry(name, detection.owner.id, scope, True, {rule.name: data}))
        found[folder.name] = Roster(entries)
    return found


def reported(roster: Roster, threshold: float | None = None) -> dict[str, list[Diagnostic]]:
    """Group to its diagnostics."""
    from agentlint_rules.overlapping_descriptions.rule import Options, OverlappingDescriptions

    rule = OverlappingDescriptions(Options(threshold) if threshold is not None else None)
    groups: dict[str, list[Diagnostic]] = defaultdict(list)
    for diagnostic in rule.check_project(roster):
        groups[diagnostic.group or ""].append(diagnostic)
    return groups


def print_groups(found: Mapping[str, Roster], threshold: float | None) -> None:
    """Print every group with its members."""
    agents = total = 0
    for repository, roster in found.items():
        groups = reported(roster, threshold)
        agents += len(roster.entries)
        total += len(groups)
        print(f"== {repository}: {len(roster.entries)} agents, {len(groups)} groups")
        for members in groups.values():
            for diagnostic in members[:6]:
                print(f"  {diagnostic.path}: {diagnostic.message}")
            print(f"  ({len(members)} members)\n")
    print(f"{agents} agents, {total} groups")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("curve")
    commands.add_parser("groups").add_argument("--threshold", type=float)
    speed = commands.add_parser("speed")
    speed.add_argument("sizes", type=int, nargs="*", default=[500, 1000, 5000, 10_000, 50_000])
    speed.add_argument("--new-words", type=float, default=0.25, help="share of words that are made up, 0 to 1")
    commands.add_parser("background").add_argument("folder", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "background":
        print_background(arguments.folder)
    elif arguments.command == "speed":
        print_speed(arguments.sizes, arguments.new_words)
    elif arguments.command == "curve":
        print_curve(unpack(), SHARED / "corpus" / "overlap-dev.jsonl")
    else:
        print_groups(rosters(unpack()), arguments.threshold)


if __name__ == "__main__":
    main()
