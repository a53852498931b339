"""Formats for services, on findings that are hard to get right: read back as the service would, and compared."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from syrupy.extensions.single_file import SingleFileSnapshotExtension

from agentlint.diagnostic import Diagnostic, Severity
from agentlint.fix.apply import apply_fixes
from agentlint.lint.registry import Registry, RuleInfo, load_rules
from agentlint.report import render, sarif
from agentlint.report.look import Look
from agentlint.source import ColumnUnit, Position, Source, Span
from tests.awkward_findings import EMOJI, GONE, PERCENT, SECRET, TOKEN, Findings, awkward

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

SERVICES = ("sarif", "github", "gitlab", "junit", "rdjson")
EXTENSIONS = {"junit": "xml", "github": "txt"}
SCHEMAS = Path(__file__).parents[1] / "schemas"


def text_of(name: str, found: Any, **look: Any) -> str:
    return "".join(render(name, found, Look(**look)))


@pytest.fixture
def awkward_found() -> Findings:
    return awkward()


@pytest.fixture
def few_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """One rule in place of all of them, and its page, so that a snapshot holds no more."""
    info = RuleInfo(
        "unknown-tool", "agentlint_rules.unknown_tool.rule", "UnknownTool", "Tool that is not there", Severity.ERROR,
        ("tools",), (), "0.1.0", "stable", "sometimes", True, False, False,
    )  # fmt: skip
    page = "# unknown-tool\n\n## What it does\n\nFinds `tools`\nthat are not there.\n\n## Why\n\nIt is silent.\n"
    monkeypatch.setattr(sarif, "load_rules", lambda: Registry([info]))
    monkeypatch.setattr(sarif, "page_of", lambda _: page)
    monkeypatch.setattr(sarif, "__version__", "1.2.3")


def sarif_run(found: Any, **look: Any) -> dict[str, Any]:
    return json.loads(text_of("sarif", found, **look))["runs"][0]


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.usefixtures("few_rules")
def test_output(name: str, awkward_found: Findings, snapshot: SnapshotAssertion) -> None:
    class File(SingleFileSnapshotExtension):
        file_extension = EXTENSIONS.get(name, "json")

    assert text_of(name, awkward_found).encode("utf-8", "backslashreplace") == snapshot(extension_class=File)


@pytest.mark.parametrize("name", SERVICES)
def test_output_ends_with_a_line_break(name: str, awkward_found: Findings) -> None:
    assert text_of(name, awkward_found).endswith("\n")


@pytest.mark.parametrize("name", ["sarif", "gitlab", "junit", "rdjson"])
def test_documents_are_utf_8(name: str, awkward_found: Findings) -> None:
    assert text_of(name, awkward_found).encode()


@pytest.mark.parametrize("name", ["sarif", "gitlab", "junit", "rdjson"])
def test_nothing_found_is_a_whole_document_too(name: str) -> None:
    text = text_of(name, Findings(files=0))
    assert ElementTree.fromstring(text).get("tests") == "0" if name == "junit" else json.loads(text) is not None


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_is_shown(name: str, awkward_found: Findings) -> None:
    assert TOKEN not in text_of(name, awkward_found)


# -- SARIF


def schema_errors(log: str) -> list[str]:
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    return [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(json.loads(log))
    ]


def test_sarif_keeps_to_its_schema(awkward_found: Findings) -> None:
    awkward_found.failures = ("a.md: refused",)
    assert schema_errors(text_of("sarif", awkward_found)) == []
    assert schema_errors(text_of("sarif", Findings())) == []


def test_the_schema_finds_faults(awkward_found: Findings) -> None:
    log = json.loads(text_of("sarif", awkward_found))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    log["runs"][0]["columnKind"] = "bytes"
    assert len(schema_errors(json.dumps(log))) == 2


def test_sarif_carries_every_rule_with_its_page() -> None:
    run = sarif_run(Findings())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(load_rules().infos)
    for rule in rules:
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")
        assert "## Use instead" in rule["help"]["markdown"]
        assert rule["help"]["text"].strip()
        assert rule["shortDescription"]["text"].endswith(".")
        assert 40 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert len(rule["properties"]["tags"]) <= 20
    driver = run["tool"]["driver"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", driver["semanticVersion"])
    assert driver["semanticVersion"] == driver["version"]
    assert run["automationDetails"]["id"].endswith("/")


def test_sarif_knows_rules_of_others(awkward_found: Findings) -> None:
    run = sarif_run(awkward_found)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    stranger = next(rule for rule in rules if rule["id"] == "odd-name")
    assert stranger["help"]["markdown"]
    assert stranger["defaultConfiguration"]["level"] == "error"


def region_of(source: Source, region: dict[str, int]) -> Span:
    """What a viewer marks: code points, the end column exclusive, a byte order mark and CR counted."""
    return Span(
        source.offset(Position(region["startLine"], region["startColumn"])),
        source.offset(Position(region["endLine"], region["endColumn"])),
    )


def by_identity(found: Findings) -> Iterator[tuple[Diagnostic, dict[str, Any]]]:
    results = sarif_run(found)["results"]
    assert len(results) == len(found.diagnostics)
    yield from zip(found.diagnostics, results, strict=True)


def test_sarif_places_are_those_of_the_findings(awkward_found: Findings) -> None:
    for diagnostic, result in by_identity(awkward_found):
        place = result["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"], errors="strict") == diagnostic.path
        assert set(place["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
        source = awkward_found.sources.get(diagnostic.path)
        if source is not None:
            assert region_of(source, place["region"]) == diagnostic.span
        assert diagnostic.message.split("[")[0] in result["message"]["text"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PERCENT, "my%20agents/100%25%20sure%3A%20yes%2C%20no.md"),
        (EMOJI, "agents/%F0%9F%8E%BB%20geige%20%5B1%5D.md"),
        ("a#b?c&d+e.md", "a%23b%3Fc%26d%2Be.md"),
        ("../up/x.md", "../up/x.md"),
        ("/srv/a b.md", "file:///srv/a%20b.md"),
        ("C:/Users/ä.md", "file:///C:/Users/%C3%A4.md"),
        ("caf\udce9.md", "caf%E9.md"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_paths_become_uris(path: str, uri: str) -> None:
    assert sarif.uri(path) == uri


def test_sarif_links_related_places(awkward_found: Findings) -> None:
    result = next(r for r in sarif_run(awkward_found)["results"] if r["ruleId"] == "odd-name")
    related = {place["id"]: place for place in result["relatedLocations"]}
    links = dict(re.findall(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\((\d+)\)", result["message"]["text"]))
    assert {re.sub(r"\\(.)", r"\1", text): int(number) for text, number in links.items()} == {
        f"{EMOJI}:2": 1,
        "agents/clean.md:1": 2,
    }
    assert related[1]["message"]["text"] == "the same [name]"
    assert unquote(related[1]["physicalLocation"]["artifactLocation"]["uri"]) == EMOJI


def test_a_finding_with_many_places_stays_within_what_code_scanning_keeps(awkward_found: Findings) -> None:
    first = awkward_found.diagnostics[4]
    awkward_found.diagnostics[4] = replace(first, related=first.related * 80)
    result = sarif_run(awkward_found)["results"][4]
    assert len(result["relatedLocations"]) == 100
    assert result["message"]["text"].endswith("And 154 more.")


def test_sarif_fixes_do_what_ours_do(awkward_found: Findings) -> None:
    applied = Counter[str]()
    for diagnostic, result in by_identity(awkward_found):
        source = awkward_found.sources.get(diagnostic.path)
        fixes = {fix.title: fix for fix in diagnostic.fixes}
        for fix in result.get("fixes", []):
            assert source is not None
            ours = fixes[fix["description"]["text"].removesuffix(".")]
            [change] = fix["artifactChanges"]
            assert unquote(change["artifactLocation"]["uri"]) == diagnostic.path
            text = source.text
            for replacement in reversed(change["replacements"]):
                span = region_of(source, replacement["deletedRegion"])
                put = replacement.get("insertedContent", {"text": ""})["text"]
                text = text[: span.start] + put + text[span.end :]
            expected = apply_fixes(source, [replace(diagnostic, fixes=(ours,))], unsafe=True).text
            assert text == expected
            assert fix["properties"]["applicability"] == ours.applicability
            applied[diagnostic.rule] += 1
    assert applied == {
        "unknown-tool": 2, "malformed-example": 1, "hidden-text": 1, "secret-in-prompt": 1, "invalid-name": 1,
    }  # fmt: skip


def test_line_hashes_are_given_where_there_is_a_text(awkward_found: Findings) -> None:
    for diagnostic, result in by_identity(awkward_found):
        if diagnostic.path == GONE:
            assert "partialFingerprints" not in result
        else:
            assert re.fullmatch(r"[0-9a-f]{1,16}:\d+", result["partialFingerprints"]["primaryLocationLineHash"])


def test_failures_are_told(awkward_found: Findings) -> None:
    assert sarif_run(awkward_found)["invocations"] == [{"executionSuccessful": True}]
    awkward_found.failures = ("a.md: refused",)
    [invocation] = sarif_run(awkward_found)["invocations"]
    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "a.md: refused"


# -- GitHub

COMMAND = re.compile(r"::([a-z]+) ([^\r\n]*?)::([^\r\n]*)")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner takes them: a line each, properties between commas, escapes undone."""
    found = []
    for line in text.removesuffix("\n").split("\n"):
        match = COMMAND.fullmatch(line)
        assert match, line
        name, listed, data = match.groups()
        pairs = (pair.split("=", 1) for pair in listed.split(","))
        found.append((name, {key: unquote(value) for key, value in pairs}, unquote(data)))
    return found


