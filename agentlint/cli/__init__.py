"""The command line: one thin module per command, loaded when called."""

from __future__ import annotations

import gc


def main() -> None:
    """Entry point of the `agentlint` command. Always ends in `SystemExit` with the status of the contract."""
    # Starting makes many objects that live to the end: to look through them for garbage costs a tenth of a short run.
    gc.set_threshold(100_000, 50, 50)
    try:
        from agentlint.cli.app import app

        app.main()
    except KeyboardInterrupt:  # while the commands were still being imported
        raise SystemExit(130) from None
    finally:
        gc.freeze()
