"""`agentlint server`."""

from __future__ import annotations

from importlib.util import find_spec

import click

from agentlint.cli.command import Command, section
from agentlint.cli.output import complain

MISSING = """the language server needs pygls, which is not installed here. Install agentlint with it:
  pip install 'agentlint-cli[server]'
  uv tool install 'agentlint-cli[server]'
  pipx install 'agentlint-cli[server]'"""

_connection = section("Connection")
_configuration = section("Configuration")


@click.command("server", cls=Command, options_metavar="[OPTIONS]")
@_connection(
    "--stdio", is_flag=True, help="Speak over standard input and output. There is no other way; editors ask for it."
)
@_configuration(
    "--allow-plugins",
    is_flag=True,
    help="Run the rules of installed plugins that a project's configuration names.",
)
def command(stdio: bool, allow_plugins: bool) -> int:
    """Serve an editor: findings as you type, fixes, formatting, hover, completion.

    Editors start this command by themselves and speak the Language Server Protocol
    with it over standard input and output. It needs the extra "server":
    pip install 'agentlint-cli[server]'. Settings come from agentlint.toml, as for
    check and format. Rules of the project itself (rule-paths) are never run, those of
    installed plugins only with --allow-plugins: to open a folder is not to trust it.

    Exit status: 0 the editor asked for the end, 1 it is gone without that, 2 pygls is
    not installed.
    """
    if find_spec("pygls") is None:
        complain(MISSING)
        return 2
    from agentlint.server.app import serve

    return serve(allow_plugins=allow_plugins)
