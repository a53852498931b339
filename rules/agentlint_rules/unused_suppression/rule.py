"""Suppression comments that silence nothing."""

from __future__ import annotations

from agentlint.api import Rule, Severity


class UnusedSuppression(Rule):
    """Reported when all other findings are known, so not by a check of its own."""

    name = "unused-suppression"
    summary = "A suppression comment silences nothing, names no rule or is not well formed"
    severity = Severity.WARNING
    tags = ("suppression",)
    since = "0.1.0"
    fix = "sometimes"
