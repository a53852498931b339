"""What is written by `make docs` is up to date, and a file that is not is named."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from agentlint.cli.app import COMMANDS, app
from agentlint.lint.registry import load_rules
from tools import docs, reference
from tools.corpus import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_everything_generated_is_up_to_date() -> None:
    assert docs.stale(write=False) == [], "run `make docs`"


def test_what_is_out_of_date_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    present = docs.fresh()
    monkeypatch.setattr(docs, "fresh", lambda: {**present, "docs/cli.md": "other", "docs/gone.md": "new"})
    assert docs.stale(write=False) == ["docs/cli.md", "docs/gone.md"]


def test_everything_that_is_said_to_be_generated_is() -> None:
    written = set(docs.fresh())
    assert {"README.md", "docs/cli.md", "docs/options.md", "docs/host-facts.md", ".pre-commit-hooks.yaml"} <= written
    for page in sorted((ROOT / "docs").glob("*.md")):
        if re.search(r"ritten by `make docs`", page.read_text("utf-8")):
            assert f"docs/{page.name}" in written, page.name


def test_the_check_fails_where_something_is_stale() -> None:
    code = "import sys; from tools import docs; docs.fresh = lambda: {'docs/cli.md': ''}; sys.argv.append('--check')"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; sys.exit(docs.main())"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "out of date: docs/cli.md\n")


def test_every_option_of_every_command_is_on_the_page() -> None:
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    parts = dict(re.findall(r"^## agentlint ([a-z]+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    assert list(parts) == list(COMMANDS)
    with click.Context(app) as context:
        for name, text in parts.items():
            command = app.get_command(context, name)
            assert command is not None
            for param in command.params:
                for option in [*param.opts, *param.secondary_opts] if isinstance(param, click.Option) else []:
                    assert re.search(rf"^\| .*`{option}\b", text, re.MULTILINE), (name, option)
                choices = param.type.choices if isinstance(param.type, click.Choice) else ()
                assert [choice for choice in choices if choice not in text] == [], (name, param.name)


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ("None.", "no example that sets threshold"),
        ("```toml\n[rules.overlapping-descriptions]\nthreshold = 0.4\n```", "no example that sets ignore-words"),
    ],
)
def test_a_page_whose_example_leaves_an_option_out_is_refused(
    section: str, fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    info = load_rules().infos["overlapping-descriptions"]
    (tmp_path / "README.md").write_text(f"# x\n\n## Options\n\n{section}\n\n## References\n", "utf-8")
    monkeypatch.setattr(reference, "page_path", lambda _: tmp_path / "README.md")
    with pytest.raises(ValueError, match=fault):
        reference.example(info)


def test_a_rule_without_options_must_say_so() -> None:
    info = load_rules().infos["unknown-tool"]
    page = "# unknown-tool\n\n## Options\n\n- `depth`: how deep.\n\n## References\n"
    with pytest.raises(ValueError, match="must say `None"):
        reference.with_options(info, page)
    fine = page.replace("- `depth`: how deep.", "None. Nothing to set.")
    assert reference.with_options(info, fine) == fine
