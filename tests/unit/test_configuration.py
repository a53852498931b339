from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from agentlint.diagnostic import Severity
from agentlint.project.configuration import COMMAND_LINE, Configuration, load, with_command_line
from agentlint.project.errors import UsageError
from agentlint.session import Request, configuration_in_force, run


def read(folder: Path, text: str, name: str = "agentlint.toml") -> Configuration:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load(str(path), str(folder), lambda p: Path(p).name)


def faults(folder: Path, text: str, name: str = "agentlint.toml") -> list[str]:
    with pytest.raises(UsageError) as error:
        read(folder, text, name)
    return str(error.value).split("\n")


def in_pyproject(text: str) -> str:
    """The same settings in pyproject.toml, two lines further down."""
    lines = [f"[tool.agentlint.{line[1:]}" if line.startswith("[") else line for line in text.split("\n")]
    bare = re.search(r"^[a-z-]+ =", text.partition("\n[")[0] if not text.startswith("[") else "", re.MULTILINE)
    return "\n".join(["[project]", "[tool.agentlint]" if bare else "", *lines])


EVERY_KEY = """
select = ["ALL"]
extend-select = ["unknown-tool"]
ignore = ["tag:name"]
exclude = ["vendor/"]
extend-exclude = ["*.tmp.md"]
hosts = ["cursor"]
default-host = "gemini-cli"
mcp-servers = ["memory"]

[severity]
too-large = "warning"
"unknown-tool" = "off"

[per-file-ignores]
"docs/**" = ["ALL"]

[file-kinds]
"prompts/*.md" = "claude-code/agent"

[tools]
claude-code = ["OurTool"]

[rules.overlapping-descriptions]
threshold = 0.5
"""


def test_every_key_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, EVERY_KEY)
    settings = found.settings
    assert (settings.select, settings.extend_select, settings.ignore) == (("ALL",), ("unknown-tool",), ("tag:name",))
    assert (settings.exclude, settings.extend_exclude) == (("vendor/",), ("*.tmp.md",))
    assert (settings.hosts, settings.default_host, settings.mcp_servers) == (("cursor",), "gemini-cli", ("memory",))
    assert settings.severity == {"too-large": Severity.WARNING, "unknown-tool": None}
    assert settings.per_file_ignores == {"docs/**": ("ALL",)}
    assert settings.file_kinds == {"prompts/*.md": "claude-code/agent"}
    assert settings.tools == {"claude-code": ("OurTool",)}
    assert settings.rules == {"overlapping-descriptions": {"threshold": 0.5}}
    lines = {key: origin.line for key, origin in found.origins.items()}
    assert lines["select"] == 2
    assert lines["severity.unknown-tool"] == 13
    assert lines["per-file-ignores.docs/**"] == 16
    assert lines["rules.overlapping-descriptions"] == 24
    assert {origin.where for origin in found.origins.values()} == {"agentlint.toml"}


