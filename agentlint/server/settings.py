"""What the user sets in the editor. Everything else stands in the configuration of the project."""

from __future__ import annotations

import os
from typing import Any

from agentlint.records import record

SECTION = "agentlint"


@record()
class ClientSettings:
    """The settings of one folder of the workspace.

    `enable`: whether anything is said about its files. `configuration`: the one configuration file to use, absolute or
    relative to the folder, None for those of the project. `preview`: whether preview rules run, None for what the
    configuration says.
    """

    enable: bool = True
    configuration: str | None = None
    preview: bool | None = None

    @classmethod
    def read(cls, given: Any) -> tuple[ClientSettings, list[str]]:
        """Settings as a client sends them, and what is wrong with them, which then counts as not set."""
        if isinstance(given, dict) and isinstance(given.get(SECTION), dict):
            given = given[SECTION]
        if given is None or given == {}:
            return cls(), []
        if not isinstance(given, dict):
            return cls(), [f"the settings of agentlint are no table but {given!r:.60}"]
        values: dict[str, Any] = {}
        problems = []
        for name, kind, what in (
            ("enable", bool, "true or false"), ("configuration", str, "a path"), ("preview", bool, "true or false"),
        ):  # fmt: skip
            value = given.get(name)
            if isinstance(value, kind) and value != "":
                values[name] = value
            elif value not in (None, ""):
                problems.append(f"the setting agentlint.{name} is to be {what}, not {value!r:.60}")
        return cls(**values), problems

    def configuration_in(self, folder: str) -> str | None:
        """The absolute path of the configuration file for a folder."""
        if self.configuration is None:
            return None
        return os.path.normpath(os.path.join(folder, os.path.expanduser(self.configuration)))
