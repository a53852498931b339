"""The hash by which GitHub code scanning knows a line again after others have moved.

It is computed as the uploading action does it, so that it makes no difference who did: over the first 100 characters
(UTF-16 code units) from the start of the line on, blanks and tabs left out, line ends as LF, an end mark and zeros
after the last of them. A number tells lines of the same hash apart.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, deque
from typing import TYPE_CHECKING

from agentlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Collection

_BLOCK = 100
_FACTOR = 37
_MASK = (1 << 64) - 1
_LEAVING = pow(_FACTOR, _BLOCK, 1 << 64)
_END_MARK = 0xFFFF
_LF = 0x0A

_LINE_END = lazy_pattern(r"\r\n?")
_BLANK = str.maketrans("", "", " \t")


def line_hashes(text: str, lines: Collection[int]) -> dict[int, str]:
    """Line number to `hash:occurrence`, for the 1-based lines asked for. Time is linear in the text up to the last."""
    wanted = frozenset(lines)
    if not wanted:
        return {}
    units = _units(text)
    last = max(wanted)
    counts: Counter[int] = Counter()
    found: dict[int, str] = {}
    starts = deque([0])  # of lines whose hash is still open
    line = 0
    value = 0
    for at, unit in enumerate(units):
        leaving = at - _BLOCK
        if leaving >= 0:
            if starts and starts[0] == leaving:
                line += 1
                starts.popleft()
                counts[value] += 1
                if line in wanted:
                    found[line] = f"{value:x}:{counts[value]}"
                if line == last:
                    break
            value = (value * _FACTOR + unit - units[leaving] * _LEAVING) & _MASK
        else:
            value = (value * _FACTOR + unit) & _MASK
        if unit == _LF:
            starts.append(at + 1)
    return found


def _units(text: str) -> array[int]:
    """The code units that count, the end mark, and zeros enough for the last line."""
    plain = _LINE_END.sub("\n", text).translate(_BLANK)
    units = array("H")
    units.frombytes(plain.encode(f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}", "surrogatepass"))
    units.append(_END_MARK)
    units.extend([0] * (_BLOCK + 1))
    return units