def test_annotations_are_read_as_written(awkward_found: Findings) -> None:
    found = commands(text_of("github", awkward_found))
    ranked = sorted(awkward_found.diagnostics, key=lambda d: -d.severity.rank)
    assert len(found) == len(ranked)
    for diagnostic, (name, properties, data) in zip(ranked, found, strict=True):
        assert name == {"error": "error", "warning": "warning", "info": "notice"}[diagnostic.severity]
        assert properties["file"] == diagnostic.path
        assert properties["title"] == f"agentlint ({diagnostic.rule})"
        message = re.sub("[\x00\x1b]", lambda match: f"<U+{ord(match.group()):04X}>", diagnostic.message)
        # Surrogates come out as question marks.
        assert data.encode("utf-8", "replace").startswith(message.encode("utf-8", "replace"))
        at = diagnostic.location.range
        assert properties["line"] == str(at.start.line)
        assert at.start.line <= int(properties["endLine"]) <= at.end.line
        assert ("col" in properties) is ("endColumn" in properties) is (at.start.line == at.end.line)
        if "col" in properties:
            assert int(properties["col"]) <= int(properties["endColumn"])


def test_a_span_that_ends_at_a_line_start_does_not_mark_that_line(awkward_found: Findings) -> None:
    found = {properties["title"]: properties for _, properties, _ in commands(text_of("github", awkward_found))}
    example = found["agentlint (malformed-example)"]
    assert (example["line"], example["endLine"]) == ("7", "9")
    assert found["agentlint (odd-name)"]["endLine"] == "2"


