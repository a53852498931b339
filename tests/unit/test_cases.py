"""The runner of `cases.md`: what it reads, what it finds wrong, what it rewrites."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from agentlint.api import Applicability, Diagnostic, Edit, File, Fix, ProjectRule, Roster, Severity
from agentlint.source import Location
from agentlint.testing.cases import CaseError, fence_for, parse_cases
from agentlint.testing.pytest_plugin import load_rule
from agentlint.testing.readme import HEADINGS, check_readme
from agentlint.testing.runner import compare, run_section, shared_config, update

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


class Shouting(ProjectRule):
    """Finds the word `loud` in descriptions; across files it counts them."""

    name = "shouting"
    summary = "s"
    severity = Severity.WARNING
    since = "1"
    fix = "always"
    new_text = "quiet"
    applicability = Applicability.UNSAFE

    def places(self, file: File) -> Iterator[int]:
        entry = file.frontmatter.get("description") if file.frontmatter else None
        if entry is not None and entry.text and "loud" in entry.text:
            yield file.source.text.index("loud", entry.span.start)

    def check(self, file: File) -> Iterator[Diagnostic]:
        for at in self.places(file):
            span = entry_span(file)
            edit = Edit(span, f"description: {self.new_text}")
            fix = Fix("lower the voice", (edit,), self.applicability)
            yield self.report(span, f"too loud at {at - span.start}", fixes=(fix,))

    def facts(self, file: File) -> object:
        return [file.source.locate(entry_span(file)).to_json() for _ in self.places(file)] or None

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        loud = list(roster.facts(self.name))
        for entry, places in loud if len(loud) > 1 else []:
            yield self.report_at(Location.from_json(entry.path, places[0]), f"{len(loud)} files are loud")


def entry_span(file: File):  # type: ignore[no-untyped-def]
    assert file.frontmatter is not None
    entry = file.frontmatter.get("description")
    assert entry is not None
    return entry.span


class BadFix(Shouting):
    """A rule whose fix mends nothing."""

    new_text = "A loud one still"


class BoldFix(Shouting):
    """A rule that calls safe what is not."""

    applicability = Applicability.SAFE


CASES = """\
# shouting

## One file

A loud description.

`.claude/agents/a.md`:

````markdown crlf no-final-newline
---
name: a
description: A loud one.
---

```text
fences inside
```
````

```diagnostics
.claude/agents/a.md:3:1-3:25 warning shouting too loud at 15
```

