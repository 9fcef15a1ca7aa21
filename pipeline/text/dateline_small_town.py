"""Towns that no agency lets stand alone before a text, and the forms in which papers of their own country do."""

from functools import lru_cache

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.rows import Kind
from newsbeam.pipeline.gazetteer.table import keys, places
from newsbeam.pipeline.text.dateline_place import begins_with_place, is_given_name, is_land, is_region
from newsbeam.pipeline.text.dateline_words import Parts
from newsbeam.pipeline.text.page.section_words import SECTIONS

CITY = 50_000
"""Inhabitants that let a town in capitals stand before a stop: many a kicker is a village's name (CALCIO, JUSTICE)."""
_LETTERS, _PARAGRAPH = 5, 120
"""Letters of a town that is hardly a word besides; characters of a line that is no title."""


@lru_cache(maxsize=2048)
def is_city(name: str) -> bool:
    """Whether a town of that name has the inhabitants of a city, and neither a section of a paper nor a person is called so.

    >>> is_city("MODENA"), is_city("CALCIO"), is_city("FLORENCE")
    (True, False, False)
    """
    if len(name) < _LETTERS or name.casefold() in SECTIONS or is_given_name(name):
        return False
    found = keys().find(fold(name).encode())
    return any(kind is Kind.CITY and places().population[place] >= CITY for place, kind in found)


def is_indian_city(name: str) -> bool:
    """Whether a city is written in one of India's scripts, whose papers set a town and a colon before each text."""
    return "\u0900" <= name[0] <= "\u0dff" and is_city(name)


def is_shortened(parts: Parts) -> bool:
    """Whether a region stands behind the place in letters that only its country's papers know for one: `Chis.`"""
    return parts.region_known and (parts.region or "")[-1:] == "." and not is_region(parts.region or "")


def is_village(name: str, tail: str, after: str, line: str, *, at_home: bool) -> bool:
    """A small town before running text: with a stop and a dash ("Actopan.- Autoridades"), or of several words in a paragraph of a paper of its
    own country ("Castel di Sangro – Un"): Santa Claus, New Hope and San Lorenzo are towns too.
    """
    if tail.lstrip()[:1] != "." and (not at_home or " " not in name or len(line) < _PARAGRAPH):
        return False
    return len(name) >= _LETTERS and not is_land(name) and not is_given_name(name) and not begins_with_place(after)
