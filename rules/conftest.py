"""Collects the cases and READMEs of the built-in rules."""

from agentlint.testing.pytest_plugin import pytest_collect_file

__all__ = ["pytest_collect_file"]
