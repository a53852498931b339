"""Which program this is: those that differ in anything that may change a finding do not believe each other's caches."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

import agentlint
import agentlint_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARSERS = (("markdown_it",), ("ruamel", "yaml"), ("pathspec",))
"""Packages of others that decide what is found. Their first module tells their version; none is imported for that."""


@cache
def program() -> str:
    """A digest of version, source, host facts and rules, the same in every installation of the same program.

    Raises `OSError` where its own files cannot be read.
    """
    words = (agentlint.__version__, sys.implementation.name, *map(str, sys.version_info[:3]))
    whole = blake2b("\0".join(words).encode(), digest_size=16)
    for path in (*source_files(agentlint.__path__), *source_files(agentlint_rules.__path__)):
        with open(path, "rb") as file:
            whole.update(blake2b(file.read(), digest_size=16).digest())
    for package, *inner in _PARSERS:
        spec = PathFinder.find_spec(package)
        for folder in (spec.submodule_search_locations if spec is not None else None) or ():
            with suppress(OSError), open(os.path.join(folder, *inner, "__init__.py"), "rb") as file:
                whole.update(file.read())
    return whole.hexdigest()


def source_files(folders: list[str]) -> Iterator[str]:
    """Paths of all code and data below the folders, in an order that does not depend on where they are.

    Left out are bytecode and Markdown, which is for people. Raises `OSError` where a folder cannot be read.
    """
    pending = folders[::-1]
    while pending:
        with os.scandir(pending.pop()) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
        pending += [entry.path for entry in inside if entry.name != "__pycache__" and entry.is_dir()]
        yield from (entry.path for entry in inside if not entry.name.endswith((".pyc", ".md")) and entry.is_file())
