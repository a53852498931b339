"""Where a file names an agent that it wants called: keys of the header, calls, and prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from agentlint.hosts.delegation import AGENT_KEYS, MENTIONS, STARTERS
from agentlint.patterns import lazy_pattern
from agentlint.source import Span
from agentlint.syntax.nodes import Alias, Scalar, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from agentlint.lint.file import File
    from agentlint.syntax.nodes import Entry

Form = Literal["header", "call", "prose"]

_NAME = r"[A-Za-z][\w:.-]*[A-Za-z0-9]"
_CALL = lazy_pattern(rf"subagent_type[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"'`](?P<name>{_NAME})[\"'`]")
_AT = lazy_pattern(rf"@agent-(?P<name>{_NAME})")
_NOUN = lazy_pattern(r"gent\b(?![-_/.(]\w|['’]s\b)")
"""The end of the word agent: what a search may begin with decides how fast it is."""
_BEFORE_NOUN = lazy_pattern(r"(?<=[ \t])(?:[Ss]ub-?)?[aA]\Z")
_MARKED = lazy_pattern(rf"(?P<mark>`|\*\*|\")@?(?P<name>{_NAME})(?P=mark)[ \t]+(?:specialist[ \t]+)?\Z")
_PLAIN = lazy_pattern(r"(?<![\w/.@-])@?(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)+)[ \t]+\Z")
_ROLE = lazy_pattern(
    r"-(?:agent|expert|pro|specialist|architect|analyst|coach|master|lead|reviewer|tester|writer|engineer|developer|"
    r"designer|auditor|manager|orchestrator|coordinator|[a-z]{3,}(?:er|or|ist))\Z"
)
_DELEGATES = lazy_pattern(
    r"\b(?:us(?:e|ing)|invok(?:e|ing)|call(?:ing)?|launch(?:ing)?|spawn(?:ing)?|delegat(?:e|ing)|dispatch(?:ing)?|"
    r"run(?:ning)?|consult(?:ing)?|engag(?:e|ing)|hand(?:ing)?[ -]?(?:off|over)|defer(?:ring)?|escalat(?:e|ing)|"
    r"rout(?:e|ing)|forward(?:ing)?|pass(?:ing)?|ask(?:ing)?|trigger(?:ing)?|activat(?:e|ing)|work with|"
    r"coordinat(?:e|ing)|collaborat(?:e|ing)|via|through)\b",
    re.IGNORECASE,
)
_NOT_SO = lazy_pattern(
    r"\b(?:not|never|no|instead of|rather than|unlike|e\.g\.|such as|like|example|creat\w+|add\w*|new|renam\w+|was)\b|"
    r"n['’]t\b",
    re.IGNORECASE,
)
_KNOWN_NOUN = lazy_pattern(r"gent\b(?![-_/.(]\w)")
_KNOWN = lazy_pattern(
    rf"(?<![\w/.@-])@?(?P<mark>[`*\"_]{{0,3}})(?P<name>{_NAME})(?P=mark)[ \t]+(?:specialist[ \t]+)?\Z"
)
_STARTED = lazy_pattern(rf"\b(?:{'|'.join(sorted(STARTERS))})\(\s{{0,3}}[\"'`]?(?P<name>{_NAME})")
_TYPED = lazy_pattern(rf"@\"(?P<name>{_NAME}) \(agent\)\"")
_BARE_AT = lazy_pattern(rf"(?<![\w/.@-])@(?P<name>{_NAME})")
_ENDS = lazy_pattern(r"[.!?;]\s|\n")
_PART_OF_WORD = (*"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@/.-",)
_BEFORE = 200
"""How much of a sentence is looked at, in characters."""


class AgentReference(NamedTuple):
    """A name as written, how it is written, and its place."""

    name: str
    form: Form
    span: Span


def find_references(file: File) -> Iterator[AgentReference]:
    """All references of a file, in no order; a name may come more than once."""
    yield from _of_header(file)
    text = file.source.text
    if "gent" not in text:
        return
    start = file.document.body_span.start
    for pattern in (_CALL, _AT):
        for call in pattern.finditer(text, start):
            if pattern is _CALL or text[call.start() - 1 : call.start()] not in _PART_OF_WORD:
                yield AgentReference(call["name"], "call", Span(*call.span("name")))
    for end in _NOUN.finditer(text):
        noun = _BEFORE_NOUN.search(text, max(0, end.start() - 6), end.start())
        if noun is None:
            continue
        first = max(0, noun.start() - 80)
        window = text[first : noun.start()]
        marked = _MARKED.search(window)
        name = marked or _PLAIN.search(window)
        if name is None or (marked is None and not _ROLE.search(name["name"])):
            continue
        if _delegates(text, first + name.start()):
            yield AgentReference(name["name"], "prose", Span(first + name.start("name"), first + name.end("name")))


def find_known_references(file: File, known: Container[str]) -> Iterator[AgentReference]:
    """The references of a file by names that are known to be those of agents.

    Beside those of `find_references`, whose names may be anybody's, these are places that would be guesses without
    knowing the name: `use the lookout agent`, `Task(lookout)`, and the marks by which the file's host calls agents.
    """
    seen = set()
    for ref in file.agent_references:
        seen.add(ref.span.start)
        yield ref
    for ref in _with_any_name(file):
        if ref.name in known and ref.span.start not in seen:
            seen.add(ref.span.start)
            yield ref


def _with_any_name(file: File) -> Iterator[AgentReference]:
    text, start, host = file.source.text, file.document.body_span.start, file.kind.host
    calls = [_STARTED, _TYPED] if host == "claude-code" else []
    calls += [_BARE_AT] if "@" in MENTIONS.get(host, ()) else []
    for pattern in calls:
        for call in pattern.finditer(text, start):
            yield AgentReference(call["name"], "call", Span(*call.span("name")))
    for end in _KNOWN_NOUN.finditer(text):
        noun = _BEFORE_NOUN.search(text, max(0, end.start() - 6), end.start())
        first = max(0, noun.start() - 80) if noun is not None else 0
        name = _KNOWN.search(text[first : noun.start()]) if noun is not None else None
        if name is None:
            continue
        at = first + name.start("name")
        # A single word is as often a trade: "the first debugger agent".
        if name["mark"] or "-" in name["name"] or _DELEGATES.search(_sentence_before(text, at)):
            yield AgentReference(name["name"], "prose", Span(at, at + len(name["name"])))


def _delegates(text: str, at: int) -> bool:
    before = _sentence_before(text, at)
    return _DELEGATES.search(before) is not None and _NOT_SO.search(before) is None


def _sentence_before(text: str, at: int) -> str:
    first = max(0, at - _BEFORE)
    breaks = [match.end() for match in _ENDS.finditer(text, first, at)]
    return text[breaks[-1] if breaks else first : at]


def _of_header(file: File) -> Iterator[AgentReference]:
    header = file.frontmatter
    if header is None:
        return
    known = {field.name for field in file.kind.fields}
    for key in AGENT_KEYS.get(file.kind.host, ()):
        entry = header.get(key) if key in known or key == "handoffs" else None
        if entry is not None:
            yield from (_whole(node) for node in _names(entry))
    for judged in file.tool_lists:
        if judged.kind is not file.kind or judged.tools.id != "claude-code":
            continue
        for ref, _ in judged.resolved:
            if ref.name in STARTERS and ref.specifier and file.source.slice(ref.item).endswith(f"({ref.specifier})"):
                at = ref.item.end - 1 - len(ref.specifier)
                for part in re.finditer(_NAME, ref.specifier):
                    yield AgentReference(part[0], "header", Span(at + part.start(), at + part.end()))


def _whole(node: Scalar) -> AgentReference:
    """The text of a scalar, quotes and blanks around it left out."""
    name = node.value.strip()
    start = node.value.find(name)
    return AgentReference(name, "header", node.source_span(start, start + len(name)))


def _names(entry: Entry) -> Iterator[Scalar]:
    """The scalars of a key that name agents: its text, the items of its list, or `agent` of each map in it."""
    node = entry.value.target if isinstance(entry.value, Alias) else entry.value
    for item in node.items if isinstance(node, YamlSequence) else (node,):
        if isinstance(item, Scalar):
            yield item
        elif isinstance(item, YamlMapping):
            yield from (e.value for e in item.entries if e.key == "agent" and isinstance(e.value, Scalar))