def many(found: Any, numbers: dict[Severity, int]) -> Findings:
    first = found.diagnostics[0]
    made = [
        replace(first, severity=severity, message=f"{severity} {n}")
        for severity in reversed(Severity)
        for n in range(numbers.get(severity, 0))
    ]
    return Findings(made, 1, 0, found.sources)


def test_ten_of_a_kind_are_annotations_and_the_rest_is_listed(found: Any) -> None:
    text = text_of("github", many(found, {Severity.ERROR: 13, Severity.WARNING: 10, Severity.INFO: 11}))
    head, group, rest = text.partition("::group::")
    assert Counter(name for name, _, _ in commands(head)) == {"error": 10, "warning": 10, "notice": 10}
    assert [name for name, _, _ in commands(head)] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    title, *lines = (group + rest).splitlines()
    assert title == "::group::4 more findings without an annotation: 3 errors, 1 info"
    assert [line.partition("] ")[2] for line in lines] == ["error 10", "error 11", "error 12", "info 10", ""]
    assert lines[-1] == "::endgroup::"


def test_listed_lines_are_no_commands(found: Any) -> None:
    first = replace(found.diagnostics[0], path="::stop-commands::x.md", message="##[add-mask]a\n::error::x")
    lines = text_of("github", Findings([first] * 12)).split("::group::")[1].splitlines()[1:-1]
    assert len(lines) == 2
    for line in lines:
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


# -- GitLab

# What GitLab's documents ask of a report on code quality: it must be a list, and all of these keys must be there.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^[a-z-]+$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def test_gitlab_takes_it(awkward_found: Findings) -> None:
    entries = json.loads(text_of("gitlab", awkward_found))
    assert list(Draft202012Validator(GITLAB).iter_errors(entries)) == []
    for diagnostic, entry in zip(awkward_found.diagnostics, entries, strict=True):
        assert entry["location"]["path"] == diagnostic.path
        assert entry["location"]["lines"]["begin"] == diagnostic.location.range.start.line
        assert entry["severity"] == {"error": "major", "warning": "minor", "info": "info"}[diagnostic.severity]


def test_gitlab_fingerprints_are_unique_and_stay(found: Any) -> None:
    same = many(found, {Severity.ERROR: 5, Severity.WARNING: 2})
    prints = [entry["fingerprint"] for entry in json.loads(text_of("gitlab", same))]
    assert len(set(prints)) == 7
    same.diagnostics = [replace(d, range=found.diagnostics[1].range) for d in same.diagnostics]
    assert [entry["fingerprint"] for entry in json.loads(text_of("gitlab", same))] == prints


