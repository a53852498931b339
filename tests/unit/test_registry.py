"""The index of rules equals the folders and classes, and knowing the rules imports none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import agentlint_rules
from agentlint.api import ProjectRule, Rule, Severity
from agentlint.lint import index
from agentlint.lint.registry import Registry, RuleInfo, load_rules, nearest

PACKAGE = Path(agentlint_rules.__path__[0])
FOLDERS = index.rule_folders(PACKAGE)


def test_the_index_is_what_the_folders_say() -> None:
    assert (PACKAGE / "_index.py").read_text("utf-8") == index.render(index.scan(PACKAGE))
    assert list(load_rules().infos.values()) == index.scan(PACKAGE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_rule_folder_is_complete(folder: Path) -> None:
    present = {path.name for path in folder.iterdir()}
    assert {"__init__.py", "rule.py", "README.md", "cases.md"} <= present
    rule = index.rule_class(f"agentlint_rules.{folder.name}.rule")
    assert rule.name == folder.name.replace("_", "-")
    assert rule.summary
    assert not rule.summary.endswith(".")
    assert isinstance(rule.severity, Severity)
    assert rule.__doc__
    if issubclass(rule, ProjectRule):
        assert rule.facts is not ProjectRule.facts
        assert rule.check_project is not ProjectRule.check_project


def test_classes_are_found_by_name() -> None:
    registry = load_rules()
    for name in registry.infos:
        assert registry.rules[name].name == name
    with pytest.raises(KeyError):
        registry.rules["no-such-rule"]


def test_knowing_the_rules_imports_no_rule_and_no_parser() -> None:
    program = (
        "import sys; from agentlint.lint.registry import load_rules; load_rules();"
        "from agentlint.lint import selection;"
        "print([m for m in sys.modules if m.split('.')[0] in ('ruamel', 'markdown_it', 'click', 'difflib')"
        " or m.startswith('agentlint_rules.') and not m.startswith('agentlint_rules._')])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_check_tells_an_index_that_is_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Package:
        __path__ = (str(tmp_path),)

    monkeypatch.setitem(sys.modules, "agentlint_rules", Package)
    assert index.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert not (tmp_path / "_index.py").exists()
    assert index.main([]) == 0
    assert index.main(["--check"]) == 0


def test_a_module_must_define_one_rule() -> None:
    with pytest.raises(ValueError, match="defines 0 rules"):
        index.rule_class("agentlint.lint.rule")


def test_the_index_survives_odd_text() -> None:
    class Odd(Rule):
        name = "odd"
        summary = 'quotes " and \\ backslashes'
        severity = Severity.INFO
        since = "1"
        tags = ("one",)

    scope: dict[str, tuple[dict[str, object], ...]] = {}
    exec(index.render([RuleInfo.of(Odd)]), scope)
    assert RuleInfo.from_record(scope["RULES"][0]) == RuleInfo.of(Odd)


def test_former_names_lead_to_present_ones() -> None:
    infos = load_rules().infos.values()
    registry = Registry(infos, {"oldest": "older", "older": "too-large", "a": "b", "b": "a"})
    assert registry.canonical("oldest") == "too-large"
    assert registry.canonical("too-large") == "too-large"
    assert registry.canonical("a") is None
    assert registry.canonical("nonsense") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("too-larg", "too-large"), ("TOO_LARGE", "too-large"), ("internal_error", "internal-error"), ("zzz", None)],
)
def test_suggestions(typed: str, meant: str | None) -> None:
    assert load_rules().suggest(typed) == meant


def test_a_suggestion_for_a_very_long_word_takes_no_time() -> None:
    assert nearest("x" * 1_000_000, ["too-large"]) is None