def test_pyproject_has_the_same_keys_in_a_table(tmp_path: Path) -> None:
    text = '[project]\n\n\n[tool.agentlint]\nselect = ["ALL"]\n[tool.agentlint.severity]\ntoo-large = "info"\n'
    found = read(tmp_path, text, "pyproject.toml")
    assert found.settings.select == ("ALL",)
    assert found.origins["select"].line == 5
    assert found.origins["severity.too-large"].line == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('exlude = ["a"]', ":1: unknown key `exlude`; did you mean `exclude`?"),
        ("\n\ncolour = 1", ":3: unknown key `colour`"),
        ('plugins = ["Acme Rules"]', ":1: `plugins` holds what cannot be the name of a rule set: 'Acme Rules'"),
        ('plugins = ["local"]', ":1: `plugins` holds `local`: the project's own rules are found by `rule-paths`"),
        ("rule-paths = 'rules'", ":1: `rule-paths` must be a list of strings, not 'rules'"),
        ('select = "ALL"', ":1: `select` must be a list of strings, not 'ALL'"),
        ("ignore = [1]", ":1: `ignore` must be a list of strings, not [1]"),
        ("severity = 3", ":1: `severity` must be a table, not 3"),
        ('[severity]\nx = "bad"', ":2: `severity` of `x` must be one of error, warning, info, off, not 'bad'"),
        ('default-host = "claude"', ":1: `default-host` names an unknown host `claude`; did you mean `claude-code`?"),
        ('hosts = ["gemini"]', ":1: `hosts` names an unknown host `gemini`; did you mean `gemini-cli`?"),
        (
            '[file-kinds]\n"a" = "claude-code/agents"',
            ":2: `file-kinds` names an unknown file kind `claude-code/agents`; did you mean `claude-code/agent`?",
        ),
        ("[rules]\nx = 1", ":2: `rules` `x` must be a table of options, not 1"),
        ("[tools]\nnobody = []", ":2: `tools` names an unknown host `nobody`"),
        ("select = [", ":1: not valid TOML: "),
        ("a = 1\nb = = 2", ":2:5: not valid TOML: Invalid value"),
        ("x = " + "[" * 5000, ": the configuration is nested too deeply"),
    ],
)
def test_faults_name_the_file_and_the_line(tmp_path: Path, text: str, expected: str) -> None:
    assert faults(tmp_path, text)[0].startswith("agentlint.toml" + expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('hosts = [\n  "cursor",  # not "cursro"\n  "cursro",\n]', ":3: `hosts` names an unknown host `cursro`"),
        ('[severity]\n# unknown-tool = "off"\nunknown-tool = "no"', ":3: `severity` of `unknown-tool` must be one of"),
        ('[host-versions]\n\nclaude-code = "new"', ":3: `host-versions` of `claude-code` must be numbers"),
        ('[format]\nbullet = "-"\nline-ending = "cr"', ":3: `format` of `line-ending` must be one of"),
        ('[file-kinds]\n"a/**" = "cursor/rule"\n"b.md" = "cursor/rul"', ":3: `file-kinds` names an unknown file kind"),
        ("[tools]\ncursor = []\nclaude-code = 3", ":3: `tools` of `claude-code` must be a list of strings, not 3"),
        ('[per-file-ignores]\n"a/*" = []\n"b/*" = "x"', ":3: `per-file-ignores` of `b/*` must be a list of strings"),
        ('plugins = [\n  "acme",\n  "local",\n]', ":3: `plugins` holds `local`"),
    ],
)
def test_faults_within_tables_and_lists_have_their_own_line(tmp_path: Path, text: str, expected: str) -> None:
    assert faults(tmp_path, text)[0].startswith("agentlint.toml" + expected)
    told = faults(tmp_path, in_pyproject(text), "pyproject.toml")[0]
    assert told.startswith("pyproject.toml" + expected.replace(":3:", ":5:"))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert len(faults(tmp_path, 'selct = []\nhosts = 1\n[severity]\na = "x"\n')) == 3


def test_a_file_that_is_no_text_or_too_large(tmp_path: Path) -> None:
    path = tmp_path / "agentlint.toml"
    path.write_bytes(b"ignore = [\n  'caf\xe9',\n]\n")
    with pytest.raises(UsageError, match=r"agentlint\.toml:2: the configuration is not UTF-8 text"):
        load(str(path), str(tmp_path), str)
    path.write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(UsageError, match="larger than"):
        load(str(path), str(tmp_path), str)


def test_extend_is_the_base_of_what_follows(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        'select = ["ALL"]\nextend-exclude = ["a"]\nignore = ["too-large"]\n'
        '[severity]\nunknown-tool = "info"\ntoo-large = "info"\n[rules.x]\none = 1\ntwo = 2\n'
    )
    found = read(
        tmp_path,
        'extend = "base.toml"\nextend-exclude = ["b"]\nignore = []\n'
        '[severity]\ntoo-large = "error"\n[rules.x]\ntwo = 3\n',
    )
    settings = found.settings
    assert (settings.select, settings.extend_exclude, settings.ignore) == (("ALL",), ("a", "b"), ())
    assert settings.severity == {"unknown-tool": Severity.INFO, "too-large": Severity.ERROR}
    assert settings.rules == {"x": {"one": 1, "two": 3}}
    assert found.origins["select"].where == "base.toml"
    assert found.origins["severity.too-large"].where == "agentlint.toml"


