"""Datelines: `KARACHI (UrduPoint / Pakistan Point News - 20th Oct, 2020)`, in front of a story's first paragraph.

`split` reads the parts (`dateline_parts`) and then asks for evidence: a place that the gazetteer knows, capitals, a
source, a day, a region. What a look-alike has of these is not enough ("He said (AP) - that", "UPDATE:", "JORDAN: I
think"). The words before the body are kept as printed; together with the body they give the text back.
"""

import re
from typing import NamedTuple

from newsbeam.pipeline.text.credit import agency, sources_of
from newsbeam.pipeline.text.dateline_cjk import split_cjk
from newsbeam.pipeline.text.dateline_date import PrintedDay, match_day
from newsbeam.pipeline.text.dateline_parts import REACH, Parts, read
from newsbeam.pipeline.text.dateline_place import (
    Standing,
    begins_with_place,
    is_given_name,
    is_land,
    is_place,
    is_speech,
    located,
    standing,
)
from newsbeam.pipeline.text.months import ascii_digits, month_of, weekday_of
from newsbeam.pipeline.text.places import country_code
from newsbeam.schemas.story import Place


class Dateline(NamedTuple):
    """A dateline, understood."""

    text: str
    """As printed, with the space before the body: `text + body` is the original."""
    place: str | None
    """The first place, as printed but without shouting: `Karachi` of `KARACHI`."""
    country: str | None
    """Alpha-2, `ZZ` for a place in no country; None where nobody knows."""
    others: tuple[str, ...] = ()
    """Further places (`BEIRUT/THE HAGUE`)."""
    region: str | None = None
    day: PrintedDay | None = None
    credit: str | None = None
    """The sources as printed, without the day."""


def split(text: str, *, home_country: str | None = None) -> Dateline | None:
    """The dateline that begins `text`, or None. Only the first `REACH` characters are looked at.

    `home_country` is where the provider is at home: it tells Hyderabad in Sindh from Hyderabad in Telangana.

    >>> found = split("Karachi (UrduPoint / Pakistan Point News - 20th Oct, 2020) TikTok's statement.")
    >>> found.text, found.place, found.country, found.credit
    ('Karachi (UrduPoint / Pakistan Point News - 20th Oct, 2020) ', 'Karachi', 'PK', 'UrduPoint / Pakistan Point News')
    >>> split("He said (AP) - that it was over.") is None
    True
    """
    head = ascii_digits(text[: REACH + 1])
    if "［" in head:
        head = head.replace("［", "[").replace("］", "]")
    if (kicker := _KICKER.match(head)) is not None:
        found = split(text[kicker.end() :], home_country=home_country)
        return found._replace(text=kicker[0] + found.text) if found is not None and found.place else None
    if (asian := split_cjk(head)) is not None:
        return _made(text, asian, home_country)
    if " / " in head[:_HOUSE] and (house := _SLASHED_HOUSE.match(head)) and agency(house[1].strip()) is not None:
        return Dateline(house[0], None, None, credit=house[1].strip())
    parts = read(head, named=True)
    if parts is None:
        return None
    if parts.between and is_place(parts.between) and not is_place(parts.places[0]):
        parts.places[0] = parts.between  # ROCKVILLE PIKE SUITE, ROCKVILLE, USA
    home = home_country or _home_of(parts)
    if not _convincing(parts, head, home):
        if not parts.prefix_end:
            return None
        parts.places, parts.end, parts.tail = [], parts.prefix_end, parts.prefix_tail
        if not _placeless(parts, head[parts.end :]):
            return None
    return _made(text, parts, home)


def from_field(printed: str, *, home_country: str | None = None) -> Dateline | None:
    """A dateline that was sent in a field of its own: no evidence is asked for beyond a place or a day in it.

    >>> from_field("NTB Oslo").country, from_field("GREENWICH, Conn.").place
    ('NO', 'Greenwich')
    """
    head = ascii_digits(printed[:REACH])
    parts = split_cjk(head) or read(head)
    if parts is None or not (parts.places or parts.day):
        return None
    made = _made(printed, parts, home_country or _home_of(parts))
    return made._replace(text=printed)


