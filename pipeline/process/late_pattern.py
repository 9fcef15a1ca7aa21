"""Patterns that are compiled when they are first asked: a language's, a script's or a kind of page's own, which most runs never need.

A large one takes Python 1 to 6 ms, as much as twenty small ones, and there is no public way to keep what it made.
"""

import re
from inspect import currentframe
from typing import Any, cast

_NAMES = ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "pattern", "flags", "groups", "groupindex")


class _Late:
    """Has what a pattern has, from the first time on that anything of it is asked: then its methods are the pattern's own, and the
    pattern takes its place in the module that names it, so that it costs no more than any other.
    """

    __slots__ = ("_flags_given", "_module", "_source", *_NAMES)

    def __init__(self, source: str, flags: int, module: dict[str, Any]) -> None:
        self._source, self._flags_given, self._module = source, flags, module

    def __getattr__(self, name: str) -> Any:
        if name not in _NAMES:
            raise AttributeError(name)
        made = re.compile(self._source, self._flags_given)
        for one in _NAMES:
            setattr(self, one, getattr(made, one))
        for named, value in list(self._module.items()):
            if value is self:
                self._module[named] = made
        return getattr(made, name)


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but the pattern is compiled when it is first used. Not for `re.sub(pattern, ...)`, `is` and the like.

    >>> late("[a-c]+").findall("abc x cab")
    ['abc', 'cab']
    """
    here = currentframe()
    asks = here.f_back if here is not None else None
    return cast("re.Pattern[str]", _Late(source, flags, asks.f_globals if asks is not None else {}))
