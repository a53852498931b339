"""`agentlint init`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlint.cli.command import Command, section
from agentlint.cli.output import complain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.project.survey import Survey

NAME = "agentlint.toml"
_WIDTH = 100
_MOST_NAMED = 4


@click.command("init", cls=Command)
@click.argument("folder", default=".", type=click.Path())
@section("Output")("--force", is_flag=True, help="Write it though there is a configuration already.")
def command(folder: str, force: bool) -> int:
    """Look at the project in FOLDER (default: this folder) and write a short
    agentlint.toml with comments, to start from.
    """
    from agentlint.project.root import Roots
    from agentlint.project.survey import survey

    if not Path(folder).is_dir():
        complain(f"{folder}: {'not a folder' if Path(folder).exists() else 'no such folder'}")
        return 2
    place = os.path.abspath(folder)  # noqa: PTH100 (links stay as they are)
    present = Roots().configuration(place)
    if present is not None and os.path.dirname(present) == place and not force:  # noqa: PTH120
        shown = Path(folder, Path(present).name).as_posix()
        complain(f"{shown}: there is a configuration already; --force writes {NAME} all the same")
        return 2
    found = survey(place)
    target = Path(folder, NAME)
    try:
        if target.is_symlink() or (target.exists() and not target.is_file()):
            raise OSError(0, "exists already, and is no ordinary file")
        with target.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.writelines(starter(found))
    except OSError as error:
        complain(f"{target.as_posix()}: {error.strerror or error}")
        return 2
    files = "1 prompt file" if found.files == 1 else f"{found.files} prompt files"
    sys.stdout.write(f"Wrote {target.as_posix()} for {files}. Next: agentlint check\n")
    return 0


def starter(found: Survey) -> Iterator[str]:
    """The lines of a first configuration: what was found, and the settings that come to mind, as comments."""
    from agentlint.hosts.catalog import HOSTS

    if found.files:
        owners = ", ".join(f"{HOSTS[host].name} {count}" for host, count in found.hosts.items())
        yield from _comment(f"agentlint found {found.files} prompt files here: {owners}.")
        if len(found.kinds) > 1:
            yield from _comment("By kind: " + ", ".join(f"{kind} {count}" for kind, count in found.kinds) + ".")
    else:
        yield from _comment("agentlint found no prompt files here yet.")
    if found.plugins:
        plugins = "the project itself is one" if found.plugins == (".",) else _named(found.plugins)
        yield from _comment(f"Plugins: {plugins}. Names must be unique within each.")
    yield from _comment("All settings and where they come from: agentlint config. Rules: agentlint rule.")
    yield "\n"
    yield from _comment("What runs: rule names, tag:NAME, preset:recommended, preset:strict, preset:portable, ALL.")
    yield 'select = ["preset:recommended"]\n\n'
    yield from _comment("The host that plain agents, commands and skills folders belong to" + _plain(found.plain))
    yield 'default-host = "claude-code"\n\n'
    others = [host for host in found.readers if host in HOSTS][:_MOST_NAMED] or ["copilot-cli", "cursor"]
    if found.readers:
        yield from _comment("Hosts that read some of these files too; to have them judge as well:")
    else:
        yield from _comment("Hosts that judge files beside the one that their folder belongs to:")
    yield f"# hosts = {json.dumps(others)}\n\n"
    yield from _comment("What a search passes over, and rules that are silent in some places:")
    yield '# extend-exclude = ["vendor/**"]\n\n'
    yield from _comment("Findings to live with for now; agentlint check --write-baseline writes them down:")
    yield '# baseline = "agentlint-baseline.json"\n\n'
    yield "# [per-file-ignores]\n"
    yield '# "templates/**" = ["unknown-tool"]\n\n'
    yield from _comment('A severity replaces what the rule says: "error", "warning", "info", or "off".')
    yield '# [severity]\n# overlapping-descriptions = "info"\n'
    if found.loose:
        yield "\n"
        yield from _comment(
            f"Only their content shows that files in {_named(found.loose)} are prompt files. To say what they are:"
        )
        below = "" if found.loose[0] == "." else found.loose[0] + "/"
        yield f'# [file-kinds]\n# {json.dumps(below + "*.md")} = "claude-code/agent"\n'


def _plain(count: int) -> str:
    if not count:
        return "; there are none here:"
    return f" ({count} file{'' if count == 1 else 's'} here):"


def _named(paths: Sequence[str]) -> str:
    named = ", ".join(map(_in_words, paths[:_MOST_NAMED]))
    return f"{named} and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else named


def _in_words(path: str) -> str:
    """A path in a comment, which must not break the line."""
    return path if path.isprintable() else json.dumps(path)


def _comment(text: str) -> Iterator[str]:
    """A comment of lines that are not too long."""
    import textwrap

    for line in textwrap.wrap(text, _WIDTH - 2, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}\n"
