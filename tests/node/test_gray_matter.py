"""Our model of gray-matter against gray-matter itself: made-up headers, and every Markdown file of the corpus."""

from __future__ import annotations

import datetime
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.corpus.comparison import CRAFTED, NO_MAPPING, YAML_1_1_NUMBERS, differences
from tools.corpus import markdown_files

if TYPE_CHECKING:
    from tests.corpus.comparison import Result

HERE = Path(__file__).resolve().parent
pytestmark = pytest.mark.node

EXPLAINED_CRAFTED: dict[str, set[str]] = {
    # js-yaml takes tabs for indentation, a `?` in a value for a key, and a map as key for the text "[object Object]".
    "read there, dropped here": NO_MAPPING | {"tab as indentation", "question value", "placeholder", "lone CR"},
    # A day that does not exist rolls over into the next month there.
    "value": YAML_1_1_NUMBERS | {"no such date", "next line character"},
    "timestamp": {"date", "date and time"},
    "refused there, unknown here": {"control character"},
}
EXPLAINED_CORPUS: set[str] = {"timestamp"}


def gray_matter(paths: list[Path]) -> dict[str, Result]:
    """What the library makes of each file, by path."""
    done = subprocess.run(
        ["node", HERE / "read.js"],
        input="\n".join(map(str, paths)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    rows = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [row["path"] for row in rows] == [str(path) for path in paths]
    return {row["path"]: None if "error" in row else (revive(row["data"]), row["content"]) for row in rows}


def revive(value: Any) -> Any:
    """Undo what `read.js` did to values that JSON lacks."""
    if isinstance(value, list):
        return [revive(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$date" in value:
        return datetime.datetime.fromisoformat(value["$date"])
    if "$number" in value:
        return float(value["$number"])
    return {key: revive(item) for key, item in value.items()}


def test_made_up_headers_are_read_as_the_library_reads_them(tmp_path: Path) -> None:
    names = {str(tmp_path / f"{index}.md"): name for index, name in enumerate(CRAFTED)}
    for path, name in names.items():
        Path(path).write_bytes(CRAFTED[name].encode())
    results = {names[path]: result for path, result in gray_matter([Path(path) for path in names]).items()}
    found = differences("gray-matter", CRAFTED.items(), lambda name, _: results[name])
    assert {kind: set(names) for kind, names in found.items()} == EXPLAINED_CRAFTED


def test_the_corpus_is_read_as_the_library_reads_it(corpus: Path) -> None:
    files = markdown_files(corpus)
    results = gray_matter(files)
    texts = ((str(path), path.read_bytes().decode()) for path in files)
    found = differences("gray-matter", texts, lambda name, _: results[name])
    assert {kind: names for kind, names in found.items() if kind not in EXPLAINED_CORPUS} == {}
