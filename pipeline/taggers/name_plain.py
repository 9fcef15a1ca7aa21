"""The short way for most runs: two or three plain words that no sign is among, or a given name and a word.

A run is read once and remembered, but of a day's news seven in ten are new, and the long way (`name_reader.py`) takes ten times
as long. What is not plain is left to it; a test holds both against each other.
"""

from functools import cache, lru_cache

from newsbeam.pipeline.taggers.name_cues import (
    AND,
    BRANDS,
    DEMONYMS,
    EVENTS,
    FAMILY_FIRST,
    LEGAL,
    LEGAL_BEFORE,
    LONELY,
    ORDINARY,
    PRODUCTS,
    SMALL,
    WEAK,
    cues,
)
from newsbeam.pipeline.taggers.name_lists import family, given
from newsbeam.pipeline.taggers.name_words import ALONE, KEPT, MAYBE, ORGANISATION, PERSON, WEAK_ORGANISATION, Reading


def plain(run: str) -> tuple[Reading, ...] | None:
    """The names in a plain run; None where it must go the long way."""
    words = run.split(" ")
    if len(words) == 2 and words[0] in _nothing() and not words[1][0].islower() and ". " not in run:
        return ()
    if not run.replace(" ", "").isalpha() or run[-1] == "\u0568":
        return None
    if not all(map(_titled, words)):
        return () if _single_words(words) else None
    if len(words) > 3:
        return None
    if words[0] in _nothing():
        behind = len(words[0]) + 1
        found = _plain(words[1:], run[behind:])
        return found and tuple(one._replace(at=one.at + behind) for one in found)
    return _plain(words, run)


def says_nothing(run: str) -> bool:
    """Whether a run of several pieces has no word that would make a piece somebody's or a body's name."""
    words = run.split(" ")
    return len(words) > 3 and run.replace(" ", "").isalpha() and any(map(str.islower, words)) and _marks().isdisjoint(words)


def _plain(words: list[str], run: str) -> tuple[Reading, ...] | None:
    first, last = words[0], words[-1]
    if min(map(len, words)) < 2:
        return None
    if _signs().isdisjoint(words):
        if first in cues().others or last in cues().others:
            return ()
        if first.endswith("ing") or last.endswith("ing"):
            return None
        return (Reading(0, run, MAYBE, int(last in family())),)
    if not _no_surnames().isdisjoint(words[1:]):
        return _body(words, run) if len(words) == 2 else None
    if first in _heads_a_name():
        return (Reading(0, run, PERSON, 1 + (last in family())),)
    if len(words) != 2:
        return None
    if first in ADDRESS and len(last) > 2 and last not in cues().offices:
        return (Reading(len(first) + 1, last, ALONE, 1 + (first in LONELY)),)
    if (
        first not in _signs()
        and first not in cues().others
        and not first.endswith("ing")
        and last in given()
        and last not in FAMILY_FIRST
    ):
        return None if last.endswith("ing") else (Reading(0, run, MAYBE, (last in family()) + (first in family())),)
    return None


def _body(words: list[str], run: str) -> tuple[Reading, ...] | None:
    """A word that is no sign and the last word of a body's name."""
    first, last = words
    if last not in cues().heads or last in LEGAL or first in _signs() or first in cues().offices or run in EVENTS:
        return None
    return (Reading(0, run, WEAK_ORGANISATION if last in WEAK else ORGANISATION, 0),)


@lru_cache(maxsize=16_384)
def _titled(word: str) -> bool:
    """Whether a word has a capital and small letters behind it: "McGeeney" too, no abbreviation."""
    return (
        word[0].isupper()
        and word[1:].lower()[-3:] == word[1:][-3:]
        and len(word) > 1
        and not word[-2:].isupper()
        and not word[1:2].isupper()
    )


def _single_words(words: list[str]) -> bool:
    """Whether a run is single words that small ones join ("Rome and Paris"), and no sign is among them."""
    capital = False
    for word in words:
        if word.islower():
            if word in _PARTICLES:
                return False
            capital = False
        elif capital or not (word.istitle() and word.isalpha()):
            return False
        else:
            capital = True
    return capital and _marks().isdisjoint(words)


_PARTICLES = SMALL - AND - {"of", "on", "for", "the"}
"""Small words that a person's name may hold."""
ADDRESS = frozenset(("Mr", "Mrs", "Ms"))
"""Forms of address behind which one word is somebody's name."""


@cache
def _marks() -> frozenset[str]:
    """Signs but for those that only head a sentence."""
    return _signs() - (cues().skips - given() - cues().heads)


@cache
def _titles() -> frozenset[str]:
    return frozenset(word for title in cues().titles for word in (title, title.capitalize(), title.upper()))


@cache
def _signs() -> frozenset[str]:
    """Words of which any may make a run something: what is not among them only its text can settle."""
    known = cues()
    fronts = {word for front in known.fronts for word in front.split(" ")}
    return frozenset(
        known.heads
        | fronts
        | known.skips
        | _titles()
        | given()
        | FAMILY_FIRST
        | LEGAL
        | LEGAL_BEFORE
        | BRANDS
        | DEMONYMS
        | {"St", "Ste", "Saint", "Sainte", "Santa", "São"}
    )


@cache
def _nothing() -> frozenset[str]:
    """Words that head a sentence and no name."""
    known = cues()
    names = given() - ORDINARY
    stripped = {word for word in known.skips if word not in names or len(word) < 3}
    return frozenset(stripped - KEPT - known.offices - set(known.fronts) - LEGAL_BEFORE)


@cache
def _heads_a_name() -> frozenset[str]:
    """Given names that are nothing else."""
    known = cues()
    return given() - ORDINARY - known.skips - known.heads - known.others - known.offices - _titles() - frozenset(known.fronts) - FAMILY_FIRST - DEMONYMS - LEGAL_BEFORE - BRANDS  # fmt: skip


@cache
def _no_surnames() -> frozenset[str]:
    known = cues()
    return frozenset(
        known.heads | known.others | known.skips | _titles() | set(known.fronts) | DEMONYMS | LEGAL | PRODUCTS | BRANDS
    )
