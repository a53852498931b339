"""Generators of headers: the shapes that real files have, and damage done to them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

KEYS = [
    "name",
    "description",
    "tools",
    "model",
    "color",
    "allowed-tools",
    "hooks",
    "skills",
    "metadata",
    "version",
    "paths",
    "memory",
    "x_1",
    "a.b",
]
WORDS = [
    "reviews",
    "the",
    "code",
    "a",
    "Read",
    "don't",
    "e.g.",
    "C#",
    "a:b",
    "x#y",
    "http://x.y/z",
    "50%",
    "R&D",
    "(a)",
    "a*",
    "é",
    "漢字",
    "\U0001f680",
    "e\u0301",
    "\xa0",
    "\\n",
    "—",
    "“q”",
    "-",
    "--",
    "a, b",
    "[x]",
    "{y}",
    "1",
    "true",
    "<example>",
    "user",
    "\u200b",
    "!",
    "*",
]
TYPED = ["opus", "true", "False", "1.0", "12", "~", "null", "2026-01-02", "0x1F", "yes", "1_000", ".5"]


def sentence(words: list[str]) -> str:
    return " ".join(words)


SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(sentence)
STARTED = SENTENCES.map(lambda s: "Does " + s)
PLAIN = st.one_of(STARTED, STARTED, st.sampled_from(TYPED))
SINGLE = SENTENCES.map(lambda s: "'" + s.replace("'", "''") + "'")
DOUBLE = st.one_of(
    SENTENCES.map(lambda s: '"' + s.replace('"', '\\"') + '"'),
    SENTENCES.map(lambda s: '"' + s.replace("\\", "\\\\") + ' \\"q\\" \\u00e9"'),
)
SCALARS = st.one_of(PLAIN, SINGLE, DOUBLE)
NAMES = st.sampled_from(["Read", "Grep", "Bash(git:*)", "Bash(git add *)", "mcp__s__t", "Task", "*", "WebFetch"])
COMMAS = st.lists(NAMES.filter(lambda n: n != "*"), min_size=1, max_size=5).map(", ".join)
FLOW_ITEMS = st.one_of(
    st.sampled_from(["Read", "a b", "x/y", "1", "true"]), NAMES.map(lambda n: f'"{n}"'), NAMES.map(lambda n: f"'{n}'")
)
FLOW = st.builds(
    lambda items, pad: f"[{pad}" + ", ".join(items) + f"{pad}]",
    st.lists(FLOW_ITEMS, max_size=4),
    st.sampled_from(["", " "]),
)
FLOW_MAPS = st.lists(st.sampled_from(["a: b", "c: 1", "d: [x, y]", "'e f': g"]), max_size=3, unique=True).map(
    lambda i: "{" + ", ".join(i) + "}"
)


@st.composite
def lists(draw: st.DrawFn) -> str:
    indent = draw(st.sampled_from(["", "  ", "    "]))
    rows = draw(st.lists(st.one_of(SCALARS, FLOW, st.just("")), min_size=1, max_size=4))
    return "".join(
        "\n" + draw(st.sampled_from(["", "", "", "\n", f"{indent}# c\n"])) + f"{indent}- {row}".rstrip(" ")
        for row in rows
    )


@st.composite
def maps(draw: st.DrawFn) -> str:
    keys = draw(st.lists(st.sampled_from(["a", "b", "Bash", "PreToolUse", "k-1"]), min_size=1, max_size=3, unique=True))
    return "".join(
        f"\n  {key}: " + draw(st.one_of(SCALARS, FLOW, FLOW_MAPS, st.just("\n    - a: b\n      c: d"))) for key in keys
    )


@st.composite
def blocks(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["|", ">", "|-", ">-", "|+", ">+", "|  ", "| # note", "|2", ">1"]))
    rows = draw(
        st.lists(
            st.one_of(SENTENCES, SENTENCES, st.just(""), SENTENCES.map(lambda s: "   " + s)), min_size=1, max_size=5
        )
    )
    lead = {"|2": "  ", ">1": " "}.get(head, draw(st.sampled_from(["  ", "    "])))
    if not rows[0] or rows[0].startswith(" "):
        rows = ["first", *rows]
    return head + "".join("\n" + (lead + row if row else draw(st.sampled_from(["", "", " ", lead]))) for row in rows)


@st.composite
def wrapped(draw: st.DrawFn) -> str:
    """A flow scalar over several lines."""
    rows = draw(st.lists(st.one_of(STARTED, st.just("")), min_size=1, max_size=3))
    text = "Text" + "".join("\n" + ("  " + row if row else "") for row in rows)
    quote = draw(st.sampled_from(["", "'", '"']))
    if quote == "'":
        text = text.replace("'", "''")
    return quote + text + (quote or "\n  end")


VALUES = st.one_of(
    SCALARS,
    SCALARS,
    COMMAS,
    FLOW,
    lists(),
    maps(),
    blocks(),
    wrapped(),
    FLOW_MAPS,
    st.just(""),
    st.just("&x y"),
    st.just("!!str 1"),
)


@dataclass(frozen=True)
class Header:
    """Rows of `key: value`, each with what stands above it and behind it; `text` joins them."""

    rows: tuple[tuple[str, str], ...]
    newline: str = "\n"
    final: bool = True

    @property
    def text(self) -> str:
        joined = "\n".join(row for _, row in self.rows) + ("\n" if self.final else "")
        return joined.replace("\n", self.newline)


@st.composite
def headers(draw: st.DrawFn, *, newlines: tuple[str, ...] = ("\n", "\n", "\n", "\r\n")) -> Header:
    """Headers that are nearly always valid YAML."""
    rows: list[tuple[str, str]] = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5, unique=True)):
        value = draw(VALUES)
        above = draw(st.sampled_from(["", "", "", "", "\n", "# note: x\n", "  # deep\n", "\n\n"]))
        blank = draw(st.sampled_from([" ", " ", " ", "  "])) if value and not value.startswith("\n") else ""
        behind = draw(st.sampled_from(["", "", "", "", " ", "  # why", " # a: b", "   "])) if "\n" not in value else ""
        quote = draw(st.sampled_from(["", "", "", "", "", "'", '"']))
        rows.append((key, f"{above}{quote}{key}{quote}:{blank}{value}{behind}"))
    return Header(tuple(rows), draw(st.sampled_from(newlines)), draw(st.booleans()))


MUTATIONS = [
    "'",
    '"',
    ":",
    ": ",
    "\n",
    "  ",
    " #",
    "[",
    "]",
    "{",
    "- ",
    "|",
    "&a ",
    "*a",
    "!b ",
    "\t",
    "---",
    "...",
    "%",
    "@",
    ",",
    "? ",
    "\r",
    "\x85",
    "\u2028",
]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A header with a few insertions and deletions anywhere."""
    text = draw(headers()).text
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            text = text[:at] + draw(st.sampled_from(MUTATIONS)) + text[at:]
        else:
            text = text[:at] + text[at + draw(st.integers(1, 3)) :]
    return text
