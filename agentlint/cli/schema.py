"""`agentlint schema`."""

from __future__ import annotations

import sys

import click

from agentlint.cli.command import Command, section


@click.command("schema", cls=Command)
@section("Output")(
    "--strict", is_flag=True, help="Know this version's own rules only: no plugins, no former names of rules."
)
def command(strict: bool) -> int:
    """Print the JSON Schema (draft-07) of the configuration, for editors and CI.

    It describes agentlint.toml, and the table [tool.agentlint] of pyproject.toml.
    """
    from agentlint.lint.json_schema import configuration_schema
    from agentlint.lint.registry import load_rules
    from agentlint.report.json import dumps

    sys.stdout.write(dumps(configuration_schema(load_rules(), strict=strict)))
    return 0
