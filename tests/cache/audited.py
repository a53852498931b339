"""`agentlint` with arguments: what it opened and imported goes to the file named first, as JSON."""

import json
import sys
from pathlib import Path

opened: list[str] = []


def hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes):
        opened.append(arguments[0] if isinstance(arguments[0], str) else arguments[0].decode(errors="replace"))


target = Path(sys.argv.pop(1))
sys.addaudithook(hook)
try:
    from agentlint.cli import main

    main()
finally:
    target.write_text(json.dumps({"opened": opened, "modules": sorted(sys.modules)}))
