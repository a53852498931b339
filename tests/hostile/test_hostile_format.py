"""Files made to break a formatter: it gives them back, sound and in time."""

from __future__ import annotations

from time import process_time

import pytest

from agentlint.format.formatter import format_source
from agentlint.hosts.catalog import KINDS
from agentlint.source import Source
from tools.formatting import faults

HEADER = "---\nname: a\ndescription: b\n---\n\n"
TEXTS = {
    "a line of blanks": HEADER + "a" + " " * 1_000_000 + "b\n",
    "blanks at the end of a line": HEADER + "a" + " " * 1_000_000 + "\nb\n",
    "blanks in a tool list": "---\nname: a\ndescription: b\ntools: Read" + " " * 60_000 + ", Edit\n---\n",
    "blanks before a comma": "---\nname: a\ndescription: b\ntools: Read" + " ," * 20_000 + "\n---\n",
    "commas in parentheses": "---\nname: a\ndescription: b\ntools: " + "Bash(a,b)," * 6000 + "Read\n---\n",
    "blank lines": HEADER + "\n" * 200_000 + "a\n",
    "blank lines in the header": "---\nname: a\n" + "\n" * 60_000 + "description: b\n---\n",
    "quotes": HEADER + "> " * 5000 + "a\n",
    "lists": HEADER + "- " * 5000 + "a\n",
    "tags that open": HEADER + "".join(f"<t{n}>\n\n" for n in range(20_000)),
    "tags that close": HEADER
    + "".join(f"<t{n}>\n" for n in range(5000))
    + "".join(f"</u{n}>\n" for n in range(20_000)),
    "fences": HEADER + "```md\n" * 20_000,
    "backticks": HEADER + "`" * 100_000 + " a\n" + "``` `` ` " * 10_000 + "\n",
    "placeholders": HEADER + "${" * 100_000 + "\n" + "{{" * 100_000 + "\n#a\n",
    "headings": HEADER + "# a\nb\n" * 10_000,
    "definitions": HEADER + "".join(f"[a{n}]: b  \n" for n in range(10_000)),
    "brackets": HEADER + "[" * 50_000 + "](" * 50_000 + "\n\n\n\nb",
    "NUL": HEADER + "a\0b  \n# c\n\0\n",
    "line separators": HEADER + "a\u2028b \u2029 \n# c\x0b \x0c\x85 \n\u200f\u202e x \n",
    "lone CR": HEADER.replace("\n", "\r") + "a \r\r\r# b\rc",
}


@pytest.mark.parametrize("name", TEXTS)
def test_it_ends_soon_and_changes_nothing_that_is_read(name: str) -> None:
    kinds = (KINDS["claude-code/agent"],)
    began = process_time()
    once = format_source(Source("a.md", TEXTS[name]), kinds).text
    assert process_time() - began < 20
    assert format_source(Source("a.md", once), kinds).text == once
    if len(TEXTS[name]) < 120_000:
        assert faults(TEXTS[name], once) == []


def test_a_search_for_edits_that_do_not_hold_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from agentlint.format import formatter
    from agentlint.proof import Refusal

    asked = 0

    def never(*_: object) -> Refusal:
        nonlocal asked
        asked += 1
        return Refusal("no", "not today")

    monkeypatch.setattr(formatter, "prove", never)
    text = HEADER + "# a\nb\n" * 10_000
    assert format_source(Source("a.md", text), (KINDS["claude-code/agent"],)).text == text
    assert asked < 200
