"""Generators of bodies: the shapes that real prompt files have, and much that no formatter expects."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = [
    "Check",
    "the",
    "**bold**",
    "`code`",
    "`` a ` b ``",
    "$ARGUMENTS",
    "$1",
    "{{name}}",
    "@docs/plan.md",
    "!`git status`",
    "<b>",
    "<thinking>",
    "</thinking>",
    "[link](a.md)",
    "[ref]",
    "1.",
    "-",
    "+",
    "#",
    ">",
    "|",
    "a|b",
    "\\",
    "\\*",
    "*",
    "é",
    "漢字",
    "\U0001f680",
    "\xa0",
    "\u200b",
    "&amp;",
    "http://x.y",
    "---",
    "├── src",
    "│",
    "~~x~~",
    "<!-- c -->",
    "`",
]
ENDS = st.sampled_from(["", "", "", "", " ", "  ", "   ", "\t", " \t", "  \t", "\\", "\\ ", "\\  "])
LINE = st.builds(
    lambda words, end: " ".join(words) + end, st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), ENDS
)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
HEADING = st.one_of(
    st.builds(lambda n, t: "#" * n + " " + t, st.integers(1, 6), LINE),
    st.builds(lambda t, rule: f"{t}\n{rule}", LINE, st.sampled_from(["---", "===", "--- ", "==="])),
)
MARKS = st.sampled_from(["- ", "* ", "+ ", "1. ", "2) ", "7. ", "- [ ] ", "- [x] ", "-   ", "10. "])
PARTS = st.sampled_from(
    [
        "| a | b |\n|---|---|\n| c | d |",
        "| a | b |  \n|---|:-:|\n| c |  | ",
        "> quote\n> more",
        "> - a\n>\n>\n> - b ",
        "***",
        "---",
        "* * *",
        "[ref]: http://x.y",
        "[ref]: a.md  \n  'title'",
        "<br>",
        "<div>\n  x\n\n</div>",
        "<pre>\na  \n\n\nb\n</pre>",
        "text <pre>a  \nb</pre>",
        "    indented  \n\n\n    code",
        "<!-- a  \n\n\nb -->",
        "`a  \nb`",
        "``` inline ```  \nx",
        '<example>\nuser: "x"  \n\n\nassistant: "y"\n</example>',
        "<rules>\n\n# A\n- b  \n\n\n- c\n\n</rules>",
        '<a title="x  \ny">z</a>',
        "├── a  \n└── b ",
        "- a\n\n\n  b  \n- c",
        "- a\n  - b\n\n\n  - c",
        "1. a\n   ```\n   x  \n\n\n   y\n   ```\n2. b",
    ]
)
FENCES = st.builds(
    lambda mark, info, rows, close: f"{mark}{info}\n" + "\n".join(rows) + (f"\n{mark}" if close else ""),
    st.sampled_from(["```", "~~~", "````"]),
    st.sampled_from(["", "python", " md ", "yaml"]),
    st.lists(st.one_of(LINE, st.sampled_from(["", "   ", "---", "name: x", "```python", "```", "# x"])), max_size=5),
    st.sampled_from([True, True, True, False]),
)


@st.composite
def items(draw: st.DrawFn) -> str:
    """A list, tight, loose or neither, with texts that go on and items inside items."""
    mark = draw(MARKS)
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        rows.append(mark + draw(LINE))
        rows += draw(
            st.sampled_from([[], [], [], [""], ["", "  "], ["  more  "], ["   - inner ", "   - other"], ["lazy"]])
        )
    return "\n".join(rows)


BLOCK = st.one_of(TEXT, TEXT, HEADING, HEADING, items(), items(), PARTS, FENCES)
BETWEEN = st.sampled_from(["\n", "\n", "\n\n", "\n\n", "\n\n", "\n\n\n", "\n \n", "\n\n  \n\t\n", "  \n"])


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """A few blocks with one, several or no blank lines between them."""
    pieces = [draw(st.sampled_from(["", "", "\n", "\n\n\n", " \n"]))]
    for block in draw(st.lists(BLOCK, max_size=6)):
        pieces += [block, draw(BETWEEN)]
    return "".join(pieces) + draw(st.sampled_from(["", "", "\n", "\n\n", "  ", "end"]))
