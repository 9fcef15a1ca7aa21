"""The words of a run: what is stripped, cut and told of each before it is taken for a name's."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.taggers.name_cues import DEMONYMS, EVENTS, ORDINARY, cues
from newsbeam.pipeline.taggers.name_lists import given

ORGANISATION, WEAK_ORGANISATION, PERSON, MAYBE, ALONE, NOTHING = range(6)
"""Kinds of reading. MAYBE: two or three words that may be a person; ALONE: one word after a title."""

_POSSESSIVE = re.compile(r"(?:['’]s?|['’](?:[a-zçğıöşüə]{1,4}))$")
KEPT = frozenset("Crown New Los Las San National Federal International Joint Special Global Democratic Republican".split())  # noqa: SIM905
"""Words that head a sentence in one language, and a name in another or as often."""
INITIALS = re.compile(r"[A-Z]\.?[A-Z]\.?")
ELIDED_HEAD = re.compile(r"[LDQ]u?['’][^\W\d_A-ZÀ-Þ]")
"""French and Italian at the head of a sentence: "L'après", "D'autres"."""
INITIAL = re.compile(r"[^\W\d_](?:\.[^\W\d_])*\.?")


class Reading(NamedTuple):
    """One name in a run."""

    at: int
    name: str
    kind: int
    score: int
    """What speaks for a MAYBE already."""


Words = Sequence[tuple[int, str]]
"""(offset, word) of a run or a part of it."""


def has_title(words: Words) -> bool:
    """Whether somebody's title is among them."""
    return any(is_title(word) for _, word in words)


@lru_cache(maxsize=16_384)
def is_title(word: str) -> bool:
    """Whether a word is somebody's title, with or without a capital and a stop."""
    return word.lower().rstrip(".") in cues().titles


def stripped(words: Words) -> Words:
    """Without the words at the head that begin a sentence and no name."""
    while words and _heads_a_sentence(words[0][1]):
        words = words[1:]
    return words


@lru_cache(maxsize=16_384)
def _heads_a_sentence(word: str) -> bool:
    known = cues()
    if small(word) or ELIDED_HEAD.match(word):
        return True
    if word not in known.skips or word in KEPT or word in known.offices:
        return False
    return word not in given() or word in ORDINARY or len(word) < 3


def named_by(words: Words, kind: int, score: int = 0) -> Reading:
    """The reading that these words are one name; an event's, nothing."""
    texts = [word for _, word in words]
    texts[-1] = bare(texts[-1])
    if " ".join(texts[-2:]) in EVENTS or texts[-1] in DEMONYMS:
        kind = NOTHING
    return Reading(words[0][0], " ".join(texts), kind, score)


@lru_cache(maxsize=16_384)
def bare(word: str) -> str:
    """A word without what is hung on it: "Khan's", "Erdoğan'ın"; and without a stop that is not an abbreviation's."""
    plain = _POSSESSIVE.sub("", word) if "'" in word or "’" in word else word
    if plain[-1:] == "\u0568":
        plain = plain[:-1]  # Armenian hangs "the" on a name
    return plain if INITIAL.fullmatch(plain) else plain.rstrip(".-/")


@lru_cache(maxsize=16_384)
def small(word: str) -> bool:
    """Whether a word is a small one between names; not "l'Intérieur"."""
    return word[:1].islower() and word[1:2] not in ("'", "’")


def owns(word: str) -> bool:
    """Whether a word is a possessive, so that another name begins behind it."""
    return word.endswith(("'s", "’s", "s'", "s’"))
