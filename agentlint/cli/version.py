"""`agentlint version`."""

from __future__ import annotations

import sys

import click

from agentlint import __version__
from agentlint.cli.command import Command, section


@click.command("version", cls=Command)
@section("Output")(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="FORMAT",
    help="text (the default) or json.",
)
def command(output_format: str) -> int:
    """Print the version of agentlint."""
    if output_format == "json":
        sys.stdout.write(f'{{"name": "agentlint", "version": "{__version__}"}}\n')
    else:
        sys.stdout.write(f"agentlint {__version__}\n")
    return 0
