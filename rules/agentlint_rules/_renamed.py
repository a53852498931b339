"""Former rule names and their present ones. A name that was once released stays here for ever."""

from __future__ import annotations

RENAMED: dict[str, str] = {}
