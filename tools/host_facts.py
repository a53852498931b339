"""The tables of what is known of each host, with the source of each fact and when it was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.hosts.catalog import HOSTS, KINDS, SOURCES, TOOL_LISTS
from agentlint.hosts.header_parsers import ASSUMED, PARSERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.hosts.model import Dated, Field, FileKind, Host, Tool


def hosts_table() -> str:
    """A line per host."""
    lines = ["| host | id | checked | file kinds | tools known | sources |", "|---|---|---|--:|--:|---|"]
    for host in HOSTS.values():
        kinds = [kind for kind in KINDS.values() if kind.host == host.id]
        names = {tool.name for kind in kinds if kind.tools for tool in TOOL_LISTS[kind.tools].tools}
        lines.append(
            f"| [{host.name}](host-facts.md#{_anchor(host)}) | `{host.id}` | {host.checked} | {len(kinds)} "
            f"| {len(names) or '–'} | {_sources(host.sources)} |"
        )
    return "\n".join(lines) + "\n"


def kinds_table() -> str:
    """A line per file kind."""
    lines = ["| file kind | where | reader | certainty | sources |", "|---|---|---|---|---|"]
    for kind in KINDS.values():
        globs = ", ".join(f"`{glob}`" for glob in kind.globs) or "–"
        reader = (kind.parser or "assumed") if kind.format == "markdown" else f"none ({kind.format})"
        reader = reader if kind.frontmatter != "none" else "–"
        lines.append(f"| `{kind.id}` | {globs} | {reader} | {kind.confidence} | {_sources(kind.sources)} |")
    return "\n".join(lines) + "\n"


def user_folders_table() -> str:
    """A line per file kind that is looked for below the home folder too."""
    lines = ["| file kind | where | of two namesakes it takes |", "|---|---|---|"]
    taken = {True: "the project's", False: "the user's", None: "not known"}
    for kind in KINDS.values():
        if kind.user_globs:
            globs = ", ".join(f"`~/{glob}`" for glob in kind.user_globs)
            lines.append(f"| `{kind.id}` | {globs} | {taken[kind.project_wins]} |")
    return "\n".join(lines) + "\n"


def readers_table() -> str:
    """A line per header reader, the assumed one last."""
    lines = [
        "| reader | a `---` inside | not closed | byte order mark | a key twice | second try |",
        "|---|---|---|---|---|---|",
    ]
    for parser in (*PARSERS.values(), ASSUMED):
        again = "yes" if parser.retry is not None else "line by line" if parser.line_reader != "no" else "no"
        name = f"{parser.id} (assumed)" if parser.assumed and parser is not ASSUMED else parser.id
        cells = (name, parser.closer, parser.unclosed, parser.bom, parser.duplicate_keys, again)
        lines.append(f"| {' | '.join(cell.replace('-', ' ') if cell is not name else cell for cell in cells)} |")
    return "\n".join(lines) + "\n"


def sources_table() -> str:
    """A line per source."""
    lines = ["| id | what | version or date | basis |", "|---|---|---|---|"]
    lines += [f"| `{r.id}` | {r.title} | {r.version} | {r.basis} |" for r in SOURCES.values()]
    return "\n".join(lines) + "\n"


def facts_page() -> str:
    """Keys, values, tools and limits of every host, with their versions and sources."""
    lines = [
        "# Facts about hosts",
        "",
        "<!-- Written by `make docs` out of `agentlint/hosts/`. -->",
        "",
        "What the rules go by, host by host: keys, tools, limits. *From* and *to* are the first and the last version",
        "that is known to have it, or the date of documents. With [`host-versions`](options.md#host-versions) they are",
        "compared with the version in use. The ids of sources are explained in [hosts.md](hosts.md#sources).",
    ]
    shown: set[str] = set()
    for host in HOSTS.values():
        lines += ["", f"## {host.name}", "", f"`{host.id}`, checked {host.checked}. Sources: {_sources(host.sources)}."]
        for kind in KINDS.values():
            if kind.host == host.id:
                lines += _kind(kind)
                if kind.tools and kind.tools not in shown:
                    shown.add(kind.tools)
                    lines += _tools(kind.tools)
    return "\n".join(lines) + "\n"


def _kind(kind: FileKind) -> Iterator[str]:
    if not (kind.fields or kind.limits or kind.retired):
        return
    yield from ("", f"### {kind.id}")
    if kind.booleans_since:
        yield from ("", f"Words for true and false: {_list(kind.booleans)} since {kind.booleans_since}.")
    if kind.bom_since:
        yield from ("", f"Files with a byte order mark are read since {kind.bom_since}.")
    if kind.retired is not None:
        since = f" since {kind.retired.since}" if kind.retired.since else ""
        yield from ("", f"Replaced by {_code(kind.retired.renamed_to)}{since}.")
    if kind.fields:
        yield from ("", "| key | value | status | from | to | sources |", "|---|---|---|---|---|---|")
        yield from map(_field, kind.fields)
    if kind.limits:
        yield from ("", "| limit | value | beyond it | sources |", "|---|---|---|---|")
        for limit in kind.limits:
            unit = "" if limit.unit == "mixed" else f" {limit.unit}"
            yield f"| {limit.what} | {limit.value}{unit} | {limit.effect} | {_sources(limit.sources)} |"


def _field(field: Field) -> str:
    values = f": {_list(field.enum)}" if field.enum else ""
    values += "".join(f"; {_dated(one)}" for one in field.dated)
    new = field.renamed_to or " and ".join(field.replaced_by)
    status = {"yes": "required", "recommended": "recommended"}.get(field.required, "")
    if field.foreign:
        status = f"a key of {HOSTS[field.foreign].name}"
    elif field.status != "current":
        status = field.status
    status += f", now `{new}`" if new else ""
    aliases = "".join(f", `{alias}`" for alias in field.aliases)
    cells = (f"`{field.name}`{aliases}", f"{' or '.join(field.types)}{values}", status, field.since, field.until)
    return _row(*cells, _sources(field.sources))


def _dated(one: Dated) -> str:
    return f"`{one.what}`" + (f" since {one.since}" if one.since else "") + (f" to {one.until}" if one.until else "")


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(map(_code, words))


def _tools(list_id: str) -> Iterator[str]:
    tool_list = TOOL_LISTS[list_id]
    yield from ("", f"Tools of the list `{list_id}`. Sources: {_sources(tool_list.sources)}.", "")
    yield from ("| tool | status | from | to | sources |", "|---|---|---|---|---|")
    yield from (_tool(tool) for tool in tool_list.tools)


def _tool(tool: Tool) -> str:
    new = tool.maps_to or " or ".join(tool.replaced_by)
    until = tool.until or (f"docs before {tool.until_docs}" if tool.until_docs else None)
    status = tool.status + (f", now `{new}`" if new else "")
    return _row(_code(tool.name), status, tool.since, until, _sources(tool.sources))


def _row(*cells: str | None) -> str:
    return "| " + " | ".join((cell or "").replace("|", "\\|") for cell in cells) + " |"


def _sources(ids: tuple[str, ...]) -> str:
    return ", ".join(ids) or "–"


def _code(text: str) -> str:
    return f"`{text}`"


def _anchor(host: Host) -> str:
    return "".join(c for c in host.name.lower() if c.isalnum() or c in " -_").replace(" ", "-")
