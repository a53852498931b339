"""Sets of numbers, many of them in one array."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Rows:
    """A set of numbers per claim, each in rising order, one behind the other in a single array."""

    def __init__(self) -> None:
        self.numbers = array("I")
        """Those of all claims."""
        self._starts = array("I", [0])

    def append(self, numbers: Iterable[int]) -> None:
        """Add the next claim's."""
        self.numbers.extend(sorted(numbers))
        self._starts.append(len(self.numbers))

    def __iter__(self) -> Iterator[array[int]]:
        return map(self.__getitem__, range(len(self._starts) - 1))

    def __getitem__(self, at: int) -> array[int]:
        return self.numbers[self._starts[at] : self._starts[at + 1]]

    def renumbered(self, numbers: Mapping[int, int]) -> Rows:
        """The same sets with other numbers."""
        rows = Rows()
        for row in self:
            rows.append([numbers[number] for number in row])
        return rows