def _convincing(parts: Parts, head: str, home: str | None) -> bool:
    """Whether what was read is a dateline: the rules of docs/design/wire-copy.md#datelines (a)-(g)."""
    after = head[parts.end : parts.end + 90]
    if not parts.places:
        return _placeless(parts, after)
    tail = parts.tail.strip()
    dashed = bool(tail) and tail[-1] in "-–—―_:=।۔~|\ufffd"
    runs_on = parts.credit is None and (tail == "." or (tail == "" and parts.day is not None)) and _reads_on(after)
    if not after.strip() or (parts.credit is None and not dashed and not runs_on and (parts.day is None or tail != ".")):
        return False  # prose: the gazetteer is not even asked
    stands = standing(parts.places[0], parts.region if parts.region_known else None, home)
    if stands is None:
        return False
    known = stands.place is not None
    opens = not (after[:1].isalpha() and after[:1].islower())
    if parts.credit is None and parts.region is None and weekday_of(parts.places[0]) is not None:
        return False  # "MARTI 9 IUNIE:" is a day, though a town is called so
    if parts.credit is not None:
        return _with_source(parts, stands, known=known, dashed=dashed, tail=tail, opens=opens)
    if parts.day is not None:
        return _with_day(parts, stands, after, dashed=dashed, runs_on=runs_on, stopped=bool(tail) or _is_stopped(parts, head))
    if runs_on:  # ROMA. Il ministro
        return stands.caps and stands.town and not stands.land and parts.region is None
    return _bare(parts, stands, after, home, dashed=dashed, opens=opens)


def _with_source(parts: Parts, stands: Standing, *, known: bool, dashed: bool, tail: str, opens: bool) -> bool:
    if not (opens or (dashed and (known or stands.caps or parts.region_known or parts.day is not None))):
        return False
    if not parts.bracketed:
        return known or parts.region_known or stands.caps or parts.day is not None
    if _abbreviates(parts.credit or "", parts.places[0]):
        return False
    if parts.known_source:
        return known or parts.region_known or stands.caps or not stands.cased or parts.day is not None or dashed
    if parts.newsy_source:
        if not (known or parts.region_known or (stands.caps and dashed) or parts.day is not None):
            return False
        return bool(tail) or parts.day is not None or stands.caps or stands.town or not stands.cased
    # A name in brackets that looks like no agency: a reporter, a paper, a nickname.
    if parts.day is not None and dashed and not stands.cased and len((parts.credit or "").split()) <= 3:
        return True  # a village, a day and a reporter, in a script without capitals
    if not (known and dashed) or not (opens or stands.caps) or _FIGURES.search(parts.credit or ""):
        return False
    return (stands.caps or parts.day is not None or stands.town) and len((parts.credit or "").split()) <= 4 and not stands.land


def _with_day(parts: Parts, stands: Standing, after: str, *, dashed: bool, runs_on: bool, stopped: bool) -> bool:
    """A place and a day, without a source."""
    day, tail = parts.day, parts.tail.strip()
    assert day is not None, "a day"  # noqa: S101 (the caller's contract)
    known = stands.place is not None
    if day.month is None:
        return dashed and known and stands.caps
    if runs_on and (known or parts.region_known) and month_of(parts.places[0]) is None:
        # PARIS Aug 19 European shares climbed; La Paz, 16 de septiembre. El presidente
        return stopped or day.year is not None or parts.region is not None or (stands.caps and stands.town)
    written = stands.caps and len(parts.places[0]) > 2 and len(parts.places[0].split()) < 4  # more words in capitals are a headline
    if not (known or parts.region_known or written) or not tail:
        return False
    if after[:1].isdigit() and not stands.caps:
        return False  # "Amsterdam, September 12 - 16": an event's days
    return dashed or (tail == "." and (stands.caps or not stands.cased))


def _is_stopped(parts: Parts, head: str) -> bool:
    """Whether a stop ends the day, though it could belong to a month's abbreviation."""
    return head[parts.end - len(parts.tail) - 1] == "."


def _placeless(parts: Parts, after: str) -> bool:
    """`Jan 30 (Reuters) - Gold rose`, `(MENAFN) While`."""
    if parts.credit is None or not parts.bracketed or not after.strip():
        return False
    if after[0].isalpha() and after[0].islower():
        return False
    if parts.day is not None:
        return parts.known_source or parts.newsy_source
    return parts.known_source and (bool(parts.tail.strip()) or (parts.credit or "").isupper())


