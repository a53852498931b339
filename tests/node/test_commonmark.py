"""A second renderer, commonmark.js, on what the formatter changes, and the examples of the CommonMark specification."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agentlint.format.formatter import format_source
from agentlint.hosts.catalog import KINDS
from agentlint.hosts.detect import HEAD_BYTES, detect
from agentlint.source import Source
from tools.corpus import markdown_files
from tools.formatting import faults, split

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
HEADER = "---\nname: a\ndescription: b\n---\n\n"
_VERBATIM = re.compile(r"(<pre[ >].*?</pre>|<code>.*?</code>)", re.DOTALL)
pytestmark = pytest.mark.node


def node(*arguments: str, data: object = None) -> Any:
    done = subprocess.run(
        ["node", HERE / "render.js", *arguments],
        input=json.dumps(data),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def shown(html: str) -> str:
    """The HTML, runs of white space to one blank outside `pre` and `code`."""
    return "".join(p if at % 2 else re.sub(r"\s+", " ", p) for at, p in enumerate(_VERBATIM.split(html))).strip()


def differing(pairs: Sequence[tuple[str, str, str]]) -> list[str]:
    """Names of those whose two texts are not rendered alike."""
    before = node(data=[old for _, old, _ in pairs])
    after = node(data=[new for _, _, new in pairs])
    return [name for (name, _, _), old, new in zip(pairs, before, after, strict=True) if shown(old) != shown(new)]


def test_the_corpus_renders_alike(corpus: Path) -> None:
    pairs = []
    for path in markdown_files(corpus):
        name = path.relative_to(corpus).as_posix()
        source = Source.from_bytes(name.partition("/")[2], path.read_bytes())
        kinds = detect(source.path, source.text[:HEAD_BYTES], named=True).kinds
        after = format_source(source, kinds).text
        if after != source.text:
            pairs.append((name, split(source.text)[1], split(after)[1]))
    assert len(pairs) > 1000
    assert differing(pairs) == []


@pytest.mark.parametrize("header", [HEADER, ""], ids=["below a header", "by itself"])
def test_examples_of_the_specification(header: str) -> None:
    kind = KINDS["claude-code/agent"]
    pairs = []
    for example in node("spec"):
        text = header + example["markdown"]
        once = format_source(Source("a.md", text), (kind,)).text
        name = f"{example['number']} {example['section']}"
        assert format_source(Source("a.md", once), (kind,)).text == once, name
        assert faults(text, once) == [], name
        # What has no header of ours may begin with a rule, which is none either.
        pairs.append((name, text.removeprefix(header), once.removeprefix(header)))
    assert len(pairs) > 600
    assert differing(pairs) == []
