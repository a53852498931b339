"""Linter and formatter for agent prompt files."""

__version__ = "0.1.0"
