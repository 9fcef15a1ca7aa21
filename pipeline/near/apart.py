"""Whether two texts that share half of their words tell of two events: by where they differ, and by what their headlines say of it.

Numbers and names (`verify.py`) tell bulletins of one template apart where a script has capitals and the facts are figures. Here what counts
is the place: between equal words short runs are others, and the headlines' own words are in these. And what is one provider's under quite
different headlines, but shares only words that neither headline has, shares what stands under everything it sends.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from newsbeam.pipeline.near.characters import U16

ALIGNED = {0: 2, 6: 3, 12: 5}
"""Tokens in a row by which a place is found in the other text; by `Tokens.unspaced`."""
NAMED = {0: 1, 6: 2, 12: 4}
"""Tokens that are a headline's word."""
LONGEST = {0: 12, 6: 24, 12: 60}
"""Tokens that may stand in the place of others, and still be another filling of a form."""
OF_THE_HEADLINE = 1 / 3
"""Share of a headline's own words that what two texts of one provider share must have, of either, to be about them."""
FILLED, APIECE = 3, 40
"""Places that two texts of one provider may fill otherwise before they are two bulletins, and the words of a form for each: a longer text with
so few has been edited."""
SHORT, MISTYPED = 40, 16
"""Words of one provider's short item; one of so many may be other than in its copy."""

Grams = npt.NDArray[Any]
"""Hashes of words in a row: of one word as it is kept, of more 32 bits."""
_PRIME = np.uint32(0x9E3779B1)
_EDGE = -1


class Wording(NamedTuple):
    """A text as it is held against another."""

    provider: str | None
    headline: U16
    words: U16
    """Both as `wording.ordered` gives them; empty where nothing is known."""


class _Differing(NamedTuple):
    """Where a text differs from the other."""

    words: U16
    shared: npt.NDArray[np.bool_]
    """Which words stand in a row that the other has too."""
    runs: dict[tuple[int, int], tuple[int, int]]
    """(what stands before, what behind) -> where a short run of other words begins and ends."""


def apart(one: Wording, other: Wording) -> bool:
    """Whether two texts, otherwise copies, tell of two events."""
    if one.words.size < 2 or other.words.size < 2:
        return False
    of_one_desk = one.provider is not None and one.provider == other.provider
    if not of_one_desk and one.headline.tobytes() == other.headline.tobytes():
        return False
    wide = NAMED[min(int(one.headline[0]), int(other.headline[0]))] if one.headline.size and other.headline.size else 1
    mine, theirs = (_grams(text.headline[1:], wide) for text in (one, other))
    if not of_one_desk and not (_may_tell(mine, one, other, wide) and _may_tell(theirs, other, one, wide)):
        return False
    own, others = _lacking(mine, theirs), _lacking(theirs, mine)
    renamed = bool(own.size and others.size)
    if not renamed and not of_one_desk:
        return False
    unspaced = min(int(one.words[0]), int(other.words[0]))
    first, second = _differing(one.words[1:], other.words[1:], unspaced)
    places = first.runs.keys() & second.runs.keys()
    for place in places if renamed else ():
        if _tells(first, place, own, wide) and _tells(second, place, others, wide):
            return True
    if not of_one_desk:
        return False
    if renamed and _about_neither(first, second, own, others, wide):
        return True
    if len(places) >= max(FILLED, min(first.words.size, second.words.size) // (APIECE * NAMED[unspaced])):
        return True
    return all(_short_and_other(text, unspaced) for text in (first, second))


def _may_tell(headline: Grams, text: Wording, other: Wording, width: int) -> bool:
    """Whether a text has words of its headline that the other lacks."""
    own = _lacking(headline, _grams(other.words[1:], width))
    return bool(own.size and _holds(own, _grams(text.words[1:], width)).any())


def _holds(few: Grams, some: Grams) -> npt.NDArray[np.bool_]:
    """Which of a few are among some."""
    found: npt.NDArray[np.bool_] = (few[:, np.newaxis] == some).any(axis=1)
    return found


def _lacking(few: Grams, others: Grams) -> Grams:
    """What of one headline is not in the other."""
    return few[~_holds(few, others)]


def _differing(one: U16, other: U16, unspaced: int) -> tuple[_Differing, _Differing]:
    if one.size == other.size and np.array_equal(one, other):
        same = _Differing(one, np.ones(one.size, bool), {})
        return same, same
    width = ALIGNED[unspaced]
    grams = _grams(one, width), _grams(other, width)
    found = (
        _Differing(words, _covered(_within(mine, theirs), words.size, width), {})
        for words, mine, theirs in ((one, *grams), (other, *grams[::-1]))
    )
    first, second = found
    for text, mine in ((first, grams[0]), (second, grams[1])):
        for begin, end in _runs(~text.shared):
            if end - begin <= LONGEST[unspaced]:
                before = int(mine[begin - width]) if begin else _EDGE
                text.runs[before, int(mine[end]) if end < text.words.size else _EDGE] = (begin, end)
    return first, second


def _runs(which: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where runs of these begin and end."""
    edges = np.diff(np.concatenate(([False], which, [False])).view(np.int8))
    return zip((edges == 1).nonzero()[0].tolist(), (edges == -1).nonzero()[0].tolist(), strict=True)


def _tells(text: _Differing, place: tuple[int, int], own: Grams, width: int) -> bool:
    """Whether one of a headline's own words stands in a text's run."""
    begin, end = text.runs[place]
    return bool(_holds(own, _grams(text.words[max(0, begin - width + 1) : end + width - 1], width)).any())


def _about_neither(first: _Differing, second: _Differing, own: Grams, others: Grams, width: int) -> bool:
    """Whether what two texts share has few of the words that are either headline's own."""
    return all(_about(text, words, width) < OF_THE_HEADLINE for text, words in ((first, own), (second, others)))


def _about(text: _Differing, own: Grams, width: int) -> float:
    """Which share of a headline's own words is in what a text shares."""
    grams = _grams(text.words, width)
    shared = text.shared[: grams.size].copy()
    for step in range(1, width):
        shared &= text.shared[step : step + grams.size]
    return np.count_nonzero(_holds(own, grams[shared])) / own.size


def _short_and_other(text: _Differing, unspaced: int) -> bool:
    """Whether a text is short, and more of it other than a typing error is."""
    size = text.words.size
    return size < SHORT * NAMED[unspaced] and bool(np.count_nonzero(~text.shared) > size // MISTYPED)


def _covered(found: npt.NDArray[np.bool_], size: int, width: int) -> npt.NDArray[np.bool_]:
    """The words of which a row was found."""
    covered = np.zeros(size, bool)
    for step in range(width):
        covered[step : step + found.size] |= found
    return covered


def _grams(words: U16, width: int) -> Grams:
    """The hash of so many words in a row, from each on."""
    if width == 1:
        return words
    last = max(0, words.size - width + 1)
    joined = words[:last].astype(np.uint32)
    for step in range(1, width):
        joined *= _PRIME
        joined += words[step : last + step]
    return joined


def _within(some: Grams, others: Grams) -> npt.NDArray[np.bool_]:
    """Which of these are among the others."""
    if not others.size or not some.size:
        return np.zeros(some.size, bool)
    ordered = np.sort(others)
    found: npt.NDArray[np.bool_] = ordered.take(ordered.searchsorted(some), mode="clip") == some
    return found
