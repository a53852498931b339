"""Well-formed example blocks of our own making, in the shapes in which agents are written, and the rule run on them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from agentlint.hosts.catalog import KINDS
from agentlint.lint.file import File
from agentlint.project.settings import Settings
from agentlint.source import Source
from agentlint.syntax.document import Document
from agentlint_rules.malformed_example.rule import MalformedExample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.diagnostic import Diagnostic

SCENES = [
    ("The kiln has cooled", "Can I take the bowls out?", "I will ask the potter agent.", "Glazes are its trade."),
    ("A pot cracked: twice", "Why does it crack, every time?", "Let me use the potter agent.", "It knows clay."),
    ("A customer wants forty cups", "Plan (five days).", "The potter agent can plan the firings & drying.", "It can."),
]
STYLES = ("plain", "single", "double", "literal", "folded", "margin", "body", "no header")


def block(scene: tuple[str, str, str, str], form: str, commentary: bool) -> str:
    """One block with real line breaks, or on one line (`flat`)."""
    context, user, assistant, why = scene
    note = f"<commentary>{why}</commentary>" if commentary else ""
    if form == "lines":
        parts = [f"Context: {context}", f'user: "{user}"', f'assistant: "{assistant}"']
        if commentary:
            parts += ["<commentary>", why, "</commentary>"]
        return "\n".join(["<example>", *parts, "</example>"])
    if form == "after":
        parts = [f"Context: {context}", f'user: "{user}"', note, f'assistant: "{assistant}"']
        return "\n".join(["<example>", *(part for part in parts if part), "</example>"])
    if form == "labels":
        return "\n".join(["<example>", f"- **User:** {user}", f"- **Assistant:** {assistant}", note + "</example>"])
    if form == "tags":
        parts = [f"<context>{context}</context>", f"<user>{user}</user>", f"<assistant>{assistant}</assistant>"]
        return "\n".join(["<example>", *(f"  {part}" for part in [*parts, note] if part), "</example>"])
    quoted = f"user: '{user}' assistant: '{assistant}'".replace("I will", "I'll")
    return f"<example>Context: {context}. {quoted} {note}</example>"


FORMS = ("lines", "after", "labels", "tags", "flat")


def whole(style: str, blocks: list[str], separator: str) -> str:
    """A file that holds the blocks in a description of that style, or in the body."""
    claim = "Use this agent for pots, bowls and cups. Examples:"
    text = separator.join([claim, *blocks])
    written = text.replace("\n", "\\n")
    indented = "".join(f"  {line}\n" if line else "\n" for line in text.split("\n"))
    value = {
        "plain": f"{written}\n",
        "single": "'" + written.replace("'", "''") + "'\n",
        "double": '"' + written.replace('"', '\\"') + '"\n',
        "literal": f"|\n{indented}",
        "folded": f">\n{indented}",
        "margin": f"{text}\n",
    }.get(style, "Makes pots.\n")
    head = f"---\nname: potter\ndescription: {value}model: opus\n---\n\n"
    if style == "body":
        return f"{head}# Pots\n\n{text}\n\n## Then\n\nWash up.\n"
    if style == "no header":
        return f"# Pots\n\n{text}\n\n## Then\n\nWash up.\n"
    return f"{head}You make pots.\n"


def shapes() -> Iterator[tuple[str, str]]:
    """Name and text of every shape."""
    for style, form, commentary, separator in itertools.product(STYLES, FORMS, (True, False), ("\n\n", "\n\n- ")):
        if style == "margin" and form != "lines":
            continue
        blocks = [block(scene, form, commentary) for scene in SCENES]
        yield f"{style}/{form}/{commentary}/{separator!r}", whole(style, blocks, separator)


def check(text: str, path: str = ".claude/agents/potter.md") -> tuple[Source, list[Diagnostic]]:
    """What the rule says of a text."""
    source = Source(path, text)
    kind = KINDS["claude-code/agent"]
    return source, list(MalformedExample().check(File(Document(source), kind, (kind,), Settings())))


def warnings(text: str, path: str = ".claude/agents/potter.md") -> tuple[Source, list[Diagnostic]]:
    """What the rule says of a text above `info`."""
    source, found = check(text, path)
    return source, [diagnostic for diagnostic in found if diagnostic.severity != "info"]
