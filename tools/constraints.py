"""Write constraints.txt from what is installed in the running environment: names and versions, no addresses.

python tools/constraints.py FILE
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

HEADER = """\
# Exact versions of everything that `make` installs: names and versions only. Where they come from is for your own pip
# configuration to say. Written by `make constraints`; do not edit by hand.
"""
LEFT_OUT = {"pip", "setuptools", "agentlint-cli"}
"""The first two come with the interpreter, the last is this project."""


def main(target: str) -> int:
    """Write the file named."""
    pins = {}
    for distribution in distributions():
        name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
        if name not in LEFT_OUT:
            pins[name] = distribution.version
    lines = "".join(f"{name}=={version}\n" for name, version in sorted(pins.items()))
    Path(target).write_text(HEADER + lines, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
