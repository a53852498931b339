"""The settings on docs/editors.md, by heading and language."""

from __future__ import annotations

import re

from tests.documents import blocks_of, pages

NAME = "docs/editors.md"
PAGE = pages()[NAME]


def blocks(heading: str, language: str) -> list[str]:
    """The blocks in that language below a heading, up to the next one, in order. Raises `ValueError` for none."""
    match = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,6}} |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    found = [one.text for one in blocks_of(NAME, match[2]) if one.language == language] if match is not None else []
    if not found:
        raise ValueError(f"no {language} below {heading}")
    return found


def block(heading: str, language: str) -> str:
    """The one block in that language below a heading. Raises `ValueError`."""
    (found,) = blocks(heading, language)
    return found
