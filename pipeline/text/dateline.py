"""Datelines: `KARACHI (UrduPoint / Pakistan Point News - 20th Oct, 2020)`, in front of a story's first paragraph.

`split` reads the parts (`dateline_parts`) and then asks for evidence: a place that the gazetteer knows, capitals, a
source, a day, a region. What a look-alike has of these is not enough ("He said (AP) - that", "UPDATE:", "JORDAN: I
think"). The words before the body are kept as printed; together with the body they give the text back.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.credit import sources_of
from newsbeam.pipeline.text.dateline_case import cased
from newsbeam.pipeline.text.dateline_cjk import split_cjk
from newsbeam.pipeline.text.dateline_date import PrintedDay, match_day
from newsbeam.pipeline.text.dateline_evidence import convincing, stands_in_brackets
from newsbeam.pipeline.text.dateline_house import led_by, placeless, stroke_and_day
from newsbeam.pipeline.text.dateline_parts import REACH, Parts, read
from newsbeam.pipeline.text.dateline_place import is_place, is_region, located
from newsbeam.pipeline.text.dateline_small_town import hindi
from newsbeam.pipeline.text.dateline_words import RUN, is_small, is_time_of_year
from newsbeam.pipeline.text.dateline_writer import town_and_writer
from newsbeam.pipeline.text.months import ascii_digits
from newsbeam.pipeline.text.places import country_code, is_great_abroad
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
    signs: bool = False
    """Only a house is printed (`AGI - Una scossa`): its credit, which says neither where nor when."""


def split(text: str, *, home_country: str | None = None) -> Dateline | None:
    """The dateline that begins `text`, or None. Only the first `REACH` characters are looked at.

    `home_country` is where the provider is at home: it tells Hyderabad in Sindh from Hyderabad in Telangana.

    >>> found = split("Karachi (UrduPoint / Pakistan Point News - 20th Oct, 2020) TikTok's statement.")
    >>> found.text, found.place, found.country, found.credit
    ('Karachi (UrduPoint / Pakistan Point News - 20th Oct, 2020) ', 'Karachi', 'PK', 'UrduPoint / Pakistan Point News')
    >>> split("He said (AP) - that it was over.") is None
    True
    """
    signed = _SIGNED.match(text)
    known = _signed(*signed.groups(), home_country, small=is_small(text[signed.end()])) if signed is not None else None
    return known if known is not None else _read(text, home_country)


@lru_cache(maxsize=1024)
def _signed(front: str, day: str, behind: str, home_country: str | None, *, small: bool) -> Dateline | None:
    """What a dateline says that ends in its source, whatever the text behind it; None: it takes that to know."""
    known = _by_form(front, behind, home_country, small=small)
    if known is None or known.day is None:
        return None
    return known._replace(text=f"{front}{day}{behind}", day=known.day._replace(day=int(day)))


@lru_cache(maxsize=2048)
def _by_form(front: str, behind: str, home_country: str | None, *, small: bool) -> Dateline | None:
    """What a dateline says that ends in its source, whatever the number of its day and the text behind it; None: it takes those to know.

    A feed prints the same few, and the summary and the body of one item do. With day and source read before the dash no
    reader looks behind it, but for whether a small letter stands there.
    """
    printed = f"{front}{_ANY_DAY}{behind}"
    found = _read(f"{printed}{'a' if small else 'A'} text", home_country)
    whole = found is not None and found.text == printed and found.credit is not None
    return found if found is not None and whole and found.day is not None and found.day.day == _ANY_DAY else None


def _read(text: str, home_country: str | None) -> Dateline | None:
    head = ascii_digits(text[: REACH + 1])
    if "［" in head:
        head = head.replace("［", "[").replace("］", "]")
    if ": " in head[:_LABEL] or " | " in head[:_CLOCK]:
        end, behind = _behind_prefix(text, head, home_country)
        if end:
            return behind
    if (formed := _of_a_form(text, head, home_country)) is not None:
        return formed
    parts = read(head, named=True)
    if parts is None:
        return None
    if parts.between and is_place(parts.between) and not is_place(parts.places[0]):
        parts.places[0] = parts.between  # ROCKVILLE PIKE SUITE, ROCKVILLE, USA
    home = home_country or _home_of(parts)
    if not convincing(parts, head, home):
        if not parts.prefix_end:
            return None
        parts.places, parts.end, parts.tail = [], parts.prefix_end, parts.prefix_tail
        if not placeless(parts, head[parts.end :]):
            return None
    return _made(text, parts, home)


def _behind_prefix(text: str, head: str, home_country: str | None) -> tuple[int, Dateline | None]:
    """(where it ends, the dateline of a town behind it) of a label, a clock, or a house and its day: `TNN / Mar 4, 2024: CHENNAI: `."""
    kicker = _KICKER.match(head)
    led = stroke_and_day(head) if kicker is None else None
    end = kicker.end() if kicker is not None else led.end if led is not None else 0
    found = split(text[end:], home_country=home_country) if end else None
    if found is None or not found.place:
        return (end if kicker is not None else 0), None
    found = found._replace(text=text[:end] + found.text)
    return end, found if led is None else found._replace(day=found.day or led.day, credit=found.credit or led.house)


def _of_a_form(text: str, head: str, home_country: str | None) -> Dateline | None:
    """What is known for a dateline by its form: a correspondent's, the Asian agencies', a house before a stroke."""
    if head[:1] in BRACKETS:
        for form in (_sent_from, _house_and_town, _bracketed):
            if (sent := form(text, head, home_country)) is not None:
                return sent
    if not head.isascii() and (asian := split_cjk(head)) is not None:
        return _made(text, asian, home_country)
    if (written := town_and_writer(head)) is not None:
        found = located(written.place, None, home_country)
        return Dateline(text[: written.end], written.place, found.country if found else None)
    if "।" in head[:_LABEL] and (town := hindi(head)) is not None:
        found = located(town[1], None, home_country)
        return Dateline(text[: town[0]], town[1], found.country if found else None)
    if (site := _SITE.match(head)) is not None:
        return Dateline(site[0], None, None, credit=site[1])
    if (led := led_by(head)) is not None and text[led.end :].strip():
        found = located(led.place, None, home_country or led.home) if led.place else None
        return Dateline(
            text[: led.end], led.place and cased(led.place), found.country if found else None, credit=led.house, signs=not led.place
        )
    if " / " in head[:_HOUSE] and (house := _SLASHED_HOUSE.match(head)) and agency(house[1].strip()) is not None:
        return Dateline(house[0], None, None, credit=house[1].strip())
    return None


def _sent_from(text: str, head: str, home_country: str | None) -> Dateline | None:
    """`(Desde Lima) El puerto`: where a correspondent writes from."""
    sent = _SENT_FROM.match(head)
    if sent is None or not is_place(sent["place"]) or not text[sent.end() :].strip():
        return None
    region = sent["region"]
    found = located(sent["place"], region if region and is_region(region) else None, home_country)
    return Dateline(text[: sent.end()], cased(sent["place"]), found.country if found else None, region=region)


def _house_and_town(text: str, head: str, home_country: str | None) -> Dateline | None:
    """`(QXN, COLOMBO) – The harbour`: a house and its town in one bracket, before a dash."""
    found = _HOUSE_AND_TOWN.match(head)
    if found is None or not is_place(found["place"]) or not text[found.end() :].strip():
        return None
    if not (found["place"].isupper() or agency(found["house"].strip())) or is_place(found["house"].strip()):
        return None
    place = located(found["place"], None, home_country)
    return Dateline(text[: found.end()], cased(found["place"]), place.country if place else None, credit=found["house"].strip())


def _bracketed(text: str, head: str, home_country: str | None) -> Dateline | None:
    """`(Praha, 3. května 2021) - Vláda`, `(Beirut) – Police`: a place with its day in brackets, or a great town before a dash and running text."""
    found = _WHOLE.match(head)
    parts = read(found[1]) if found is not None else None
    if found is not None and found[0].rstrip()[-1] in ")）" and (parts is None or parts.day is None or parts.day.year is None):
        return None
    if found is None or parts is None or parts.end != len(found[1]) or len(parts.places) != 1 or parts.credit is not None:
        return None
    if not text[found.end() :].strip() or not stands_in_brackets(parts, head[found.end() - 2 :]):
        return None
    return _made(text, parts, home_country)._replace(text=text[: found.end()])


def from_field(printed: str, *, home_country: str | None = None) -> Dateline | None:
    """A dateline that was sent in a field of its own: no evidence is asked for beyond a place or a day in it.

    >>> from_field("NTB Oslo").country, from_field("GREENWICH, Conn.").place
    ('NO', 'Greenwich')
    """
    head = ascii_digits(printed[:REACH])
    parts = split_cjk(head) or read(head)
    if parts is None or not (parts.places or parts.day):
        return None
    if not parts.credit and not parts.day and agency(house := printed.strip(" ()-–—")) is not None and not is_place(house):
        return Dateline(printed, None, None, credit=house)
    parts.places = [] if is_time_of_year(parts) else parts.places
    return _made(printed, parts, home_country or _home_of(parts))._replace(text=printed)


def _home_of(parts: Parts) -> str | None:
    """The country that the first known agency of the credit reports for."""
    for name in (parts.credit or "", *sources_of(parts.credit or "")):
        known = agency(name)
        if known is not None:
            abroad = known.home and parts.places and is_great_abroad(parts.places[0], known.home)
            return None if abroad else known.home
    site = _LANDS_SITE.fullmatch(parts.credit or "")
    return country_code(site[1].upper()) if site is not None else None


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


_SIGNED = re.compile(
    r"([A-ZÀ-ÖØ-Þ][^\n\d():\[\]/|«»“”\"（）［］【】]{2,60}+)(0?[1-9]|[12][0-9]|3[01])"
    r"([^\n\d():\[\]/|«»“”\"（）［］【】]{1,30}+\([^\n\d()\[\]（）［］【】]{2,60}+\)\s?[-–—]{1,2}\s)(?=[^\W\d_])"
)
"""What may be a dateline that ends in its source and has no number but its day's: `OSLO, March 4 (QXN) - `, and the first letter behind it."""
_ANY_DAY, _HOUSE, _LABEL, _CLOCK = 11, 40, 44, 8
"""A day that any number may stand for; characters in which a house, a kicker and a clock end."""
_SLASHED_HOUSE = re.compile(r"([^/\n]{2,32}?)\s/\s+(?=\S)")
"""A house before its text, no place: `واحد مرکزی خبر / وزیر`."""
_SITE = re.compile(r"([A-Z]{3,20}\.(?:com|co|id|net|COM|CO)(?:\.[a-z]{2}|\.ID)?)\s[-–—]{1,2}\s?(?=[A-Z\d\"“])")
"""A paper that signs with its address in capitals, no place: `KOMPAS.com - Warga`."""
_LANDS_SITE = late(r"[\w-]{2,30}(?:\.(?:com?|net|org))?\.(?!tv$|co$|me$|io$|eu$)([a-z]{2})", re.IGNORECASE)
"""A site of one country: `KENDAL, Beritajateng.id`."""
_KICKER = late(r"[A-Za-z][A-Za-z0-9 ,'’&-]{2,40}:\s(?=[\u0370-\uffff])|[012]?\d[:.][0-5]\d\s\|\s")
"""A label in Latin letters above a text in another script: "Ukraine-Russia attack: मॉस्को: "; a clock: "10:45 | Puno, mar. 4. "."""
_SENT_FROM = late(
    rf"\((?:Desde|DESDE|From|FROM|Depuis|DEPUIS)\s(?P<place>{RUN.pattern})(?:,\s(?P<region>{RUN.pattern}))?\)\s{{0,3}}(?:[.:–—-]{{1,3}}\s{{0,3}})?"
)
_HOUSE_AND_TOWN = late(r"\((?P<house>[^\W\d_][^(),|/\n]{1,30}?)\s?[,|]\s?(?P<place>[^\W\d_][^(),|/\n]{2,30})\)\s?[-–—]{1,2}\s")
_WHOLE = late(r"[(（]([^\W\d_][^()（）\n]{1,60})[)）](?:\s?[-–—:]{1,2}\s|\s(?=[^\W\d_a-z]))")
BRACKETS = ("(", "（")


__all__ = ["BRACKETS", "Dateline", "cased", "from_field", "match_day", "split"]
