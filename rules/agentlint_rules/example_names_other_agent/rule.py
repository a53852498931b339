"""example-names-other-agent: an example block in a description whose assistant launches another agent."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity, Span, find_examples, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, Example, File

_NOUN = r"(?:sub-?)?agent\b|代理|智能体|智能體|エージェント|에이전트|агент"
_QUOTE = r"\\?[`'\"“”‘’*]{1,3}"
_SLUG = r"[A-Za-z0-9]++(?:[-_:.][A-Za-z0-9]++){1,8}"
_SLUG_OF_ROLE = (
    r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*-(?:agent|expert|pro|specialist|architect|engineer|analyst|master|"
    r"[a-z]{2,}(?:[eo]r|ist))"
)
_MENTION = lazy_pattern(
    rf"{_QUOTE}@?(?P<quoted>[A-Za-z0-9][\w:.-]*(?:[ ][\w-]+){{0,4}}){_QUOTE}\s+(?:specialist\s+|custom\s+)?(?:{_NOUN})"
    rf"|(?<![\w:.-])@?(?P<slug>{_SLUG})\s*(?:{_NOUN})"
    rf"|\bthe\s+(?P<words>[A-Za-z][a-z]{{2,}}(?:\s+[A-Za-z][a-z]{{2,}}){{0,2}})\s+(?:sub-?)?agent\b"
    rf"|(?:\bagent|агент\w*)\s+{_QUOTE}(?P<after>[\w:.-]+){_QUOTE}"
    rf"|(?:\bl['’]agent|\bel agente|\bo agente|\bden Agenten|агент\w*)\s+(?P<bare>{_SLUG})"
    rf"|\b(?:I['’]ll|I will|let me|going to)\s+(?:now\s+)?(?:invoke|launch|use|delegate to|call)\s+(?:the\s+)?"
    rf"(?P<named>{_SLUG_OF_ROLE})(?=[\s.,!])"
    rf"|\bsubagent_type\s*[:=]?\s*{_QUOTE}(?P<typed>[\w:.-]+){_QUOTE}"
    rf"|\b(?:agent|task)\(\s*(?:{_QUOTE})?(?P<called>(?![a-z_]+\s*[=:]){_SLUG})"
    rf"|(?<![\w/.])@(?P<at>{_SLUG})(?!\w|[/.]\w)",
    re.IGNORECASE,
)
_LAUNCH = lazy_pattern(
    r"\b(?:us(?:es?|ing)|launch(?:es|ing)?|invok(?:es?|ing)|call(?:s|ing)?|have|let|run(?:s|ning)?|engag(?:es?|ing)|"
    r"start(?:s|ing)?|dispatch(?:es|ing)?|spawn(?:s|ing)?|delegat(?:es?|ing)|deploy(?:s|ing)?|activat(?:es?|ing)|"
    r"consult(?:s|ing)?|hand(?:s|ing)?|bring(?:s|ing)?|leverag(?:es?|ing)|employ(?:s|ing)?|utiliz(?:es?|ing)|"
    r"trigger(?:s|ing)?|subagent_type|utiliser?|lancer?|usar[eé]?|lanzar[eé]?|verwenden?|starten?)\b|\b(?:agent|task)\(",
    re.IGNORECASE,
)
_LAUNCH_ANYWHERE = lazy_pattern(
    r"使用|调用|調用|启动|啟動|使い|使用し|起動|呼び出|사용|호출|실행|использ|запус|запущ|вызов|вызыв"
)
_REFUSED = lazy_pattern(
    r"\b(?:not|never|without|instead of|rather than|unlike|after|once|when|if|whether|from|by)\b|n['’]t\b",
    re.IGNORECASE,
)
_END = lazy_pattern(r"[.!?。！？][\s\"'“”]|\\n|\n\s*\n")
_SENTENCE = 300
_TRADE = lazy_pattern(r"(?:expert|pro|specialist|architect|analyst|[a-z]{2,}(?:[eo]r|ist))\Z")
_WORDS = lazy_pattern(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_A-Za-z]+")
_OPENER = lazy_pattern(r"<\s*example", re.IGNORECASE)
_NO_NAMES = frozenset({
    "right", "same", "appropriate", "other", "another", "specialized", "specialised", "dedicated", "relevant",
    "correct", "proper", "best", "following", "new", "next", "main", "custom", "task", "sub", "first", "second",
    "third", "expert", "specialist", "existing", "previous", "parent", "child", "current", "default", "available",
    "background",
})  # fmt: skip
_WRONG_USE = lazy_pattern(
    r"\b(?:do not|don['’]t|never|not)\s+(?:use|invoke|launch|trigger|call)\b|\bnegative\b", re.IGNORECASE
)


class ExampleNamesOtherAgent(Rule):
    """Mostly a block copied from another agent's file, with the other agent's name left in."""

    name = "example-names-other-agent"
    summary = "Example in a description that launches another agent than the one it describes"
    severity = Severity.WARNING
    tags = ("examples", "description")
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding for each block, at the first name that is not this agent's."""
        if file.kind.kind not in ("agent", "mode") or not _may_matter(file):
            return
        own = _own_names(file)
        if not own:
            return
        shown = _written_name(file) or file.path.rsplit("/", 1)[-1]
        for examples in find_examples(file.document):
            if examples.place != "description":
                continue
            for block in examples.blocks:
                found = _other_agent(file, block, own)
                if found is not None:
                    span, name = found
                    yield self.report(
                        span, f"this example launches `{_short(name)}`, not `{_short(shown)}`",
                        help="Name this agent in the assistant's turn, or move the example to the agent that it shows.",
                    )  # fmt: skip


