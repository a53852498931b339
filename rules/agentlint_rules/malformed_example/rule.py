"""malformed-example: example blocks whose tags or turns do not add up."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from agentlint.api import (
    Applicability,
    Edit,
    Example,
    Examples,
    Fix,
    Problem,
    Related,
    Replacement,
    Rule,
    Severity,
    find_examples,
    record,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Span

_HELP = {
    "unclosed": "Close the block where its last line ends, before the next block begins.",
    "stray-closer": "Delete it, or put the opening tag back where the block begins.",
    "early-closer": "Delete it: the block goes on behind it.",
    "typed-as-opener": "Write it as a closing tag, with a slash.",
    "mismatched": "Close the inner tag first, then the outer one.",
    "nested": "Close the first block before the second one begins.",
    "empty": "Write the example, or delete the block.",
    "commentary-unclosed": "Close the commentary before the example block ends.",
    "commentary-stray": "Delete it, or put the opening tag back where the commentary begins.",
    "commentary-typed-as-opener": "Write it as a closing tag, with a slash.",
}
_TURN_HELP = "Show what the user says and how the assistant answers, each on its own line."


@record()
class Options:
    """What is reported beside broken structure, all at `info`."""

    commentary: bool = True
    """Report descriptions whose example blocks have no commentary."""
    pseudo_tags: bool = True
    """Report stage directions that look like tags, such as `<Task tool call>`."""
    transcripts: bool = True
    """Report dialogues in descriptions that are written without example tags."""


class MalformedExample(Rule):
    """Tags that do not match, blocks without a user or assistant turn, empty and nested blocks."""

    name = "malformed-example"
    summary = "Example block with unmatched tags or a missing turn"
    severity = Severity.WARNING
    tags = ("examples",)
    since = "0.1.0"
    fix = "sometimes"
    options_type = Options

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Structure at warning; missing commentary, pseudo-tags and bare transcripts at info, once per text."""
        for examples in find_examples(file.document):
            found = [self._problem(file, problem) for problem in examples.problems]
            found.extend(self._turns(examples))
            found.extend(self._remarks(file, examples))
            yield from sorted(found, key=lambda diagnostic: diagnostic.span)

    def _problem(self, file: File, problem: Problem) -> Diagnostic:
        written = file.source.slice(problem.span)
        related: tuple[Related, ...] = ()
        message = {
            "unclosed": f"`{written}` is never closed",
            "stray-closer": f"`{written}` closes nothing",
            "early-closer": f"`{written}` closes the block before its end",
            "typed-as-opener": f"`{written}` opens a block where the one before should be closed",
            "nested": f"`{written}` opens a block inside another one",
            "empty": "this example block is empty",
            "commentary-unclosed": f"`{written}` is never closed",
            "commentary-stray": f"`{written}` closes nothing",
            "commentary-typed-as-opener": f"`{written}` opens a commentary where the one before should be closed",
        }.get(problem.kind, "")
        if problem.other is not None:
            if problem.kind == "mismatched":
                message = f"`{written}` stands where `{file.source.slice(problem.other)}` should be closed"
            related = (Related(file.source.locate(problem.other), "this tag is open"),)
        fixes: tuple[Fix, ...] = ()
        if problem.repair:
            edits = tuple(_edit(file, replacement) for replacement in problem.repair)
            fixes = (Fix(_title(problem), edits, Applicability.UNSAFE),)
        return self.report(problem.span, message, help=_HELP[problem.kind], related=related, fixes=fixes)

    def _turns(self, examples: Examples) -> Iterator[Diagnostic]:
        outer = {block.parent for block in examples.blocks}
        complete = any(block.is_dialogue and block.has_user and block.has_assistant for block in examples.blocks)
        answered = any(block.has_assistant for block in examples.blocks)
        for block in examples.blocks:
            if block.close is None or block.placeholder or block.open in outer or block.is_empty:
                continue
            if not _expects_turns(block, complete) or (block.has_user and block.has_assistant):
                continue
            severity = None
            if not any(turn.sure for turn in block.turns) and not (complete if block.has_user else answered):
                severity = Severity.INFO
            missing = (
                "assistant turn" if block.has_user else "user turn" if block.has_assistant else "user or assistant turn"
            )
            yield self.report(block.open, f"this example block has no {missing}", severity=severity, help=_TURN_HELP)

    def _remarks(self, file: File, examples: Examples) -> Iterator[Diagnostic]:
        if self.options.transcripts and examples.transcript is not None:
            yield self.report(
                examples.transcript.first,
                "these examples are a transcript without `<example>` tags",
                severity=Severity.INFO,
                help="Put each dialogue into <example> and </example>, so that the claim and its examples stand apart.",
            )
        if self.options.pseudo_tags and examples.pseudo_tags:
            first, *others = examples.pseudo_tags
            more = f" ({len(others)} more here)" if others else ""
            yield self.report(
                first,
                f"`{_shortened(file.source.slice(first))}` looks like a tag and is none{more}",
                severity=Severity.INFO,
                help="Say in the assistant's words which agent is called, or in the commentary why.",
            )
        if self.options.commentary and examples.place == "description":
            faults = [problem.span.start for problem in examples.problems]
            blocks = [b for b in examples.blocks if b.turns and not b.is_empty and not _holds_any(b.span, faults)]
            bare = [block for block in blocks if block.commentary is None]
            if bare:
                yield self.report(
                    bare[0].open,
                    _without_commentary(len(bare), len(blocks)),
                    severity=Severity.INFO,
                    help="Add a <commentary> that says why the agent is called for.",
                )


def _expects_turns(block: Example, complete: bool) -> bool:
    """Few-shot blocks need no dialogue; a block in a description, or one that shows half a dialogue, does."""
    shows_parts = bool(block.turns) or block.context is not None or block.commentary is not None
    if block.place == "description":
        return shows_parts or complete
    return block.is_dialogue or (complete and shows_parts)


def _holds_any(span: Span, offsets: list[int]) -> bool:
    at = bisect_left(offsets, span.start)
    return at < len(offsets) and offsets[at] < span.end


def _edit(file: File, replacement: Replacement) -> Edit:
    lead = "" if replacement.like is None else file.source.slice(replacement.like)
    return Edit(replacement.span, lead + replacement.text)


def _title(problem: Problem) -> str:
    first = problem.repair[0]
    if not first.text:
        return f"Delete the second </{problem.name}>"
    if len(problem.repair) > 1:
        return "Swap the two closing tags"
    verb = "Insert" if first.span.start == first.span.end else "Change the tag to"
    return f"{verb} {first.text}"


def _shortened(text: str, width: int = 36) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _without_commentary(bare: int, blocks: int) -> str:
    if blocks == 1:
        return "the example block has no `<commentary>`"
    if bare == blocks:
        return f"none of the {blocks} example blocks has a `<commentary>`"
    return f"{bare} of {blocks} example blocks {'has' if bare == 1 else 'have'} no `<commentary>`"
