"""Files that cannot be read, or are not UTF-8 text."""

from __future__ import annotations

from agentlint.api import Rule, Severity


class UnreadableFile(Rule):
    """Reported by the run itself, since there is no text that a rule could look at."""

    name = "unreadable-file"
    summary = "A prompt file cannot be read or is not UTF-8 text"
    severity = Severity.ERROR
    tags = ("engine",)
    since = "0.1.0"
