"""The cases of the rules give the same through a whole run over real files as in the runner's memory."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import agentlint_rules
from agentlint.session import Request, run
from agentlint.testing.cases import Section, parse_cases, replace_blocks
from agentlint.testing.runner import format_diagnostic, shared_config

DOCUMENTS = sorted(Path(agentlint_rules.__path__[0]).glob("*/cases.md"))
CASES = [
    pytest.param(document.title, shared_config(document), section, id=f"{document.title}-{section.title}")
    for document in (parse_cases(path.read_text("utf-8")) for path in DOCUMENTS)
    for section in document.sections
]


@pytest.mark.parametrize(("rule", "shared", "section"), CASES)
def test_a_run_gives_what_the_case_expects(rule: str, shared: str, section: Section, tmp_path: Path) -> None:
    config = shared + "".join(block.text for block in section.of_kind("config"))
    (tmp_path / "agentlint.toml").write_text(config, "utf-8")
    for name, block in section.files().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(block.content().encode())
    chosen = None if re.search(r"^[ \t]*(?:extend-)?select[ \t]*=", config, re.MULTILINE) else (rule,)
    report = run(Request(cwd=tmp_path, select=chosen, preview=True))
    assert report.failures == ()
    lines = [line for diagnostic in report.diagnostics for line in format_diagnostic(diagnostic)]
    (expected,) = section.of_kind("diagnostics")
    assert lines == list(expected.lines)

    for kind in ("fixed", "unsafe"):
        for block in section.of_kind(kind):  # type: ignore[arg-type]
            assert block.path is not None
            target = section.files()[block.path]
            (tmp_path / block.path).write_bytes(target.content().encode())
            run(Request((block.path,), tmp_path, select=chosen, preview=True, fix=True, unsafe_fixes=kind == "unsafe"))
            wanted = block.content(block.modifiers or target.modifiers)
            assert (tmp_path / block.path).read_bytes() == wanted.encode()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.parent.name)
def test_rewriting_nothing_changes_nothing(path: Path) -> None:
    text = path.read_text("utf-8")
    assert replace_blocks(parse_cases(text), {}, {}) == text