def _may_matter(file: File) -> bool:
    header = file.frontmatter
    end = header.span.end if header is not None else len(file.source.text)
    return _OPENER.search(file.source.text, 0, end) is not None


def _other_agent(file: File, block: Example, own: tuple[str, ...]) -> tuple[Span, str] | None:
    """The first agent that an assistant turn launches; None where any turn names this one."""
    if block.placeholder:
        return None
    turns = [(turn.role, turn.span.start, file.source.slice(turn.span)) for turn in block.turns]
    if any(_names(text.lower(), own) for _, _, text in turns):
        return None
    rest = [span for span in (block.context, block.commentary) if span is not None]
    if any(_WRONG_USE.search(file.source.slice(span)) for span in (block.open, *rest)):
        return None
    for role, start, text in turns:
        if role != "assistant":
            continue
        for match in _MENTION.finditer(text):
            kind = match.lastgroup or ""
            name = match[kind]
            if kind == "words" and not _may_be_name(name, own):
                continue
            if _launched(text, match.start(), match.end()) and not _same(name, own):
                return Span(start + match.start(kind), start + match.end(kind)), name
    return None


def _may_be_name(words: str, own: tuple[str, ...]) -> bool:
    """Whether words of prose before "agent" name one: a trade if there are several, and nothing akin to this agent."""
    parts = words.lower().split()
    if not _NO_NAMES.isdisjoint(parts) or (len(parts) > 1 and _TRADE.search(parts[-1]) is None):
        return False
    beginnings = {part[:4] for name in own for part in name.split()}
    return beginnings.isdisjoint(part[:4] for part in parts)


def _launched(text: str, start: int, end: int) -> bool:
    """Whether the sentence around a mention says that the agent is called, and not that it is, was or may be."""
    if text[end : end + 2] in ("'s", "’s"):
        return False
    first = max(0, start - _SENTENCE)
    before = text[first:start]
    breaks = [match.end() for match in _END.finditer(before)]
    before = before[breaks[-1] :] if breaks else before
    verb = _LAUNCH.search(before) or _LAUNCH.search(text, start, end)
    if verb is not None:
        return _REFUSED.search(before) is None
    stop = _END.search(text, end, end + _SENTENCE)
    after = text[end : stop.start() if stop else end + _SENTENCE]
    return _LAUNCH_ANYWHERE.search(before) is not None or _LAUNCH_ANYWHERE.search(after) is not None


def _own_names(file: File) -> tuple[str, ...]:
    """What this agent is called, by its header and by its file, without a closing "agent"."""
    stem = file.path.rsplit("/", 1)[-1].split(".", 1)[0]
    names = (_bare(stem), _bare(_written_name(file) or ""))
    return tuple(dict.fromkeys(name for name in names if name))


def _written_name(file: File) -> str | None:
    entry = file.frontmatter.get("name") if file.frontmatter is not None else None
    text = entry.text if entry is not None else None
    return text.strip() or None if text is not None else None


def _names(text: str, own: tuple[str, ...]) -> bool:
    """Whether a text names the agent, whatever stands between the words of its name."""
    for name in own:
        slug = name.replace(" ", "-")
        at = text.find(slug)
        if at >= 0 and not _is_word(text[at - 1 : at]) and not _is_word(text[at + len(slug) : at + len(slug) + 1]):
            return True
    likely = any(all(word in text for word in name.split()) for name in own)
    return likely and _naming(own).search(text) is not None


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


@lru_cache(maxsize=16)
def _naming(own: tuple[str, ...]) -> re.Pattern[str]:
    spelled = "|".join(r"[\W_]*".join(name.split()) for name in own)
    return re.compile(rf"(?<!\w)(?:{spelled})(?:s|[\W_]*agent)?(?!\w)")


def _same(name: str, own: tuple[str, ...]) -> bool:
    """Whether a name is this agent's in another spelling, a part of it or an addition to it."""
    plain = _bare(name).replace(" ", "")
    return not plain or any(plain in mine or mine in plain for mine in (n.replace(" ", "") for n in own))


def _bare(name: str) -> str:
    """The words of a name in lower case, without a closing "agent"."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if len(words) > 1 and words[-1] in ("agent", "subagent"):
        words.pop()
    return " ".join(words)


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= 30 else name[:29] + "…"
