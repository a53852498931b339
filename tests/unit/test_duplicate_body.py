"""duplicate-body: sketches of texts, pairs of them, and the rule over many files."""

from __future__ import annotations

import itertools
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
from agentlint_rules.duplicate_body import sketch as sketches_module
from agentlint_rules.duplicate_body.names import are_one, begins_alike
from agentlint_rules.duplicate_body.rule import MAX_RELATED, DuplicateBody, Options
from agentlint_rules.duplicate_body.sketch import SIZE, near, pack, resemblance, sketch, unpack

NAME = DuplicateBody.name
WORDS = [a + b for a in "ba ce di fo gu ha ke li mo nu".split() for b in "rten lmig ndor skap vrel".split()]  # noqa: SIM905


def phrases(rng: random.Random, count: int) -> list[str]:
    return [" ".join(rng.choices(WORDS, k=5)) for _ in range(count)]


def facts(path: str, name: str, body: str, kind: str = "claude-code/agent") -> dict[str, Any] | None:
    document = Document(Source(path, f"---\nname: {name}\ndescription: d\n---\n\n{body}\n"))
    return DuplicateBody().facts(File(document, KINDS[kind], (KINDS[kind],), Settings()))


def entry(path: str, name: str, body: str, *, scope: str = "s", focus: bool = True) -> RosterEntry:
    data = facts(path, name, body)
    kept = {} if data is None else {NAME: json.loads(json.dumps(data))}
    return RosterEntry(path, "claude-code/agent", scope, focus, kept)


def run(*entries: RosterEntry, **options: Any) -> list[Any]:
    return list(DuplicateBody(Options(**options)).check_project(Roster(list(entries))))


def test_a_sketch_overlooks_marks_case_and_blanks() -> None:
    one = sketch("# Feed the *fish*\n\n- at noon, every day;\n- never twice.")
    other = sketch("FEED THE FISH:\r\n1. at  noon\n2. Every day\n\n**never\ttwice**")
    assert one.hashes == sketch("Feed the fish. At noon. Every day. Never twice").hashes
    assert one.digest != sketch("Feed the fish. At noon. Every day. Never").digest
    assert one.digest != other.digest, "the numbers of the steps are text"
    assert sketch("餌をやる。毎日、正午に。").hashes == sketch("毎日\n正午に\n餌をやる").hashes


def test_a_sketch_does_not_depend_on_the_process() -> None:
    assert sketch("Feed the fish.").digest == "6abcd85f98835635"
    assert sketch("Feed the fish.").hashes == (354374164,)


def test_facts_are_small_json() -> None:
    data = facts("a.md", "fish", ". ".join(phrases(random.Random(1), 3000)))
    assert data is not None
    assert len(json.dumps(data)) < 900
    assert unpack(data["phrases"]) == tuple(sorted(unpack(data["phrases"])))
    assert pack(unpack(data["phrases"])) == data["phrases"]


def test_the_sample_tells_the_share() -> None:
    rng = random.Random(4)
    for part in (0.95, 0.8, 0.5):
        common = phrases(rng, int(600 * part))
        own = (600 - len(common)) // 2
        texts = [". ".join(common + phrases(rng, own)) for _ in range(2)]
        assert resemblance(*(sketch(text).hashes for text in texts)) == pytest.approx(part, abs=0.12)


@pytest.mark.parametrize("marks", [61, sketches_module.MARKS])
@pytest.mark.parametrize("least", [0.6, 0.8, 0.95])
@pytest.mark.parametrize("length", [6, 40, 400], ids=["short", "medium", "longer than a sketch"])
def test_no_pair_is_missed(least: float, length: int, marks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketches_module, "MARKS", marks)
    rng = random.Random(length)
    sketches = []
    for _ in range(12):
        text = phrases(rng, length)
        for _ in range(4):
            kept = rng.choice([0.9, 0.97, 0.995])
            changed = [phrase if rng.random() < kept else rng.choice(WORDS) for phrase in text]
            changed = changed[: max(1, int(len(changed) * rng.choice([0.75, 0.9, 1, 1])))]
            sketches.append(sketch(". ".join(changed)).hashes)
    wanted = {
        (one, other)
        for one, other in itertools.combinations(range(len(sketches)), 2)
        if resemblance(sketches[one], sketches[other]) >= least
    }
    assert {(one, other) for one, other, _ in near(sketches, least)} == wanted
    assert wanted


