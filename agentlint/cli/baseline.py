"""The options of `agentlint check` about baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from agentlint.cli.command import section

if TYPE_CHECKING:
    from collections.abc import Callable

_baseline = section("Baseline")

_OPTIONS = (
    _baseline("--baseline", metavar="FILE", type=click.Path(), help="Leave out the findings that this baseline has."),
    _baseline(
        "--write-baseline",
        metavar="[FILE]",
        type=click.Path(),
        is_flag=False,
        flag_value="",
        help="Record all findings in FILE, or in the configured baseline, and report none.",
    ),
    _baseline("--prune-baseline", is_flag=True, help="Take the findings out of the baseline that are gone."),
)


def baseline_options(command: Any) -> Any:
    """Add the options, as a decorator."""
    decorate: Callable[[Any], Any]
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


def baseline_request(options: dict[str, Any], *, reads_stdin: bool) -> dict[str, Any]:
    """What the options ask of a run. Raises `click.UsageError` for those that do not go together."""
    writes = options["write_baseline"] is not None
    if writes and options["prune_baseline"]:
        raise click.UsageError("--write-baseline and --prune-baseline exclude each other.")
    if (writes or options["prune_baseline"]) and (options["diff"] or reads_stdin):
        what = "--diff changes nothing" if options["diff"] else "standard input is no file of the project"
        raise click.UsageError(f"{what}: no baseline can be written.")
    return {name: options[name] for name in ("baseline", "write_baseline", "prune_baseline")}
