"""description-budget: the descriptions of a project's agents or skills together are more than the host wants."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from agentlint.api import Budget, Location, ProjectRule, Related, Severity, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File, Roster, RosterEntry

CHARACTERS_PER_TOKEN = 4
"""How Claude Code itself counts."""
MAX_RELATED = 5


@record()
class Options:
    """Options of description-budget. A budget of 0 switches that part off."""

    claude_code_tokens: int = 15_000
    """Names and descriptions of the agents in one `.claude/agents`, in tokens of four characters. 0 for no limit."""
    codex_characters: int = 8_000
    """Names and descriptions of the skills that Codex lists, in characters. 0 for no limit."""


class DescriptionBudget(ProjectRule):
    """Adds up what a host lists at its start."""

    name = "description-budget"
    summary = "Descriptions of a project that together are longer than the host wants"
    severity = Severity.WARNING
    tags = ("cross-file", "description")
    since = "0.1.0"
    options_type = Options
    options: Options

    def facts(self, file: File) -> dict[str, Any] | None:
        """Length of name and description, where the description stands, and whether Codex lists the file."""
        codex = any(kind.id == "codex/skill" for kind in file.kinds)
        header = file.frontmatter
        entry = header.get("description") if header is not None else None
        if entry is None or not (codex or file.kind.id == "claude-code/agent") or not file.reading.loads:
            return None
        texts = [file.reading.values.get(key) for key in ("name", "description")]
        size = sum(len(text) for text in texts if isinstance(text, str))
        return {"size": size, "codex": codex, "at": file.source.locate(entry.key_span).to_json()}

    def overview(self, roster: Roster) -> Iterator[Budget]:
        """The budget of every scope. Folders of a host are loaded as a whole; of others nobody knows who loads what."""
        for scope, members in _by_scope(roster.facts(self.name)):
            characters = {entry.path: data["size"] for entry, data in members}
            if members[0][1]["codex"]:
                yield Budget("codex", scope, "characters", 1, self.options.codex_characters, characters, True)
            else:
                sure = scope.startswith("claude-code:") and scope.endswith(":agents")
                limit = self.options.claude_code_tokens
                yield Budget("claude-code", scope, "tokens", CHARACTERS_PER_TOKEN, limit, characters, sure)

    def check_project(self, roster: Roster) -> Iterator[Diagnostic]:
        """One finding for a sum that is too large, at the member with the longest description."""
        members = dict(_by_scope(roster.facts(self.name)))
        for budget in self.overview(roster):
            if not (budget.sure and 0 < budget.limit < budget.used):
                continue
            found = members[budget.scope]
            if budget.host == "codex":
                message = (
                    f"{len(found)} skills have {budget.used:,} characters of description; Codex lists {budget.limit:,}"
                )
                help_ = "Codex shortens the list, at 2 % of the context window where it knows that. Shorten the longest"
            else:
                message = (
                    f"{len(found)} agents have {budget.used:,} tokens of description; "
                    f"Claude Code warns above {budget.limit:,}"
                )
                help_ = "Every session pays for them. Shorten the longest"
            yield self._report(budget.scope, message, help_, budget.host, found)

    def _report(
        self, scope: str, message: str, help_: str, host: str, members: list[tuple[RosterEntry, Any]]
    ) -> Diagnostic:
        longest = sorted(members, key=lambda m: (-m[1]["size"], m[0].path))
        entry, data = longest[0]
        return self.report_at(
            Location.from_json(entry.path, data["at"]),
            message,
            help=f"{help_}: this one has {data['size']:,} characters.",
            hosts=(host,),
            group=hashlib.sha256(scope.encode("utf-8", "surrogatepass")).hexdigest()[:16],
            related=tuple(
                Related(Location.from_json(e.path, d["at"]), f"{d['size']:,} characters")
                for e, d in longest[1 : MAX_RELATED + 1]
            ),
        )


def _by_scope(facts: Iterator[tuple[RosterEntry, Any]]) -> list[tuple[str, list[tuple[RosterEntry, Any]]]]:
    """Scopes in order, each with its members and their facts."""
    scopes: dict[str, list[tuple[RosterEntry, Any]]] = defaultdict(list)
    for entry, data in facts:
        scopes[entry.scope].append((entry, data))
    return sorted(scopes.items())
