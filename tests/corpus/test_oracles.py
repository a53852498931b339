"""Our models of two Python libraries against the libraries: made-up headers, and every file of the corpus."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.corpus.comparison import CRAFTED, NO_MAPPING, YAML_1_1_NUMBERS, differences
from tools.corpus import markdown_files

if TYPE_CHECKING:
    from pathlib import Path

    from agentlint.hosts.model import ParserId
    from tests.corpus.comparison import Result

EXPLAINED_CRAFTED: dict[str, dict[str, set[str]]] = {
    "skills-ref": {
        # A header without entries is no mapping there; ours has nothing to lose and loads.
        "refused there, loaded here": {"empty header", "blank header", "comment only", "flow at the top"},
        # The library refuses what does not begin with ---; the test lets headers be absent, and a BOM hides this one.
        "read there, dropped here": {"byte order mark"},
        "refused there, unknown here": {"control character"},
    },
    "python-frontmatter": {
        # Longer lines of dashes count there; no host is built on that, and our model wants three.
        "keys": {"four dashes open", "five dashes close", "lone CR", "number as key"},
        "body": {"four dashes open", "five dashes close", "lone CR", "byte order mark"},
        "read there, dropped here": NO_MAPPING,
        "yaml-1.1-word": {"words of YAML 1.1"},
        "value": YAML_1_1_NUMBERS | {"floats with exponent", "number as key"},
        "timestamp": {"date", "date and time"},
        "refused there, loaded here": {"no such date", "line separator", "next line character"},
        "refused there, unknown here": {"control character"},
    },
}
EXPLAINED_CORPUS: dict[str, set[str]] = {"skills-ref": set(), "python-frontmatter": {"timestamp"}}


def skills_ref(_: str, text: str) -> Result:
    parser = importlib.import_module("skills_ref.parser")
    if not text.startswith("---"):
        return {}, text  # the library refuses a skill without a header; the kind used here does not need one
    try:
        data, body = parser.parse_frontmatter(text)
    except (importlib.import_module("skills_ref.errors").ParseError, AttributeError):  # it stumbles over NUL
        return None
    return data, body


def python_frontmatter(_: str, text: str) -> Result:
    library: Any = importlib.import_module("frontmatter")
    try:
        data, body = library.parse(text)
    except (importlib.import_module("yaml").YAMLError, ValueError):  # it stumbles over dates that do not exist
        return None
    return data, body


ORACLES = {"skills-ref": skills_ref, "python-frontmatter": python_frontmatter}


@pytest.mark.parametrize("parser", ORACLES)
def test_made_up_headers_are_read_as_the_library_reads_them(parser: ParserId) -> None:
    found = differences(parser, CRAFTED.items(), ORACLES[parser])
    assert {kind: set(names) for kind, names in found.items()} == EXPLAINED_CRAFTED[parser]


@pytest.mark.parametrize("parser", ORACLES)
def test_the_corpus_is_read_as_the_library_reads_it(parser: ParserId, corpus: Path) -> None:
    texts = ((str(path.relative_to(corpus)), path.read_bytes().decode()) for path in markdown_files(corpus))
    found = differences(parser, texts, ORACLES[parser])
    assert {kind: names for kind, names in found.items() if kind not in EXPLAINED_CORPUS[parser]} == {}
