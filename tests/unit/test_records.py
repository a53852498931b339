"""A record is what `dataclass` makes of the same class, but for what its definition costs."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass, field
from functools import cached_property
from typing import Any

import pytest

from agentlint.records import record


@record(order=True)
class Knot:
    """A knot."""

    name: str
    turns: int = 1
    ropes: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True, slots=True, order=True)
class Model:
    """The same class, made by `dataclass`."""

    name: str
    turns: int = 1
    ropes: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list, compare=False, repr=False)


@record()
class Single:
    """One field only."""

    value: Any


@record(slots=False, eq=False)
class Harbour:
    """With room for what is worked out later."""

    berths: tuple[int, ...] = ()

    @cached_property
    def total(self) -> int:
        """Sum of all berths."""
        return sum(self.berths)


@record(frozen=False)
class Tally:
    """One that changes."""

    count: int = 0


@record()
class Even:
    """A number that its class checks and shows in its own way."""

    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError("odd")

    def __repr__(self) -> str:
        return f"<{self.number}>"


@record()
class Empty:
    """No field at all."""


VALUES = (("bowline",), ("bowline", 2), ("clove", 1, ("hemp",)), ("bowline", 1, (), ["ashore"]))


@pytest.mark.parametrize("one", VALUES)
@pytest.mark.parametrize("other", VALUES)
def test_compares_hashes_and_shows_like_a_dataclass(one: Any, other: Any) -> None:
    knot, model, knot_2, model_2 = Knot(*one), Model(*one), Knot(*other), Model(*other)
    assert (knot == knot_2) is (model == model_2)
    assert (knot < knot_2, knot <= knot_2) == (model < model_2, model <= model_2)
    assert (knot > knot_2, knot >= knot_2) == (model > model_2, model >= model_2)
    assert (hash(knot) == hash(knot_2)) is (hash(model) == hash(model_2))
    assert repr(knot) == repr(model).replace("Model", "Knot")
    assert knot != model


def test_dataclasses_know_it() -> None:
    knot = Knot("reef", ropes=("left", "right"))
    assert [one.name for one in dataclasses.fields(knot)] == ["name", "turns", "ropes", "seen"]
    assert dataclasses.replace(knot, turns=2) == Knot("reef", 2, ("left", "right"))
    assert dataclasses.asdict(Tally(3)) == {"count": 3}
    assert Knot.__match_args__ == Model.__match_args__


def test_it_is_frozen_and_has_slots() -> None:
    knot = Knot("reef")
    with pytest.raises(FrozenInstanceError):
        knot.turns = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del knot.turns  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        knot.colour = "red"  # type: ignore[attr-defined]
    assert not hasattr(knot, "__dict__")


def test_defaults_are_made_anew() -> None:
    first, second = Knot("a"), Knot("b")
    first.seen.append("here")
    assert second.seen == []


@pytest.mark.parametrize("arguments", [(), ("a", 1, (), [], 5)])
def test_wrong_arguments_are_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match=r"Knot.__init__"):
        Knot(*arguments)
    with pytest.raises(TypeError):
        Knot("a", nothing=1)  # type: ignore[call-arg]


@pytest.mark.parametrize("one", [Knot("reef", 3), Single((1, 2)), Harbour((4,)), Tally(7), Even(4), Empty()])
def test_it_can_be_copied_and_pickled(one: Any) -> None:
    for twin in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(twin) is type(one)
        assert dataclasses.astuple(twin) == dataclasses.astuple(one)


def test_without_eq_identity_counts() -> None:
    harbour = Harbour((1, 2))
    assert harbour.total == 3
    assert harbour != Harbour((1, 2))
    assert len({harbour, Harbour((1, 2))}) == 2


def test_one_that_changes_has_no_hash() -> None:
    tally = Tally()
    tally.count += 1
    assert tally == Tally(1)
    with pytest.raises(TypeError):
        hash(tally)


def test_what_the_class_defines_is_kept() -> None:
    assert repr(Even(2)) == "<2>"
    with pytest.raises(ValueError, match="odd"):
        Even(3)
    assert Single([1]) == Single([1]) != Single([2])
    assert Empty() == Empty()


def test_a_subclass_that_is_no_record_is_made_like_its_base() -> None:
    class Splice(Knot):
        pass

    assert Splice("eye", 2).turns == 2
    assert Splice("eye") != Knot("eye")


def test_fields_that_are_not_taken_by_position_are_refused() -> None:
    with pytest.raises(TypeError, match="by position"):

        @record()
        class Late:
            late: int = field(default=1, init=False)
