"""A rule set that cannot be used is named with its distribution, and the run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agentlint.lint import plugins
from agentlint.project.errors import UsageError
from agentlint.session import Report, Request, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.conftest import Offer, Project

HEAD = """\
from dataclasses import dataclass
from agentlint.api import ProjectRule, Rule, Severity, Span
AGENTLINT_API = 1


class Knot(Rule):
    name = "acme/knot"
    summary = "Knot"
    severity = Severity.WARNING
    since = "1.0"
    tags = ("ropes",)

    def check(self, file):
        yield self.report(Span(0, 3), "a knot")

"""
WHOLE = HEAD + "RULES = (Knot,)\n"
SOURCE = "the plugin `acme` (agentlint-acme 1.2.3)"


def check(root: Path, **options: object) -> Report:
    return run(Request(cwd=root, **options))  # type: ignore[arg-type]


def told(report: Report) -> list[str]:
    return [d.rule for d in report.diagnostics]


def test_a_whole_set(offer: Offer, project: Project) -> None:
    offer(WHOLE)
    report = check(project('plugins = ["acme", "builtin"]\n'))
    assert (told(report), report.notes, report.failures) == (["acme/knot"], (), ())
    assert list(report.rules) == ["acme/knot"]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("raise OSError('no rope')\n", "it cannot be imported: OSError: no rope"),
        ("import a_module_that_nobody_has\n", "it cannot be imported: ModuleNotFoundError: No module named"),
        ("def broken(:\n", "it cannot be imported: SyntaxError: "),
        ("import sys; sys.exit(3)\n", "it cannot be imported: SystemExit: 3"),
        ("RULES = ()\n", "it is left out: `{module}` does not state its API version (`AGENTLINT_API = 1`)"),
        ("AGENTLINT_API = True\nRULES = ()\n", "it is left out: `{module}` does not state its API version"),
        ("AGENTLINT_API = 2\n", "it is left out: it is written for API 2 and this agentlint has 1; update agentlint"),
        ("AGENTLINT_API = 0\n", "it is left out: it is written for API 0, too old for this agentlint (1 or newer)"),
        ("AGENTLINT_API = 1\n", "it is left out: `{module}` has no `RULES`, a tuple of rule classes"),
        (HEAD + "RULES = Knot\n", "it is left out: `{module}` has no `RULES`, a tuple of rule classes"),
        (HEAD + "def __getattr__(name): raise RuntimeError(name)\n", "its rules cannot be listed: RuntimeError: RULES"),
    ],
)
def test_a_set_that_cannot_be_used(offer: Offer, project: Project, code: str, problem: str) -> None:
    module = offer(code)
    offer(HEAD.replace("acme", "other") + "RULES = (Knot,)\n", name="other", distribution="other-rules")
    root = project('plugins = ["acme", "other"]\n[severity]\n"acme/knot" = "info"\n[rules."acme/knot"]\nx = 1\n')
    report = check(root)
    assert told(report) == ["other/knot"]
    (note,) = report.notes
    assert note.startswith(f"{SOURCE}: {problem.replace('{module}', module)}")
    assert report.failures == ()


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("Bad = 7", "`7` is left out: it is no subclass of `Rule`"),
        ("Bad = Rule", "`Rule` is left out: it is the base class itself"),
        ("class Bad(Rule): pass", "`Bad` is left out: its `name` must be a str, not None"),
        (
            "class Bad(Knot): name = 'knot'",
            "`knot` is left out: its name must be `acme/` and a kebab-case word, not knot",
        ),
        (
            "class Bad(Knot): name = 'acme/Big_Knot'",
            "its name must be `acme/` and a kebab-case word, not acme/Big_Knot",
        ),
        ("class Bad(Knot): name = 'other/knot'", "its name must be `acme/` and a kebab-case word, not other/knot"),
        ("class Bad(Knot): pass", "there are two rules `acme/knot`"),
        ("class Bad(Knot): name = 'acme/b'; summary = ''", "its `summary` must be one line of text"),
        ("class Bad(Knot): name = 'acme/b'; severity = 'error'", "its `severity` must be a Severity, not 'error'"),
        ("class Bad(Knot): name = 'acme/b'; status = 'new'", "its `status` must be one of preview, stable"),
        ("class Bad(Knot): name = 'acme/b'; fix = True", "its `fix` must be one of never, sometimes, always"),
        ("class Bad(Knot): name = 'acme/b'; tags = ['a']", "its `tags` must be a tuple, not ['a']"),
        ("class Bad(Knot): name = 'acme/b'; tags = (1,)", "its `tags` must be a tuple of strings"),
        ("class Bad(Knot): name = 'acme/b'; tags = ('engine',)", "the tag `engine` is for agentlint's own rules"),
        ("class Bad(Knot): name = 'acme/b'; hosts = ('claude',)", "it names an unknown host `claude`"),
        ("class Bad(Knot): name = 'acme/b'; options_type = dict", "its `options_type` must be a dataclass"),
        (
            "class Bad(Rule): name = 'acme/b'; summary = 'b'; severity = Severity.INFO; since = '1'",
            "it has no `check`",
        ),
        (
            "class Bad(ProjectRule): name = 'acme/b'; summary = 'b'; severity = Severity.INFO; since = '1'",
            "a cross-file rule needs `facts`",
        ),
        (
            "class Bad(Knot):\n    name = 'acme/b'\n    def __init__(self, options=None): raise KeyError('rope')",
            "it cannot be made: KeyError: 'rope'",
        ),
        (
            "class Bad(Knot): name = 'acme/b'; strict_options = {'rope': 1}",
            "it has `strict_options` and no `options_type`",
        ),
        (
            "@dataclass\nclass O: a: int\nclass Bad(Knot): name = 'acme/b'; options_type=O; strict_options = dict(b=1)",
            "it cannot be made: UsageError: unknown option `b` in `strict_options`",
        ),
        (
            "@dataclass\nclass O:\n    rope: 'Rope' = 1\nclass Bad(Knot): name = 'acme/b'; options_type = O",
            "it cannot be made: NameError: name 'Rope' is not defined",
        ),
    ],
)
def test_a_malformed_rule_does_not_stop_the_others(offer: Offer, project: Project, code: str, problem: str) -> None:
    offer(f"{HEAD}\n{code}\nRULES = [Knot, Bad]\n")
    report = check(project('plugins = ["acme"]\n'))
    assert told(report) == ["acme/knot"]
    (note,) = report.notes
    assert note.startswith(f"{SOURCE}: `")
    assert note.endswith(problem)
    assert report.failures == ()


def test_two_distributions_of_one_name(offer: Offer, project: Project) -> None:
    offer(WHOLE)
    offer(WHOLE, distribution="acme-fork", version="9")
    report = check(project('plugins = ["acme"]\n'))
    assert told(report) == []
    (note,) = report.notes
    assert note.startswith("the plugin `acme` is left out: ")
    assert "agentlint-acme 1.2.3" in note
    assert "acme-fork 9" in note


def test_a_missing_rule_that_was_selected_ends_in_a_failure(offer: Offer, project: Project) -> None:
    offer("raise OSError\n")
    root = project('plugins = ["acme"]\nextend-select = ["acme/knot", "empty-body"]\n', crane="")
    report = check(root)
    assert told(report) == ["empty-body"]
    assert [f.split(":")[0] for f in report.failures] == ["`acme/knot` is selected and cannot run"]
    assert SOURCE in report.failures[0]
    assert check(root, select=("empty-body",)).failures == ()
    for selector in ("acme/knot", "acme/anything", "tag:ropes"):
        (failure,) = check(root, select=(selector,)).failures
        assert failure.startswith(f"`{selector}` is selected and cannot run")
    assert check(project('plugins = ["acme"]\nignore = ["acme/knot", "tag:ropes"]\n')).failures == ()


def test_a_rule_that_a_whole_set_does_not_have_is_a_typing_error(offer: Offer, project: Project) -> None:
    offer(WHOLE)
    root = project('plugins = ["acme"]\n\nextend-select = ["acme/knto"]\n')
    with pytest.raises(UsageError, match=r"agentlint.toml:3: unknown rule `acme/knto` .*did you mean `acme/knot`"):
        check(root)


def test_a_comment_for_a_rule_of_a_broken_set_is_left_alone(offer: Offer, project: Project) -> None:
    offer("raise OSError\n")
    comment = "# agentlint-ignore-file[{}] a reason\n"
    assert told(check(project('plugins = ["acme"]\n', crane=(comment.format("acme/knot"), "You lift.")))) == []
    report = check(project('plugins = ["acme"]\n', crane=(comment.format("other/knot"), "You lift.")))
    assert told(report) == ["unused-suppression"]


def test_a_baseline_keeps_what_a_broken_set_found(
    offer: Offer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(WHOLE)
    root = project('plugins = ["acme"]\nbaseline = "known.json"\n')
    check(root, write_baseline="")
    assert told(check(root)) == []
    before = (root / "known.json").read_bytes()
    assert b"acme/knot" in before
    with monkeypatch.context() as patch:
        patch.setattr(plugins, "GROUP", "nothing.of.this.name")
        plugins._registry_of.cache_clear()
        check(root, prune_baseline=True)
        assert (root / "known.json").read_bytes() == before


@pytest.mark.parametrize(
    "body",
    ["raise ValueError('slipped')", "yield 7", "return None", "yield self.report(Span(5, 10**9), 'far')", "f(f)"],
)
def test_a_rule_that_fails_on_a_file(offer: Offer, project: Project, body: str) -> None:
    bad = f"f = lambda g: g(g)\nclass Bad(Knot):\n    name = 'acme/bad'\n    def check(self, file):\n        {body}\n"
    offer(f"{HEAD}\n{bad}\nRULES = [Knot, Bad]\n")
    report = check(project('plugins = ["acme"]\n'))
    assert sorted(told(report)) == ["acme/knot", "internal-error"]
    (failure,) = report.failures
    assert failure.startswith(".claude/agents/crane.md: `acme/bad` failed on this file: ")
    (finding,) = (d for d in report.diagnostics if d.rule == "internal-error")
    assert finding.help == "This is a fault of the rule set `acme`, not of the file; the other rules went on."


def test_what_a_set_prints_is_not_in_the_result(
    offer: Offer, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    offer("print('hello from acme')\n" + WHOLE)
    check(project('plugins = ["acme"]\n'))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "hello from acme" in printed.err


def test_nested_configurations_have_plugins_of_their_own(offer: Offer, project: Project) -> None:
    offer(WHOLE)
    root = project("")
    sub = root / "sub/.claude/agents"
    sub.mkdir(parents=True)
    (root / "sub/agentlint.toml").write_text('plugins = ["acme"]\n', "utf-8")
    text = (root / ".claude/agents/crane.md").read_text("utf-8").replace("crane", "winch")
    (sub / "winch.md").write_text(text, "utf-8")
    report = check(root)
    assert [(d.path, d.rule) for d in report.diagnostics] == [("sub/.claude/agents/winch.md", "acme/knot")]


def test_options_that_a_rule_does_not_take(offer: Offer, project: Project) -> None:
    options = (
        "@dataclass\nclass O:\n    rope: int = 1\n    def __post_init__(self):\n        [0, 1][self.rope]\n"
        "class Long(Knot): name = 'acme/long'; options_type = O\n"
    )
    offer(f"{HEAD}\n{options}\nRULES = [Knot, Long]\n")
    root = project('plugins = ["acme"]\n[rules."acme/long"]\nrope = 7\n')
    with pytest.raises(UsageError, match=r"^agentlint.toml:2: rule `acme/long` does not take the options .*IndexError"):
        check(root)
