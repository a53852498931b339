"""Every block and every command in the documents is run or checked: here, or by the test that is named here."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner, Result

from agentlint import __version__
from agentlint.cli.app import COMMANDS, app
from agentlint.lint.registry import load_rules
from tests.documents import Block, blocks, blocks_of, code_spans, pages
from tools.corpus import ROOT
from tools.hooks import manifest

if TYPE_CHECKING:
    from pathlib import Path

SHELL = ("sh", "bash", "shell", "console")
ELSEWHERE = {
    "docs/cli.md": "tests/house/test_generated.py",
    "docs/clusters.md": "tests/session/test_workers.py",
    "docs/editors.md": "tests/editors/test_page.py",
    "docs/github-action.md": "tests/doors/test_pages.py",
    "docs/gitlab-and-shell.md": "tests/doors/test_pages.py",
    "docs/output-formats.md": "tests/cli/test_output_formats_page.py",
    "docs/plugins.md": "tests/plugins/test_page.py",
    "docs/pre-commit.md": "tests/doors/test_pages.py",
    "docs/teams.md": "tests/cli/test_teams_page.py",
}
"""Page to the test that follows it, block by block. TOML blocks are looked at in any case, by `test_json_schema`."""
COMMANDS_ELSEWHERE = {
    "make demo": "tests/doors/test_pages.py",
    "make test": ".ci/run",
    "git clone": "tests/doors/test_pages.py",
    "python -m pip": "tests/doors/test_pages.py",
    "python -m agentlint.testing.scaffold": "tests/plugins/test_scaffold.py",
    "python -m pytest": "tests/plugins/test_example_plugin.py",
    "agentlint rule acme/old-wiki": "tests/plugins/test_example_plugin.py",
    "agentlint check --allow-local-rules": "tests/plugins/test_local_rules.py",
}
"""Beginning of a command to what runs it."""
NEEDS_CORPUS = re.compile(r"(?:python -m tools\.|make (?:accuracy|bench)\b)")
AGENT = ".claude/agents/booking-debugger.md"
STANDS_FOR = {"FILE": AGENT, "[FILE]": "agentlint-baseline.json", "NAME": "unknown-tool", "FORMAT": "json"}
"""What a reader would put in place of a word in capitals."""


def by_language(*languages: str) -> list[Block]:
    return [block for block in blocks() if block.language in languages and block.page not in ELSEWHERE]


def ids(blocks: list[Block]) -> list[str]:
    return [block.where for block in blocks]


# Nothing slips through


def test_every_block_says_what_it_is() -> None:
    assert len(blocks()) > 150
    assert [block.where for block in blocks() if not block.language] == []


def test_every_block_is_looked_at() -> None:
    """Pages of rules are checked by `agentlint.testing`, made-up plugins too; all else is named above or below."""
    seen = {*TEXTS, *(block.where for block in [*SCRIPTS, *HEADERS, *HOOKS, *CONSOLES])}
    left = [
        block.where
        for block in blocks()
        if block.page not in ELSEWHERE
        and block.where not in seen
        and not (block.language in ("toml", "markdown", "json") and block.page.endswith("/README.md"))
        and block.language != "toml"
    ]
    assert left == [], "run or check it in tests/house/test_blocks.py, or name the test that does"


def test_the_tests_that_are_named_are_about_the_pages() -> None:
    for page, test in ELSEWHERE.items():
        assert page.rpartition("/")[2] in (ROOT / test).read_text("utf-8"), page
        assert page in pages()
    for command, test in COMMANDS_ELSEWHERE.items():
        assert command.split()[-1] in (ROOT / test).read_text("utf-8"), command


# Commands


SCRIPTS = by_language("sh", "bash", "shell")
CONSOLES = by_language("console")
INLINE = sorted(
    {
        (page, span)
        for page, text in pages().items()
        if page != "docs/cli.md"
        for span in code_spans(text)
        if re.match(r"(?:agentlint|make|python|git clone|pip|npm) [^…]", span) and "<address" not in span
    }
)


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """A copy of the made-up fleet, with what the documents take for granted."""
    root = tmp_path / "fleet"
    shutil.copytree(ROOT / "examples", root, ignore=shutil.ignore_patterns("plugin", ".agentlint_cache"))
    (root / ".git").mkdir()
    (root / "x.md").write_text("---\nname: x\ndescription: y\n---\n\nText.\n", "utf-8")
    (root / "services/quay").mkdir(parents=True)
    (root / "agentlint-baseline.json").write_text('{"version": 1, "files": {}}\n', "utf-8")
    return root


def run(command: str, fleet: Path, monkeypatch: pytest.MonkeyPatch) -> Result | None:
    """What the command gave; None for one that is run elsewhere, or that needs the corpus."""
    if any(command.startswith(known) for known in COMMANDS_ELSEWHERE):
        return None
    if NEEDS_CORPUS.match(command):
        module = re.search(r"python -m (tools\.\w+)", command)
        source = (ROOT / (module[1].replace(".", "/") + ".py")).read_text("utf-8") if module else ""
        assert [option for option in re.findall(r"--[a-z-]+", command) if module and f'"{option}"' not in source] == []
        return None
    words = [STANDS_FOR.get(word, word) for word in shlex.split(command, comments=True)]
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), command
        return None
    if words[:2] == ["python", "-m"]:
        assert (ROOT / (words[2].replace(".", "/") + ".py")).is_file(), command
        return None
    assert words[0] == "agentlint", command
    stdin = None
    if "<" in words:
        stdin = (fleet / words[-1]).read_bytes()
        words = words[: words.index("<")]
    if "--baseline" in words:
        words[words.index("--baseline") + 1] = "agentlint-baseline.json"
    if "--prune-baseline" in words:
        words += ["--baseline", "agentlint-baseline.json"]
    if words[1:] == ["inspect"]:  # the name of the command alone
        words.append(AGENT)
    if words[1] == "init":
        (fleet / "agentlint.toml").unlink()
    monkeypatch.chdir(fleet)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return CliRunner().invoke(app, words[1:], input=stdin, prog_name="agentlint")


@pytest.mark.parametrize("block", SCRIPTS, ids=ids(SCRIPTS))
def test_scripts_work(block: Block, fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in block.text.splitlines():
        result = run(command, fleet, monkeypatch)
        if result is not None:
            assert result.exit_code in (0, 1), command + result.stderr


@pytest.mark.parametrize(("page", "command"), INLINE, ids=[command for _, command in INLINE])
def test_commands_in_the_text_work(page: str, command: str, fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if command.startswith(("agentlint server", "agentlint map")):
        assert command.split()[1] in COMMANDS or page == "docs/plugins.md"  # own tests: they stay, or write much
        return
    result = run(command, fleet, monkeypatch)
    if result is not None:
        assert result.exit_code in (0, 1), f"{page}: {result.stderr}"


def test_consoles_show_what_the_commands_print() -> None:
    """Those of README.md are written by `make docs`, and `test_generated` says when they are not."""
    assert {block.page for block in CONSOLES} == {"README.md"}
    assert all(block.text.startswith("$ agentlint ") and block.text.count("\n") > 3 for block in CONSOLES)


def test_every_option_that_is_named_is_one() -> None:
    with click.Context(app) as context:
        commands = [app.get_command(context, name) for name in COMMANDS]
    known = {option for command in commands if command for param in command.params for option in param.opts}
    known |= {"--help", "--version"}
    of_others = {"--snapshot-update", "--loaded", "--seconds", "--no-binary", "--write"}
    for page, text in pages().items():
        named = {m[1] for span in code_spans(text) if (m := re.match(r"(--[a-z][a-z-]+)(?: |$)", span))}
        assert named - known - of_others == set(), page


# Blocks of YAML and text


HEADERS = [
    block
    for block in by_language("yaml", "markdown")
    if "agentlint-ignore" in block.text and not block.page.startswith("rules/")
]
HOOKS = [block for block in by_language("yaml") if block.text.startswith("- repo:")]


@pytest.mark.parametrize("block", HEADERS, ids=ids(HEADERS))
def test_comments_that_suppress_are_well_formed(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an agent the comment silences what it names, or is left alone, and is no finding itself."""
    header = "" if block.language == "markdown" else block.text.replace("---\n", "")
    for key, value in (("name", "cargo-estimator"), ("description", "Estimates lane metres for freight bookings.")):
        header = header if f"{key}:" in header else f"{key}: {value}\n" + header
    body = block.text + "\n<example>\nuser: How long?\n" if block.language == "markdown" else "You estimate.\n"
    path = tmp_path / ".claude/agents/cargo-estimator.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\n{header}---\n\n{body}", "utf-8")
    monkeypatch.chdir(tmp_path)
    suppressed = re.findall(r"agentlint-ignore(?:-file)?\[([a-z-]+)\]", block.text)
    assert set(suppressed) <= {*load_rules().rules, "format"}
    rules = ",".join([*(name for name in suppressed if name != "format"), "unused-suppression"])
    left = CliRunner().invoke(app, ["check", "--isolated", "--select", rules, "--output-format", "concise", "-q"])
    of_a_pair = "overlapping-descriptions"  # needs a twin to be of use
    assert left.exit_code == 0, left.stdout
    assert left.stdout == "" or of_a_pair in left.stdout
    fresh = CliRunner().invoke(app, ["format", "--diff", "--isolated", "-q"])
    assert "format" not in suppressed or fresh.stdout == ""


