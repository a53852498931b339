"""`agentlint inspect`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlint.cli.command import Command, section
from agentlint.cli.output import complain, enable_color, terminal_width, wants_color

if TYPE_CHECKING:
    from agentlint.cli.output import ColorMode
    from agentlint.project.workspace import Seen

_output = section("Output")


@click.command("inspect", cls=Command)
@click.argument("file", type=click.Path())
@_output(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="FORMAT",
    help="text (the default) or json, with the range of every node.",
)
@_output(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    metavar="WHEN",
    help="always, never or auto (the default: on a terminal; NO_COLOR and FORCE_COLOR count).",
)
def command(file: str, output_format: str, color: ColorMode) -> int:
    """Show what agentlint and each host read from FILE.

    First the syntax: the header with its entries, how they are written and what
    repairs it would need; the body's sections, tags and example blocks. Then, host by
    host, whether the file loads, what the host takes for its name, description, tools
    and other keys, where the body begins, and why.
    """
    from agentlint.project.errors import UsageError
    from agentlint.report.inspection import inspect_source
    from agentlint.report.look import Look
    from agentlint.source import Source, SourceError

    try:
        seen, data = _read(file)
        source = Source.from_bytes(seen.shown, data)
    except SourceError as error:
        complain(f"{file}: {error.reason}")
        return 2
    except UsageError as error:
        complain(str(error))
        return 2
    detection = seen.detection
    view = inspect_source(source, detection.how, detection.kinds)
    if output_format == "json":
        from agentlint.report.inspection.json import render_json

        sys.stdout.write(render_json(view))
        return 0
    from agentlint.report.inspection.text import render_text

    painted = wants_color(color, sys.stdout)
    if painted:
        enable_color()
    sys.stdout.writelines(render_text(view, Look(width=min(terminal_width(), 120), color=painted)))
    return 0


def _read(file: str) -> tuple[Seen, bytes]:
    """What `check` would find out about the file, and its bytes. Raises `UsageError` where there are none."""
    from agentlint.project.errors import UsageError
    from agentlint.project.workspace import Workspace

    if Path(file).is_dir():
        raise UsageError(f"{file}: is a folder; name one file")
    path = os.path.abspath(file)  # noqa: PTH100 (a workspace takes absolute strings, links as they are)
    seen = Workspace(str(Path.cwd())).look(path, named=True)
    if seen is None or isinstance(seen.data, FileNotFoundError):
        raise UsageError(f"{file}: no such file")
    if isinstance(seen.data, OSError):
        raise UsageError(f"{file}: {seen.data.strerror or seen.data}")
    try:
        # Of a file that nobody reads the workspace has kept the beginning only.
        return seen, seen.data if seen.detection.owner is not None else Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from error
