"""secret-in-prompt: every form, put together here so that no key stands in this repository, and what is shown of it."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.lint.engine import lint_source
from agentlint.project.settings import Settings
from agentlint.report.full import render
from agentlint.report.look import Look
from agentlint.session import Report
from agentlint.source import Source
from agentlint_rules.secret_in_prompt.rule import SecretInPrompt

ALPHABET = string.ascii_letters + string.digits
HEADER = "---\nname: keeper\ndescription: Keeps the log.\n---\n"


def some(length: int, alphabet: str = ALPHABET, seed: int = 7) -> str:
    return "".join(random.Random(seed).choices(alphabet, k=length))


UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
KEYS = {
    "AWS": "AKI" + "A" + some(16, UPPER),
    "temporary AWS": "ASI" + "A" + some(16, UPPER),
    "GitHub": "gh" + "p_" + some(36),
    "fine-grained": "github_" + "pat_" + some(22) + "_" + some(59),
    "GitLab": "glp" + "at-" + some(20),
    "Slack token": "xox" + "b-" + some(12, string.digits) + "-" + some(12, string.digits) + "-" + some(24),
    "webhook": "https://hooks.sl" + "ack.com/services/T" + some(10, UPPER) + "/B" + some(10, UPPER) + "/" + some(24),
    "Stripe": "sk_" + "live_" + some(24),
    "Google": "AI" + "za" + some(35),
    "Anthropic": "sk-" + "ant-api03-" + some(93),
    "OpenAI": "sk-" + "proj-" + some(74),
    "npm": "np" + "m_" + some(36),
    "PyPI": "py" + "pi-AgEIcHlwaS5vcmc" + some(80),
    "SendGrid": "S" + "G." + some(22) + "." + some(43),
    "Hugging Face": "h" + "f_" + some(34),
    "DigitalOcean": "dop_" + "v1_" + some(64, "0123456789abcdef"),
    "Databricks": "da" + "pi" + some(32, "0123456789abcdef"),
    "Telegram": some(9, "123456789") + ":A" + "A" + some(33),
}


def found(text: str) -> list[str]:
    source = Source(".claude/agents/keeper.md", HEADER + text)
    result = lint_source(source, (KINDS["claude-code/agent"],), Settings(), [SecretInPrompt()])
    return [source.slice(diagnostic.span) for diagnostic in result.diagnostics]


@pytest.mark.parametrize("service", KEYS)
def test_every_form_is_found_whole(service: str) -> None:
    key = KEYS[service]
    assert found(f"Log in with {key}, then go.") == [key]
    assert found(f'KEY="{key}"\n') == [key]


@pytest.mark.parametrize("service", KEYS)
def test_a_form_inside_a_longer_word_is_none(service: str) -> None:
    assert found(f"x{KEYS[service]}x") == []


@pytest.mark.parametrize("service", [name for name in KEYS if name not in ("webhook",)])
def test_values_without_chance_in_them_are_samples(service: str) -> None:
    key = KEYS[service]
    head = key[:12] if service != "Telegram" else key[:13]
    assert found(head + "a" * (len(key) - len(head))) == []


@pytest.mark.parametrize("word", ["EXAMPLE", "your", "xxx", "123456", "placeholder"])
def test_documented_samples_are_silent(word: str) -> None:
    key = KEYS["GitHub"]
    assert found(key[:10] + word + key[10 + len(word) :]) == []


def test_a_private_key_block_is_found_and_its_heading_alone_is_not() -> None:
    head = "-----BEGIN RSA " + "PRIVATE KEY-----\n"
    assert found(head) == []
    assert found(head + some(64) + "\n" + some(64, seed=8)) == [head + some(64)]
    assert found(head + "A" * 64) == []


def test_no_report_shows_the_key() -> None:
    key = KEYS["AWS"]
    source = Source(".claude/agents/keeper.md", HEADER + f"Log in with {key}.")
    result = lint_source(source, (KINDS["claude-code/agent"],), Settings(), [SecretInPrompt()])
    findings = Report(diagnostics=result.diagnostics, sources={source.path: source}, files=1)
    text = "".join(render(findings, Look(width=120)))
    assert "this looks like an AWS access key id" in text
    assert "Log in with •" in text
    assert key[4:] not in text
    assert all(key not in str(value) for value in (result.diagnostics[0].message, result.diagnostics[0].help))


def test_the_repository_holds_no_key_but_the_made_up_one() -> None:
    folder = Path(__file__).resolve().parent.parent.parent / "rules" / "agentlint_rules" / "secret_in_prompt"
    for page in folder.glob("*.md"):
        assert set(found(page.read_text(encoding="utf-8"))) <= {"AKIAQ7ZK2MVX4TRW5HYB"}
