"""The reference pages that are written out of the code: every command and option, every setting."""

from __future__ import annotations

import dataclasses
import inspect
import re
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_type_hints

import click

from agentlint.cli.app import COMMANDS, NAME, app
from agentlint.cli.command import Option
from agentlint.diagnostic import Severity
from agentlint.lint.json_schema import attribute_docs
from agentlint.lint.options import describe_type
from agentlint.lint.registry import load_rules
from agentlint.project.configuration import KEYS
from agentlint.project.settings import FormatOptions, Settings
from tools.corpus import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentlint.lint.registry import RuleInfo

WIDTH = 120

EXAMPLES: Mapping[str, str] = {
    "select": 'select = ["preset:recommended", "tag:body"]',
    "extend-select": 'extend-select = ["tag:examples", "duplicate-heading"]',
    "ignore": 'ignore = ["gated-tool", "tag:body"]',
    "severity": '[severity]\noverlapping-descriptions = "info"\ngated-tool = "off"',
    "per-file-ignores": '[per-file-ignores]\n"templates/**" = ["unknown-tool", "leftover-placeholder"]',
    "exclude": 'exclude = ["vendor/**", "*.draft.md"]',
    "extend-exclude": 'extend-exclude = ["fixtures/"]',
    "hosts": 'hosts = ["copilot-cli", "vscode"]',
    "default-host": 'default-host = "opencode"',
    "host-versions": '[host-versions]\nclaude-code = "2.1.50"\nvscode = "2026-07"',
    "file-kinds": '[file-kinds]\n"prompts/**/*.md" = "claude-code/agent"',
    "tools": '[tools]\nclaude-code = ["YardScale", "CraneScale"]',
    "mcp-servers": 'mcp-servers = ["github", "linear"]',
    "plugins": 'plugins = ["acme"]',
    "rule-paths": 'rule-paths = ["./lint_rules"]',
    "rules": "[rules.malformed-example]\ncommentary = false",
    "format": '[format]\nline-ending = "lf"',
    "baseline": 'baseline = "agentlint-baseline.json"',
    "extend": 'extend = "../agentlint.toml"',
}
"""Key to what it may look like in a configuration file."""
_FORMAT = ("[format]", 'line-ending = "lf"', 'key-order = ["name", "model"]', 'bullet = "-"')
EXTEND = "Path of another configuration file to start from; what stands here goes on top. Never outside of the project."


def cli_page() -> str:
    """Every command with its arguments and options, as its help has them."""
    with click.Context(app, info_name=NAME) as context:
        lines = [
            "# Commands and options",
            "",
            "<!-- Written by `make docs` out of the command line itself. -->",
            "",
            f"What `{NAME} COMMAND --help` says, on one page.",
            "",
            "| command | what it does |",
            "|---|---|",
            *(f"| [`{name}`](#{NAME}-{name}) | {line} |" for name, (_, line) in COMMANDS.items()),
            "",
            f"`{NAME} --version` prints the version, `-h` and `--help` the help, of every command too.",
        ]
        for name in COMMANDS:
            command = app.get_command(context, name)
            assert command is not None
            with click.Context(command, info_name=name, parent=context, **command.context_settings) as inner:
                lines += ["", *_command(command, inner)]
    return "\n".join(lines) + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}"
    yield ""
    yield from ("```text", " ".join([context.command_path, *command.collect_usage_pieces(context)]), "```", "")
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        # What click must not wrap are examples, or tables of words.
        kept = paragraph.startswith("\b\n")
        yield from ("```text", paragraph[2:], "```") if kept else (_escaped(" ".join(paragraph.split())),)
        yield ""
    sections: dict[str, list[str]] = {}
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record is not None and isinstance(param, click.Option):
            section = param.section if isinstance(param, Option) else "Other"
            sections.setdefault(section, []).append(f"| {_names(record[0])} | {_escaped(record[1])} |")
    for number, (section, rows) in enumerate(sections.items()):
        yield from ([""] if number else []) + [f"| {section} | |", "|---|---|", *rows]


def _names(written: str) -> str:
    return ", ".join(f"`{part}`" for part in written.split(", ")).replace("|", "\\|")


def _escaped(text: str) -> str:
    return re.sub(r"([*_<>|`])", r"\\\1", text)


def keys_table() -> str:
    """A line per key of the configuration."""
    lines = ["| key | type | by default | what it is |", "|---|---|---|---|"]
    lines += [f"| [`{k.name}`](options.md#{k.name}) | {k.type} | {k.default} | {k.doc} |" for k in _keys()]
    return "\n".join(lines) + "\n"


