"""The facts about a file kind as they were in another version of its host."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from agentlint.hosts.versions import is_before, is_up_to

if TYPE_CHECKING:
    from agentlint.hosts.model import Field, FileKind
    from agentlint.hosts.versions import InUse

T = TypeVar("T", bound=str)


@lru_cache(maxsize=256)
def as_of(kind: FileKind, version: InUse) -> FileKind:
    """What a host of that version takes: values, types and forms that it had, keys that were current then.

    Keys that came later stay, since only by their `since` one can tell that they will come. Gives `kind` itself where
    nothing is different.
    """
    fields = tuple(_field(field, version) for field in kind.fields)
    words = ("true", "false") if is_before(version, kind.booleans_since) else kind.booleans
    if words == kind.booleans and all(old is new for old, new in zip(kind.fields, fields, strict=True)):
        return kind
    return replace(kind, fields=fields, booleans=words)


def _field(field: Field, version: InUse) -> Field:
    if field.until is not None and is_up_to(version, field.until):
        field = replace(field, status="current", renamed_to=None, replaced_by=())
    later = {one.what for one in field.dated if is_before(version, one.since)}
    still = [one.what for one in field.dated if one.what not in later and is_up_to(version, one.until)]
    if not (later or still):
        return field
    return replace(
        field,
        enum=(*_without(later, field.enum), *still),
        types=_without(later, field.types),
        forbidden=_without(later, field.forbidden),
    )


def _without(later: set[str], known: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(one for one in known if one not in later)
