"""The checking of files as a task of its own, with all that it needs: it can be sent to another process or machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.hosts.catalog import KINDS
from agentlint.lint.engine import lint_source
from agentlint.records import record

if TYPE_CHECKING:
    from agentlint.lint.result import FileResult
    from agentlint.lint.rule import Rule
    from agentlint.project.facts import ProjectFacts
    from agentlint.project.settings import Settings
    from agentlint.source import Source


@record()
class Job:
    """One file to check: its text, the ids of the file kinds that claim it (the owner's first), and its project."""

    source: Source
    kinds: tuple[str, ...]
    project: ProjectFacts


@record()
class Batch:
    """Files that the same rules judge under the same settings. Pickled whole, so that rules and settings go once."""

    settings: Settings
    rules: tuple[Rule, ...]
    jobs: tuple[Job, ...]


def run_batch(batch: Batch) -> list[FileResult]:
    """What the rules say of each file, in the order of the jobs. Pure, and never raises: see `lint_source`."""
    results = []
    for job in batch.jobs:
        kinds = tuple(KINDS[kind] for kind in job.kinds)
        results.append(lint_source(job.source, kinds, batch.settings, batch.rules, job.project))
        job.source.let_go()
    return results
