"""The command line: one thin module per command, loaded when called."""

from __future__ import annotations


def main() -> None:
    """Entry point of the `agentlint` command. Always ends in `SystemExit` with the status of the contract."""
    try:
        from agentlint.cli.app import app

        app.main()
    except KeyboardInterrupt:  # while the commands were still being imported
        raise SystemExit(130) from None
