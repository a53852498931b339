"""The step of the GitHub Action: install agentlint, check, annotate, summarise.

Needs nothing but the standard library, Python 3.11 and pip. Reads the inputs from `INPUT_…`, and from `GITHUB_…` and
`RUNNER_TEMP` where the files of the job are. The repository that is checked may be a stranger's: every Python here runs
isolated (`-I`), so that no module lying there is imported, and no line of its text reaches the log as a command.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import shlex
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

FLAGS = {"true": True, "false": False}
OURS = ("--", "-o", "--output-file", "--output-format", "--fail-on", "--diff", "--statistics", "--stdin-filename")
"""Options of `check` that this script sets itself, or that print something else than findings."""

ANNOTATED = 10
"""Annotations of a kind that GitHub keeps of a step."""

TO_FORMAT = "Would reformat: "
"""How `format --check` begins the line of a file that it would change."""

SUMMARY_BYTES = 1_000_000
"""A little under the mebibyte beyond which GitHub drops the summary of a step."""

OPEN_ROWS = 30
"""Rows of a table that is shown unfolded."""

_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "|[]()*_~`\\#@!:$"}
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


class RefusedError(Exception):
    """The inputs or the runner do not allow a run; the message is for the user."""


class Inputs:
    """The inputs of the action. Raises `RefusedError` where one makes no sense."""

    def __init__(self) -> None:
        self.paths = [line.strip() for line in _input("PATH").splitlines() if line.strip()] or ["."]
        self.version = _input("VERSION").removeprefix("v")
        self.fail_on = _input("FAIL_ON") or "error"
        self.format_check = _flag("FORMAT_CHECK")
        self.sarif_file = _input("SARIF_FILE")
        self.summary = _flag("SUMMARY")
        try:
            self.args = shlex.split(_input("ARGS"))
        except ValueError as error:
            raise RefusedError(f"input args: {error}") from None
        for option in self.args:
            if option.partition("=")[0] in OURS or (option.startswith("-o") and not option.startswith("--")):
                raise RefusedError(f"input args: {option} is not for you to give here; see the other inputs")
        if self.version and not re.fullmatch(r"[0-9][0-9A-Za-z.+!-]*", self.version):
            raise RefusedError(f"input version: {self.version!r} is no version")


def _input(name: str) -> str:
    return os.environ.get(f"INPUT_{name}", "").strip()


def _flag(name: str) -> bool:
    text = _input(name).lower() or "false"
    if text not in FLAGS:
        raise RefusedError(f"input {name.lower().replace('_', '-')}: {text!r} is neither true nor false")
    return FLAGS[text]


class Agentlint:
    """agentlint in an environment of its own."""

    def __init__(self, version: str) -> None:
        here = Path(__file__).resolve().parent.parent
        mark = hashlib.sha256(f"{here} {version} {sys.version}".encode()).hexdigest()[:12]
        self.temporary = Path(os.environ.get("RUNNER_TEMP") or ".").resolve()
        self.folder = self.temporary / f"agentlint-{mark}"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if not (self.folder / "complete").exists():
            self._install(here, version)

    def _install(self, here: Path, version: str) -> None:
        print("::group::Install agentlint", flush=True)
        environment = dict(os.environ)
        if not version:
            pins = (here / "constraints.txt").as_uri()  # pip would take a path with a blank for two
            environment |= {"PIP_CONSTRAINT": pins, "PIP_BUILD_CONSTRAINT": pins}
        wanted = f"agentlint-cli=={version}" if version else str(here)
        steps = [
            [sys.executable, "-I", "-m", "venv", "--clear", str(self.folder)],
            [str(self.python), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted],
        ]
        for step in steps:
            if subprocess.run(step, env=environment, check=False).returncode:
                print("::endgroup::", flush=True)
                raise RefusedError(f"agentlint could not be installed ({' '.join(step[2:5])} failed)")
        (self.folder / "complete").touch()
        print("::endgroup::", flush=True)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """One run in the workspace, its streams kept."""
        command = [str(self.python), "-I", "-m", "agentlint", *arguments]
        return subprocess.run(command, capture_output=True, check=False)


def tell(text: bytes | str) -> None:
    """Print lines to the log; none of them can be a workflow command."""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    for line in re.split(r"\r\n|\r|\n", text.rstrip()):
        shown = line.replace("##[", "## [")
        put(f".{shown}" if shown.lstrip().startswith("::") else shown)


def put(line: str) -> None:
    """Print one line as UTF-8, whatever the console of the runner speaks."""
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def command(name: str, text: str, **properties: str) -> None:
    """Print a workflow command."""

    def data(value: str) -> str:
        return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    listed = ",".join(f"{k}={data(v).replace(':', '%3A').replace(',', '%2C')}" for k, v in properties.items())
    put(f"::{name} {listed}::{data(text)}")


def output(**values: str) -> None:
    """Set outputs of the step."""
    file = os.environ.get("GITHUB_OUTPUT")
    if not file:
        return
    with Path(file).open("a", encoding="utf-8", newline="\n") as stream:
        for name, value in values.items():
            end = f"end-{uuid.uuid4()}"
            stream.write(f"{name.replace('_', '-')}<<{end}\n{value}\n{end}\n")


def main() -> int:
    """Do all of it. Returns the exit status of the step."""
    try:
        inputs = Inputs()
        status, findings, sarif = check(Agentlint(inputs.version), inputs)
    except RefusedError as refused:
        command("error", str(refused), title="agentlint")
        status, findings, sarif = 2, "", ""
    output(exit_code=str(status), findings=findings, sarif_file=sarif)
    return status


def check(agentlint: Agentlint, inputs: Inputs) -> tuple[int, str, str]:
    """Exit status, number of findings and SARIF file."""
    options = [*inputs.args, "--fail-on", inputs.fail_on]
    paths = ["--", *inputs.paths]
    # First, since with `--fix` in args this run mends what the others must not report.
    done = agentlint.run("check", *options, "--output-format", "json", *paths)
    report = _report(done.stdout)
    if done.stderr.strip() and report is not None:
        tell(done.stderr)
    if report is None:
        message = done.stderr.decode("utf-8", "replace").strip() or "agentlint gave no report"
        raise RefusedError(message)
    found: list[dict[str, Any]] = report["diagnostics"]
    # Each line of it is a workflow command made by agentlint, or text that it made harmless.
    annotations = agentlint.run("check", *options, "--quiet", "--output-format", "github", *paths)
    put(annotations.stdout.decode("utf-8", "replace").rstrip("\n"))
    put(_found(found, report["summary"]["files"]))
    sarif = ""
    if inputs.sarif_file:
        Path(inputs.sarif_file).parent.mkdir(parents=True, exist_ok=True)
        Path(inputs.sarif_file).unlink(missing_ok=True)
        written = agentlint.run(
            "check", *options, "--quiet", "--output-format", "sarif", "-o", inputs.sarif_file, *paths
        )
        if not Path(inputs.sarif_file).is_file():
            raise RefusedError(f"no SARIF file: {written.stderr.decode('utf-8', 'replace').strip()}")
        sarif = inputs.sarif_file
    status = done.returncode
    unformatted: list[str] | None = None
    if inputs.format_check:
        free = ANNOTATED - min(ANNOTATED, _count(found, "error"))
        formatting, unformatted = check_format(agentlint, inputs, free)
        status = max(status, formatting)
    if inputs.summary:
        summarise(found, report["summary"]["files"], unformatted)
    return status, str(len(found)), sarif


def _report(text: bytes) -> dict[str, Any] | None:
    try:
        report = json.loads(text)
    except ValueError:
        return None
    return report if isinstance(report, dict) and "diagnostics" in report else None


def check_format(agentlint: Agentlint, inputs: Inputs, annotated: int) -> tuple[int, list[str]]:
    """Status of `format --check` and the files that it would change, so many of them annotated."""
    configuration = [
        option
        for at, option in enumerate(inputs.args)
        if option == "--isolated"
        or option.startswith("--config=")
        or "--config" in (option, inputs.args[at - 1] if at else "")
    ]
    done = agentlint.run("format", "--check", *configuration, "--", *inputs.paths)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    files = [line.removeprefix(TO_FORMAT) for line in lines if line.startswith(TO_FORMAT)]
    for file in files[:annotated]:
        command("error", "`agentlint format` would change this file", file=file, title="agentlint (format)")
    for file in files[annotated:]:
        tell(f"{TO_FORMAT}{file}")
    if done.returncode == 2:
        tell(done.stderr)
    return done.returncode, files


def _found(found: list[dict[str, Any]], files: int) -> str:
    """What was found, in a line."""
    counts = [f"{n} {name}{'s' * (n != 1)}" for name in ("error", "warning", "info") if (n := _count(found, name))]
    looked = f"{files} file{'s' * (files != 1)}"
    return f"agentlint found {', '.join(counts)} in {looked}." if counts else f"agentlint found nothing in {looked}."


def _count(found: list[dict[str, Any]], severity: str) -> int:
    return sum(diagnostic["severity"] == severity for diagnostic in found)


def summarise(found: list[dict[str, Any]], files: int, unformatted: list[str] | None) -> None:
    """Append a table of all findings, the worst first, to the summary of the job, as far as there is room."""
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if not target:
        return
    rank = {"error": 0, "warning": 1, "info": 2}
    rows = [_row(d) for d in sorted(found, key=lambda d: rank.get(d["severity"], 3))]
    blocks = [f"## agentlint\n\n{_found(found, files)}\n"]
    room = SUMMARY_BYTES - (Path(target).stat().st_size if Path(target).exists() else 0) - len(blocks[0].encode())
    if unformatted:
        names = [f"- {_code(name)}" for name in unformatted]
        title = f"{len(names)} file{'s' * (len(names) != 1)} that `agentlint format` would change"
        blocks.append(_fitting(f"### {title}\n", "", names, room // 4))
        room -= len(blocks[-1].encode())
    if rows:
        head = "| severity | place | rule | what |\n|---|---|---|---|\n"
        if len(rows) > OPEN_ROWS:
            fold = f"<details><summary>{len(rows)} findings</summary>\n\n"
            blocks.append(_fitting(fold + head, "\n</details>\n", rows, room))
        else:
            blocks.append(_fitting(head, "", rows, room))
    with Path(target).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write("\n".join(blocks))


def _fitting(head: str, foot: str, lines: list[str], room: int) -> str:
    """The lines between head and foot, as many as fit into so many bytes; then how many are left."""
    room -= len(head.encode()) + len(foot.encode()) + 200
    kept: list[str] = []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    more = f"\n… and {left} more; run `agentlint check` for all of them.\n" if left else ""
    return head + "".join(f"{line}\n" for line in kept) + more + foot


def _row(diagnostic: dict[str, Any]) -> str:
    start = diagnostic["range"]["start"]
    place = _code(f"{diagnostic['path']}:{start['line']}:{start['column']}")
    link = _link(diagnostic["path"], start["line"])
    if link:
        place = f'<a href="{link}">{place}</a>'
    return f"| {_text(diagnostic['severity'])} | {place} | {_code(diagnostic['rule'])} | {_prose(diagnostic)} |"


def _prose(diagnostic: dict[str, Any]) -> str:
    """The message and what to do, with its code set as code; nothing in it is Markdown or HTML of the file."""
    text = diagnostic["message"]
    if diagnostic["help"]:
        text += ". " + diagnostic["help"]
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _text(text)
    return "".join(_code(part) if at % 2 else _text(part) for at, part in enumerate(parts))


def _link(path: str, line: int) -> str | None:
    server, repository, commit = (os.environ.get(f"GITHUB_{n}") for n in ("SERVER_URL", "REPOSITORY", "SHA"))
    if not (server and repository and commit) or path.startswith(("/", "..")):
        return None
    return html.escape(f"{server}/{repository}/blob/{commit}/{quote(path)}?plain=1#L{line}")


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"


def _text(text: str) -> str:
    return html.escape(_UNSEEN.sub(" ", text[:600]), quote=False).translate(_ENTITIES)


if __name__ == "__main__":
    sys.exit(main())
