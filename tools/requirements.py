"""Print what a dependency group of pyproject.toml holds, one requirement a line.

    python tools/requirements.py runtime|build|GROUP…

`runtime` and `build` stand for `project.dependencies` and `build-system.requires`. pip reads groups by itself from 25.1
on, and a Python from the system may bring an older one.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def requirements(data: dict[str, Any], name: str) -> list[str]:
    """Requirements of one group, included groups resolved. Raises `KeyError` for a group that is not there."""
    if name == "runtime":
        return list(data["project"]["dependencies"])
    if name == "build":
        return list(data["build-system"]["requires"])
    found: list[str] = []
    for item in data["dependency-groups"][name]:
        found.extend([item] if isinstance(item, str) else requirements(data, item["include-group"]))
    return found


def main(names: list[str]) -> int:
    """Print the requirements of all groups named. Returns 2 for a group that is not there."""
    data = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    try:
        wanted = [item for name in names for item in requirements(data, name)]
    except KeyError as error:
        print(f"no dependency group {error}", file=sys.stderr)
        return 2
    print("\n".join(dict.fromkeys(wanted)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
