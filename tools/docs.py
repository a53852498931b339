"""Write the generated parts of docs/ again, or say which of them are out of date.

    python -m tools.docs [--check]

A generated part stands between `<!-- begin NAME: … -->` and `<!-- end NAME -->`; in README.md it is what follows the
command in a `console` block, on the page of a rule the list of its options. Schemas, reference pages and the manifest
for pre-commit are generated whole. With `--check` nothing is written, and the exit status is 1 where a file differs.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

from tools import editors, hooks, host_facts, reference, verdicts
from tools.corpus import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CONSOLE = re.compile(r"^```console\n\$ agentlint ([^\n]*)\n.*?^```\n", re.MULTILINE | re.DOTALL)


def rules_table() -> str:
    """A line per built-in rule, linking to its page."""
    from agentlint.lint.registry import load_rules

    lines = ["| rule | severity | fix | what it reports |", "|---|---|---|---|"]
    for name, rule in sorted(load_rules().rules.items()):
        folder = name.replace("-", "_")
        marks = "" if rule.status == "stable" else f" ({rule.status})"
        marks += "" if rule.default else " (off unless selected)"
        lines.append(
            f"| [`{name}`](../rules/agentlint_rules/{folder}/README.md){marks} | {rule.severity.value} | {rule.fix} "
            f"| {rule.summary} |"
        )
    return "\n".join(lines) + "\n"


PARTS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "rules": ("docs/rules.md", rules_table),
    "keys": ("docs/configuration.md", reference.keys_table),
    "accuracy": ("docs/accuracy.md", verdicts.table),
    "hosts": ("docs/hosts.md", host_facts.hosts_table),
    "file-kinds": ("docs/hosts.md", host_facts.kinds_table),
    "user-folders": ("docs/hosts.md", host_facts.user_folders_table),
    "readers": ("docs/hosts.md", host_facts.readers_table),
    "sources": ("docs/hosts.md", host_facts.sources_table),
}
"""Name of a part to the file that holds it and what writes it."""


def schema(*, strict: bool = False) -> str:
    """The JSON Schema of the configuration."""
    from agentlint.lint.json_schema import configuration_schema
    from agentlint.lint.registry import load_rules
    from agentlint.report.json import dumps

    return dumps(configuration_schema(load_rules(), strict=strict))


FILES: Mapping[str, Callable[[], str]] = {
    "docs/cli.md": reference.cli_page,
    "docs/options.md": reference.options_page,
    "docs/host-facts.md": host_facts.facts_page,
    "docs/agentlint.schema.json": schema,
    "docs/agentlint-strict.schema.json": partial(schema, strict=True),
    ".pre-commit-hooks.yaml": hooks.manifest,
    "editors/vscode/src/files.json": editors.patterns,
}
"""Files that are generated whole, after the parts: they take text from them."""


def insert(text: str, name: str, part: str) -> str:
    """The text with the generated part of that name replaced. Raises `ValueError` where its markers are missing."""
    pattern = re.compile(rf"(<!-- begin {name}:[^\n]*-->\n).*?(<!-- end {name} -->)", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"no place for {name}")
    return pattern.sub(lambda found: f"{found[1]}\n{part}\n{found[2]}", text)


def with_output(text: str) -> str:
    """The text with the output of each command in a `console` block, run in the agents folder of examples/.

    Raises `ValueError` where a command fails.
    """
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'rules'}"}

    def run(block: re.Match[str]) -> str:
        words = shlex.split(block[1])
        words += ["--no-cache"] if words[0] == "check" else []  # leaves nothing behind in examples/
        done = subprocess.run(
            [sys.executable, "-m", "agentlint", *words],
            cwd=ROOT / "examples/.claude/agents",
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode > 1:
            raise ValueError(f"agentlint {block[1]}: {done.stderr}")
        return f"```console\n$ agentlint {block[1]}\n{done.stdout}```\n"

    return _CONSOLE.sub(run, text)


def fresh() -> dict[str, str]:
    """What each file should hold that is generated, whole or in parts, by its path. No folder is made: an sdist has no
    editors/.

    Raises `ValueError` where a marker, a description or an example is missing.
    """
    from agentlint.lint.registry import load_rules

    texts = {"README.md": with_output((ROOT / "README.md").read_text(encoding="utf-8"))}
    for name, (path, generate) in PARTS.items():
        text = texts.get(path) or (ROOT / path).read_text(encoding="utf-8")
        texts[path] = insert(text, name, generate())
    for info in load_rules().infos.values():
        page = reference.page_path(info)
        texts[page.relative_to(ROOT).as_posix()] = reference.with_options(info, page.read_text(encoding="utf-8"))
    there = {path: generate for path, generate in FILES.items() if (ROOT / path).parent.is_dir()}
    return texts | {path: generate() for path, generate in there.items()}


def stale(*, write: bool) -> list[str]:
    """Paths of the files that do not hold what they should; with `write` they are brought up to date."""
    differing = []
    for path, text in fresh().items():
        file = ROOT / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            differing.append(path)
            if write:
                file.write_text(text, encoding="utf-8", newline="\n")
    return differing


def main() -> int:
    """Write, or check."""
    check = "--check" in sys.argv[1:]
    differing = stale(write=not check)
    for name in differing:
        print(f"{'out of date' if check else 'written'}: {name}")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
