"""What each host reads of the open file: in a sentence above the file, in a pop-up, and in full on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentlint.hosts.reading import Outcome
from agentlint.records import record
from agentlint.report.inspection import inspect_source
from agentlint.report.inspection.json import inspection_object
from agentlint.report.inspection.text import DOES, render_readings
from agentlint.report.look import Look
from agentlint.server.facts import host_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.hosts.model import FileKind
    from agentlint.hosts.reading import Reading
    from agentlint.lint.file import File

SHOW = "agentlint.showReadings"
"""The command that shows them all. Its one argument is the URI of the document."""
WIDTH = 100
"""Cells of a line of the page that the command gives."""

_LOST = frozenset({Outcome.CUT, Outcome.NO_HEADER, Outcome.DROPPED})


@record()
class Loss:
    """What becomes of the file in a host that judges it and does not read all of it, said in a sentence by `title`."""

    title: str
    outcome: Outcome


def losses(file: File) -> tuple[Loss, ...]:
    """What is lost in the hosts that judge the file, the owner's first. Silent where a reader was not tried."""
    return tuple(_losses(file))


def _losses(file: File) -> Iterator[Loss]:
    if file.document.too_large is not None:
        return
    for kind in file.judges:
        reading = file.readings[kind.id]
        if reading.outcome not in _LOST or reading.assumed:
            continue
        if reading.outcome is Outcome.NO_HEADER and kind.frontmatter != "required":
            continue
        title = f"{host_name(kind)} {DOES[reading.outcome].replace(' it', ' this file', 1)}"
        reasons = [reason.text for reason in reading.reasons[-1:]]
        yield Loss(": ".join([title, *reasons]), reading.outcome)


def summary(file: File) -> str:
    """Markdown: a line for each host that reads the file, and why where something is lost."""
    if file.document.too_large is not None:
        return f"Not parsed: {file.document.too_large}."
    lines = ["**What hosts read of this file**", ""]
    for kind_id, reading in file.readings.items():
        kind = next(k for k in file.kinds if k.id == kind_id)
        if kind.format == "markdown":
            lines.append(f"- {_line(kind, reading)}")
    return "\n".join(lines)


def _line(kind: FileKind, reading: Reading) -> str:
    text = f"{host_name(kind)} ({kind.kind}): {DOES[reading.outcome]}"
    if reading.assumed:
        text += " (assumed: this reader was not run)"
    reasons = "; ".join(reason.text for reason in reading.reasons)
    return f"{text} – {reasons}" if reasons else text


def answer(file: File) -> dict[str, Any]:
    """What the command gives back: `text` to show, and `readings` as in the JSON of `agentlint inspect`."""
    view = inspect_source(file.source, "path", file.kinds)
    text = "".join(render_readings(view, Look(width=WIDTH)))
    if file.document.too_large is not None:
        text = f"Not parsed: {file.document.too_large}.\n"
    return {"text": text or "No host is known to read this file.\n", "readings": inspection_object(view)["readings"]}
