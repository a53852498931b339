"""Fixes one text until nothing changes, and proves every step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentlint.diagnostic import Applicability
from agentlint.fix.apply import Applied, RuleFix, candidates, choose, splice
from agentlint.records import record
from agentlint.source import Source

if TYPE_CHECKING:
    from agentlint.diagnostic import Diagnostic, Edit
    from agentlint.proof import Refusal

MAX_PASSES = 100
MAX_PROOFS_PER_PASS = 500

Lint = Callable[[Source], "Sequence[Diagnostic]"]
Prove = Callable[[Source, Source, "tuple[Edit, ...]", Applicability], "Refusal | None"]
"""Before, after, the edits between, what they claim to be; None if proven, else why not."""


@record()
class Refused:
    """A fix that was not applied, and why not."""

    fix: RuleFix
    reason: str


@record()
class FixResult:
    """The outcome for one file.

    `text` is proven; it is the text given where nothing could be applied. `applied` lists every fix in it, in the order
    in which they were applied. `refused` are fixes that the proof turned down on the final text, `remaining` the
    findings there. `cycle`: rules whose fixes undo one another or never end, empty as a rule.
    """

    text: str
    applied: tuple[RuleFix, ...]
    refused: tuple[Refused, ...]
    remaining: tuple[Diagnostic, ...]
    cycle: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether any fix is in the text."""
        return bool(self.applied)


@dataclass
class _Budget:
    left: int


def fix_source(source: Source, lint: Lint, prove: Prove, *, unsafe: bool = False) -> FixResult:
    """Apply fixes, lint again, and so on until nothing changes, at most 100 times.

    `lint` returns the findings of a text (suppressed ones left out), `prove` may refuse a candidate text. Safe fixes go
    first and are proven as such; unsafe ones follow when no safe one is left. Where the fixes of a pass are refused
    together, those at fault are found and dropped, the others applied. Raises what `lint` and `prove` raise.
    """
    current = source
    applied: list[RuleFix] = []
    # Text to the number of fixes applied when it was reached.
    seen = {source.text: 0}
    findings = tuple(lint(current))
    for _ in range(MAX_PASSES):
        step, refused = _one_pass(current, findings, prove, unsafe=unsafe)
        if step is None:
            return FixResult(current.text, tuple(applied), refused, findings)
        if step.text in seen:
            kept = seen[step.text]
            rules = {fix.rule for fix in (*applied[kept:], *step.fixes)}
            current = Source(source.path, step.text)
            return FixResult(step.text, tuple(applied[:kept]), refused, tuple(lint(current)), tuple(sorted(rules)))
        applied.extend(step.fixes)
        seen[step.text] = len(applied)
        current = Source(source.path, step.text)
        findings = tuple(lint(current))
    left, refused = _one_pass(current, findings, prove, unsafe=unsafe)
    rules = {fix.rule for fix in left.fixes} if left is not None else set()
    return FixResult(current.text, tuple(applied), refused, findings, tuple(sorted(rules)))


def _one_pass(
    source: Source, findings: Sequence[Diagnostic], prove: Prove, *, unsafe: bool
) -> tuple[Applied | None, tuple[Refused, ...]]:
    """The next proven text, None if there is none, and the fixes that were turned down on the way."""
    refused: list[Refused] = []
    budget = _Budget(MAX_PROOFS_PER_PASS)
    proposed = candidates(source, findings, unsafe=unsafe)
    for applicability in (Applicability.SAFE, Applicability.UNSAFE):
        fixes = [fix for fix in proposed if fix.fix.applicability is applicability]
        while fixes:
            chosen = choose(fixes)
            step, bad = _largest_proven(source, chosen, prove, applicability, budget)
            refused.extend(bad)
            if step is not None:
                return step, tuple(refused)
            # All chosen ones were refused: those that had to wait for them have their turn now.
            gone = {id(fix) for fix in chosen}
            fixes = [fix for fix in fixes if id(fix) not in gone]
    return None, tuple(refused)


def _largest_proven(
    source: Source, fixes: Sequence[RuleFix], prove: Prove, applicability: Applicability, budget: _Budget
) -> tuple[Applied | None, list[Refused]]:
    """Add the fixes to the text half by half: a refused lot is halved until the ones at fault stand alone."""
    good: list[RuleFix] = []
    step: Applied | None = None
    refused: list[Refused] = []
    lots: list[Sequence[RuleFix]] = [fixes]
    while lots:
        lot = lots.pop()
        if not budget.left:
            refused.extend(Refused(fix, "too many fixes of this file were refused to try them all") for fix in lot)
            continue
        budget.left -= 1
        joint = splice(source, [*good, *lot])
        reason = _refusal(source, joint, prove, applicability)
        if reason is None:
            good.extend(lot)
            step = joint
        elif len(lot) == 1:
            refused.append(Refused(lot[0], reason))
        else:
            middle = len(lot) // 2
            lots.extend((lot[middle:], lot[:middle]))
    if step is not None and step.text == source.text:
        return None, refused
    return step, refused


def _refusal(source: Source, joint: Applied, prove: Prove, applicability: Applicability) -> str | None:
    if joint.text == source.text:
        return None
    try:
        joint.text.encode("utf-8")
    except UnicodeEncodeError:
        return "the new text is not UTF-8"
    refusal = prove(source, Source(source.path, joint.text), joint.edits, applicability)
    return None if refusal is None else refusal.reason
