"""Descriptions and names as items of words, and words as terms that can be compared.

An *item* is a piece of a description between commas, semicolons, sentence ends or the words "and" and "or": the unit
in which authors list what an agent is for. A *term* is a word without its ending, so that "optimizing APIs" and "API
optimization" share both; for scripts that write no blanks a term is a pair of neighbouring characters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from agentlint.api import lazy_pattern

from .vocabulary import ALIASES, KINDS, RANKS, STOP_WORDS

MAX_CHARACTERS = 2000
"""How much of a description is compared; hosts cut theirs at about this length too."""
MAX_WORD = 40
"""Longer runs of characters are data, not words, and are left out."""
MAX_ITEMS = 120

_CONTINUOUS = "\u0e00-\u0e7f\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = lazy_pattern(
    rf"[{_CONTINUOUS}]+|\b[a-z]{{1,3}}/[a-z]{{1,3}}\b|\.?[^\W_{_CONTINUOUS}]+(?:-[^\W_{_CONTINUOUS}]+)*(?:\+\+|#)?"
)
_IS_CONTINUOUS = lazy_pattern(rf"[{_CONTINUOUS}]")
_BREAK = lazy_pattern(
    r"[,;:!?()\[\]{}<>|\n\r\"“”、。，；：！？（）「」・—–•*`]|\.(?=\s|$)|\s-\s|\s(?:and/or|and|or|und|oder|et|ou|y|o|e|и|или)\s"
)
_DENIAL = lazy_pattern(
    r"\b(?:do not use|don't use|never use|not (?:intended |meant |to be used )?for|should not be used|avoid using|"
    r"nicht für|ne pas utiliser|no usar|не использ)[^.\n。]*|(?:不用于|不适用于|使用しない)[^.\n。]*"
)
_SCRIPT_FILE = lazy_pattern(r"(?<=\w)\.js\b")
_JOINED = lazy_pattern(r"\b(front|back|full)[ -](?:(end)|(stack))\b")
_CAMEL = lazy_pattern(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ENDINGS = (
    "izations", "ization", "isation", "ations", "ation", "ments", "ment", "ities", "ingly", "tions", "izing", "ising",
    "ating", "izers", "izer", "ators", "ator", "tion", "ings", "ized", "ises", "izes", "ated", "ates", "ions", "ness",
    "able", "ies", "ity", "ing", "ion", "ize", "ise", "ate", "ers", "ors", "ed", "er", "or", "es", "al", "ic", "e",
    "s", "y",
)  # fmt: skip
_LONGER_STEM = {"y": 5, "tion": 5, "tions": 5, "ment": 6, "ments": 6, "s": 3}
_ROOTS = lazy_pattern(
    r"analy(?=[sztc])|architect|automat|deploy|develop|document|implement|integrat|integrit|optimi|perform|research|secur"
)
"""Beginnings that settle the term by themselves, where cutting endings would part what belongs together."""


def normalise(text: str) -> str:
    """The first `MAX_CHARACTERS` of the text in lower case and compatibility form, without invisible characters."""
    text = text[: 4 * MAX_CHARACTERS].replace("\\n", "\n")
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFKC", text)[: 8 * MAX_CHARACTERS]
        text = "".join([c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Cs")])
    return _JOINED.sub(r"\1\2\3", _SCRIPT_FILE.sub("js", text[:MAX_CHARACTERS].lower()))


def split_items(text: str) -> list[str]:
    """Items of a description, each as its words joined by blanks, words without a claim left out; at most `MAX_ITEMS`.

    What the author says it is not for is no claim and is left out too.
    """
    items = []
    for piece in _BREAK.split(_DENIAL.sub(".", normalise(text))):
        words = [w for w in _WORD.findall(piece) if len(w) <= MAX_WORD or is_continuous(w)]
        kept = [w for w in words if w not in STOP_WORDS]
        if kept:
            items.append(" ".join(kept))
    return items[:MAX_ITEMS]


def without_words(items: list[str], unwanted: frozenset[str]) -> list[str]:
    """The items without words that share a term with `unwanted`; items of which nothing is left are dropped."""
    if not unwanted:
        return items
    kept = (" ".join(w for w in item.split(" ") if unwanted.isdisjoint(terms(w))) for item in items)
    return [item for item in kept if item]


def split_name(name: str) -> list[str]:
    """Words of a name in lower case, camel case taken apart, rank and kind words included."""
    spaced = _CAMEL.sub(" ", name[:200]).replace("-", " ").replace("_", " ")
    return [w for w in _WORD.findall(normalise(spaced)) if len(w) <= MAX_WORD]


def core_words(words: list[str]) -> list[str]:
    """Words of a name without rank and kind. Numbers stay: "worker-1" and "worker-2" are not one name."""
    kept: list[str] = []
    for word in reversed(words):
        at_end = all(w.isdigit() for w in kept)
        if word not in RANKS and not (at_end and word in KINDS):
            kept.append(word)
    return kept[::-1]


def is_continuous(word: str) -> bool:
    """Whether the word is a run of a script that writes no blanks between words."""
    return word[:1] >= "\u0e00" and _IS_CONTINUOUS.match(word) is not None


def common_part(word: str, found: frozenset[str]) -> str:
    """The longest part of a run without blanks of which every term is among those found; empty for none."""
    best = part = ""
    for at in range(len(word) - 1):
        pair = word[at : at + 2]
        part = (part + pair[1] if part else pair) if pair in found else ""
        if len(part) > len(best):
            best = part
    return best or (word if word in found else "")


def terms(item: str) -> list[str]:
    """Terms of an item, in order, repeated ones included."""
    return [term for word in item.split() for term in _word_terms(word)]


@lru_cache(maxsize=65536)
def _word_terms(word: str) -> tuple[str, ...]:
    if is_continuous(word):
        return tuple([word[i : i + 2] for i in range(len(word) - 1)]) or (word,)
    if word in ALIASES:
        return (_stem(ALIASES[word]),)
    if "-" in word or "/" in word:
        return tuple(
            t
            for part in word.replace("/", "-").split("-")
            if part and part not in STOP_WORDS
            for t in _word_terms(part)
        )
    return (_stem(word),)


def _stem(word: str) -> str:
    if len(word) < 5 or not word.isascii() or not word.isalpha():
        return word[:-1] if len(word) == 4 and word.endswith("s") and not word.endswith("ss") else word
    if word.endswith("xes"):  # fixes, boxes: as the singular
        return word[:-2]
    root = _ROOTS.match(word)
    if root:
        return root.group()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LONGER_STEM.get(ending, 4) and word[-2:] != "ss":
            word = word[: -len(ending)]
            break
    if len(word) > 5 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeious":
        word = word[:-1]
    return word
