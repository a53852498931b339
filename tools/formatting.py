"""Judge what the formatter did to real files, with nothing of the formatter: markdown-it's HTML, ruamel's data, lines.

    python -m tools.formatting [--every N] [FOLDER]

Copies the corpus (or FOLDER), runs `agentlint format` on all of it by name and then once more, and prints each file
that differs in anything but its looks, that is not tidy afterwards, or that the second run changes. Exits 1 if there is
one. `faults` and `untidy` are what tests, fuzzer and bench ask too.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from tools.corpus import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_HEADER = re.compile(r"\ufeff?---[ \t]*(?:\r\n?|\n)(.*?)(?:(?<=[\r\n]))---[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL)
_BREAK = re.compile(r"\r\n?|\n")
_KEY = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:[ \t]*(.*)")
_TOOLS = frozenset(("tools", "allowed-tools", "disallowedTools", "disallowed-tools", "allowed_tools", "excludeTools"))
_VERBATIM = re.compile(r"(<pre[ >].*?</pre>|<code>.*?</code>)", re.DOTALL)
_PLACEHOLDER = re.compile(
    r"\$ARGUMENTS|\$\{\w[^}\n]*\}|\$\d\b|\{\{[^{}\n]*\}\}|(?<!\S)@[\w./~-]+|!`[^`\n]*`|</?[A-Za-z][^<>\n]*>"
)
_LEAVES = frozenset(("fence", "code_block", "html_block", "hr", "inline", "table_open", "heading_open"))


def split(text: str) -> tuple[str | None, str]:
    """Header between the fence lines, if there is one, and body."""
    found = _HEADER.match(text)
    if found is None:
        return None, text.removeprefix("\ufeff")
    return found[1], text[found.end() :]


def faults(before: str, after: str) -> list[str]:
    """What a formatter must never do: each as a few words."""
    if before == after:
        return []
    found = []
    (old_header, old), (new_header, new) = split(before), split(after)
    if (old_header is None) != (new_header is None) or before.startswith("\ufeff") != after.startswith("\ufeff"):
        return ["the header came or went"]
    if old_header is not None and new_header is not None:
        found += header_faults(_unix(old_header), _unix(new_header))
    if old != new:
        # Whether its last line is ended is no part of what a file says; markdown-it shows it where a fence is open.
        old, new = _unix(old).rstrip("\n") + "\n", _unix(new).rstrip("\n") + "\n"
        if html(old, tables=True) != html(new, tables=True):
            found.append("other HTML")
        if html(old, tables=False) != html(new, tables=False):
            found.append("other HTML for a reader without tables")
        found += [f"other {what}" for what, was, now in _verbatim(old, new) if was != now]
    return found


def header_faults(old: str, new: str) -> list[str]:
    """Differences of two headers in data or comments."""
    if old == new:
        return []
    found = []
    if comments(old) != comments(new):
        found.append("other comments in the header")
    was, now = data(old), data(new)
    if was is None and now is None:
        same = [line.rstrip() for line in old.split("\n") if line.strip()]
        if same != [line.rstrip() for line in new.split("\n") if line.strip()]:
            found.append("a header that cannot be parsed changed")
    elif now is None:
        found.append("the header does not parse any more")
    elif was is None:
        # What strict YAML made of it is nothing; the words behind each key must still be there.
        for line in old.split("\n"):
            key = _KEY.fullmatch(re.sub(r"[ \t]+#.*", "", line))
            if key and (key[1] not in now or (key[2] and not _words(str(now[key[1]])).startswith(_words(key[2])))):
                if isinstance(now.get(key[1]), (list, dict)) or key[2][:1] in "\"'|>&!":
                    continue
                found.append(f"other words behind {key[1]}")
    elif _normal(was) != _normal(now):
        found.append("other data in the header")
    return found


def data(header: str) -> Any:
    """What ruamel's safe loader reads, or None where it cannot."""
    from ruamel.yaml import YAML

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor may come twice
            return YAML(typ="safe", pure=True).load(header)
    except Exception:
        return None


def comments(header: str) -> list[str]:
    """Lines that are comments; a `#` behind a value is judged with its line's value."""
    return sorted(line.strip() for line in header.split("\n") if line.lstrip().startswith("#"))


