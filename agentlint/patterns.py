"""`lazy_pattern`: a regular expression that is compiled when it is first used.

There are some 250 of them, to compile one takes up to three milliseconds, and a run over a few sound files uses every
fifth.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def lazy_pattern(pattern: AnyStr, flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives for the same arguments, to be used by its methods alone: `re` itself does not take it.

    Whatever is wrong with the pattern is raised when it is first used.
    """
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))


class _Lazy(Generic[AnyStr]):
    def __init__(self, pattern: AnyStr, flags: int | re.RegexFlag) -> None:
        self._pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self._pattern, self._flags)
        # From now on they are found right here, and as fast as on the pattern.
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)
