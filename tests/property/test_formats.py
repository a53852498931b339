"""Whatever stands in a file, its name or a message: every format can be read, and places are where they were."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from agentlint.diagnostic import Diagnostic, Edit, Fix, Severity
from agentlint.fix.apply import apply_fixes
from agentlint.report import render
from agentlint.report.look import Look
from agentlint.source import Position, Source, Span
from tests.awkward_findings import Findings

TEXT = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("\r\n\t\0\x1b%:,<>&\"'[](){}\\🎻\ufeff\u2028")), max_size=40
)
PATH = TEXT.filter(lambda path: path.strip() and "\\" not in path)


@st.composite
def findings(draw: st.DrawFn) -> Findings:
    source = Source(draw(PATH), draw(TEXT))
    offsets = st.integers(0, len(source.text))
    made = []
    for _ in range(draw(st.integers(1, 4))):
        low, middle, high, top = sorted(draw(st.tuples(offsets, offsets, offsets, offsets)))
        edits = (Edit(Span(low, middle), draw(TEXT)), Edit(Span(high, top), draw(TEXT)))
        fixes = (Fix(draw(TEXT) or "x", edits[: draw(st.integers(1, 2))]),) if middle < high else ()
        severity = draw(st.sampled_from(Severity))
        diagnostic = Diagnostic("a-rule", severity, draw(TEXT) or "x", Span(low, top), help=draw(TEXT), fixes=fixes)
        made.append(diagnostic.resolve(source))
    made.sort(key=lambda d: -d.severity.rank)
    return Findings(made, sources={source.path: source})


def output(name: str, found: Findings) -> str:
    return "".join(render(name, found, Look()))


def visible(text: str) -> str:
    """Control characters as they are shown; line breaks are kept."""
    return re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", lambda match: f"<U+{ord(match.group()):04X}>", text)


@given(findings())
def test_workflow_commands_end_where_they_should(found: Findings) -> None:
    lines = output("github", found).removesuffix("\n").split("\n")
    assert len(lines) == len(found.diagnostics)
    for line, diagnostic in zip(lines, found.diagnostics, strict=True):
        match = re.fullmatch(r"::(error|warning|notice) file=([^:,]*),([^:]*)::([^\r\n]*)", line)
        assert match
        assert unquote(match[2]) == visible(diagnostic.path)
        told = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
        assert unquote(match[4]) == visible(told)


@given(findings())
def test_junit_is_xml(found: Findings) -> None:
    root = ElementTree.fromstring(output("junit", found))
    messages = [failure.get("message") for failure in root.iter("failure")]
    forbidden = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    shown = [re.sub(forbidden, lambda m: f"<U+{ord(m.group()):04X}>", d.message) for d in found.diagnostics]
    assert messages == shown


@given(findings())
def test_sarif_places_and_fixes(found: Findings) -> None:
    results = json.loads(output("sarif", found))["runs"][0]["results"]
    for result, diagnostic in zip(results, found.diagnostics, strict=True):
        source = found.sources[diagnostic.path]

        def place(region: dict[str, int], source: Source = source) -> tuple[int, int]:
            start = source.line_starts[region["startLine"] - 1] + region["startColumn"] - 1
            return start, source.line_starts[region["endLine"] - 1] + region["endColumn"] - 1

        where = result["locations"][0]["physicalLocation"]
        assert place(where["region"]) == (diagnostic.span.start, diagnostic.span.end)
        uri = where["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%:-]+", uri)
        assert unquote(uri.removeprefix("file://")).removeprefix("/").endswith(diagnostic.path.removeprefix("/"))
        for fix in result.get("fixes", []):
            text = source.text
            for replacement in reversed(fix["artifactChanges"][0]["replacements"]):
                start, end = place(replacement["deletedRegion"])
                text = text[:start] + replacement.get("insertedContent", {"text": ""})["text"] + text[end:]
            assert text == apply_fixes(source, [diagnostic], unsafe=True).text


@given(findings())
def test_rdjson_counts_bytes(found: Findings) -> None:
    entries = json.loads(output("rdjson", found))["diagnostics"]
    for entry, diagnostic in zip(entries, found.diagnostics, strict=True):
        source = found.sources[diagnostic.path]
        data = source.text.encode()
        starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", data))]

        def piece(at: dict[str, dict[str, int]], starts: list[int] = starts) -> slice:
            start, end = (starts[at[side]["line"] - 1] + at[side]["column"] - 1 for side in ("start", "end"))
            return slice(start, end)

        assert data[piece(entry["location"]["range"])].decode() == source.slice(diagnostic.span)
        for suggestion in entry.get("suggestions", []):
            at = piece(suggestion["range"])
            made = data[: at.start] + suggestion["text"].encode() + data[at.stop :]
            assert made.decode() == apply_fixes(source, [diagnostic], unsafe=True).text


@given(findings())
def test_gitlab_entries_are_told_apart(found: Findings) -> None:
    entries = json.loads(output("gitlab", found))
    assert len({entry["fingerprint"] for entry in entries}) == len(found.diagnostics)
    for entry, diagnostic in zip(entries, found.diagnostics, strict=True):
        begin = entry["location"]["positions"]["begin"]
        source = found.sources[diagnostic.path]
        assert source.position(diagnostic.span.start) == Position(begin["line"], begin["column"])
        assert begin["line"] == entry["location"]["lines"]["begin"] <= entry["location"]["lines"]["end"]
