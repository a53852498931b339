"""overlapping-descriptions as a rule: facts, groups, focus, scopes, size."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from agentlint.hosts.catalog import KINDS
from agentlint.lint.file import File
from agentlint.project.roster import Roster, RosterEntry
from agentlint.project.settings import Settings
from agentlint.source import Source
from agentlint.syntax.document import Document
from agentlint_rules.overlapping_descriptions.rule import MAX_RELATED, Options, OverlappingDescriptions

NAME = OverlappingDescriptions.name
WORDS = [
    a + b
    for a in "ba ce di fo gu ha ke li mo nu".split()  # noqa: SIM905
    for b in "rten lmig ndor skap vrel".split()  # noqa: SIM905
]
FISH = "Feeds the fish, cleans the tank and logs the temperature."


def facts(path: str, text: str, kind: str = "claude-code/agent") -> dict[str, Any] | None:
    document = Document(Source(path, text))
    return OverlappingDescriptions().facts(File(document, KINDS[kind], (KINDS[kind],), Settings()))


def entry(path: str, name: str, description: str, *, scope: str = "s", focus: bool = True) -> RosterEntry:
    data = facts(path, f"---\nname: {name}\ndescription: {json.dumps(description, ensure_ascii=False)}\n---\n")
    kept = {} if data is None else {NAME: json.loads(json.dumps(data))}
    return RosterEntry(path, "claude-code/agent", scope, focus, kept)


def run(*entries: RosterEntry, **options: Any) -> list[Any]:
    return list(OverlappingDescriptions(Options(**options)).check_project(Roster(list(entries))))


def test_facts_are_small_json() -> None:
    data = facts("a.md", "---\nname: fish\ndescription: Feeds the fish, cleans tanks.\n---\n")
    assert data == {"name": "fish", "items": ["feeds fish", "cleans tanks"], "at": [28, 57, 3, 14, 3, 43]}
    huge = facts("a.md", f"---\nname: fish\ndescription: {'tide gauge ' * 5000}\n---\n")
    assert len(json.dumps(huge)) < 3000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no header",
        "---\nname: a\n---\n",
        "---\ndescription:\n---\n",
        "---\ndescription: ''\n---\n",
        "---\ndescription: [a]\n---\n",
    ],
)
def test_no_description_no_facts(text: str) -> None:
    assert facts("a.md", text) is None


def test_only_agents_have_facts() -> None:
    text = f"---\nname: fish\ndescription: {FISH}\n---\n"
    assert facts("a.md", text, "claude-code/skill") is None
    assert facts("a.md", text, "opencode/agent") is not None


def test_a_missing_name_is_the_file_name() -> None:
    assert (facts("x/fish.agent.md", f"---\ndescription: {FISH}\n---\n") or {})["name"] == "fish"


def test_one_finding_per_member_in_focus_with_one_group() -> None:
    found = run(
        entry("a.md", "fish-expert", FISH),
        entry("b.md", "fish-keeper", FISH + " Daily.", focus=False),
        entry("c.md", "fish-agent", "Cleans the tank, feeds the fish, logs temperature."),
        entry("d.md", "roses", "Prunes roses."),
    )
    assert [d.path for d in found] == ["a.md", "c.md"]
    assert len({d.group for d in found}) == 1
    assert {r.location.path for r in found[0].related} == {"b.md", "c.md"}
    assert all(d.severity == "warning" and d.range is not None and d.help for d in found)


def test_nothing_in_focus_nothing_to_say() -> None:
    assert run(entry("a.md", "a", FISH, focus=False), entry("b.md", "b", FISH, focus=False)) == []


def test_scopes_are_apart() -> None:
    assert run(entry("a.md", "a", FISH, scope="x"), entry("b.md", "b", FISH, scope="y")) == []


def test_related_holds_direct_partners_only() -> None:
    found = run(
        entry("a.md", "north", "Tide gauges, pump valves, harbour cranes."),
        entry(
            "b.md", "beta", "Surveys tide gauges, pump valves, harbour cranes, rose gardens, apple grafts, lawn drains."
        ),
        entry("c.md", "gamma", "Rose gardens, apple grafts, lawn drains."),
        threshold=0.2,
    )
    partners = {d.path: [r.location.path for r in d.related] for d in found}
    assert partners == {"a.md": ["b.md"], "b.md": ["a.md", "c.md"], "c.md": ["b.md"]}
    assert len({d.group for d in found}) == 1


def test_equal_texts_do_not_flood() -> None:
    found = run(*(entry(f"{n:03}.md", f"worker-{n}", FISH) for n in range(300)))
    assert len(found) == 300
    assert len({d.group for d in found}) == 1
    assert all(len(d.related) == MAX_RELATED for d in found)
    assert found[7].message == "same job as `worker-8` and 298 more: the descriptions are equal"
    assert "007.md" not in {r.location.path for r in found[7].related}


def test_a_namesake_is_called_by_its_path() -> None:
    found = run(entry("x/y/a.md", "fish", FISH), entry("x/y/b.md", "fish", FISH + " Daily."))
    assert found[0].message.startswith("same job as `y/b.md`: both claim: fish, ")


def test_order_of_files_does_not_matter() -> None:
    rng = random.Random(5)
    entries = [entry(f"{n:02}.md", "-".join(rng.sample(WORDS, 2)), ", ".join(rng.sample(WORDS, 5))) for n in range(40)]
    first = run(*entries, threshold=0.2)
    assert first
    for _ in range(3):
        rng.shuffle(entries)
        assert run(*entries, threshold=0.2) == first


def test_group_depends_on_its_members_alone() -> None:
    pair = (entry("a.md", "fish", FISH), entry("b.md", "tank", FISH))
    alone = {d.group for d in run(*pair)}
    assert alone == {d.group for d in run(*pair, entry("c.md", "roses", "Prunes roses."))}
    assert alone != {d.group for d in run(*pair, entry("c.md", "roses", FISH))}


def test_threshold_one_leaves_equal_texts() -> None:
    entries = (entry("a.md", "fish", FISH), entry("b.md", "tank", FISH), entry("c.md", "fish-expert", FISH + " Daily."))
    assert [d.path for d in run(*entries, threshold=1.0)] == ["a.md", "b.md"]
    assert [d.path for d in run(*entries)] == ["a.md", "b.md", "c.md"]


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.1, float("nan")])
def test_a_threshold_outside_its_range_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold must be"):
        Options(threshold=threshold)


def test_ignored_words_are_not_compared() -> None:
    entries = (
        entry("a.md", "kestrel-agent", "Kestrel flight telemetry service, imports archives."),
        entry("b.md", "kestrel-helper", "Kestrel flight telemetry service, draws charts."),
    )
    assert len(run(*entries)) == 2
    assert run(*entries, ignore_words=("Kestrel", "flight", "telemetry", "services")) == []


def test_ignored_words_are_no_part_of_names_either() -> None:
    entries = (
        entry("a.md", "kestrel-expert", "Logs altitude, feeds chicks, rings birds."),
        entry("b.md", "kestrel-keeper", "Rings birds, logs altitude, mends cages."),
    )
    assert all("kestrel" not in d.message.split(":", 1)[1] for d in run(*entries, ignore_words=("kestrel",)))
    assert run(*entries, ignore_words=("kestrel",), threshold=0.2)[0].message.startswith("same job as `kestrel-keeper`")


@pytest.mark.parametrize(
    "description",
    [
        "\x00" * 50,
        "\u202e" * 500,
        "x" * 100_000,
        "字" * 60_000,
        "," * 50_000,
        "\U0001f41f " * 10_000,
        "a\u0301" * 30_000,
    ],
    ids=lambda text: repr(text[:2]),
)
def test_hostile_descriptions(description: str) -> None:
    found = run(entry("a.md", "fish", "Fish. " + description), entry("b.md", "fish", "Fish. " + description))
    assert len(found) in (0, 2)
    assert all(len(d.message) < 250 for d in found)


def test_five_thousand_descriptions_take_seconds() -> None:
    rng = random.Random(1)
    words = [a + b for a in WORDS for b in WORDS]

    def made(number: int) -> RosterEntry:
        items = [" ".join(rng.sample(words[:1500], 3)) for _ in range(8)]
        data = {"name": "-".join(rng.sample(words, 2)), "items": items, "at": [0, 1, 1, 1, 1, 2]}
        return RosterEntry(f"{number:05}.md", "claude-code/agent", "s", True, {NAME: data})

    roster = Roster([made(number) for number in range(5000)])
    start = time.process_time()
    list(OverlappingDescriptions().check_project(roster))
    assert time.process_time() - start < 15
