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
    from agentlint.hosts.detect import Detection

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
        data = _read(file)
        detection = _detect(file, data)
        source = Source.from_bytes(file.replace(os.sep, "/"), data)
    except SourceError as error:
        complain(f"{file}: {error.reason}")
        return 2
    except UsageError as error:
        complain(str(error))
        return 2
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


def _read(file: str) -> bytes:
    from agentlint.project.errors import UsageError

    if Path(file).is_dir():
        raise UsageError(f"{file}: is a folder; name one file")
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from error


def _detect(file: str, data: bytes) -> Detection:
    """The kinds of the file as `check` would find them: by its path in the project, its content, the configuration."""
    from agentlint.cli.config import configuration_for
    from agentlint.hosts.detect import HEAD_BYTES, detect
    from agentlint.project.root import Roots

    settings = configuration_for(file).settings
    path = Path(os.path.abspath(file))  # noqa: PTH100 (a symlink is of the kind that its own path says)
    project = Roots().project(str(path.parent))
    inside = os.path.relpath(path, project.base) if project is not None else path.name
    head = data[:HEAD_BYTES].decode("utf-8", "replace")
    return detect(
        inside.replace(os.sep, "/"),
        head,
        default_host=settings.default_host,
        file_kinds=settings.file_kinds,
        named=True,
    )
