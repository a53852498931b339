"""Whatever happens to a project between two runs: with and without cache they say the same."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.cache.project import CONFIGURATIONS, REQUESTS, TEXTS, outcome

PLACES = (
    "agents/a.md", "agents/b.md", "agents/deeper/a.md", ".claude/agents/a.md", ".claude/agents/c.md", "notes/a.md",
    ".claude/skills/tidy/SKILL.md", ".github/agents/a.agent.md", "README.md", "part/agents/a.md", "part/agents/d.md",
)  # fmt: skip
STORE = ".agentlint_cache/results"
places, texts = st.sampled_from(PLACES), st.sampled_from(TEXTS)
DAMAGES = (b"", b"agentlint-cache 1 9 9 9\n", b"\0" * 100)


class Project(RuleBasedStateMachine):
    """A project that people and programs work on, and runs now and then."""

    @initialize(several=st.lists(st.tuples(places, texts), max_size=6))
    def start(self, several: list[tuple[str, bytes]]) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="agentlint cache"))
        self.write("known.json", b'{"version": 1, "files": {}}')
        for place, text in several:
            self.write(place, text)

    @rule(place=places, text=texts)
    def write(self, place: str, text: bytes) -> None:
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(text)

    @rule(place=places, text=texts)
    def edit_and_hide_it(self, place: str, text: bytes) -> None:
        path = self.root / place
        if path.is_file() and os.access(path, os.W_OK):
            before = path.stat()
            path.write_bytes(text)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(place=places)
    def touch(self, place: str) -> None:
        if (self.root / place).is_file():
            os.utime(self.root / place)

    @rule(place=places, mode=st.sampled_from((0o000, 0o600, 0o755)))
    def change_mode(self, place: str, mode: int) -> None:
        if (self.root / place).is_file():
            (self.root / place).chmod(mode)

    @rule(place=places)
    def delete(self, place: str) -> None:
        (self.root / place).unlink(missing_ok=True)

    @rule(place=places, other=places)
    def rename(self, place: str, other: str) -> None:
        if (self.root / place).is_file():
            (self.root / other).parent.mkdir(parents=True, exist_ok=True)
            (self.root / place).replace(self.root / other)

    @rule(place=places, other=places)
    def link(self, place: str, other: str) -> None:
        if (self.root / place).is_file() and place != other:
            (self.root / other).parent.mkdir(parents=True, exist_ok=True)
            (self.root / other).unlink(missing_ok=True)
            (self.root / other).symlink_to(self.root / place)

    @rule(text=st.sampled_from(CONFIGURATIONS), folder=st.sampled_from(("", "", "", "part")))
    def configure(self, text: str | None, folder: str) -> None:
        path = self.root / folder / "agentlint.toml"
        path.unlink(missing_ok=True)
        if text is not None:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)

    @rule(name=st.sampled_from((".mcp.json", "agents/.mcp.json")), server=st.sampled_from(("shop", "bank", None)))
    def declare_server(self, name: str, server: str | None) -> None:
        path = self.root / name
        path.unlink(missing_ok=True)
        if server is not None:
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps({"mcpServers": {server: {}}}))

    @rule(there=st.booleans())
    def make_plugin(self, there: bool) -> None:
        manifest = self.root / "part/.claude-plugin/plugin.json"
        manifest.unlink(missing_ok=True)
        if there:
            manifest.parent.mkdir(parents=True, exist_ok=True)
            manifest.write_text('{"name": "part"}')

    @rule(damage=st.one_of(st.sampled_from(DAMAGES), st.integers(0, 10**6), st.none()))
    def damage(self, damage: bytes | int | None) -> None:
        store = self.root / STORE
        if damage is None:
            shutil.rmtree(store.parent, ignore_errors=True)
        elif store.is_file():
            data = bytearray(store.read_bytes())
            if isinstance(damage, bytes):
                data = bytearray(damage)
            elif data:
                data[damage % len(data)] ^= 1 + damage % 255
            store.write_bytes(data)

    @rule(request=st.sampled_from(REQUESTS))
    def check(self, request: dict[str, Any]) -> None:
        paths = [path for path in request.get("paths", ()) if (self.root / path).exists()]
        request = {**request, "paths": tuple(paths)}
        assert outcome(self.root, request, cache=True) == outcome(self.root, request, cache=False)

    @rule(folder=st.sampled_from(("agents", "part", ".claude/agents")))
    def check_from_within(self, folder: str) -> None:
        if (self.root / folder).is_dir():
            cached, plain = (outcome(self.root / folder, {}, cache=cache) for cache in (True, False))
            assert cached == plain

    @precondition(lambda self: all(os.access(path, os.R_OK) for path in self.root.rglob("*.md") if path.is_file()))
    @rule()
    def fix(self) -> None:
        before = Path(tempfile.mkdtemp(prefix="agentlint copy")) / "before"
        shutil.copytree(self.root, before, symlinks=True, ignore=shutil.ignore_patterns(".agentlint_cache"))
        outcomes = []
        for cache in (True, False):
            said = outcome(self.root, {"fix": True}, cache=cache)
            outcomes.append((said, {path: path.read_bytes() for path in self.root.rglob("*.md") if path.is_file()}))
            if cache:
                for path in self.root.iterdir():
                    if path.name != ".agentlint_cache":
                        shutil.rmtree(path) if path.is_dir() else path.unlink()
                shutil.copytree(before, self.root, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(before.parent)
        assert outcomes[0] == outcomes[1]

    @invariant()
    def nothing_changes_the_plain_run(self) -> None:
        if hasattr(self, "root"):
            cached, plain = (outcome(self.root, {}, cache=cache, formats=("full", "json")) for cache in (True, False))
            assert cached == plain

    def teardown(self) -> None:
        if hasattr(self, "root"):
            shutil.rmtree(self.root, ignore_errors=True)


TestProject = Project.TestCase
TestProject.settings = settings(max_examples=10, stateful_step_count=10)