def test_extend_stays_in_the_project(tmp_path: Path) -> None:
    (tmp_path / "outside.toml").write_text("")
    inner = tmp_path / "project"
    fault = "agentlint.toml:1: `extend` leaves the project: `../outside.toml`"
    assert faults(inner, 'extend = "../outside.toml"') == [fault]
    (inner / "link.toml").symlink_to("../outside.toml")
    assert "leaves the project" in faults(inner, 'extend = "link.toml"')[0]
    assert "does not exist" in faults(inner, 'extend = "gone.toml"')[0]
    assert "must be a string" in faults(inner, "extend = 1")[0]


def test_extend_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text('extend = "agentlint.toml"')
    assert faults(tmp_path, 'extend = "b.toml"') == [
        "b.toml:1: `extend` goes round in a circle: agentlint.toml -> b.toml -> agentlint.toml"
    ]
    assert "circle" in faults(tmp_path, 'extend = "agentlint.toml"')[0]


def test_the_command_line_comes_on_top(tmp_path: Path) -> None:
    base = read(tmp_path, 'select = ["ALL"]\nignore = ["too-large"]\n')
    found = with_command_line(base, select=("unknown-tool",), ignore=("x",), preview=True)
    assert (found.settings.select, found.settings.ignore, found.settings.preview) == (("unknown-tool",), ("x",), True)
    assert found.origins["select"] == COMMAND_LINE
    more = with_command_line(base, extend_select=("unknown-tool",), ignore=("x",))
    assert (more.settings.select, more.settings.extend_select) == (("ALL",), ("unknown-tool",))
    assert more.settings.ignore == ("too-large", "x")


AGENT = "---\nname: helper\ndescription: Does one thing. Example: user: hello\n---\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("", "sub/"):
        path = tmp_path / folder / ".claude/agents/a.md"
        path.parent.mkdir(parents=True)
        path.write_text(AGENT)
    (tmp_path / ".git").mkdir()
    return tmp_path


def rules(project: Path, **options: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for diagnostic in run(Request(cwd=project, **options)).diagnostics:
        if diagnostic.rule != "invalid-frontmatter":
            continue  # what else is wrong with the file is not what these tests are about
        found.setdefault(diagnostic.path, []).append(diagnostic.rule)
    return found


def test_the_nearest_configuration_wins(project: Path) -> None:
    assert set(rules(project)) == {".claude/agents/a.md", "sub/.claude/agents/a.md"}
    (project / ".agentlint.toml").write_text('ignore = ["invalid-frontmatter"]')
    assert rules(project) == {}
    (project / "sub/pyproject.toml").write_text("[project]\n")
    assert rules(project) == {}
    (project / "sub/pyproject.toml").write_text("[tool.agentlint]\n")
    assert set(rules(project)) == {"sub/.claude/agents/a.md"}
    (project / "agentlint.toml").write_text("")
    assert set(rules(project)) == {".claude/agents/a.md", "sub/.claude/agents/a.md"}


def test_a_named_configuration_replaces_all_others(project: Path) -> None:
    (project / "agentlint.toml").write_text("")
    (project / "other.toml").write_text('[per-file-ignores]\n"sub/**" = ["invalid-frontmatter"]')
    assert set(rules(project, config="other.toml")) == {".claude/agents/a.md"}
    (project / "agentlint.toml").write_text("nonsense = 1")
    assert len(rules(project, isolated=True)) == 2
    with pytest.raises(UsageError, match=r"gone\.toml: no such configuration file"):
        rules(project, config="gone.toml")


def test_per_file_ignores_and_severities(project: Path) -> None:
    (project / "agentlint.toml").write_text(
        '[per-file-ignores]\n"sub/" = ["invalid-frontmatter"]\n[severity]\ninvalid-frontmatter = "info"\n'
    )
    report = run(Request(cwd=project))
    found = [d for d in report.diagnostics if d.rule == "invalid-frontmatter"]
    assert [(d.path, d.severity) for d in found] == [(".claude/agents/a.md", Severity.INFO)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '\nselect = ["unknwon-tool"]',
            ":2: unknown rule `unknwon-tool` in select; did you mean `unknown-tool`?",
        ),
        ('[severity]\ntoo-lage = "off"', ":2: unknown rule `too-lage` in [severity]; did you mean `too-large`?"),
        ("[rules.too-large]\nx = 1", ":2: rule `too-large` has no options, but [rules.too-large] sets `x`"),
        (
            "[rules.overlapping-descriptions]\nthreshhold = 1",
            ":2: unknown option `threshhold` in [rules.overlapping-descriptions]; did you mean `threshold`?",
        ),
        (
            '[rules.overlapping-descriptions]\nthreshold = "x"',
            ":2: option `threshold` in [rules.overlapping-descriptions] must be a number, not 'x'",
        ),
    ],
)
def test_unknown_rules_and_options_name_the_place(project: Path, text: str, expected: str) -> None:
    (project / "agentlint.toml").write_text(text)
    with pytest.raises(UsageError) as error:
        run(Request(cwd=project))
    assert str(error.value) == "agentlint.toml" + expected
    with pytest.raises(UsageError):
        configuration_in_force(Request(cwd=project))


