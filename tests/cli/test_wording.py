"""How findings are worded, on the fleet of `examples/` that shows each of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not (ROOT / "examples").is_dir(), reason="needs examples/, which an sdist has")


def test_messages_helps_and_titles(invoke: Callable[..., Result]) -> None:
    result = invoke("check", "examples", "--isolated", "--select", "ALL", "--output-format", "json", cwd=ROOT)
    found = json.loads(result.stdout)["diagnostics"]
    assert len({d["rule"] for d in found}) >= 5
    for d in found:
        assert d["message"] == d["message"].strip()
        assert len(d["message"]) <= 120, d["message"]
        assert not re.search(r"[.!\n]$", d["message"]), d["message"]
        assert not re.match(r"(A|An|The|This|These) ", d["message"]), f"a capital: {d['message']}"
        if d["help"] is not None:
            assert re.fullmatch(r"[A-Z`$<].*[.?]", d["help"]), f"not a sentence: {d['help']}"
        for fix in d["fixes"]:
            assert re.fullmatch(r"[A-Z].*[^.]", fix["title"]), f"not a title: {fix['title']}"


def test_full_output_is_80_columns_wide(invoke: Callable[..., Result]) -> None:
    lines = invoke("check", "examples", "--isolated", "--select", "ALL", cwd=ROOT).stdout.splitlines()
    assert len(lines) > 50
    # Only the head of a finding may be longer, by the length of its path.
    assert [line for line in lines if len(line) > 80 and not re.search(r"^\S+:\d+:\d+: \w+\[[a-z-]+\]$", line)] == []