```unsafe `.claude/agents/a.md`
---
name: a
description: quiet
---

```text
fences inside
```
```
"""
# In the text above the fence of the last block is too short; four backticks make it one block.
CASES = CASES.replace("```unsafe", "````unsafe").replace("inside\n```\n```\n", "inside\n```\n````\n")


def problems(text: str, rule: type[Shouting] = Shouting) -> list[str]:
    document = parse_cases(text)
    return [
        problem
        for section in document.sections
        for problem in compare(section, run_section(section, shared_config(document), rule))
    ]


def test_parsing() -> None:
    document = parse_cases(CASES)
    assert document.title == "shouting"
    (section,) = document.sections
    assert section.title == "One file"
    assert section.prose
    assert [block.kind for block in section.blocks] == ["file", "diagnostics", "unsafe"]
    file = section.files()[".claude/agents/a.md"]
    assert file.content().startswith("---\r\nname: a\r\n")
    assert file.content().endswith("```")
    assert file.content(frozenset({"bom"})).startswith("\ufeff---\n")


def test_a_case_that_holds() -> None:
    assert problems(CASES) == []


def test_a_case_that_does_not() -> None:
    (problem,) = problems(CASES.replace("too loud at 15", "too loud at 14"))
    assert "-.claude/agents/a.md:3:1-3:25 warning shouting too loud at 14" in problem
    assert "+.claude/agents/a.md:3:1-3:25 warning shouting too loud at 15" in problem
    (problem,) = problems(CASES.replace("quiet", "silent"))
    assert "-description: silent" in problem


def test_update_rewrites_expectations_and_nothing_else() -> None:
    spoilt = CASES.replace("too loud at 15", "old\nolder").replace("description: quiet\n", "")
    assert update(spoilt, Shouting) == CASES
    assert update(CASES, Shouting) == CASES


def test_update_adds_a_block_that_is_missing() -> None:
    text = CASES[: CASES.index("```diagnostics")]
    updated = update(text, Shouting)
    assert problems(updated) == []
    assert "\n\n```diagnostics\n.claude/agents/a.md:3:1" in updated
    assert updated.startswith(text.rstrip("\n"))
    assert "the case needs one `diagnostics` block" in problems(text)[0]


def test_update_lengthens_a_fence_that_has_become_too_short() -> None:
    text = CASES[: CASES.index("````unsafe")] + "```unsafe `.claude/agents/a.md`\n```\n"
    assert update(text, Shouting) == CASES
    assert fence_for(("`````",)) == "``````"


def test_several_files_are_a_project() -> None:
    text = dedent(
        """\
        # shouting

        ## Two

        ```toml
        severity = {shouting = "info"}
        ```

        `.claude/agents/b.md`:

        ```markdown
        ---
        name: b
        description: loud
        ---
        ```

        `.claude/agents/a.md`:

        ```markdown bom
        ---
        name: a
        description: loud
        ---
        ```

        ```diagnostics
        .claude/agents/a.md:3:1-3:18 info shouting 2 files are loud
        .claude/agents/a.md:3:1-3:18 info shouting too loud at 13
        .claude/agents/b.md:3:1-3:18 info shouting 2 files are loud
        .claude/agents/b.md:3:1-3:18 info shouting too loud at 13
        ```
        """
    )
    assert problems(text) == []


def test_a_fix_that_mends_nothing_is_told() -> None:
    found = problems(CASES.replace("quiet", "A loud one still"), BadFix)
    assert any("does not remove its finding" in problem for problem in found)


def test_a_fix_that_the_proof_refuses_is_told() -> None:
    assert any("the safe fix “lower the voice” would be refused" in problem for problem in problems(CASES, BoldFix))


def test_only_the_rule_under_test_runs_unless_the_case_says_more() -> None:
    text = CASES.replace("description: A loud one.", "description: A quiet one.\n# agentlint-ignore[nonsense] x")
    text = text[: text.index("```diagnostics")] + "```diagnostics\n```\n"
    assert problems(text) == []
    more = text.replace("A loud description.", '```toml\nextend-select = ["unused-suppression"]\n```')
    assert any("no rule is named `nonsense`" in problem for problem in problems(more))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# x\n\n## Case\n\n```markdown\n", "line 5: the fence is never closed"),
        ("# x\n\n## Case\n\n`a.md`:\n\ntext\n", "line 5: `a.md` is not followed by a fenced block"),
        ("# x\n\n## Case\n\n`a.md`:\n", "line 5: `a.md` is not followed by a fenced block"),
        ("# x\n\n## Case\n\n```fixed\n```\n", "line 5: a `fixed` block names no file"),
        ("# x\n\n## Case\n\n```diagnostics\n```\n", "line 3: the case “Case” has no file"),
        ("# x\n\n## C\n\n```toml\nselect = 1\n```\n\n`a.md`:\n\n```\n```\n", "must be a list of strings"),
        ("# x\n\n## C\n\n```toml\nignore = ['nope']\n```\n\n`a.md`:\n\n```\n```\n", "unknown rule `nope`"),
        ("# x\n\n## C\n\n`a.md`:\n\n```\n```\n\n```fixed `b.md`\n```\n", "line 10: `b.md` is no file of this case"),
    ],
)
def test_documents_that_are_not_well_formed(text: str, message: str) -> None:
    with pytest.raises(CaseError) as caught:
        problems(text)
    assert message in str(caught.value)


README = "# shouting\n\n" + "".join(f"## {heading}\n\nText.\n\n" for heading in HEADINGS)
LOUD = "```markdown\n---\nname: a\ndescription: loud\n---\n```\n\n"


def test_readme() -> None:
    good = README.replace("## Use instead", LOUD + "## Use instead")
    good = good.replace("## Fix safety", LOUD.replace("loud", "calm") + "## Fix safety")
    assert check_readme(good, Shouting) == []


def test_what_can_be_wrong_with_a_readme() -> None:
    good = README.replace("## Use instead", LOUD + "## Use instead")
    assert check_readme(README, Shouting) == ["“Example” has no Markdown block"]
    assert "gives no finding" in check_readme(good.replace("loud", "calm"), Shouting)[0]
    assert "“Use instead” gives a finding" in check_readme(good.replace("## Fix", LOUD + "## Fix"), Shouting)[0]
    assert "the headings are" in check_readme(good.replace("## Why", "## Wherefore"), Shouting)[0]
    assert "the title is `x`" in check_readme(good.replace("# shouting", "# x", 1), Shouting)[0]


def test_a_rule_is_loaded_by_the_name_of_its_package() -> None:
    rule = load_rule(ROOT / "rules" / "agentlint_rules" / "too_large")
    assert (rule.name, rule.__module__) == ("too-large", "agentlint_rules.too_large.rule")


def test_the_plugin_collects_fails_and_updates(tmp_path: Path) -> None:
    """A rule set of somebody else's, with one case that holds and one that does not."""
    folder = tmp_path / "acme" / "no_x"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    (folder / "rule.py").write_text(
        dedent(
            """\
            from agentlint.api import Rule, Severity, Span
            class NoX(Rule):
                name = "no-x"
                summary = "no x"
                severity = Severity.ERROR
                since = "1"
                def check(self, file):
                    at = file.source.text.find("xxx")
                    if at >= 0:
                        yield self.report(Span(at, at + 3), "an x")
            """
        )
    )
    case = "## {}\n\n`.claude/agents/a.md`:\n\n```markdown\n---\nname: a\n---\n{}\n```\n\n```diagnostics\n```\n\n"
    cases = folder / "cases.md"
    cases.write_text("# no-x\n\n" + case.format("Holds", "fine") + case.format("Fails", "xxx"))

    def pytest_run(**environment: str) -> subprocess.CompletedProcess[str]:
        paths = os.pathsep.join(map(str, (tmp_path, ROOT, ROOT / "rules")))
        plugins = ["-p", "agentlint.testing.pytest_plugin", "-p", "no:cacheprovider"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *plugins, "-q", "."],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": paths, **environment},
        )  # fmt: skip

    first = pytest_run()
    assert "1 failed, 1 passed" in first.stdout
    assert "+.claude/agents/a.md:4:1-4:4 error no-x an x" in first.stdout
    assert "Traceback" not in first.stdout
    rewriting = pytest_run(AGENTLINT_UPDATE_CASES="1")
    assert "1 failed, 1 passed" in rewriting.stdout
    assert "the expectation was rewritten" in rewriting.stdout
    assert "2 passed" in pytest_run().stdout
