"""Rules that workers import by name: one that kills its process, one that is slow."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File

DEADLY = "kills the process"


class Deadly(Rule):
    name = "test/deadly"
    summary = "Ends the process at a word"
    severity = Severity.INFO
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        if DEADLY in file.source.text:
            os._exit(70)
        yield self.report(Span(0, 1), f"checked by {os.getpid()}")


class Slow(Rule):
    name = "test/slow"
    summary = "Takes its time"
    severity = Severity.INFO
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        time.sleep(30)
        yield from ()
