"""The rules that there are: what selection needs of each without importing any, and their classes when asked for.

The built-in set is described by `agentlint_rules._index`, written by `python -m agentlint.lint.index`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from agentlint.diagnostic import Severity
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentlint.lint.rule import Rule

ENGINE_TAG = "engine"
"""Rules with this tag say why a file was not judged; they run unless they are ignored by name."""

PRESETS = ("recommended", "strict", "portable")
LOCAL = "local"
"""The set of a project's own rules."""


@record()
class RuleInfo:
    """A rule's metadata, the same as on its class, and where the class is. `project`: it is a `ProjectRule`; `options`:
    it has some.
    """

    name: str
    module: str
    class_name: str
    summary: str
    severity: Severity
    tags: tuple[str, ...]
    hosts: tuple[str, ...]
    since: str
    status: Literal["preview", "stable"]
    fix: Literal["never", "sometimes", "always"]
    default: bool
    project: bool
    options: bool
    wants_paths: bool = False

    @staticmethod
    def of(rule: type[Rule]) -> RuleInfo:
        """Metadata as the class states it."""
        from agentlint.lint.rule import ProjectRule

        return RuleInfo(
            rule.name, rule.__module__, rule.__name__, rule.summary, rule.severity, tuple(rule.tags),
            tuple(rule.hosts), rule.since, rule.status, rule.fix, rule.default, issubclass(rule, ProjectRule),
            rule.options_type is not None, rule.wants_paths,
        )  # fmt: skip

    @staticmethod
    def from_record(record: Mapping[str, Any]) -> RuleInfo:
        """Undo `to_record`."""
        return RuleInfo(**{**record, "severity": Severity(record["severity"])})

    def to_record(self) -> dict[str, Any]:
        """Plain literals, as the index holds them."""
        return {**{one.name: getattr(self, one.name) for one in fields(self)}, "severity": self.severity.value}

    def load(self) -> type[Rule]:
        """Import the class. Raises what the import raises."""
        rule: type[Rule] = getattr(importlib.import_module(self.module), self.class_name)
        return rule


class _Classes(Mapping[str, "type[Rule]"]):
    """Rule name to class, imported on first access."""

    def __init__(self, infos: Mapping[str, RuleInfo], loaded: Mapping[str, type[Rule]]) -> None:
        self._infos = infos
        self._loaded = dict(loaded)

    def __getitem__(self, name: str) -> type[Rule]:
        if name not in self._loaded:
            self._loaded[name] = self._infos[name].load()
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def __len__(self) -> int:
        return len(self._infos)


class Registry:
    """Rules by name, in name order.

    `infos` holds metadata, `rules` the classes (imported when looked up), `renamed` former names. `problems` tells
    people what of plugins cannot be used; `incomplete` names the sets (`acme` of `acme/rule`) that lack rules, and why.
    """

    def __init__(
        self,
        infos: Iterable[RuleInfo],
        renamed: Mapping[str, str] | None = None,
        loaded: Mapping[str, type[Rule]] | None = None,
        problems: Iterable[str] = (),
        incomplete: Mapping[str, str] | None = None,
    ) -> None:
        self.infos: Mapping[str, RuleInfo] = {i.name: i for i in sorted(infos, key=lambda i: i.name)}
        self.renamed: Mapping[str, str] = dict(renamed or {})
        self.rules: Mapping[str, type[Rule]] = _Classes(self.infos, loaded or {})
        self.problems: tuple[str, ...] = tuple(problems)
        self.incomplete: Mapping[str, str] = dict(incomplete or {})

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag in use, sorted."""
        return tuple(sorted({tag for info in self.infos.values() for tag in info.tags}))

    def canonical(self, name: str) -> str | None:
        """The rule's present name for a present or former one; None for a name that never was."""
        seen: set[str] = set()
        while name in self.renamed and name not in seen:
            seen.add(name)
            name = self.renamed[name]
        return name if name in self.infos else None

    def suggest(self, name: str) -> str | None:
        """The known rule name that is nearest to a misspelt one, or None."""
        return nearest(name, (*self.infos, *self.renamed))

    def lacking(self, entry: str) -> str | None:
        """The set for whose incompleteness a rule name or `tag:x` may be unknown; None if it is known or just wrong."""
        if not self.incomplete:
            return None
        if entry.startswith("tag:"):
            known = entry.removeprefix("tag:") in self.tags
            return None if known else min(self.incomplete, key=lambda name: name == LOCAL)
        name, slash, _ = entry.partition("/")
        return name if slash and name in self.incomplete and self.canonical(entry) is None else None

    def with_rules(
        self,
        rules: Mapping[str, type[Rule]],
        *,
        problems: Iterable[str] = (),
        incomplete: Mapping[str, str] | None = None,
    ) -> Registry:
        """A registry with more rules, by name, and with what is wrong with their sets."""
        infos = {**self.infos, **{name: RuleInfo.of(rule) for name, rule in rules.items()}}
        return Registry(infos.values(), self.renamed, rules, problems, incomplete)

    def with_rule(self, rule: type[Rule]) -> Registry:
        """A registry with one more rule; it replaces one of the same name."""
        infos = {**self.infos, rule.name: RuleInfo.of(rule)}
        return Registry(infos.values(), self.renamed, {rule.name: rule})


@cache
def load_rules() -> Registry:
    """The built-in set. Imports no rule and reads no entry point."""
    from agentlint_rules._index import RULES
    from agentlint_rules._renamed import RENAMED

    return Registry((RuleInfo.from_record(record) for record in RULES), RENAMED)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The word of `known` that is close enough to `word` to be meant by it, or None."""
    from difflib import get_close_matches

    by_folded = {k.lower().replace("_", "-"): k for k in sorted(known)}
    matches = get_close_matches(word[:200].lower().replace("_", "-"), by_folded, 1, 0.7)
    return by_folded[matches[0]] if matches else None