def _bare(parts: Parts, stands: Standing, after: str, home: str | None, *, dashed: bool, opens: bool) -> bool:
    """`ISLAMABAD: The government`, `ASTANA – Foreign ministries`: only a place and a dash or colon."""
    if not dashed or not opens or stands.place is None or len(after) < 12 or is_speech(after):
        return False
    tail = parts.tail
    if "|" in tail or (month_of(parts.places[0]) is not None and not stands.caps):
        return False  # a breadcrumb; a month's name in another case ("augusta")
    colon = ":" in tail or "।" in tail
    if not (colon or tail[-1:].isspace() or tail.strip()[0] in "–—―"):
        return False
    if parts.region_known:
        return stands.caps or not (colon or parts.region_bracketed)  # "Paris, Texas: ...", "London (England) - ..." are titles
    if after[:1].isdigit() and not stands.caps:
        return False
    if not stands.cased:
        return stands.town and not stands.land
    if stands.caps:
        return not stands.land and (stands.town or not colon or stands.place.country == home)
    name = parts.places[0]
    if not stands.town or is_land(name) or not after[:1].isupper() or is_given_name(name):
        return False
    return colon or not begins_with_place(after)  # "Boston - New York: ..." is a route


def _reads_on(after: str) -> bool:
    """Whether what follows is running text: a capital, some length, and small words before long ("Concert in the Park" is a title)."""
    words = after.split()[1:8]
    return (
        len(after) >= 40 and not after[0].islower() and sum(w[0].islower() for w in words) >= 0.4 * len(words) if words else False
    )


def _abbreviates(credit: str, place: str) -> bool:
    """Whether the brackets explain the name: "United Nations (UN)"."""
    letters = credit.replace(".", "")
    return len(letters) > 1 and letters.isupper() and letters == "".join(w[0] for w in place.split() if w[0].isupper())


def _home_of(parts: Parts) -> str | None:
    """The country that the first known agency of the credit reports for."""
    for name in (parts.credit or "", *sources_of(parts.credit or "")):
        known = agency(name)
        if known is not None:
            return known.home
    return None


def _made(text: str, parts: Parts, home: str | None) -> Dateline:
    region = parts.region if parts.region_known else None
    place = parts.places[0] if parts.places else None
    # A country printed after two places is the last one's, unless the first lies there too: NEW YORK AND MAINZ, Germany.
    within = region if len(parts.places) < 2 or (region and _lies_in(place or "", region)) else None
    found: Place | None = located(place, within, home) if place else None
    # A place that nobody knows has no country: an agency reports from abroad too.
    country = found.country if found else (country_code(region) if region else None)
    end = parts.end
    return Dateline(
        text=text[:end],
        place=cased(place) if place else None,
        country=country,
        others=tuple(map(cased, parts.places[1:])),
        region=parts.region,
        day=parts.day,
        credit=parts.credit,
    )


def _lies_in(place: str, region: str) -> bool:
    own = located(place, region, None)
    return own is not None and own.geonames_id is not None


_HOUSE = 40
_SLASHED_HOUSE = re.compile(r"([^/\n]{2,32}?)\s/\s+(?=\S)")
"""A house before its text, no place: `واحد مرکزی خبر / وزیر`."""
_KICKER = re.compile(r"[A-Za-z][A-Za-z0-9 ,'’&-]{2,40}:\s(?=[\u0370-\uffff])")
"""A label in Latin letters above a text in another script: "Ukraine-Russia attack: मॉस्को: "."""
_FIGURES = re.compile(
    r"^\d+(?:[.,:/–-]\d+)*(?!\w)|\d[.\-/]\w"
)  # scores, years, tickers: no paper is called so, but "Kurdistan 24" is
_SMALL = frozenset(
    {
        "de",
        "la",
        "el",
        "del",
        "of",
        "the",
        "and",
        "du",
        "do",
        "da",
        "au",
        "en",
        "sur",
        "am",
        "an",
        "sous",
        "le",
        "a",
        "al",
        "as",
        "ar",
        "und",
        "et",
        "bin",
    }
)


def cased(name: str) -> str:
    """A place without shouting: `RIO DE JANEIRO` becomes `Rio de Janeiro`, `PORT-AU-PRINCE` `Port-au-Prince`."""
    if not name.isupper() or len(name) < 3:
        return name
    text = " ".join("-".join(map(_capital, word.split("-"))) for word in name.split())
    return name[:1] + text[1:]


def _capital(word: str) -> str:
    # Python lowers İ to i and a combining dot, which no printed name has.
    return word.lower() if word.lower() in _SMALL else word[:1] + word[1:].lower().replace("i\u0307", "i")


__all__ = ["Dateline", "cased", "from_field", "match_day", "split"]
