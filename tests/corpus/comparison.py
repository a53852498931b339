"""What the tests against other header readers share: our reading, the comparison, and headers made for the purpose."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from agentlint.hosts.model import FileKind
from agentlint.hosts.reader import read
from agentlint.hosts.reading import Outcome, Reading
from agentlint.source import Source
from agentlint.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from agentlint.hosts.model import ParserId

    Result = tuple[dict[Any, Any], str] | None
    """Data and body as the other reader has them, None where it refuses the text."""

YAML_1_1_WORDS = {"yes": True, "on": True, "no": False, "off": False}

CRAFTED: Mapping[str, str] = {
    "plain": "---\nname: a\ndescription: b\n---\nbody\n",
    "no header": "body\n",
    "empty file": "",
    "empty header": "---\n---\nbody\n",
    "blank header": "---\n\n---\nbody\n",
    "comment only": "---\n# nothing\n---\nbody\n",
    "blanks after the opening line": "--- \t\nname: a\n---\nbody\n",
    "blanks after the closing line": "---\nname: a\n--- \t\nbody\n",
    "four dashes open": "----\nname: a\n----\nbody\n",
    "five dashes close": "---\nname: a\n-----\nbody\n",
    "language after the opening line": "---yaml\nname: a\n---\nbody\n",
    "text after the closing line": "---\nname: a\n--- x\nbody\n",
    "word on the closing line": "---\nname: a\n---x\nbody\n",
    "leading blank line": "\n---\nname: a\n---\nbody\n",
    "leading space": " ---\nname: a\n---\nbody\n",
    "byte order mark": "\ufeff---\nname: a\n---\nbody\n",
    "CRLF": "---\r\nname: a\r\ndescription: b c\r\n---\r\nbody\r\n",
    "lone CR": "---\rname: a\r---\rbody\r",
    "not closed": "---\nname: a\n\nbody\n",
    "not closed, no line break": "---\nname: a",
    "closed at the end of the file": "---\nname: a\n---",
    "closed by dots": "---\nname: a\n...\nbody\n",
    "dashes in a value": "---\nname: a\ndescription: b --- c\n---\nbody\n",
    "dashes in a word": "---\nname: a---b\n---\nbody\n",
    "dashes in quotes": "---\nname: 'a --- b'\n---\nbody\n",
    "dashes in a comment": "---\nname: a # --- x\n---\nbody\n",
    "indented dashes": "---\nname: |\n  a\n  ---\n  b\n---\nbody\n",
    "rule in the body": "---\nname: a\n---\nbody\n\n---\n\nmore\n",
    "unquoted colon": "---\nname: a\ndescription: b: c\n---\nbody\n",
    "duplicate key": "---\nname: a\nname: b\n---\nbody\n",
    "list at the top": "---\n- a\n- b\n---\nbody\n",
    "text at the top": "---\njust text\n---\nbody\n",
    "number at the top": "---\n42\n---\nbody\n",
    "block list": "---\ntools:\n  - a\n  - b\n---\n",
    "block list at the margin": "---\ntools:\n- a\n- b\n---\n",
    "flow list": "---\ntools: [a, 'b', \"c\"]\n---\n",
    "flow map": "---\nhooks: {a: 1, b: [c]}\n---\n",
    "flow at the top": '---\n{"name": "a", "n": 1}\n---\n',
    "literal": "---\nd: |\n  a\n   b\n\n  c\n---\n",
    "literal, kept and stripped": "---\na: |+\n  x\n\nb: |-\n  y\n\n---\n",
    "folded": "---\nd: >\n  a\n  b\n\n  c\n   d\n---\n",
    "plain over lines": "---\nd: a\n  b\n\n  c\n---\n",
    "double quotes": '---\nd: "a\\n\\"b\\" \\u00e9 \\x41 \\U0001F600\\\n  c"\n---\n',
    "single quotes": "---\nd: 'it''s\n  two'\n---\n",
    "anchor and alias": "---\na: &x [1]\nb: *x\n---\n",
    "merge key": "---\na: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n---\n",
    "tag str": "---\na: !!str 1\n---\n",
    "unknown tag": "---\na: !thing b\n---\n",
    "undefined alias": "---\na: *x\n---\n",
    "glob": "---\nglobs: **/*.ts\n---\n",
    "comment after a value": "---\na: b # c\nd: e#f\n---\n",
    "nothing written": "---\na:\nb: ~\nc: null\nd: ''\n---\n",
    "booleans": "---\na: true\nb: False\nc: TRUE\nd: tRue\n---\n",
    "words of YAML 1.1": "---\na: yes\nb: No\nc: ON\nd: off\n---\n",
    "letters of YAML 1.1": "---\na: y\nb: N\n---\n",
    "integers": "---\na: 1\nb: -2\nc: +3\nd: 0\n---\n",
    "integers with leading zero": "---\na: 010\nb: 08\n---\n",
    "octal of YAML 1.2": "---\na: 0o17\n---\n",
    "hexadecimal and binary": "---\na: 0x1F\nb: 0b101\n---\n",
    "integers with underscores": "---\na: 1_000\n---\n",
    "sexagesimal": "---\na: 1:30\nb: 190:20:30\n---\n",
    "floats": "---\na: 1.5\nb: .5\nc: 1.\nd: -0.25\n---\n",
    "floats with exponent": "---\na: 1e3\nb: 1.5e+3\nc: 1.5e3\n---\n",
    "infinity": "---\na: .inf\nb: -.Inf\n---\n",
    "version": "---\na: 1.0.0\nb: v1\nc: 2.1.329\n---\n",
    "date": "---\na: 2026-01-31\n---\n",
    "date and time": "---\na: 2026-01-31T10:20:30Z\n---\n",
    "no such date": "---\na: 2026-02-31\n---\n",
    "quoted scalars stay text": "---\na: '1'\nb: \"true\"\nc: '2026-01-31'\n---\n",
    "number as key": "---\n1: a\ntrue: b\n---\n",
    "quoted key": "---\n'a b': c\n\"d\": e\n---\n",
    "explicit key": "---\n? a\n: b\n---\n",
    "tab before a value": "---\na:\tb\n---\n",
    "tab as indentation": "---\na:\n\tb: c\n---\n",
    "tab after a value": "---\na: b\t\nc: d\n---\n",
    "key without a space": "---\na:b\nc: d\n---\n",
    "text after a quote": "---\na: 'b' c\n---\n",
    "unclosed quote": "---\na: 'b\nc: d\n---\nbody\n",
    "unclosed list": "---\na: [b, c\nd: e\n---\n",
    "text after a list": "---\nargument-hint: [a] [b]\n---\n",
    "bad escape": '---\na: "\\d"\n---\n',
    "placeholder": "---\na: {{b}}\n---\n",
    "reserved at": "---\na: @b\n---\n",
    "reserved backtick": "---\na: `b`\n---\n",
    "percent": "---\na: %b\n---\n",
    "star word": "---\na: *b c\n---\n",
    "exclamation": "---\na: !b c\n---\n",
    "dash value": "---\na: - b\n---\n",
    "question value": "---\na: ? b\n---\n",
    "colon at the end": "---\na: b:\n---\n",
    "speech at the margin": '---\na: b\nuser: "c"\nassistant: "d" e\n---\n',
    "indented continuation with a colon": "---\na: b\n  c: d\n---\n",
    "NUL": "---\na: b\0c\n---\n",
    "control character": "---\na: b\x01c\n---\n",
    "no-break space": "---\na:\u00a0b\nc: d\u00a0e\n---\n",
    "line separator": "---\na: b\u2028c\n---\n",
    "next line character": "---\na: b\u0085c\n---\n",
    "emoji": "---\na: \U0001f680 b\n---\n",
    "two documents": "---\na: b\n...\nc: d\n---\n",
    "directive": "---\n%YAML 1.2\na: b\n---\n",
}


NO_MAPPING = {"list at the top", "text at the top", "number at the top"}
"""The libraries hand such data on; no host can use it, so our models count it as refused."""
YAML_1_1_NUMBERS = {"integers with leading zero", "octal of YAML 1.2", "sexagesimal"}
"""Our typed values are those of YAML 1.2."""


def our_reading(parser: ParserId, source: Source) -> Reading:
    """What our model of the parser makes of a text, as a kind that adds nothing of its own."""
    return read(
        Document(source), FileKind(id=f"{parser}/rule", host=parser, kind="rule", parser=parser, confidence="high")
    )


def compare(theirs: Any, ours: Any, at: str = "") -> list[str]:
    """Differences as `class at key`; `timestamp` and `yaml-1.1-word` name known limits of our typed values."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        names = [str(key) for key in theirs]
        keys = [f"keys at {at or '/'}"] if sorted(names) != sorted(ours) else []
        shared = [key for key in theirs if str(key) in ours]
        return keys + [d for key in shared for d in compare(theirs[key], ours[str(key)], f"{at}/{key}")]
    if isinstance(theirs, list) and isinstance(ours, list):
        if len(theirs) != len(ours):
            return [f"length at {at}"]
        return [d for i, pair in enumerate(zip(theirs, ours, strict=True)) for d in compare(*pair, f"{at}/{i}")]
    if isinstance(theirs, datetime.date) and isinstance(ours, str):
        return [f"timestamp at {at}"] if theirs.isoformat()[:10] == ours[:10] else [f"value at {at}"]
    if isinstance(theirs, bool) and isinstance(ours, str):
        return [f"yaml-1.1-word at {at}"] if YAML_1_1_WORDS.get(ours.lower()) is theirs else [f"value at {at}"]
    number = isinstance(theirs, int | float) and not isinstance(theirs, bool)
    if number and isinstance(ours, int | float) and not isinstance(ours, bool):
        return [] if theirs == ours else [f"value at {at}"]
    return [] if type(theirs) is type(ours) and theirs == ours else [f"value at {at}"]


def judge(theirs: Result, ours: Reading, text: str) -> list[str]:
    """All differences between the other reader's result and our reading of one text."""
    if theirs is None:
        return [] if ours.outcome is Outcome.DROPPED else [f"refused there, {ours.outcome} here"]
    if ours.outcome in (Outcome.DROPPED, Outcome.UNKNOWN, Outcome.RECOVERED):
        return [f"read there, {ours.outcome} here"]
    data, body = theirs
    rows = compare(data, dict(ours.values))
    return rows if lines(body) == lines(text[ours.body_start :]) else [*rows, "body"]


def lines(text: str) -> str:
    """A body as the readers agree on it: no blank at either end, LF."""
    return text.replace("\r\n", "\n").strip()


def differences(
    parser: ParserId, texts: Iterable[tuple[str, str]], oracle: Callable[[str, str], Result]
) -> dict[str, list[str]]:
    """Class of difference to the names of the texts that show it, over pairs of name and text."""
    found: dict[str, list[str]] = {}
    for name, text in texts:
        for row in judge(oracle(name, text), our_reading(parser, Source(name, text)), text):
            found.setdefault(row.split(" at /")[0], []).append(name)
    return found
