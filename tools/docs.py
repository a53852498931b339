"""Write the generated parts of docs/ again, or say which of them are out of date.

    python -m tools.docs [--check]

A generated part stands between `<!-- begin NAME: … -->` and `<!-- end NAME -->`; in README.md it is what follows the
command in a `console` block. The manifest for pre-commit is generated whole. With `--check` nothing is written, and the
exit status is 1 where a part differs.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tools import hooks, verdicts

ROOT = Path(__file__).resolve().parent.parent


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


def hosts_table() -> str:
    """A line per host."""
    from agentlint.hosts.catalog import HOSTS, KINDS, TOOL_LISTS

    lines = ["| host | id | checked | file kinds | tools known |", "|---|---|---|--:|--:|"]
    for host in HOSTS.values():
        kinds = [kind for kind in KINDS.values() if kind.host == host.id]
        names = {tool.name for kind in kinds if kind.tools for tool in TOOL_LISTS[kind.tools].tools}
        lines.append(f"| {host.name} | `{host.id}` | {host.checked} | {len(kinds)} | {len(names) or '–'} |")
    return "\n".join(lines) + "\n"


def kinds_table() -> str:
    """A line per file kind."""
    from agentlint.hosts.catalog import KINDS

    lines = ["| file kind | where | reader | certainty |", "|---|---|---|---|"]
    for kind in KINDS.values():
        globs = ", ".join(f"`{glob}`" for glob in kind.globs) or "–"
        reader = (kind.parser or "assumed") if kind.format == "markdown" else f"none ({kind.format})"
        lines.append(f"| `{kind.id}` | {globs} | {reader if kind.frontmatter != 'none' else '–'} | {kind.confidence} |")
    return "\n".join(lines) + "\n"


def readers_table() -> str:
    """A line per header reader, the assumed one last."""
    from agentlint.hosts.header_parsers import ASSUMED, PARSERS

    lines = [
        "| reader | a `---` inside | not closed | byte order mark | a key twice | second try |",
        "|---|---|---|---|---|---|",
    ]
    for parser in (*PARSERS.values(), ASSUMED):
        again = "yes" if parser.retry is not None else "line by line" if parser.line_reader != "no" else "no"
        name = f"{parser.id} (assumed)" if parser.assumed and parser is not ASSUMED else parser.id
        cells = (name, parser.closer, parser.unclosed, parser.bom, parser.duplicate_keys, again)
        lines.append(f"| {' | '.join(cell.replace('-', ' ') if cell is not name else cell for cell in cells)} |")
    return "\n".join(lines) + "\n"


def sources_table() -> str:
    """A line per source."""
    from agentlint.hosts.catalog import SOURCES

    lines = ["| id | what | version or date | basis |", "|---|---|---|---|"]
    lines += [f"| `{r.id}` | {r.title} | {r.version} | {r.basis} |" for r in SOURCES.values()]
    return "\n".join(lines) + "\n"


PARTS = {
    "rules": ("docs/rules.md", rules_table),
    "accuracy": ("docs/accuracy.md", verdicts.table),
    "hosts": ("docs/hosts.md", hosts_table),
    "file-kinds": ("docs/hosts.md", kinds_table),
    "readers": ("docs/hosts.md", readers_table),
    "sources": ("docs/hosts.md", sources_table),
}


def schema() -> str:
    """The JSON Schema of the configuration."""
    from agentlint.lint.json_schema import configuration_schema
    from agentlint.lint.registry import load_rules
    from agentlint.report.json import dumps

    return dumps(configuration_schema(load_rules()))


def strict_schema() -> str:
    """The same, without plugins and former names."""
    from agentlint.lint.json_schema import configuration_schema
    from agentlint.lint.registry import load_rules
    from agentlint.report.json import dumps

    return dumps(configuration_schema(load_rules(), strict=True))


FILES = {"docs/agentlint.schema.json": schema, "docs/agentlint-strict.schema.json": strict_schema}
"""Files that are generated whole."""


def insert(text: str, name: str, part: str) -> str:
    """The text with the generated part of that name replaced. Raises `ValueError` where its markers are missing."""
    pattern = re.compile(rf"(<!-- begin {name}:[^\n]*-->\n).*?(<!-- end {name} -->)", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"no place for {name}")
    return pattern.sub(lambda found: f"{found[1]}\n{part}\n{found[2]}", text)


def with_output(text: str) -> str:
    """The text with the output of each command in a `console` block, run in the agents folder of examples/."""
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'rules'}"}

    def run(block: re.Match[str]) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "agentlint", *shlex.split(block[1])],
            cwd=ROOT / "examples/.claude/agents",
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return f"```console\n$ agentlint {block[1]}\n{done.stdout}```\n"

    return _CONSOLE.sub(run, text)


def stale(*, write: bool) -> list[str]:
    """Names of the parts that differ from what is in the files; with `write` they are brought up to date."""
    differing = []
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    fresh = with_output(text)
    if fresh != text:
        differing.append("README.md")
        if write:
            readme.write_text(fresh, encoding="utf-8", newline="\n")
    manifest = ROOT / ".pre-commit-hooks.yaml"
    fresh = hooks.manifest()
    if not manifest.is_file() or manifest.read_text(encoding="utf-8") != fresh:
        differing.append(manifest.name)
        if write:
            manifest.write_text(fresh, encoding="utf-8", newline="\n")
    for name, (path, generate) in PARTS.items():
        file = ROOT / path
        text = file.read_text(encoding="utf-8")
        fresh = insert(text, name, generate())
        if fresh != text:
            differing.append(name)
            if write:
                file.write_text(fresh, encoding="utf-8", newline="\n")
    for path, generate in FILES.items():
        file = ROOT / path
        text = generate()
        if not file.exists() or file.read_text(encoding="utf-8") != text:
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
