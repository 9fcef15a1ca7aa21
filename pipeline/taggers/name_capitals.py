"""Where the capital letters of texts stand that a name may begin with: one pass over many texts joined, among numbers.

A pattern that begins with a capital is tried at each letter of a text, which takes most of its time. What stands between two capitals says
where a run of capitalised words may begin, and where an abbreviation does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.name_runs import UP

TOGETHER = 64
"""Texts that are joined: their numbers fit into a processor's cache."""
_APART = "\0\0"
"""Between texts: two signs that stand within no name, for two places before a capital are looked at."""
_SPACE, _FAR, _LOWER, _CAPITAL = 1, 4, 8, 16
_PASSED = _SPACE | _FAR
_KNOWN = 0x2060
"""Signs up to here are told apart; what lies behind may be anything but a capital."""


class Capitals(NamedTuple):
    """Where a text's capitals stand, in order."""

    runs: list[int]
    """Where a run of capitalised words may begin; and where single words are asked for, what may be one behind a word in small letters."""
    acronyms: list[int]
    """Where three stand in a row, behind a space, a line feed or an apostrophe."""
    brackets: list[int]
    """Where one stands behind a space and a bracket."""
    commas: list[int]
    """Where one stands behind a comma and a space."""


def capitals_of(texts: Sequence[str], alone: Sequence[bool]) -> list[Capitals]:
    """Of each text; `alone`: whether its single words are asked for.

    >>> capitals_of(["by Ada Hale (Eva), of NASA", "premier Rui, I"], [False, True])
    [Capitals(runs=[3, 22, 23, 24], acronyms=[22], brackets=[13], commas=[]), Capitals(runs=[8], acronyms=[], brackets=[], commas=[13])]
    """
    found: list[Capitals] = []
    for at in range(0, len(texts), TOGETHER):
        found += _capitals(texts[at : at + TOGETHER], alone[at : at + TOGETHER])
    return found


def _capitals(texts: Sequence[str], alone: Sequence[bool]) -> list[Capitals]:
    letters = np.array([_APART.join(["", *texts, ""])]).view(np.uint32)
    kinds = _kinds().take(letters, mode="clip")
    # From here on only capitals, spaces and what no word holds are looked at: a letter in four.
    marks = np.flatnonzero(kinds & (_CAPITAL | _PASSED) > 0)
    marked = kinds[marks]
    capitals = np.flatnonzero(marked == _CAPITAL)
    places = marks[capitals]
    bounds = np.cumsum([len(text) + len(_APART) for text in ("", *texts)])
    parts = places.searchsorted(bounds)
    counts = parts[1:] - parts[:-1]
    # Three spaces at most stand between the first two capitals of a run, and nothing that no word holds.
    passed = np.cumsum(marked & _PASSED, dtype=np.int32)[capitals]
    runs = np.zeros(len(places), np.bool_)
    runs[:-1] = passed[1:] - passed[:-1] < _FAR
    if any(alone):
        # A word of several capitals is read from its first one on.
        within = kinds[places - 1] & _PASSED == 0
        single = (kinds[places - 2] & _LOWER > 0) | within
        single[:-1] |= within[1:]
        runs |= single & np.repeat(alone, counts)
    before, further = letters[places - 1], letters[places - 2]
    spaced = before == ord(" ")
    acronyms = spaced | (before == ord("\n")) | (before == ord("'")) | (before == ord("’"))
    acronyms[-2:] = False
    acronyms[:-2] &= places[2:] == places[:-2] + 2
    brackets = (before == ord("(")) & (further == ord(" "))
    commas = spaced & (further == ord(","))
    own = places - np.repeat(bounds[:-1], counts)

    def by_text(chosen: NDArray[np.bool_]) -> list[list[int]]:
        which = np.flatnonzero(chosen)
        listed, ends = own[which].tolist(), which.searchsorted(parts).tolist()
        return [listed[start:end] for start, end in pairwise(ends)]

    return list(map(_capitals_at, zip(*map(by_text, (runs, acronyms, brackets, commas)), strict=True)))


_capitals_at = partial(tuple.__new__, Capitals)


def matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds in a text where it can begin at these places alone."""
    done = 0
    for start in starts:
        if start >= done and (match := pattern.match(text, start)) is not None:
            done = match.end()
            yield match


@releasable
@cache
def _kinds() -> NDArray[np.uint8]:
    """What a letter is, by its number: a capital, a small letter, a space or what no word holds."""
    known = "".join(map(chr, range(_KNOWN)))
    kinds = [_LOWER if one.islower() else 0 if one.isalnum() or one in "_&'’/.-" else _FAR for one in known]
    kinds[ord(" ")] = _SPACE
    for match in re.finditer(f"[{UP}]", known):
        kinds[match.start()] = _CAPITAL
    return np.array([*kinds, _LOWER], np.uint8)
