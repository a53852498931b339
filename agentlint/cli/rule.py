"""`agentlint rule`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from agentlint.cli.command import Command, section
from agentlint.cli.output import complain, enable_color, terminal_width, wants_color

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentlint.cli.output import ColorMode
    from agentlint.lint.registry import RuleInfo
    from agentlint.report.look import Look

_output = section("Output")

_FEW_HOSTS = 3
"""So many fit on the line that tells severity and fix."""


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from agentlint.lint.registry import load_rules

    return [name for name in load_rules().infos if name.startswith(incomplete)]


@click.command("rule", cls=Command)
@click.argument("name", required=False, shell_complete=_complete)
@_output("--all", "every", is_flag=True, help="Print all rules in full.")
@_output(
    "--output-format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    metavar="FORMAT",
    help="text (the default), json (names, summaries and the like) or markdown (the pages as written).",
)
@_output(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    metavar="WHEN",
    help="always, never or auto (the default: on a terminal; NO_COLOR and FORCE_COLOR count).",
)
def command(name: str | None, every: bool, output_format: str, color: ColorMode) -> int:
    """Explain the rule NAME: what it does, why, and what to write instead.

    Without a NAME the rules are listed, one line each; with --all their pages are
    printed one after the other.
    """
    from agentlint.lint.registry import LOCAL, load_rules
    from agentlint.report.look import Look

    if name is not None and every:
        raise click.UsageError("give the name of a rule or --all, not both.")
    registry = load_rules()
    if name is None or registry.canonical(name) is None:
        from agentlint.cli.rule_sets import configured_rules

        registry, _ = configured_rules()
    rules = list(registry.infos.values())
    if name is not None:
        known = registry.canonical(name)
        if known is None and name.startswith(f"{LOCAL}/"):
            complain(f"{name}: the project's own rules are explained by the README.md beside them")
            return 2
        if known is None:
            near = registry.suggest(name)
            complain(f"unknown rule {name!r}" + (f"; did you mean {near!r}?" if near else ""))
            sys.stderr.write("Run 'agentlint rule' for the list of rules.\n")
            return 2
        rules = [registry.infos[known]]
    painted = wants_color(color, sys.stdout)
    if painted:
        enable_color()
    look = Look(width=min(terminal_width(), 100), color=painted)
    if output_format == "json":
        sys.stdout.writelines(_json(rules))
    elif name is None and not every:
        sys.stdout.writelines(_markdown_list(rules) if output_format == "markdown" else _list(rules, look))
    else:
        sys.stdout.writelines(_pages(rules, output_format, look))
    return 0


def rule_page(rule: RuleInfo) -> str:
    """The Markdown page of a rule, out of the installed package; what its class says where a plugin brings no page."""
    from agentlint.report.rule_text import page_of

    return page_of(rule) or f"# {rule.name}\n\n{rule.summary.rstrip('.')}.\n"


def rule_object(rule: RuleInfo) -> dict[str, Any]:
    """A rule as the contract writes it."""
    return {
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity.value,
        "fix": rule.fix,
        "hosts": list(rule.hosts),
        "tags": list(rule.tags),
        "status": rule.status,
        "since": rule.since,
    }


def _json(rules: Sequence[RuleInfo]) -> Iterator[str]:
    from agentlint.report.json import dumps

    yield dumps({"rules": [rule_object(rule) for rule in rules]})


_FIXES = {"never": "no", "sometimes": "some", "always": "yes"}


def _list(rules: Sequence[RuleInfo], look: Look) -> Iterator[str]:
    from agentlint.report.cells import pad, wrap
    from agentlint.report.look import SEVERITY_STYLE

    names = max((len(rule.name) for rule in rules), default=4)
    yield look.paint(f"{'rule':{names}}  severity  fix   what it finds", "bold") + "\n"
    for rule in rules:
        severity = look.paint(pad(rule.severity.value, 8), SEVERITY_STYLE[rule.severity])
        preview = " (preview)" if rule.status == "preview" else ""
        head = names + 18
        first, *more = wrap(rule.summary + preview, look.width, first=head, indent=head)
        yield f"{rule.name:{names}}  {severity}  {_FIXES[rule.fix]:4}  {first}\n"
        yield from (f"{line}\n" for line in more)
    yield f"\n{look.paint('agentlint rule NAME', 'bold')} explains one of them.\n"


def _markdown_list(rules: Sequence[RuleInfo]) -> Iterator[str]:
    yield "| rule | severity | fix | what it finds |\n| --- | --- | --- | --- |\n"
    for rule in rules:
        yield f"| `{rule.name}` | {rule.severity} | {rule.fix} | {rule.summary} |\n"


def _pages(rules: Sequence[RuleInfo], output_format: str, look: Look) -> Iterator[str]:
    from agentlint.report.page import render_page

    for at, rule in enumerate(rules):
        page = rule_page(rule)
        if at:
            yield "\n"
        if output_format == "markdown":
            yield page if page.endswith("\n") else page + "\n"
            continue
        head, *body = render_page(page, look)
        yield head
        if body and body[0].strip():  # the underline of the title
            yield body.pop(0)
        yield f"{_facts(rule, look)}\n"
        yield from body


def _facts(rule: RuleInfo, look: Look) -> str:
    from agentlint.report.cells import wrap
    from agentlint.report.look import SEVERITY_STYLE

    fix = {"never": "no fix", "sometimes": "some findings can be fixed", "always": "can be fixed"}[rule.fix]
    facts = [look.paint(rule.severity.value, SEVERITY_STYLE[rule.severity], "bold"), fix, f"since {rule.since}"]
    if rule.status == "preview":
        facts.append("preview")
    hosts = f"for {', '.join(rule.hosts)}" if rule.hosts else ""
    if len(rule.hosts) > _FEW_HOSTS:
        return "\n".join([" · ".join(facts), *wrap(hosts, look.width)])
    return " · ".join([*facts, hosts] if hosts else facts)
