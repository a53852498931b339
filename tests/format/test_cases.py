"""The formatter's literate cases: `cases.md` shows what it does, `regressions.md` what once went wrong.

Each `##` names a case: a path in backticks, a block `before`, a block `after` where something changes, and a block
`toml` where options are set. In the blocks `·` stands for a blank and `⇥` for a tab, since both are easily lost. Words
behind `before` change its bytes: `crlf`, `cr`, `mixed`, `bom`, `no-final-newline`; behind `after` they are those of the
result.
`AGENTLINT_UPDATE_CASES=1` writes the blocks `after` anew.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from agentlint.format.formatter import format_source
from agentlint.hosts.detect import detect
from agentlint.project.settings import Settings
from agentlint.source import BOM, Source
from tools.formatting import faults, untidy

HERE = Path(__file__).resolve().parent
_BLOCK = re.compile(r"^(`{4,})(before|after|toml)([^\n]*)\n(.*?)^\1\n", re.DOTALL | re.MULTILINE)
_PATH = re.compile(r"^`([^`\n]+)`:", re.MULTILINE)
PAGES = ("cases.md", "regressions.md")


@dataclass(frozen=True)
class Case:
    page: str
    title: str
    path: str
    before: str
    after: str
    options: dict[str, object]
    text: str


def decoded(text: str, words: str) -> str:
    text = text.replace("·", " ").replace("⇥", "\t")
    modifiers = set(words.split())
    if "no-final-newline" in modifiers:
        text = text.removesuffix("\n")
    if "mixed" in modifiers:
        text = "".join(line.replace("\n", "\r\n") if n % 2 else line for n, line in enumerate(text.splitlines(True)))
    for name, newline in (("crlf", "\r\n"), ("cr", "\r")):
        if name in modifiers:
            text = text.replace("\n", newline)
    return BOM + text if "bom" in modifiers else text


def cases(page: str) -> list[Case]:
    found = []
    for title, text in sections((HERE / page).read_text("utf-8")):
        blocks = {kind: (words, content) for _, kind, words, content in _BLOCK.findall(text)}
        path = _PATH.search(text)
        assert path is not None, title
        assert "before" in blocks, title
        before = decoded(blocks["before"][1], blocks["before"][0])
        after = decoded(blocks["after"][1], blocks["after"][0]) if "after" in blocks else before
        options = tomllib.loads(blocks["toml"][1])["format"] if "toml" in blocks else {}
        found.append(Case(page, title, path[1], before, after, options, text))
    return found


def sections(page: str) -> list[tuple[str, str]]:
    """Title and text of each `##` that stands in no block."""
    found: list[tuple[str, str]] = []
    fence = ""
    for line in page.splitlines(keepends=True):
        mark = re.match(r"`{4,}", line)
        if mark is not None:
            fence = "" if fence else mark[0]
        if line.startswith("## ") and not fence:
            found.append((line[3:].strip(), line))
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


CASES = [case for page in PAGES for case in cases(page)]


def formatted(case: Case, text: str) -> str:
    options = Settings(
        format={k: tuple(v) if isinstance(v, list) else v for k, v in case.options.items()}
    ).format_options
    kinds = detect(case.path, text[:8192], named=True).kinds
    assert kinds, case.title
    return format_source(Source(case.path, text), kinds, options).text


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.page}:{case.title}")
def test_case(case: Case) -> None:
    after = formatted(case, case.before)
    if after != case.after and os.environ.get("AGENTLINT_UPDATE_CASES"):
        rewrite(case, after)
        pytest.skip("expectation written")
    assert after == case.after
    assert formatted(case, after) == after
    assert faults(case.before, after) == [] or case.options
    if "tidy" not in case.text:
        assert untidy(after) == []


def rewrite(case: Case, after: str) -> None:
    newline = "\r\n" if "\r\n" in after else "\r" if "\r" in after else "\n"
    words = {"\r\n": " crlf", "\r": " cr", "\n": ""}[newline] + (" bom" if after.startswith(BOM) else "")
    body = re.sub(
        r"[ \t]+$",
        lambda m: m[0].replace(" ", "·").replace("\t", "⇥"),
        after.lstrip(BOM).replace(newline, "\n"),
        flags=re.M,
    )
    block = f"````after{words}\n{body}````\n"
    without = re.sub(r"\n?^````after.*?^````\n", "", case.text, flags=re.DOTALL | re.MULTILINE).rstrip("\n")
    page = HERE / case.page
    text = page.read_text("utf-8")
    assert text.count(case.text) == 1
    tail = "\n" if not text.endswith(case.text) else ""
    page.write_text(text.replace(case.text, f"{without}\n\n{block}{tail}"), "utf-8")


def test_there_are_enough() -> None:
    assert len(cases("cases.md")) >= 20
    assert len({case.title for case in CASES}) == len(CASES)
