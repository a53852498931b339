"""`agentlint map`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentlint.cli.command import Command, section
from agentlint.cli.output import complain, write

if TYPE_CHECKING:
    from agentlint.fleet.survey import Fleet

_output = section("Output")
_configuration = section("Configuration")


@click.command("map", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path())
@_output(
    "--output-format",
    type=click.Choice(["html", "json"]),
    default="html",
    metavar="FORMAT",
    help="html (the default: one file that needs no network) or json.",
)
@_output(
    "-o",
    "--output-file",
    metavar="FILE",
    type=click.Path(),
    help="Write the map to FILE instead of standard output.",
)
@_output("--open", "opens", is_flag=True, help="Show the page that --output-file names in the browser.")
@_output("-q", "--quiet", is_flag=True, help="Print no notes.")
@_configuration("--config", metavar="FILE", type=click.Path(), help="Use this configuration file and no other.")
@_configuration("--isolated", is_flag=True, help="Use no configuration file.")
@_configuration("--no-project", is_flag=True, help="Compare the files in PATHS only, not the project around them.")
@_configuration("--user", is_flag=True, help="Without PATHS show the agents in your home folder as well.")
def command(**options: Any) -> int:
    """Draw the agents in PATHS (default: this folder) as a map.

    It shows agents by folder, host and model, which of them claim one job, who may use
    which tool, who has work done by whom, what their descriptions cost, and of each
    agent the findings of 'agentlint check' and what every host would read.

    Exit status: 0 whatever is found, 2 wrong usage, bad configuration or an internal
    error.
    """
    from agentlint.cli.progress import progress_line
    from agentlint.fleet.data import fleet_object
    from agentlint.fleet.page import fleet_page
    from agentlint.fleet.survey import survey
    from agentlint.project.errors import UsageError
    from agentlint.report.json import dumps
    from agentlint.session import Request

    output_file: str | None = options["output_file"]
    is_page = options["output_format"] == "html"
    _check_usage(options)
    try:
        with progress_line(wanted=not options["quiet"]) as progress:
            fleet = survey(
                Request(
                    paths=options["paths"],
                    config=options["config"],
                    isolated=options["isolated"],
                    no_project=options["no_project"],
                    user=options["user"],
                    jobs=0,
                ),
                progress,
            )
    except UsageError as error:
        complain(str(error))
        return 2
    if not options["quiet"]:
        _tell(fleet)
    data = fleet_object(fleet)
    write([fleet_page(data) if is_page else dumps(data)], output_file)
    for failure in (*fleet.report.failures, *fleet.failures):
        complain(failure)
    if options["opens"] and output_file is not None:
        click.launch(Path(output_file).absolute().as_uri())
    return 2 if fleet.report.failures or fleet.failures else 0


def _check_usage(options: dict[str, Any]) -> None:
    if options["config"] is not None and options["isolated"]:
        raise click.UsageError("--config and --isolated exclude each other.")
    is_page = options["output_format"] == "html"
    if options["opens"] and (options["output_file"] is None or not is_page):
        raise click.UsageError("--open shows a page in a file: name it with --output-file.")
    if is_page and options["output_file"] is None and _is_terminal():
        raise click.UsageError("the page is no text for a terminal: name a file with --output-file.")


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _tell(fleet: Fleet) -> None:
    from agentlint.report.cells import visible

    for note in fleet.report.notes:
        sys.stderr.write(f"note: {visible(note)}\n")
    if fleet.report.files and not fleet.agents:
        sys.stderr.write("note: none of the prompt files found is an agent\n")
    sys.stderr.flush()