@pytest.mark.parametrize("block", HOOKS, ids=ids(HOOKS))
def test_snippets_for_pre_commit_name_hooks_and_the_version(block: Block) -> None:
    known = re.findall(r"^- id: (.*)$", manifest(), re.MULTILINE)
    named = re.findall(r"- id: (.*)$", block.text, re.MULTILINE)
    assert named
    assert set(named) <= set(known)
    assert f"rev: v{__version__}\n" in block.text


@pytest.mark.parametrize("page", ["docs/output-formats.md"])
def test_commands_within_workflows_work(page: str, fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        command
        for block in blocks_of(page, pages()[page])
        if block.language == "yaml"
        for command in re.findall(r"(?:run|script): (agentlint .*)$", block.text, re.MULTILINE)
    ]
    assert len(found) == 2
    for command in found:
        result = run(command, fleet, monkeypatch)
        assert result is not None
        assert result.exit_code in (0, 1), result.stderr


TEXTS = {
    block.where: block
    for block in by_language("text")
    if block.page.startswith("rules/") or block.page == "docs/architecture.md"
}
_TODO_RULE = """
from agentlint.api import Rule, Severity


class NoTodo(Rule):
    name = "local/no-todo"
    summary = "Note that something is left to do"
    severity = Severity.INFO
    since = "0.1.0"

    def check(self, file):
        return {}["name"]
"""


