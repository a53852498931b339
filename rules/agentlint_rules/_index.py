"""What is known of each rule without importing it. Written by `python -m agentlint.lint.index`; do not edit."""

from __future__ import annotations

from typing import Any

RULES: tuple[dict[str, Any], ...] = (
)
