"""What a place's or a people's name is by itself, in texts of a language; `disambiguate.py` asks the text for the rest."""

from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.gazetteer.table import places
from newsbeam.pipeline.taggers.candidates import STATES, State, dominant, state_of
from newsbeam.pipeline.taggers.mentions import BOLD, SMALL, patterns, standing


class Known(NamedTuple):
    """What a name is by itself, in texts of a language."""

    worth: int
    kind: int
    code: int
    alpha2: str
    place: int
    open: bool
    """Whether several countries have it."""
    state: State | None
    speaks: bool
    """Whether it speaks for its country at once, where it is believed by itself."""


class _Names(dict[int, Known]):
    """What names are in texts of a language, as they were met, up to `MOST`: then it begins anew. News names a few thousand places over
    and over, a column of 270,000 names is seldom in the processor's cache, and `lru_cache` moves each to the front of a list.
    """

    def __init__(self, language: str | None) -> None:
        self.language = language

    def __missing__(self, pattern: int) -> Known:
        if len(self) >= MOST:
            self.clear()
        table = patterns()
        kind, code, open_ = table.kind[pattern], table.code[pattern], bool(table.mixed[pattern])
        worth = standing(pattern, self.language) if table.asks[pattern] else BOLD if table.bold[pattern] else SMALL
        state = state_of(pattern) if kind in STATES else None
        speaks = not open_ or state is not None or dominant(pattern)
        name = self[pattern] = Known(worth, kind, code, places().codes[code], table.place[pattern], open_, state, speaks)
        return name


MOST = 4096


@lru_cache(maxsize=16)
def known(language: str | None) -> _Names:
    """What names are by themselves, in texts of a language."""
    return _Names(language)
