"""What a place's or a people's name is by itself, in texts of a language; `disambiguate.py` asks the text for the rest."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.gazetteer.table import places
from newsbeam.pipeline.taggers.candidates import STATES, State, dominant, state_of
from newsbeam.pipeline.taggers.kind_codes import ALTERNATE, CITY
from newsbeam.pipeline.taggers.mentions import BOLD, DOUBTED, SMALL, patterns, standing


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
    doubtful: bool
    """Whether it is a town of one country that is called like a word or a person."""


class _Names(dict[int, Known]):
    """What names are in texts of a language, as they were met, up to `MOST`: then it begins anew. News names a few thousand places over
    and over, a column of 270,000 names is seldom in the processor's cache, and `lru_cache` moves each to the front of a list.
    """

    def __missing__(self, key: int) -> Known:
        if len(self) >= MOST:
            self.clear()
        number, pattern = divmod(key, EACH)
        table = patterns()
        kind, code, open_ = table.kind[pattern], table.code[pattern], bool(table.mixed[pattern])
        worth = standing(pattern, _language(number)) if table.asks[pattern] else BOLD if table.bold[pattern] else SMALL
        state = state_of(pattern) if kind in STATES else None
        speaks = not open_ or state is not None or dominant(pattern)
        doubtful = worth == DOUBTED and kind in (CITY, ALTERNATE) and not open_
        name = self[key] = Known(worth, kind, code, places().codes[code], table.place[pattern], open_, state, speaks, doubtful)
        return name


MOST = 16_384
EACH = 1 << 20
"""More than there are names: a name's pattern and its text's language are one number."""
known: Callable[[int], Known] = _Names().__getitem__
"""What a name is by itself: its pattern, and what `first_of` says for the text's language, as one sum."""


@lru_cache(maxsize=1024)
def first_of(language: str | None) -> int:
    """What is added to a pattern in texts of a language: its letters as a number, so that threads need not agree on one."""
    return int.from_bytes((language or "").encode()) * EACH


def _language(number: int) -> str | None:
    return number.to_bytes((number.bit_length() + 7) // 8).decode() or None
