"""Commands and options as this project's help shows them: in named groups, 80 columns wide."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS: dict[str, Any] = {"max_content_width": 80, "help_option_names": ["-h", "--help"]}


class Option(click.Option):
    """An option that is listed under `section` in the help."""

    def __init__(self, *args: Any, section: str = "Other", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


class Command(click.Command):
    """A command whose help lists its options by section, in the order in which they are declared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["context_settings"] = {**SETTINGS, **(kwargs.get("context_settings") or {})}
        super().__init__(*args, **kwargs)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click's option with our wording."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Print this help and exit."
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One definition list per section; click's own options come last."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and not isinstance(param, click.Argument):
                section = param.section if isinstance(param, Option) else "Other"
                sections.setdefault(section, []).append(record)
        column = max(len(first) for rows in sections.values() for first, _ in rows)
        for name, rows in sections.items():
            with formatter.section(name):
                # Padded, so that the texts of all sections stand below each other.
                formatter.write_dl([(first.ljust(column), second) for first, second in rows])


def section(name: str) -> Callable[..., Callable[[Any], Any]]:
    """`click.option` for options of one section of the help."""
    return partial(click.option, cls=Option, section=name)


def names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Callback of a repeatable option: its names, also separated by commas. An empty one is wrong usage."""
    found = tuple(part.strip() for text in value for part in text.split(","))
    if not all(found):
        raise click.BadParameter(f"an empty name in {','.join(value)!r}", ctx, param)
    return found


def asks_for_stdin(paths: tuple[str, ...], name: str | None) -> bool:
    """Whether standard input is to be read. Raises `click.UsageError` where paths and `--stdin-filename` contradict."""
    reads_stdin = "-" in paths or (name is not None and not paths)
    if "-" in paths and len(paths) > 1:
        raise click.UsageError("'-' reads standard input and cannot be mixed with other paths.")
    if name is not None and not reads_stdin:
        raise click.UsageError("--stdin-filename names standard input: give '-' as the only path.")
    return reads_stdin
