"""`agentlint completions SHELL`."""

from __future__ import annotations

import sys

import click
from click.shell_completion import ShellComplete, get_completion_class

from agentlint.cli.command import Command


@click.command("completions", cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print a completion script for SHELL: bash, zsh or fish.

    Where to put it:

    \b
      bash  ~/.local/share/bash-completion/completions/agentlint
      zsh   a file named _agentlint in a folder of $fpath
      fish  ~/.config/fish/completions/agentlint.fish

    Or, for this session only:

    \b
      source <(agentlint completions bash)
    """  # noqa: D301 (click wants the backspace)
    from agentlint.cli.app import COMPLETION_VARIABLE, NAME, app

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(app, {}, NAME, COMPLETION_VARIABLE)
    # The base class: bash's own `source` starts bash first, to ask for its version.
    sys.stdout.write(ShellComplete.source(script))
    return 0
