"""What a run of words may name, and the letters of a word: what is hung on it, whether it is an initial or a small word."""

import re
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late

ORGANISATION, WEAK_ORGANISATION, PERSON, MAYBE, ALONE, NOTHING, BEHIND_PLACE = range(7)
"""Kinds of reading. MAYBE: two or three words that may be a person; ALONE: one word after a title; BEHIND_PLACE: perhaps a place and
the person who governs it."""

_POSSESSIVE = late(r"(?:['’]s?|['’](?:[a-zçğıöşüə]{1,4}))$")
KEPT = frozenset("Crown New Los Las San National Federal International Joint Special Global Democratic Republican".split())  # noqa: SIM905
"""Words that head a sentence in one language, and a name in another or as often."""
INITIALS = re.compile(r"[A-Z]\.?[A-Z]\.?")
UNSTOPPED = re.compile("[A-Z]J|J[A-Z]|[DMRV]K|K[LT]|PV")
"""Initials that desks print without stops, and that abbreviate hardly anything else: "JD Vance", "KL Rahul"."""
ELIDED_HEAD = re.compile(r"[LDQ]u?['’][^\W\d_A-ZÀ-Þ]")
"""French and Italian at the head of a sentence: "L'après", "D'autres"."""
PATRONYMICS = ("ұлы", "қызы", "уулу", "кызы", "oğlu", "qızı", "oʻgʻli", "o'g'li", "ўғли", "қизи")
"""How a father's name ends in Turkic languages, which stands last."""
INITIAL = re.compile(r"[^\W\d_](?:\.[^\W\d_])*\.?")


class Reading(NamedTuple):
    """One name in a run."""

    at: int
    name: str
    kind: int
    score: int
    """What speaks for a MAYBE already."""


def bare(word: str) -> str:
    """A word without what is hung on it: "Khan's", "Erdoğan'ın"; and without a stop that is not an abbreviation's."""
    plain = _POSSESSIVE.sub("", word) if "'" in word or "’" in word else word
    if plain[-1:] == "\u0568":
        plain = plain[:-1]  # Armenian hangs "the" on a name
    return plain if INITIAL.fullmatch(plain) else plain.rstrip(".-/")


def small(word: str) -> bool:
    """Whether a word is a small one between names; not "l'Intérieur", "dell'Interno"."""
    return word[:1].islower() and word[1:2] not in ("'", "’") and word[4:5] not in ("'", "’")