# -- JUnit


def test_junit_has_a_suite_for_each_file_and_a_failure_for_each_finding(awkward_found: Findings) -> None:
    root = ElementTree.fromstring(text_of("junit", awkward_found))
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("8", "7", "0")
    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {PERCENT, EMOJI, SECRET, GONE, "agents/clean.md"}
    assert [len(suites[path]) for path in (PERCENT, EMOJI, SECRET, GONE, "agents/clean.md")] == [3, 1, 2, 1, 1]
    for suite in root:
        cases = suite.findall("testcase")
        failures = suite.findall("testcase/failure")
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(len(failures))
        assert len({case.get("name") for case in cases}) == len(cases)
        assert {case.get("classname") for case in cases} == {suite.get("name")}


JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "tests", "failures", "errors", "time"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": ({"name"}, {"time", "classname"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": (set(), {"type", "message"}, set()),
}
"""Element to the attributes that it must have, those that it may have, and its children.

What two published schemas have in common: junit-10.xsd of Jenkins' xunit-plugin, and jenkins-junit.xsd, to which JUnit
5 holds its own reports.
"""


def junit_faults(root: ElementTree.Element) -> list[str]:
    found = []
    for element in root.iter():
        needed, allowed, children = JUNIT[element.tag]
        attributes = set(element.attrib)
        found += [f"{element.tag} has no {name}" for name in needed - attributes]
        found += [f"{element.tag} has {name}" for name in attributes - needed - allowed]
        found += [f"{element.tag} holds {child.tag}" for child in element if child.tag not in children]
        if element.tag != "failure" and (element.text or "").strip():
            found.append(f"{element.tag} holds text")
    return found


def test_junit_keeps_to_its_schemas(awkward_found: Findings) -> None:
    assert junit_faults(ElementTree.fromstring(text_of("junit", Findings()))) == []
    root = ElementTree.fromstring(text_of("junit", awkward_found))
    assert root.tag == "testsuites"
    assert junit_faults(root) == []
    next(root.iter("testcase")).set("line", "4")
    assert junit_faults(root) == ["testcase has line"]


def test_junit_texts_come_back(awkward_found: Findings) -> None:
    root = ElementTree.fromstring(text_of("junit", awkward_found))
    failures = {case.get("name"): case[0] for case in root.iterfind("testsuite/testcase") if len(case)}
    odd = failures["odd-name (2:7)"]
    assert odd.get("message") == "name `🎻🎻 geige` is 100% odd: {0}, [x](1)\r\nor so"
    assert (odd.get("type"), "see: agents/clean.md:1:1: another" in (odd.text or "")) == ("error", True)
    example = failures["malformed-example (7:1)"]
    message = 'the block<U+001B>[31m has no<U+0000> end <U+D800> <U+FFFE>]]><b> & "so" on'
    assert example.get("message") == message
    assert message in (example.text or "")


# -- rdjson

