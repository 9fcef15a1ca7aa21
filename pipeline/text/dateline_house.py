"""Leads that a house's name begins, no place: `AGI - Una scossa`, `(Belga) De brand`, `وطنية - صيدا - `, `TNN / Mar 4, 2024: CHENNAI: `."""

import re
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import Kind, agency, is_word
from newsbeam.pipeline.text.dateline_date import PrintedDay, match_day
from newsbeam.pipeline.text.dateline_place import is_place

_REACH = 44
_ALONE = re.compile(r"(?P<house>[A-Z]{3,9})\s[-–—]\s(?=[\"“«]?[^\W\d_a-z])")
_BRACKETED = re.compile(r"\((?P<house>[^\W\d_][^()\n/,|]{1,20})\)\s(?=[\"“«„]?[^\W\d_a-z])")
_THEN_TOWN = late(r"(?P<house>[^\W\d_]{3,12})\s[-–—]\s(?P<place>[^\W\d_][^\n\d()/:,.–—-]{1,28}?)\s[-–—]\s(?=\S)")
_STROKE = late(r"(?P<house>[A-Z]{3,9})\s/\s")
_OTHERS = frozenset(("SPA", "MAP", "ANA", "APS", "ACI", "APA", "PAP", "AIM", "ABI", "ATA"))
"""Acronyms of agencies that stand for words and others too: one alone signs nothing."""
_NATIONAL, _NNA = "وطنية", "الوكالة الوطنية للإعلام"
"""How Lebanon's agency signs, by a word that stands for nobody elsewhere, and its name."""


class Led(NamedTuple):
    """What such a lead says."""

    end: int
    house: str
    place: str | None = None
    home: str | None = None
    """The country that the house reports for."""
    day: PrintedDay | None = None


def led_by(head: str) -> Led | None:
    """The house that begins a text, with its town if that stands between dashes behind it.

    >>> led_by("AGI - Una scossa"), led_by("TV - Una serata"), led_by("(Belga) De brand").house
    (Led(end=6, house='AGI', place=None, home=None, day=None), None, 'Belga')
    """
    if head[:1] == "(":
        found = _BRACKETED.match(head)
        return Led(found.end(), found["house"]) if found is not None and _signs(found["house"]) else None
    if not any(map(head[:_REACH].__contains__, ("-", "–", "—"))):
        return None
    if (found := _THEN_TOWN.match(head)) is not None and is_place(found["place"]):
        house = _NNA if found["house"] == _NATIONAL else found["house"]
        known = agency(house)
        if known is not None and _signs(house):
            return Led(found.end(), house, found["place"], known.home)
    found = _ALONE.match(head)
    return Led(found.end(), found["house"]) if found is not None and _signs(found["house"]) else None


def stroke_and_day(head: str) -> Led | None:
    """`TNN / Mar 4, 2024: ` before a dateline of its own."""
    found = _STROKE.match(head)
    day = match_day(head, found.end()) if found is not None else None
    if found is None or day is None or head[day[0] : day[0] + 2] != ": " or agency(found["house"]) is None:
        return None
    return Led(day[0] + 2, found["house"], day=day[1])


def _signs(house: str) -> bool:
    known = agency(house)
    return known is not None and known.kind is Kind.AGENCY and not is_word(house) and house not in _OTHERS
