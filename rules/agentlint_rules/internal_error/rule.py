"""Faults of agentlint or of a plugin."""

from __future__ import annotations

from agentlint.api import Rule, Severity


class InternalError(Rule):
    """Reported by the engine in place of the rule that failed."""

    name = "internal-error"
    summary = "A rule failed on a file, by a fault of its own"
    severity = Severity.ERROR
    tags = ("engine",)
    since = "0.1.0"
