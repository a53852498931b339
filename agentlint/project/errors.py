"""Errors of the user, told in one message and exit status 2."""

from __future__ import annotations


class UsageError(Exception):
    """Wrong usage or a bad configuration. `str(error)` is the whole message, one line for each fault."""
