"""Sets of numbers as a few bits, by which it is told at a glance that one lacks what another has."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def mark(numbers: Iterable[int], bits: int) -> int:
    """A whole number of so many bits, with one set for each of the numbers; several may set the same one.

    So for each bit that another set's mark lacks, that set lacks a number at least.
    """
    return reduce(or_, [1 << number % bits for number in numbers], 0)