def html(text: str, *, tables: bool) -> str:
    """The HTML, runs of white space to one blank outside `pre` and `code`."""
    pieces = _VERBATIM.split(_parser(tables).render(text))
    return "".join(p if at % 2 else re.sub(r"[ \t]*\n[ \t]*|[ \t]+", " ", p) for at, p in enumerate(pieces))


def untidy(text: str) -> list[str]:
    """What a formatted file must not have any more: each as a line number and a few words."""
    if not text.strip("\ufeff"):
        return []
    header, body = split(text)
    unix = _unix(text)
    found = []
    if (not unix.endswith("\n") or unix.endswith("\n\n")) and not _ends_in_code(_unix(body)):
        found.append("end: not one newline")
    above = unix.count("\n") - _unix(body).count("\n")
    if header is not None and body.strip():
        lines = _unix(body).split("\n")
        if lines[0].strip() or not lines[1].strip():
            found.append(f"{above + 1}: not one blank line behind the header")
    if (
        header is not None
        and isinstance(data(_unix(header)), dict)
        and not re.search(r": *[|>]|[\"'][^\"'\n]*$", header, re.M)
    ):
        found += [
            f"{n}: blanks at the end"
            for n, line in enumerate(_unix(header).split("\n"), 2)
            if line != line.rstrip(" \t")
        ]
    guarded, breaks = _guarded(_unix(body))
    previous = False
    lines = _unix(body).split("\n")
    for number, line in enumerate(lines[:-1]):
        blank = not line.strip(" \t")
        if number in guarded:
            previous = False
            continue
        if blank and previous:
            found.append(f"{above + number + 1}: a run of blank lines")
        # Behind a backslash a blank keeps it from breaking the line.
        if line != line.rstrip(" \t") and not (number in breaks and line.endswith(("  ", "\\ ", "\\\t"))):
            found.append(f"{above + number + 1}: blanks at the end")
        previous = blank
    return found


