"""`record`: a frozen dataclass with slots whose definition costs a tenth of what `dataclass` takes for it.

A run defines a hundred of them before it reads its first file, and for each `dataclass` compiles six methods. A record
compiles one, `__init__`, when its first instance is made; the others are the same for all and work from its fields.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field, Field))
def record(
    *, frozen: bool = True, slots: bool = True, eq: bool = True, order: bool = False
) -> Callable[[type[_T]], type[_T]]:
    """Decorate a class as `dataclass` with the same arguments would.

    To `dataclasses`, `pickle` and `copy` the result is a dataclass like any other. Methods that the class itself
    defines are kept. Raises `TypeError` for fields that are keyword-only or not set by `__init__`: there are none.
    """

    def decorate(cls: type[_T]) -> type[_T]:
        methods: dict[str, Any] = {"__init__": _first_init(frozen=frozen, slots=slots), "__repr__": _repr}
        if eq:
            methods |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
        if frozen:
            methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
        if frozen and slots:
            methods |= {"__getstate__": _state, "__setstate__": _set_state}
        if order:
            methods |= {"__lt__": _lt, "__le__": _le, "__gt__": _gt, "__ge__": _ge}
        # Python itself notes that a class with its own `__eq__` has no hash: that is not a choice of the class.
        own = {name for name, value in cls.__dict__.items() if not (name == "__hash__" and value is None)}
        made: Any = dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        if any(one.kw_only or not one.init for one in fields(made)):
            raise TypeError(f"{cls.__name__}: a record takes every field by position")
        for name, method in methods.items():
            if name not in own:
                setattr(made, name, method)
        # Twice the first name, since of a single one `attrgetter` makes no tuple.
        compared = [one.name for one in fields(made) if one.compare] or ["__class__"]
        made.__compared__ = attrgetter(compared[0], *compared)
        return made  # type: ignore[no-any-return]

    return decorate


def _first_init(*, frozen: bool, slots: bool) -> Callable[..., None]:
    """An `__init__` that puts the real one into its place and calls it."""

    def init(self: Any, *args: Any, **named: Any) -> None:
        cls: Any = next(base for base in type(self).__mro__ if base.__dict__.get("__init__") is init)
        real = cls.__init__ = _init(cls, frozen=frozen, slots=slots)
        real(self, *args, **named)

    return init


def _init(cls: type[Any], *, frozen: bool, slots: bool) -> Callable[..., None]:
    form = "_set(self, '{0}', {1})" if frozen and slots else "_dict['{0}'] = {1}" if frozen else "self.{0} = {1}"
    known: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    parameters, body = ["self"], ["_dict = self.__dict__"] if frozen and not slots else []
    for number, one in enumerate(fields(cls)):
        value = one.name
        if one.default_factory is not MISSING:
            known[f"_factory{number}"] = one.default_factory
            parameters.append(f"{one.name}=_missing")
            value = f"_factory{number}() if {one.name} is _missing else {one.name}"
        elif one.default is not MISSING:
            known[f"_default{number}"] = one.default
            parameters.append(f"{one.name}=_default{number}")
        else:
            parameters.append(one.name)
        body.append(form.format(one.name, value))
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    made: dict[str, Any] = {}
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(body or ["pass"]), known, made)
    init: Callable[..., None] = made["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({shown})"


def _eq(self: Any, other: Any) -> Any:
    values = self.__compared__
    return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


def _lt(self: Any, other: Any) -> Any:
    values = self.__compared__
    return values(self) < values(other) if other.__class__ is self.__class__ else NotImplemented


def _le(self: Any, other: Any) -> Any:
    values = self.__compared__
    return values(self) <= values(other) if other.__class__ is self.__class__ else NotImplemented


def _gt(self: Any, other: Any) -> Any:
    values = self.__compared__
    return values(self) > values(other) if other.__class__ is self.__class__ else NotImplemented


def _ge(self: Any, other: Any) -> Any:
    values = self.__compared__
    return values(self) >= values(other) if other.__class__ is self.__class__ else NotImplemented


def _refuse_to_set(self: Any, name: str, value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