@pytest.mark.parametrize("block", TEXTS.values(), ids=TEXTS)
def test_what_rules_say_is_what_they_print(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if block.page == "docs/architecture.md":
        return  # drawings
    path = tmp_path / block.text.partition(":")[0]
    path.parent.mkdir(parents=True)
    rule = block.page.split("/")[2]
    agent = "---\nname: reviewer\ndescription: Use when a change is to be looked through.\n---\n\nYou review.\n"
    path.write_bytes(
        {
            "too_large": b"---\nname: dump\ndescription: x\n" + b"# data\n" * 12_000 + b"---\n\ntext\n",
            "unreadable_file": agent.encode("utf-16"),
            "internal_error": agent.encode(),
        }[rule]
    )
    (tmp_path / "agentlint.toml").write_text('rule-paths = ["./no_todo.py"]\n', "utf-8")
    (tmp_path / "no_todo.py").write_text(_TODO_RULE, "utf-8")
    monkeypatch.chdir(tmp_path)
    more = ["--allow-local-rules"] if rule == "internal_error" else []
    result = CliRunner().invoke(app, ["check", "--output-format", "concise", *more], prog_name="agentlint")
    assert block.text in result.stdout


def test_names_of_rules_in_code_are_rules() -> None:
    """A rule that a document names with its folder exists; names of plugins have a slash."""
    for page, text in pages().items():
        for name in re.findall(r"rules/agentlint_rules/([a-z_]+)/", text):
            assert name.replace("_", "-") in load_rules().rules, page
