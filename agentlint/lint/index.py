"""Writes `agentlint_rules/_index.py` from the rule folders: `python -m agentlint.lint.index [--check]`.

The index lets a run select and list rules without importing them. `--check` writes nothing and exits 1 if the index is
not what the folders say.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path

from agentlint.lint.registry import RuleInfo
from agentlint.lint.rule import ProjectRule, Rule

_HEAD = '''"""Metadata of every rule. Written by `python -m agentlint.lint.index`; never edit it by hand."""

from __future__ import annotations

from typing import Any

RULES: tuple[dict[str, Any], ...] = (
'''


def rule_class(module_name: str) -> type[Rule]:
    """The one rule class that a module defines. Raises `ValueError` if there is none or more than one."""
    module = importlib.import_module(module_name)
    found = [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Rule)
        and value not in (Rule, ProjectRule)
        and value.__module__ == module_name
    ]
    if len(found) != 1:
        raise ValueError(f"{module_name} defines {len(found)} rules, not one")
    return found[0]


def rule_folders(package: Path) -> list[Path]:
    """Folders of a rule set that hold a rule, in name order."""
    return sorted(path.parent for path in package.glob("*/rule.py"))


def scan(package: Path) -> list[RuleInfo]:
    """Metadata of every rule in the package, read from the classes. Raises what a rule module raises on import."""
    infos = [RuleInfo.of(rule_class(f"{package.name}.{folder.name}.rule")) for folder in rule_folders(package)]
    return sorted(infos, key=lambda info: info.name)


def render(infos: list[RuleInfo]) -> str:
    """The text of `_index.py`."""
    lines = [_HEAD]
    for info in infos:
        lines.append("    {\n")
        for key, value in info.to_record().items():
            lines.append(f"        {_literal(key)}: {_literal(value)},\n")
        lines.append("    },\n")
    lines.append(")\n")
    return "".join(lines)


def _literal(value: object) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, tuple):
        items = ", ".join(_literal(item) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    return repr(value)


def main(arguments: list[str]) -> int:
    """Write the index, or with `--check` compare it. Returns the exit status."""
    import agentlint_rules

    package = Path(agentlint_rules.__path__[0])
    target = package / "_index.py"
    wanted = render(scan(package))
    if target.is_file() and target.read_text("utf-8") == wanted:
        return 0
    if "--check" in arguments:
        print(f"{target} is out of date; run python -m agentlint.lint.index", file=sys.stderr)
        return 1
    target.write_text(wanted, "utf-8", newline="\n")
    print(f"wrote {target}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
