"""The rules that are known in the working directory, for commands that run none of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agentlint.lint.registry import load_rules
from agentlint.project.settings import Settings

if TYPE_CHECKING:
    from agentlint.lint.registry import Registry


def configured_rules() -> tuple[Registry, Settings]:
    """Our rules and those of the plugins that the configuration of this folder names, with that configuration.

    What is wrong with either goes to standard error; then there are our rules alone, or the default settings.
    """
    from agentlint.lint.plugins import registry_of
    from agentlint.project.errors import UsageError
    from agentlint.project.workspace import Workspace

    folder = str(Path.cwd())
    try:
        settings = Workspace(folder).configuration(folder).settings
    except UsageError as error:
        sys.stderr.write(f"note: no rules of plugins are known here, since the configuration is faulty: {error}\n")
        return load_rules(), Settings()
    registry = registry_of(settings.plugins) if settings.plugins else load_rules()
    for problem in registry.problems:
        sys.stderr.write(f"note: {problem}\n")
    return registry, settings
