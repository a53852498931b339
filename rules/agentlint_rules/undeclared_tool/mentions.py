"""Where a text tells its reader to use a tool: the words that say so, and those that take it back."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from agentlint.api import TOOL_LISTS, lazy_pattern, resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

BY_REFERENCE = frozenset({"copilot", "vscode"})
"""Lists whose names are ordinary words: only `#tool:name` is a mention."""

_WORTH_ASKING_FOR = frozenset({"current", "gated", "renamed"})
_ALWAYS = {"factory": frozenset({"TodoWrite"}), "gemini-cli": frozenset({"complete_task"})}
"""Tools that an agent has whatever its list says, or may have."""
_STARTS_OTHERS = frozenset({"Task", "Agent", "Skill", "Workflow", "task", "agent", "skill", "invoke_agent"})
"""Tools that prose speaks of when it tells how the agent itself was started."""

_REFERENCE = lazy_pattern(r"#tool:(?P<name>[\w./-]+)")
_VERB = (
    r"(?i:\b(?:use|uses|using|with|via|through|invoke|invoking|call|calling|run|leverage|leveraging|employ|utilize))"
)
_LEADS_TO_NAME = lazy_pattern(
    r"(?:[`*\"/+&]|,\s|(?i:\b(?:use|uses|using|with|via|through|invoke|invoking|call|calling|run|leverage|leveraging|employ|"
    r"utilize|the|your|and|or|then))\s)\s{0,4}\Z"
)
"""What stands right before a name that may be a mention."""
_MARK = r"[`*\"]{0,3}"
_JOIN = r"(?:\s*,\s*(?:and\s+|or\s+|then\s+)?|\s+(?:and|or|then|\+|&)\s+|\s*/\s*)"
_TARGET = lazy_pattern(r"\s+(?:to|for|on)\b")
_SAYS_TOOL = lazy_pattern(r"\s+tools?\b")
_ENDS = lazy_pattern(r"[.!?;]\s|\n")
_AROUND = 300
"""How much of a sentence is looked at on either side, in characters."""
_UNSURE = lazy_pattern(
    r"\b(?:not|never|no|none|without|avoid|cannot|instead|rather|unlike|lacks?|forbidden|unavailable|prohibited|if|"
    r"unless|whether|optional(?:ly)?|available|disabled|denied|can|could|may|might|other|another|parent|main|caller|"
    r"orchestrator|users?|they|he|she|assistant|claude|model|hooks?|matcher|example|e\.g\.|called|spawned|launched|"
    r"invoked|started|triggered)\b|n['’]t\b|❌|🚫|✗",
    re.IGNORECASE,
)
_TAKEN_BACK = lazy_pattern(
    r"\b(?:if (?:it|this|the tool|they|available|possible|present|enabled|accessible|configured|installed|you have|"
    r"you can)|unless|unavailable|optional(?:ly)?|(?:not|when|where) (?:available|possible|allowed|needed)|"
    r"(?:is|are) (?:not|never|for|only)|forbidden|prohibited)\b|❌|🚫|✗",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = lazy_pattern(r"\b(?:sub-?)?agents?\b", re.IGNORECASE)
_SECTION = 2000
"""How far above an item its heading is looked for, in characters."""
_ABOUT_TOOLS = lazy_pattern(r"\btools?\b", re.IGNORECASE)
_ABOUT_OTHERS = lazy_pattern(r"\b(?:agents?|patterns?|permissions?|template|design|select|choos)", re.IGNORECASE)
_REFUSED = lazy_pattern(
    r"\b(?:not|never|no|cannot|without|avoid|forbidden|denied|restrict\w*)\b|n['’]t\b|❌|🚫|✗", re.IGNORECASE
)


@cache
def names_of(list_id: str) -> dict[str, str]:
    """Names by which a body may ask for a tool, each with the name under which two are the same tool."""
    tools = TOOL_LISTS[list_id]
    always = _ALWAYS.get(list_id, frozenset())
    statuses = _WORTH_ASKING_FOR | ({"set", "alias"} if list_id in BY_REFERENCE else set())
    known = [t for t in tools.tools if t.status in statuses and t.subagent != "never" and t.name not in always]
    return {t.name: resolve(t.name, tools).canonical for t in known}


def mentions(text: str, list_id: str, wanted: set[str]) -> Iterator[tuple[str, int]]:
    """Names in `wanted` that the text asks for, each with its offset: lists of tools first, then prose."""
    if list_id in BY_REFERENCE:
        for match in _REFERENCE.finditer(text):
            if match["name"] in wanted:
                yield match["name"], match.start("name")
        return
    yield from _entries(text, list_id, wanted)
    for match in _phrase(list_id).finditer(text):
        items = list(_item(list_id).finditer(text, match.start("run"), match.end("run")))
        if any(item["name"] in wanted for item in items) and _asks(text, match, items):
            for item in items:
                if item["name"] in wanted:
                    yield item["name"], item.start("name")


def likely(text: str, list_id: str, missing: Collection[str]) -> set[str]:
    """Names in `missing` that stand behind a word that may ask for them: far cheaper than to look closely."""
    if list_id in BY_REFERENCE:
        return {match["name"] for match in _REFERENCE.finditer(text) if match["name"] in missing}
    return {name for name in missing if name in text and _may_be_asked_for(text, name, _longer(list_id).get(name, ()))}


def _may_be_asked_for(text: str, name: str, longer: tuple[str, ...]) -> bool:
    at = text.find(name)
    while at >= 0:
        if _LEADS_TO_NAME.search(text, max(0, at - 16), at) and not text.startswith(longer, at):
            return True
        at = text.find(name, at + 1)
    return False


@cache
def _longer(list_id: str) -> dict[str, tuple[str, ...]]:
    """Names that are the beginning of others, with those."""
    known = sorted(names_of(list_id))
    longer = {name: tuple(other for other in known if other != name and other.startswith(name)) for name in known}
    return {name: others for name, others in longer.items() if others}


def _alternatives(list_id: str) -> str:
    return "|".join(sorted(map(re.escape, names_of(list_id)), key=len, reverse=True))


@cache
def _phrase(list_id: str) -> re.Pattern[str]:
    """A verb and the tools that it governs: `use the Read, Grep and Glob`."""
    item = rf"{_MARK}(?:{_alternatives(list_id)})(?![\w/-]){_MARK}"
    return re.compile(rf"{_VERB}\s+(?:the\s+|your\s+)?(?P<run>{item}(?:{_JOIN}{item}){{0,12}})")


@cache
def _item(list_id: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<mark>{_MARK})(?<![\w/-])(?P<name>{_alternatives(list_id)})(?![\w/-])")


@cache
def _entry(list_id: str) -> re.Pattern[str]:
    """An item of a list that begins with a tool: `- **Grep**: search the code`."""
    return re.compile(
        rf"^[ \t]*[-*+][ \t]+[`*]{{1,4}}(?P<name>{_alternatives(list_id)})[`*]{{1,4}}[ \t]*(?::|–|—|-[ ])", re.MULTILINE
    )


def _entries(text: str, list_id: str, wanted: set[str]) -> Iterator[tuple[str, int]]:
    """Names in `wanted` that a list under a heading about tools describes."""
    for match in _entry(list_id).finditer(text):
        if match["name"] not in wanted:
            continue
        heading = text.rfind("\n#", max(0, match.start() - _SECTION), match.start())
        if heading < 0:
            continue
        title, *above = text[heading + 1 : match.start()].splitlines()
        prose = [title, *(line for line in above if not line.lstrip().startswith(("-", "*", "+")))]
        if _ABOUT_TOOLS.search(title) and not _ABOUT_OTHERS.search(title) and not any(map(_REFUSED.search, prose)):
            yield match["name"], match.start("name")


def _asks(text: str, match: re.Match[str], items: list[re.Match[str]]) -> bool:
    """Whether the names stand for tools, and the sentence tells this agent to use them."""
    end = match.end("run")
    verb = text[match.start() : match.start() + 3].lower()
    names = [item["name"] for item in items]
    says_tool = _SAYS_TOOL.match(text, end) is not None
    capital = names[0][0].isupper()
    quoted = capital and all("`" in item["mark"] for item in items)
    plain = all(_is_distinct(name) for name in names)
    if not (says_tool or quoted or plain or (capital and verb in ("use", "usi") and _TARGET.match(text, end))):
        return False
    before, after = _sentence(text, match.start(), end)
    if text[end : end + 1] == "(" or _UNSURE.search(before) or _TAKEN_BACK.search(after):
        return False
    if any(name in _STARTS_OTHERS for name in names):
        return verb == "use" and (says_tool or quoted)
    return not _SOMEBODY_ELSE.search(before)


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What the sentence around `text[start:end]` says before and after it."""
    first = max(0, start - _AROUND)
    breaks = [match.end() for match in _ENDS.finditer(text, first, start)]
    stop = _ENDS.search(text, end, end + _AROUND)
    return text[breaks[-1] if breaks else first : start], text[end : stop.start() if stop else end + _AROUND]


def _is_distinct(name: str) -> bool:
    """Whether a name is no ordinary word and no language: `WebSearch`, `read_file`, `Grep`."""
    if "_" in name or name in ("Grep", "Glob"):
        return True
    return name != "PowerShell" and any(c.isupper() for c in name[1:]) and any(c.islower() for c in name)
