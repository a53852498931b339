"""Ways to run the command line: as a process, and inside this one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from agentlint.cli.app import app
from agentlint.diagnostic import Applicability, Diagnostic, Edit, Fix, Related, Severity
from agentlint.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from agentlint.lint.registry import RuleInfo

AGENT = """\
---
name: {name}
description: {description}
tools: {tools}
---

You look after {name}.
"""


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour, width or format from the machine that runs the tests."""
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "GITHUB_ACTIONS",
        "GITHUB_WORKSPACE",
        "CI_PROJECT_DIR",
        "_AGENTLINT_COMPLETE",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project: an agent with a retired tool, one whose header only recovery saves, and one without fault."""
    (tmp_path / ".git").mkdir()
    agents = tmp_path / ".claude" / "agents"
    agents.mkdir(parents=True)
    (agents / "painter.md").write_text(
        AGENT.format(name="painter", description="Paints fences in one colour", tools="Read, MultiEdit"), "utf-8"
    )
    (agents / "sailor.md").write_text(
        AGENT.format(name="sailor", description="Use for boats: hulls, masts and sails", tools="Read"), "utf-8"
    )
    (agents / "weaver.md").write_text(
        AGENT.format(name="weaver", description="Weaves carpets from old wool", tools="Read, Edit"), "utf-8"
    )
    return tmp_path


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command inside this process, in a folder if one is given."""

    def run(*args: str, cwd: Path | None = None, stdin: bytes | None = None) -> Result:
        if cwd is not None:
            monkeypatch.chdir(cwd)
        return CliRunner().invoke(app, list(args), input=stdin, prog_name="agentlint")

    return run


@pytest.fixture
def agentlint() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the program as a process of its own."""

    def run(
        *args: str, cwd: Path | None = None, stdin: bytes = b"", env: dict[str, str] | None = None, **kwargs: Any
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "agentlint", *args],
            cwd=cwd,
            input=stdin,
            capture_output=True,
            env={**os.environ, **(env or {})},
            timeout=300,
            check=False,
            **kwargs,
        )

    return run


@dataclass
class Found:
    """Findings made by hand, in the shape that formats take."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    files: int = 0
    fixed: int = 0
    sources: dict[str, Source] = field(default_factory=dict)
    failures: tuple[str, ...] = ()
    rules: dict[str, RuleInfo] = field(default_factory=dict)


def _find(source: Source, text: str, message: str, rule: str, severity: Severity, **more: Any) -> Diagnostic:
    start = source.text.index(text)
    return Diagnostic(rule, severity, message, Span(start, start + len(text)), **more).resolve(source)


@pytest.fixture
def found() -> Found:
    """Three findings in two files: one with a safe fix, one with an unsafe one, one that names another place."""
    painter = Source(
        "agents/painter.md", AGENT.format(name="painter", description="Paints fences", tools="Read, MultiEdit")
    )
    long = "Use for boats: " + "hulls, masts and sails; " * 80
    sailor = Source("agents/sailor.md", AGENT.format(name="sailor", description=long, tools="Read"))
    at = painter.text.index("MultiEdit")
    first = _find(
        painter, "MultiEdit", "`MultiEdit` is no tool of Claude Code since 2.0.8", "unknown-tool", Severity.ERROR,
        help="use `Edit`, which took over its work", kind="claude-code/agent", hosts=("claude-code",),
        fixes=(Fix("Replace it by Edit", (Edit(Span(at, at + 9), "Edit"),)),), url="https://example.org/unknown-tool",
        fingerprint="f1",
    )  # fmt: skip
    start = sailor.text.index("Use for")
    second = _find(
        sailor, "Use for boats: hulls", "an unquoted `: ` in the description", "invalid-frontmatter", Severity.WARNING,
        fixes=(Fix("Quote it", (Edit(Span(start, start), "'"),), Applicability.UNSAFE),), group="g1",
        related=(Related(painter.locate(Span(4, 17)), "claims the same job"),),
    )  # fmt: skip
    third = _find(sailor, "You look", "an information that nobody needs", "other-rule", Severity.INFO)
    return Found([first, second, third], 4, 0, {painter.path: painter, sailor.path: sailor})
