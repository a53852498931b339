"""Standard output and standard error: encoding, colour, width, closed pipes, and how errors end a run."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ColorMode = Literal["auto", "always", "never"]

FAILED = 2
INTERRUPTED = 130


def prepare_streams() -> None:
    """UTF-8 with backslashes for what cannot be encoded, and line feeds as line ends, wherever the output goes."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # started with the descriptor closed
            setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def wants_color(mode: ColorMode, stream: TextIO) -> bool:
    """Whether to colour: what `--color` says, else `NO_COLOR`, else `FORCE_COLOR`, else whether a terminal listens."""
    if mode != "auto":
        return mode == "always"
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def enable_color() -> None:
    """Make an old Windows console understand colours; elsewhere there is nothing to do."""
    if os.name == "nt":
        os.system("")  # starting any program switches escape sequences on


def terminal_width() -> int:
    """Columns of the terminal (or of `COLUMNS`), 80 where there is none, within what can be laid out well."""
    import shutil

    return min(max(shutil.get_terminal_size((80, 24)).columns, 40), 160)


def complain(message: str) -> None:
    """Print an error for the user: `error: ` before each fault, indented lines kept below theirs."""
    for line in message.split("\n"):
        if not line.isprintable():
            from agentlint.report.cells import visible

            line = visible(line)
        sys.stderr.write(line + "\n" if line[:1] in ("", " ") else f"error: {line}\n")


def write(pieces: Iterable[str], output_file: str | None, stream: TextIO | None = None) -> None:
    """Write the result to the file if one is named, else to `stream` (standard output).

    Raises `OSError` naming the file where it cannot be written.
    """
    if output_file is None:
        out = stream or sys.stdout
        for piece in pieces:
            out.write(piece)
        return
    data = "".join(pieces).encode("utf-8", "backslashreplace")
    Path(output_file).write_bytes(data)


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output as they are."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data.decode("utf-8", "backslashreplace"))
    else:
        buffer.write(data)


class ReaderGoneError(Exception):
    """Nobody reads the output any more; `status` is that of the run all the same."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def guarded(work: Callable[[], int]) -> int:
    """The status that `work` returns, or that of what went wrong: no traceback ever reaches the user."""
    try:
        status = work()
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except ReaderGoneError as gone:
        _abandon_output()
        return gone.status
    except BrokenPipeError:
        _abandon_output()
        return 0
    except OSError as error:
        _tell(_os_error(error))
        _abandon_output()
        return FAILED
    except SystemExit:
        raise
    except Exception as error:
        _tell(_internal_error(error))
        return FAILED
    return status


def _tell(message: str) -> None:
    with contextlib.suppress(OSError):
        complain(message)
        sys.stderr.flush()


def _os_error(error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.filename:
        return f"{error.filename}: {reason}"
    try:
        Path.cwd()
    except OSError:
        return "the working directory is gone"
    return f"cannot write the output: {reason}"


def _internal_error(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    text = " ".join(str(error).split())[:300]
    return f"internal error: {type(error).__name__}: {text}{where}\n  This is a bug in agentlint; please report it."


def _abandon_output() -> None:
    """Nobody reads any more: let the interpreter's last flush go nowhere instead of failing."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
                continue
            os.dup2(null, stream.fileno())
        os.close(null)
