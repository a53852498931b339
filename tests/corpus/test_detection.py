"""How much of the corpus is recognised, and where path and content say something else than its manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from agentlint.hosts.detect import HEAD_BYTES, detect

if TYPE_CHECKING:
    from pathlib import Path

    from agentlint.hosts.detect import Detection

HOSTS = {
    "claude": "claude-code", "copilot": "copilot-cli", "cursor": "cursor", "opencode": "opencode",
    "gemini": "gemini-cli", "factory": "factory", "kiro": "kiro", "windsurf": "windsurf", "junie": "junie",
    "agents-dir": "agentskills", "agents-md": "agents-md", "generic": "claude-code", "codex": "codex",
    "antigravity": "antigravity",
}  # fmt: skip
NAMES = frozenset({"AGENTS.md", "CLAUDE.md", "SKILL.md"})


@pytest.fixture(scope="module")
def detected(shared: Path, corpus: Path) -> list[tuple[dict[str, Any], Detection]]:
    out = []
    for line in (shared / "corpus" / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        head = (corpus / entry["path"]).read_bytes()[:HEAD_BYTES].decode("utf-8", "ignore")
        out.append((entry, detect(entry["path"].split("/", 1)[1], head)))
    return out


def test_nearly_all_markdown_with_a_header_is_of_some_kind(detected: list[tuple[dict[str, Any], Detection]]) -> None:
    known = [bool(d.kinds) for e, d in detected if e["path"].endswith(".md") and e["has_frontmatter"]]
    assert len(known) > 2_000
    assert sum(known) / len(known) >= 0.95


def test_hosts_agree_with_the_manifest(detected: list[tuple[dict[str, Any], Detection]]) -> None:
    """Where they differ: memory and SKILL.md files that lie in another host's folder, names with `.agent.md` outside
    `.github`, and kinds that the folder's host does not have, which fall to the open specification or the default host.
    """
    same, other = 0, []
    for entry, found in detected:
        if found.owner is None or entry["host"] not in HOSTS:
            continue
        families = (
            {found.owner.host, "copilot-cli"} if found.owner.host in ("vscode", "copilot-cloud") else {found.owner.host}
        )
        if HOSTS[entry["host"]] in families:
            same += 1
        else:
            other.append((entry["path"], entry["host"], found.owner.id))
    assert same / (same + len(other)) >= 0.98, other
    for path, _, owner in other:
        name = path.rsplit("/", 1)[1]
        fallen_back = "/rules/" in path or owner in ("claude-code/agent", "claude-code/command")
        unknown_to_the_manifest = "/.kilo/" in path
        assert name in NAMES or ".agent." in name or fallen_back or unknown_to_the_manifest, path


def test_agents_and_skills_are_what_the_manifest_says(detected: list[tuple[dict[str, Any], Detection]]) -> None:
    wrong = [
        (e["path"], e["kind"], d.owner.id)
        for e, d in detected
        if d.owner is not None and e["kind"] in ("agent", "skill") and d.owner.kind != e["kind"]
    ]
    # The manifest goes by words in the path; to the host, agents below a commands folder are commands.
    assert all("/commands/" in path or "/rules/" in path for path, _, _ in wrong), wrong


def test_documents_in_agent_folders_are_no_agents(detected: list[tuple[dict[str, Any], Detection]]) -> None:
    for entry, found in detected:
        if entry["kind"] == "readme" and not entry["has_frontmatter"]:
            assert found.owner is None, entry["path"]
