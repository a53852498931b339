"""`agentlint format`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from agentlint.cli.command import Command, asks_for_stdin, section
from agentlint.cli.output import ReaderGoneError, complain, enable_color, wants_color, write_bytes

if TYPE_CHECKING:
    from agentlint.formatting import FormatReport, FormatRequest

_mode = section("Mode")
_output = section("Output")
_configuration = section("Configuration")


@click.command("format", cls=Command, options_metavar="[OPTIONS]")
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path(allow_dash=True))
@_mode("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
@_mode("--diff", is_flag=True, help="Change nothing; print what would change as a unified diff, exit with 1 if any.")
@_output(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    metavar="WHEN",
    help="always, never or auto (the default: on a terminal; NO_COLOR and FORCE_COLOR count).",
)
@_output("-q", "--quiet", is_flag=True, help="Print no summary and no notes.")
@_configuration("--config", metavar="FILE", type=click.Path(), help="Use this configuration file and no other.")
@_configuration("--isolated", is_flag=True, help="Use no configuration file.")
@_configuration(
    "--force-exclude", is_flag=True, help="Pass over named files that are excluded or no prompts, as in a folder."
)
@_configuration(
    "--stdin-filename", metavar="PATH", type=click.Path(), help="The path that standard input is formatted as."
)
def command(**options: Any) -> int:
    """Format the prompt files in PATHS (default: this folder).

    Every change is proven before it is written: each host reads the same header as
    before, and the body's HTML, code, tags and placeholders are the same. Lines are
    never wrapped, words never escaped, steps never numbered anew.

    In folders, Markdown that is known for a prompt by its header alone is left alone;
    name such a file to have it formatted. With - standard input is read and the result
    goes to standard output; name it with --stdin-filename.

    Exit status: 0 done, or nothing to do with --check or --diff; 1 with these, files
    that would change; 2 wrong usage, bad configuration, or a file that could not be
    read or written.
    """
    from agentlint.project.errors import UsageError

    try:
        request = _request(options)
        report = _run(request, quiet=options["quiet"])
    except UsageError as error:
        complain(str(error))
        return 2
    only_looks = options["check"] or options["diff"]
    status = 2 if report.failures else int(only_looks and bool(report.changes))
    try:
        if report.notes and not options["quiet"]:
            _tell_notes(report)
        if request.stdin is not None and not only_looks:
            write_bytes(report.stdin_output or b"")
        elif options["diff"]:
            _print_diff(report, options)
        elif options["check"]:
            _print_paths(report, request)
        if not options["quiet"] and request.stdin is None:
            _tell_summary(report, only_looks=only_looks, diff=options["diff"])
        for failure in report.failures:
            complain(failure)
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGoneError(status) from error
    return status


def _request(options: dict[str, Any]) -> FormatRequest:
    from agentlint.formatting import FormatRequest

    paths: tuple[str, ...] = options["paths"]
    name = options["stdin_filename"]
    reads_stdin = asks_for_stdin(paths, name)
    if options["config"] is not None and options["isolated"]:
        raise click.UsageError("--config and --isolated exclude each other.")
    return FormatRequest(
        paths=() if reads_stdin else paths,
        stdin=(sys.stdin.buffer.read() if sys.stdin is not None else b"") if reads_stdin else None,
        stdin_filename=name,
        config=options["config"],
        isolated=options["isolated"],
        force_exclude=options["force_exclude"],
        write=not (options["check"] or options["diff"]),
    )


def _run(request: FormatRequest, *, quiet: bool) -> FormatReport:
    from agentlint.formatting import format_files

    if request.stdin is not None:
        return format_files(request)
    from agentlint.cli.progress import progress_line

    with progress_line(wanted=not quiet) as progress:
        return format_files(request, progress)


def _tell_notes(report: FormatReport) -> None:
    from agentlint.report.cells import visible

    for note in report.notes:
        sys.stderr.write(f"note: {visible(note)}\n")
    sys.stderr.flush()


def _print_diff(report: FormatReport, options: dict[str, Any]) -> None:
    from agentlint.report.diff import render_diff
    from agentlint.report.look import Look

    color = wants_color(options["color"], sys.stdout)
    if color:
        enable_color()
    sys.stdout.writelines(render_diff(report.changes, Look(color=color)))
    sys.stdout.flush()


def _print_paths(report: FormatReport, request: FormatRequest) -> None:
    if request.stdin is not None:
        return
    from agentlint.report.cells import visible

    sys.stdout.writelines(f"Would reformat: {visible(change.path)}\n" for change in report.changes)


def _tell_summary(report: FormatReport, *, only_looks: bool, diff: bool) -> None:
    """The counts, in the words that ruff's users know; with a diff on standard error, where they are no part of it."""
    from agentlint.report.summary import plural

    changed, rest = len(report.changes), report.files - len(report.changes)
    parts = []
    if changed:
        parts.append(f"{plural(changed, 'file')} {'would be ' if only_looks else ''}reformatted")
    if rest:
        parts.append(f"{plural(rest, 'file')} {'already formatted' if only_looks else 'left unchanged'}")
    if parts:
        (sys.stderr if diff else sys.stdout).write(", ".join(parts) + "\n")
