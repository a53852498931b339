"""Findings held against a baseline: which are known, which are new, and what in the baseline is gone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field
from typing import TYPE_CHECKING

from agentlint.lint.fingerprint import identities
from agentlint.project.baseline import Known, digest
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from agentlint.diagnostic import Diagnostic
    from agentlint.source import Source

_NEVER = "internal-error"


@record()
class Judged:
    """A file that was checked: the path by which the baseline knows it, its findings in text order, and which rules ran
    on it. `source` is the text of the findings, None where it could not be read.
    """

    path: str
    source: Source | None
    found: Sequence[Diagnostic]
    ran: frozenset[str]


@record(frozen=False)
class Comparison:
    """`new` holds the findings of each file that the baseline does not, `known` counts those that it does.

    `gone` counts findings of the baseline that are not there any more. `kept` is the baseline without these, `whole`
    one of all findings; in both, files and rules that were not looked at keep what the baseline has of them.
    """

    new: list[list[Diagnostic]] = field(default_factory=list)
    known: int = 0
    gone: int = 0
    kept: dict[str, Known] = field(default_factory=dict)
    whole: dict[str, Known] = field(default_factory=dict)

    @property
    def recorded(self) -> int:
        """Number of findings in `whole`."""
        return sum(map(len, self.whole.values()))


def compare(
    baseline: Mapping[str, Known],
    judged: Sequence[Judged],
    *,
    exists: Callable[[str], bool],
    canonical: Callable[[str], str | None],
) -> Comparison:
    """Hold findings against a baseline.

    `exists` says whether a path of the baseline is still there, `canonical` the present name of a rule or None.
    A file that the baseline does not know is taken for one that it knows and that is gone if their texts are the same.
    """
    result = Comparison()
    missing = [path for path in sorted(baseline.keys() - {one.path for one in judged}) if not exists(path)]
    former = _renamed(baseline, judged, missing)
    lost = set(missing) - set(former.values())
    result.gone += sum(len(baseline[path]) for path in lost)
    looked_at = {one.path for one in judged}.union(missing)
    for path, known in baseline.items():
        if path not in looked_at:
            result.kept[path] = result.whole[path] = known
    for one in judged:
        before = baseline.get(former.get(one.path, one.path))
        _compare_file(one, before, canonical, result)
    return result


def _compare_file(
    one: Judged, before: Known | None, canonical: Callable[[str], str | None], result: Comparison
) -> None:
    expected: dict[str, set[str]] = defaultdict(set)
    idle: dict[str, set[str]] = defaultdict(set)
    for rule, ids in (before.findings if before is not None else {}).items():
        name = canonical(rule)
        if name is None:
            result.gone += len(ids)
        else:
            (expected if name in one.ran else idle)[name].update(ids)
    present: dict[str, set[str]] = defaultdict(set)
    new = []
    for diagnostic, identity in zip(one.found, identities(one.found, one.source), strict=True):
        if diagnostic.rule != _NEVER:
            present[diagnostic.rule].add(identity)
        if identity in expected.get(diagnostic.rule, ()):
            result.known += 1
        else:
            new.append(diagnostic)
    result.new.append(new)
    result.gone += sum(len(ids - present.get(rule, set())) for rule, ids in expected.items())
    kept = {rule: ids & present.get(rule, set()) for rule, ids in expected.items()}
    for into, findings in ((result.kept, kept), (result.whole, present)):
        merged = {rule: findings.get(rule, set()) | idle.get(rule, set()) for rule in {*findings, *idle}}
        known = Known("", {rule: tuple(sorted(ids)) for rule, ids in merged.items() if ids})
        if len(known):
            content = digest(one.source.text) if one.source is not None else ""
            into[one.path] = Known(content, known.findings)


def _renamed(baseline: Mapping[str, Known], judged: Iterable[Judged], missing: Sequence[str]) -> dict[str, str]:
    """Path of a file that the baseline does not know to the path under which it knew it."""
    by_content: dict[str, list[str]] = defaultdict(list)
    for path in missing:
        if baseline[path].content:
            by_content[baseline[path].content].append(path)
    former: dict[str, str] = {}
    if not by_content:
        return former
    for one in judged:
        if one.path in baseline or one.source is None:
            continue
        candidates = by_content.get(digest(one.source.text), [])
        if candidates:
            name = one.path.rpartition("/")[2]
            best = next((path for path in candidates if path.rpartition("/")[2] == name), candidates[0])
            candidates.remove(best)
            former[one.path] = best
    return former
