"""vague-description: a description that names a role and says nothing of when to use it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentlint.api import Rule, Scalar, Severity, lazy_pattern, record, without_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File

_LONGEST = 200
"""Code points; a longer description says something."""
_MOST_WORDS = 20
_OWN_WORDS = ("agent", "skill", "subagent", "droid", "mode", "prompt", "command", "tool", "workflow", "helper", "bot")
_ROLES = frozenset({
    *_OWN_WORDS, "assistant", "expert", "specialist", "architect", "analyst", "coach", "consultant", "lead", "master",
    "maestro", "guru", "wizard", "oracle", "dev", "pro", "partner", "scientist", "sre", "dba", "pm", "qa", "ninja",
    "professional", "strategist", "persona", "hero", "artist", "technician", "librarian", "guide", "scribe", "critic",
})  # fmt: skip
_ROLE_ENDING = lazy_pattern(r"[a-z]{3,}(?:er|or|ist|eur|tant|cian)")
_NO_ROLES = frozenset({
    "docker", "server", "router", "layer", "container", "browser", "helm-chart", "parameter", "header", "footer",
    "error", "number", "buffer", "cluster", "filter", "folder", "order", "paper", "user", "customer", "water", "power",
    "cover",
    "compiler", "either", "other", "later", "after", "over", "under", "better", "color", "vector", "checklist", "list",
    "twitter", "flutter", "jupyter", "newsletter", "terraform", "center", "chapter", "letter", "matter", "behavior",
    "monitor", "editor", "refactor", "register", "answer", "discover", "consider", "deliver", "transfer", "trigger",
})  # fmt: skip
_NOTHING_SAID = lazy_pattern(
    r"(?:helps?|assists?|works?|deals?)(?: (?:you|users?|me|people|out))? with "
    r"(?:(?:your|the|all|any|various|general|some|many|my) )?"
    r"(?:code|coding|tasks?|things|stuff|everything|anything|development|programming|work|projects?|questions)"
    r"(?: tasks?| work)?|(?:does|handles) (?:everything|anything|things|stuff|tasks|all kinds of tasks)|"
    r"(?:an? )?(?:general|generic|multi)[- ]purpose(?: \w+)?",
    re.IGNORECASE,
)
_OPENING = lazy_pattern(r"(?:(?:you are|this is|i am|acts? as|be) )?(?:an? |the |your )?", re.IGNORECASE)
_WORD = lazy_pattern(r"[^\W_](?:[\w'’+#./&-]*[\w+#])?")
_NO_SPACES = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]")
_SAYS_MORE = lazy_pattern(
    r"[,;:(—–]|\b(?:for|to|that|who|which|when|whenever|if|after|before|on|of|using)\b", re.IGNORECASE
)
_PLACEHOLDER = lazy_pattern(r"[<\[{]|\b(?:TODO|TBD|FIXME|deprecated)\b", re.IGNORECASE)
_NOT_CHOSEN = (
    ("disable-model-invocation", "true"), ("mode", "primary"), ("hidden", "true"), ("disable", "true"),
    ("infer", "false"),
)  # fmt: skip
"""Keys with the value under which the model does not choose the file by its description."""


@record()
class Options:
    """How long a description is that is reported for being a mere role."""

    max_words: int = 4
    """Most words of a description that counts as the name of a role and nothing else."""


class VagueDescription(Rule):
    """Agents and skills, which the model chooses by their descriptions."""

    name = "vague-description"
    summary = "Description that does not say when to use the agent or skill"
    severity = Severity.WARNING
    tags = ("description",)
    since = "0.1.0"
    options_type = Options

    def check(self, file: File) -> Iterator[Diagnostic]:
        """At most one finding, at the description."""
        header = file.frontmatter
        if header is None or file.kind.kind not in ("agent", "skill") or file.kind.confidence == "low":
            return
        entry = header.get("description")
        if entry is None or not isinstance(entry.value, Scalar) or not 0 < len(entry.value.value) <= _LONGEST:
            return
        if any(
            (found := header.get(key)) is not None and (found.text or "").strip() == off for key, off in _NOT_CHOSEN
        ):
            return
        text = entry.value.value.strip()
        if not text or "\\n" in text or "\n\n" in text or _PLACEHOLDER.search(text):
            return
        name = header.get("name")
        what = self._fault(text, (name.text or "") if name is not None else "", file)
        if what is not None and without_examples(text) == text:
            yield self.report(
                entry.value.span, f"`{_short(text)}` {what}",
                help=f"Say what the {file.kind.kind} does and when it is called for: the model chooses by this text.",
            )  # fmt: skip

    def _fault(self, text: str, name: str, file: File) -> str | None:
        bare = text.rstrip(".!。")
        words = _WORD.findall(bare) if bare.count(" ") < _MOST_WORDS else []
        if not words:
            return None
        if not bare.isascii() and _NO_SPACES.search(bare):
            return "is too short to say when to use it" if len(bare) <= 4 else None
        if _plain(bare) in _names(file, name):
            return "is no more than its name"
        if len(words) <= 2 and len(bare) <= 40:
            return "is too short to say when to use it"
        if _NOTHING_SAID.fullmatch(_OPENING.sub("", bare, count=1)) or _NOTHING_SAID.fullmatch(bare):
            return "could be said of any"
        opening = _OPENING.match(bare)
        phrase = bare[opening.end() :] if opening else bare
        role = words[-1].lower()
        if len(_WORD.findall(phrase)) <= self.options.max_words and _is_role(role) and not _SAYS_MORE.search(phrase):
            return "names a role and not when to use it"
        return None


def _is_role(word: str) -> bool:
    return word in _ROLES or (word not in _NO_ROLES and _ROLE_ENDING.fullmatch(word) is not None)


def _names(file: File, name: str) -> frozenset[str]:
    """The file's names without separators, also with the word for what it is behind them."""
    *folders, base = file.path.split("/")
    stem = folders[-1] if base == "SKILL.md" and folders else base.split(".", 1)[0]
    plain = {_plain(one) for one in (name, stem)} - {""}
    return frozenset(plain | {one + word for one in plain for word in _OWN_WORDS})


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
