from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from agentlint.lint.registry import load_rules
from agentlint.report.cells import width_of
from agentlint.report.look import Look
from agentlint.report.page import render_page

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

Invoke = Callable[..., Result]

RULES = list(load_rules().infos)


def test_list_names_every_rule(invoke: Invoke) -> None:
    result = invoke("rule")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines[1:-2] if not line.startswith(" ")] == RULES


def test_list_as_markdown_is_a_table(invoke: Invoke) -> None:
    lines = invoke("rule", "--output-format", "markdown").stdout.splitlines()
    assert len(lines) == len(RULES) + 2
    assert all(line.startswith("| ") and line.endswith(" |") for line in lines)


@pytest.mark.parametrize("name", RULES)
def test_page_of_each_rule(invoke: Invoke, name: str) -> None:
    result = invoke("rule", name)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == name
    for heading in ("What it does", "Why", "Example", "Use instead", "Fix safety", "Options", "References"):
        assert heading in lines
    prose = [line for line in lines if not line.startswith("    ") and "http" not in line]
    assert max(map(width_of, prose)) <= 80
    assert "```" not in result.stdout


def test_page_as_markdown_is_the_file(invoke: Invoke) -> None:
    page = Path(__file__).parents[2] / "rules/agentlint_rules/too_large/README.md"
    assert invoke("rule", "too-large", "--output-format", "markdown").stdout == page.read_text("utf-8")


def test_json_is_the_contract(invoke: Invoke) -> None:
    data = json.loads(invoke("rule", "--all", "--output-format", "json").stdout)
    assert list(data) == ["rules"]
    assert [rule["name"] for rule in data["rules"]] == RULES
    for rule in data["rules"]:
        assert list(rule) == ["name", "summary", "severity", "fix", "hosts", "tags", "status", "since"]
        assert rule["severity"] in ("error", "warning", "info")
        assert rule["fix"] in ("never", "sometimes", "always")
        assert rule["status"] in ("preview", "stable")
        assert re.fullmatch(r"\d+\.\d+\.\d+", rule["since"])
    assert json.loads(invoke("rule", "--output-format", "json").stdout) == data
    one = json.loads(invoke("rule", "too-large", "--output-format", "json").stdout)
    assert [rule["name"] for rule in one["rules"]] == ["too-large"]


def test_all_prints_every_page(invoke: Invoke) -> None:
    lines = invoke("rule", "--all").stdout.splitlines()
    assert [line for line in lines if line in RULES] == RULES


PAGE = """\
# a-rule

## What it does

Flags *names* in `tools` that **resolve to nothing**, as [the documents](https://example.org/a) say and
<https://example.org/b> does not; a long paragraph is wrapped where the terminal ends, and \x1b[31m is shown.

- one item that is long enough to be broken into two lines when the terminal has eighty columns
- two
  - nested
    more

1. first

   second paragraph

2. next

```yaml
tools: Read,   MultiEdit, and a line of code that is never wrapped however long it may become in the end
```

| host | what it does |
| --- | --- |
| Claude Code | drops `MultiEdit` without a word and goes on with the others, which nobody sees in the end |
| 画家 | refuses |

> quoted text

***

Last line.
"""


def test_page(snapshot: SnapshotAssertion) -> None:
    assert "".join(render_page(PAGE, Look())) == snapshot


@pytest.mark.parametrize("width", [50, 80, 120])
def test_page_in_colour_is_the_same_page(width: int) -> None:
    painted = "".join(render_page(PAGE, Look(width=width, color=True)))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == "".join(render_page(PAGE, Look(width=width)))