@cache
def _parser(tables: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    return parser.enable("table") if tables else parser


def _unix(text: str) -> str:
    return _BREAK.sub("\n", text)


def _words(text: str) -> str:
    return re.sub(r"[\s\"'\\]+", "", text).lower()


def _normal(value: Any, key: object = None) -> Any:
    """The data with the names in tool lists apart, whatever stands between them."""
    if isinstance(value, dict):
        return {k: _normal(v, k) for k, v in value.items()}
    if isinstance(value, str) and key in _TOOLS:
        return re.sub(r"\s*,\s*|\s+", ",", value.strip())
    return value


def _verbatim(old: str, new: str) -> Iterator[tuple[str, object, object]]:
    """What must be the same to the letter, before and after."""
    was, now = _parser(True).parse(old), _parser(True).parse(new)
    for what, types in (("code", ("fence", "code_block")), ("HTML blocks", ("html_block",))):
        yield what, _contents(was, types), _contents(now, types)
    yield (
        "fence lines",
        [t.info.strip() for t in was if t.type == "fence"],
        [t.info.strip() for t in now if t.type == "fence"],
    )
    for what, types in (("code in lines", ("code_inline",)), ("tags in lines", ("html_inline",))):
        yield what, _contents(_children(was), types), _contents(_children(now), types)
    yield "step numbers", _numbers(was), _numbers(now)
    yield "placeholders and tags", _PLACEHOLDER.findall(old), _PLACEHOLDER.findall(new)
    yield "letters", re.sub(r"\s+", "", old), re.sub(r"\s+", "", new)


def _contents(tokens: Sequence[Token], types: Sequence[str]) -> list[str]:
    # Whether the last line of a file is ended says nothing about what it holds.
    return [t.content.removesuffix("\n") for t in tokens if t.type in types]


def _children(tokens: Sequence[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def _numbers(tokens: Sequence[Token]) -> list[str]:
    return [t.info + t.markup for t in tokens if t.type == "list_item_open" and t.info]


def _guarded(body: str) -> tuple[set[int], set[int]]:
    """Lines that are not judged, and lines at whose end two blanks mean something; 0-based."""
    guarded: set[int] = set()
    breaks: set[int] = set()
    covered: set[int] = set()
    lines = body.split("\n")
    for token in _parser(True).parse(body):
        if token.map is None:
            continue
        span = range(*token.map)
        if token.type in _LEAVES:
            covered.update(span)
        if token.type in ("fence", "code_block", "html_block", "table_open"):
            guarded.update(span)
        if token.type == "inline" and token.children:
            breaks.update(list(span)[:-1])
            if re.search("[\u2500-\u257f]", token.content):
                guarded.update(span)
            text = "\n".join(lines[n] for n in span)
            for piece in re.finditer(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|<[A-Za-z/!?][^<>]*>", text, re.DOTALL):
                first = span.start + text.count("\n", 0, piece.start())
                guarded.update(range(first, first + piece[0].count("\n")))
    guarded.update(n for n, line in enumerate(lines) if line.strip(" \t>") and n not in covered)
    guarded.update(_unclear(body, lines))
    return guarded, breaks


def _unclear(body: str, lines: Sequence[str]) -> Iterator[int]:
    """Lines of example blocks, and all behind a fence in which another seems to open: who knows what is code there?"""
    for found in re.finditer(r"^[ \t]*<(examples?)\b.*?</\1>[ \t]*$", body, re.DOTALL | re.MULTILINE | re.IGNORECASE):
        first = body.count("\n", 0, found.start())
        yield from range(first, first + found[0].count("\n") + 1)
    for token in _parser(True).parse(body):
        if token.type in ("fence", "html_block", "code_block", "inline") and token.map is not None:
            mark = token.markup[:3] if token.type == "fence" else "```"
            if re.search(rf"^[ \t>]*{mark}", token.content, re.MULTILINE):
                yield from range(token.map[0], len(lines))
                return


def _ends_in_code(body: str) -> bool:
    leaves = [t for t in _parser(True).parse(body) if t.type in _LEAVES]
    return bool(leaves) and leaves[-1].type in ("fence", "code_block", "html_block")


def format_all(folder: Path, paths: Sequence[Path]) -> None:
    """Run the command on files by name, as pre-commit does. Raises `RuntimeError` with what it said where it failed."""
    for at in range(0, len(paths), 500):
        names = [p.relative_to(folder).as_posix() for p in paths[at : at + 500]]
        command = [sys.executable, "-m", "agentlint", "format", "--isolated", "-q", *names]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        if done.returncode or done.stderr:
            raise RuntimeError(f"exit {done.returncode}: {done.stdout[-500:]}{done.stderr[-2000:]}")


def judge(folder: Path, paths: Sequence[Path]) -> tuple[list[str], int]:
    """Format copies of files below `folder` twice; lines that say what is wrong, and how many files changed."""
    wrong = []
    changed = 0
    with tempfile.TemporaryDirectory(prefix="agentlint-format-") as name:
        copy = Path(name).resolve()
        copies = []
        for path in paths:
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            copies.append(target)
        format_all(copy, copies)
        once = {target: target.read_bytes() for target in copies}
        format_all(copy, copies)
        for path, target in zip(paths, copies, strict=True):
            shown = path.relative_to(folder).as_posix()
            before, after = path.read_bytes(), once[target]
            changed += before != after
            if target.read_bytes() != after:
                wrong.append(f"{shown}: the second run changes it")
            old, new = before.decode(), after.decode()
            wrong += [f"{shown}: {fault}" for fault in faults(old, new)]
            if _is_prompt(path, folder, old):
                wrong += [f"{shown}:{fault}" for fault in untidy(new)]
    return wrong, changed


def _is_prompt(path: Path, folder: Path, text: str) -> bool:
    """Whether a file is of a kind that is formatted; others are given back as they are."""
    from agentlint.hosts.detect import HEAD_BYTES, detect

    inside = path.relative_to(folder).as_posix().partition("/")[2]
    owner = detect(inside, text[:HEAD_BYTES], named=True).owner
    return owner is not None and owner.format == "markdown"


def main() -> int:
    """Judge and print."""
    parser = argparse.ArgumentParser(description="Judge what the formatter does to real files.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="look at one file in N")
    arguments = parser.parse_args()
    folder = (arguments.folder or unpack()).resolve()
    paths = sorted(p for p in folder.rglob("*") if p.is_file())[:: arguments.every]
    wrong, changed = judge(folder, paths)
    print("\n".join(wrong))
    print(f"{len(paths)} files, {changed} changed, {len(wrong)} faults", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
