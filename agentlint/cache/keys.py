"""Keys: digests of all that findings depend on beside the content of a file. Other keys, other findings."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import fields
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any

from agentlint.cache.program import source_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentlint.lint.registry import RuleInfo
    from agentlint.project.facts import ProjectFacts
    from agentlint.project.settings import Settings

MAX_FILES = 2000
"""Files of a rule set beyond which it is not looked through, so that nothing that its rules say is kept."""


def plan_key(settings: Settings, rules: Sequence[RuleInfo], *, strict: bool) -> str | None:
    """Stands for the settings, the rules that run, their options, and the code of those of plugins and of the project.

    None where that code cannot be told from any other. `strict`: the preset `strict` sets options. The rules of plugins
    must have been imported.
    """
    modules = sorted({info.module for info in rules if "/" in info.name})
    try:
        code = [_code(module) for module in modules]
    except (OSError, KeyError, ValueError):
        return None
    written = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return digest(written, [info.name for info in rules], strict, code)


def place_key(plan: str, kinds: Iterable[str], shown: str, facts: ProjectFacts) -> str:
    """Stands for a plan and what files of one kind in one folder share. `shown` is how the folder is reported."""
    servers = None if facts.mcp_servers is None else sorted(facts.mcp_servers)
    paths = facts.paths
    listing = None if paths is None else ["\0".join(paths.files).replace(paths.root, ""), paths.whole, paths.separator]
    return digest(plan, list(kinds), shown, servers, facts.folder, listing)


def digest(*content: Any) -> str:
    """32 hexadecimal digits that stand for values that JSON or TOML can hold."""
    text = json.dumps(content, default=_plain, separators=(",", ":"))
    return blake2b(text.encode("ascii"), digest_size=16).hexdigest()


def _plain(value: Any) -> Any:
    """What JSON has no word for: mappings that are no dicts, and dates and times of TOML."""
    return dict(value) if isinstance(value, Mapping) else [type(value).__name__, str(value)]


def _code(name: str) -> str:
    """A digest of the code that a rule's module may use: of the whole package that it belongs to, or of the module.

    A project's own rules lie in a package that is made up, whose folder may be anything: of those it is what lies
    beside the module, and all that was imported with it. Raises `OSError`, `KeyError` or `ValueError` where that cannot
    be had.
    """
    top = name.partition(".")[0]
    module, package = sys.modules[name], sys.modules[top]
    if package.__spec__ is None:
        loaded = [one for at, one in sorted(sys.modules.items()) if at.startswith(f"{top}.")]
        folders = [os.path.dirname(str(module.__file__))] if name.count(".") > 1 else []
        paths = [str(one.__file__) for one in loaded if getattr(one, "__file__", None)]
    else:
        folders = [os.path.abspath(folder) for folder in getattr(package, "__path__", ())]
        paths = [] if folders else [str(package.__file__)]
    paths += islice(source_files(folders), MAX_FILES + 1)
    if len(paths) > MAX_FILES:
        raise ValueError("too much code")
    whole = blake2b(digest_size=16)
    for path in paths:
        with open(path, "rb") as file:
            whole.update(os.fsencode(os.path.basename(path)) + b"\0")
            whole.update(blake2b(file.read(), digest_size=16).digest())
    return whole.hexdigest()
