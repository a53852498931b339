"""Starts a rule: `python -m agentlint.testing.scaffold NAME FOLDER`.

NAME is `acme/a-rule` for the set of a plugin, `local/a-rule` for a project's own, `a-rule` for the built-in set. In
FOLDER a folder `a_rule` with `rule.py`, `README.md` and `cases.md` is made. The rule finds nothing yet, so its case and
the example of its page fail until it is written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from agentlint import __version__

_NAME = re.compile(r"(?:[a-z0-9][a-z0-9_.-]*/)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

_RULE = '''\
"""{name}: say in a line what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File


class {class_name}(Rule):
    """Say what the rule compares with what."""

    name = "{name}"
    summary = "Say in a line what it finds, without a full stop"
    severity = Severity.WARNING
    tags = ()
    since = "{since}"
    status = "preview"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Say where the findings are."""
        # For each finding: yield self.report(span, "what is wrong, with the value", help="What to do.")
        return iter(())
'''

_README = """\
# {name}

## What it does

Say what is reported, and what is not.

## Why

Say what a host, or the model, makes of it.

## Example

`.claude/agents/example.md`:

```markdown
---
name: example
description: Use when an example is needed.
---

Write here what the rule finds.
```

## Use instead

`.claude/agents/example.md`:

```markdown
---
name: example
description: Use when an example is needed.
---

Write here what it is silent about.
```

## Fix safety

There is no fix. Say why.

## Options

None.

## References

- Say where it is written, or how it was tried.
"""

_CASES = """\
# {name}

Say what the cases are about.

## What it finds

Say what is wrong with this file. AGENTLINT_UPDATE_CASES=1 writes what the rule does into the block below.

`.claude/agents/example.md`:

````markdown
---
name: example
description: Use when an example is needed.
---

Write here what the rule finds.
````

```diagnostics
.claude/agents/example.md:6:1-6:32 warning {name} what is wrong, with the value
```

## What it leaves alone

Say why nothing is wrong with this file.

`.claude/agents/example.md`:

````markdown
---
name: example
description: Use when an example is needed.
---

Write here what it is silent about.
````

```diagnostics
```
"""


class ScaffoldError(ValueError):
    """The rule cannot be started; the text says why."""


def start_rule(name: str, folder: Path) -> Path:
    """Make the folder of a new rule in `folder`, and return it.

    Raises `ScaffoldError` for a name that no rule can have or that is taken, `OSError` where it cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise ScaffoldError(f"{name!r} is no name for a rule: write it in kebab-case, such as a-rule or acme/a-rule")
    if not folder.is_dir():
        raise ScaffoldError(f"{folder}: no such folder")
    rule_set, _, own = name.rpartition("/")
    target = folder / own.replace("-", "_")
    if target.exists():
        raise ScaffoldError(f"{target} is there already")
    built_in = (folder / "_index.py").is_file()
    if built_in and rule_set:
        raise ScaffoldError(f"{name}: a built-in rule has no set in its name")
    if not built_in and not rule_set:
        raise ScaffoldError(f"{name}: say the set too, acme/{name} for that of a plugin or local/{name}")
    if built_in:
        from agentlint.lint.registry import load_rules

        if load_rules().canonical(own) is not None:
            raise ScaffoldError(f"{own} is, or was, the name of another rule")
    words = {
        "name": name,
        "class_name": "".join(word.capitalize() for word in own.split("-")),
        "since": "0.1.0" if rule_set else __version__,
    }
    target.mkdir()
    files = {"__init__.py": f'"""Rule `{name}`."""\n', "rule.py": _RULE, "README.md": _README, "cases.md": _CASES}
    for file, text in files.items():
        (target / file).write_text(text.format(**words), "utf-8", newline="\n")
    return target


def main(arguments: list[str]) -> int:
    """Start a rule. Returns the exit status."""
    if len(arguments) != 2:
        print("usage: python -m agentlint.testing.scaffold NAME FOLDER", file=sys.stderr)
        return 2
    try:
        target = start_rule(arguments[0], Path(arguments[1]))
    except (ScaffoldError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{target} is there; its cases fail until the rule is written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
