"""Who speaks in an example: labels such as `user:` or `Context:`, and tags such as `<user_request>`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from agentlint.patterns import lazy_pattern
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator

Role = Literal["user", "assistant", "other", "context"]

_QUOTES = "\"'“”‘’«»„「『《"
_USER = (
    "user", "human", "customer", "client", "ユーザー", "ユーザ", "用户", "使用者", "사용자", "usuario", "usuária",
    "usuário", "utilisateur", "benutzer", "nutzer", "gebruiker", "utente", "użytkownik", "kullanıcı", "пользователь",
)  # fmt: skip
_ASSISTANT = (
    "assistant", "claude", "ai", "アシスタント", "助手", "어시스턴트", "asistente", "assistente", "assistent",
    "asystent", "asistan", "ассистент", "помощник",
)  # fmt: skip
_CONTEXT = (
    "context", "コンテキスト", "背景", "上下文", "contexto", "contexte", "kontext", "contesto", "контекст", "kontekst",
)  # fmt: skip
_ROLES: dict[str, Role] = {
    **dict.fromkeys(_USER, "user"),
    **dict.fromkeys(_ASSISTANT, "assistant"),
    **dict.fromkeys(_CONTEXT, "context"),
    "agent": "other",
}
_NO_SPEAKER = frozenset({
    "example", "examples", "scenario", "situation", "commentary", "trigger", "triggers", "rationale", "reason", "note",
    "result",
})  # fmt: skip
_SPEAKS = frozenset({"says", "asks", "said", "message", "request", "turn", "response", "input"})

_COLON = lazy_pattern("[:：]")
# A label opens its line, behind a list or quote mark or emphasis; what follows a tag counts as the start of a line.
_LINE_START = lazy_pattern(r"[\n>\r]")
_LINE_LABEL = lazy_pattern(
    r"[ \t]*+(?:(?:[-*+•>]|\d{1,3}[.)])[ \t]++)?+[*_\"']{0,3}+"
    r"(?P<name>[^\W\d_][\w .'-]{0,30}?)[ \t]*(?:\([^()\n]{0,40}\))?[*_\"']{0,3}[ \t]?[:：][*_]{0,3}[ \t]*"
)
_ENDS_SPEECH = lazy_pattern(r"(?:[.!?。！？…\"'”’»」)>][ \t]+(?:[-*+•][ \t]+)?[*_]{0,3}|[*_]{2})\Z")
# Folding joins lines, so a label may stand inside one: before quoted speech, in bold, or behind the end of a sentence.
_INNER_NAMES = frozenset((*_USER, *_ASSISTANT, "agent"))
_LONGEST_NAME = max(map(len, _ROLES))
_LAST_WORD = lazy_pattern(r"(?<![\w-])[^\W\d_]++\Z")
_SPACE = lazy_pattern(r"[ \t]*")
_LEADING_PART = lazy_pattern(
    rf"\s*(?:[-*+•>][ \t]+)?[*_\"']{{0,3}}(?P<label>{'|'.join(_ROLES)})[*_]{{0,3}}[ \t]*[:：]"
    r"|\s*<(?P<tag>user|human|assistant|agent|context|commentary)(?:[_-][\w-]*)?>",
    re.IGNORECASE,
)
_TAG_ROLES: tuple[tuple[str, Role], ...] = (
    ("user", "user"), ("human", "user"), ("assistant", "assistant"), ("agent", "assistant"), ("context", "context"),
)  # fmt: skip
_SOFT_TAGS: dict[str, Role] = {
    **dict.fromkeys(("request", "query", "question", "input", "prompt", "task"), "user"),
    **dict.fromkeys(("response", "answer", "output", "action", "reply"), "assistant"),
}


@record()
class Label:
    """A speaker's label in a text: the offset where it begins and where the speech begins, and the role of the speaker.

    `other` is any speaker that is neither named as user nor as assistant: a first name, an agent.
    """

    role: Role
    speaker: str
    start: int
    end: int
    inner: bool
    """Whether it stands inside a line."""


def find_labels(text: str, start: int = 0, end: int | None = None) -> list[Label]:
    """All labels of `text[start:end]` in order, offsets into `text`. Linear in its length."""
    end = len(text) if end is None else end
    labels: dict[int, Label] = {}
    for match in _line_labels(text, start, end):
        name = match["name"].strip(" .'-")
        role = _role(name)
        if role is None:
            quoted = text[match.end() : match.end() + 1]
            if not quoted or quoted not in _QUOTES or name.lower() in _NO_SPEAKER or name.count(" ") > 2:
                continue
            role = "other"
        labels[match.start("name")] = Label(role, name, match.start("name"), match.end(), inner=False)
    for label in _inner_labels(text, start, end):
        labels.setdefault(label.start, label)
    return [labels[at] for at in sorted(labels)]


def _line_labels(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What looks like a label at the beginning of a line, or behind a tag."""
    at, colon = start, -1
    if start == 0 or text[start - 1] in "\n>\r":
        match = _LINE_LABEL.match(text, start, end)
        if match is not None:
            yield match
            at = match.end()
    while (found := _LINE_START.search(text, at, end)) is not None:
        at = found.end()
        if colon < at:
            following = _COLON.search(text, at, end)
            if following is None:
                return
            colon = following.start()
            line_break = text.rfind("\n", at, colon)
            if line_break >= 0:  # no colon on the lines before
                at = line_break
                continue
        match = _LINE_LABEL.match(text, at, end)
        if match is not None:
            yield match
            at = match.end()


def _inner_labels(text: str, start: int, end: int) -> Iterator[Label]:
    for colon in _COLON.finditer(text, start, end):
        stop = colon.start()
        while stop > start and text[stop - 1] in " \t":
            stop -= 1
        word = _LAST_WORD.search(text, max(start, stop - _LONGEST_NAME), stop)
        if word is None:
            continue
        name, at = word[0], word.start()
        lowered = name.lower()
        if lowered == "context" and colon[0] == ":":
            yield Label("context", name, at, colon.end(), inner=True)
        elif lowered in _INNER_NAMES:
            space = _SPACE.match(text, colon.end(), end)
            speech = space.end() if space is not None else colon.end()
            opens_quote = text[speech : speech + 1] in tuple(_QUOTES)
            if opens_quote or _ENDS_SPEECH.search(text, max(start, at - 4), at):
                yield Label(_ROLES[lowered], name, at, speech, inner=True)


def leading_part(text: str, offset: int) -> Role | Literal["commentary"] | None:
    """Which part of an example begins at the offset, blanks aside: told by its label or its tag."""
    match = _LEADING_PART.match(text, offset)
    if match is None:
        return None
    if match["label"]:
        return _ROLES[match["label"].lower()]
    tag = match["tag"].lower()
    return "commentary" if tag == "commentary" else dict(_TAG_ROLES)[tag]


def tag_role(name: str) -> tuple[Role, bool] | None:
    """The role that a tag's name speaks for, and whether it does so beyond doubt (`<user>`, not `<request>`)."""
    for prefix, role in _TAG_ROLES:
        if name == prefix:
            return role, True
        if role != "context" and name.startswith((prefix + "_", prefix + "-")):
            return role, False
    role_or_none = _SOFT_TAGS.get(name)
    return None if role_or_none is None else (role_or_none, False)


def _role(name: str) -> Role | None:
    words = name.lower().split()
    if not words:
        return None
    if words[0] in _ROLES and (len(words) == 1 or words[1] in _SPEAKS):
        return _ROLES[words[0]]
    return _ROLES.get(words[-1]) if len(words) == 2 and words[0] in ("the", "ai", "claude") else None
