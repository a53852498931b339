"""`agentlint check`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentlint.cli.baseline import baseline_options, baseline_request
from agentlint.cli.command import Command, asks_for_stdin, names, section
from agentlint.cli.output import (
    ReaderGoneError,
    complain,
    enable_color,
    terminal_width,
    wants_color,
    write,
    write_bytes,
)

if TYPE_CHECKING:
    from agentlint.cli.output import ColorMode
    from agentlint.report.look import Look
    from agentlint.session import Report, Request

FORMAT_NAMES = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson")

_fixing = section("Fixing")
_rules = section("Rules")
_output = section("Output")
_configuration = section("Configuration")
_speed = section("Speed")


def _complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from agentlint.lint.registry import load_rules

    before, comma, last = incomplete.rpartition(",")
    return [before + comma + name for name in load_rules().rules if name.startswith(last)]


_NAMES: dict[str, Any] = {
    "multiple": True,
    "metavar": "NAMES",
    "callback": names,
    "shell_complete": _complete_rules,
}


@click.command("check", cls=Command, options_metavar="[OPTIONS]")
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path(allow_dash=True))
@_fixing("--fix", is_flag=True, help="Apply the safe fixes, then report what is left.")
@_fixing("--unsafe-fixes", is_flag=True, help="Let --fix and --diff apply fixes that may change what a host reads.")
@_fixing("--diff", is_flag=True, help="Print what --fix would change as a unified diff, and change nothing.")
@_rules("--select", help="Run these rules only: names, tag:TAG, preset:PRESET or ALL.", **_NAMES)
@_rules("--extend-select", help="Run these rules too.", **_NAMES)
@_rules("--ignore", help="Do not run these rules.", **_NAMES)
@_rules("--preview", is_flag=True, help="Run preview rules as well.")
@_output(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    metavar="SEVERITY",
    help="Exit with 1 from this severity up: error (the default), warning, info or never.",
)
@_output(
    "--output-format",
    type=click.Choice(FORMAT_NAMES),
    metavar="FORMAT",
    help="How to print findings: full (the default), concise (one line each), json, sarif, github (the default in "
    "GitHub Actions), gitlab, junit or rdjson.",
)
@_output(
    "-o",
    "--output-file",
    metavar="FILE",
    type=click.Path(),
    help="Write the result to FILE instead of standard output.",
)
@_output("--statistics", is_flag=True, help="Count findings per rule instead of printing them; json gives both.")
@_output(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    metavar="WHEN",
    help="always, never or auto (the default: on a terminal; NO_COLOR and FORCE_COLOR count).",
)
@_output("-q", "--quiet", is_flag=True, help="Print findings only: no summary, no notes.")
@_output(
    "-v",
    "--verbose",
    is_flag=True,
    help="Say on standard error which files were looked at, as what, and where the time went.",
)
@baseline_options
@_configuration("--config", metavar="FILE", type=click.Path(), help="Use this configuration file and no other.")
@_configuration("--isolated", is_flag=True, help="Use no configuration file.")
@_configuration(
    "--allow-local-rules",
    is_flag=True,
    help="Run the rules that rule-paths in the configuration names: this runs code of the project.",
)
@_configuration(
    "--no-project",
    is_flag=True,
    help="Compare named files with each other only, not with the project around them.",
)
@_configuration(
    "--user",
    is_flag=True,
    help="Compare with the agents, skills and the like in your home folder too; without PATHS check these as well.",
)
@_configuration(
    "--force-exclude", is_flag=True, help="Pass over named files that are excluded or no prompts, as in a folder."
)
@_configuration(
    "--stdin-filename", metavar="PATH", type=click.Path(), help="The path that standard input is judged as."
)
@_speed(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Check files in up to N processes; 0 (the default) for one per processor. Small runs start none.",
)
@_speed("--no-cache", is_flag=True, help="Neither read nor write what earlier runs found out.")
@_speed(
    "--cache-dir",
    metavar="FOLDER",
    type=click.Path(),
    envvar="AGENTLINT_CACHE_DIR",
    show_envvar=True,
    help="Keep what is found out in FOLDER, not in .agentlint_cache of each project.",
)
def command(**options: Any) -> int:
    """Lint the prompt files in PATHS (default: this folder).

    Folders are searched for agents, skills, commands, rules and instructions of every
    known host. A file is judged as the host reads it that its folder belongs to; a
    file named by itself is looked at whatever its extension. With - standard input is
    read; name it with --stdin-filename. With --fix its text goes to standard output
    and the findings to standard error.

    Severity says what is lost. error: the owning host drops the file, a tool or part
    of the text. warning: it loads, but other than written, or it misleads the model.
    info: legal, and better otherwise.

    Exit status: 0 nothing at or above --fail-on, 1 findings at or above it or, with
    --diff, files that would change, 2 wrong usage, bad configuration or an internal
    error.
    """
    from agentlint.cli.progress import progress_line
    from agentlint.project.errors import UsageError
    from agentlint.session import run

    try:
        request = _request(options)
        with progress_line(wanted=not options["quiet"]) as progress:
            report = run(request, progress=progress)
    except UsageError as error:
        complain(str(error))
        return 2
    status = _status(report, request, options["fail_on"])
    try:
        if not options["quiet"]:
            _tell(report, options["verbose"])
        _print(report, request, options)
        for failure in report.failures:
            complain(_shown(failure))
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGoneError(status) from error
    return status


def _request(options: dict[str, Any]) -> Request:
    from agentlint.session import Request

    paths: tuple[str, ...] = options["paths"]
    name = options["stdin_filename"]
    reads_stdin = asks_for_stdin(paths, name)
    _check_format(options)
    if options["config"] is not None and options["isolated"]:
        raise click.UsageError("--config and --isolated exclude each other.")
    return Request(
        paths=() if reads_stdin else paths,
        stdin=_standard_input() if reads_stdin else None,
        stdin_filename=name,
        fix=options["fix"] and not options["diff"],
        unsafe_fixes=options["unsafe_fixes"],
        diff=options["diff"],
        select=options["select"] or None,
        extend_select=options["extend_select"],
        ignore=options["ignore"],
        preview=True if options["preview"] else None,
        config=options["config"],
        isolated=options["isolated"],
        no_project=options["no_project"],
        user=options["user"],
        force_exclude=options["force_exclude"],
        allow_local_rules=options["allow_local_rules"],
        jobs=options["jobs"],
        cache=not options["no_cache"],
        cache_dir=options["cache_dir"],
        **baseline_request(options, reads_stdin=reads_stdin),
    )


def _check_format(options: dict[str, Any]) -> None:
    """Raises `click.UsageError` where a format is asked for that cannot hold what is asked for beside it."""
    from agentlint.report import FORMATS

    asked: str | None = options["output_format"]
    for_services = asked is not None and not FORMATS[asked].for_people
    if options["diff"] and for_services:
        raise click.UsageError(f"--diff prints a diff, which --output-format {asked} cannot hold.")
    if options["diff"] and options["statistics"]:
        raise click.UsageError("--diff prints a diff and --statistics counts: ask for one of them.")
    if options["statistics"] and for_services and asked != "json":
        raise click.UsageError(f"--statistics counts findings, which --output-format {asked} cannot hold.")


def _format(options: dict[str, Any]) -> str:
    """The format asked for, else the one that fits where the run takes place."""
    asked: str | None = options["output_format"]
    if asked is not None:
        return asked
    in_actions = os.environ.get("GITHUB_ACTIONS", "").lower() not in ("", "0", "false")
    return "github" if in_actions and not options["statistics"] else "full"


def _prefix(output_format: str) -> str:
    """Where the working directory is in the repository, as the service that reads this format knows it."""
    variables = {"github": "GITHUB_WORKSPACE", "sarif": "GITHUB_WORKSPACE", "gitlab": "CI_PROJECT_DIR",
                 "junit": "CI_PROJECT_DIR"}  # fmt: skip
    root = os.environ.get(variables.get(output_format, ""))
    if not root:
        return ""
    try:
        place = Path.cwd().resolve().relative_to(Path(root).resolve()).as_posix()
    except (OSError, ValueError):
        return ""  # elsewhere: paths stay relative to the working directory
    return "" if place == "." else place


def _standard_input() -> bytes:
    """All of standard input; nothing where it is closed."""
    return sys.stdin.buffer.read() if sys.stdin is not None else b""


def _status(report: Report, request: Request, fail_on: str) -> int:
    if report.failures:
        return 2
    if request.diff and report.changes:
        return 1
    if fail_on == "never":
        return 0
    from agentlint.diagnostic import Severity

    threshold = Severity(fail_on).rank
    return int(any(d.severity.rank >= threshold for d in report.diagnostics))


def _print(report: Report, request: Request, options: dict[str, Any]) -> None:
    from agentlint.report import FORMATS, render
    from agentlint.report.diff import render_diff
    from agentlint.report.look import Look

    # The fixed text takes standard output, so what is said about it goes to standard error.
    takes_stdout = report.stdin_output is not None and not request.diff
    stream = sys.stderr if takes_stdout else sys.stdout
    output_file: str | None = options["output_file"]
    output_format = _format(options)
    mode: ColorMode = options["color"]
    color = mode == "always" if output_file is not None else wants_color(mode, stream)
    if color:
        enable_color()
    look = Look(
        width=terminal_width() if output_file is None else 80,
        color=color,
        summary=not options["quiet"],
        unsafe_fixes=options["unsafe_fixes"],
        statistics=options["statistics"],
        prefix=_prefix(output_format),
    )
    if report.stdin_output is not None and takes_stdout:
        write_bytes(report.stdin_output)
    if request.diff:
        write(render_diff(report.changes, look), output_file)
        if look.summary:
            sys.stdout.flush()
            _tell_diff(report)
    elif not report.stdin_excluded or not FORMATS[output_format].for_people:
        write(render(output_format, report, look), output_file, stream)
        if output_format == "github" and look.summary:
            _tell_summary(report, look)


def _tell(report: Report, verbose: bool) -> None:
    """Notes for people, and with `-v` what was done, on standard error."""
    from agentlint.report.summary import plural

    for note in report.notes:
        sys.stderr.write(f"note: {_shown(note)}\n")
    if verbose:
        for detail in report.details:
            lines = detail.splitlines() if detail.startswith("Traceback") else [detail]
            sys.stderr.writelines(_shown(line) + "\n" for line in lines)
        total = sum(report.timings.values())
        stages = ", ".join(f"{stage} {seconds * 1000:.0f}" for stage, seconds in report.timings.items())
        sys.stderr.write(f"{plural(report.files, 'file')} in {total * 1000:.0f} ms ({stages})\n")
    sys.stderr.flush()


def _shown(text: str) -> str:
    """A message on one line, whatever the file names in it hold."""
    from agentlint.report.cells import visible

    return visible(text)


def _tell_summary(report: Report, look: Look) -> None:
    """The closing lines, for the log of a format that is all commands."""
    from agentlint.report.summary import summary

    sys.stdout.flush()
    sys.stderr.writelines(summary(report, replace(look, color=False)))


def _tell_diff(report: Report) -> None:
    from agentlint.report.summary import found, plural

    if report.changes:
        sys.stderr.write(f"--fix would change {plural(len(report.changes), 'file')}.\n")
    else:
        sys.stderr.write("Nothing to fix.\n")
    if report.diagnostics:
        sys.stderr.write(f"Left over: {found(report.diagnostics)}.\n")
