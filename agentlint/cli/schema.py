"""`agentlint schema`."""

from __future__ import annotations

import sys

import click

from agentlint.cli.command import Command, section


@click.command("schema", cls=Command)
@section("Output")(
    "--strict",
    is_flag=True,
    help="Know no rules but those of this version and of the plugins that this folder's configuration names.",
)
def command(strict: bool) -> int:
    """Print the JSON Schema (draft-07) of the configuration, for editors and CI.

    It describes agentlint.toml, and the table [tool.agentlint] of pyproject.toml.
    """
    from agentlint.lint.json_schema import configuration_schema
    from agentlint.lint.registry import LOCAL, load_rules
    from agentlint.report.json import dumps

    if strict:
        from agentlint.cli.rule_sets import configured_rules

        registry, settings = configured_rules()
        unread = (*registry.incomplete, *((LOCAL,) if settings.rule_paths else ()))
        schema = configuration_schema(registry, strict=True, unread_sets=unread)
    else:
        schema = configuration_schema(load_rules())
    sys.stdout.write(dumps(schema))
    return 0