def options_page() -> str:
    """Every setting: the keys of the configuration, the options of the formatter and those of the rules."""
    lines = [
        "# Every setting",
        "",
        "<!-- Written by `make docs` out of the dataclasses that read the configuration. -->",
        "",
        "What each is for and how they work together: [configuration.md](configuration.md).",
        "",
        "## Keys",
    ]
    for key in _keys():
        lines += ["", f"### {key.name}", "", f"{key.doc} Type: {key.type}. By default: {key.default}.", ""]
        lines += ["```toml", EXAMPLES[key.name], "```"]
    lines += ["", "## Options of the formatter", ""]
    lines += ["Under `[format]`; their reasons: [formatting.md](formatting.md#options).", ""]
    lines += [*_bullets(FormatOptions), "", "```toml", *_FORMAT, "```"]
    lines += ["", "## Options of rules", "", "Under `[rules.NAME]`. Rules that are not listed have none."]
    for info in load_rules().infos.values():
        if info.options:
            lines += ["", f"### {info.name}", "", f"{info.summary} ([its page]({_relative(page_path(info))}))."]
            lines += ["", *_bullets(_options_type(info), _strict(info)), "", example(info)]
    return "\n".join(lines) + "\n"


@dataclasses.dataclass(frozen=True)
class _Key:
    name: str
    type: str
    default: str
    doc: str


def _keys() -> Iterator[_Key]:
    """The keys in the order of the dataclass. Raises `ValueError` where one has no example or no description."""
    hints = get_type_hints(Settings, localns={"Mapping": Mapping, "Severity": Severity})
    docs, defaults = attribute_docs(Settings), Settings()
    if set(EXAMPLES) != {*KEYS, "extend"}:
        raise ValueError(f"examples of keys: {set(EXAMPLES) ^ {*KEYS, 'extend'}}")
    for field in dataclasses.fields(Settings):
        key = field.name.replace("_", "-")
        if key in KEYS:
            if field.name not in docs:
                raise ValueError(f"{key} has no description")
            yield _Key(key, _type_of(hints[field.name]), _shown(getattr(defaults, field.name)), docs[field.name])
    yield _Key("extend", "a string", "none", EXTEND)


def _type_of(hint: Any) -> str:
    if hint == Mapping[str, Severity | None]:
        return "a table, each value one of `error`, `warning`, `info`, `off`"
    if hint in (Mapping[str, Any], Mapping[str, Mapping[str, Any]]):
        return "a table"
    return describe_type(hint)


def _shown(value: Any) -> str:
    """A default as TOML has it."""
    if value is None or value == {} or value == ():
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{item}"' if isinstance(item, str) else str(item) for item in value) + "]`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def page_path(info: RuleInfo) -> Path:
    """The page of one of our rules."""
    return ROOT / "rules/agentlint_rules" / info.name.replace("-", "_") / "README.md"


def _relative(path: Path) -> str:
    return "../" + path.relative_to(ROOT).as_posix()


def _options_type(info: RuleInfo) -> type:
    options = load_rules().rules[info.name].options_type
    assert options is not None
    return options


def _strict(info: RuleInfo) -> Mapping[str, Any]:
    return load_rules().rules[info.name].strict_options


def _bullets(options: type, strict: Mapping[str, Any] | None = None) -> Iterator[str]:
    """A line per option, folded. Raises `ValueError` where one has no description."""
    hints, docs = get_type_hints(options), attribute_docs(options)
    for field in dataclasses.fields(options):
        name = field.name.replace("_", "-")
        if field.name not in docs:
            raise ValueError(f"{options.__module__}: {name} has no description")
        made = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
        text = f"- `{name}` ({describe_type(hints[field.name])}; by default {_shown(made)}): {docs[field.name]}"
        if strict and name in strict:
            text += f" The preset `strict` sets {_shown(strict[name])}."
        text = re.sub(r"`[^`]+`", lambda code: code[0].replace(" ", "\0"), text)  # code stays on one line
        for line in textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False):
            yield line.replace("\0", " ")


_SECTION = re.compile(r"^## Options\n\n(.*?)\n(?=## )", re.MULTILINE | re.DOTALL)


def example(info: RuleInfo) -> str:
    """The block that shows the options on the page of a rule. Raises `ValueError` where it leaves one out."""
    found = _SECTION.search(page_path(info).read_text("utf-8"))
    block = re.search(r"^```toml\n.*?^```$", found[1] if found else "", re.MULTILINE | re.DOTALL)
    text = block[0] if block else ""
    for field in dataclasses.fields(_options_type(info)):
        if not re.search(rf"^{field.name.replace('_', '-')} = ", text, re.MULTILINE):
            raise ValueError(f"the page of {info.name} has no example that sets {field.name.replace('_', '-')}")
    return text


def with_options(info: RuleInfo, page: str) -> str:
    """The page of a rule with its options listed anew. What its author wrote from the example on stays.

    Raises `ValueError` where a rule without options has some on its page.
    """
    found = _SECTION.search(page)
    if found is None or not info.options:
        if found is None or not found[1].startswith("None."):
            raise ValueError(f"the page of {info.name} must say `None.` under Options")
        return page
    rest = found[1][found[1].find("```toml") :] if "```toml" in found[1] else ""
    section = "\n".join(["## Options", "", *_bullets(_options_type(info), _strict(info)), "", rest])
    return page[: found.start()] + section + "\n" + page[found.end() :]
