"""Towns that no agency lets stand alone before a text, and the forms in which papers of their own country do."""

import re
from functools import lru_cache

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.rows import Kind
from newsbeam.pipeline.gazetteer.table import keys, places
from newsbeam.pipeline.text.dateline_place import begins_with_place, is_given_name, is_land, is_place, is_region
from newsbeam.pipeline.text.dateline_running import goes_on
from newsbeam.pipeline.text.dateline_words import Parts
from newsbeam.pipeline.text.page.section_words import SECTIONS

CITY = 50_000
"""Inhabitants that let a town in capitals stand before a stop: many a kicker is a village's name (CALCIO, JUSTICE)."""
_IN = frozenset("in at near from bei aus nach à a ad di en em na u v ve de a".split())  # noqa: SIM905 (words read better than a list of them)
"""Words before a place that a sentence names."""
_DISTRICT = re.compile(r" (?:district|town|city|village|tehsil|taluka?|block|mandal|sub-?division|upazila|municipality)\b")
_HINDI = re.compile(
    r"(?P<town>[\u0900-\u0963]{2,16}(?: [\u0900-\u0963]{2,16})?), ?(?P<place>[\u0900-\u0963]{2,16}(?: [\u0900-\u0963]{2,16})?)\s?।\s(?=\S)"
)
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


def is_named_again(name: str, after: str) -> bool:
    """Whether the text behind a town's name goes on and says that it is in, at or near that town: `FALCONARA – I vigili ... a Falconara`.

    >>> text = "Am Montag gegen fünf Uhr fuhr in Landau ein Bus an eine Mauer, sagte die Polizei am Abend."
    >>> is_named_again("LANDAU", text), is_named_again("LANDAU", "Bus fährt in Landau an Mauer"), is_named_again("ULM", text)
    (True, False, False)
    """
    written = name.title() if name.isupper() else name
    line = after.partition("\n")[0]
    at = line.find(f" {written}")
    if at < 0 or is_land(name) or is_given_name(name) or not goes_on(line):
        return False
    while at > 0:
        behind = line[at + 1 + len(written) :][:1]
        if line[:at].rpartition(" ")[2].casefold() in _IN and not (behind.isalnum() or behind in "'’"):
            return True
        at = line.find(f" {written}", at + 1)
    return False


def is_district(name: str, after: str) -> bool:
    """Whether the text behind a name that nobody knows calls it a town or a district: `Nuapada: ... in Nuapada district`."""
    at = after.find(f" {name} ")
    return (
        at > 0
        and after[:at].rpartition(" ")[2].casefold() in (*_IN, "of")
        and _DISTRICT.match(after, at + 1 + len(name)) is not None
    )


def hindi(head: str) -> tuple[int, str] | None:
    """(where it ends, the town that we know) of a town and its district before a stop: `मछलीशहर, जौनपुर। `."""
    found = _HINDI.match(head)
    if found is None:
        return None
    known = (name for name in (found["town"], found["place"]) if is_place(name) and not is_land(name))
    return next(((found.end(), name) for name in known), None)