def test_one_group_and_direct_partners_only() -> None:
    text = phrases(random.Random(2), 20)
    bodies = [text, [*text[:-2], *phrases(random.Random(3), 2)]]
    bodies.append([*phrases(random.Random(5), 2), *bodies[1][2:]])
    found = run(*(entry(f"{n}.md", name, ". ".join(bodies[n])) for n, name in enumerate(("fish", "tank", "lamp"))))
    assert {d.path: [r.location.path for r in d.related] for d in found} == {
        "0.md": ["1.md"],
        "1.md": ["0.md", "2.md"],
        "2.md": ["1.md"],
    }
    assert len({d.group for d in found}) == 1
    assert (
        found[0].message == "nearly the body of `bevrel`: 81 % of the phrases are the same"
        or "81 %" in found[0].message
    )


def test_many_equal_bodies_do_not_flood() -> None:
    text = ". ".join(phrases(random.Random(2), 20))
    found = run(*(entry(f"{n:03}.md", f"{WORDS[n % 50]}-{WORDS[n // 50]}", text) for n in range(300)))
    assert len(found) == 300
    assert len({d.group for d in found}) == 1
    assert all(len(d.related) == MAX_RELATED for d in found)
    assert found[7].message.endswith("and 298 more")


def test_scopes_kinds_and_focus() -> None:
    text = ". ".join(phrases(random.Random(2), 20))
    a, b = entry("a.md", "fish", text), entry("b.md", "tank", text, focus=False)
    assert [d.path for d in run(a, b)] == ["a.md"]
    assert run(a, entry("b.md", "tank", text, scope="other")) == []
    assert run(a, RosterEntry("b.md", "claude-code/command", "s", True, b.facts)) == []
    assert run(entry("a.md", "fish", text, focus=False), b) == []


def test_names_that_mean_copies() -> None:
    assert are_one("worker-1", "worker_22")
    assert not are_one("worker-1", "walker-1")
    assert begins_alike("infra", "infrastructure")
    assert not begins_alike("go", "golang")


@pytest.mark.parametrize(
    "body", ["", "\x00" * 5000, "字" * 9000, "." * 9000, "a" * 100_000, "\ud800 word " * 500, "\r" * 900]
)
def test_hostile_bodies(body: str) -> None:
    assert len(run(entry("a.md", "fish", body), entry("b.md", "tank", body))) in (0, 2)


@pytest.mark.parametrize("similarity", [0.5, 0.0, 1.1, float("nan")])
def test_a_similarity_outside_its_range_is_refused(similarity: float) -> None:
    with pytest.raises(ValueError, match="similarity must be"):
        Options(similarity=similarity)


def test_thousands_of_bodies_of_one_template_take_no_quadratic_time() -> None:
    rng = random.Random(1)
    shared = [hash_ % (1 << 32) for hash_ in (rng.getrandbits(32) for _ in range(30))]

    def made(number: int) -> RosterEntry:
        own = sorted(shared + [rng.getrandbits(32) for _ in range(3)])[:SIZE]
        data = {
            "name": f"n{number}x",
            "said": [],
            "digest": str(number),
            "phrases": pack(own),
            "at": [0, 1, 1, 1, 1, 2],
        }
        return RosterEntry(f"{number:04}.md", "claude-code/agent", "s", True, {NAME: data})

    roster = Roster([made(number) for number in range(4000)])
    start = time.process_time()
    assert run(*roster.entries)
    assert time.process_time() - start < 15