@pytest.mark.parametrize(
    ("text", "line", "about"),
    [
        ('# no nonsense\n[severity]\nunknown-tool = "off"\nnonsense = "off"', 4, "`nonsense` in [severity]"),
        (
            '# nonsense\nselect = ["ALL"]\nignore = [\n  "unknown-tool",\n  "nonsense",  # x\n]',
            5,
            "`nonsense` in ignore",
        ),
        ('select = ["ALL"]\nextend-select = ["nonsense"]', 2, "`nonsense` in select"),
        ('exclude = ["nonsense"]\n\nignore = ["nonsense"]', 3, "`nonsense` in ignore"),
        ('[per-file-ignores]\n"a/**" = []\n"b/**" = ["nonsense"]', 3, "`nonsense` in per-file-ignores"),
        ("[rules.overlapping-descriptions]\nignore-words = []\n# threshold\nthreshold = 7.5", 4, "threshold must be"),
        ('[rules.unknown-field]\nallow = ["x"]\nreport-ignored = 3', 3, "`report-ignored`"),
        ("[rules]\n\n[rules.too-large]\nx = 1", 4, "`too-large` has no options"),
    ],
)
@pytest.mark.parametrize("name", ["agentlint.toml", "pyproject.toml"])
def test_the_line_is_that_of_the_setting(project: Path, name: str, text: str, line: int, about: str) -> None:
    if name == "pyproject.toml":
        text, line = in_pyproject(text), line + 2
    (project / name).write_text(text)
    for act in (run, configuration_in_force):
        with pytest.raises(UsageError) as error:
            act(Request(cwd=project))
        assert str(error.value).startswith(f"{name}:{line}: ")
        assert about in str(error.value)


def test_unknown_rules_of_the_command_line_are_not_blamed_on_a_file(project: Path) -> None:
    (project / "agentlint.toml").write_text("# nonsense\nignore = []")
    with pytest.raises(UsageError) as error:
        run(Request(cwd=project, select=("nonsense",)))
    assert str(error.value) == "unknown rule `nonsense` in --select"


def test_file_kinds_overrule_detection(project: Path) -> None:
    (project / "team/prompts").mkdir(parents=True)
    (project / "team/prompts/one.txt").write_text(AGENT)
    (project / "team/agentlint.toml").write_text('[file-kinds]\n"prompts/*.txt" = "gemini-cli/agent"\n')
    report = run(Request(cwd=project))
    kinds = {d.path: d.kind for d in report.diagnostics}
    assert kinds["team/prompts/one.txt"] == "gemini-cli/agent"
    assert report.files == 3
