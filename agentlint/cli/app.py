"""The `agentlint` group: finds its commands by name and imports only the one that is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.shell_completion import shell_complete

from agentlint import __version__
from agentlint.cli.command import SETTINGS
from agentlint.cli.output import INTERRUPTED, complain, guarded, prepare_streams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAME = "agentlint"
COMPLETION_VARIABLE = "_AGENTLINT_COMPLETE"
USAGE = 2

COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("agentlint.cli.check", "Find what hosts will drop, cut or misread, and mend it"),
    "format": ("agentlint.cli.format", "Tidy files without changing what any host reads"),
    "map": ("agentlint.cli.map", "Draw all agents: overlaps, tools, delegation, budgets"),
    "inspect": ("agentlint.cli.inspect", "Show a file as agentlint and each host read it"),
    "rule": ("agentlint.cli.rule", "Explain a rule, or list all of them"),
    "config": ("agentlint.cli.config", "Show the settings in force and where each comes from"),
    "schema": ("agentlint.cli.schema", "Print the JSON Schema of the configuration"),
    "server": ("agentlint.cli.server", "Serve an editor (language server protocol)"),
    "init": ("agentlint.cli.init", "Write a first configuration for this project"),
    "version": ("agentlint.cli.version", "Print the version"),
    "completions": ("agentlint.cli.completions", "Print a completion script for your shell"),
}
"""Command to the module that holds it as `command`, and its line in the help, in the order of the help."""


class App(click.Group):
    """A group that imports a command when it is asked for, and turns every error into one message and a status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now, or None."""
        known = COMMANDS.get(cmd_name)
        if known is None:
            return None
        command: click.Command = import_module(known[0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name. A path in its place is told apart from a typing error."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            advice = f"; did you mean {near[0]!r}?" if near else f"; to lint a file: agentlint check {name}"
            raise click.UsageError(f"no command {name!r}{advice}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their lines, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> NoReturn:
        """Run with `args` (those of the process if None) and leave through `SystemExit`.

        Replaces click's own, which turns a closed pipe into status 1 whatever was found.
        """
        prepare_streams()
        words = list(sys.argv[1:] if args is None else args)
        sys.exit(guarded(lambda: self._status(words)))

    def _status(self, words: list[str]) -> int:
        wish = os.environ.get(COMPLETION_VARIABLE)
        if wish:
            return shell_complete(self, {}, NAME, COMPLETION_VARIABLE, wish)
        try:
            if not words:
                with click.Context(self, info_name=NAME, **SETTINGS) as context:
                    sys.stderr.write(self.get_help(context) + "\n")
                return USAGE
            with self.make_context(NAME, words) as context:
                status = self.invoke(context)
        except click.exceptions.Exit as end:
            return end.exit_code
        except click.Abort:
            return INTERRUPTED
        except click.UsageError as error:
            complain(" ".join(error.format_message().split()))
            if error.ctx is not None:
                sys.stderr.write(f"Try '{error.ctx.command_path} --help' for help.\n")
            return USAGE
        except click.ClickException as error:
            complain(" ".join(error.format_message().split()))
            return USAGE
        return status if isinstance(status, int) else 0


@click.group(cls=App, context_settings=SETTINGS)
@click.version_option(__version__, message="agentlint %(version)s", help="Print the version and exit.")
@click.help_option("-h", "--help", help="Print this help and exit.")
def app() -> None:
    """Linter and formatter for agent prompt files: agents, skills, commands and rules
    for Claude Code, Copilot, Cursor, Gemini CLI, OpenCode and others.

    Such files have no compiler: a host drops, cuts or ignores what it cannot read
    and says nothing. agentlint says what each host will really read.

    \b
    Start here:
      agentlint check            lint the prompt files below this folder
      agentlint check --fix      and mend what can be mended safely
      agentlint format           tidy them; every host reads the same as before
      agentlint inspect FILE     what each host reads from one file
    """  # noqa: D301 (click wants the backspace)
