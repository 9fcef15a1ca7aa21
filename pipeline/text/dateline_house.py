"""Leads that a house's name begins, no place: `AGI - Una scossa`, `(Belga) De brand`, `وطنية - صيدا - `, `TNN / Mar 4, 2024: CHENNAI: `."""

import re
from typing import NamedTuple

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import Kind, agency, is_word
from newsbeam.pipeline.text.dateline_date import PrintedDay, match_day
from newsbeam.pipeline.text.dateline_place import is_place, is_town
from newsbeam.pipeline.text.dateline_source import is_newsy
from newsbeam.pipeline.text.dateline_words import Parts, is_small

_REACH, _LEAD, _ACRONYM = 44, 3, 5
"""Characters in which a house ends; words of a lead, at least."""
_ALONE = re.compile(r"(?P<house>[A-Z]{3,9})\s[-–—]\s(?=[\"“«]?[^\W\d_a-z])")
_BRACKETED = re.compile(r"\((?P<house>[^\W\d_][^()\n/,|]{1,20})\)\s(?=[\"“«„]?[^\W\d_a-z])")
_THEN_TOWN = late(r"(?P<house>[^\W\d_]{3,12})\s[-–—]\s(?P<place>[^\W\d_][^\n\d()/:,.–—-]{1,28}?)\s[-–—]\s(?=\S)")
_TOWN_FIRST = late(
    r"(?P<place>[\u0621-\u06d3]{2,14}(?: [\u0621-\u06d3]{2,14})?)\s?[-–—]\s?(?P<house>[\u0621-\u06d3]{3,9})\s?[-–—]\s?(?=[\u0621-\u06d3«\"])"
)
"""`اردکان - ایرنا - `: a town that nobody may know, and its agency."""
_ARABIC = late(r"(?P<house>[\u0621-\u064a]{2,12}(?: [\u0621-\u064a]{2,12}){1,2})\s?[-–—]\s(?=[\u0621-\u064a«\"])")
_PAPER = late(r"(?:^| )(?:ال)?(?:إخباري|اخباري|إخبارية|اخبارية|نيوز|برس|أونلاين|اونلاين)$")
"""`الوكيل الإخباري- أفاد`: a site that signs its own."""
_WITH_TOWN = late(
    r"(?P<house>[A-Z][A-Z\d]{2,9}|[A-Z][\w.]{2,15}(?: [A-Z]\w{2,14}){1,2}),\s(?P<place>[^\W\d_][^\n\d()/:,.–—-]{1,28}?)"
    r"(?P<end>\s[-–—]{1,2}\s|:\s)(?=[\"“«]?[^\W\d_a-z])"
)
"""`KBR68H, Jakarta - Polisi`, `KBRN, Jakarta: Polisi`: a station and its town; a dash where nobody knows it."""
_NAMES, _STOPS = 4, (".", "!", "?", "”", '"', "»")
"""Words that a photographer's name has at most."""
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

    >>> led_by("AGI - Una scossa ha svegliato Catania."), led_by("TV - Una serata"), led_by("MTI - Jane Roe")
    (Led(end=6, house='AGI', place=None, home=None, day=None), None, None)
    """
    if head[:1] == "(":
        return _alone(_BRACKETED.match(head))
    begun = head[:_REACH]
    if not ("-" in begun or "–" in begun or "—" in begun or (": " in begun and ", " in begun)):
        return None
    if (found := _THEN_TOWN.match(head)) is not None and is_place(found["place"]):
        house = _NNA if found["house"] == _NATIONAL else found["house"]
        known = agency(house)
        if known is not None and _signs(house):
            return Led(found.end(), house, found["place"], known.home)
    if "\u0620" < head[:1] < "\u06d4" and (found := _TOWN_FIRST.match(head)) is not None and not is_place(found["house"]):
        known = agency(found["house"])
        if known is not None and known.kind is Kind.AGENCY and agency(found["place"]) is None:
            return Led(found.end(), found["house"], found["place"])
    if "\u0620" < head[:1] < "\u064b" and (found := _ARABIC.match(head)) is not None and _PAPER.search(found["house"]):
        return Led(found.end(), found["house"]) if not is_place(found["house"]) else None
    if (found := _WITH_TOWN.match(head)) is not None and _is_of(found["place"], found["house"]) and not is_place(found["house"]):
        known = agency(found["house"])
        if known is not None or (found["end"][0] != ":" and " " not in found["house"]):
            return Led(found.end(), found["house"], found["place"], known.home if known is not None else None)
    return _alone(_ALONE.match(head))


def _is_of(place: str, house: str) -> bool:
    """Whether a house may sign from a town: any from a great one, one that is written as houses are from every town."""
    return is_town(place) or (is_place(place) and house.isupper() and len(house) > _ACRONYM and is_newsy(house))


def _alone(found: re.Match[str] | None) -> Led | None:
    """A house that alone begins a text; before a name or two it says whose a picture is ("MTI - Jane Roe")."""
    if found is None or not _signs(found["house"]):
        return None
    rest = found.string[found.end() :].partition("\n")[0]
    return (
        Led(found.end(), found["house"])
        if len(rest.split()) > _NAMES or (rest.endswith(_STOPS) and len(rest.split()) >= _LEAD)
        else None
    )


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


def placeless(parts: Parts, after: str) -> bool:
    """`Jan 30 (Reuters) - Gold rose`, `(MENAFN) While`."""
    if (
        parts.credit is None
        or not parts.bracketed
        or not after.strip()
        or (parts.day is None and ("\n" in parts.tail or _is_brief(after)))
    ):
        return False
    if is_small(after[0]):
        return False
    if parts.day is not None:
        return parts.known_source or parts.newsy_source
    return parts.known_source and (bool(parts.tail.strip()) or (parts.credit or "").isupper())


def _is_brief(after: str) -> bool:
    """Whether only a word or two stand on the line: initials behind a signature, `(QXN) abc/DEF`."""
    return after[:1] < UNCASED and len(after.partition("\n")[0].split()) < _LEAD