POSITION = {
    "type": "object",
    "required": ["line"],
    "additionalProperties": False,
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
RANGE = {
    "type": "object",
    "required": ["start", "end"],
    "additionalProperties": False,
    "properties": {"start": POSITION, "end": POSITION},
}
# Narrower than the schema that reviewdog publishes (DiagnosticResult.json): that takes any further key, and numbers for
# severities too.
RDJSON = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "object", "required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location", "severity", "code"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string"},
                    "location": {
                        "type": "object",
                        "required": ["path", "range"],
                        "additionalProperties": False,
                        "properties": {"path": {"type": "string"}, "range": RANGE},
                    },
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {
                        "type": "object",
                        "required": ["value"],
                        "additionalProperties": False,
                        "properties": {"value": {"type": "string"}, "url": {"type": "string"}},
                    },
                    "suggestions": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["range", "text"],
                            "additionalProperties": False,
                            "properties": {"range": RANGE, "text": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
}


def bytes_at(source: Source, at: dict[str, dict[str, int]]) -> slice:
    """A range as reviewdog takes it: columns count bytes."""
    data = source.text.encode()
    starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", data))]
    start, end = (starts[at[side]["line"] - 1] + at[side]["column"] - 1 for side in ("start", "end"))
    return slice(start, end)


def test_rdjson_counts_bytes(awkward_found: Findings) -> None:
    log = json.loads(text_of("rdjson", awkward_found))
    assert list(Draft202012Validator(RDJSON).iter_errors(log)) == []
    for diagnostic, entry in zip(awkward_found.diagnostics, log["diagnostics"], strict=True):
        source = awkward_found.sources.get(diagnostic.path)
        if source is None:
            assert entry["location"]["range"] == {"start": {"line": 1}, "end": {"line": 1}}
        else:
            marked = source.text.encode()[bytes_at(source, entry["location"]["range"])]
            assert marked.decode() == source.slice(diagnostic.span)


def test_suggestions_do_what_the_fixes_do(awkward_found: Findings) -> None:
    seen = Counter[str]()
    for diagnostic, entry in zip(
        awkward_found.diagnostics, json.loads(text_of("rdjson", awkward_found))["diagnostics"], strict=True
    ):
        source = awkward_found.sources.get(diagnostic.path)
        made = []
        for suggestion in entry.get("suggestions", []):
            assert source is not None
            data, at = source.text.encode(), bytes_at(source, suggestion["range"])
            made.append((data[: at.start] + suggestion["text"].encode() + data[at.stop :]).decode())
            seen[diagnostic.rule] += 1
        possible = [
            apply_fixes(source, [replace(diagnostic, fixes=(fix,))], unsafe=True).text
            for fix in diagnostic.fixes
            if source is not None
        ]
        assert set(made) <= set(possible)
    # What would repeat the token, or the text around it, is left out.
    assert seen == {"unknown-tool": 2, "malformed-example": 1, "hidden-text": 1, "secret-in-prompt": 1}


def test_related_places_are_in_the_message(awkward_found: Findings) -> None:
    message = json.loads(text_of("rdjson", awkward_found))["diagnostics"][4]["message"]
    assert message.endswith(f"\nSee {EMOJI}:2: the same [name]\nSee agents/clean.md:1: another")


# -- paths from the root of the repository


# -- for people and programs


def test_json_places_are_those_of_the_texts(awkward_found: Findings) -> None:
    for diagnostic, entry in zip(
        awkward_found.diagnostics, json.loads(text_of("json", awkward_found))["diagnostics"], strict=True
    ):
        source = awkward_found.sources.get(entry["path"])
        if source is None:
            continue
        start, end = (
            source.offset(Position(entry["range"][side]["line"], entry["range"][side]["column"]))
            for side in ("start", "end")
        )
        assert source.slice(Span(start, end)) == source.slice(diagnostic.span)


def test_concise_is_a_line_for_each_finding(awkward_found: Findings) -> None:
    lines = text_of("concise", awkward_found).splitlines()
    for diagnostic, line in zip(awkward_found.diagnostics, lines, strict=False):
        at = diagnostic.location.range.start
        head = f"{diagnostic.path}:{at.line}:{at.column}: {diagnostic.severity}[{diagnostic.rule}] "
        assert line.startswith(head)
    assert len(lines) == len(awkward_found.diagnostics) + 2


@pytest.mark.parametrize("width", [40, 80])
def test_full_marks_what_is_meant(awkward_found: Findings, width: int) -> None:
    text = text_of("full", awkward_found, width=width)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", text)
    for diagnostic in awkward_found.diagnostics:
        at = diagnostic.location.range.start
        assert f"{diagnostic.path}:{at.line}:{at.column}: " in text
    lines = text.splitlines()
    (marks,) = (lines[n + 1] for n, line in enumerate(lines) if line.startswith("4 | tools"))
    # The bucket is two cells wide.
    assert marks == "  | " + " " * 13 + "^^"
    assert "to line 9" in text  # a span over three lines is marked where it begins


@pytest.mark.parametrize("name", SERVICES)
def test_a_prefix_comes_before_every_path(name: str, awkward_found: Findings) -> None:
    text = text_of(name, awkward_found, prefix="packages/ui")
    path = "packages/ui/agents/secret.md"
    assert text.count(path) >= 2
    assert text.replace(path, "").count("agents/secret.md") == 0


@pytest.mark.parametrize(
    ("path", "shown"),
    [("a.md", "sub/dir/a.md"), ("../a.md", "sub/a.md"), ("../../a.md", "a.md"), ("/x/a.md", "/x/a.md"),
     ("C:/a.md", "C:/a.md")],
)  # fmt: skip
def test_from_root(path: str, shown: str) -> None:
    assert Look(prefix="sub/dir").from_root(path) == shown


def test_utf_8_columns_of_the_converter() -> None:
    source = Source("a.md", "ä🎻x")
    assert [source.position(at, ColumnUnit.UTF8).column for at in range(4)] == [1, 3, 7, 8]
